"""Checks that pandas, PyTables and h5py read what `energy simulate` writes, as NILMTK does.

Run by scripts/test with the libraries of scripts/venv; needs `energy` on the PATH.
"""
import json
import pathlib
import pickle
import subprocess
import tempfile

import h5py
import numpy as np
import pandas as pd
import tables

ZONE = "Europe/London"
# What a table's attributes hold beside pandas' own: the zone's name in place of a Python object,
# which only some versions of pandas could read, and the index kind that NILMTK's files have.
OUR_OWN = {"info", "index_kind", "nan_rep"}
# What pandas 3.1 leaves out, which older versions need, and what it adds.
ONLY_SOME = {"pandas_version", "mi_level_nan_rep", "data_col_nan_rep"}


def simulate(path, *options):
    """Runs the command and returns its JSON summary."""
    words = ["energy", "simulate", "--output", str(path), "--json", "--quiet", *options]
    answer = subprocess.run(words, check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


def raw_attribute(node, name):
    """The attribute's bytes in its own type: h5py cuts pickles at a NUL byte."""
    attribute = h5py.h5a.open(node.id, name.encode())
    kind = attribute.get_type()
    if attribute.get_space().get_simple_extent_type() == h5py.h5s.NULL:
        return None
    if not isinstance(kind, h5py.h5t.TypeStringID):
        return node.attrs[name]
    value = np.zeros((), dtype="V%d" % kind.get_size())
    attribute.read(value, mtype=kind)
    return value.tobytes()


def check_frame(path, key, meter, columns):
    """pandas gives a frame like those of NILMTK, with the values that the summary counts."""
    frame = pd.read_hdf(path, key)
    assert str(frame.index.tz) == ZONE, frame.index.tz
    assert frame.columns.names == ["physical_quantity", "type"], frame.columns
    assert frame.columns.tolist() == columns, frame.columns
    assert (frame.dtypes == "float32").all()
    assert len(frame) == meter["rows"]
    assert frame.index.is_monotonic_increasing and frame.index.is_unique
    values = frame.iloc[:, 0].to_numpy(dtype="float64")
    assert abs(values.mean() - meter["mean_w"]) < 1e-6
    assert values.max() == np.float32(meter["max_w"])
    with pd.HDFStore(path, "r") as store:
        # How NILMTK's HDFDataStore loads: a stretch of rows, one column, a range of time.
        assert store.get_storer(key).nrows == len(frame)
        part = store.select(key, start=100, stop=200)
        assert part.equals(frame.iloc[100:200])
        middle = frame.index[len(frame) // 2]
        later = store.select(key, where="index >= middle", columns=frame.columns[:1])
        assert later.equals(frame.iloc[:, :1][frame.index >= middle])
    return frame


def check_rows(file, key, frame):
    """h5py, which knows nothing of pandas, sees the same rows."""
    rows = file[key]["table"][:]
    times = frame.index.tz_convert("UTC").tz_localize(None).to_numpy(dtype="datetime64[ns]")
    assert (rows["index"] == times.astype("int64")).all()
    assert (rows["values_block_0"] == frame.to_numpy()).all()


def check_against_pandas(file, key, frame, folder):
    """Names, types and contents of all attributes are those that pandas gives the same frame."""
    mirror = folder / "mirror.h5"
    frame.to_hdf(mirror, key="/mirror", format="table", index=False, mode="w")
    with h5py.File(mirror) as other:
        for ours, theirs in [
            (file[key], other["mirror"]),
            (file[key]["table"], other["mirror/table"]),
        ]:
            names = set(ours.attrs) ^ set(theirs.attrs)
            assert names <= ONLY_SOME, names
            for name in set(theirs.attrs) - OUR_OWN - ONLY_SOME:
                ours_raw, theirs_raw = raw_attribute(ours, name), raw_attribute(theirs, name)
                assert ours_raw == theirs_raw, (key, name, ours_raw, theirs_raw)
        assert file[key]["table"].dtype == other["mirror/table"].dtype
        assert file[key]["table"].maxshape == other["mirror/table"].maxshape


def check_metadata(path, summary):
    """The pickled dicts describe every table, as NILMTK looks them up."""
    with tables.open_file(path) as file:
        root = file.root._v_attrs.metadata
        assert root["timezone"] == ZONE and root["number_of_buildings"] == 2
        labels = {}
        for house in summary["buildings"]:
            group = file.get_node("/building%d" % house["id"])
            building = group._v_attrs.metadata
            meters = building["elec_meters"]
            assert set(meters) == {meter["id"] for meter in house["meters"]}
            for number, meter in meters.items():
                device = root["meter_devices"][meter["device_model"]]
                assert device["max_sample_period"] > device["sample_period"]
                table = file.get_node(meter["data_location"]).table
                first = pd.Timestamp(meter["timeframe"]["start"])
                assert first == pd.Timestamp(int(table[0]["index"]), tz="UTC").floor("s")
                labels[meter["data_location"]] = [
                    (m["physical_quantity"], m.get("type", "")) for m in device["measurements"]
                ]
            sites = [m for m in meters.values() if m.get("site_meter") and not m.get("disabled")]
            assert len(sites) == 1
            for appliance in building["appliances"]:
                assert all(number == 0 or number in meters for number in appliance["meters"])
            types = {appliance["type"] for appliance in building["appliances"]}
            assert {"kettle", "fridge", "microwave", "dish washer", "washing machine"} <= types
    return labels


def check_file(path, summary, folder):
    """Everything about one file; returns its rows."""
    labels = check_metadata(path, summary)
    with h5py.File(path) as file:
        pickle.loads(raw_attribute(file, "metadata"))
        for house in summary["buildings"]:
            for meter in house["meters"]:
                key = "/building%d/elec/meter%d" % (house["id"], meter["id"])
                frame = check_frame(path, key, meter, labels[key])
                check_rows(file, key, frame)
                check_against_pandas(file, key, frame, folder)
    return summary["rows"]


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        options = ["--days", "2", "--buildings", "2", "--seed", "3", "--mains-1s", "2"]
        # Across the day on which clocks go forward.
        options += ["--start", "2014-03-29"]
        summary = simulate(folder / "a.h5", *options)
        simulate(folder / "b.h5", *options)
        assert (folder / "a.h5").read_bytes() == (folder / "b.h5").read_bytes()
        rows = check_file(folder / "a.h5", summary, folder)
        # Only now: deflate must be read without any plugin.
        import hdf5plugin  # noqa: F401

        blosc = simulate(folder / "blosc.h5", *options, "--compression", "blosc")
        rows += check_file(folder / "blosc.h5", blosc, folder)
    print(f"{rows:,} rows read by pandas, PyTables and h5py as they were written")


if __name__ == "__main__":
    main()
