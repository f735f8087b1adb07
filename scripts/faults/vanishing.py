#!/usr/bin/env python3
"""Clients that vanish: within the head, within the body, before the answer, within the answer.

    scripts/faults/vanishing.py [--full]     1,000 clients; 10,000 in full

Nothing of theirs stays open or in memory, and requests of others are answered.
"""
import json
import random
import time

from faults import connected, copied, ended, expect, head, healthy, megabytes, program, reset, \
    serve, unfailed
from serving import Load, series, watts


def vanish(server, source, small, large):
    """One client that goes away at some point."""
    connection = connected(server)
    body = large if source.random() < 0.2 else small
    text = head(len(body)) + body
    moment = source.randrange(4)
    if moment == 0:
        text = text[:source.randrange(80)]
    elif moment == 1:
        text = text[:source.randrange(120, len(text))]
    connection.sendall(text)
    if moment == 3:
        # Some of the answer is taken, then no more.
        connection.recv(source.randrange(1, 4096))
    reset(connection)


def work(options):
    count, source = options.number(1000, 10_000), random.Random(1)
    small = json.dumps({"x": watts(129)}).encode()
    large = json.dumps(series(20_000)).encode()
    with copied(options.energy) as folder:
        with serve(options, "--checkpoint", folder) as server:
            healthy(server)
            files = server.descriptors()
            with Load(server.port, clients=2) as load:
                for _ in range(count // 4):
                    vanish(server, source, small, large)
                before = megabytes(server)
                for _ in range(count - count // 4):
                    vanish(server, source, small, large)
                load.wait(50)
            unfailed(load)
            until = time.monotonic() + 60
            while server.descriptors() > files + 5 and time.monotonic() < until:
                time.sleep(0.1)
            expect(server.descriptors() <= files + 5, "nothing stays open, not",
                   server.descriptors() - files)
            grown = megabytes(server) - before
            expect(grown < 60, "memory does not grow, not by", grown, "MB")
            healthy(server)
            ended(server)
    return (f"{count} clients vanished: nothing left open, memory {grown:+.1f} MB over the last "
            f"three quarters; {load.answered} requests of others answered, none failed")


if __name__ == "__main__":
    program(__doc__, work)
