#!/usr/bin/env python3
"""The measurements of scripts/bench gradient: steps over runs of windows beside PyTorch's steps.

    bench_gradient.py ENERGY PYTHON PEER PAIRS

ENERGY is the release build, PYTHON an interpreter with torch, PEER peer_torch.py. A step is
forward, loss, backward and Adam. Ours takes runs and run length as they are shipped; PyTorch takes
the batch size that is its fastest here, found first.
"""
import statistics
import sys

import bench_pairs
from bench_pairs import number

WINDOWS, PADDING, WANTED = (599, 129), "valid", 40
BATCHES, ROUNDS = (32, 64, 128, 256, 512, 1024), 3
HEADS = ("window", "runs × length", "PyTorch's batch", "ours, windows/s", "theirs", "of medians",
         "median ratio", "least", "wanted", "largest difference", "relative", "peak MB")


def best_batch(python, peer, window):
    """The fastest by the median of some rounds, each over all sizes."""
    found = {batch: [] for batch in BATCHES}
    for _ in range(ROUNDS):
        for batch in BATCHES:
            found[batch].append(theirs(python, peer, window, batch)["windows_per_s"])
    medians = {batch: statistics.median(values) for batch, values in found.items()}
    print(f"  window {window}, PyTorch by batch size: "
          + ", ".join(f"{batch}: {rate:,.0f}" for batch, rate in medians.items()), flush=True)
    return max(medians, key=medians.get)


def theirs(python, peer, window, batch):
    # As many windows at every size, but five steps at least.
    return bench_pairs.torch(python, peer, "train", window=window, padding=PADDING, batch=batch,
                             steps=max(5, 2048 // batch))


def measure(energy, python, peer, window, batch, pairs):
    """Our reports and PyTorch's, each pair printed."""
    mine, other = [], []
    for pair in range(1, pairs + 1):
        mine.append(bench_pairs.ours(energy, "gradient", window=window, padding=PADDING))
        other.append(theirs(python, peer, window, batch))
        print(f"  window {window}, pair {pair}: ours {mine[-1]['windows_per_s']:,.0f}, "
              f"torch {other[-1]['windows_per_s']:,.0f} windows/s, "
              f"ratio {bench_pairs.ratios(mine, other)[-1]:.1f}", flush=True)
    return mine, other


def row(window, batch, mine, other):
    """Of the closing table."""
    peak = bench_pairs.largest(mine, "peak_memory_mb")
    worst = [number(bench_pairs.largest(mine, word), ".1e")
             for word in ("max_abs_difference", "relative_difference")]
    size = f"{mine[0].get('runs', '–')} × {mine[0].get('run_length', '–')}"
    return (f"| {window} | {size} | {batch} | {bench_pairs.compared(mine, other, WANTED)} "
            f"| {worst[0]} | {worst[1]} | {peak:.0f} |")


def main():
    (energy, python, peer), pairs = sys.argv[1:4], int(sys.argv[4])
    table = []
    for window in WINDOWS:
        batch = best_batch(python, peer, window)
        table.append(row(window, batch, *measure(energy, python, peer, window, batch, pairs)))
    print(f"{bench_pairs.load_after()}\n\nseq2point, {PADDING}:\n")
    print(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
    print("\n".join(table))


if __name__ == "__main__":
    main()
