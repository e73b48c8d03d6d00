"""The rivals' record: how well five kinds of models do on four tasks at equal size, as trained once."""

import json
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes

OTHER_MODELS = "b16e53f9efa3aacdada829ac78f92b45142f305c3f6372ecdd454cdf2f6bcca1"


class RivalScore(NamedTuple):
    """One kind of model on one task.

    Attributes:
        task: "source", "text", "recall 20" or "recall 40".
        model: "GRU", "TCN", "Transformer", "HMM", "HMM, 4 states" or "n-gram".
        parameters: how many there are; of the n-gram model, how many grams it has counted.
        scores: cross-entropy on test data in nats per scored symbol, one a seed, (3,), of counts (1,).
        seconds: CPU time of a training.
    Source: chapter 9.4.
    """

    task: str
    model: str
    parameters: int
    scores: np.ndarray
    seconds: float


def rival_scores():
    """Read the stored comparison of chapter 9.4.

    Returns:
        list of RivalScore.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/record_other_models.py; data/README.md.
    """
    rows = json.loads(shipped_bytes("other-models.json", OTHER_MODELS).decode())
    return [RivalScore(**row | {"scores": np.array(row["scores"])}) for row in rows]
