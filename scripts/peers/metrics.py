"""Metrics of one appliance's estimates, in watts; NaN in the truth leaves a sample out.

    MAE = mean |estimate - truth|; NDE = sum of squares of the difference / of the truth;
    SAE = |sum of the difference| / sum of the truth.
    Events are activations by NILMTK's rule: on from the threshold up, pauses shorter than min_off
    bridged, runs shorter than min_on dropped. A pair of events can match where its intersection
    over union is at least 0.5 or its starts lie within max(60 s, 2 periods); matches are one to
    one, the greatest overlap first, then the nearest start.
"""
import numpy as np


def activations(watts, period, rule):
    """[(first, end)] of the times that the appliance is on, by NILMTK's rule."""
    on = np.concatenate([[False], watts >= rule["on_power_threshold_w"], [False]])
    edges = np.flatnonzero(on[1:] != on[:-1])
    runs = []
    for first, end in zip(edges[::2], edges[1::2]):
        if runs and (first - runs[-1][1]) * period < rule["min_off_s"]:
            runs[-1][1] = int(end)
        else:
            runs.append([int(first), int(end)])
    return [(first, end) for first, end in runs if (end - first) * period >= rule["min_on_s"]]


def matches(truth, estimate, period):
    """[(i, j)] of the events of the two lists that match one to one."""
    tolerance, pairs, begin = max(60.0, 2 * period), [], 0
    slack = int(np.ceil(tolerance / period))
    for i, (first, end) in enumerate(truth):
        while begin < len(estimate) and estimate[begin][1] < first - slack:
            begin += 1
        for j in range(begin, len(estimate)):
            other, last = estimate[j]
            if other > end + slack:
                break
            overlap = max(0, min(end, last) - max(first, other))
            union = (end - first) + (last - other) - overlap
            shift = abs(first - other)
            if 2 * overlap >= union or shift * period <= tolerance:
                pairs.append((-overlap, shift, i, j))
    taken, used, matched = set(), set(), []
    for _, _, i, j in sorted(pairs):
        if i not in taken and j not in used:
            taken.add(i)
            used.add(j)
            matched.append((i, j))
    return matched


def measure(truth, estimate, period, rule):
    """All metrics of estimates; both series are in watts on one grid, period in seconds."""
    known = ~np.isnan(truth)
    actual, given = truth[known].astype(np.float64), estimate[known].astype(np.float64)
    difference, on = given - actual, actual >= rule["on_power_threshold_w"]
    real, found = activations(truth, period, rule), activations(estimate, period, rule)
    matched = len(matches(real, found, period))
    events = len(real) + len(found)
    return {
        "mae_w": float(np.abs(difference).mean()),
        "mae_on_w": float(np.abs(difference[on]).mean()) if on.any() else None,
        "nde": float(np.square(difference).sum() / np.square(actual).sum()),
        "sae": float(abs(difference.sum()) / actual.sum()),
        "event_f1": 2 * matched / events if events else None,
        "event_precision": matched / len(found) if found else None,
        "event_recall": matched / len(real) if real else None,
        "activations": len(real), "estimated_activations": len(found),
    }
