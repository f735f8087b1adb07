#!/usr/bin/env python3
"""Malformed HTTP, JSON, CSV and NDJSON: a corpus, and random mutations of it.

    scripts/faults/malformed.py [--full]     4,000 requests; 200,000 in full

The server lives, never answers 500, says what is wrong as JSON without a path of the file system,
and answers the same window with the same estimate all along.
"""
import json
import random
import tempfile
from concurrent.futures import ThreadPoolExecutor

from faults import answered, connected, copied, ended, expect, head, healthy, program, reset, serve
from serving import ROOT, series, watts

SEED = 20260101
LINES = [
    b"", b"\r\n\r\n", b"GET", b"GET /health", b"GET  /health HTTP/1.1\r\n\r\n",
    b"GET /health HTTP/9.9\r\nHost: a\r\n\r\n", b"get /health http/1.1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /health HTTP/1.1\r\n\r\n", b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /%zz%2 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /models/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /health?" + b"a=b&" * 5_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /health HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 5_000 + b"\r\n",
    b"GET /health HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    b"GET /health HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
    b"GET /health HTTP/1.1\r\nHost a\r\n\r\n", b"GET /health HTTP/1.1\nHost: a\n\n",
    b"GET /health HTTP/1.1\r\nHost: a\r\nX: \x00\xff\r\n\r\n",
    b"DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"XYZZY /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    b"POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n{}",
    b"POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    b"POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"{}",
    b"POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"ZZ\r\n{}\r\n0\r\n\r\n",
    b"POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"ffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    b"POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
]
WINDOW = json.dumps({"x": watts(129, random.Random(SEED))})
SERIES = json.dumps(series(200, random.Random(SEED)))
TABLE = "timestamp,power\n" + "".join(
    f"2026-01-15T00:{second // 60:02d}:{second % 60:02d}Z,{second}\n"
    for second in range(0, 900, 6))
ROWS = json.dumps({"series": [{"timestamp": 1768435200 + 6 * row, "power": row}
                              for row in range(200)]})
BODIES = [
    ("application/json", text) for text in (
        WINDOW, SERIES, ROWS, "", "{", "}", "null", "[]", "{}", '"x"', "0", "nan", "{x: 1}",
        '{"x": null}', '{"x": []}', '{"x": [[]]}', '{"x": [1]}', '{"x": [true]}', '{"x": ["1"]}',
        '{"x": [[1], 2]}', '{"x": [1e999]}', '{"x": [-1e308, 1e308]}', '{"x": [1,]}',
        '{"x": [1], "x": [2]}', '{"x": {"y": [1]}}', '{"power": [1, 2]}', '{"series": []}',
        '{"series": [{}]}', '{"series": [{"timestamp": "yesterday", "power": 1}]}',
        '{"series": [{"timestamp": 1e400, "power": 1}]}',
        '{"series": [{"timestamp": 9223372036854775807, "power": 1}]}',
        '{"start": "2026-13-45", "period_s": 6, "power": [1]}',
        '{"start": 0, "period_s": 0, "power": [1, 2]}',
        '{"start": 0, "period_s": -6, "power": [1, 2]}',
        '{"start": 0, "period_s": 1e-300, "power": [1, 2]}',
        '{"start": 0, "period_s": 1e300, "power": [1, 2]}',
        '{"start": 9e18, "period_s": 1e9, "power": [1, 2]}',
        '{"start": 0, "period_s": 6, "power": [1], "appliances": ["no such"]}',
        '{"start": 0, "period_s": 6, "power": [1], "semantics": "guess", "unit": "furlong"}',
        '{"\\ud800": 1}', '{"\\u0000": 1}', "\ufeff{}", "[" * 5000, '{"x":' * 5000)]
BODIES += [("text/csv", text) for text in (
    TABLE, "", "\n", "timestamp,power", "timestamp;power\n1;2\n", "a,b,c\n1,2,3\n",
    '"timestamp,power\n', "timestamp,power\nnever,1\n", "timestamp,power\n1,x\n",
    "timestamp,power\n2,1\n1,1\n", "timestamp,power\n1,1e999\n", "\0\0\0")]
BODIES += [("application/x-ndjson", text) for text in (
    SERIES + "\n" + WINDOW + "\n{\n" + SERIES + "\n", "", "\n\n\n", "{}\n" * 200, "[")]
BODIES += [(kind, SERIES) for kind in (
    "text/plain", "application/xml", "application/json; charset=utf-16", "", ";", "a/b" * 200)]
PATHS = [tempfile.gettempdir().encode(), str(ROOT).encode(), b"/home/", b".swift"]
TOKENS = [b"0", b"-", b"1e309", b"null", b"[", b"]", b"{", b"}", b'"', b",", b":", b"\\u", b"\0",
          b"\xff", b"\xed\xa0\x80", b"\r\n", b"\n", b"9" * 400, b"NaN", b"true", b"Content-Length:"]


def request(kind, body):
    """The bytes of one request with a body."""
    return head(len(body)).replace(b"application/json", kind.encode("latin-1"), 1) + body


def corpus():
    return LINES + [request(kind, text.encode()) for kind, text in BODIES]


def mutated(source, good):
    """Something like a request."""
    text = bytearray(source.choice(good))
    for _ in range(source.randrange(1, 6)):
        place = source.randrange(len(text) + 1)
        deed = source.randrange(5)
        if deed == 0 and text:
            text[place % len(text)] = source.randrange(256)
        elif deed == 1:
            text[place:place] = source.choice(TOKENS)
        elif deed == 2:
            del text[place:place + source.randrange(1, 40)]
        elif deed == 3:
            text[place:place] = text[place:place + source.randrange(1, 400)]
        else:
            other = source.choice(good)
            cut = source.randrange(len(other) + 1)
            text[place:] = other[cut:]
    body = bytes(text)
    if source.random() < 0.5 and b"\r\n\r\n" in body:
        # The right length again, so that the mutation reaches the parser of the body.
        rest = body.split(b"\r\n\r\n", 1)[1]
        body = request(source.choice(BODIES)[0], rest)
    return body


def exchange(server, text):
    """What was sent, and status and body of what came back; None where nothing did.

    Nothing comes where the server waits for the rest of a request: this client does not.
    """
    connection = connected(server, seconds=0.4)
    try:
        connection.sendall(text)
        return text, *answered(connection)
    except OSError:
        return text, None, b""
    finally:
        reset(connection)


def judge(text, status, body):
    expect(status is None or status < 500 or status in (501, 503, 505),
           "no answer like 500", status, body[:300], text[:300])
    for path in PATHS:
        expect(path not in body, "no path in an answer", body[:300], text[:300])
    if status is not None and status >= 400 and body.startswith(b"{"):
        expect("error" in json.loads(body.splitlines()[0]), "an error in JSON", body[:300])


def work(options):
    count, source, seen = options.number(4000, 200_000), random.Random(SEED), {}
    good = corpus()
    with copied(options.energy) as folder:
        with serve(options, "--checkpoint", folder) as server:
            probe = json.loads(WINDOW)
            wanted = healthy(server, probe)
            with ThreadPoolExecutor(16) as pool:
                for begin in range(0, count, 500):
                    texts = [good[number] if number < len(good) else mutated(source, good)
                             for number in range(begin, min(begin + 500, count))]
                    for text, status, body in pool.map(lambda text: exchange(server, text), texts):
                        judge(text, status, body)
                        seen[status] = seen.get(status, 0) + 1
                    expect(healthy(server, probe) == wanted, "the same estimate as before")
            expect(healthy(server, probe) == wanted, "the same estimate as before")
            ended(server)
    told = ", ".join(f"{status or 'closed, or waiting for the rest'}: {times}" for status, times in
                     sorted(seen.items(), key=lambda pair: pair[0] or 0))
    return f"{count} malformed requests: {told}; estimates unchanged"


if __name__ == "__main__":
    program(__doc__, work)
