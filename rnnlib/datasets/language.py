"""The language record: how well counts, networks and mixtures of both predict a book, as trained once."""

import json
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes, with_arrays

LANGUAGE = "1a52a41e625b1f377b75382d2016950f42e581dcc3caf47a150373ef34ecbd22"


class CurvePoint(NamedTuple):
    """Models of one unit that learned from the first chapters of the book, measured on its last.

    All losses are in bits per character on chapter XII; where the unit is words, what the vocabulary does not
    have is spelled out and paid for. Three seeds.

    Attributes:
        unit: "words" or "characters".
        chapters: how many chapters were learned from, from the first on.
        symbols: how many units that is.
        vocabulary: number of entries.
        order, discount: of the n-gram model, chosen on chapter XI.
        counts: loss of the n-gram model, a float.
        network: losses of the networks, (3,).
        mixture: losses of each network mixed with the n-gram model, (3,).
        weight: weights of the networks in the mixture, chosen on chapter XI, (3,).
    Source: chapter 6.1.1.
    """

    unit: str
    chapters: int
    symbols: int
    vocabulary: int
    order: int
    discount: float
    counts: float
    network: np.ndarray
    mixture: np.ndarray
    weight: np.ndarray


class WayTrial(NamedTuple):
    """Three word networks, alike but for their seed, that learned from ten chapters.

    Attributes:
        tied: whether input and output share one embedding.
        dropout: share of the features that are dropped in training.
        parameters: how many there are.
        validation, test: perplexities per word on chapters XI and XII, (3,).
    Source: chapter 6.1.1.
    """

    tied: bool
    dropout: float
    parameters: int
    validation: np.ndarray
    test: np.ndarray


class LanguageRecord(NamedTuple):
    """The stored language models of chapter 6.1.1.

    Attributes:
        curve: list of CurvePoint, words first, each from one chapter to ten.
        ways: list of WayTrial; the first is the network of the page.
    Source: chapter 6.1.1.
    """

    curve: list
    ways: list


def language_record():
    """Read the stored language models of chapter 6.1.1.

    Returns:
        LanguageRecord.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/record_language_model.py; data/README.md.
    """
    stored = json.loads(shipped_bytes("language-model.json", LANGUAGE).decode())
    return LanguageRecord([CurvePoint(**with_arrays(point)) for point in stored["curve"]],
                          [WayTrial(**with_arrays(trial)) for trial in stored["ways"]])
