#!/usr/bin/env python3
"""The clock on the wall jumps by hours and years, back and forth, under load.

    scripts/faults/clock.py [--full]         20 jumps; 300 in full

A library that is compiled here and preloaded moves the time of day of the server alone. Deadlines
must not notice: no request fails, a silent client goes when its seconds are over, not before, and a
household's stream goes on.
"""
import mmap
import pathlib
import random
import struct
import subprocess
import tempfile
import time

from faults import connected, copied, ended, expect, healthy, program, serve, unfailed
from serving import Load, series, watts

HERE = pathlib.Path(__file__).resolve().parent
JUMPS = [0, 3600, -3600, 86_400, -86_400, 315_360_000, -315_360_000, 2_000_000_000, -1_700_000_000]
HEAD = 3
SLACK = 5


class Clock:
    """The server's time of day: `jump` moves it."""

    def __init__(self, folder):
        self.library, self.file = folder / "clock.so", folder / "offset"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", self.library, HERE / "clock.c"],
                       check=True)
        self.file.write_bytes(bytes(8))
        with open(self.file, "r+b") as file:
            self.page = mmap.mmap(file.fileno(), 8)
        self.environment = {"LD_PRELOAD": str(self.library), "ENERGY_CLOCK": str(self.file)}

    def jump(self, seconds):
        self.page[:8] = struct.pack("=q", seconds)


def silent(server, clock, source):
    """Seconds until a client that says half a head is sent away, while the clock jumps."""
    connection, begun = connected(server), time.monotonic()
    connection.sendall(b"GET /health HTTP/1.1\r\nHost: ")
    connection.settimeout(0.1)
    while time.monotonic() < begun + HEAD + SLACK:
        clock.jump(source.choice(JUMPS))
        try:
            if not connection.recv(4096):
                return time.monotonic() - begun
        except TimeoutError:
            continue
        except OSError:
            return time.monotonic() - begun
    return None


def work(options):
    jumps, source = options.number(20, 300), random.Random(1)
    with tempfile.TemporaryDirectory() as name, copied(options.energy) as folder:
        clock = Clock(pathlib.Path(name))
        with serve(options, "--checkpoint", folder, "--head-deadline", f"{HEAD}s",
                   environment=clock.environment) as server:
            healthy(server)
            moved = dates(server, clock)
            with Load(server.port) as load:
                for number in range(jumps):
                    clock.jump(source.choice(JUMPS))
                    expect(load.wait(20, 30), "requests are answered after a jump")
                    start = f"2026-01-15T{number // 6 % 24:02d}:{number % 6 * 10:02d}:00Z"
                    body = {"start": start, "period_s": 6, "power": watts(100),
                            "begin": number == 0}
                    status, _, text = server.ask("POST", "/stream/home", body)
                    expect(status == 200, "the stream goes on, not", status, text[:300])
                gone = silent(server, clock, source)
                expect(gone and gone > HEAD - 1, "a silent client goes in its time, not after",
                       gone)
                status, _, _ = server.ask("POST", "/predict", series(1000))
                expect(status == 200, "a series is answered")
            unfailed(load)
            ended(server)
    return (f"{jumps} jumps of the clock, by up to 63 years: {load.answered} requests answered, "
            f"none failed; a silent client was sent away after {gone:.1f} s of {HEAD}; {moved}")


def dates(server, clock):
    """That the preloaded library is at work: the responses' dates follow."""
    def date():
        return server.ask("GET", "/health")[1].get("date", "")
    before = date()
    clock.jump(315_360_000)
    time.sleep(1.1)
    after = date()
    clock.jump(0)
    expect(before != after and before[:4], "the server sees the jumps;", before, after)
    return f"dates in responses went from {before[5:16]} to {after[5:16]}"


if __name__ == "__main__":
    program(__doc__, work)
