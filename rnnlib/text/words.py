"""Words: a text cut into words and back without loss, and what it costs to spell a word out."""

import re

import numpy as np

from rnnlib import checks
from rnnlib.text.ngrams import NGrams
from rnnlib.text.vocabulary import Vocabulary

_WORD = re.compile(r" ?[A-Za-z]+| ?[^A-Za-z\s]+|\s")
_END = "\n"  # no word of split_words has one inside


def split_words(text):
    """Cut a text into words, runs of other signs, and what is left of its white space.

    A space before a word or sign belongs to it, so nothing is lost: `"".join(split_words(text)) == text`.

    Args:
        text: str.
    Returns:
        list of str, none empty: words of the letters A to Z, and runs of what is neither letter nor white
        space, each with a space in front if there was one; and single white-space characters.
    Raises:
        TypeError: no str.
    Source: chapter 6.1.1.
    """
    if not isinstance(text, str):
        raise TypeError(f"text: expected a str, got {type(text).__name__}")
    return _WORD.findall(text)


class Speller:
    """The price of spelling a word, letter by letter, by an n-gram model of the letters of other words.

    A model of words that meets one outside its vocabulary gives a probability to `<unk>` only. What is
    missing is which word it was; a speller adds that. It has learned from the words that it is made of, each
    once, with a mark at its beginning and its end.

    Attributes:
        order: the argument.
    Args:
        words: the words to learn from, list of str without line breaks, at least one.
        alphabet: str, the characters that words may have; others share one entry, so are not quite paid for.
        order: n >= 1: how many letters an n-gram has.
    Raises:
        TypeError: a wrong type.
        ValueError: no word, a word with a line break, or a wrong order.
    Source: chapter 6.1.1.
    """

    def __init__(self, words, alphabet, *, order=5):
        self.order = checks.check_size("order", order)
        words = _check_words(words)
        if not words:
            raise ValueError("words: expected at least one, got none")
        self._vocabulary = Vocabulary(alphabet + _END, unknown="<unk>")
        ids = self._vocabulary.encode(_END * order + "".join(word + _END for word in words))
        self._model = NGrams(ids, order, len(self._vocabulary))

    def bits(self, words):
        """Return what it costs to spell each word and to say that it has ended.

        Args:
            words: list of str without line breaks.
        Returns:
            float64 array (N,), in bits.
        Raises:
            TypeError, ValueError: no list of such words.
        """
        marked = (self._vocabulary.encode(_END + word + _END) for word in _check_words(words))
        return np.array([-self._model.log_probabilities(ids)[1:].sum() / np.log(2) for ids in marked])


def _check_words(words):
    """Return a list of words; raise if it is none."""
    if isinstance(words, str) or not all(isinstance(word, str) for word in words):
        raise TypeError(f"words: expected a list of str, got {words!r:.60}")
    for word in words:
        if _END in word:
            raise ValueError(f"words: expected words without line breaks, got {word!r}")
    return list(words)
