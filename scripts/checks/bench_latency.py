#!/usr/bin/env python3
"""The measurements of scripts/bench latency: one window that comes alone, beside ONNX Runtime.

    bench_latency.py ENERGY PYTHON PEER PAIRS

ENERGY is the release build, PYTHON an interpreter with torch, onnx and onnxruntime, PEER
peer_onnx.py. A pair is ours in both precisions and the peer, one after the other; each prints the
median of its own windows. The peer estimates the same window every time, ours each time another.
"""
import statistics
import sys

import bench_pairs
from bench_pairs import number

WINDOW, PADDING = 599, "valid"
# At most this share of the peer's time.
WANTED = {"half": 0.7, "full": None}
HEADS = ("weights", "ours, ms", "of 100 the slowest", "ONNX Runtime, ms", "median ratio", "most",
         "wanted", "largest difference", "peak MB")


def measure(energy, python, peer, pairs):
    """The reports of ours by precision, and of the peer, each printed as it comes."""
    mine, theirs = {precision: [] for precision in WANTED}, []
    for pair in range(1, pairs + 1):
        for precision, reports in mine.items():
            reports.append(bench_pairs.ours(energy, "latency", window=WINDOW, padding=PADDING,
                                            precision=precision))
        theirs.append(bench_pairs.report([python, peer, "--window", WINDOW, "--padding", PADDING,
                                          "--batch", 1, "--runs", 400]))
        line = ", ".join(f"{precision} {reports[-1]['median_ms']:.2f}"
                         for precision, reports in mine.items())
        print(f"  pair {pair}: ours {line}; ONNX Runtime {theirs[-1]['median_ms']:.2f} ms",
              flush=True)
    return mine, theirs


def row(precision, mine, theirs):
    """Of the closing table."""
    ratios = [one["median_ms"] / other["median_ms"] for one, other in zip(mine, theirs)]
    cells = (precision, number(bench_pairs.median(mine, "median_ms"), ".2f"),
             number(bench_pairs.median(mine, "p99_ms"), ".2f"),
             number(bench_pairs.median(theirs, "median_ms"), ".2f"),
             f"**{statistics.median(ratios):.2f}**", f"{max(ratios):.2f}",
             number(WANTED[precision], ".1f"),
             number(bench_pairs.largest(mine, "max_abs_difference"), ".1e"),
             number(bench_pairs.largest(mine, "peak_memory_mb")))
    return f"| {' | '.join(cells)} |"


def main():
    programs, pairs = sys.argv[1:4], int(sys.argv[4])
    mine, theirs = measure(*programs, pairs)
    print(f"{bench_pairs.load_after()}, {theirs[0]['peer']}\n\nseq2point {WINDOW} {PADDING}, "
          "one window at a time:\n")
    print(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
    for precision, reports in mine.items():
        print(row(precision, reports, theirs))


if __name__ == "__main__":
    main()
