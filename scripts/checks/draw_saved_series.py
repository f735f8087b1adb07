"""Checks that other tools' estimates are scored alike from every kind of file, and that the page's
example draws the series which `energy evaluate --save-series` writes.

Run by scripts/test with the libraries of scripts/venv; needs `energy` on the PATH.

    draw_saved_series.py FILE.h5     homes with a kettle in houses 1 and 2
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import matplotlib.image
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "docs/examples/plot_series.py"
PAGE = ROOT / "docs/evaluation.md"


def energy(folder, *words):
    run = subprocess.run(["energy", *map(str, words)], capture_output=True, text=True, cwd=folder)
    assert run.returncode == 0, "%s: %d\n%s" % (words, run.returncode, run.stderr)
    return run.stdout


def write_predictions(folder, store):
    """House 2's kettle as a tool might see it, with some estimates missing, in every kind of file."""
    with h5py.File(store) as file:
        house = file["building2"]
        start, period = int(house.attrs["start_ns"]), int(house.attrs["period_ns"])
        truth = house["kettle"][:]
    noise = np.random.default_rng(1).normal(0, 40, len(truth))
    watts = np.nan_to_num(0.9 * truth + noise).astype(np.float32)
    watts[100:200] = np.nan
    np.save(folder / "single.npy", watts)
    np.save(folder / "double.npy", watts.astype(np.float64))
    with h5py.File(folder / "p.h5", "w") as file:
        group = file.create_group("building2")
        group.attrs["start_ns"], group.attrs["period_ns"] = start, period
        group["kettle"] = watts
    times = start + period * np.arange(len(watts))
    stamps = times.astype("datetime64[ns]").astype("datetime64[s]").astype(str)
    with open(folder / "iso.csv", "w") as file, open(folder / "epoch.csv", "w") as other:
        print("timestamp,power", file=file)
        print("timestamp,power,kettle,kettle_on,flag", file=other)
        for stamp, time, value in zip(stamps, times, watts):
            cell = "" if np.isnan(value) else "%.9g" % value
            print("%sZ,%s" % (stamp, cell), file=file)
            print("%d,999,%s,0,ok" % (time // 10**9, cell), file=other)
    return ["single.npy", "double.npy", "p.h5", "iso.csv", "epoch.csv"], watts


def evaluate(folder, store, predictions):
    page = json.loads(energy(
        folder, "evaluate", "--predictions", predictions, "--appliance", "kettle", "--data", store,
        "--building", 2, "--save-series", "series.h5", "--json", "--quiet"))
    return page["samples"], page["model"], page["baselines"]


def check_series(folder, store, watts):
    """The file holds the store's samples and the estimates, clamped, on their times."""
    with h5py.File(folder / "series.h5") as file, h5py.File(store) as other:
        saved, house = file["building2/kettle"], other["building2"]
        for name, wanted in [("mains", house["mains"]), ("truth", house["kettle"])]:
            assert np.array_equal(saved[name][:], wanted[:], equal_nan=True), name
        assert np.array_equal(saved["estimate"][:], np.maximum(watts, 0), equal_nan=True)
        assert not saved["scored"][100:200].any() and saved["flags"][150] == 2
        assert all(array.chunks is None for array in saved.values())
        assert saved["times"][1] - saved["times"][0] == house.attrs["period_ns"]


def draw(folder):
    """Runs the example as the page shows it."""
    assert EXAMPLE.read_text() in PAGE.read_text(), "%s is not what %s shows" % (EXAMPLE, PAGE)
    words = dict(os.environ, MPLBACKEND="Agg", MPLCONFIGDIR=str(folder))
    subprocess.run([sys.executable, EXAMPLE], check=True, cwd=folder, env=words)
    picture = matplotlib.image.imread(folder / "kettle.png")[:, :, :3]
    colours = np.unique((picture.reshape(-1, 3) * 255).astype(int), axis=0)
    assert len(colours) > 50, "the picture has %d colours" % len(colours)


def main():
    homes = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        store = folder / "store.h5"
        energy(folder, "preprocess", homes, "--output", store, "--quiet", "--appliance", "kettle",
               "--period", "6s")
        files, watts = write_predictions(folder, store)
        found = [evaluate(folder, store, file) for file in files]
        assert all(one == found[0] for one in found), found
        assert found[0][0] > 0 and set(found[0][2]) == {"zero", "mean", "median"}
        check_series(folder, store, watts)
        draw(folder)
    print("%d kinds of file, one score: skill %.3f of %d samples; the example draws them"
          % (len(files), found[0][1]["skill"], found[0][0]))


if __name__ == "__main__":
    main()
