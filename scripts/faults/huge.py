#!/usr/bin/env python3
"""Bodies of a gigabyte, by their length and in chunks; JSON that is nested without end.

    scripts/faults/huge.py [--full]

Each is refused with 413 (400 or 422 for nesting and endless numbers) or by closing the connection,
early, and the server's memory does not follow it.
"""
import json
import time

from faults import answered, connected, copied, ended, expect, head, healthy, megabytes, program, \
    serve
from serving import series

GIGABYTE = 1 << 30
PIECE = b"1234.5, " * 8192
MOST = 260  # megabytes that the server may take on top: a body of the largest size that is allowed


def pushed(connection, pieces):
    """Bytes that went before the other side had enough."""
    sent = 0
    try:
        for piece in pieces:
            connection.sendall(piece)
            sent += len(piece)
    except OSError:
        pass
    return sent


def by_length(server):
    connection = connected(server)
    pieces = [head(GIGABYTE), b'{"x": ['] + [PIECE] * (GIGABYTE // len(PIECE))
    sent = pushed(connection, pieces)
    return sent, *answered(connection)


def expecting(server):
    """A polite client asks first."""
    connection = connected(server)
    connection.sendall(head(GIGABYTE, extra="Expect: 100-continue\r\n"))
    return 0, *answered(connection)


def chunked(server):
    connection = connected(server)
    chunk = b"%x\r\n%s\r\n" % (len(PIECE), PIECE)
    pieces = [head(extra="Transfer-Encoding: chunked\r\n")] + [chunk] * (GIGABYTE // len(PIECE))
    sent = pushed(connection, pieces)
    return sent, *answered(connection)


def nested(server, text):
    status, _, body = server.ask("POST", "/predict", text)
    return len(text), status, body


BODIES = {
    "1 GB by its length": (by_length, {413, None}),
    "1 GB announced": (expecting, {413}),
    "1 GB in chunks": (chunked, {413, None}),
    "a million [": (lambda server: nested(server, b"[" * 1_000_000), {400, 413, 422}),
    "a million {\"x\":": (lambda server: nested(server, b'{"x":' * 1_000_000), {400, 413, 422}),
    "a number of a million digits": (
        lambda server: nested(server, b'{"x": [' + b"9" * 1_000_000 + b"]}"), {400, 413, 422}),
    "a name of a million letters": (
        lambda server: nested(server, b'{"' + b"x" * 1_000_000 + b'": [1]}'), {400, 413, 422}),
    "1e999": (lambda server: nested(server, b'{"x": [1e999]}'), {400, 422}),
}


def work(options):
    told = []
    with copied(options.energy) as folder:
        with serve(options, "--checkpoint", folder) as server:
            healthy(server)
            # A large body that is allowed, so that what it takes is not counted below.
            server.ask("POST", "/predict", series(200_000))
            before = megabytes(server)
            for name, (send, wanted) in BODIES.items():
                begun = time.monotonic()
                sent, status, body = send(server)
                expect(status in wanted, f"{name}: refused, not", status, body[:200])
                if status:
                    expect("error" in json.loads(body), f"{name}: an error in JSON", body[:200])
                expect(megabytes(server) - before < MOST, f"{name}: memory grows by",
                       megabytes(server) - before)
                healthy(server)
                told.append(f"{name}: {status or 'closed'} after {sent / 1e6:.1f} MB, "
                            f"{time.monotonic() - begun:.1f} s")
            grown = megabytes(server) - before
            ended(server)
    return "; ".join(told) + f"; memory {grown:+.0f} MB"


if __name__ == "__main__":
    program(__doc__, work)
