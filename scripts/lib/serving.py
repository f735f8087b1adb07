"""Starting the server, asking it things and putting load on it: what checks and loads share.

Everything stays on loopback, and only processes that were started here are ended, by their number.
"""
import contextlib
import http.client
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
CONFIGURATION = """
training:
  store: %s
  appliances: [kettle]
  network: {architecture: %s, window: %d, padding: valid}
  ranges:
    train: {buildings: [1]}
    validation: {buildings: [2]}
    test: {buildings: [3]}
  batch_size: 16
  epochs: 1
  windows_per_epoch: 32
  validation_windows: 32
  seed: %d
  threads: 2
"""
# By size: architecture and window.
NETWORKS = {"full": ("seq2point", 599), "small": ("seq2point-reduced", 129)}


def run(words):
    """Runs a program; what it printed."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit("%s ended with %d\n%s" % (words, done.returncode, done.stderr))
    return done.stdout


def model(energy, size="small", seed=1, folder=ROOT / ".build/served"):
    """The folder of a network that was trained for a moment: speed hangs on no training.

    It is made once and kept in `.build/served`.
    """
    architecture, window = NETWORKS[size]
    kept = pathlib.Path(folder) / f"{size}-{seed}"
    if (kept / "model.safetensors").exists():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as name:
        here = pathlib.Path(name)
        run([energy, "simulate", "--output", here / "sim.h5", "--days", 1, "--buildings", 3,
             "--quiet"])
        houses = [word for house in (1, 2, 3) for word in ("--building", house)]
        run([energy, "preprocess", here / "sim.h5", "--output", here / "store.h5", *houses,
             "--appliance", "kettle", "--quiet"])
        page = CONFIGURATION % (here / "store.h5", architecture, window, seed)
        (here / "train.yaml").write_text(page)
        run([energy, "train", "--config", here / "train.yaml", "--output", here / "run", "--quiet"])
        (here / "model").mkdir()
        shutil.copy(here / "run/best/model.safetensors", here / "model")
        (here / "model").rename(kept)
    return kept


def free_port():
    """One that nobody listens on at present."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def kilobytes(process, *fields):
    """Of /proc/PID/status, such as "VmRSS", in kilobytes."""
    lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    found = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(fields)}
    return [int(found[field]) for field in fields]


class Process:
    """A server that runs: ours or a peer."""

    def __init__(self, words, port, environment=None, limits=None, ready="/ready"):
        self.port, self.words, self.ready = port, [str(word) for word in words], ready
        self.log = tempfile.TemporaryFile("w+")
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.words, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})}, preexec_fn=limits)
        self.pid = self.process.pid

    def __enter__(self):
        self.wait_ready()
        return self

    def __exit__(self, *_):
        self.stop()

    def wait_ready(self, seconds=60):
        """Seconds from the start until the server is ready."""
        while time.monotonic() < self.started + seconds:
            if self.process.poll() is not None:
                raise SystemExit("%s ended with %d\n%s" % (
                    self.words, self.process.returncode, self.tail()))
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", self.ready, seconds=5)[0] == 200:
                    return time.monotonic() - self.started
            time.sleep(0.002)
        raise SystemExit("%s is not ready after %d s\n%s" % (self.words, seconds, self.tail()))

    def ask(self, method, path, body=None, fields=None, seconds=60):
        """Status, fields and body of one request over a connection of its own."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=seconds)
        try:
            return asked(connection, method, path, body, fields)
        finally:
            connection.close()

    def resident(self):
        """Megabytes in memory: all, and those that are no page of a file."""
        return [size / 1000 * 1.024 for size in kilobytes(self.pid, "VmRSS", "RssAnon")]

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def alive(self):
        return self.process.poll() is None

    def stop(self, seconds=30):
        """Asks it to end; its exit status, or None where it had to be killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                return None
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.process.wait()

    def tail(self, lines=20):
        """What it printed last."""
        self.log.seek(0)
        return "".join(self.log.readlines()[-lines:])


def serve(energy, *options, port=None, environment=None, limits=None):
    """Our server, started; use it with `with`, which waits until it is ready."""
    port = port or free_port()
    words = [energy, "serve", "--host", HOST, "--port", port, *options]
    return Process(words, port, environment, limits)


def limit_descriptors(count):
    """For `limits`: so many open files."""
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


def asked(connection, method, path, body=None, fields=None):
    """Status, fields and body of one request over a connection."""
    fields = dict(fields or {})
    if isinstance(body, (dict, list)):
        body = json.dumps(body).encode()
    if body is not None:
        fields.setdefault("Content-Type", "application/json")
    connection.request(method, path, body, fields)
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, \
        answer.read()


def watts(count, source=random):
    """Mains of a home: a base load, and now and then something large."""
    base, extra, left, values = source.uniform(60, 400), 0, 0, []
    for _ in range(count):
        if left == 0 and source.random() < 0.02:
            extra, left = source.uniform(100, 3000), source.randrange(5, 60)
        elif left:
            left -= 1
            extra = extra if left else 0
        values.append(round(base + extra + source.uniform(0, 20), 1))
    return values


def series(count, source=random, start="2026-01-15T00:00:00Z"):
    """The body of a request: samples 6 s apart."""
    return {"start": start, "period_s": 6, "power": watts(count, source)}


class Load:
    """Clients that ask for random windows, each over a connection that it keeps, until stopped.

    What was answered and what was not is counted; a client whose connection broke makes a new one.
    """

    def __init__(self, port, window=129, clients=4, path="/predict", pause=0.0, bodies=None):
        self.port, self.window, self.path, self.pause = port, window, path, pause
        self.answered, self.failed, self.failures = 0, 0, []
        # By version; and what was answered, where all requests are the same.
        self.versions, self.answers, self.times = {}, {}, []
        self.bodies = bodies
        self.ending, self.lock = threading.Event(), threading.Lock()
        self.threads = [threading.Thread(target=self.client, args=(number,), daemon=True)
                        for number in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.ending.set()
        for thread in self.threads:
            thread.join()

    def client(self, number):
        source, connection = random.Random(time.time_ns() + number), None
        pool = self.bodies or [
            json.dumps({"x": watts(self.window, source)}).encode() for _ in range(256)]
        while not self.ending.is_set():
            begun = time.monotonic()
            try:
                if connection is None:
                    connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
                status, fields, body = asked(connection, "POST", self.path, source.choice(pool))
                self.note(status, fields, body, time.monotonic() - begun)
            except (OSError, http.client.HTTPException) as error:
                self.fail(repr(error))
                connection.close()
                connection = None
                self.ending.wait(0.01)
            if self.pause:
                self.ending.wait(self.pause)
        if connection:
            connection.close()

    def note(self, status, fields, body, seconds):
        if status != 200:
            return self.fail("%d %s" % (status, body[:200]))
        with self.lock:
            self.answered += 1
            self.times.append(seconds)
            version = fields.get("x-model-version")
            self.versions[version] = self.versions.get(version, 0) + 1
            if self.bodies and len(self.bodies) == 1:
                self.answers.setdefault(version, set()).add(body)

    def fail(self, what):
        with self.lock:
            self.failed += 1
            if len(self.failures) < 5:
                self.failures.append(what)

    def wait(self, answers, seconds=60):
        """Until so many more were answered; whether they were in time."""
        until, limit = self.answered + answers, time.monotonic() + seconds
        while self.answered < until and time.monotonic() < limit:
            time.sleep(0.005)
        return self.answered >= until

    def percentile(self, share):
        """Milliseconds."""
        times = sorted(self.times) or [float("nan")]
        return 1000 * times[min(len(times) - 1, int(share * len(times)))]
