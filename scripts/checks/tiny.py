"""Tiny models for checks, and `energy serve` of them on a free port, asked as programs do."""
import json
import os
import subprocess
import urllib.error
import urllib.request

CONFIGURATION = """
training:
  store: %s
  appliances: [kettle, fridge]
  network: {architecture: cnn-seq2seq, window: 45}
  ranges:
    train: {buildings: [1], to: "2014-03-21"}
    validation: {buildings: [1], from: "2014-03-21", to: "2014-03-23"}
    test: {buildings: [1], from: "2014-03-23"}
  batch_size: 64
  epochs: 2
  windows_per_epoch: 4096
  validation_windows: 256
  sampling: balanced
"""


def energy(*words):
    """What the program on the PATH prints."""
    answer = subprocess.run(["energy", *map(str, words), "--quiet"], capture_output=True, text=True)
    assert answer.returncode == 0, f"energy {' '.join(map(str, words))}: {answer.stderr}"
    return answer.stdout


def train(source, folder):
    """A run of two networks that learnt a little of house 1."""
    store, run = folder / "store.h5", folder / "run"
    energy("preprocess", source, "--building", 1, "--appliance", "kettle", "--appliance", "fridge",
           "--output", store)
    configuration = folder / "train.yaml"
    configuration.write_text(CONFIGURATION % store)
    energy("train", "--config", configuration, "--output", run)
    return run


class Server:
    """`energy serve`, until the block ends."""

    def __init__(self, run, *words, token=None):
        words = ["energy", "serve", "--checkpoint", str(run), "--port", "0", "--json", *words]
        settings = dict(os.environ)
        settings.pop("API_TOKEN", None)
        if token:
            settings["API_TOKEN"] = token
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=settings)
        self.log, self.token = "", token
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(words)}: {self.process.communicate()[1]}")
        self.address = json.loads(line)["address"].rstrip("/")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        _, self.log = self.process.communicate(timeout=30)
        assert self.process.returncode == 0, (self.process.returncode, self.log[-2000:])

    def ask(self, path, body=None, kind="text/csv", method=None, **fields):
        """Status and body of an answer; by GET, or POST where there is a body, unless told."""
        fields = {name.replace("_", "-"): value for name, value in fields.items()}
        if body is not None:
            fields["Content-Type"] = kind
        if self.token:
            fields["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(
            self.address + path, body and body.encode(), fields, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()
