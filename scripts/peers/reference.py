#!/usr/bin/env python3
"""Trains seq2point with PyTorch on a prepared store: what our own training is compared with.

Needs scripts/peers/requirements.txt. One run trains one appliance and writes to --output

    APPLIANCE-SEED.json           settings, losses by epoch, metrics of the network and of constants
    APPLIANCE-SEED.safetensors    the weights of the best epoch, under our names (conv1.weight, …)
    APPLIANCE-SEED.npy            estimates in watts on the grid of the test range, NaN where none

    energy preprocess ../shared/data/refit_house2_30s.h5 --appliance kettle \\
      --appliance "dish washer" --appliance microwave --appliance "washing machine" \\
      --output refit2.h5
    reference.py refit2.h5 --appliance kettle --seed 1 --output runs/

The protocol is the same for every implementation. Ranges are cut at local midnights; the later
of two begins one window after the earlier has ended. A window lies wholly inside its range; it
needs every mains sample and a value at its target, the sample in its middle. Mains and target are
normalised by the mean and the population's standard deviation of the present samples of the
training range. Adam at 0.001, batches of 128, mean squared error; an epoch is 30,000 windows,
taken in turn from one random permutation of all training windows, and from another after its end.
The epoch with the least error over 20,000 evenly spread validation windows is kept and tested on
every window of the test range, its estimates clamped at zero.

--curve trains only, and writes a line of JSON for each epoch.

--batches replays given batches (window starts on the house's grid, [steps, batch]) from given
weights and stops after them; --evaluate tests weights trained elsewhere with the same code.
"""
import argparse
import json
import pathlib
import time

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

import metrics
from house import House

FILTERS, KERNELS, DENSE = (30, 30, 40, 50, 50), (10, 8, 6, 5, 5), 1024


class SequenceToPoint(torch.nn.Module):
    """Zhang et al. 2018 without padding; Glorot uniform weights, zero biases."""

    def __init__(self, window):
        super().__init__()
        channels = 1
        for number, (filters, kernel) in enumerate(zip(FILTERS, KERNELS), 1):
            setattr(self, f"conv{number}", torch.nn.Conv1d(channels, filters, kernel))
            channels = filters
        self.length = window - sum(KERNELS) + len(KERNELS)
        self.dense1 = torch.nn.Linear(channels * self.length, DENSE)
        self.dense2 = torch.nn.Linear(DENSE, 1)
        for name, parameter in self.named_parameters():
            if name.endswith("weight"):
                torch.nn.init.xavier_uniform_(parameter)
            else:
                torch.nn.init.zeros_(parameter)

    def convolved(self, series):
        """[count, samples] -> [count, channels, samples less the kernels' overlap]."""
        signal = series.unsqueeze(1)
        for number in range(1, len(FILTERS) + 1):
            signal = torch.relu(getattr(self, f"conv{number}")(signal))
        return signal

    def dense(self, features):
        return self.dense2(torch.relu(self.dense1(features))).squeeze(1)

    def forward(self, windows):
        """[count, window] -> [count]."""
        return self.dense(self.convolved(windows).flatten(1))

    def along(self, series):
        """[samples] -> one output for each window; the convolutions run once over the series."""
        signal = self.convolved(series.unsqueeze(0))[0].unfold(1, self.length, 1)
        return self.dense(signal.permute(1, 0, 2).flatten(1))


def load(network, house, path):
    """Takes weights, and the normalisation that a model of ours brings along."""
    network.load_state_dict(load_file(path))
    with safe_open(path, "numpy") as file:
        brought = json.loads((file.metadata() or {}).get("normalisation", "{}"))
    names = {"mains_mean_w": "mains_mean", "mains_deviation_w": "mains_std",
             "target_mean_w": "target_mean", "target_deviation_w": "target_std"}
    house.normalise(**{names[key]: value for key, value in brought.items()})


def train_step(network, optimiser, inputs, targets):
    """One step of Adam; the loss before it."""
    optimiser.zero_grad(set_to_none=True)
    loss = torch.nn.functional.mse_loss(network(inputs), targets)
    loss.backward()
    optimiser.step()
    return loss.item()


@torch.inference_mode()
def validation_loss(network, house, starts, window):
    squares = 0.0
    for part in np.array_split(starts, max(1, len(starts) // 1000)):
        inputs, targets = house.batch(part, window)
        squares += (network(inputs) - targets).double().square().sum().item()
    return squares / len(starts)


def replay(network, house, arguments):
    """Trains on the given batches; the loss of each step."""
    optimiser = torch.optim.Adam(
        network.parameters(), lr=arguments.learning_rate, fused=True)
    return [train_step(network, optimiser, *house.batch(starts, arguments.window))
            for starts in np.load(arguments.batches)]


def epochs_of(starts, size, seed):
    """The windows of one epoch after another."""
    generator, order = np.random.default_rng(seed), starts[:0]
    while True:
        while len(order) < size:
            order = np.concatenate([order, generator.permutation(starts)])
        yield order[:size]
        order = order[size:]


def train(network, house, arguments, losses):
    """Trains by the protocol and leaves the best epoch's weights in the network."""
    size = arguments.windows_per_epoch
    draws = epochs_of(house.train.starts, size, arguments.seed)
    validation = house.validation.spread(arguments.validation_windows)
    optimiser = torch.optim.Adam(
        network.parameters(), lr=arguments.learning_rate, fused=True)
    best, epochs, first = None, [], time.perf_counter()
    for epoch, starts in zip(range(arguments.epochs), draws):
        began = time.perf_counter()
        steps = [train_step(network, optimiser, *house.batch(part, arguments.window))
                 for part in np.split(starts, range(arguments.batch, size, arguments.batch))]
        losses += steps
        trained = time.perf_counter() - began
        error = validation_loss(network, house, validation, arguments.window)
        epochs.append({"train_loss": float(np.mean(steps)), "validation_loss": error,
                       "windows": size, "windows_per_second": size / trained,
                       "seconds": trained, "wall_seconds": time.perf_counter() - first})
        print(f"{arguments.appliance} seed {arguments.seed} epoch {epoch + 1}: train "
              f"{np.mean(steps):.4f}, validation {error:.4f}, {size / trained:.0f} windows/s",
              flush=True)
        if best is None or error < best[0]:
            best = error, epoch + 1, {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict(best[2])
    return {"epochs": epochs, "best_epoch": best[1]}


@torch.inference_mode()
def estimates(network, house, window, block=4096):
    """Watts on the grid of the test range, clamped at zero, NaN where there is no window."""
    part = house.test
    result = np.full(part.end - part.first, np.nan, np.float32)
    for first in range(part.first, part.end - window + 1, block):
        starts = part.starts[(part.starts >= first) & (part.starts < first + block)]
        if len(starts) == 0:
            continue
        outputs = network.along(house.inputs[first:min(part.end, first + block + window - 1)])
        watts = outputs.numpy()[starts - first] * house.target_std + house.target_mean
        result[starts - part.first + window // 2] = np.maximum(watts, 0)
    few = part.spread(64)
    plain = network(house.batch(few, window)[0]).numpy() * house.target_std + house.target_mean
    difference = np.abs(np.maximum(plain, 0) - result[few - part.first + window // 2]).max()
    assert difference <= 1e-3 * house.target_std, f"windows and series differ by {difference} W"
    return result


def tested(watts, house):
    """Metrics of the estimates and of constants on the same samples."""
    truth = house.target[house.test.first:house.test.end].copy()
    truth[np.isnan(watts)] = np.nan
    constants = {name: metrics.measure(truth, np.where(np.isnan(truth), np.nan, value),
                                       house.period / 1e9, house.rule)
                 for name, value in house.constants.items()}
    model = metrics.measure(truth, watts, house.period / 1e9, house.rule)
    least = min(row["mae_w"] for row in constants.values())
    for row in (model, *constants.values()):
        row["skill"] = 1 - row["mae_w"] / least
    return {"samples": int((~np.isnan(truth)).sum()), "model": model, "baselines": constants}


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("store", help="a prepared store; its first house is used")
    add("--appliance", required=True, help="as the store names it: dish washer")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=2)
    add("--output", type=pathlib.Path, default=".", metavar="DIR", help="where results go")
    add("--name", help="of the result files (default: APPLIANCE-SEED)")
    add("--initial-weights", metavar="FILE", help="safetensors to begin with")
    add("--save-initial-weights", metavar="FILE", help="write the weights of step 0")
    add("--batches", metavar="FILE", help="replay this .npy of window starts, [steps, batch]")
    add("--losses", metavar="FILE", help="write the loss of each step, one a line")
    add("--curve", type=pathlib.Path, metavar="FILE", help="write each epoch; no test")
    add("--evaluate", metavar="FILE", help="test these safetensors instead of training")
    add("--train-to", default="2014-11-01", metavar="DATE")
    add("--validation-to", default="2015-01-01", metavar="DATE")
    add("--learning-rate", type=float, default=1e-3)
    for name, value in (("window", 129), ("batch", 128), ("epochs", 10),
                        ("windows-per-epoch", 30000), ("validation-windows", 20000)):
        add(f"--{name}", type=int, default=value)
    return parser.parse_args()


def main():
    arguments = options()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    house, network = House(arguments), SequenceToPoint(arguments.window)
    if arguments.evaluate or arguments.initial_weights:
        load(network, house, arguments.evaluate or arguments.initial_weights)
    if arguments.save_initial_weights:
        save_file(network.state_dict(), arguments.save_initial_weights)
    losses, report, began = [], {}, time.perf_counter()
    if arguments.batches:
        losses = replay(network, house, arguments)
    elif not arguments.evaluate:
        report = train(network, house, arguments, losses)
    if arguments.losses:
        np.savetxt(arguments.losses, losses, fmt="%.9g")
    if arguments.curve:
        arguments.curve.write_text("".join(json.dumps(epoch) + "\n" for epoch in report["epochs"]))
    if arguments.batches or arguments.curve:
        return
    report |= {"appliance": arguments.appliance, "seed": arguments.seed,
               "peer": f"torch {torch.__version__}", "evaluated": arguments.evaluate,
               "settings": {k: str(v) if isinstance(v, pathlib.Path) else v
                            for k, v in vars(arguments).items()},
               "normalisation": house.statistics(), "train_seconds": time.perf_counter() - began,
               "windows": {n: len(getattr(house, n).starts)
                           for n in ("train", "validation", "test")}}
    watts = estimates(network, house, arguments.window)
    report |= tested(watts, house)
    name = arguments.name or f"{arguments.appliance.replace(' ', '_')}-{arguments.seed}"
    folder = pathlib.Path(arguments.output)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / f"{name}.npy", watts)
    save_file(network.state_dict(), folder / f"{name}.safetensors")
    (folder / f"{name}.json").write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report["model"]))


if __name__ == "__main__":
    main()
