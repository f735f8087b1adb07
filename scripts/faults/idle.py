#!/usr/bin/env python3
"""Thousands of connections that say nothing.

    scripts/faults/idle.py [--full]          500; 5,000 in full

The memory of each is told: the server's own, and what the system keeps for its sockets. Requests
of others are answered meanwhile, and the silent ones are closed at last.
"""
import pathlib
import time

from faults import connected, copied, ended, expect, healthy, megabytes, program, serve, unfailed
from serving import Load


def kernel_pages():
    """Pages that the system's TCP sockets hold."""
    for line in pathlib.Path("/proc/net/sockstat").read_text().splitlines():
        if line.startswith("TCP:"):
            return int(line.split()[-1])


def work(options):
    wanted = options.number(500, 5000)
    with copied(options.energy) as folder:
        with serve(options, "--checkpoint", folder) as server:
            for _ in range(50):
                healthy(server)
            before, pages, files = megabytes(server), kernel_pages(), server.descriptors()
            opened = []
            for number in range(wanted):
                opened.append(connected(server))
                if number % 2:
                    # Half of them have asked something before.
                    opened[-1].sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            time.sleep(1)
            held, taken = server.descriptors() - files, megabytes(server) - before
            expect(held >= wanted, f"all {wanted} are held, not {held}")
            with Load(server.port) as load:
                load.wait(500)
            unfailed(load)
            kernel = (kernel_pages() - pages) * 4096 / wanted
            begun = time.monotonic()
            patience = options.number(20, 120)
            while server.descriptors() > files + wanted // 2 + 50 and \
                    time.monotonic() < begun + patience:
                time.sleep(0.2)
            gone = wanted - (server.descriptors() - files)
            for connection in opened:
                connection.close()
            time.sleep(1)
            healthy(server)
            left = server.descriptors() - files
            expect(left < 20, "closed connections leave nothing open, not", left)
            ended(server)
    return (f"{wanted} idle connections: {taken * 1000 / wanted:.1f} kB of the server's memory "
            f"each and {kernel / 1000:.1f} kB of the system's; {load.answered} requests of others "
            f"answered meanwhile, 99 % within {load.percentile(0.99):.0f} ms; the server closed "
            f"{gone} of them by itself within {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    program(__doc__, work)
