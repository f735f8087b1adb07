#!/usr/bin/env python3
"""The measurements of scripts/bench training: our steps beside PyTorch's, in pairs.

    bench_training.py ENERGY PYTHON PEER PAIRS

ENERGY is the release build, PYTHON an interpreter with torch, PEER peer_torch.py. Each program
prints its own figure, of whole steps without its start; here are only ratios.
"""
import collections
import statistics
import sys

import bench_pairs

WINDOW = 599
Workload = collections.namedtuple("Workload", "name ours theirs padding batch wanted")

# The peer's windows/s are to be exceeded by this factor, in the median of all pairs.
WORKLOADS = [
    Workload("train same 256", "train-step", "train", "same", 256, 1.4),
    Workload("train same 32", "train-step", "train", "same", 32, 1.5),
    Workload("train valid 256", "train-step", "train", "valid", 256, 1.4),
    Workload("train valid 32", "train-step", "train", "valid", 32, 1.5),
    Workload("infer valid 1024", "infer-windows", "infer", "valid", 1024, 1.4),
]


def ours(energy, work):
    return bench_pairs.ours(energy, work.ours, window=WINDOW, padding=work.padding,
                            batch=work.batch)


def theirs(python, peer, work):
    return bench_pairs.torch(python, peer, work.theirs, window=WINDOW, padding=work.padding,
                             batch=work.batch)


def measure(work, programs, pairs):
    """All pairs of one workload, each printed; returns the ratios and our reports."""
    energy, python, peer = programs
    ratios, reports, rates = [], [], []
    for pair in range(1, pairs + 1):
        reports.append(ours(energy, work))
        rates.append(theirs(python, peer, work)["windows_per_s"])
        mine = reports[-1]["windows_per_s"]
        ratios.append(mine / rates[-1])
        print(f"  {work.name}, pair {pair}: ours {mine:.0f}, torch {rates[-1]:.0f} windows/s, "
              f"ratio {ratios[-1]:.2f}", flush=True)
    return ratios, reports, rates


def summary(work, ratios, reports, rates):
    """The row of the closing table."""
    median = {word: bench_pairs.median(reports, word)
              for word in ("windows_per_s", "gflops", "sgemm_gflops")}
    peak = max(row["peak_memory_mb"] for row in reports)
    return (f"| {work.name} | {median['windows_per_s']:.0f} | {statistics.median(rates):.0f} "
            f"| **{statistics.median(ratios):.2f}** | {min(ratios):.2f} | {work.wanted} "
            f"| {median['gflops']:.0f} | {median['sgemm_gflops']:.0f} "
            f"| {100 * median['gflops'] / median['sgemm_gflops']:.0f} % | {peak:.0f} |")


def loading(energy, fastest):
    """How much faster windows are loaded than the fastest training takes them."""
    row = bench_pairs.ours(energy, "load-windows", window=WINDOW)
    cold, warm = row["cold_windows_per_s"], row["windows_per_s"]
    return (f"load-windows: {cold:.0f} windows/s from a cold cache, {warm:.0f} from a warm one: "
            f"{cold / fastest:.0f} and {warm / fastest:.0f} times the fastest training (20 wanted)")


def main():
    programs, pairs = sys.argv[1:4], int(sys.argv[4])
    rows, fastest = [], 0
    for work in WORKLOADS:
        ratios, reports, rates = measure(work, programs, pairs)
        rows.append(summary(work, ratios, reports, rates))
        if work.ours == "train-step":
            fastest = max(fastest, *(row["windows_per_s"] for row in reports))
    print(bench_pairs.load_after() + "\n")
    print("| seq2point 599 | ours, windows/s | torch | median ratio | least | wanted "
          "| GFLOP/s | sgemm | share | peak MB |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))
    print("\n" + loading(programs[0], fastest))


if __name__ == "__main__":
    main()
