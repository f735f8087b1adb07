#!/usr/bin/env python3
"""The measurements of scripts/bench serving: our server beside FastAPI with ONNX Runtime.

    bench_serving.py ENERGY PYTHON [ROUNDS]

ENERGY is the release build, PYTHON an interpreter with what scripts/peers/requirements.txt names.
Load comes from wrk, every request another random window or day; each side is started for its turn,
warmed up, measured and stopped, so that never both run. The peer is first tried with one and two
threads of the runtime and one and two workers (and two threads that compute in one worker); the
best for each load is what ours is compared with. One that gathers what waits into one pass, which
few would write, is measured too and reported apart.
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

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import serving  # noqa: E402

ROOT = serving.ROOT
WINDOW = 599
SECONDS = int(os.environ.get("BENCH_SECONDS", 8))
DAY_SECONDS = int(os.environ.get("BENCH_DAY_SECONDS", 60))
PEERS = {
    f"{threads} thread{'s' * (threads > 1)}, {workers} worker{'s' * (workers > 1)}":
    ["--threads", threads, "--workers", workers] for threads in (1, 2) for workers in (1, 2)}
PEERS["1 thread, 1 worker, 2 computing"] = ["--threads", 1, "--pool", 2]
GATHERING = {"2 threads, 1 worker, gathering": ["--threads", 2, "--gather", 32]}
# Name: connections, path of the peer, wanted ratio.
LOADS = {"32": (32, "/predict", 2.5), "1": (1, "/predict", 1.0), "day": (1, "/day", 50)}


def load(port, name, path, seconds):
    """What wrk saw."""
    script, words = ("day.lua", [path]) if name == "day" else ("windows.lua", [WINDOW, path])
    command = ["wrk", "-t1", f"-c{LOADS[name][0]}", f"-d{seconds}s", "--timeout", "300s", "-s",
               ROOT / "scripts/lib" / script, f"http://127.0.0.1:{port}", "--", *words]
    report = json.loads(serving.run(command).splitlines()[-1])
    if report["refused"] or report["lost"]:
        sys.exit(f"not every request was answered: {report}")
    if not report["requests"]:
        sys.exit(f"no request was answered within {seconds} s (BENCH_SECONDS, BENCH_DAY_SECONDS)")
    return report


def measure(server, name, path):
    """A warm-up, then the load."""
    with server:
        if name == "day":
            server.ask("POST", path, serving.series(1200))
        else:
            load(server.port, name, path, 2)
        return load(server.port, name, path, DAY_SECONDS if name == "day" else SECONDS)


class Bench:
    def __init__(self, energy, python):
        self.energy, self.python = energy, python
        self.folder = serving.model(energy, "full")

    def ours(self, *options):
        return serving.serve(self.energy, "--checkpoint", self.folder, *options)

    def peer(self, options):
        port = serving.free_port()
        words = [self.python, ROOT / "scripts/peers/serve.py", self.folder / "model.safetensors",
                 "--port", port, *options]
        return serving.Process(words, port)

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
            if name == "day" and "computing" in label:
                continue
            found[label] = measure(self.peer(options), name, LOADS[name][1])
            print(f"  peer, {label}: {told(found[label])}", flush=True)
        return max(found, key=lambda label: speed(found[label], name))

    def rounds(self, name, options, count):
        """Ours and the peer in turn."""
        mine, theirs = [], []
        for number in range(1, count + 1):
            mine.append(measure(self.ours(), name, "/predict"))
            theirs.append(measure(self.peer(options), name, LOADS[name][1]))
            ratio = speed(mine[-1], name) / speed(theirs[-1], name)
            print(f"  {name}, round {number}: ours {told(mine[-1])}; the peer {told(theirs[-1])}; "
                  f"ratio {ratio:.2f}", flush=True)
        return mine, theirs


def speed(report, name):
    """Requests a second; of days by the median, of which few fit into a round."""
    return 1000 / report["p50_ms"] if name == "day" else report["rate"]


def told(report):
    return (f"{report['rate']:,.1f}/s, p50 {report['p50_ms']:,.1f} ms, "
            f"p99 {report['p99_ms']:,.1f} ms")


def row(name, label, mine, theirs):
    """Of the closing table."""
    def median(rows, key):
        return statistics.median(report[key] for report in rows)
    ratios = [speed(one, name) / speed(two, name) for one, two in zip(mine, theirs)]
    cells = [name, label]
    for rows in (mine, theirs):
        cells += [f"{statistics.median(speed(report, name) for report in rows):,.2f}",
                  f"{median(rows, 'p50_ms'):,.1f}", f"{median(rows, 'p99_ms'):,.1f}"]
    wanted = "" if name.endswith("gathering") else f"{LOADS[name][2]:g}"
    return "| " + " | ".join(
        cells + [f"**{statistics.median(ratios):.2f}**", f"{min(ratios):.2f}", wanted]) + " |"


def starts(bench, count=7):
    """Seconds from the start of the process until it is ready, the file in the system's cache."""
    found = []
    for _ in range(count):
        server = bench.ours()
        found.append(server.wait_ready())
        server.stop()
    return found


def peak_while(server, action):
    """The most megabytes, all and of its own, seen while something goes on."""
    most, ending = [0, 0], threading.Event()

    def look():
        while not ending.is_set():
            most[:] = [max(pair) for pair in zip(most, server.resident())]
            time.sleep(0.005)
    thread = threading.Thread(target=look)
    thread.start()
    result = action()
    ending.set()
    thread.join()
    return result, most


def memory(bench):
    """Megabytes: after load, and the most during a swap to a model of the same size."""
    other = serving.model(bench.energy, "full", seed=2)
    with tempfile.TemporaryDirectory() as name:
        link = pathlib.Path(name) / "model"
        shutil.copytree(bench.folder, link)
        token = "bench"
        server = serving.serve(bench.energy, "--checkpoint", link,
                               environment={"API_TOKEN": token})
        with server:
            load(server.port, "32", "/predict", SECONDS)
            steady = server.resident()
            shutil.copy(other / "model.safetensors", link / "next")
            (link / "next").rename(link / "model.safetensors")

            def swap():
                return server.ask("POST", "/models/reload",
                                  fields={"Authorization": f"Bearer {token}"})
            (status, _, body), most = peak_while(server, swap)
            after = server.resident()
    if status != 200:
        sys.exit(f"reload: {status} {body}")
    return steady, most, after


def main():
    bench = Bench(sys.argv[1], sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    bench.alike()
    table = []
    for name in LOADS:
        label = bench.best(name)
        table.append(row(name, label, *bench.rounds(name, PEERS[label], rounds)))
    [(label, options)] = GATHERING.items()
    table.append(row("32", label, *bench.rounds("32", options, rounds)))
    times = starts(bench)
    weights = (bench.folder / "model.safetensors").stat().st_size / 1e6
    steady, most, after = memory(bench)
    print(f"\nload after: {os.getloadavg()[0]:.2f} (the benchmark's own is about 2)\n")
    print("| load | the peer's best | ours, requests/s | p50 ms | p99 ms | the peer, requests/s "
          "| p50 ms | p99 ms | median ratio | least | wanted |\n|" + "---|" * 11)
    print("\n".join(table))
    print(f"\nready after {statistics.median(times):.2f} s, at most {max(times):.2f} s")
    print(f"weights {weights:.0f} MB; in memory after load {steady[0]:.0f} MB "
          f"({steady[1]:.0f} its own), during a swap at most {most[0]:.0f} MB ({most[1]:.0f}), "
          f"after it {after[0]:.0f} MB ({after[1]:.0f}); wanted below "
          f"{3.5 * weights + 200:.0f}, and twice that")


if __name__ == "__main__":
    main()
