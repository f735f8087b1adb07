"""What the programs of scripts/faults share: options, expectations, a registry to serve from."""
import argparse
import contextlib
import http.client
import json
import pathlib
import random
import shutil
import socket
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import serving  # noqa: E402

TOKEN = "a-token-for-faults-alone"
ENVIRONMENT = {"API_TOKEN": TOKEN}
AUTHORISED = {"Authorization": f"Bearer {TOKEN}"}


class Failed(Exception):
    """What was expected and did not come."""


def expect(condition, message, *details):
    if not condition:
        raise Failed(" ".join([message, *map(str, details)]))


def program(page, work):
    """Runs a program of this folder: `work(options)` returns the line that tells what happened.

    `--full` takes the numbers of the record, otherwise few; `options.number(few, many)` chooses.
    """
    parser = argparse.ArgumentParser(
        description=page, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--energy", default=str(serving.ROOT / ".build/release/energy"))
    parser.add_argument("--full", action="store_true", help="the numbers of docs/reliability.md")
    options = parser.parse_args()
    options.number = lambda few, many: many if options.full else few
    begun = time.monotonic()
    try:
        print(f"{work(options)} ({time.monotonic() - begun:.0f} s)", flush=True)
    except Failed as failure:
        print(f"FAILED: {failure}", flush=True)
        sys.exit(1)


@contextlib.contextmanager
def copied(energy, size="small", seed=1):
    """A folder with a model of its own, to be damaged."""
    kept = serving.model(energy, size, seed)
    with tempfile.TemporaryDirectory(prefix="energy-faults-") as name:
        folder = pathlib.Path(name) / "model"
        shutil.copytree(kept, folder)
        yield folder


def serve(options, *words, **settings):
    """Our server with a token, from a model's folder or other options."""
    environment = {**ENVIRONMENT, **settings.pop("environment", {})}
    return serving.serve(options.energy, *words, environment=environment, **settings)


def reload(server):
    """What the server says became of each model."""
    status, _, body = server.ask("POST", "/models/reload", fields=AUTHORISED)
    expect(status == 200, "reload is answered with 200, not", status, body[:300])
    return json.loads(body)["models"]


def window(size="small", source=random):
    """The body of one random window."""
    return {"x": serving.watts(serving.NETWORKS[size][1], source)}


def estimates(server, body):
    """What the server says of a body."""
    status, fields, text = server.ask("POST", "/predict", body)
    expect(status == 200, "the server goes on answering, not", status, text[:300])
    return json.loads(text), fields.get("x-model-version")


def healthy(server, body=None):
    """That the server lives, is ready and estimates."""
    expect(server.alive(), "the server lives;", server.tail())
    expect(server.ask("GET", "/health")[0] == 200, "/health is answered with 200")
    return estimates(server, body or window())


def unfailed(load):
    """That every request of a load was answered with 200."""
    expect(load.answered > 0, "some requests are answered")
    expect(load.failed == 0, f"no request fails, not {load.failed} of {load.answered}:",
           load.failures)


def ended(server):
    """That it ends in good order when it is asked to."""
    status = server.stop()
    expect(status == 0, "SIGTERM ends it with 0, not", status, server.tail())


def connected(server, seconds=60):
    """A plain connection."""
    return socket.create_connection((serving.HOST, server.port), timeout=seconds)


def reset(connection):
    """Goes away without a word: the other side sees a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


def answered(connection):
    """Status and body of what comes over a plain connection; None where it was closed before."""
    answer = http.client.HTTPResponse(connection)
    try:
        answer.begin()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None, b""
    finally:
        answer.close()


def head(length=None, path="/predict", extra=""):
    """The head of a request with a JSON body."""
    text = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{extra}"
    if length is not None:
        text += f"Content-Length: {length}\r\n"
    return (text + "\r\n").encode()


class Registry:
    """A models folder whose production alias can be switched between registered versions."""

    def __init__(self, options, folder, size, versions=2):
        self.energy, self.folder = options.energy, pathlib.Path(folder)
        for seed in range(1, versions + 1):
            self.run("register", serving.model(options.energy, size, seed))
        self.promote("1")

    def run(self, *words):
        return serving.run(["env", f"MODELS_PATH={self.folder}", self.energy, "models", *words])

    def promote(self, version):
        self.run("promote", "kettle", "--version", version, "--force")


def megabytes(server):
    """Of memory that is no page of a file."""
    return server.resident()[1]
