#!/usr/bin/env python3
"""The measurements of scripts/bench preprocessing: pairs of runs, and memory on a longer file.

Needs (PyPI): numpy h5py hdf5plugin pandas tables.

    bench_preprocess.py ENERGY FILE PEER FOLDER PAIRS
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

import h5py
import numpy as np


def ours(energy, file, store):
    """Wall seconds of the whole process, and the kernel's count of its peak in MiB."""
    # The peak that wait4 gives for a child of a large process may be the parent's own, so a small
    # shell stands between; the tool's figure is VmHWM.
    words = [energy, "preprocess", file, "--building", "1", "--appliance", "boiler",
             "--max-gap", "120s", "--period", "6s", "--output", store, "--json", "--quiet"]
    began = time.perf_counter()
    report = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    seconds = time.perf_counter() - began
    valid = int(re.search(r'"valid_samples": (\d+)', report).group(1))
    peak = float(re.search(r'"peak_memory_mb": ([\d.]+)', report).group(1))
    return seconds, peak, valid


def kernel_peak(words):
    """ru_maxrss in MiB of one run, started by a small shell."""
    script = "import os,resource,sys;p=os.spawnv(os.P_WAIT,sys.argv[1],sys.argv[1:]);" \
        "print(p,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss//1024)"
    words = [sys.executable, "-S", "-c", script] + words
    lines = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split("\n")
    status, peak = lines[-2].split()
    assert status == "0", lines
    return int(peak)


def theirs(peer, file):
    """The seconds that the peer prints, and its peak in MB."""
    words = [sys.executable, peer, file, "1", "1", "2", "6s", "20"]
    text = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return float(re.search(r"seconds ([\d.]+)", text).group(1)), \
        int(re.search(r"peak MB (\d+)", text).group(1))


def lengthen(file, longer, times=4):
    """A copy whose meters hold the same rows again and again, later each time."""
    shutil.copyfile(file, longer)
    with h5py.File(longer, "r+") as store:
        for meter in ("meter1", "meter2"):
            path = f"building1/elec/{meter}/table"
            old = store[path]
            rows, attributes = old[:], dict(old.attrs)
            step = int(rows["index"][-1] - rows["index"][0]) + 6_000_000_000
            step -= step % 6_000_000_000
            del store[path]

            table = store.create_dataset(
                path, shape=(len(rows) * times,), maxshape=(None,), chunks=old_chunks(rows),
                dtype=rows.dtype, compression="gzip", compression_opts=1, shuffle=True)
            for turn in range(times):
                part = rows.copy()
                part["index"] += turn * step
                table[turn * len(rows):(turn + 1) * len(rows)] = part
            for name, value in attributes.items():
                table.attrs[name] = value


def old_chunks(rows):
    return (131072 // rows.dtype.itemsize,)


def main():
    energy, file, peer, folder, pairs = sys.argv[1:5] + [int(sys.argv[5])]
    store = os.path.join(folder, "store.h5")
    ours(energy, file, store)
    ratios = []
    for pair in range(pairs):
        seconds, peak, valid = ours(energy, file, store)
        os.remove(store)
        other, other_peak = theirs(peer, file)
        ratios.append(other / seconds)
        print(f"pair {pair + 1}: ours {seconds:.2f} s, {peak:.0f} MB; pandas {other:.2f} s, "
              f"{other_peak} MB; ratio {ratios[-1]:.1f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.1f} (at least 4 is wanted); "
          f"{valid} valid samples")
    words = [energy, "preprocess", "FILE", "--building", "1", "--appliance", "boiler",
             "--max-gap", "120s", "--output", store, "--quiet"]
    longer = os.path.join(folder, "longer.h5")
    lengthen(file, longer)
    for name in (file, longer):
        words[2] = name
        peak = kernel_peak(words)
        rows = h5py.File(name)["building1/elec/meter1/table"].shape[0]
        print(f"peak by ru_maxrss: {peak} MB for 2 x {rows} rows", flush=True)


if __name__ == "__main__":
    main()
