#!/usr/bin/env python3
"""Hot swaps under load: the production alias goes back and forth between two versions.

    scripts/faults/swaps.py [--full]         50 of window 129; 1,000, and 20 of the full network

Every swap is an `energy models promote`. No request fails, every answer is that of the version it
names, and memory is what two versions take, at most.
"""
import json
import tempfile
import time

from faults import Registry, ended, estimates, expect, megabytes, program, reload, serve, \
    unfailed, window
from serving import Load, model


def work(options):
    told = [swap(options, "small", options.number(50, 1000))]
    if options.full:
        told.append(swap(options, "full", 20))
    return "; ".join(told)


def swap(options, size, count):
    probe = distinct(options, size)
    with tempfile.TemporaryDirectory(prefix="energy-faults-") as name:
        registry = Registry(options, name, size)
        with serve(options, environment={"MODELS_PATH": name}) as server:
            estimates(server, probe)
            bodies, memory, most, longest = [json.dumps(probe).encode()], [], 0, 0
            with Load(server.port, bodies=bodies) as load:
                expect(load.wait(20), "requests are answered")
                for number in range(count):
                    version = "21"[number % 2]
                    registry.promote(version)
                    begun = time.monotonic()
                    [outcome] = reload(server)
                    longest = max(longest, time.monotonic() - begun)
                    expect(outcome["version"] == version, "the promoted version serves", outcome)
                    most = max(most, megabytes(server))
                    expect(load.wait(5), "requests are answered between swaps")
                    memory.append(settled(server, memory))
            unfailed(load)
            expect(set(load.versions) == {"kettle=1", "kettle=2"}, "both answered", load.versions)
            judge(load.answers)
            tenth = max(count // 10, 1)
            grown = sum(memory[-tenth:]) / tenth - sum(memory[tenth:2 * tenth]) / tenth
            expect(grown < max(5, 0.1 * min(memory)), "memory does not grow, not by", grown, "MB",
                   memory)
            ended(server)
    return (f"{count} swaps of the {size} network: {load.answered} requests, none failed; at most "
            f"{1000 * longest:.0f} ms to load and switch; memory at most {most:.0f} MB, "
            f"{min(memory):.0f} MB once the old version is gone, {grown:+.1f} MB from the second "
            f"tenth of the swaps to the last")


def settled(server, before):
    """Megabytes once the old version is gone: about the least before; or what a second leaves."""
    limit, until = 1.3 * min(before, default=0), time.monotonic() + 1
    while (found := megabytes(server)) > limit and time.monotonic() < until:
        time.sleep(0.01)
    return found


def distinct(options, size):
    """A window of which the two versions do not say the same."""
    windows = [window(size)["x"] for _ in range(32)]
    found = []
    for seed in (1, 2):
        with serve(options, "--checkpoint", model(options.energy, size, seed)) as server:
            [appliance] = estimates(server, {"x": windows})[0]["appliances"]
            found.append(appliance["watts"])
    apart = [abs(one - two) for one, two in zip(*found)]
    expect(max(apart) > 1, "the two models differ")
    return {"x": windows[apart.index(max(apart))]}


def judge(answers):
    """That each version always says the same of the window, to the last letter, and they differ."""
    for version, texts in answers.items():
        expect(len(texts) == 1, f"{version} gives one answer, not", texts)
    found = {watts(text) for texts in answers.values() for text in texts}
    expect(len(found) == 2, "the versions' estimates differ:", answers)


def watts(text):
    """The estimate of an answer to one window."""
    [appliance] = json.loads(text)["appliances"]
    return appliance["watts"][0]


if __name__ == "__main__":
    program(__doc__, work)
