"""The framework benchmark: time and memory of one LSTM's training in eight programs, as measured once."""

import json
from typing import NamedTuple

from rnnlib.datasets.shipped import shipped_bytes

FRAMEWORKS = "806b8e0d8fb5bcb9782e53548b7d30e1593bbc87b700aecfa97f2925ac04746a"


class FrameworkRun(NamedTuple):
    """One program.

    Attributes:
        program: its name.
        import_seconds: from NumPy's import until all its packages are imported.
        import_megabytes: what the process holds then.
        train_megabytes: by how much it has grown at most, after all shapes.
        first_seconds: the first training step, one number a shape.
        step_seconds: the fastest later step, one number a shape.
    Source: chapter 7.1.
    """

    program: str
    import_seconds: float
    import_megabytes: float
    train_megabytes: float
    first_seconds: list[float]
    step_seconds: list[float]


class FrameworkBenchmark(NamedTuple):
    """All programs, and the machine on which they ran.

    Attributes:
        processor, system, python: names and version.
        versions: package -> version.
        shapes: (T, B, D, H) of each shape: steps, samples, inputs, units.
        runs: list of FrameworkRun.
    Source: chapter 7.1.
    """

    processor: str
    system: str
    python: str
    versions: dict[str, str]
    shapes: list[tuple[int, int, int, int]]
    runs: list[FrameworkRun]


def framework_benchmark():
    """Read the stored benchmark of frameworks.

    Returns:
        FrameworkBenchmark.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/benchmark_frameworks.py; data/README.md.
    """
    record = json.loads(shipped_bytes("frameworks.json", FRAMEWORKS))
    runs = [FrameworkRun(name, **values) for name, values in record.pop("programs").items()]
    return FrameworkBenchmark(runs=runs, shapes=list(map(tuple, record.pop("shapes"))), **record)
