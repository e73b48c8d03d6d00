"""Counting: the strings a^n b^n, tested on n that were never trained on."""

import math

import numpy as np

from rnnlib import checks
from rnnlib.tasks.language import Language
from rnnlib.tasks.task import PARTS


class AnBn(Language):
    """The language a^n b^n: as many b as there were a.

    A string is S, n times a, n times b, T; n is uniform on the lengths given. Which part a string belongs to
    is decided by its n, so that the test is one of generalising to other lengths: in the language itself
    (`is_legal`) n is any number from 1 on. From the first b on every symbol is determined.

    Attributes:
        train, test: the arguments as tuples, in increasing order.
    Args:
        train: the n to train on, distinct whole numbers from 1 on, such as range(1, 11).
        test: the n to test on, none of them in train.
    Raises:
        TypeError: no tuple, list or range, or something in it that is no whole number.
        ValueError: no n, an n below 1, one that comes twice, or one in both parts.
    Source: Gers and Schmidhuber (2001); chapter 2.2.3.
    """

    def __init__(self, train=range(1, 11), test=range(11, 21)):
        self.train, self.test = self._check_lengths("train", train), self._check_lengths("test", test)
        if common := sorted(set(self.train) & set(self.test)):
            raise ValueError(f"test: expected lengths that are not in train, got {common} in both")
        super().__init__("SabT", len(self.test) / (len(self.train) + len(self.test)))

    def baseline(self, part="train"):
        """Return the loss of the best predictor that sees the symbol now and no other.

        A string of n has n - 1 steps from a to a and one from a to b, n - 1 from b to b and one from b to T,
        and one from S, which costs nothing. With m the mean of n, both a and b are followed by another
        symbol with probability 1 / m. That has the entropy H(1 / m), and so the loss is
        2 m H(1 / m) / (2 m + 1) = (2 m ln m - 2 (m - 1) ln(m - 1)) / (2 m + 1).

        Args:
            part: "train", "test" or "all", whose lengths are meant.
        Returns:
            float, nats per symbol.
        Raises:
            ValueError: an unknown part.
        """
        m = float(np.mean(self._lengths(part)))
        rest = (m - 1.0) * math.log(m - 1.0) if m > 1.0 else 0.0
        return 2.0 * (m * math.log(m) - rest) / (2.0 * m + 1.0)

    def optimum(self, part="train"):
        """Return the smallest loss, that of a predictor that knows which n there are and counts.

        The one thing to be guessed in a string is n. By the chain rule the losses of its symbols add up to
        -log of its probability, ln N with N lengths, over 2 m + 1 symbols on average: ln N / (2 m + 1).

        Args:
            part: "train", "test" or "all", whose lengths are meant.
        Returns:
            float, nats per symbol: the mean over the symbols of many strings.
        Raises:
            ValueError: an unknown part.
        """
        lengths = self._lengths(part)
        return math.log(len(lengths)) / (2.0 * float(np.mean(lengths)) + 1.0)

    def determined(self, batch):
        """Return the steps whose next symbol follows from the rule, whatever lengths there are.

        These are S, and every b: what to be judged on at lengths never trained on.

        Args:
            batch: Batch of this task.
        Returns:
            bool (T, B), False in padding.
        """
        return self.legal_next(batch).sum(axis=-1) == 1

    @property
    def _start(self):
        return "start", 0

    def _options(self, state):
        stage, n = state  # n: how many b are owed
        if stage == "start":
            return {"S": ("a", 0)}
        if stage == "a":
            return {"a": ("a", n + 1), "b": ("b", n - 1)} if n else {"a": ("a", 1)}
        if stage == "b":
            return {"b": ("b", n - 1)} if n else {"T": ("end", 0)}
        return {}

    def _lengths(self, part):
        """Return the n of a part."""
        checks.check_choice("part", part, PARTS)
        return {"train": self.train, "test": self.test, "all": self.train + self.test}[part]

    @staticmethod
    def _check_lengths(name, lengths):
        """Return the n of a part, in increasing order."""
        if not isinstance(lengths, tuple | list | range):
            raise TypeError(f"{name}: expected a tuple, list or range, got {type(lengths).__name__}")
        found = sorted(checks.check_size(f"{name}[{i}]", n) for i, n in enumerate(lengths))
        if not found or len(set(found)) < len(found):
            raise ValueError(f"{name}: expected at least one length, and none twice, got {list(lengths)}")
        return tuple(found)

    def _draw_part(self, count, generator, part):
        return generator.choice(np.array(self._lengths(part)), count)

    def _batch(self, items, dtype):
        return super()._batch([np.repeat([0, 1, 2, 3], [1, n, n, 1]) for n in items], dtype)
