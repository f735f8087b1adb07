#!/usr/bin/env python3
"""Compare `energy inspect --json` with what h5py and numpy find in the same files.

Needs (PyPI): numpy h5py hdf5plugin pandas tables.

    compare_inspect.py [--energy PATH] FILE.h5...

Every meter's rows, start, end, gaps, missing fraction, mean and maximum must agree; a meter that
energy refuses must be one that h5py cannot read either. Ends with 1 where something differs.
"""
import argparse
import json
import pickle
import re
import subprocess
import sys

import h5py
import hdf5plugin  # noqa: F401  (registers Blosc and bzip2)
import numpy as np
import pandas as pd

UNITS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9}


def stored_bytes(node, name):
    """The attribute's bytes as stored; None where it is absent or no string."""
    if name not in node.attrs:
        return None
    attribute = h5py.h5a.open(node.id, name.encode())
    kind = attribute.get_type()
    if kind.get_class() != h5py.h5t.STRING:
        return None
    if attribute.get_space().get_simple_extent_type() == h5py.h5s.NULL:
        return b""
    buffer = np.zeros((), dtype="V%d" % kind.get_size())
    attribute.read(buffer, mtype=kind)
    return buffer.tobytes()


def label(value):
    parts = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    texts = ["" if part is None else str(part) for part in parts] + [""]
    return texts[0], texts[1]


def from_table(table, wanted):
    """Times in nanoseconds and one column of a table, in the file's order."""
    kind = (stored_bytes(table, "index_kind") or b"datetime64").rstrip(b"\0").decode()
    unit = UNITS[re.fullmatch(r"datetime64(?:\[(\w+)\])?", kind).group(1) or "ns"]
    rows = table[:]
    for field in table.dtype.names[1:]:
        pickled = stored_bytes(table, field + "_kind")
        values = rows[field].reshape(len(rows), -1)
        names = [label(v) for v in pickle.loads(pickled, encoding="latin1")] if pickled else \
            [(field if values.shape[1] == 1 else "%s[%d]" % (field, i), "")
             for i in range(values.shape[1])]
        for i, name in enumerate(names):
            if name == wanted:
                return rows["index"], unit, values[:, i]
    raise KeyError(wanted)


def from_fixed(group, wanted):
    """The same from a fixed frame; pandas 3 itself refuses those of Python 2."""
    axis = group["axis1"]
    kind = (stored_bytes(axis, "kind") or b"datetime64").rstrip(b"\0").decode()
    unit = UNITS[re.fullmatch(r"datetime64(?:\[(\w+)\])?", kind).group(1) or "ns"]
    for block in range(int(group.attrs["nblocks"])):
        items = "block%d_items" % block
        if items in group:
            names = [(text.decode(), "") for text in group[items][:]]
        else:
            levels = [[group["%s_level%d" % (items, level)][code].decode()
                       for code in group["%s_label%d" % (items, level)][:]] for level in (0, 1)]
            names = list(zip(*levels))
        if wanted in names:
            return axis[:], unit, group["block%d_values" % block][:, names.index(wanted)]
    raise KeyError(wanted)


def series(store, key, wanted):
    node = store[key]
    if isinstance(node, h5py.Dataset):
        return from_table(node, wanted)
    return from_table(node["table"], wanted) if "table" in node else from_fixed(node, wanted)


def expected(times, unit, values, limit):
    known = times != np.iinfo(np.int64).min
    times, values = times[known].astype("int64") * unit, values[known]
    # energy holds every reading as float32.
    values = values.astype("float32").astype("float64")
    found = {"start": int(times.min()), "end": int(times.max())}
    order = np.argsort(times, kind="stable")
    readings = np.isfinite(values[order])
    sorted_times = times[order][readings]
    found["readings"] = len(sorted_times)
    if not len(sorted_times):
        return found
    steps = np.diff(sorted_times)
    gaps = steps[steps > int(limit * 1e9)]
    edges = (sorted_times[0] - found["start"]) + (found["end"] - sorted_times[-1])
    span = found["end"] - found["start"]
    found["gaps"] = len(gaps)
    found["missing_fraction"] = (int(gaps.sum()) + int(edges)) / span if span else 0.0
    finite = values[np.isfinite(values)]
    found["mean"], found["min"], found["max"] = finite.mean(), finite.min(), finite.max()
    return found


def nanoseconds(text):
    return pd.Timestamp(text).value


def differences(path, store, building, meter):
    key = "/" + meter["label"] if meter["label"] else \
        "/building%d/elec/meter%d" % (building["id"], meter["id"])
    if "read" not in meter:
        if not meter["columns"] or not meter["rows"]:
            return []
        try:
            series(store, key, tuple(meter["columns"][0][k] for k in ("quantity", "type")))
        except Exception as error:  # whatever stops h5py, energy may refuse too
            print("%s: %s refused by both (%s)" % (path, key, type(error).__name__))
            return []
        # Registered here by hdf5plugin, refused by energy with a way to convert.
        if any("not supported" in note for note in meter["notes"]):
            print("%s: %s refused by energy alone, as documented" % (path, key))
            return []
        return ["not read"]
    read = meter["read"]
    times, unit, values = series(store, key, (read["quantity"], read["type"]))
    want = expected(times, unit, values, read["gap_limit_s"])
    got = {"start": nanoseconds(meter["start"]), "end": nanoseconds(meter["end"]),
           "readings": read["readings"], "gaps": meter["gaps"],
           "missing_fraction": meter["missing_fraction"],
           "mean": read["mean"], "min": read["min"], "max": read["max"]}
    wrong = [] if meter["rows"] == len(times) else ["rows: %s, not %d" % (meter["rows"], len(times))]
    for name, value in want.items():
        # Times are printed to the microsecond, means come from sums in another order.
        allowed = 1000 if name in ("start", "end") else 1e-9 * max(1.0, abs(value))
        if got[name] is None or abs(got[name] - value) > allowed:
            wrong.append("%s: %s, not %s" % (name, got[name], value))
    if read["quantity"] == "power" and want["readings"] and meter["mean_w"] != read["mean"]:
        wrong.append("mean_w: %s" % meter["mean_w"])
    return wrong


def metadata_differences(store, building):
    """What NILMTK's dict says of a house against what energy made of it."""
    group = store.get("building%d" % building["id"])
    pickled = stored_bytes(group, "metadata") if group is not None else None
    if pickled is None:
        return []
    told = pickle.loads(pickled, encoding="latin1")
    root = pickle.loads(stored_bytes(store["/"], "metadata") or b"(d.", encoding="latin1")
    devices = root.get("meter_devices", {})
    wrong = []
    for meter in building["meters"]:
        entry = told.get("elec_meters", {}).get(meter["id"], {})
        device = devices.get(entry.get("device_model"), {})
        want = {"site_meter": bool(entry.get("site_meter")), "disabled": bool(entry.get("disabled")),
                "device": entry.get("device_model"), "submeter_of": entry.get("submeter_of"),
                "sample_period_s": device.get("sample_period"),
                "max_sample_period_s": device.get("max_sample_period")}
        wrong += ["meter %d %s: %s, not %s" % (meter["id"], name, meter[name], value)
                  for name, value in want.items() if meter[name] != value]
    want = [{"type": a["type"], "instance": a["instance"], "meters": a["meters"]}
            for a in told.get("appliances", [])]
    if building["appliances"] != want:
        wrong.append("appliances: %s, not %s" % (building["appliances"], want))
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--energy", default=".build/release/energy")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    failed = 0
    for path in options.files:
        run = subprocess.run([options.energy, "inspect", "--json", "--quiet", path],
                             capture_output=True, text=True)
        if run.returncode not in (0, 65) or not run.stdout:
            print("%s: exit %d: %s" % (path, run.returncode, run.stderr.strip()))
            failed += 1
            continue
        document = json.loads(run.stdout)
        meters = 0
        with h5py.File(path) as store:
            for building in document["buildings"]:
                for text in metadata_differences(store, building):
                    failed += 1
                    print("%s: house %d: %s" % (path, building["id"], text))
                for meter in building["meters"]:
                    meters += 1
                    for text in differences(path, store, building, meter):
                        failed += 1
                        print("%s: house %d meter %d: %s"
                              % (path, building["id"], meter["id"], text))
        print("%s: %d meters compared" % (path, meters))
    print("all agree" if not failed else "%d differences" % failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
