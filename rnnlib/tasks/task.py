"""The task: what all tasks share, the form of a batch and the parts that never have a sequence in common."""

import hashlib
import math
from abc import ABC, abstractmethod
from typing import NamedTuple

import numpy as np

from rnnlib import checks

PARTS = ("train", "test", "all")
PATIENCE = 1000  # a part is called empty after this many times the draws that it should take
CHUNK = 10_000  # draws at once at most, unless more are asked for: a small part must not fill the memory


class Batch(NamedTuple):
    """Some sequences of a task, side by side.

    Attributes:
        x: inputs, (T, B, D), floating; 0 after the end of a shorter sequence.
        targets: classes, int64 (T, B), or numbers, (T, B, K) of x's dtype; 0 where the mask is False.
        mask: bool (T, B), the steps whose output counts: the losses of rnnlib take it as it is.
        lengths: int64 (B,), the steps of each sequence.
    Source: chapter 1.1.2.
    """

    x: np.ndarray
    targets: np.ndarray
    mask: np.ndarray
    lengths: np.ndarray


class Task(ABC):
    """A task: draws sequences, and keeps those for testing apart.

    Whether a sequence is for testing is decided by a hash of the sequence itself. So the two parts cannot
    have one in common, whatever was drawn, in which order and from which seed, on any machine. The hash
    knows nothing of the task: where sequences are many, both parts look like the whole. Where they are few
    (some hundred and below), the parts differ from the whole by chance, and so do their exact losses.

    Attributes:
        input_size, output_size, test_share: the arguments.
    Args:
        input_size: features D of an input.
        output_size: outputs K that a network needs: logits of K classes, or K numbers.
        test_share: the share of the sequences that are for testing, in (0, 1).
    Raises:
        TypeError, ValueError: a bad size or share.
    Source: chapter 1.1.2.
    """

    def __init__(self, input_size, output_size, test_share):
        self.input_size = checks.check_size("input_size", input_size)
        self.output_size = checks.check_size("output_size", output_size)
        self.test_share = checks.check_number("test_share", test_share, 0.0, 1.0, True, True)

    def sample(self, batch_size, *, rng, part="train", dtype=np.float32):
        """Draw sequences of one part.

        One seed gives the same sequences in both dtypes.

        Args:
            batch_size: number of sequences B, >= 0.
            rng: Generator or int seed.
            part: "train", "test" (which have no sequence in common), or "all" (the whole, for measuring; a
                sequence of it belongs to one of the two).
            dtype: float32 (what layers expect) or float64, of inputs and of targets that are numbers.
        Returns:
            Batch.
        Raises:
            TypeError: a wrong type.
            ValueError: a negative batch_size, an unknown part, or one that has no sequence.
        """
        B = checks.check_size("batch_size", batch_size, minimum=0)
        generator, dtype = checks.as_generator(rng), checks.check_dtype("dtype", dtype)
        part = checks.check_choice("part", part, PARTS)
        return self._batch(self._draw_part(B, generator, part), dtype)

    @abstractmethod
    def baseline(self):
        """Return the loss of the best predictor that remembers nothing.

        Returns:
            float, in the unit of the task's loss: nats, or squared units, per output that counts.
        """

    def optimum(self):
        """Return the smallest loss there is.

        Returns:
            float, in the unit of the task's loss; 0 where every output that counts can be known.
        """
        return 0.0

    @abstractmethod
    def _batch(self, items, dtype):
        """Return a Batch of the sequences drawn, a list that may be empty."""

    def _draw_part(self, count, generator, part):
        """Return `count` sequences of a part."""
        share = {"train": 1.0 - self.test_share, "test": self.test_share, "all": 1.0}[part]
        items, in_vain = [], 0
        while len(items) < count:
            missing = count - len(items)
            drawn = self._draw(min(math.ceil(missing / share), max(missing, CHUNK)), generator)
            found = [item for item in drawn if part == "all" or self._is_test(item) == (part == "test")]
            items += found
            in_vain = 0 if found else in_vain + len(drawn)
            if in_vain > PATIENCE / share:
                raise ValueError(f"part: expected one with sequences, got {part!r} without any among "
                                 f"{in_vain} drawn: too few for test_share = {self.test_share:g}")
        return items[:count]

    def _draw(self, count, generator):
        """Return `count` sequences of the whole, each an array that determines it."""
        raise NotImplementedError("a task draws sequences of the whole, or of a part by itself (_draw_part)")

    def _is_test(self, item):
        """Say whether a sequence is for testing; all its bytes have a say."""
        digest = hashlib.blake2b(item.tobytes(), digest_size=8).digest()
        return int.from_bytes(digest, "little") < self.test_share * 2.0 ** 64


def stacked(items, shape):
    """Return arrays of one shape as columns of one array.

    Args:
        items: list of arrays, each of `shape`, maybe none.
        shape: (T, ...).
    Returns:
        array (T, B, ...).
    Source: chapter 1.1.2.
    """
    return np.moveaxis(np.reshape(items, (len(items), *shape)), 0, 1)


def padded(items):
    """Return symbols' ids side by side, 0 after the end of the shorter ones.

    Args:
        items: list of integer arrays (L,), maybe none.
    Returns:
        ids, int64 (T, B), T the longest L; lengths, int64 (B,).
    Source: chapter 1.1.2.
    """
    lengths = np.array([len(item) for item in items], np.int64)
    ids = np.zeros((lengths.max(initial=0), len(items)), np.int64)
    for column, item in enumerate(items):
        ids[:len(item), column] = item
    return ids, lengths


def one_hot(ids, size, dtype):
    """Return a 1 at each id and 0 elsewhere.

    Args:
        ids: integers in 0..size - 1, any shape.
        size: number of symbols.
        dtype: of the result.
    Returns:
        array, the shape of ids plus one axis of `size`.
    Source: chapter 1.1.2.
    """
    return (ids[..., None] == np.arange(size)).astype(dtype)


def at_end(lengths, steps):
    """Return the mask of each sequence's last step.

    Args:
        lengths: integers (B,), each in 1..steps.
        steps: number of steps T.
    Returns:
        bool (T, B).
    Source: chapter 1.1.2.
    """
    return np.arange(steps)[:, None] == lengths - 1
