"""The Transformer record: Transformers and LSTMs that read the same book, as trained once and stored."""

import json
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes, with_arrays

TRANSFORMERS = "3a67547ba88f67f03839ece2307ebfe489b98aa1c6d983084e296b4b7c163036"


class TransformerRun(NamedTuple):
    """Three networks, alike but for their seed, that read chapters I to X of Alice.

    All losses are in bits per character.

    Attributes:
        model: "Transformer" or "LSTM".
        epochs: passes over the ten chapters.
        rate: the highest learning rate.
        parameters: how many there are.
        validation: loss on chapter XI after each pass, (3, epochs).
        train: mean loss during each pass, (3, epochs).
        test: loss on chapter XII, by the parameters that were best on XI, (3,).
        seconds: processor time of the training, without measuring, (3,).
        places: loss on XII by place in the word: no letter, first to fourth letter, later, (3, 6).
        contexts: loss on XII when as many characters are seen as the record's `contexts` says, (3, 12).
    Source: chapter 8.2.1.
    """

    model: str
    epochs: int
    rate: float
    parameters: int
    validation: np.ndarray
    train: np.ndarray
    test: np.ndarray
    seconds: np.ndarray
    places: np.ndarray
    contexts: np.ndarray


class TransformerRecord(NamedTuple):
    """What chapter 8.2.1 stores.

    Attributes:
        contexts: numbers of characters seen, (12,).
        rates: learning rates that were tried, (6,).
        trials: dict from model to its losses on XI with each rate, one seed, twelve passes, (6,).
        counts: loss of the 7-gram model on chapter XII, a float.
        count_places: the same by place in the word, (6,).
        runs: list of TransformerRun: both models with equal data; then the faster one with equal time.
    Source: chapter 8.2.1.
    """

    contexts: np.ndarray
    rates: np.ndarray
    trials: dict
    counts: float
    count_places: np.ndarray
    runs: list


def transformer_record():
    """Read the stored comparison of chapter 8.2.1.

    Returns:
        TransformerRecord.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/record_transformers.py; data/README.md.
    """
    stored = json.loads(shipped_bytes("transformers.json", TRANSFORMERS).decode())
    return TransformerRecord(
        np.array(stored["contexts"]), np.array(stored["rates"]), with_arrays(stored["trials"]),
        stored["counts"]["test"], np.array(stored["counts"]["places"]),
        [TransformerRun(**with_arrays(run)) for run in stored["runs"]])
