"""The sentiment readers: the three networks of chapter 6.1.3, trained, for others to examine."""

import io
from collections import Counter
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.reviews import reviews
from rnnlib.datasets.shipped import shipped_bytes

SENTIMENT_READERS = "8af7b1a2d8a2d7dfd9ddf816d0d6a2e76832dc5fcbde249224cd0c23b7bfcae0"
SEEDS = 3


class SentimentReaders(NamedTuple):
    """Networks of the class `rnnlib.reader.Reader`, as weights.

    Attributes:
        known: dict from a word to its number, from 2 on: the words that occur three times in training.
        weights: a tuple of dicts, one a seed, from a parameter's name in PyTorch to a float64 array.
    Source: chapter 6.1.3; data/README.md.
    """

    known: dict
    weights: tuple


def known_words(sentences):
    """Number the words that occur at least three times, from 2 on, in the order of their first occurrence.

    Args:
        sentences: iterable of sequences of words.
    Returns:
        dict from a word to its number.
    Source: chapter 6.1.3.
    """
    counts = Counter(word for words in sentences for word in words)
    return {word: k for k, word in enumerate((word for word, n in counts.items() if n > 2), start=2)}


def restored(arrays):
    """Turn stored arrays into weights: the vectors' whole numbers times their scales.

    Args:
        arrays: dict from "SEED.NAME" to an array; "SEED.scales" holds a scale a word.
    Returns:
        tuple of dicts, one a seed, from NAME to a float64 array.
    Source: tools/make_sentiment_readers.py.
    """
    found = []
    for seed in range(SEEDS):
        own = {name.split(".", 1)[1]: np.asarray(value, dtype=np.float64) for name, value in arrays.items()
               if name.startswith(f"{seed}.")}
        own["embedding.weight"] = own["embedding.weight"] * own.pop("scales")[:, None]
        found.append(own)
    return tuple(found)


def sentiment_readers():
    """Read the three networks, which were trained on the training part of `reviews` alone.

    Returns:
        SentimentReaders.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: data/README.md; chapters 6.1.3 and 8.3.3.
    """
    file = io.BytesIO(shipped_bytes("sentiment-readers.npz", SENTIMENT_READERS))
    with np.load(file, allow_pickle=False) as arrays:
        return SentimentReaders(known_words(reviews()["train"].words), restored(dict(arrays)))
