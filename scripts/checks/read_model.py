"""Checks that Python's safetensors reads what `energy train` writes, and `energy` what it writes.

Run by scripts/test with the libraries of scripts/venv; needs `energy` on the PATH.

    read_model.py FILE.h5     homes with a kettle in houses 1 and 2
"""
import hashlib
import json
import pathlib
import struct
import sys
import tempfile

import numpy as np
from networks import WINDOW, configure, normalised, outputs, prepare, train, watts
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

SHAPES = {
    "conv1.weight": (16, 1, 9), "conv1.bias": (16,), "conv2.weight": (32, 16, 9),
    "conv2.bias": (32,), "conv3.weight": (16, 32, 9), "conv3.bias": (16,),
    "conv4.weight": (1, 16, 9), "conv4.bias": (1,),
}


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
        window = normalised(np.array(golden["mains_w"]), scale)
        found = watts(outputs(tensors, window[None])[0], scale)
        wanted = np.array(golden["estimates_w"])
        assert np.abs(found - wanted).max() < 1e-4 * scale["target_deviation_w"]
    return tensors


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
    train(configuration, folder / "still", *still)
    found = load_file(folder / "still" / "last" / "model.safetensors")
    assert all(np.array_equal(found[name], weights[name]) for name in SHAPES)
    weights["conv2.bias"] = np.zeros(31, "f4")
    save_file(weights, bare)
    run = train(configuration, folder / "refused", *still, status=78)
    assert "conv2.bias" in run.stderr and "[31]" in run.stderr, run.stderr


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        store = folder / "store.h5"
        edge = prepare(sys.argv[1], store)
        configuration = folder / "train.yaml"
        configure(configuration, store, edge)
        train(configuration, folder / "run")
        tensors = check_model(folder / "run" / "best" / "model.safetensors")
        check_state(folder / "run" / "last" / "training-state.safetensors")
        check_taken_over(folder, configuration, tensors)
    print("%d tensors and their description read by safetensors, and weights taken over from it"
          % len(tensors))


if __name__ == "__main__":
    main()
