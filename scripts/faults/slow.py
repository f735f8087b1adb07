#!/usr/bin/env python3
"""Clients that take for ever: heads and bodies that trickle, answers that nobody reads.

    scripts/faults/slow.py [--full]          60 of each kind; 500 in full

Each byte comes before any timeout of inactivity. All must be gone within the server's deadlines
(408 or closed), while requests of others are answered. Who does not read is waited for in full
alone, because what the system's buffers took counts as progress.
"""
import contextlib
import json
import select
import socket
import time

from faults import copied, ended, expect, healthy, program, reset, serve, unfailed
from serving import HOST, Load, series

# Seconds of a head, of a body or answer, and what may come on top.
HEAD, BODY, SLACK = 3, 5, 8
WORDS = ["--head-deadline", f"{HEAD}s", "--body-deadline", f"{BODY}s"]


class Slow:
    """One client: what it sends at once, and a byte of the rest every now and then."""

    def __init__(self, server, kind):
        self.kind, self.begun, self.ended, self.heard = kind, time.monotonic(), None, b""
        self.socket = socket.socket()
        if kind is unread:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(60)
        self.socket.connect((HOST, server.port))
        first, self.rest = kind()
        try:
            self.socket.sendall(first)
        except OSError:
            self.ended = time.monotonic() - self.begun
        self.socket.setblocking(False)

    def step(self):
        """Sends its next byte; hears whether the other side has had enough."""
        try:
            if self.rest:
                self.socket.send(self.rest[:1])
                self.rest = self.rest[1:]
            elif self.kind is unread:
                # A byte of the answer at a time: the window never opens far.
                if not self.socket.recv(1):
                    raise ConnectionError
                return
            if select.select([self.socket], [], [], 0)[0]:
                heard = self.socket.recv(4096)
                self.heard += heard
                if not heard:
                    raise ConnectionError
        except BlockingIOError:
            return
        except OSError:
            self.ended = time.monotonic() - self.begun


def trickling_head():
    return b"POST /predict HTTP/1.1\r\nHost: localhost\r\n", b"X-Slow: " + b"a" * 10_000


def silent_head():
    return b"POST /predict HTTP/1.1\r\nHost: loc", b""


def trickling_body():
    return (b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 10000\r\n\r\n", b" " * 10_000)


def unread():
    # More than the buffers of both ends take.
    body = json.dumps(series(800_000)).encode()
    return (b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body)) + body, b""


# An answer has to be computed first; then it has BODY, and longer only while it is being taken.
UNREAD = 600
KINDS = {trickling_head: HEAD, silent_head: HEAD, trickling_body: BODY, unread: UNREAD}


def work(options):
    count = options.number(60, 500)
    with copied(options.energy) as folder:
        with serve(options, "--checkpoint", folder, *WORDS) as server:
            healthy(server)
            files = server.descriptors()
            with Load(server.port, clients=2) as load:
                told = [attack(server, kind, limit, count)
                        for kind, limit in KINDS.items() if kind is not unread]
                told.append(attack(server, unread, options.number(0, UNREAD), count // 20,
                                   must=options.full))
            unfailed(load)
            time.sleep(1)
            expect(server.descriptors() < files + 10, "nothing stays open, not",
                   server.descriptors() - files)
            healthy(server)
            ended(server)
    return (f"{'; '.join(told)}; {load.answered} requests of others meanwhile, none failed, 99 % "
            f"within {load.percentile(0.99):.0f} ms")


def attack(server, kind, limit, count, must=True):
    """Many slow clients of one kind, until all are gone; where they need not, they go at last."""
    clients = [Slow(server, kind) for _ in range(count)]
    until = time.monotonic() + limit + SLACK
    while time.monotonic() < until and any(client.ended is None for client in clients):
        for client in clients:
            if client.ended is None:
                client.step()
        time.sleep(0.05)
    left = [client for client in clients if client.ended is None]
    for client in clients:
        with contextlib.suppress(OSError):
            reset(client.socket)
    name = kind.__name__.replace("_", " ")
    if left and not must:
        return f"{len(left)} × {name} still there after {limit + SLACK} s"
    expect(not left, f"{kind.__name__}: all {count} are gone in time, not {len(left)} of them")
    said = sum(b" 408 " in client.heard for client in clients)
    last = max(client.ended for client in clients)
    return f"{count} × {name} gone after {last:.1f} s ({said} with 408)"


if __name__ == "__main__":
    program(__doc__, work)
