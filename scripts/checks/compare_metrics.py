"""Checks every figure of `energy evaluate` beside formulas in Python, on whole stores.

Run by scripts/test with the libraries of scripts/venv; needs `energy` on the PATH.

    compare_metrics.py [--period 60s] FILE.h5…     meter files; a store is made of each

Made-up estimates of every appliance of a store (late, noisy, below zero, here and there missing)
go in as predictions, and every metric must agree to 1e-9 with scripts/fixtures/metrics.py, or be
undefined in both; so must counts, confusion, energies and the errors of matched activations.
"""
import argparse
import importlib.util
import json
import pathlib
import subprocess
import tempfile

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CLAMPINGS = ("zero", "mains", "none")
COUNTS = ("samples", "activations", "estimated_activations", "energy_wh", "estimated_energy_wh",
          "mains_energy_wh")


def formulas():
    """The program that writes the fixtures of the tests; another module is called metrics too."""
    place = importlib.util.spec_from_file_location("formulas", ROOT / "scripts/fixtures/metrics.py")
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


def energy(*words):
    done = subprocess.run(["energy", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, f"energy {' '.join(map(str, words))}: {done.stderr}"
    return done.stdout


def made_up(truth, mains, random):
    """Late by a sample, noisy, half of the mains at times, and missing at times."""
    estimate = np.roll(np.nan_to_num(truth), 1) + random.normal(0, 20, len(truth))
    estimate[random.uniform(size=len(truth)) < 0.01] *= 0.2
    for first in random.randint(0, len(truth), 20):
        estimate[first:first + 5] = np.nan
        estimate[first + 10:first + 20] = mains[first + 10:first + 20] + 1
    return estimate.astype(np.float32)


def case(store, appliance, clamping, random):
    """The fixtures' own kind of case, of an appliance's channels in a store."""
    houses, rule = [], None
    for name in sorted(store, key=lambda name: int(name.removeprefix("building"))):
        group = store[name]
        if appliance not in group:
            continue
        truth, mains = (group[key][:].astype(float) for key in (appliance, "mains"))
        estimate = made_up(truth, mains, random)
        houses.append({
            "house": int(name.removeprefix("building")),
            "start_s": group.attrs["start_ns"] / 1e9, "truth": truth, "mains": mains,
            "estimate": estimate, "scored": ~np.isnan(estimate)})
        rule = rule or {key: group[appliance].attrs[key]
                        for key in ("on_power_threshold_w", "min_on_s", "min_off_s")}
    return {"name": appliance, "period_s": store.attrs["period_ns"] / 1e9, "houses": houses,
            "zone": store.attrs["timezone"].decode(), "rule": rule, "clamping": clamping}


def agree(name, ours, theirs):
    """To 1e-9; the energies' differences are those of sums a million times as large."""
    if ours is None or theirs is None:
        assert ours is None and theirs is None, f"{name}: {ours}, not {theirs}"
    else:
        assert abs(ours - theirs) <= 1e-9 * max(1e-3, abs(theirs)), f"{name}: {ours}, not {theirs}"


def check(path, appliance, clamping, python, folder):
    """How many figures agree."""
    random = np.random.RandomState(len(appliance))
    with h5py.File(path) as store:
        one = case(store, appliance, clamping, random)
    predictions = folder / "predictions.h5"
    with h5py.File(predictions, "w") as file:
        for house in one["houses"]:
            channel = file.create_dataset(
                f"building{house['house']}/{appliance}", data=house["estimate"])
            channel.attrs["start_ns"] = np.int64(round(house["start_s"] * 1e9))
            channel.attrs["period_ns"] = np.int64(round(one["period_s"] * 1e9))
    words = ["evaluate", "--data", path, "--predictions", predictions, "--appliance", appliance,
             "--clamp", clamping, "--json", "--quiet"]
    model = json.loads(energy(*words))["model"]
    expected = python.expected(one)
    for key, value in expected["metrics"].items():
        agree(f"{key} of {appliance}", model[key], value)
    for key in COUNTS:
        agree(f"{key} of {appliance}", model[key], expected[key])
    assert model["days"] == len(expected["days"]), (model["days"], len(expected["days"]))
    assert set(model["interval_95"]) <= set(expected["metrics"])
    for key, (low, high) in model["interval_95"].items():
        assert low <= model[key] <= high, (key, low, model[key], high)
    matches = expected["matches"]
    for ours, theirs in (("count", "count"), ("start_error_s", "start_s"),
                         ("duration_error_s", "duration_s"), ("energy_error_wh", "energy_wh")):
        agree(f"{ours} of {appliance}", model["matches"] and model["matches"][ours],
              matches and matches[theirs])
    return len(expected["metrics"]) + len(COUNTS) + 4


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--period", help="of the stores; default: the slowest meter's")
    parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE.h5")
    options = parser.parse_args()
    python, figures, samples = formulas(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for number, file in enumerate(options.files):
            path = folder / f"store{number}.h5"
            period = ["--period", options.period] if options.period else []
            energy("preprocess", file, "--output", path, "--quiet", *period)
            with h5py.File(path) as store:
                names = sorted({name for house in store.values() for name in house
                                if "appliance" in house[name].attrs})
                samples += sum(len(house["mains"]) for house in store.values())
            for turn, appliance in enumerate(names):
                clamping = CLAMPINGS[turn % len(CLAMPINGS)]
                figures += check(path, appliance, clamping, python, folder)
    print(f"{figures} figures over {samples:,} samples agree to 1e-9")


if __name__ == "__main__":
    main()
