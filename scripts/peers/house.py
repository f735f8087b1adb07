"""One appliance of one house of a prepared store, cut into ranges, windows and batches."""
import datetime
import zoneinfo

import h5py
import numpy as np
import torch


class Range:
    """The windows whose samples all lie in [first, end) of a house's grid."""

    def __init__(self, mains, target, first, end, window):
        self.first, self.end, self.window = first, end, window
        missing = np.concatenate([[0], np.cumsum(np.isnan(mains[first:end]))])
        starts = np.arange(max(0, end - first - window + 1))
        complete = missing[starts + window] == missing[starts]
        complete &= ~np.isnan(target[first + starts + window // 2])
        self.starts = first + starts[complete]

    def spread(self, count):
        """At most count windows, evenly spread over all of them."""
        if count >= len(self.starts):
            return self.starts
        return self.starts[(2 * np.arange(count) + 1) * len(self.starts) // (2 * count)]


class House:
    """One appliance of one house of a store, cut into the three ranges."""

    def __init__(self, arguments):
        with h5py.File(arguments.store) as store:
            name = next(key for key in store if key.startswith("building"))
            house, key = store[name], arguments.appliance.replace(" ", "_")
            self.mains, self.target = house["mains"][:], house[key][:]
            self.start, self.period = int(house.attrs["start_ns"]), int(house.attrs["period_ns"])
            zone = zoneinfo.ZoneInfo(text(store.attrs["timezone"]))
            self.rule = {word: float(house[key].attrs[word])
                         for word in ("on_power_threshold_w", "min_on_s", "min_off_s")}
        ends = [self.index(arguments.train_to, zone), self.index(arguments.validation_to, zone)]
        begins = [0, *(end + arguments.window for end in ends)]
        self.train, self.validation, self.test = (
            Range(self.mains, self.target, first, end, arguments.window)
            for first, end in zip(begins, [*ends, len(self.mains)]))
        known = [values[:ends[0]][~np.isnan(values[:ends[0]])].astype(np.float64)
                 for values in (self.mains, self.target)]
        self.mains_mean, self.mains_std = known[0].mean(), known[0].std()
        self.target_mean, self.target_std = known[1].mean(), known[1].std()
        self.constants = {"zero": 0.0, "mean": known[1].mean(), "median": np.median(known[1])}
        self.normalise()

    def normalise(self, **statistics):
        """Normalises by the statistics of the training range, or by given ones."""
        for word, value in statistics.items():
            setattr(self, word, value)
        self.inputs = normalised(self.mains, self.mains_mean, self.mains_std)
        self.outputs = normalised(self.target, self.target_mean, self.target_std)

    def index(self, date, zone):
        """The first sample of the grid that starts at or after a local midnight."""
        midnight = datetime.datetime.fromisoformat(date).replace(tzinfo=zone)
        return -((self.start - int(midnight.timestamp()) * 10**9) // self.period)

    def batch(self, starts, window):
        """Normalised windows and targets that start at the given samples."""
        starts = torch.from_numpy(np.ascontiguousarray(starts))
        return self.inputs.unfold(0, window, 1)[starts], self.outputs[starts + window // 2]

    def statistics(self):
        return {word: float(getattr(self, word))
                for word in ("mains_mean", "mains_std", "target_mean", "target_std")}


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def normalised(values, mean, deviation):
    """Missing samples become 0: no window that is used holds one."""
    return torch.from_numpy(np.nan_to_num((values - mean) / deviation).astype(np.float32))
