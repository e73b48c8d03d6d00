"""Outputs of a speller: what a network that learns to spell spoken words says at each frame, stored once."""

import json
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes

CTC_OUTPUTS = "b04ccefee9f21398b9adae9e5c1873702a0509cc50a3ebe902cd7ed23b308864"


class SpellerOutputs(NamedTuple):
    """Chances of symbols for single spoken words, at several moments of a training with the CTC loss.

    Attributes:
        symbols: str of K characters; the first, "-", is the blank.
        updates: tuple of M numbers of updates.
        log_probs: dict from a word to the logarithms of the chances, float64 (M, T, K).
    Source: tools/record_alignments.py; chapter 6.2.3.
    """

    symbols: str
    updates: tuple
    log_probs: dict


def speller_outputs():
    """Read the stored outputs. Chances below 1e-5 are stored as 0 and read as 1e-5.

    Returns:
        SpellerOutputs.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/record_alignments.py; data/README.md.
    """
    stored = json.loads(shipped_bytes("ctc-outputs.json", CTC_OUTPUTS))
    found = {}
    for word, values in stored["words"].items():
        chances = np.maximum(np.array(values, dtype=np.float64), 1e-5)
        found[word] = np.log(chances / chances.sum(axis=-1, keepdims=True))
    return SpellerOutputs(stored["symbols"], tuple(stored["updates"]), found)
