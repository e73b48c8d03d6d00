"""Remedies: what clipping, first weights and gate biases did to small runs, as trained once and stored."""

import csv
from typing import NamedTuple

from rnnlib.datasets.shipped import shipped_bytes

REMEDIES = "f7a2c2af4a1d6a3cdeeb60ebca3967a2599f4bad8038f03e5ddd9f696d648ff8"
_NUMBERS = {"rate": float, "limit": float, "seed": int, "iterations": int, "clipped": float, "cosine": float,
            "before": float}


class RemedyRun(NamedTuple):
    """One network and what became of it.

    Attributes:
        series: "clipping", "start" or "cell": which experiment it belongs to.
        task: such as "recall 20", the number being the lag; "adding" or "counting".
        cell: "RNN", "LSTM" or "GRU".
        start: how the weights were drawn; after a comma the forget bias (of a GRU: -b_z) or "chrono".
        rate: learning rate.
        clip: "none", "norm" or "value".
        limit: threshold of the clipping, 0 for none.
        seed: of the weights and the sequences.
        iterations: until it passed the test on held-out sequences; 0: it never did, -1: it diverged.
        clipped: share of its steps at which the gradient was clipped.
        cosine: between clipped and true gradient, mean over these steps.
        before: logarithm to base 10 of the gradient norm at the task's lag before training (series "start").
    Source: chapter 9.2.
    """

    series: str
    task: str
    cell: str
    start: str
    rate: float
    clip: str
    limit: float
    seed: int
    iterations: int
    clipped: float
    cosine: float
    before: float

    @property
    def solved(self):
        """Whether it passed the test."""
        return self.iterations > 0


def remedy_runs():
    """Read the stored runs.

    Returns:
        list of RemedyRun, in the order of training.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/make_remedies.py; data/README.md.
    """
    rows = csv.DictReader(shipped_bytes("remedies.csv", REMEDIES).decode("ascii").splitlines())
    return [RemedyRun(*(_NUMBERS.get(name, str)(row[name]) for name in RemedyRun._fields)) for row in rows]
