"""Reviews: single sentences on films and products, each with how positive some 20 people found it."""

import lzma
import re
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes

REVIEWS = "422a14972046a84bc804e9411c9fc56d88d9cdc0e934fc301bc9e17e0e448f78"
PARTS = ("train", "validation", "test", "products")
WORD = re.compile(r"[^\W_]+(?=n't\b)|n't\b|'[^\W_]+|[^\W_]+|[!?]")


class RatedSentences(NamedTuple):
    """Rated sentences, all in the same order.

    Attributes:
        texts: tuple of str (B,), the sentences as they were written.
        words: tuple of tuples of str (B,), their words as `review_words` cuts them.
        ratings: float64 (B,), the mean of the ratings, from -4 to 4 and at least 0.5 from zero.
        labels: int64 (B,), 1 where the rating is positive, else 0.
    Source: Hutto and Gilbert (2014); data/README.md.
    """

    texts: tuple
    words: tuple
    ratings: np.ndarray
    labels: np.ndarray


def review_words(text):
    """Cut a text into lower-case words: "n't" and "'s" are words of their own, so are "!" and "?".

    Args:
        text: str.
    Returns:
        list of str.
    Raises:
        TypeError: text is no str.
    Source: chapter 6.1.3.
    """
    if not isinstance(text, str):
        raise TypeError(f"text: expected a str, got {type(text).__name__}")
    return WORD.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def reviews():
    """Read sentences of reviews, in parts that share no sentence.

    "train", "validation" and "test" are on films and were cut at random; "products" are on five electronic
    products, to see what happens elsewhere.

    Returns:
        dict from "train", "validation", "test" and "products" to RatedSentences.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: data/README.md; chapter 6.1.3.
    """
    lines = lzma.decompress(shipped_bytes("reviews.tsv.xz", REVIEWS)).decode("utf-8").splitlines()
    rows = {part: [] for part in PARTS}
    for line in lines:
        part, rating, text = line.split("\t")
        rows[part].append((float(rating), text))
    found = {}
    for part, pairs in rows.items():
        ratings, texts = np.array([rating for rating, _ in pairs]), tuple(text for _, text in pairs)
        words = tuple(tuple(review_words(text)) for text in texts)
        found[part] = RatedSentences(texts, words, ratings, (ratings > 0).astype(np.int64))
    return found
