#!/usr/bin/env python3
"""Serves a seq2point network with FastAPI and ONNX Runtime: the peer of `energy serve`.

    VENV/bin/python scripts/peers/serve.py MODEL.safetensors --port 8001 --threads 2
    curl -s localhost:8001/predict -H 'Content-Type: application/json' -d '{"x": [... 599 watts]}'
    curl -s localhost:8001/day -d '{"power": [... watts, one each 6 s]}'

The network is the model's own, written as ONNX in its order of layers. Bodies are read and written
by orjson, not by pydantic; uvicorn runs on uvloop and httptools. `--threads` are the runtime's,
`--workers` processes. Requests are computed on the event loop unless `--pool N` gives them N
threads, or `--gather N` computes up to N that wait together in one pass. A day's windows go through
the network `--batch` at a time.
"""
import argparse
import asyncio
import json
import os
import pathlib
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime
import orjson
from fastapi import FastAPI, Request, Response

SETTINGS = "SERVE_PEER"


def layers(path):
    """The tensors and metadata of `energy`'s model."""
    from safetensors import safe_open
    with safe_open(path, "numpy") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, file.metadata()


def export(path, output):
    """Writes the network as ONNX: five convolutions, two dense layers, rectified in between."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    tensors, facts = layers(path)
    if not facts["architecture"].startswith("seq2point") or facts["padding"] != "valid":
        raise SystemExit("a seq2point network with valid padding is wanted")
    nodes, name = [], "x"
    for layer in range(1, 6):
        out = f"conv{layer}"
        nodes.append(helper.make_node("Conv", [name, f"{out}.weight", f"{out}.bias"], [out]))
        nodes.append(helper.make_node("Relu", [out], [out + "r"]))
        name = out + "r"
    nodes += [
        helper.make_node("Flatten", [name], ["flat"]),
        helper.make_node("Gemm", ["flat", "dense1.weight", "dense1.bias"], ["d1"], transB=1),
        helper.make_node("Relu", ["d1"], ["d1r"]),
        helper.make_node("Gemm", ["d1r", "dense2.weight", "dense2.bias"], ["y"], transB=1),
    ]
    shape = [None, 1, int(facts["window"])]
    graph = helper.make_graph(
        nodes, "seq2point", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 1])],
        [numpy_helper.from_array(value, name) for name, value in tensors.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, output)
    return json.loads(facts["normalisation"]), int(facts["window"])


class Network:
    """The session of one process, watts in and out."""

    def __init__(self, path, scale, window, threads, spins):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", str(int(spins)))
        self.session = onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider"])
        self.window, self.scale = window, scale

    def watts(self, windows):
        """Of `[count, window]` watts."""
        scale = self.scale
        inputs = (windows - np.float32(scale["mains_mean_w"])) \
            / np.float32(scale["mains_deviation_w"])
        return self.normalised(inputs)

    def normalised(self, inputs):
        """Of windows as the network sees them."""
        outputs = self.session.run(None, {"x": np.ascontiguousarray(inputs)[:, None]})[0][:, 0]
        return outputs * np.float32(self.scale["target_deviation_w"]) \
            + np.float32(self.scale["target_mean_w"])

    def series(self, power, batch):
        """Of each sample of a series whose window lies within it; NaN of the others."""
        scale = self.scale
        inputs = (power - np.float32(scale["mains_mean_w"])) \
            / np.float32(scale["mains_deviation_w"])
        watts = np.full(len(power), np.nan, np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(inputs, self.window)
        for first in range(0, len(windows), batch):
            found = self.normalised(windows[first:first + batch])
            watts[self.window // 2 + first:][:len(found)] = found
        return watts


class Gathered:
    """Computes what waits together in one pass, while the loop reads what comes next."""

    def __init__(self, network, limit):
        self.network, self.limit = network, limit
        self.waiting, self.busy = [], False
        self.thread = ThreadPoolExecutor(1)

    async def watts(self, windows):
        future = asyncio.get_running_loop().create_future()
        self.waiting.append((windows, future))
        if not self.busy:
            self.busy = True
            asyncio.create_task(self.work())
        return await future

    async def work(self):
        loop = asyncio.get_running_loop()
        while self.waiting:
            taken, self.waiting = self.waiting[:self.limit], self.waiting[self.limit:]
            inputs = np.concatenate([windows for windows, _ in taken])
            watts, first = await loop.run_in_executor(self.thread, self.network.watts, inputs), 0
            for windows, future in taken:
                future.set_result(watts[first:first + len(windows)])
                first += len(windows)
        self.busy = False


def answer(value):
    """JSON as orjson writes it; NaN becomes null."""
    return Response(orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY),
                    media_type="application/json")


def refusal(message):
    return Response(orjson.dumps({"error": message}), 422, media_type="application/json")


def made():
    """The application of one worker, by the settings that its parent left."""
    settings = json.loads(os.environ[SETTINGS])
    network = Network(settings["onnx"], settings["scale"], settings["window"],
                      settings["threads"], settings["workers"] == 1)
    gathered = Gathered(network, settings["gather"]) if settings["gather"] else None
    pool = ThreadPoolExecutor(settings["pool"]) if settings["pool"] else None
    app = FastAPI()

    async def compute(function, *values):
        if pool is None:
            return function(*values)
        return await asyncio.get_running_loop().run_in_executor(pool, function, *values)

    @app.get("/ready")
    async def ready():
        return answer({"ready": True})

    @app.post("/predict")
    async def predict(request: Request):
        try:
            windows = np.atleast_2d(np.array(orjson.loads(await request.body())["x"], np.float32))
        except (ValueError, KeyError, TypeError) as error:
            return refusal(str(error))
        if windows.ndim != 2 or windows.shape[1] != network.window:
            return refusal(f"windows of {network.window} numbers are wanted")
        if gathered:
            watts = await gathered.watts(windows)
        else:
            watts = await compute(network.watts, windows)
        return answer({"watts": watts})

    @app.post("/day")
    async def day(request: Request):
        try:
            power = np.array(orjson.loads(await request.body())["power"], np.float32)
        except (ValueError, KeyError, TypeError) as error:
            return refusal(str(error))
        if power.ndim != 1 or len(power) < network.window:
            return refusal(f"a list of at least {network.window} numbers is wanted")
        watts = await compute(network.series, power, settings["batch"])
        return answer({"watts": watts})

    return app


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--threads", type=int, default=2, help="of the runtime, in each worker")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--pool", type=int, default=0, help="threads that compute, if any")
    parser.add_argument("--gather", type=int, default=0, help="windows in one pass at most")
    parser.add_argument("--batch", type=int, default=256, help="windows of a day in one pass")
    return parser.parse_args()


def main():
    import uvicorn
    given = arguments()
    # SIGTERM must pass through here, so that the folder is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory() as folder:
        path = str(pathlib.Path(folder) / "model.onnx")
        scale, window = export(given.model, path)
        os.environ[SETTINGS] = json.dumps(
            {**vars(given), "onnx": path, "scale": scale, "window": window})
        os.environ["PYTHONPATH"] = str(pathlib.Path(__file__).parent)
        uvicorn.run("serve:made", factory=True, host="127.0.0.1", port=given.port,
                    workers=given.workers, loop="uvloop", http="httptools", access_log=False,
                    log_level="warning", app_dir=str(pathlib.Path(__file__).parent))


if __name__ == "__main__":
    main()
