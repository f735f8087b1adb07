#!/usr/bin/env python3
"""Trains every cell that a folder of results lacks, one alone at a time; called by `pace`.

A cell is one side on one appliance of one home. Sides are

    windows     `energy train` window by window: configs/refit-accuracy.yaml, the schedule below
    pytorch     reference.py with the same schedule, data and distribution of first weights
    runs        `energy train` with sampling: runs; --side gives it, or others, other settings

The schedule of the first two: --budget is how long the slower of them may train; from both speeds,
measured once, come the windows they see, cut into epochs of about ten seconds. The other sides end
with the first epoch after --share of the time that `windows` takes for its schedule. Every side
validates on the same windows. The schedule lies in FOLDER/schedule.json and holds for every later
call; results are lines of FOLDER/results.jsonl, and a cell that has one is not trained again.

    --side runs                                               sampling: runs as it is shipped
    --side short "sampling={runs: {run_length: 64}}" learning_rate=0.002
"""
import argparse
import contextlib
import datetime
import fcntl
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "checks"))
import bench_pairs  # noqa: E402

ENERGY, SHARED = os.environ["ENERGY"], pathlib.Path(os.environ["ENERGY_SHARED"])
# Where training ends, and where validation does: local midnights.
HOMES = {"ukdale": ("2013-07-01", "2013-07-18"), "refit": ("2014-11-01", "2015-01-01")}
APPLIANCES = ("kettle", "dish washer", "microwave", "washing machine")
WINDOW, BATCH, THREADS, POINT_SECONDS = 129, 128, bench_pairs.THREADS, 10
# The side over runs: 1,250 steps as shipped, in epochs of about a second that the clock reads finely.
RUNS = {"sampling": "runs", "windows_per_epoch": str(50 * 16 * 157), "epochs": "25",
        "schedule": "cosine"}


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")


def store(folder, home):
    """The prepared store of a home."""
    path = folder / f"{home}.h5"
    if not path.exists():
        words = [ENERGY, "preprocess", SHARED / "data" / f"{home}_house2_30s.h5", "--output", path]
        for name in APPLIANCES:
            words += ["--appliance", name]
        subprocess.run([*words, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return path


def speeds():
    """Windows/s of either side, the better of two measurements."""
    peer = SHARED / "peers" / "peer_torch.py"
    options = {"window": WINDOW, "padding": "valid", "batch": BATCH}
    pairs = [(bench_pairs.ours(ENERGY, "train-step", **options, seconds=3),
              bench_pairs.torch(sys.executable, peer, "train", **options, steps=60))
             for _ in range(2)]
    return {side: max(bench_pairs.rates(reports))
            for side, reports in zip(("windows", "pytorch"), zip(*pairs))}


def schedule(folder, arguments):
    """What FOLDER was begun with, or what the budget allows here."""
    path = folder / "schedule.json"
    if path.exists():
        plan = json.loads(path.read_text())
        if arguments.budget not in (None, plan["budget_s"]):
            sys.exit(f"{path} is for a budget of {plan['budget_s']} s: choose another folder")
        return plan
    budget, rates = arguments.budget or 300, speeds()
    epochs = max(4, round(budget / POINT_SECONDS))
    size = max(1, round(min(rates.values()) * budget / epochs / BATCH)) * BATCH
    plan = {"budget_s": budget, "windows_per_s": rates, "batch_size": BATCH, "epochs": epochs,
            "windows_per_epoch": size, "validation_windows": arguments.validation_windows}
    path.write_text(json.dumps(plan, indent=2) + "\n")
    return plan


def seconds_of(plan, side):
    """How long a reference side trains, by its measured speed."""
    return plan["epochs"] * plan["windows_per_epoch"] / plan["windows_per_s"][side]


def settings(cell, plan, path):
    """Keys of the section training for a side of ours."""
    train_to, validation_to = HOMES[cell["home"]]
    common = {
        "store": path, "appliances": f"[{cell['appliance']}]",
        "ranges.train.to": train_to, "ranges.validation.from": train_to,
        "ranges.validation.to": validation_to, "ranges.test.from": validation_to,
        "batch_size": plan["batch_size"], "windows_per_epoch": plan["windows_per_epoch"],
        "epochs": plan["epochs"], "validation_windows": plan["validation_windows"],
        "early_stopping": "none", "checkpoint_every": "none"}
    if cell["side"] == "windows":
        return common
    return common | {"epochs": 100000} | cell["settings"]


def ours(cell, plan, path, run):
    """Trains with energy; the points of its curve."""
    words = [ENERGY, "train", "--config", HERE / "../../configs/refit-accuracy.yaml", "--output",
             run, "--overwrite", "--seed", str(cell["seed"]), "--threads", str(THREADS), "--json",
             "--quiet"]
    for key, value in settings(cell, plan, path).items():
        words += ["--set", f"training.{key}={value}"]
    limit = cell.get("limit_s")
    with started(words, (0, 130) if limit else (0,)) as child:
        points = curve(child, limit)
    thin(run)
    return points


def curve(child, limit):
    """The points that energy tells, until they have taken so many seconds of training."""
    points, trained, windows, began = [], 0.0, 0, None
    for line in child.stdout:
        event = json.loads(line)
        if event["event"] == "started":
            began = time.monotonic()
        if event["event"] != "epoch" or (limit and trained >= limit):
            continue
        trained, windows = trained + event["seconds"], windows + event["windows"]
        points.append({
            "seconds": trained, "wall_seconds": time.monotonic() - began, "windows": windows,
            **{word: event[word] for word in ("train_loss", "validation_loss",
                                              "validation_mae_w", "learning_rate")}})
        if limit and trained >= limit:
            child.send_signal(signal.SIGINT)
    return points


@contextlib.contextmanager
def started(words, statuses=(0,)):
    """A program whose lines are read; it ends with the block, and with one of the statuses."""
    words = [str(word) for word in words]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        except BaseException:
            child.terminate()
            raise
    if child.returncode not in statuses:
        raise RuntimeError(f"{' '.join(words)} ended with {child.returncode}")


def thin(run):
    """Of the checkpoints only the best network stays."""
    if (run / "best").exists():
        shutil.copy(run / "best" / "model.safetensors", run / "best.safetensors")
    for name in ("best", "last"):
        (run / name).unlink(missing_ok=True)
    for folder in run.glob("epoch-*"):
        shutil.rmtree(folder)


def theirs(cell, plan, path, run):
    """Trains with PyTorch; the points of its curve."""
    train_to, validation_to = HOMES[cell["home"]]
    run.mkdir(parents=True, exist_ok=True)
    written = run / "curve.jsonl"
    words = [sys.executable, HERE / "reference.py", path, "--appliance", cell["appliance"],
             "--seed", str(cell["seed"]), "--threads", str(THREADS), "--curve", written,
             "--train-to", train_to, "--validation-to", validation_to,
             "--window", str(WINDOW), "--batch", str(plan["batch_size"])]
    for key in ("epochs", "windows_per_epoch", "validation_windows"):
        words += ["--" + key.replace("_", "-"), str(plan[key])]
    with started(words) as child:
        for line in child.stdout:
            print("   ", line, end="", flush=True)
    points, trained, windows = [], 0.0, 0
    for line in written.read_text().splitlines():
        epoch = json.loads(line)
        trained, windows = trained + epoch["seconds"], windows + epoch["windows"]
        points.append(epoch | {"seconds": trained, "windows": windows})
    return points


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def trained(cell, plan, folder):
    """The cell with its curve and the circumstances."""
    path, at, load = store(folder, cell["home"]), now(), os.getloadavg()[0]
    name = "-".join([cell["side"], cell["home"], cell["appliance"].replace(" ", "_"),
                     str(cell["seed"])])
    began, used = time.monotonic(), processor_seconds()
    points = (theirs if cell["side"] == "pytorch" else ours)(cell, plan, path, folder / name)
    wall = time.monotonic() - began
    if not points:
        raise RuntimeError("no epoch ended")
    return cell | {"at": at, "load_before": load, "load_after": os.getloadavg()[0],
                   "wall_seconds": wall, "cores": (processor_seconds() - used) / wall,
                   "blas": os.environ.get("OPENBLAS_CORETYPE"), "points": points}


def key(cell):
    return cell["home"], cell["appliance"], cell["seed"], cell["side"]


def cells(arguments, plan):
    """All that are asked for, those that are compared one after the other."""
    sides = {"windows": None, "pytorch": None}
    given = arguments.side or [["runs"]]
    sides |= {name: RUNS | dict(word.split("=", 1) for word in words) for name, *words in given}
    limit = arguments.share * seconds_of(plan, "windows")
    for home in arguments.home or HOMES:
        for appliance in arguments.appliance or APPLIANCES:
            for seed in arguments.seed or [1]:
                for side, wanted in sides.items():
                    if arguments.only and side not in arguments.only:
                        continue
                    more = {} if wanted is None else {"settings": wanted, "limit_s": limit}
                    yield {"home": home, "appliance": appliance, "seed": seed, "side": side} | more


def forecast(plan, missing):
    """Seconds of all that is missing; PyTorch validates about as fast as it trains."""
    share, total = plan["validation_windows"] / plan["windows_per_epoch"], 0
    for cell in missing:
        if "limit_s" in cell:
            total += 1.5 * cell["limit_s"]
        else:
            slower = 1 if cell["side"] == "pytorch" else 0.6
            total += seconds_of(plan, cell["side"]) * (1 + slower * share) + 5
    return total


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("folder", type=pathlib.Path)
    add("--budget", type=float, metavar="SECONDS", help="of one reference run (default: 300)")
    add("--share", type=float, default=0.5, help="of the time of windows, for the other sides")
    add("--validation-windows", type=int, default=20000, metavar="N")
    add("--side", action="append", nargs="+", metavar=("NAME", "KEY=VALUE"),
        help="another way to train with energy, in place of runs")
    add("--only", nargs="+", metavar="SIDE", help="these sides alone")
    add("--home", action="append", choices=HOMES)
    add("--appliance", action="append", choices=APPLIANCES)
    add("--seed", action="append", type=int)
    add("--forecast", action="store_true", help="say how long it takes, and train nothing")
    return parser.parse_args()


def left(arguments, plan, results):
    """The cells that have no result yet."""
    lines = results.read_text().splitlines() if results.exists() else []
    done = {key(cell): cell.get("settings") for cell in map(json.loads, lines)}
    missing = []
    for cell in cells(arguments, plan):
        if key(cell) not in done:
            missing.append(cell)
        elif done[key(cell)] != cell.get("settings"):
            sys.exit(f"{results} has {' · '.join(map(str, key(cell)))} with other settings: "
                     "give the side another name")
    return missing


def train(missing, plan, folder):
    """Trains cell by cell and writes each down; how many failed."""
    failed = 0
    for cell in missing:
        print(f"{now()} {' · '.join(map(str, key(cell)))}", flush=True)
        try:
            done = trained(cell, plan, folder)
        except RuntimeError as error:
            failed += 1
            print(f"  {error}", flush=True)
            continue
        with open(folder / "results.jsonl", "a") as file:
            file.write(json.dumps(done) + "\n")
        best = min(done["points"], key=lambda point: point["validation_loss"])
        print(f"  best {best['validation_loss']:.4f} at {best['seconds']:.1f} s of "
              f"{done['points'][-1]['seconds']:.1f}; {done['wall_seconds']:.0f} s in all, "
              f"{done['cores']:.2f} cores", flush=True)
    return failed


def main():
    arguments = options()
    # So that a program which is running ends as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        plan = schedule(folder, arguments)
        missing = left(arguments, plan, folder / "results.jsonl")
        print(f"{plan['epochs']} epochs of {plan['windows_per_epoch']:,} windows, "
              f"{seconds_of(plan, 'windows'):.0f} s with energy and "
              f"{seconds_of(plan, 'pytorch'):.0f} s with PyTorch; {len(missing)} cells are "
              f"missing, about {forecast(plan, missing) / 60:.0f} min; load "
              f"{os.getloadavg()[0]:.2f}", flush=True)
        if not arguments.forecast:
            sys.exit(1 if train(missing, plan, folder) else 0)


if __name__ == "__main__":
    main()
