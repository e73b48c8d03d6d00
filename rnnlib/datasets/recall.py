"""Recall lags: which lags LSTMs learned from which forget bias, as trained once and stored."""

import csv
from typing import NamedTuple

from rnnlib.datasets.shipped import shipped_bytes

RECALL_LAGS = "8ff0a3fe49f645c65f7680da7ff831f7d47c50875f9b8f452c3783ff269429e7"


class RecallTrial(NamedTuple):
    """Some networks, alike but for their seed, trained to recall a symbol over one lag.

    Attributes:
        start: "cell path" (no weight on h at first), "PyTorch" (uniform) or "rnnlib" (orthogonal on h).
        allowed: the most iterations.
        forget_bias: b_f at first, or what was added to it.
        lag: steps of noise between the symbol and the answer.
        iterations: for each seed the number until 95 % of held-out answers were right, 0 if they never were.
    Source: chapter 4.2.
    """

    start: str
    allowed: int
    forget_bias: int
    lag: int
    iterations: tuple[int, ...]


def recall_lags():
    """Read the stored results of the recall task.

    Returns:
        list of RecallTrial. For one start and bias the lags go up until none of the networks learned one.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/make_recall_lags.py; data/README.md.
    """
    rows = csv.reader(shipped_bytes("recall_lags.csv", RECALL_LAGS).decode("ascii").splitlines())
    next(rows)
    return [RecallTrial(row[0], *map(int, row[1:4]), tuple(map(int, row[4:]))) for row in rows]
