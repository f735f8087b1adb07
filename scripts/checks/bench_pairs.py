"""What the measurements of scripts/bench share: ours and a peer in turn, each printing its own."""
import json
import os
import statistics
import subprocess
import sys

THREADS = 2


def report(words, **environment):
    """The JSON object that a program prints."""
    words = [str(word) for word in words]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, **environment})
    if done.returncode:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}")
    return json.loads(done.stdout)


def spelt(options):
    """On a command line."""
    return [word for name, value in options.items() for word in (f"--{name}", value)]


def ours(energy, workload, **options):
    """What `energy bench` says of a workload."""
    return report([energy, "bench", workload, *spelt(options), "--threads", THREADS, "--json",
                   "--quiet"])


def torch(python, peer, mode, **options):
    """What peer_torch.py says."""
    return report([python, peer, "--mode", mode, "--threads", THREADS, *spelt(options)])


def expert(python, peer, **options):
    """What peer_torch_series.py says, which knows no option for its threads."""
    return report([python, peer, *spelt(options)], OMP_NUM_THREADS=str(THREADS))


def rates(rows):
    return [row["windows_per_s"] for row in rows]


def median(rows, key="windows_per_s"):
    """Over reports; None where the program does not say it."""
    values = [row[key] for row in rows if row.get(key) is not None]
    return statistics.median(values) if values else None


def largest(rows, key):
    """Over reports; None where the program does not say it."""
    return max((row[key] for row in rows if row.get(key) is not None), default=None)


def ratios(mine, other):
    """Of neighbours in time."""
    return [one / two for one, two in zip(rates(mine), rates(other))]


def number(value, form=",.0f"):
    """A cell of a table."""
    return "–" if value is None else format(value, form)


def compared(mine, other, wanted):
    """Cells of a table: ours, theirs, ratio of medians, median and least of ratios, wanted."""
    pairs = ratios(mine, other)
    return (f"{median(mine):,.0f} | {median(other):,.0f} | {median(mine) / median(other):.2f} "
            f"| **{statistics.median(pairs):.2f}** | {min(pairs):.2f} | {wanted}")


def load_after():
    return f"load after: {os.getloadavg()[0]:.2f} (the benchmark's own is about {THREADS})"
