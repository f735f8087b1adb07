#!/usr/bin/env python3
"""Runs the protocols of configs/protocols on simulated homes, and computes their tables anew.

    check_protocols.py --energy ENERGY

Homes are simulated over the days that each protocol asks for, networks are made tiny, two seeds are
trained; everything else is as shipped, but for the days of the two-year split. Mean and standard
deviation of results.csv must be those of the cells' own files, MAE and skill those of the sums of
their days, and every published row must stand under "not comparable" with its reasons: a simulated
home is not UK-DALE. Needs no package.
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

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

TINY = [
    "training.network={architecture: seq2point-reduced, window: 33, padding: valid}",
    "training.sampling=uniform", "training.windows_per_epoch=640", "training.batch_size=64",
    "training.epochs=1", "training.validation_windows=500", "seeds=[1, 2]",
]


def home(days, start, buildings, period, seed=7):
    return dict(days=days, start=start, buildings=buildings, period=period, seed=seed)


# Protocol: the homes, the source that is replaced, other settings, cells with one seed.
RUNS = {
    "nilmbench-t1": (home(58, "2013-03-31", 1, "30s"), ["ukdale"], [], 4),
    "nilmbench-t2": (home(16, "2013-05-31", 4, "30s"), ["ukdale"], [], 1),
    "ukdale-house2-6s": (
        home(6, "2014-10-29", 5, "6s"), ["kettles", "others"],
        ["sources.kettles.preprocess.exclude=[]", "sources.others.preprocess.exclude=[]",
         "sources.kettles.preprocess.from=2014-10-29", "sources.others.preprocess.from=2014-10-29"],
        5),
    "real-30s": (
        home(10, "2013-06-26", 2, "30s"), ["ukdale", "refit"],
        [f"folds.fixed.{fold}.{role}.{bound}={day}"
         for fold in ("ukdale", "refit", "ukdale-to-refit", "refit-to-ukdale")
         for role, bound, day in (("train", "to", "2013-07-01"), ("validation", "from", "2013-07-01"),
                                  ("validation", "to", "2013-07-03"),
                                  ("test", "from", "2013-07-03"))],
        16),
}


def run(*words):
    answer = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if answer.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, words))}\nended with {answer.returncode}: "
                         f"{answer.stderr.strip()}")
    return answer.stdout


def near(one, other):
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def check_days(cell):
    """MAE and skill of a cell are those of its days' sums."""
    days = cell["days"]
    def total(column):
        return sum(row[days["columns"].index(column)] for row in days["rows"])
    scores = cell["figures"]["scores"]
    assert near(total("errors") / total("samples"), scores["mae_w"]), cell["cell"]
    assert near(1 - total("errors") / total("constant_errors"), scores["skill"]), cell["cell"]
    assert sum(days["houses"]) == len(days["rows"])


def check_table(folder, cells):
    """Every row of a model is the mean and the deviation of its cells."""
    rows = list(csv.DictReader((folder / "tables/results.csv").open(newline="")))
    models = [row for row in rows if row["kind"] == "model"]
    for row in models:
        own = [cell for cell in cells if (cell["fold"], cell["appliance"], cell["model"])
               == (row["fold"], row["appliance"], row["name"])]
        assert [str(cell["seed"]) for cell in own] == row["seeds"].split()
        for metric in ("skill", "mae_on_w", "event_f1", "mae_w", "sae", "nde", "f1"):
            values = [cell["figures"]["scores"][metric] for cell in own]
            values = [value for value in values if value is not None]
            assert int(row[metric + "_n"]) == len(values), (row, metric)
            if not values:
                assert row[metric] == "", (row, metric)
                continue
            assert near(float(row[metric]), statistics.mean(values)), (row, metric)
            if len(values) > 1:
                assert near(float(row[metric + "_sd"]), statistics.stdev(values)), (row, metric)
    return len(models)


def check(energy, name, folder):
    homes, sources, settings, expected = RUNS[name]
    data = folder / f"{name}.h5"
    run(energy, "simulate", "--output", data, "--quiet",
        *[word for key, value in homes.items() for word in (f"--{key}", value)])
    settings = TINY + settings + [f"sources.{source}.preprocess.input={data}" for source in sources]
    if name == "real-30s":
        # Two homes of one file stand for two files; the second is house 1 there, too.
        settings.append("sources.ukdale.preprocess.buildings=[2]")
    output = folder / name
    run(energy, "experiment", "run", ROOT / f"configs/protocols/{name}.yaml", "--output", output,
        "--jobs", "2", "--quiet", *[word for text in settings for word in ("--set", text)])
    cells = sorted((json.loads(path.read_text()) for path in output.glob("cells/*/*/*/*/cell.json")),
                   key=lambda cell: cell["seed"])
    assert len(cells) == 2 * expected, f"{name}: {len(cells)} cells"
    for cell in cells:
        check_days(cell)
        assert cell["test_openings"] == 1
    assert check_table(output, cells) == expected
    page = (output / "tables/results.md").read_text()
    protocol = (ROOT / f"configs/protocols/{name}.yaml").read_text()
    rows = page.count("not comparable because: ")
    assert ("published:" in protocol) == (rows > 0), f"{name}: {rows} published rows"
    assert ", published |" not in page, f"{name}: something published stands beside simulated homes"
    return len(cells), rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--energy", default="energy")
    energy = parser.parse_args().energy
    done = []
    with tempfile.TemporaryDirectory(prefix="energy-protocols-") as name:
        for protocol in RUNS:
            done.append(check(energy, protocol, pathlib.Path(name)))
    print(f"{len(done)} protocols, {sum(cells for cells, _ in done)} cells, "
          f"{sum(rows for _, rows in done)} published rows beside none")


if __name__ == "__main__":
    sys.exit(main())
