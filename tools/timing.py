"""Timing: how the benchmark measures, in a process of its own for each number of threads."""

import gc
import json
import math
import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
LAYERS = {  # name: rnnlib's class, its options, torch's class, its options
    "RNN tanh": ("RNN", {}, "RNN", {}),
    "RNN relu": ("RNN", {"activation": "relu"}, "RNN", {"nonlinearity": "relu"}),
    "RNN sigmoid": ("RNN", {"activation": "sigmoid"}, "RNN", {}),
    "LSTM": ("LSTM", {}, "LSTM", {}),
    "GRU reset after": ("GRU", {"reset_after": True}, "GRU", {}),
    "GRU reset before": ("GRU", {}, "GRU", {}),
}
GROWTH = (32, 64)  # B and H where the growth of time and memory with T is measured


def contenders(name, T, B, H):
    """The three that take turns: functions that do one training step and return when forward was done.

    Args:
        name: key of LAYERS.
        T, B, H: steps, samples, hidden and input size.
    Returns:
        dict: "rnnlib", "torch", "cells" -> function.
    """
    import torch

    import rnnlib.layers
    from rnnlib.unroll import bptt, unroll

    ours, options, theirs, torch_options = LAYERS[name]
    rng = np.random.default_rng(0)
    x, dy = (rng.standard_normal((T, B, H)).astype(np.float32) for _ in range(2))
    layer = getattr(rnnlib.layers, ours)(H, H, rng=0, **options)
    if name == "RNN relu":
        layer.params["W_hh"] *= np.float32(0.5)  # far from diverging
    cell = layer.to_cell()
    module = getattr(torch.nn, theirs)(H, H, **torch_options)
    x_torch, dy_torch = torch.tensor(x, requires_grad=True), torch.tensor(dy)
    wanted = [x_torch, *module.parameters()]

    def run_layer():
        layer.forward(x)
        middle = time.perf_counter()
        layer.backward(dy)
        return middle

    def run_torch():
        y, _ = module(x_torch)
        middle = time.perf_counter()
        torch.autograd.grad(y, wanted, dy_torch)
        return middle

    def run_cells():
        _, _, caches = unroll(cell, x)
        middle = time.perf_counter()
        bptt(cell, dy, caches)
        return middle

    return {"rnnlib": run_layer, "torch": run_torch, "cells": run_cells}


def best_times(functions, enough, least=4, most=1000):
    """Time functions in turns.

    Args:
        functions: dict of name -> function from `contenders`.
        enough: seconds that each contender runs in all.
        least, most: the turns it takes at least and at most. The cells, several times slower, need but two.
    Returns:
        dict of name -> [seconds forward, seconds forward and backward].
    """
    best = {name: [math.inf, math.inf] for name in functions}
    spent, turns = dict.fromkeys(functions, 0.0), dict.fromkeys(functions, 0)
    for function in functions.values():
        function()  # once to lay out memory and load code
    gc.collect()
    gc.disable()
    try:
        while waiting := [name for name in functions if turns[name] < most and (
                spent[name] < enough or turns[name] < (2 if name == "cells" else least))]:
            for name in waiting:
                start = time.perf_counter()
                middle = functions[name]()
                end = time.perf_counter()
                best[name] = [min(best[name][0], middle - start), min(best[name][1], end - start)]
                spent[name] += end - start
                turns[name] += 1
    finally:
        gc.enable()
    return best


def peak_memory(name, T, B, H):
    """Bytes that a new layer's first training step takes at its peak, beyond its inputs."""
    step = contenders(name, T, B, H)["rnnlib"]
    tracemalloc.start()
    step()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def product_rates(size=1024):
    """What bounds wide layers: how fast NumPy and torch multiply matrices, in 1e9 operations a second."""
    import torch

    A = np.random.default_rng(0).standard_normal((size, size)).astype(np.float32)
    A_torch, best = torch.tensor(A), {"numpy": math.inf, "torch": math.inf}
    for _ in range(8):
        for name, operand in (("numpy", A), ("torch", A_torch)):
            start = time.perf_counter()
            operand @ operand
            best[name] = min(best[name], time.perf_counter() - start)
    return {name: 2e-9 * size ** 3 / seconds for name, seconds in best.items()}


def work(job):
    """Do the measurements of one process and print one JSON line each.

    Args:
        job: dict of threads, layers, shapes, steps, enough.
    """
    import torch

    torch.set_num_threads(job["threads"])
    print(json.dumps({"rates": product_rates(), "versions": [np.__version__, torch.__version__]}), flush=True)
    for name in job["layers"]:
        for shape in job["shapes"]:
            times = best_times(contenders(name, *shape), job["enough"])
            print(json.dumps({"layer": name, "shape": shape, "times": times}), flush=True)
        B, H = GROWTH
        growth = {}
        for T in job["steps"]:
            alone = {"rnnlib": contenders(name, T, B, H)["rnnlib"]}
            growth[T] = best_times(alone, job["enough"])["rnnlib"][1], peak_memory(name, T, B, H)
        print(json.dumps({"layer": name, "growth": growth}), flush=True)


def measure(job, kernels=None):
    """Run `work` in a process of its own, with its number of threads.

    Args:
        job: as `work` takes it.
        kernels: for OPENBLAS_CORETYPE, or None.
    Yields:
        the results, dicts, as they come.
    Raises:
        RuntimeError: the process failed.
    """
    threads = str(job["threads"])
    variables = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    environment = os.environ | dict.fromkeys(variables, threads)
    if kernels:
        environment["OPENBLAS_CORETYPE"] = kernels
    command = [sys.executable, "-m", "tools.timing", json.dumps(job)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        yield from map(json.loads, process.stdout)
    if process.returncode:
        status = process.returncode
        raise RuntimeError(f"the process with OMP_NUM_THREADS={threads} ended with status {status}")


if __name__ == "__main__":
    work(json.loads(sys.argv[1]))
