"""The benchmark of frameworks runs and stores what it measured. Nothing here depends on how fast it is."""

import json
import math

import numpy as np
import pytest

from rnnlib.datasets import framework_benchmark
from tools import benchmark_frameworks as benchmark

SHAPES = ((3, 2, 4, 5), (4, 2, 4, 6))
RECORD = framework_benchmark()


def test_the_stored_record_is_complete():
    assert [run.program for run in RECORD.runs] == list(benchmark.PROGRAMS)
    assert RECORD.shapes == list(benchmark.SHAPES)
    assert set(RECORD.versions) == {"NumPy", "PyTorch", "Keras", "TensorFlow"} and RECORD.processor
    for run in RECORD.runs:
        assert len(run.first_seconds) == len(run.step_seconds) == len(RECORD.shapes)
        numbers = [*run.first_seconds, *run.step_seconds, *run[1:4]]
        assert all(0 < number < 1000 and math.isfinite(number) for number in numbers)
        assert all(map(float.__ge__, run.first_seconds, run.step_seconds))


def test_what_the_page_says_of_the_record():
    run = {one.program: one for one in RECORD.runs}
    torch = run["PyTorch"].step_seconds

    def ratios(program):
        return [mine / theirs for mine, theirs in zip(run[program].step_seconds, torch, strict=True)]

    assert min(range(8), key=lambda k: RECORD.runs[k].step_seconds[0]) == 4  # tf.function, on eight steps
    assert ratios("rnnlib")[0] < 1 and all(1.25 < ratio < 1.75 for ratio in ratios("rnnlib")[1:])
    assert all(1.5 < ratio < 3 for ratio in ratios("PyTorch, by hand"))
    assert all(6.5 < ratio < 23.5 for ratio in ratios("TensorFlow, eager"))
    assert all(1.5 < ratio < 2.5 for ratio in ratios("Keras"))
    assert all(3 < ratio < 8 for ratio in ratios("Keras on PyTorch"))
    whole = {name: one.import_megabytes + one.train_megabytes for name, one in run.items()}
    assert run["Keras"].import_megabytes > whole["PyTorch"]
    added = [one.train_megabytes for one in RECORD.runs]
    assert max(added) < 4 * min(added) and max(run, key=lambda name: run[name].train_megabytes) == \
        "Keras, unroll=True"


def test_a_process_measures_one_program():
    (name, result), = benchmark.measure(["rnnlib"], SHAPES, seconds=0.0)
    assert name == "rnnlib" and set(result) == set(framework_benchmark().runs[0]._fields) - {"program"}
    assert len(result["step_seconds"]) == 2 and result["import_megabytes"] > 5


@pytest.mark.parametrize("name", ["rnnlib", "PyTorch", "PyTorch, by hand", "TensorFlow, eager",
                                  "TensorFlow, tf.function", "Keras"])
def test_every_program_takes_steps(name):
    rng = np.random.default_rng(0)
    T, B, D, H = 3, 4, 5, 6
    step, convert = benchmark.PROGRAMS[name][0]()(T, B, D, H)
    arrays = tuple(convert(rng.standard_normal((T, B, D)).astype(np.float32), rng.integers(0, 10, B)))
    for _ in range(3):
        step(*arrays)


def test_a_failing_process_is_an_error(monkeypatch):
    monkeypatch.setitem(benchmark.PROGRAMS, "none", (None, {}))  # unknown in the other process
    with pytest.raises(RuntimeError, match="^none: the process ended with status 1"):
        list(benchmark.measure(["none"], SHAPES))


def test_the_smaller_numbers_count_and_are_written(monkeypatch, tmp_path, capsys):
    turns = iter([3.14159, 2.71828])

    def measured():
        value = next(turns)
        for name in benchmark.PROGRAMS:
            yield name, {"import_seconds": value, "step_seconds": [value, 5 - value]}

    monkeypatch.setattr(benchmark, "measure", measured)
    benchmark.main([str(tmp_path / "out.json"), "2"])
    record = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert record["programs"]["Keras"] == {"import_seconds": 2.72, "step_seconds": [2.72, 1.86]}
    assert "step_seconds [2.72, 1.86]" in capsys.readouterr().out
