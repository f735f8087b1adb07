#!/usr/bin/env python3
"""Tables and curves of what pace.py has trained.

    pace_report.py table FOLDER [--side runs] [--smooth 3]
    pace_report.py plot FOLDER OUT.svg [--side runs]

A side has reached a loss at the end of its first epoch whose validation loss is not above it. The
loss wanted is what training window by window with energy has reached after its whole schedule (the
table's; the summary also takes the least it reached on the way, and PyTorch's). Seconds are of
training steps alone, without validation; the summary has the wall clock too, from the first step
on, with validation and checkpoints. Windows or PyTorch that do not get there count with their
whole schedule, so that a ratio is an upper bound; a side that does not counts as infinite.

--smooth N takes the median of the last N validations for each, against lucky ones.
"""
import argparse
import json
import math
import pathlib
import statistics

import pace_plot

CLOCKS = {"seconds": "training", "wall_seconds": "wall"}
WANTED = "the last of windows"
TARGETS = {WANTED: ("windows", lambda losses: losses[-1]),
           "the least of windows": ("windows", min),
           "the least of PyTorch": ("pytorch", min)}


def smoothed(points, count):
    """Points whose validation loss is the median of the last count; the first count − 1 go."""
    return [point | {"validation_loss": statistics.median(
                other["validation_loss"] for other in points[end - count + 1:end + 1])}
            for end, point in enumerate(points) if end >= count - 1]


def groups(folder, smooth):
    """{(home, appliance, seed): {side: points}} of all that is complete enough to compare."""
    found = {}
    for line in (folder / "results.jsonl").read_text().splitlines():
        cell = json.loads(line)
        name = cell["home"], cell["appliance"], cell["seed"]
        found.setdefault(name, {})[cell["side"]] = smoothed(cell["points"], smooth)
    return {name: sides for name, sides in found.items() if sides.get("windows")}


def losses(points):
    return [point["validation_loss"] for point in points]


def reached(points, target, clock):
    """Seconds until the loss is reached; None where it never is."""
    return next((point[clock] for point in points if point["validation_loss"] <= target), None)


def times(sides, side, target, clock):
    """Seconds of the side, None where it never gets there, and of windows and PyTorch.

    Those two come with whether they are lower bounds; PyTorch's are NaN where it was not trained.
    """
    name, choose = TARGETS[target]
    wanted = choose(losses(sides[name]))
    mine, *others = (reached(sides[one], wanted, clock) if sides.get(one) else math.nan
                     for one in (side, "windows", "pytorch"))
    return mine, *((sides[one][-1][clock] if value is None else value, value is None)
                   for one, value in zip(("windows", "pytorch"), others))


def ratio(mine, other):
    """None where there is nothing to divide by, infinite where the side never got there."""
    if math.isnan(other):
        return None
    return math.inf if mine is None else mine / other


def shown(value, form, mark=""):
    if value is None or math.isnan(value):
        return "–"
    return "∞" if math.isinf(value) else mark + format(value, form)


def row(name, sides, side):
    """Of the table."""
    source, choose = TARGETS[WANTED]
    wanted = choose(losses(sides[source]))
    mine, (plain, _), (torch, is_bound) = times(sides, side, WANTED, "seconds")
    least = [min(losses(sides[one])) if sides.get(one) else math.nan
             for one in ("pytorch", side)]
    over = f"not in {sides[side][-1]['seconds']:.0f}" if mine is None else f"{mine:.1f}"
    more, less = ("> ", "< ") if is_bound else ("", "")
    home, appliance, seed = name
    cells = [home, appliance, str(seed), f"{wanted:.4f}", shown(plain, ".1f"),
             shown(torch, ".1f", more), over, shown(ratio(mine, plain), ".3f"),
             shown(ratio(mine, torch), ".3f", less), shown(least[0], ".4f"), f"{least[1]:.4f}"]
    return f"| {' | '.join(cells)} |"


def table(found, side):
    heads = ("home", "appliance", "seed", "loss wanted", "windows, s", "PyTorch, s", f"{side}, s",
             f"{side} / windows", f"{side} / PyTorch", "least, PyTorch", f"least, {side}")
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for name, sides in found.items():
        print(row(name, sides, side))


def summary(found, side):
    print(f"\n| loss wanted | clock | {side} / windows, median | slowest | {side} / PyTorch, "
          "median | slowest |\n|---|---|---|---|---|---|")
    for target, (needed, _) in TARGETS.items():
        for clock, word in CLOCKS.items():
            rows = [times(sides, side, target, clock)
                    for sides in found.values() if sides.get(needed)]
            cells = []
            for column in (1, 2):
                ratios = [ratio(values[0], values[column][0]) for values in rows]
                known = [value for value in ratios if value is not None]
                cells += [shown(statistics.median(known) if known else None, ".3f"),
                          shown(max(known, default=None), ".3f")]
            print(f"| {target} | {word} | {' | '.join(cells)} |")


def circumstances(folder):
    """What says whether anything else was running."""
    lines = [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]
    cores = sorted(cell["cores"] for cell in lines)
    print(f"\n{len(lines)} cells, {sum(cell['wall_seconds'] for cell in lines) / 60:.0f} min, "
          f"{min(cell['at'] for cell in lines)} to {max(cell['at'] for cell in lines)}; load "
          f"before a cell at most {max(cell['load_before'] for cell in lines):.2f}; cores kept "
          f"busy by a cell {cores[0]:.2f} to {cores[-1]:.2f}, median "
          f"{statistics.median(cores):.2f}; OPENBLAS_CORETYPE: "
          f"{', '.join(sorted({cell['blas'] or 'unset' for cell in lines}))}.")
    for side in sorted({cell["side"] for cell in lines}):
        rates = [cell["points"][-1]["windows"] / cell["points"][-1]["seconds"]
                 for cell in lines if cell["side"] == side]
        given = next(cell.get("settings") for cell in lines if cell["side"] == side)
        print(f"* {side}: {statistics.median(rates):,.0f} windows/s in the median of "
              f"{len(rates)}{', ' + json.dumps(given) if given else ''}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("table", "plot"))
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path, nargs="?")
    parser.add_argument("--side", default="runs")
    parser.add_argument("--smooth", type=int, default=1, metavar="N")
    arguments = parser.parse_args()
    found = {name: sides for name, sides in groups(arguments.folder, arguments.smooth).items()
             if sides.get(arguments.side)}
    if arguments.what == "plot":
        if not arguments.output:
            parser.error("plot FOLDER OUT.svg")
        arguments.output.write_text(pace_plot.picture(found, arguments.side))
        return
    if found:
        table(found, arguments.side)
        summary(found, arguments.side)
    circumstances(arguments.folder)


if __name__ == "__main__":
    main()
