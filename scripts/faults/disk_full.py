#!/usr/bin/env python3
"""The disk is full under the prediction log, under load, and has room again later.

    scripts/faults/disk_full.py [--full]

Where a file system of 1 MB may be mounted (root), the log lies there; elsewhere the server may
write no file beyond 1 MB (RLIMIT_FSIZE). No request may fail, and none may wait for the disk.
"""
import contextlib
import pathlib
import resource
import signal
import subprocess
import time

from faults import AUTHORISED, copied, ended, healthy, program, serve, unfailed
from serving import Load

SIZE = 1_000_000


@contextlib.contextmanager
def small_disk(folder):
    """A mounted file system of 1 MB, or None where that is not allowed."""
    place = pathlib.Path(folder) / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "energy-faults", place]
    if subprocess.run(words, capture_output=True).returncode:
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def limited():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SIZE, SIZE))


def dropped(server):
    """What /metrics says of answers that were not logged."""
    lines = server.ask("GET", "/metrics")[2].decode().splitlines()
    return [line for line in lines if "log" in line and not line.startswith("#")]


def work(options):
    seconds = options.number(8, 60)
    with copied(options.energy) as folder, small_disk(folder.parent) as disk:
        place = disk or folder.parent
        words = ["--checkpoint", folder, "--log-predictions", place / "log.sqlite"]
        if disk:
            (disk / "filler").write_bytes(bytes(SIZE // 2))
        with serve(options, *words, limits=None if disk else limited) as server:
            healthy(server)
            with Load(server.port) as load:
                time.sleep(seconds / 2)
                if disk:
                    fill(disk / "more")
                time.sleep(seconds / 2)
                counted, worst = dropped(server), load.percentile(0.99)
                if disk:
                    (disk / "filler").unlink()
                    (disk / "more").unlink()
                    time.sleep(2)
            unfailed(load)
            healthy(server)
            summary = server.ask("GET", "/log/summary", fields=AUTHORISED)
            ended(server)
    way = "a file system of 1 MB" if disk else "RLIMIT_FSIZE of 1 MB (no right to mount)"
    return (f"log on {way}, full: {load.answered} requests answered, none failed, 99 % within "
            f"{worst:.0f} ms; /log/summary then says {summary[0]}; {'; '.join(counted)[:200]}")


def fill(path):
    """Until nothing more goes on the disk."""
    with open(path, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


if __name__ == "__main__":
    program(__doc__, work)
