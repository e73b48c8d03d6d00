"""The benchmark runs and reports what it measured. Nothing here depends on how fast anything is."""

import math
import re
import time

import pytest

from tools import benchmark, timing


def test_a_tiny_run_from_end_to_end(capfd):
    benchmark.main(["--shapes", "3,2,4", "5,1,4", "--layers", "LSTM", "GRU reset before", "RNN sigmoid",
                    "--steps", "10", "20", "40", "--threads", "1", "--quick"])
    lines = capfd.readouterr().out.splitlines()
    assert re.search(r"^1 thread, .* NumPy \d+, torch \d+ GFlop/s$", lines[1])
    points = [line for line in lines if re.search(r"T +\d+ B +\d+ H +4 +forward +\d", line)]
    assert len(points) == 6 and "T    3 B    2" in points[0] and "T    5 B    1" in points[1]
    assert lines[-4].startswith("time over torch's, 1 thread")
    for row, name in zip(lines[-3:], ("LSTM", "GRU reset before", "RNN sigmoid"), strict=True):
        match = re.fullmatch(name + r"((?: +\d+\.\d\d){4}) +T \d B \d H 4 +\d+\.\d( +-?\d\.\d\d){2}", row)
        assert match and all(float(ratio) > 0 for ratio in match[1].split())


def test_markdown_has_a_grid_for_each_layer_and_a_summary(capfd, monkeypatch):
    def measured(job, kernels):
        assert kernels == "SkylakeX"
        yield {"rates": {"numpy": 100.0, "torch": 50.0}, "versions": ["2", "3"]}
        for T, ours in ((10, 0.5), (20, 2.0)):
            yield {"layer": "LSTM", "shape": [T, 1, 16],
                   "times": {"rnnlib": [ours / 2, ours], "torch": [0.5, 1.0], "cells": [4.0, 8.0]}}
        yield {"layer": "LSTM", "growth": {str(T): [3.0 * T, 7.0 * T ** 2] for T in (10, 20, 40)}}

    monkeypatch.setattr(benchmark, "measure", measured)
    benchmark.main(["--layers", "LSTM", "--threads", "2", "--markdown", "--kernels", "SkylakeX"])
    printed = re.sub("[ -]+", " ", capfd.readouterr().out).strip()
    head, grid, summary = (part.strip().splitlines() for part in re.split(r"\n\s*\n", printed))
    assert head[0].startswith("2 threads, ") and head[0].endswith("NumPy 100, torch 50 GFlop/s")
    assert grid == ["| LSTM, 2 threads | H 16 |", "| | : |", "| T 10, B 1 | 0.50 |", "| T 20, B 1 | 2.00 |"]
    assert summary[-1] == "| LSTM | 1.00 | 2.00 | 1.00 | 2.00 | T 20 B 1 H 16 | 8.0 | 1.00 | 2.00 |"


def test_contenders_say_when_forward_was_done():
    for name in timing.LAYERS:
        steps = timing.contenders(name, 4, 2, 3)
        assert list(steps) == ["rnnlib", "torch", "cells"]
        for step in steps.values():
            before = time.perf_counter()
            assert before < step() < time.perf_counter()


def test_turns_are_taken_in_turn_and_the_best_counts(monkeypatch):
    clock, order, seconds = [0.0], [], {"rnnlib": [9, 3, 1, 2], "cells": [9, 7, 5, 0]}
    monkeypatch.setattr(timing.time, "perf_counter", lambda: clock[0])

    def contender(name):
        def step():
            order.append(name)
            took = seconds[name][order.count(name) - 1]
            clock[0] += took
            return clock[0] - 0.5 * took
        return step

    best = timing.best_times({name: contender(name) for name in seconds}, enough=1, least=3)
    assert order == ["rnnlib", "cells", "rnnlib", "cells", "rnnlib", "cells", "rnnlib"]
    assert best == {"rnnlib": [0.5, 1], "cells": [2.5, 5]}  # the first turn of each, 9, is not counted


def test_a_failing_process_is_an_error(capfd):
    job = {"threads": 1, "layers": ["none"], "shapes": [[1, 1, 1]], "steps": [], "enough": 0}
    with pytest.raises(RuntimeError, match="^the process with OMP_NUM_THREADS=1 ended with status 1"):
        list(timing.measure(job))
    assert "KeyError: 'none'" in capfd.readouterr().err


def test_means_and_exponents():
    assert math.isclose(benchmark.geometric_mean([0.5, 2.0, 8.0]), 2.0)
    assert math.isclose(benchmark.exponent([(T, 5 * T ** 1.5) for T in (10, 100, 300)]), 1.5)


def test_the_full_grid_spans_what_is_promised():
    for k, sizes in enumerate(((25, 200), (1, 8, 32, 128), (16, 64, 128, 512))):
        assert {shape[k] for shape in benchmark.FULL} == set(sizes)
    assert (200, 128, 512) not in benchmark.FULL and (25, 128, 512) in benchmark.FULL
    assert len(benchmark.QUICK) < len(benchmark.FULL) / 3
