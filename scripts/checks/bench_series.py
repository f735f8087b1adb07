#!/usr/bin/env python3
"""The measurements of scripts/bench series: every window of a series, ours beside PyTorch's.

    bench_series.py ENERGY PYTHON PEER EXPERT PAIRS

ENERGY is the release build, PYTHON an interpreter with torch, PEER peer_torch.py, which estimates
window by window, and EXPERT peer_torch_series.py, which shares work between windows and knows
`valid` alone. A pair is all of them, one after the other.
"""
import sys

import bench_pairs
from bench_pairs import number

WINDOW, SAMPLES, BATCH = 599, 262144, 1024
# By padding: how many times as fast as window by window, and as the expert's.
WANTED = {"valid": (100, 2), "same": (15, None)}
HEADS = ("padding", "beside", "ours, windows/s", "theirs", "of medians", "median ratio", "least",
         "wanted", "prepare ms", "largest difference", "of the deviation", "peak MB")


def measure(padding, energy, python, peer, expert, pairs):
    """The reports of ours, of windows and of the expert, each printed as it comes."""
    mine, windows, series = [], [], []
    for pair in range(1, pairs + 1):
        mine.append(bench_pairs.ours(energy, "infer-series", window=WINDOW, padding=padding,
                                     samples=SAMPLES))
        windows.append(bench_pairs.torch(python, peer, "infer", window=WINDOW, padding=padding,
                                         batch=BATCH))
        line = f"ours {mine[-1]['windows_per_s']:,.0f}, " \
            f"torch {windows[-1]['windows_per_s']:,.0f} windows/s, " \
            f"ratio {bench_pairs.ratios(mine, windows)[-1]:.1f}"
        if WANTED[padding][1]:
            series.append(bench_pairs.expert(python, expert, window=WINDOW))
            line += f"; the expert's {series[-1]['windows_per_s']:,.0f}, " \
                f"ratio {bench_pairs.ratios(mine, series)[-1]:.2f}"
        print(f"  {padding}, pair {pair}: {line}", flush=True)
    return mine, windows, series


def rows(padding, mine, windows, series):
    """Of the closing table."""
    peak = max(row["peak_memory_mb"] for row in mine)
    worst = [number(bench_pairs.largest(mine, word), ".1e")
             for word in ("max_abs_difference", "relative_difference")]
    rest = (f"{number(bench_pairs.median(mine, 'prepare_ms'))} | {worst[0]} | {worst[1]} "
            f"| {peak:.0f}")
    for name, other, wanted in zip(("windows", "the expert's"), (windows, series),
                                   WANTED[padding]):
        if other:
            yield f"| {padding} | {name} | {bench_pairs.compared(mine, other, wanted)} | {rest} |"


def main():
    programs, pairs = sys.argv[1:5], int(sys.argv[5])
    table = [row for padding in WANTED
             for row in rows(padding, *measure(padding, *programs, pairs))]
    print(f"{bench_pairs.load_after()}\n\nseq2point {WINDOW}, {SAMPLES:,} samples:\n")
    print(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
    print("\n".join(table))


if __name__ == "__main__":
    main()
