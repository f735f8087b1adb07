#!/usr/bin/env python3
"""Compares our training with PyTorch's: the losses of the same steps, and the results of both.

    compare.py steps STORE --appliance kettle
        `energy train` draws weights and writes them (after a step so small that no weight
        changes), then trains 200 steps from them and records batches and losses. PyTorch begins
        with the same weights and replays the same batches, with one thread and with two.

    compare.py table OURS PYTORCH
        Both are folders of results by reference.py: of PyTorch's own runs, and of our weights
        tested by --evaluate. Prints the tables of docs/results.md in Markdown.

Ends with 1 where ours is not within the bounds: the loss of each of the first 20 steps within
0.1 % of PyTorch's, the mean of the first 200 within 5 %; mean MAE, NDE and event F1 no worse than
PyTorch's mean by more than the larger of two standard errors of the difference and 5 % of it.
"""
import argparse
import csv
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
STEPS, BATCH = 200, 128
APPLIANCES = ("kettle", "dish washer", "microwave", "washing machine")
# Name in a report's JSON, heading, decimals.
COLUMNS = (("mae_w", "MAE (W)", 2), ("mae_on_w", "MAE while on (W)", 0), ("nde", "NDE", 3),
           ("sae", "SAE", 3), ("event_f1", "event F1", 3), ("skill", "skill", 3))
# What is judged: name, and whether more is better.
JUDGED = (("mae_w", False), ("nde", False), ("event_f1", True))


def trained(arguments, folder, **settings):
    """Trains with energy what the configuration says, but for one epoch and as set."""
    settings |= {"store": arguments.store, "appliances": f"[{arguments.appliance}]", "epochs": 1}
    words = [arguments.energy, "train", "--config", arguments.config, "--output", folder,
             "--record", "losses", "--record", "batches", "--quiet"]
    for key, value in settings.items():
        words += ["--set", f"training.{key}={value}"]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return folder


def our_steps(run):
    """The losses of our steps, and the starts of their windows, [steps, batch]."""
    with open(run / "losses.csv") as file:
        losses = [float(row["loss"]) for row in csv.DictReader(file)]
    batches = {}
    with open(run / "batches.csv") as file:
        for row in csv.DictReader(file):
            batches.setdefault(int(row["step"]), []).append(int(row["start"]))
    return losses, [batches[step] for step in sorted(batches)]


def replayed(arguments, initial, batches, threads, folder):
    """The losses of PyTorch on the same batches from the same weights."""
    starts, losses = folder / "batches.npy", folder / f"losses-{threads}"
    np.save(starts, np.array(batches))
    subprocess.run(
        [sys.executable, HERE / "reference.py", arguments.store, "--appliance",
         arguments.appliance, "--initial-weights", initial, "--batches", starts,
         "--losses", losses, "--threads", str(threads)], check=True)
    return np.loadtxt(losses)


def compare_steps(arguments):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        start = trained(arguments, folder / "start", learning_rate=1e-30, windows_per_epoch=BATCH,
                        validation_windows=BATCH)
        losses, batches = our_steps(
            trained(arguments, folder / "run", windows_per_epoch=STEPS * BATCH))
        initial = start / "last" / "model.safetensors"
        two, one = (replayed(arguments, initial, batches, n, folder) for n in (2, 1))
    print("| step | ours | PyTorch | differs by | PyTorch, 1 thread |\n|---|---|---|---|---|")
    for step, (mine, other, single) in enumerate(zip(losses[:20], two, one), 1):
        print(f"| {step} | {mine:.6f} | {other:.6f} | {mine / other - 1:+.5%} | {single:.6f} |")
    first = max(abs(mine / other - 1) for mine, other in zip(losses[:20], two))
    whole, own = (np.mean(other) / np.mean(two) - 1 for other in (losses, one))
    print(f"\nFirst 20 steps: at most {first:.5%} apart (0.1 % allowed). Mean of the first "
          f"{len(two)}: {whole:+.3%} (5 % allowed; PyTorch with one thread: {own:+.3%}).")
    return len(two) == STEPS and first <= 0.001 and abs(whole) <= 0.05


def reports(folder):
    """{appliance: [report, in the order of seeds]}."""
    found = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    found.sort(key=lambda report: report["seed"])
    return {name: [r for r in found if r["appliance"] == name] for name in APPLIANCES}


def numbers(rows, key):
    """The values of one metric; none where it is undefined in any row."""
    values = [row[key] for row in rows]
    return [] if None in values else values


def cell(rows, key, decimals):
    values = numbers(rows, key)
    if not values:
        return "–"
    text = f"{statistics.mean(values):.{decimals}f}"
    if len(values) > 1 and statistics.stdev(values) > 0:
        text += f" ± {statistics.stdev(values):.{decimals}f}"
    return text


def results_table(ours, torch):
    heads = [heading for _, heading, _ in COLUMNS]
    print(f"| appliance | | seeds | {' | '.join(heads)} |\n|{'---|' * (len(heads) + 3)}")
    for name in APPLIANCES:
        rows = [("ours", ours[name]), ("PyTorch", torch[name])]
        for kind, runs in rows:
            print_row(name, kind, [run["seed"] for run in runs], [run["model"] for run in runs])
        for kind in ("zero", "mean", "median"):
            print_row(name, kind, [], [(torch[name] or ours[name])[0]["baselines"][kind]])


def print_row(name, kind, seeds, rows):
    cells = [cell(rows, key, decimals) for key, _, decimals in COLUMNS]
    listed = ", ".join(map(str, seeds))
    print(f"| {name} | {kind} | {listed} | {' | '.join(cells)} |")


def seeds_table(ours, torch):
    print("\n| appliance | seed | " + " | ".join(
        f"{heading}, {who}" for _, heading in (("mae_w", "MAE (W)"), ("event_f1", "event F1"))
        for who in ("ours", "PyTorch")) + " |\n|---|---|---|---|---|---|")
    for name in APPLIANCES:
        pairs = [{run["seed"]: run["model"] for run in runs[name]} for runs in (ours, torch)]
        for seed in sorted(pairs[0].keys() | pairs[1].keys()):
            cells = [cell([pair[seed]] if seed in pair else [], key, decimals) for key, decimals in
                     (("mae_w", 2), ("event_f1", 3)) for pair in pairs]
            print(f"| {name} | {seed} | {' | '.join(cells)} |")


def verdicts(ours, torch):
    """Prints how each mean stands to PyTorch's; whether all are within the bounds."""
    print("\n| appliance | metric | ours | PyTorch | worse by | allowed | |")
    print("|---|---|---|---|---|---|---|")
    good = True
    for name in APPLIANCES:
        for key, is_more_better in JUDGED:
            mine, other = (numbers([run["model"] for run in runs[name]], key)
                           for runs in (ours, torch))
            if len(mine) < 2 or len(other) < 2:
                print(f"| {name} | {key} | – | – | – | – | too few runs |")
                good = False
                continue
            means = statistics.mean(mine), statistics.mean(other)
            worse = means[1] - means[0] if is_more_better else means[0] - means[1]
            error = math.sqrt(sum(statistics.variance(v) / len(v) for v in (mine, other)))
            allowed = max(2 * error, 0.05 * abs(means[1]))
            word = "within" if worse <= allowed else "**more seeds decide**"
            good &= worse <= allowed
            print(f"| {name} | {key} | {means[0]:.3f} | {means[1]:.3f} | {worse:+.3f} "
                  f"| {allowed:.3f} | {word} |")
    return good


def compare_results(arguments):
    ours, torch = reports(arguments.ours), reports(arguments.pytorch)
    results_table(ours, torch)
    seeds_table(ours, torch)
    return verdicts(ours, torch)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(required=True)
    steps = kinds.add_parser("steps")
    steps.add_argument("store", type=pathlib.Path)
    steps.add_argument("--appliance", required=True)
    steps.add_argument("--energy", default=HERE / "../../.build/release/energy", metavar="PROGRAM")
    steps.add_argument("--config", default=HERE / "../../configs/refit-accuracy.yaml",
                       metavar="FILE")
    steps.set_defaults(work=compare_steps)
    table = kinds.add_parser("table")
    for name in ("ours", "pytorch"):
        table.add_argument(name, type=pathlib.Path)
    table.set_defaults(work=compare_results)
    arguments = parser.parse_args()
    sys.exit(0 if arguments.work(arguments) else 1)


if __name__ == "__main__":
    main()
