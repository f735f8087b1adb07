#!/usr/bin/env python3
"""Holds `energy predict` against pandas and a network computed by its formulas in numpy.

    check_predict.py FILE.h5     homes with a kettle in houses 1 and 2

A network is trained for a moment. The mains of house 2 are disaggregated from the HDF5 file, from a
CSV of the same readings, and into an HDF5 file; all must be the same. Estimates, flags and states of
the rows whose windows no gap touches are computed anew: bins by pandas, windows by numpy in float64.
A register of the same house's energy must come back as its power. Needs `energy` on the PATH.
"""
import json
import pathlib
import sys
import tempfile

import h5py
import numpy as np
import pandas as pd
from networks import WINDOW, configure, energy, normalised, outputs, prepare, train, watts
from safetensors import safe_open
from safetensors.numpy import load_file

ROWS = 20_000


def predict(checkpoint, given, output, *options):
    return json.loads(energy(
        "predict", "--checkpoint", checkpoint, "--input", given, "--output", output, "--clamp",
        "none", "--json", *options).stdout)


def series(tensors, mains, scale):
    """The mean over the windows that cover a sample; NaN where one of them holds a gap."""
    windows = np.lib.stride_tricks.sliding_window_view(normalised(mains, scale), WINDOW)
    whole = ~np.isnan(windows).any(axis=1)
    sums, counts = np.zeros(len(mains)), np.zeros(len(mains))
    for first in range(0, len(windows), 1000):
        found = outputs(tensors, windows[first:first + 1000])
        for row, values in enumerate(found, first):
            # Convolutions are local: a gap leaves some estimates of its window untouched.
            sums[row:row + WINDOW] += values + (0 if whole[row] else np.nan)
            counts[row:row + WINDOW] += 1
    estimates = sums / np.maximum(counts, 1)
    estimates[counts < WINDOW] = np.nan
    return watts(estimates, scale)


def grid(times, power, period, gap):
    """Means of bins, runs of empty bins up to the gap carried on, by pandas."""
    frame = pd.Series(power.astype(float), index=pd.to_datetime(times, utc=True))
    binned = frame[~frame.index.duplicated()].resample(pd.Timedelta(period)).mean()
    limit = gap // period
    filled = binned.ffill(limit=limit)
    empty = binned.isna()
    run = (empty != empty.shift()).cumsum()
    filled[empty & (empty.groupby(run).transform("sum") > limit)] = np.nan
    return filled


def check_rows(table, facts, tensors):
    """Every row that rests on measured samples alone, against the formulas."""
    period, gap = int(facts["period_ns"]), int(facts["mains_max_gap_ns"])
    scale, rule = json.loads(facts["normalisation"]), json.loads(facts["target"])
    seen = json.loads(facts["mains_histogram"])
    times = pd.to_datetime(table["timestamp"], utc=True)
    bins = grid(times, table["power"].to_numpy(), period, gap)
    wanted = series(tensors, bins.to_numpy(np.float32).astype(float), scale)
    place = ((times - bins.index[0]) // pd.Timedelta(period)).to_numpy()
    here, mains = wanted[place], bins.to_numpy()[place]
    width = (seen["maximum_w"] - seen["minimum_w"]) / len(seen["counts"])
    beyond = (mains < seen["minimum_w"] - width) | (mains > seen["maximum_w"] + width)
    whole = ~np.isnan(here)
    flags = np.where(beyond, "out-of-range", np.where(whole, "ok", "edge"))
    assert np.array_equal(table["flag"].to_numpy(str), flags), np.unique(table["flag"])
    distance = np.abs(table["kettle"].to_numpy() - here)[whole]
    # Two decimals are printed; the sums of float32 differ in the last digits.
    assert distance.max() < 0.005 + 1e-4 * scale["target_deviation_w"], distance.max()
    assert rule["minimum_off_s"] == 0
    check_states(table, place, rule, period)
    return int(whole.sum())


def check_states(table, place, rule, period):
    """On: runs of bins at or above the threshold that last long enough."""
    above = np.zeros(place[-1] + 1, int)
    above[place] = table["kettle"].to_numpy() >= rule["threshold_w"]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], above, [0]]))).reshape(-1, 2)
    on = np.zeros(len(above), int)
    for start, end in edges:
        on[start:end] = (end - start) * period >= rule["minimum_on_s"] * 1e9
    # A bin without a row of its own is not seen here: it may join two runs.
    agree = (table["kettle_on"].to_numpy() == on[place]).mean()
    assert agree > 0.999, agree


def check_store(path, table):
    """The HDF5 file holds what the table says."""
    with h5py.File(path) as file:
        assert file.attrs["format"] in ("energy-prediction", b"energy-prediction")
        times = pd.to_datetime(file["time"][:], utc=True)
        assert (times == pd.to_datetime(table["timestamp"], utc=True)).all()
        for name in ("power", "kettle", "kettle_on"):
            assert np.allclose(file[name][:], table[name], atol=0.0051), name
        names = np.array(["ok", "edge", "out-of-range", "gap"])
        assert np.array_equal(names[file["flag"][:]], table["flag"].to_numpy(str))


def check_register(folder, checkpoint, table):
    """A register that counts the energy of a row until the next one comes back as the power."""
    times = pd.to_datetime(table["timestamp"], utc=True)
    hours = times.diff().dt.total_seconds().to_numpy()[1:] / 3600
    energy = np.concatenate([[0], np.cumsum(table["power"].to_numpy()[1:] / 1000 * hours)])
    register = pd.DataFrame({"timestamp": table["timestamp"],
                             "energy": [f"{value:.9f}" for value in 4321 + energy]})
    register.to_csv(folder / "register.csv", index=False)
    summary = predict(checkpoint, folder / "register.csv", folder / "counted.csv", "--semantics",
                      "counter")
    counted = pd.read_csv(folder / "counted.csv")
    assert np.abs(counted["power"] - table["power"])[1:].max() < 0.02
    assert summary["missing_rows"] < 20, summary


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        store = folder / "store.h5"
        edge = prepare(sys.argv[1], store)
        configuration = folder / "train.yaml"
        configure(configuration, store, edge)
        train(configuration, folder / "run")
        summary = predict(folder / "run", sys.argv[1], folder / "meter.csv", "--building", "2")
        table = pd.read_csv(folder / "meter.csv")
        assert summary["rows"] == len(table) > ROWS
        given = table[["timestamp", "power"]]
        given.to_csv(folder / "given.csv", index=False)
        predict(folder / "run", folder / "given.csv", folder / "again.csv")
        # pandas writes a float where a whole number stood: the cells, not the bytes.
        assert pd.read_csv(folder / "again.csv").equals(table)
        predict(folder / "run", folder / "given.csv", folder / "out.h5")
        check_store(folder / "out.h5", table)
        table[:ROWS][["timestamp", "power"]].to_csv(folder / "part.csv", index=False)
        predict(folder / "run", folder / "part.csv", folder / "out.csv")
        part = pd.read_csv(folder / "out.csv")
        model = folder / "run" / "best" / "model.safetensors"
        with safe_open(model, "numpy") as file:
            whole = check_rows(part, file.metadata(), load_file(model))
        check_register(folder, folder / "run", part)
    print("%d rows alike from HDF5, CSV and a register; %d estimates as numpy computes them"
          % (len(table), whole))


if __name__ == "__main__":
    main()
