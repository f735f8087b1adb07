#!/usr/bin/env python3
"""The measurements of scripts/bench serving: our server beside FastAPI with ONNX Runtime.

    bench_serving.py ENERGY PYTHON [ROUNDS [SECONDS]]

ENERGY is the release build, PYTHON an interpreter with what scripts/peers/requirements.txt names.
Load comes from wrk, every request another random window or day; each side is started for its turn,
warmed up, measured (SECONDS; days until some were answered) and stopped, so that never both run.
The peer is first tried with one and two threads of the runtime, one and two workers, two threads
that compute in one worker, and for days with other batches; the best for each load is what ours is
compared with. One that gathers what waits into one pass, which few would write, is measured too and
reported apart.

Each figure that is wanted is said to be reached (PASS) or not (short). The status is 0 either way,
and 1 where something could not be measured or a request was not answered.
"""
import json
import os
import pathlib
import shutil
import statistics
import sys
import tempfile
import threading
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import serving  # noqa: E402

ROOT = serving.ROOT
WINDOW = 599
DAY = 14_400
PEERS = {
    f"{threads} thread{'s' * (threads > 1)}, {workers} worker{'s' * (workers > 1)}":
    ["--threads", threads, "--workers", workers] for threads in (1, 2) for workers in (1, 2)}
PEERS["1 thread, 1 worker, 2 computing"] = ["--threads", 1, "--pool", 2]
# A day comes over one connection, so that one worker computes, whatever their number.
DAY_PEERS = {f"{threads} thread{'s' * (threads > 1)}, batch {batch}":
             ["--threads", threads, "--batch", batch]
             for threads in (2, 1) for batch in (64, 256, 1024)}
GATHERING = {"2 threads, 1 worker, gathering": ["--threads", 2, "--gather", 32]}
# Name: connections, path of the peer, wanted ratio.
LOADS = {"32": (32, "/predict", 2.5), "1": (1, "/predict", 1.0), "day": (1, "/day", 50)}
TOKEN = "bench"


class Wrong(Exception):
    """Something that makes a figure worthless."""


def load(port, name, path, seconds):
    """What wrk saw."""
    script, words = ("day.lua", [path]) if name == "day" else ("windows.lua", [WINDOW, path])
    command = ["wrk", "-t1", f"-c{LOADS[name][0]}", f"-d{max(1, round(seconds))}s", "--timeout",
               "300s", "-s", ROOT / "scripts/lib" / script, f"http://127.0.0.1:{port}", "--",
               *words]
    report = json.loads(serving.run(command).splitlines()[-1])
    if report["refused"] or report["lost"]:
        raise Wrong(f"not every request was answered: {report}")
    return report


def measure(server, name, path, seconds, expected=0):
    """A warm-up, then the load; of days at least one, whose seconds are guessed in `expected`."""
    with server:
        if name == "day":
            server.ask("POST", path, serving.series(1200))
        else:
            load(server.port, name, path, 1)
        seconds = max(seconds, 1.5 * expected)
        report = load(server.port, name, path, seconds)
        if not report["requests"]:
            report = load(server.port, name, path, 3 * seconds)
    if not report["requests"]:
        raise Wrong(f"no request was answered within {3 * seconds:.0f} s")
    return report


class Bench:
    """What is measured, with what is said of it."""

    def __init__(self, energy, python, rounds, seconds):
        self.energy, self.python, self.rounds, self.seconds = energy, python, rounds, seconds
        self.folder = serving.model(energy, "full")
        self.rows, self.judged, self.wrong = [], [], []

    def ours(self, *options):
        return serving.serve(self.energy, "--checkpoint", self.folder, *options)

    def peer(self, options):
        port = serving.free_port()
        words = [self.python, ROOT / "scripts/peers/serve.py", self.folder / "model.safetensors",
                 "--port", port, *options]
        return serving.Process(words, port)

    def judge(self, what, is_reached, figure, wanted):
        line = f"{'PASS ' if is_reached else 'short'}  {what}: {figure}; wanted {wanted}"
        self.judged.append(line)
        print(line, flush=True)

    def attempt(self, part, *words):
        """One part; what goes wrong in it leaves the others alone."""
        begun = time.monotonic()
        try:
            part(*words)
        except (Exception, SystemExit) as error:
            if not isinstance(error, (Wrong, SystemExit)):
                traceback.print_exc()
            name = " ".join([part.__name__, *map(str, words)])
            self.wrong.append(f"ERROR  {name}: {error}")
            print(self.wrong[-1], flush=True)
        print(f"  ({time.monotonic() - begun:.0f} s)", flush=True)

    def alike(self):
        """Both give the same watts for the same windows, or nothing is measured."""
        windows = [serving.watts(WINDOW) for _ in range(16)]
        day = serving.series(2000)
        with self.ours() as server:
            mine = json.loads(server.ask("POST", "/predict", {"x": windows})[2])
            mine_day = json.loads(server.ask("POST", "/predict", day)[2])
        with self.peer([]) as server:
            theirs = json.loads(server.ask("POST", "/predict", {"x": windows})[2])
            theirs_day = json.loads(server.ask("POST", "/day", day)[2])
        # Ours are not below nought.
        pairs = [(one, max(two, 0)) for one, two in zip(
            mine["appliances"][0]["watts"], theirs["watts"], strict=True)]
        pairs += [(one, max(two, 0)) for one, two in zip(
            mine_day["appliances"][0]["watts"], theirs_day["watts"], strict=True)
            if one is not None and two is not None]
        worst = max(abs(one - two) for one, two in pairs)
        if worst > 0.1 or len(pairs) < 1000:
            sys.exit(f"the two do not estimate alike: {worst} W over {len(pairs)} estimates")
        print(f"{len(pairs)} estimates alike to {worst:.4f} W", flush=True)

    def best(self, name):
        """The settings of the peer that answer most."""
        found = {}
        for label, options in PEERS.items():
            found[label] = measure(self.peer(options), name, LOADS[name][1], 0.6 * self.seconds)
            print(f"  peer, {label}: {told(found[label])}", flush=True)
        label = max(found, key=lambda label: found[label]["rate"])
        return label, PEERS[label]

    def best_of_days(self):
        """The settings that take least for an eighth of a day; and seconds for a whole one."""
        body, found = serving.series(DAY // 8 + WINDOW - 1), {}
        for label, options in DAY_PEERS.items():
            with self.peer(options) as server:
                server.ask("POST", "/day", serving.series(1200))
                begun = time.monotonic()
                if server.ask("POST", "/day", body, seconds=300)[0] != 200:
                    raise Wrong("the peer does not answer a day")
                found[label] = time.monotonic() - begun
            print(f"  peer, {label}: {found[label]:.2f} s for an eighth of a day", flush=True)
        label = min(found, key=found.get)
        return label, DAY_PEERS[label], 8 * found[label]

    def pairs(self, name, options, count, expected=0):
        """Ours and the peer in turn."""
        mine, theirs = [], []
        for number in range(1, count + 1):
            mine.append(measure(self.ours(), name, "/predict", self.seconds))
            theirs.append(measure(
                self.peer(options), name, LOADS[name][1], self.seconds * (name != "day"),
                expected))
            ratio = speed(mine[-1], name) / speed(theirs[-1], name)
            print(f"  {name}, round {number}: ours {told(mine[-1])}; the peer {told(theirs[-1])}; "
                  f"ratio {ratio:.2f}", flush=True)
        return mine, theirs

    def compare(self, name):
        """One load: the peer at its best, then rounds."""
        label, options, *expected = self.best_of_days() if name == "day" else self.best(name)
        mine, theirs = self.pairs(name, options, self.rounds, *expected)
        self.rows.append(row(name, label, mine, theirs))
        what = {"32": "32 connections", "1": "one connection", "day": "a day in one request"}[name]
        ratio, wanted = middle(ratios(name, mine, theirs)), LOADS[name][2]
        self.judge(what, ratio >= wanted, f"{ratio:.2f} times the peer's", f"{wanted:g}")
        if name == "32":
            one, two = (middle(report["p99_ms"] for report in rows) for rows in (mine, theirs))
            self.judge("their 99th percentile", one < two, f"{one:.1f} ms", f"below {two:.1f}")

    def gathering(self):
        """Beside a peer that few would write; nothing is wanted of it."""
        [(label, options)] = GATHERING.items()
        mine, theirs = self.pairs("32", options, max(1, self.rounds - 1))
        self.rows.append(row("32", label, mine, theirs, wanted=""))

    def starts(self, count=7):
        """Seconds from the start of the process until ready, the file in the system's cache."""
        times = []
        for _ in range(count):
            server = self.ours()
            times.append(server.wait_ready())
            server.stop()
        print(f"  ready after {middle(times):.3f} s, at most {max(times):.3f} s of {count}")
        self.judge("ready", max(times) < 1, f"{max(times):.3f} s at most", "below 1 s")

    def memory(self):
        """Megabytes while windows and days are asked for, and during a swap in the midst of it."""
        weights = (self.folder / "model.safetensors").stat().st_size / 1e6
        wanted = 3.5 * weights + 200
        with tempfile.TemporaryDirectory() as name:
            link = pathlib.Path(name) / "model"
            shutil.copytree(self.folder, link)
            server = serving.serve(self.energy, "--checkpoint", link,
                                   environment={"API_TOKEN": TOKEN})
            with server:
                steady, most, after = self.swapped(server, link)
        print(f"  weights {weights:.0f} MB; in memory at most {told_memory(steady)} under windows "
              f"and days, {told_memory(most)} during a swap, {told_memory(after)} after it")
        self.judge("memory", steady[0] < wanted, f"{steady[0]:.0f} MB", f"below {wanted:.0f}")
        self.judge("memory during a swap", most[0] < 2 * wanted, f"{most[0]:.0f} MB",
                   f"below {2 * wanted:.0f}")

    def swapped(self, server, link):
        """Memory before, during and after a swap to a model of the same size, under load."""
        other = serving.model(self.energy, "full", seed=2)
        days = [json.dumps(serving.series(DAY)).encode() for _ in range(8)]
        windows = serving.Load(server.port, WINDOW, clients=8)
        series = serving.Load(server.port, clients=2, bodies=days)
        with windows, series:
            # The engine for series has its memory from the first day on.
            if not (windows.wait(20) and series.wait(4)):
                raise Wrong(f"no answers before a swap: {windows.failures + series.failures}")
            _, steady = peak_while(server, lambda: time.sleep(self.seconds))
            shutil.copy(other / "model.safetensors", link / "next")
            (link / "next").rename(link / "model.safetensors")
            (status, _, body), most = peak_while(server, lambda: reload(server, windows, series))
            after = server.resident()
        failures = windows.failures + series.failures
        if status != 200 or failures or len(windows.versions) != 2:
            raise Wrong(f"a swap: {status} {body} {failures} {windows.versions}")
        return steady, most, after


def reload(server, *loads):
    """Has a swap made, and waits until what began before it is over."""
    answer = server.ask("POST", "/models/reload", fields={"Authorization": f"Bearer {TOKEN}"})
    for load in loads:
        load.wait(12)
    return answer


def peak_while(server, action):
    """The most megabytes, all and of its own, seen while something goes on."""
    most, ending = [0, 0], threading.Event()

    def look():
        while not ending.is_set():
            most[:] = [max(pair) for pair in zip(most, server.resident())]
            time.sleep(0.005)
    thread = threading.Thread(target=look)
    thread.start()
    try:
        return action(), most
    finally:
        ending.set()
        thread.join()


def middle(values):
    return statistics.median(values)


def speed(report, name):
    """Requests a second; of days by the median, of which few fit into a round."""
    return 1000 / report["p50_ms"] if name == "day" else report["rate"]


def ratios(name, mine, theirs):
    return [speed(one, name) / speed(two, name) for one, two in zip(mine, theirs)]


def told(report):
    return (f"{report['rate']:,.1f}/s, p50 {report['p50_ms']:,.1f} ms, "
            f"p99 {report['p99_ms']:,.1f} ms")


def told_memory(pair):
    return f"{pair[0]:.0f} MB ({pair[1]:.0f} its own)"


def row(name, label, mine, theirs, wanted=None):
    """Of the closing table."""
    cells = [name, label]
    for rows in (mine, theirs):
        cells += [f"{middle(speed(report, name) for report in rows):,.2f}"]
        cells += [f"{middle(report[key] for report in rows):,.1f}" for key in ("p50_ms", "p99_ms")]
    found = ratios(name, mine, theirs)
    wanted = f"{LOADS[name][2]:g}" if wanted is None else wanted
    return "| " + " | ".join(
        cells + [f"**{middle(found):.2f}**", f"{min(found):.2f}", wanted]) + " |"


def main():
    begun = time.monotonic()
    numbers = [float(word) for word in sys.argv[3:]]
    rounds, seconds = (numbers + [3, 5][len(numbers):])[:2]
    bench = Bench(sys.argv[1], sys.argv[2], int(rounds), seconds)
    bench.alike()
    for name in LOADS:
        bench.attempt(bench.compare, name)
    bench.attempt(bench.gathering)
    bench.attempt(bench.starts)
    bench.attempt(bench.memory)
    print(f"\nload after: {os.getloadavg()[0]:.2f} (the benchmark's own is about 2); "
          f"{time.monotonic() - begun:.0f} s in all\n")
    print("| load | the peer's best | ours, requests/s | p50 ms | p99 ms | the peer, requests/s "
          "| p50 ms | p99 ms | median ratio | least | wanted |\n|" + "---|" * 11)
    print("\n".join(bench.rows) + "\n")
    print("\n".join(bench.judged + bench.wrong))
    sys.exit(bool(bench.wrong))


if __name__ == "__main__":
    main()
