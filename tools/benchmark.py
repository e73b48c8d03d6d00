"""The benchmark: `python -m tools.benchmark`, rnnlib's layers against torch.nn and its own textbook cells.

    --quick            few shapes, under a minute (the full grid takes five minutes)
    --threads 1 2      numbers of threads, one after the other
    --layers, --shapes what to time: names of layers; T,B,H
    --kernels NAME     what OPENBLAS_CORETYPE is set to: the kernels that OpenBLAS takes, where its own
                       choice is poor (NumPy 2.4 on AMD's Zen 5: those for AVX2, half as fast as SkylakeX)
    --markdown         print tables for a page

What is timed is one training step in float32, input and hidden size alike: forward, then forward and
backward with the gradients of all parameters and of the input. Contenders take turns, and the best time of
each counts, so that other work on the machine disturbs all alike. A ratio is rnnlib's time over torch's:
below 1 rnnlib is faster. torch.nn has neither a sigmoid RNN nor a GRU with the reset gate before the product
(Cho et al. 2014): they are compared with its tanh RNN and its GRU. Each number of threads has a process.
"""

import argparse
import math
import platform

import numpy as np

from tools.timing import LAYERS, measure

LARGEST = 25 * 128 * 512 ** 2  # T B H^2; what is larger would take longer than all the rest together
FULL = [(T, B, H) for H in (16, 64, 128, 512) for T in (25, 200) for B in (1, 8, 32, 128)
        if T * B * H ** 2 <= LARGEST]
QUICK = [(T, B, H) for H in (16, 128) for T in (25, 100) for B in (1, 32)]
STEPS = (200, 400, 800, 1600)  # T for the growth of time and memory


def geometric_mean(values):
    """The mean of ratios: exp of the mean of their logarithms."""
    return math.exp(sum(map(math.log, values)) / len(values))


def exponent(growth):
    """The p of the power law T ** p that fits values at several T best (least squares of the logarithms)."""
    T, values = zip(*((math.log(int(T)), math.log(value)) for T, value in growth), strict=True)
    return float(np.polyfit(T, values, 1)[0])


def summarise(points, growth):
    """The numbers of one layer.

    Args:
        points: list of (shape, times).
        growth: dict of T -> [seconds, bytes].
    Returns:
        dict: geometric means and worst points against torch, mean against cells, exponents of T.
    """
    forward = {tuple(shape): times["rnnlib"][0] / times["torch"][0] for shape, times in points}
    both = {tuple(shape): times["rnnlib"][1] / times["torch"][1] for shape, times in points}
    worst = max(both, key=both.get)
    return {"forward": geometric_mean(forward.values()), "both": geometric_mean(both.values()),
            "worst": both[worst], "worst forward": max(forward.values()), "worst shape": worst,
            "cells": geometric_mean([times["cells"][1] / times["rnnlib"][1] for _, times in points]),
            "time": exponent([(T, value[0]) for T, value in growth.items()]),
            "memory": exponent([(T, value[1]) for T, value in growth.items()])}


def table(header, rows, markdown):
    """Lay out rows of strings under a header.

    Args:
        header, rows: strings.
        markdown: whether to draw pipes.
    Returns:
        str.
    """
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [[f"{cell:{'>' if k else '<'}{widths[k]}}" for k, cell in enumerate(row)]
             for row in (header, *rows)]
    if not markdown:
        return "\n".join("  ".join(line) for line in lines)
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


def report(job, kernels, markdown):
    """Measure with one number of threads and print points as they come, then the summary."""
    threads = f"{job['threads']} thread" + "s" * (job["threads"] > 1)
    points, growth = {name: [] for name in job["layers"]}, {}
    for result in measure(job, kernels):
        if "rates" in result:
            rates, (numpy, torch) = result["rates"], result["versions"]
            print(f"\n{threads}, {platform.machine()}, NumPy {numpy}, torch {torch}; products of 1024 x 1024 "
                  f"matrices: NumPy {rates['numpy']:.0f}, torch {rates['torch']:.0f} GFlop/s\n", flush=True)
        elif "growth" in result:
            growth[result["layer"]] = result["growth"]
        else:
            points[result["layer"]].append((result["shape"], result["times"]))
            if not markdown:
                print(line(**result), flush=True)
    rows = []
    for name, found in points.items():
        if markdown:
            print_grid(name, threads, found)
        s = summarise(found, growth[name])
        ratios = [f"{s[key]:.2f}" for key in ("forward", "worst forward", "both", "worst")]
        rows.append([name, *ratios, "T {} B {} H {}".format(*s["worst shape"]), f"{s['cells']:.1f}",
                     f"{s['time']:.2f}", f"{s['memory']:.2f}"])
    header = [f"time over torch's, {threads}", "forward", "worst", "with backward", "worst", "where",
              "cells over rnnlib", "time: T^", "memory: T^"]
    print(f"\n{table(header, rows, markdown)}", flush=True)


def line(layer, shape, times):
    """One measured point as a line."""
    (T, B, H), (forward, both) = shape, times["rnnlib"]
    return (f"{layer:16} T {T:4} B {B:4} H {H:4}   forward {1e3 * forward:8.2f} ms, "
            f"{forward / times['torch'][0]:5.2f} of torch   and backward {1e3 * both:8.2f} ms, "
            f"{both / times['torch'][1]:5.2f} of torch, {both / times['cells'][1]:5.2f} of cells")


def print_grid(name, threads, points):
    """Print one layer's ratios, forward and backward, with a row for each T and B and a column for each H."""
    ratios = {tuple(shape): times["rnnlib"][1] / times["torch"][1] for shape, times in points}
    sizes = sorted({H for _, _, H in ratios})
    rows = [[f"T {T}, B {B}", *(f"{ratios[T, B, H]:.2f}" if (T, B, H) in ratios else "" for H in sizes)]
            for T, B in sorted({(T, B) for T, B, _ in ratios})]
    print(f"\n{table([f'{name}, {threads}', *(f'H {H}' for H in sizes)], rows, True)}", flush=True)


def main(arguments=None):
    """Read the command line and run; see the module's docstring."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmark", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few shapes, under a minute")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--layers", nargs="+", choices=LAYERS, default=list(LAYERS))
    parser.add_argument("--shapes", nargs="+", type=lambda text: [int(n) for n in text.split(",")],
                        metavar="T,B,H")
    parser.add_argument("--steps", nargs="+", type=int, default=STEPS, help="T for the growth with T")
    parser.add_argument("--kernels", help="a value for OPENBLAS_CORETYPE, such as SkylakeX")
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args(arguments)
    shapes = options.shapes or (QUICK if options.quick else FULL)
    for threads in options.threads:
        job = {"threads": threads, "layers": options.layers, "shapes": shapes, "steps": options.steps,
               "enough": 0.03 if options.quick else 0.1}
        report(job, options.kernels, options.markdown)


if __name__ == "__main__":
    main()
