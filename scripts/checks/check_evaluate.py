"""Checks every figure of `energy evaluate` against one computed anew from --save-series.

Run by scripts/test with the libraries of scripts/venv; needs `energy` on the PATH.

    check_evaluate.py FILE.h5     homes with a kettle and a fridge in houses 1 and 2

Which samples count is found again from the store, with gaps in its mains; the formulas are those of
scripts/fixtures/metrics.py, in float64.
"""
import datetime
import importlib.util
import json
import math
import pathlib
import sys
import tempfile
import zoneinfo

import h5py
import numpy as np
from networks import configure, energy, prepare, train

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# By its path, because it imports scripts/peers/metrics.py under the same name.
specification = importlib.util.spec_from_file_location(
    "formulas", ROOT / "scripts/fixtures/metrics.py")
formulas = importlib.util.module_from_spec(specification)
specification.loader.exec_module(formulas)

APPLIANCES = ("kettle", "fridge")
# How far the windows of one sample reach to either side.
NETWORKS = {"point": ("seq2point-reduced", 45, 22), "sequence": ("cnn-seq2seq", 40, 39)}


def prepare_holed(homes, folder):
    """A store with a hole in the mains of house 2, and where two thirds of house 1 are over."""
    store = folder / "store.h5"
    edge = prepare(homes, store, "--period", "30s", appliances=APPLIANCES)
    with h5py.File(store, "r+") as file:
        file["building2/mains"][5000:5003] = np.nan
        file["building2/kettle"][7000:7004] = np.nan
    return store, edge


def train_all(folder, store, edge):
    """Two networks for each appliance, trained for a moment; their runs by name."""
    for name, (architecture, window, _) in NETWORKS.items():
        page = folder / (name + ".yaml")
        configure(page, store, edge, architecture, window, APPLIANCES, 2048)
        train(page, folder / name)


def whole_windows(mains, reach):
    """Samples around which so many on either side are there."""
    there = np.concatenate([np.zeros(reach), np.isfinite(mains), np.zeros(reach)])
    return np.convolve(there, np.ones(2 * reach + 1), "valid").round() == 2 * reach + 1


def texts(attributes):
    return {key: value.decode() if isinstance(value, bytes) else value
            for key, value in attributes.items()}


def series_of(path, number):
    """The groups of one evaluation, in the order of its houses."""
    with h5py.File(path) as file:
        groups = [group for house in file.values() for group in house.values()]
        own = [group for group in groups if group.attrs["evaluation"] == number]
        own.sort(key=lambda group: group.attrs["part"])
        return [({key: group[key][:] for key in group}, texts(group.attrs)) for group in own]


def check_samples(series, store, reach):
    """Times, truth and mains are the store's, and what counts is what may be known."""
    for values, attributes in series:
        with h5py.File(store) as file:
            house = file["building%d" % attributes["building"]]
            first = (int(attributes["start_ns"]) - int(house.attrs["start_ns"])) // int(
                attributes["period_ns"])
            part = slice(first, first + len(values["truth"]))
            mains, truth = house["mains"][:], house[attributes["appliance"].replace(" ", "_")][:]
        assert np.array_equal(values["mains"], mains[part], equal_nan=True)
        assert np.array_equal(values["truth"], truth[part], equal_nan=True)
        wanted = (whole_windows(mains, reach) & np.isfinite(truth))[part]
        assert np.array_equal(values["scored"].astype(bool), wanted), (
            values["scored"].sum(), wanted.sum())
        steps = np.diff(values["times"])
        assert values["times"][0] == attributes["start_ns"]
        assert (steps == attributes["period_ns"]).all()


def case_of(result, series, constant=None):
    """What scripts/fixtures/metrics.py computes figures of."""
    rule = result["rule"]
    return {
        "zone": result["store"]["timezone"], "period_s": result["period_s"],
        "clamping": result["clamping"],
        "rule": {"on_power_threshold_w": rule["threshold_w"], "min_on_s": rule["minimum_on_s"],
                 "min_off_s": rule["minimum_off_s"]},
        "houses": [{
            "house": int(attributes["building"]), "start_s": int(attributes["start_ns"]) / 1e9,
            "scored": values["scored"], "truth": values["truth"].astype(float),
            "mains": values["mains"].astype(float),
            "estimate": values["estimate"].astype(float) if constant is None
            else np.full(len(values["truth"]), constant),
        } for values, attributes in series]}


def compare(found, case, name):
    """One set of figures against those computed anew; how many agree."""
    wanted = formulas.expected(case)
    figures = dict(wanted["metrics"], activations=wanted["activations"],
                   estimated_activations=wanted["estimated_activations"],
                   samples=wanted["samples"], energy_wh=wanted["energy_wh"],
                   estimated_energy_wh=wanted["estimated_energy_wh"])
    for key, value in figures.items():
        given = found[key]
        if value is None or given is None:
            assert value is None and given is None, (name, key, given, value)
            continue
        # Sums in another order; where all cancels, a millionth of the scale of the figures.
        assert math.isclose(given, value, rel_tol=1e-7, abs_tol=1e-7), (name, key, given, value)
    for key, (low, high) in found["interval_95"].items():
        assert low <= high, (name, key, low, high)
    return len(figures)


def check_result(result, series):
    """The model's and the baselines' figures."""
    assert result["samples"] == result["model"]["samples"]
    count = compare(result["model"], case_of(result, series), "model")
    assert list(result["baselines"]) == ["zero", "mean", "median"]
    known = sum(len(values["truth"]) for values, _ in series)
    assert math.isclose(result["coverage"], result["samples"] / known)
    count += compare(result["baselines"]["zero"], case_of(result, series, 0.0), "zero")
    return count


def check_constants(result, series, store, edge):
    """The mean and the median are those of the training range."""
    with h5py.File(store) as file:
        house = file["building1"]
        zone = zoneinfo.ZoneInfo(result["store"]["timezone"])
        midnight = datetime.datetime.fromisoformat(edge).replace(tzinfo=zone)
        end = int(midnight.timestamp()) * 10**9
        count = (end - int(house.attrs["start_ns"])) // int(house.attrs["period_ns"])
        known = house[result["appliance"]][:count].astype(float)
    known = known[np.isfinite(known)]
    both = {"mean": known.mean(), "median": np.median(known)}
    return sum(compare(result["baselines"][name], case_of(result, series, value), name)
               for name, value in both.items())


def check_one(folder, store, edge, name, clamping, *options):
    """One network on its own test range; how many figures agree."""
    saved = folder / "saved.h5"
    run = energy("evaluate", "--checkpoint", folder / name / "kettle", "--data", store, "--json",
                 "--save-series", saved, "--clamp", clamping, *options)
    result, series = json.loads(run.stdout), series_of(saved, 0)
    assert {attributes["building"] for _, attributes in series} == {2}
    check_samples(series, store, NETWORKS[name][2])
    count = check_result(result, series)
    return count + check_constants(result, series, store, edge), result


def check_part(folder, store, edge):
    """Two days in the middle: windows reach beyond them, so that only gaps leave samples out."""
    with h5py.File(store) as file:
        house = file["building2"].attrs
        first = np.datetime64(int(house["start_ns"]), "ns").astype("datetime64[D]")
    options = ("--building", 2, "--from", first + 3, "--to", first + 5)
    count, result = check_one(folder, store, edge, "sequence", "zero", *options)
    assert result["samples"] == 2 * 2880, result["samples"]
    return count


def check_resampled(folder, store, edge):
    """A store of half the model's period: mains and truth are means of two."""
    homes, coarse, saved = sys.argv[1], folder / "coarse.h5", folder / "saved.h5"
    prepare(homes, coarse, "--period", "60s", appliances=APPLIANCES)
    page = folder / "coarse.yaml"
    configure(page, coarse, edge, "seq2point-reduced", appliances=APPLIANCES, windows=2048)
    train(page, folder / "coarse")
    words = ("evaluate", "--checkpoint", folder / "coarse/kettle", "--data", store, "--json",
             "--save-series", saved)
    refused = energy(*words, status=65)
    assert "1 min" in refused.stderr and "30 s" in refused.stderr, refused.stderr
    result, series = json.loads(energy(*words, "--resample").stdout), series_of(saved, 0)
    assert any("resampled from 30 s to 1 min" in text for text in result["remarks"])
    [(values, attributes)] = series
    with h5py.File(store) as file:
        house = file["building2"]
        first = (int(attributes["start_ns"]) - int(house.attrs["start_ns"])) // (30 * 10**9)
        for name, key in (("mains", "mains"), ("kettle", "truth")):
            pairs = house[name][first:first + 2 * len(values[key])].astype(float).reshape(-1, 2)
            wanted = np.where(np.isnan(pairs).any(1), np.nansum(pairs, 1), pairs.mean(1))
            wanted[np.isnan(pairs).all(1)] = np.nan
            assert np.allclose(values[key], wanted.astype("f4"), rtol=1e-6, equal_nan=True), name
    return check_result(result, series)


def check_several(folder, store):
    """Two appliances, one of them by two networks: the same samples for those of one appliance."""
    saved = folder / "saved.h5"
    paths = [folder / "point/kettle", folder / "sequence/kettle", folder / "point/fridge"]
    words = [word for path in paths for word in ("--checkpoint", path)]
    document = json.loads(energy("evaluate", *words, "--data", store, "--json", "--save-series",
                                 saved).stdout)
    results, count = document["results"], 0
    assert [result["checkpoint"] for result in results] == [str(path) for path in paths]
    for number, reach in enumerate([39, 39, 22]):
        series = series_of(saved, number)
        check_samples(series, store, reach)
        count += check_result(results[number], series)
    [pair] = document["comparisons"]
    for one in pair["differences"]:
        first, second = (results[number]["model"][one["metric"]] for number in (0, 1))
        assert math.isclose(one["difference"], first - second, rel_tol=1e-9, abs_tol=1e-9)
    return count


def check_overall(folder, store):
    """Macro means, and the energy of both appliances over the mains."""
    saved = folder / "saved.h5"
    document = json.loads(energy(
        "evaluate", "--checkpoint", folder / "point/kettle", "--checkpoint",
        folder / "point/fridge", "--data", store, "--json", "--save-series", saved).stdout)
    overall = document["overall"]
    both = [series_of(saved, number)[0][0] for number in (0, 1)]
    shared = both[0]["scored"].astype(bool) & both[1]["scored"].astype(bool)
    assert overall["samples"] == shared.sum()
    y, e = (sum(one[key][shared].astype(float).sum() for one in both)
            for key in ("truth", "estimate"))
    errors = [np.abs(one["estimate"].astype(float) - one["truth"])[shared] for one in both]
    mains = both[0]["mains"][shared].astype(float).sum()
    wanted = {
        "teca_mains": 1 - sum(map(np.sum, errors)) / (2 * mains),
        "teca_mains_of_zero": 1 - y / (2 * mains),
        "teca_appliances": 1 - sum(map(np.sum, errors)) / (2 * y),
        "explained_share": e / mains, "true_share": y / mains}
    for key, value in wanted.items():
        assert math.isclose(overall[key], value, rel_tol=1e-7), (key, overall[key], value)
    mean = np.mean([error.mean() for error in errors])
    assert math.isclose(overall["macro"]["mae_w"], mean, rel_tol=1e-7)
    return len(wanted) + 1


def check_record(folder, store):
    """What is kept with the model are the same figures, and the store's own."""
    run = energy("evaluate", "--checkpoint", folder / "point/kettle", "--data", store, "--json",
                 "--record")
    [kept] = (folder / "point/kettle/evaluations").glob("*/evaluation.json")
    [result] = json.loads(kept.read_text())["results"]
    for key, value in json.loads(run.stdout).items():
        assert result[key] == value, key
    assert (kept.parent / "series.h5").exists()


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        store, edge = prepare_holed(sys.argv[1], folder)
        train_all(folder, store, edge)
        count = 0
        for network in NETWORKS:
            for clamping in ("none", "zero", "mains"):
                count += check_one(folder, store, edge, network, clamping)[0]
        _, series = check_one(folder, store, edge, "point", "zero")
        _, windows = check_one(folder, store, edge, "point", "zero", "--engine", "windows")
        assert math.isclose(series["model"]["mae_w"], windows["model"]["mae_w"], rel_tol=1e-4)
        count += check_part(folder, store, edge) + check_resampled(folder, store, edge)
        count += check_several(folder, store) + check_overall(folder, store)
        check_record(folder, store)
        refused = energy("evaluate", "--checkpoint", folder / "point/kettle", "--data", store,
                         "--building", 1, status=65)
        assert "was trained on house 1" in refused.stderr, refused.stderr
    print("%d figures agree with those computed anew from the saved series" % count)


if __name__ == "__main__":
    main()
