#!/usr/bin/env python3
"""Mixed load for ten minutes: no error, no growth of memory or open files.

    scripts/faults/soak.py [--full]          a minute with the small network; ten with the full one

Windows, days as JSON, CSV and NDJSON, streams, pages and cards, requests that must be refused, and
a swap twice a minute, all at once.
"""
import http.client
import json
import random
import statistics
import tempfile
import threading
import time

from faults import AUTHORISED, Registry, ended, expect, program, reload, serve
from serving import HOST, NETWORKS, asked, series, watts

DAY = 14_400


class Mixed:
    """Clients that do everything there is to do."""

    def __init__(self, port, size, clients):
        self.port, self.window = port, NETWORKS[size][1]
        self.counts, self.failures, self.ending = {}, [], threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.client, args=(number,), daemon=True)
                        for number in range(clients)]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.ending.set()
        for thread in self.threads:
            thread.join()

    def client(self, number):
        source = random.Random(number)
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        streams = Stream(f"home-{number}")
        while not self.ending.is_set():
            kind, method, path, body, fields, wanted = self.request(source, streams)
            try:
                status, _, text = asked(connection, method, path, body, fields)
                problem = None if status in wanted else f"{kind}: {status} {text[:200]}"
            except (OSError, http.client.HTTPException) as error:
                problem = f"{kind}: {error!r}"
                connection.close()
            with self.lock:
                self.counts[kind] = self.counts.get(kind, 0) + 1
                if problem:
                    self.failures.append(problem)
        connection.close()

    def request(self, source, streams):
        """Kind, method, path, body, fields and the statuses that are right."""
        dice = source.random()
        if dice < 0.60:
            rows = [watts(self.window, source) for _ in range(source.choice((1, 1, 1, 2, 16)))]
            return "windows", "POST", "/predict", {"x": rows}, {}, {200}
        if dice < 0.70:
            count = source.choice((600, 2400, DAY))
            return "series", "POST", "/predict", series(count, source), {}, {200}
        if dice < 0.74:
            return "csv", "POST", "/predict", table(source), {"Content-Type": "text/csv"}, {200}
        if dice < 0.78:
            lines = [json.dumps(series(1200, source)) for _ in range(4)] + ["{"]
            return "ndjson", "POST", "/predict", "\n".join(lines), \
                {"Content-Type": "application/x-ndjson"}, {200}
        if dice < 0.88:
            return "stream", "POST", streams.path, streams.body(source), {}, {200}
        if dice < 0.94:
            path = source.choice(("/health", "/ready", "/models", "/models/kettle", "/metrics",
                                  "/openapi.json", "/docs", "/"))
            return "pages", "GET", path, None, AUTHORISED, {200}
        body, wanted = source.choice((
            (b"{", {400}), (b'{"x": [1, 2]}', {422}), (b'{"x": [null]}', {400, 422}),
            (b'{"power": []}', {400, 422})))
        return "refused", "POST", "/predict", body, {}, wanted


class Stream:
    """What one household appends, some of it twice."""

    def __init__(self, name):
        self.path, self.place = f"/stream/{name}", 0

    def body(self, source):
        begin = max(self.place - source.choice((0, 0, 10)), 0)
        count = source.randrange(1, 200)
        self.place = begin + count
        return {"start": 1768435200 + 6 * begin, "period_s": 6, "power": watts(count, source),
                "begin": begin == 0}


def table(source):
    values = watts(1200, source)
    return "timestamp,power\n" + "".join(
        f"{1768435200 + 6 * row},{value}\n" for row, value in enumerate(values))


def work(options):
    seconds, size = options.number(60, 600), options.number("small", "full")
    with tempfile.TemporaryDirectory(prefix="energy-faults-") as name:
        registry = Registry(options, name, size)
        words = ["--log-predictions", f"{name}/log.sqlite"]
        with serve(options, *words, environment={"MODELS_PATH": name}) as server:
            load, memory, files, swaps = Mixed(server.port, size, 6), [], [], 0
            begun = time.monotonic()
            while time.monotonic() < begun + seconds and not load.failures:
                time.sleep(2)
                if time.monotonic() > begun + 30 * (swaps + 1):
                    swaps += 1
                    registry.promote("12"[swaps % 2])
                    reload(server)
                else:
                    memory.append(server.resident()[1])
                    files.append(server.descriptors())
            load.stop()
            expect(not load.failures, "no request fails:", load.failures[:5])
            ended(server)
    fifth = max(len(memory) // 5, 1)
    early = statistics.median(memory[fifth:2 * fifth])
    late = statistics.median(memory[-fifth:])
    expect(late < 1.1 * early + 10, "memory does not grow:", early, "to", late, "MB")
    expect(max(files[-fifth:]) <= max(files[:2 * fifth]) + 5, "open files do not grow:", files)
    told = ", ".join(f"{kind} {count}" for kind, count in sorted(load.counts.items()))
    return (f"{seconds} s of mixed load on the {size} network, {swaps} swaps: {told}; none failed; "
            f"memory {early:.0f} MB in the second fifth, {late:.0f} MB in the last, at most "
            f"{max(memory):.0f} MB")


if __name__ == "__main__":
    program(__doc__, work)
