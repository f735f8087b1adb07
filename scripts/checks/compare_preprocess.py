#!/usr/bin/env python3
"""Compare a prepared store with what pandas makes of the same meters, value by value.

Needs (PyPI): numpy h5py hdf5plugin pandas tables.

    compare_preprocess.py [--energy PATH] [--max-gap 120s] FILE.h5 BUILDING MAINS METER [METER...]

The mains and each appliance's meter are resampled by pandas: sorted, of repeated times the first,
mean of each bin, runs of empty bins up to the limit filled, longer ones left empty from their
first bin. Both must be missing at the same places and agree to float32 rounding elsewhere; the
store's own counts, statistics and valid stretches must agree with its values. Ends with 1 where
something differs.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import h5py
import hdf5plugin  # noqa: F401  (registers Blosc and bzip2)
import numpy as np
import pandas as pd

# A mean in Double rounded to float32 differs from pandas' by at most one unit in the last place.
RELATIVE = 2.0**-23


def reference(path, building, meter, quantity, period, gap):
    """The meter on its own grid, as pandas gives it; None for the quantity is the first column."""
    frame = pd.read_hdf(path, f"/building{building}/elec/meter{meter}")
    kinds = [column[1] if isinstance(column, tuple) else column for column in frame.columns]
    series = frame.iloc[:, kinds.index(quantity) if quantity in kinds else 0].astype(np.float64)
    series = series.sort_index(kind="stable")
    series = series[~series.index.duplicated()]
    binned = series.resample(period).mean()
    limit = int(pd.Timedelta(gap) // pd.Timedelta(period))
    filled = binned.ffill(limit=limit) if limit else binned.copy()
    empty = binned.isna()
    run = (empty != empty.shift()).cumsum()
    filled[empty & (empty.groupby(run).transform("sum") > limit)] = np.nan
    return filled.astype(np.float32)


def complain(text):
    """Prints one difference and counts it."""
    complain.count += 1
    print("DIFFERS:", text)


complain.count = 0


def compare(name, ours, wanted):
    """Compares one channel with the reference on the same grid."""
    if not np.array_equal(np.isnan(ours), np.isnan(wanted)):
        where = np.flatnonzero(np.isnan(ours) != np.isnan(wanted))
        complain(f"{name}: missing elsewhere at {len(where)} samples, first {where[0]}")
        return
    both = ~np.isnan(ours)
    distance = np.abs(ours[both].astype(np.float64) - wanted[both])
    worst = float(np.max(distance / np.maximum(np.abs(wanted[both]), 1), initial=0))
    if worst > RELATIVE:
        complain(f"{name}: values differ by up to {worst:.3g} of their size")


def check_own_counts(house, report, group):
    """The store's attributes and valid stretches against its values."""
    names = [name for name in group if name != "valid"]
    values = {name: group[name][:] for name in names}
    present = np.all([~np.isnan(values[name]) for name in names], axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], present.astype(np.int8), [0]])))
    if not np.array_equal(group["valid"][:], edges.reshape(-1, 2)):
        complain(f"house {house}: the valid stretches are not those of the values")
    if report["valid_samples"] != int(present.sum()):
        complain(f"house {house}: valid_samples {report['valid_samples']}, counted {present.sum()}")
    for name in names:
        some = values[name][~np.isnan(values[name])].astype(np.float64)
        for key, wanted in (("mean_w", some.mean()), ("std_w", some.std()), ("max_w", some.max())):
            told = (report["channels"][name][key], group[name].attrs[key])
            if not np.allclose(told, wanted, rtol=1e-9, atol=1e-9):
                complain(f"{name}: {key} {told}, numpy {wanted}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--energy", default=".build/release/energy")
    parser.add_argument("--max-gap", default="120s")
    parser.add_argument("--period", default=None)
    parser.add_argument("file")
    parser.add_argument("building", type=int)
    parser.add_argument("mains", type=int)
    parser.add_argument("meters", type=int, nargs="+")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "store.h5")
        words = [options.energy, "preprocess", options.file, "--output", store, "--json", "--quiet",
                 "--building", str(options.building), "--mains-meter", str(options.mains),
                 "--max-gap", options.max_gap, "--plug-gaps", "missing"]
        for meter in options.meters:
            words += ["--appliance", f"meter {meter}"]
        if options.period:
            words += ["--period", options.period]
        report = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
        house = report["houses"][0]
        with h5py.File(store) as file:
            group = file[f"building{options.building}"]
            period = f"{group.attrs['period_ns']}ns"
            index = pd.date_range(
                pd.Timestamp(group.attrs["start_ns"], tz="UTC"), periods=group.attrs["samples"],
                freq=period)
            channels = {"mains": options.mains}
            channels.update({f"meter_{meter}": meter for meter in options.meters})
            frames = {}
            for name, meter in channels.items():
                quantity = group[name].attrs["quantity"].decode().split()[-1]
                frames[name] = reference(
                    options.file, options.building, meter, quantity, period, options.max_gap)
                aligned = frames[name].tz_convert("UTC").reindex(index).to_numpy()
                compare(name, group[name][:], aligned)
            others = [frames[name].index for name in channels if name != "mains"]
            first = max(frames["mains"].index[0], min(other[0] for other in others))
            last = min(frames["mains"].index[-1], max(other[-1] for other in others))
            if (index[0], index[-1]) != (first, last):
                complain(f"the grid runs from {index[0]} to {index[-1]}, pandas' {first} to {last}")
            check_own_counts(options.building, house, group)
    print(f"{options.file}: {house['samples']} samples, {house['valid_samples']} valid, "
          f"{complain.count} differences")
    sys.exit(1 if complain.count else 0)


if __name__ == "__main__":
    main()
