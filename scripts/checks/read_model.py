"""Checks that Python's safetensors reads what `energy train` writes, and `energy` what it writes.

Run by scripts/test with the libraries of scripts/venv; needs `energy` on the PATH.

    read_model.py FILE.h5     homes with a kettle in houses 1 and 2
"""
import hashlib
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import h5py
import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

WINDOW = 45
CONFIGURATION = """
training:
  store: %s
  appliances: [kettle]
  network: {architecture: cnn-seq2seq, window: %d}
  ranges:
    train: {buildings: [1], to: "%s"}
    validation: {buildings: [1], from: "%s"}
    test: {buildings: [2]}
  batch_size: 16
  epochs: 1
  windows_per_epoch: 64
  validation_windows: 64
"""
SHAPES = {
    "conv1.weight": (16, 1, 9), "conv1.bias": (16,), "conv2.weight": (32, 16, 9),
    "conv2.bias": (32,), "conv3.weight": (16, 32, 9), "conv3.bias": (16,),
    "conv4.weight": (1, 16, 9), "conv4.bias": (1,),
}


def train(configuration, output, *options):
    words = ["energy", "train", "--config", str(configuration), "--output", str(output), "--quiet"]
    return subprocess.run([*words, *options], capture_output=True, text=True)


def check_seal(path):
    """The checksum is SHA-256 over the file, with noughts where its own digits stand."""
    contents = path.read_bytes()
    with safe_open(path, "numpy") as file:
        digest = file.metadata()["sha256"].encode()
    assert contents.count(digest) == 1
    assert hashlib.sha256(contents.replace(digest, b"0" * 64)).hexdigest().encode() == digest
    (length,) = struct.unpack("<Q", contents[:8])
    assert length % 8 == 0, length


def check_model(path):
    """Every tensor and every text of a model is what its description says."""
    check_seal(path)
    tensors = load_file(path)
    assert {name: tensor.shape for name, tensor in tensors.items()} == SHAPES, tensors.keys()
    assert all(tensor.dtype == np.float32 for tensor in tensors.values())
    with safe_open(path, "numpy") as file:
        facts = file.metadata()
    assert (facts["format"], facts["format_version"]) == ("energy-model", "1"), facts
    assert (facts["architecture"], facts["window"]) == ("cnn-seq2seq", str(WINDOW)), facts
    assert facts["appliance"] == "kettle"
    scale = json.loads(facts["normalisation"])
    for golden in json.loads(facts["golden_windows"]):
        found = estimates(tensors, np.array(golden["mains_w"]), scale)
        wanted = np.array(golden["estimates_w"])
        assert np.abs(found - wanted).max() < 1e-4 * scale["target_deviation_w"]
    return tensors


def estimates(tensors, mains, scale):
    """The network by its formulas, in float64: that weights and description belong together."""
    signal = (mains[None] - scale["mains_mean_w"]) / scale["mains_deviation_w"]
    for layer in range(1, 5):
        weight = tensors["conv%d.weight" % layer].astype(float)
        padded = np.pad(signal, ((0, 0), (4, 4)))
        views = np.lib.stride_tricks.sliding_window_view(padded, 9, axis=1)
        signal = np.einsum("fck,ctk->ft", weight, views)
        signal += tensors["conv%d.bias" % layer].astype(float)[:, None]
        if layer < 4:
            signal = np.maximum(signal, 0)
    return signal[0] * scale["target_deviation_w"] + scale["target_mean_w"]


def check_state(path):
    """Adam's moments lie beside the model, under the same names."""
    check_seal(path)
    wanted = {"%s.%s" % (moment, name): shape for moment in ("first", "second")
              for name, shape in SHAPES.items()}
    assert {name: tensor.shape for name, tensor in load_file(path).items()} == wanted


def check_taken_over(folder, configuration, tensors):
    """Weights that Python wrote are what training begins with; others are refused by name."""
    rng = np.random.default_rng(1)
    weights = {name: rng.normal(0, 0.1, shape).astype("f4") for name, shape in SHAPES.items()}
    bare = folder / "bare.safetensors"
    save_file(weights, bare, metadata={"made": "by Python"})
    # So small a rate leaves every weight where it was, to a float's last digit.
    still = ["--set", "training.learning_rate=1e-30", "--set", "training.initialise_from=%s" % bare]
    run = train(configuration, folder / "still", *still)
    assert run.returncode == 0, run.stderr
    found = load_file(folder / "still" / "last" / "model.safetensors")
    assert all(np.array_equal(found[name], weights[name]) for name in SHAPES)
    weights["conv2.bias"] = np.zeros(31, "f4")
    save_file(weights, bare)
    run = train(configuration, folder / "refused", *still)
    assert run.returncode == 78 and "conv2.bias" in run.stderr and "[31]" in run.stderr, run.stderr


def prepare(homes, store):
    """A store with two kettles, and the day on which two thirds of house 1 are over."""
    words = ["energy", "preprocess", homes, "--output", str(store), "--quiet", "--building", "1",
             "--building", "2", "--appliance", "kettle"]
    subprocess.run(words, check=True, capture_output=True)
    with h5py.File(store) as file:
        house = file["building1"].attrs
        edge = int(house["start_ns"]) + int(house["period_ns"]) * int(house["samples"]) * 2 // 3
    return str(np.datetime64(edge, "ns").astype("datetime64[D]"))


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        store = folder / "store.h5"
        edge = prepare(sys.argv[1], store)
        configuration = folder / "train.yaml"
        configuration.write_text(CONFIGURATION % (store, WINDOW, edge, edge))
        run = train(configuration, folder / "run")
        assert run.returncode == 0, run.stderr
        tensors = check_model(folder / "run" / "best" / "model.safetensors")
        check_state(folder / "run" / "last" / "training-state.safetensors")
        check_taken_over(folder, configuration, tensors)
    print("%d tensors and their description read by safetensors, and weights taken over from it"
          % len(tensors))


if __name__ == "__main__":
    main()
