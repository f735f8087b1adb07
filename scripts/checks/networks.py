"""Networks that are trained for a moment, for the checks of what `energy` does with them."""
import subprocess

import h5py
import numpy as np

WINDOW = 45
CONFIGURATION = """
training:
  store: %s
  appliances: [%s]
  network: {architecture: %s, window: %d}
  ranges:
    train: {buildings: [1], to: "%s"}
    validation: {buildings: [1], from: "%s"}
    test: {buildings: [2]}
  batch_size: 16
  epochs: 1
  windows_per_epoch: %d
  validation_windows: 64
  threads: 1
"""


def energy(*words, status=0):
    """Runs the program; what it printed, once its status is the one wanted."""
    run = subprocess.run(["energy", *map(str, words)], capture_output=True, text=True)
    assert run.returncode == status, "%s: %d\n%s" % (words, run.returncode, run.stderr)
    return run


def prepare(homes, store, *options, appliances=("kettle",)):
    """A store of the houses 1 and 2, and the day on which two thirds of house 1 are over."""
    named = [word for appliance in appliances for word in ("--appliance", appliance)]
    energy("preprocess", homes, "--output", store, "--quiet", "--building", 1, "--building", 2,
           *named, *options)
    with h5py.File(store) as file:
        house = file["building1"].attrs
        edge = int(house["start_ns"]) + int(house["period_ns"]) * int(house["samples"]) * 2 // 3
    return str(np.datetime64(edge, "ns").astype("datetime64[D]"))


def configure(page, store, edge, architecture="cnn-seq2seq", window=WINDOW,
              appliances=("kettle",), windows=64):
    """Writes a configuration that learns from house 1 and tests on house 2."""
    page.write_text(CONFIGURATION % (store, ", ".join(appliances), architecture, window, edge,
                                     edge, windows))


def train(configuration, output, *options, status=0):
    return energy("train", "--config", configuration, "--output", output, "--quiet", *options,
                  status=status)


def outputs(tensors, inputs):
    """What `cnn-seq2seq` estimates of `[windows, samples]`, by its formulas in float64."""
    signal = inputs[:, None]
    for layer in range(1, 5):
        weight = tensors["conv%d.weight" % layer].astype(float)
        padded = np.pad(signal, ((0, 0), (0, 0), (4, 4)))
        views = np.lib.stride_tricks.sliding_window_view(padded, 9, axis=2)
        signal = np.einsum("fck,nctk->nft", weight, views, optimize=True)
        signal += tensors["conv%d.bias" % layer].astype(float)[:, None]
        if layer < 4:
            signal = np.maximum(signal, 0)
    return signal[:, 0]


def normalised(mains, scale):
    return (mains - scale["mains_mean_w"]) / scale["mains_deviation_w"]


def watts(estimates, scale):
    return estimates * scale["target_deviation_w"] + scale["target_mean_w"]
