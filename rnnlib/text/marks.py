"""Marks: what is true of each character of a running text, from reading it up to there."""

import re

import numpy as np

VOWELS = frozenset("aeiouAEIOU")
LATE = 100  # characters of a paragraph after which one is late in it
LONG = 4  # the letter of a word from which on it is no short word


def marks(text):
    """Say of every character whether it has some properties, those of a place first, those of a letter last.

    "quotation": between an opening quote, written as a backtick, and the quote that closes it: an apostrophe
    before anything but a letter; a line's end closes it, too. "paragraph": after the first 100 characters of
    a line. "name": in a word that began with a capital, from its second letter on. "word": the fourth letter
    of a word, or a later one. "space", "vowel", "punctuation" (neither letter, digit nor space) and "capital"
    are properties of the character itself.

    Args:
        text: str, a paragraph a line, as `rnnlib.datasets.alice` is.
    Returns:
        dict from the name of a property to a bool array (N,).
    Raises:
        TypeError: no str.
    Source: chapter 2.3; for quotations Karpathy, Johnson and Fei-Fei (2015).
    """
    if not isinstance(text, str):
        raise TypeError(f"text: expected a str, got {type(text).__name__}")
    places = {name: np.zeros(len(text), bool) for name in ("quotation", "paragraph", "name", "word")}
    # a quote opens at ` and ends before its closing mark; without one, at the end of the line
    for found in re.finditer(r"`(?:[^'\n]|'(?=[A-Za-z]))*", text):
        places["quotation"][found.start():found.end()] = True
    for found in re.finditer(r"[^\n]+", text):
        places["paragraph"][found.start() + LATE:found.end()] = True
    for found in re.finditer(r"[A-Za-z]+", text):
        places["word"][found.start() + LONG - 1:found.end()] = True
        places["name"][found.start() + 1:found.end()] = found[0][0].isupper()
    return places | {
        "space": _where(text, str.isspace),
        "vowel": _where(text, VOWELS.__contains__),
        "punctuation": _where(text, lambda c: not (c.isalnum() or c.isspace())),
        "capital": _where(text, str.isupper),
    }


def _where(text, holds):
    """Of which characters something holds, as a bool array."""
    return np.fromiter(map(holds, text), bool, len(text))
