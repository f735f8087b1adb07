#!/usr/bin/env python3
"""Holds the server's metrics, prediction log and drift against other programs' arithmetic.

    check_log.py     with `energy` on the PATH

Windows and series are asked for, those of two households by name. /metrics must be what Prometheus'
parser reads; what it says of inputs, and the histograms in the log, what numpy counts of what was
sent; /drift what numpy and scipy make of them; a household that is deleted must be in no file, and
the database must be whole after SIGKILL.
"""
import json
import pathlib
import random
import shutil
import sqlite3
import sys
import tempfile
import time

import numpy as np
from prometheus_client.parser import text_string_to_metric_families
from scipy.stats import wasserstein_distance

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import serving  # noqa: E402

TOKEN = "a-token-for-checks-alone"
FIELDS = {"Authorization": f"Bearer {TOKEN}"}
WINDOW = 129
SECRET = "Villa Kunterbunt"


def unpacked(data):
    """Counts as the log keeps them: LEB128."""
    counts, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            counts.append(value)
            value = shift = 0
    return np.array(counts)


def sorted_in(values, low, high, bins):
    """Below, in each bin, above."""
    values = np.asarray(values, np.float32).astype(float)
    inside = values[(values >= low) & (values <= high)]
    counts = np.minimum(((inside - low) * (bins / (high - low))).astype(int), bins - 1)
    return np.concatenate([[np.sum(values < low)], np.bincount(counts, minlength=bins),
                           [np.sum(values > high)]])


def stability(counts, training):
    """The population stability index over groups of 5 % of the training samples."""
    expected = np.concatenate([[0], training, [0]])
    edges, held = [0], 0
    for place, count in enumerate(expected, 1):
        held += count
        if held >= 0.05 * expected.sum():
            edges.append(place)
            held = 0
    shares = [np.maximum(np.add.reduceat(c, edges) / c.sum(), 1e-4) for c in (counts, expected)]
    return np.sum((shares[0] - shares[1]) * np.log(shares[0] / shares[1]))


def post(server, body, path="/predict", household=None):
    fields = dict(FIELDS)
    if household:
        body = {**body, "household": household}
    status, _, answer = server.ask("POST", path, body, fields)
    assert status == 200, (status, answer[:300])


def get(server, path, method="GET"):
    status, _, answer = server.ask(method, path, fields=FIELDS)
    assert status == 200, (path, status, answer)
    return json.loads(answer)


def measured(server):
    """Samples by name and labels, as Prometheus' parser reads them."""
    status, fields, text = server.ask("GET", "/metrics")
    assert status == 200 and fields["content-type"].startswith("text/plain; version=0.0.4"), fields
    assert SECRET not in text.decode() and "home" not in text.decode()
    return {(sample.name, *sorted(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text.decode())
            for sample in family.samples}


def asked(server, source):
    """Asks for windows and series; all mains that were sent."""
    sent = []
    for _ in range(40):
        sent += (mains := serving.watts(WINDOW, source))
        post(server, {"x": mains})
    for household in ("home-1", SECRET, None):
        sent += (mains := serving.watts(3000, source))
        post(server, {"start": "2026-01-15T00:00:00Z", "period_s": 6, "power": mains},
             household=household)
    return sent


def wait_written(server, count):
    for _ in range(200):
        if get(server, "/log/summary")["log"]["written"] >= count:
            return
        time.sleep(0.05)
    raise AssertionError("the log is not written")


def check_metrics(server, sent, outside):
    found = measured(server)
    model = ("model", "kettle")
    assert found["energy_input_samples_total", model] == len(sent), found
    assert np.isclose(found["energy_input_watts_total", model],
                      np.sum(np.float32(sent), dtype=float), rtol=1e-6)
    assert found["energy_input_outside_total", model] == outside
    assert found["energy_requests_total", ("route", "/predict"), ("status", "200")] == 43
    assert found["energy_request_seconds_count", ("route", "/predict")] == 43
    assert found["energy_prediction_log_rows_total", ("outcome", "dropped")] == 0
    return len(found)


def check_drift(server, counts, training, width):
    model, = get(server, "/drift")["models"]
    index = stability(counts, training)
    places = np.arange(len(counts)) * width
    distance = wasserstein_distance(places, places, counts, np.concatenate([[0], training, [0]]))
    whole = model["whole"]
    assert np.isclose(whole["psi"], index, rtol=1e-9), (whole, index)
    assert np.isclose(whole["distance_w"], distance, rtol=1e-9), (whole, distance)
    assert whole["samples"] == counts.sum()
    expected = "stable" if index < 0.1 else "drifted" if index > 0.25 else "moderate"
    assert whole["verdict"] == expected, whole
    return whole


def check(folder, energy):
    path = folder / "log.sqlite"
    source = random.Random(1)
    words = ["--checkpoint", serving.model(energy, "small"), "--log-predictions", path]
    with serving.serve(energy, *words, environment={"API_TOKEN": TOKEN}) as server:
        sent = asked(server, source)
        wait_written(server, 43)
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        low, high, packed = database.execute(
            "SELECT minimum, maximum, counts FROM models").fetchone()
        training = unpacked(packed)
        counts = sum(unpacked(row) for row, in database.execute("SELECT inputs FROM answers"))
        assert np.array_equal(counts, sorted_in(sent, low, high, len(training))), counts
        database.close()
        samples = check_metrics(server, sent, counts[0] + counts[-1])
        drift = check_drift(server, counts, training, (high - low) / len(training))

        deleted = get(server, "/log/households/Villa%20Kunterbunt", "DELETE")
        assert deleted == {"deleted": 1}, deleted
        kept = b"".join(file.read_bytes() for file in folder.iterdir())
        assert SECRET.encode() not in kept and b"home-1" in kept
        post(server, {"x": serving.watts(WINDOW, source)})
        wait_written(server, 44)
        server.kill()
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("SELECT count(*) FROM answers").fetchone() == (43,)
    print(f"{samples} samples of /metrics parsed; the histogram of {len(sent)} inputs is numpy's; "
          f"psi {drift['psi']:.3f} and {drift['distance_w']:.0f} W are numpy's and scipy's; "
          "a household is gone from the files; the log is whole after SIGKILL")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        check(pathlib.Path(name), shutil.which("energy"))
