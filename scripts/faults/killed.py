#!/usr/bin/env python3
"""SIGKILL under load, then a start at the same port, again and again.

    scripts/faults/killed.py [--full]        3 kills; 20 in full

After each start the same window gets the same estimate, the prediction log is whole, and the model
has not changed by a bit.
"""
import hashlib
import sqlite3
import time

from faults import copied, expect, healthy, program, serve, window
from serving import Load, free_port


def digest(folder):
    return hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()


def work(options):
    kills, lost, starts = options.number(3, 20), 0, []
    with copied(options.energy) as folder:
        before, probe, log = digest(folder), window(), folder.parent / "predictions.sqlite"
        port, wanted = free_port(), None
        words = ["--checkpoint", folder, "--log-predictions", log]
        for _ in range(kills):
            begun = time.monotonic()
            with serve(options, *words, port=port) as server:
                starts.append(time.monotonic() - begun)
                answer, _ = healthy(server, probe)
                wanted = wanted or answer
                expect(answer == wanted, "the same window gets the same estimate", answer, wanted)
                with Load(port) as load:
                    expect(load.wait(200), "requests are answered before the kill")
                    expect(load.failed == 0, "none fails before the kill", load.failures)
                    server.kill()
                lost += load.failed
            with sqlite3.connect(log) as database:
                [(state,)] = database.execute("PRAGMA integrity_check")
                [(count,)] = database.execute(
                    "SELECT count(*) FROM sqlite_master WHERE type = 'table'")
            expect(state == "ok" and count > 0, "the prediction log is whole, not", state, count)
            expect(digest(folder) == before, "the model is the same")
    return (f"{kills} kills under load: ready again after {sorted(starts)[len(starts) // 2]:.2f} s "
            f"(at most {max(starts):.2f}), same estimates, prediction log whole")


if __name__ == "__main__":
    program(__doc__, work)
