#!/usr/bin/env python3
"""Checks that training resumes bit for bit: kills it in the middle of epoch 4, and compares.

    check_resume.py --energy ENERGY STORE

Trains 6 epochs in one go on one thread and on two, then trains again, ends that with SIGKILL
half-way through epoch 4, and resumes it: with a checkpoint within the epoch and with those of
whole epochs alone, and on the other number of threads. All must end in the same bytes of weights
and moments. STORE is a prepared store with --appliance in house 1; --windows-per-epoch and --window
make it short or full size. Needs no package.
"""
import argparse
import json
import pathlib
import signal
import struct
import subprocess
import sys
import tempfile
import time

CONFIGURATION = """\
training:
  store: {store}
  appliances: [{appliance}]
  network: {{architecture: {architecture}, window: {window}}}
  ranges:
    train: {{buildings: [1], to: "{train_to}"}}
    validation: {{buildings: [1], from: "{train_to}", to: "{validation_to}"}}
    test: {{buildings: [1], from: "{validation_to}"}}
  batch_size: {batch}
  epochs: 6
  windows_per_epoch: {windows_per_epoch}
  validation_windows: 512
  early_stopping: none
  checkpoint_every: {checkpoint_every}
"""


def tensors(path):
    """The bytes of each tensor of a safetensors file, by name."""
    content = pathlib.Path(path).read_bytes()
    length, = struct.unpack("<Q", content[:8])
    header = json.loads(content[8:8 + length])
    header.pop("__metadata__", None)
    begin = 8 + length
    return {name: content[begin + entry["data_offsets"][0]:begin + entry["data_offsets"][1]]
            for name, entry in header.items()}


def end_state(run):
    """All tensors of a run's last checkpoint."""
    return {f"{file}:{name}": value
            for file in ("model.safetensors", "training-state.safetensors")
            for name, value in tensors(run / "last" / file).items()}


class Trainer:
    """Starts energy with one configuration."""

    def __init__(self, energy, folder, fields):
        self.energy, self.folder, self.fields = energy, folder, fields

    def start(self, name, threads, checkpoint_every, resume=False):
        """A running process whose lines are events."""
        text = CONFIGURATION.format(checkpoint_every=checkpoint_every, **self.fields)
        configuration = self.folder / f"{checkpoint_every}.yaml"
        configuration.write_text(text)
        words = [self.energy, "train", "--config", configuration, "--output", self.folder / name,
                 "--threads", str(threads), "--json", "--quiet"]
        return subprocess.Popen(words + ["--resume"] * resume, stdout=subprocess.PIPE, text=True)

    def whole(self, name, threads, **more):
        """Trains to the end; returns the events."""
        process = self.start(name, threads, more.pop("checkpoint_every", "1h"), **more)
        events = [json.loads(line) for line in process.stdout]
        if process.wait() or not events or events[-1]["event"] != "done":
            sys.exit(f"{name}: training ended with {process.returncode}: {events[-1:]}")
        return events

    def killed(self, name, threads, checkpoint_every, after):
        """Trains until some seconds after epoch 3, and ends it as a power cut would."""
        process = self.start(name, threads, checkpoint_every)
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "epoch" and event["epoch"] == 3:
                break
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
        if process.wait() != -signal.SIGKILL or '"epoch":4' in rest:
            sys.exit(f"{name}: epoch 4 was over before the kill; make --windows-per-epoch larger")


def compare(expected, run, what):
    """Ends the check where one byte differs."""
    found = end_state(run)
    if found.keys() != expected.keys():
        sys.exit(f"{what}: other tensors: {sorted(found.keys() ^ expected.keys())}")
    different = [name for name in expected if expected[name] != found[name]]
    if different:
        sys.exit(f"{what}: other bytes in {', '.join(different)}")
    print(f"  {what}: the same {sum(map(len, found.values())):,} bytes", flush=True)


def check(trainer):
    """Trains five times, and compares each end with the first."""
    events = trainer.whole("whole-2", threads=2)
    expected = end_state(trainer.folder / "whole-2")
    seconds = next(e["seconds"] for e in events if e["event"] == "epoch" and e["epoch"] == 3)
    trainer.whole("whole-1", threads=1)
    compare(expected, trainer.folder / "whole-1", "6 epochs on 1 thread and on 2")
    for every, before, after in (("1h", 2, 2), (f"{max(seconds / 5, 0.05):.2f}s", 2, 1)):
        name = f"resumed-{before}-{after}"
        trainer.killed(name, before, every, after=seconds / 2)
        resumed = trainer.whole(name, after, checkpoint_every=every, resume=True)
        epochs = [event["epoch"] for event in resumed if event["event"] == "epoch"]
        if epochs != [4, 5, 6]:
            sys.exit(f"{name}: resumed with epochs {epochs}")
        log = (trainer.folder / name / "events.jsonl").read_text().splitlines()
        step = next(e["step"] for e in map(json.loads, log) if e["event"] == "resumed")
        compare(expected, trainer.folder / name,
                f"killed in epoch 4 on {before}, resumed at step {step} on {after}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("store")
    add("--energy", default="energy")
    add("--appliance", default="kettle")
    add("--architecture", default="seq2point-reduced")
    add("--window", type=int, default=99)
    add("--batch", type=int, default=64)
    add("--windows-per-epoch", type=int, default=6000)
    add("--train-to", required=True, help="where validation begins: 2014-03-12")
    add("--validation-to", required=True, help="where the test range begins")
    fields = vars(parser.parse_args())
    energy = fields.pop("energy")
    fields["store"] = pathlib.Path(fields["store"]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        check(Trainer(energy, pathlib.Path(folder), fields))
    print("training resumes bit for bit")


if __name__ == "__main__":
    main()
