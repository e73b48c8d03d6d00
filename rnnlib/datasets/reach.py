"""Reach record: how far back six recurrent cells remembered on three tasks, as trained once."""

import json
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes, with_arrays

REACH = "98bac2e3500c5b51709349443083b2b96e66f1b10dbe5c84cbb6162b03af2de3"


class ReachPoint(NamedTuple):
    """Some networks, alike but for their seed, trained on one task with one lag.

    Attributes:
        task: "recall", "adding" or "copy".
        cell: "tanh" (uniform W_hh), "orthogonal tanh", "GRU", or "LSTM" with its first forget bias.
        lag: steps of noise (recall), numbers in the row (adding), or steps of waiting (copy).
        copied: symbols to copy; 0 for the other tasks.
        parameters: numbers that were trained.
        milliseconds: of processor time per update, on the machine of data/README.md; two digits.
        shares: held-out loss of each seed as a share of the loss without memory, (S,).
        updates: how many each seed used, (S,).
        reach: for each seed over how many steps, of 100, the gradient stayed at 1 % or more, (S,).
        gradient: log10 of the norm of d h_T / d state_{T-k}, k = 0, 5, ..., 100, median of the seeds, (21,).
    Source: chapter 8.1.1.
    """

    task: str
    cell: str
    lag: int
    copied: int
    parameters: int
    milliseconds: float
    shares: np.ndarray
    updates: np.ndarray
    reach: np.ndarray
    gradient: np.ndarray


class ReachStart(NamedTuple):
    """The gradients of the same cells before training.

    Attributes:
        task, cell, reach, gradient: as of `ReachPoint`.
    Source: chapter 8.1.1.
    """

    task: str
    cell: str
    reach: np.ndarray
    gradient: np.ndarray


class ReachRecord(NamedTuple):
    """What is stored of the sweep.

    Attributes:
        points: dict from (task, cell, lag) to ReachPoint, four seeds each.
        before: dict from (task, cell) to ReachStart.
        ten_symbols: dict from a cell to ReachPoint: ten symbols copied over ten steps, three seeds.
    Source: chapter 8.1.1.
    """

    points: dict
    before: dict
    ten_symbols: dict


def reach_record():
    """Read the stored sweep over cells, tasks and lags.

    Returns:
        ReachRecord.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/make_reach.py; data/README.md.
    """
    stored = json.loads(shipped_bytes("reach.json", REACH))
    points = [ReachPoint(**with_arrays(entry)) for entry in stored["points"]]
    before = [ReachStart(**with_arrays(entry)) for entry in stored["before"]]
    long = [ReachPoint(**with_arrays(entry)) for entry in stored["long"]]
    return ReachRecord({(p.task, p.cell, p.lag): p for p in points}, {(s.task, s.cell): s for s in before},
                       {p.cell: p for p in long})
