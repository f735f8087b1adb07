#!/usr/bin/env python3
"""The model that is being served is truncated, overwritten, removed and replaced, under load.

    scripts/faults/model_gone.py [--full]

What cannot be used is refused and said, the old version keeps answering with the same values, no
request fails, and a good one that appears in its place is taken.
"""
import os
import pathlib
import shutil
import tempfile

from faults import Registry, copied, ended, estimates, expect, healthy, program, reload, serve, \
    unfailed, window
from serving import Load, model


def damaged(folder):
    """Names and deeds: each leaves something at the model's place that cannot be used."""
    file = folder / "model.safetensors"

    def overwritten():
        with open(file, "r+b") as there:
            there.seek(200_000)
            there.write(os.urandom(4096))

    def other():
        (folder / "next").write_bytes(os.urandom(1_000_000))
        (folder / "next").rename(file)

    return {
        "a byte-range overwritten": overwritten,
        "truncated in place to half": lambda: os.truncate(file, file.stat().st_size // 2),
        "truncated in place to nothing": lambda: os.truncate(file, 0),
        "replaced by noise": other,
        "file removed": file.unlink,
        "a folder in its place": file.mkdir,
        "folder removed": lambda: shutil.rmtree(folder),
    }


def work(options):
    probe = window()
    with copied(options.energy) as folder:
        with serve(options, "--checkpoint", folder) as server:
            wanted, version = healthy(server, probe)
            with Load(server.port) as load:
                deeds = damaged(folder)
                for name, deed in deeds.items():
                    deed()
                    [outcome] = reload(server)
                    expect(outcome["result"] in ("refused", "missing"),
                           f"{name}: refused, not", outcome)
                    expect("/" not in (outcome["reason"] or ""), "no path is told", outcome)
                    expect(estimates(server, probe) == (wanted, version),
                           f"{name}: the old version keeps answering")
                    load.wait(50)
                shutil.copytree(model(options.energy, seed=2), folder)
                [outcome] = reload(server)
                expect(outcome["result"] == "switched", "a good one is taken, not", outcome)
                expect(estimates(server, probe)[1] != version, "the new version answers")
                load.wait(50)
            unfailed(load)
            ended(server)
    removed = production(options, probe)
    return (f"{len(deeds)} damages of a served model under load: all refused, the old version "
            f"answered {load.answered + removed} requests, none failed; a good one was taken")


def production(options, probe):
    """The same of a registry whose alias leads to nothing, and to a damaged version."""
    with tempfile.TemporaryDirectory(prefix="energy-faults-") as name:
        registry = Registry(options, name, "small")
        alias = pathlib.Path(name) / "production" / "kettle"
        with serve(options, environment={"MODELS_PATH": name}) as server:
            wanted = estimates(server, probe)
            with Load(server.port) as load:
                second = alias.resolve().parent / "2"
                os.truncate(second / "model.safetensors", 100_000)
                lead(alias, second)
                [outcome] = reload(server)
                expect(outcome["result"] == "refused", "a damaged version is refused", outcome)
                lead(alias, second.parent / "nowhere")
                [outcome] = reload(server)
                expect(outcome["result"] in ("refused", "missing"), "nowhere serves", outcome)
                alias.unlink()
                reload(server)
                expect(estimates(server, probe) == wanted, "the old version keeps answering")
                load.wait(50)
                registry.promote("1")
                reload(server)
                expect(estimates(server, probe) == wanted, "the alias is back")
            unfailed(load)
            ended(server)
            return load.answered


def lead(alias, target):
    """Switches a symbolic link in one instant, as promotion does."""
    fresh = alias.with_name(".fresh")
    fresh.symlink_to(target)
    fresh.rename(alias)


if __name__ == "__main__":
    program(__doc__, work)
