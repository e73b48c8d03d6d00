"""Batches: data in the portions that one training step reads."""

from typing import NamedTuple

import numpy as np

from rnnlib import checks


class Batch(NamedTuple):
    """What one step reads.

    Attributes:
        x: inputs, (T, B, D), or ids (T, B).
        targets: what the model's loss compares predictions with.
        lengths: steps of each sample, integers (B,); None: all have T.
        mask: bool, which predictions count; None: all.
    Source: chapter 3.3.3.
    """

    x: np.ndarray
    targets: np.ndarray
    lengths: np.ndarray | None = None
    mask: np.ndarray | None = None


class Batches:
    """Samples in minibatches: in a new random order each time it is called, in their own order in a loop.

    `batches(rng)` is what training wants, `for batch in batches` what validation wants. Every sample comes
    exactly once; the last batch has the rest.

    Args:
        x: inputs, (T, N, D), or ids (T, N): N samples.
        targets: with outputs="last" (N,) or (N, K), with "every" (T, N) or (T, N, K).
        batch_size: B, samples in a batch.
        outputs: as the model's: "last" for one target a sample, "every" for one a step.
        lengths: steps of each sample, integers (N,) in [0, T]; None: all have T.
        mask: bool, which targets count: (N,) or (T, N); None: all.
    Raises:
        TypeError: no arrays, or a wrong dtype of lengths or mask.
        ValueError: no samples, numbers of samples or steps that differ, or an unknown `outputs`.
    Source: Robbins and Monro (1951); chapter 3.3.3.
    """

    def __init__(self, x, targets, batch_size, *, outputs="last", lengths=None, mask=None):
        for name, value in {"x": x, "targets": targets}.items():
            if not isinstance(value, np.ndarray):
                raise TypeError(f"{name}: expected a NumPy array, got {type(value).__name__}")
        if x.ndim not in (2, 3) or x.shape[1] == 0:
            raise ValueError(f"x: expected shape (T, N, D) or (T, N) with N >= 1, "
                             f"got {checks.describe_shape(x.shape)}")
        self._batch_size = checks.check_size("batch_size", batch_size)
        self._every = checks.check_choice("outputs", outputs, ("every", "last")) == "every"
        T, N = x.shape[:2]
        leading = (T, N) if self._every else (N,)
        if targets.shape[:len(leading)] != leading:
            raise ValueError(f"targets: expected {checks.describe_shape(leading)} as leading axes, "
                             f"got shape {checks.describe_shape(targets.shape)}")
        if lengths is not None:
            checks.check_integers("lengths", lengths, (N,), low=0, high=T)
        if mask is not None and (not isinstance(mask, np.ndarray) or mask.dtype != np.bool_):
            raise TypeError(f"mask: expected a bool array, got {getattr(mask, 'dtype', type(mask).__name__)}")
        if mask is not None and mask.shape != leading:
            raise ValueError(f"mask: expected shape {checks.describe_shape(leading)}, "
                             f"got {checks.describe_shape(mask.shape)}")
        self._data = Batch(x, targets, lengths, mask)

    def __len__(self):
        return -(-self._data.x.shape[1] // self._batch_size)

    def __iter__(self):
        return self._take(np.arange(self._data.x.shape[1]))

    def __call__(self, rng):
        """Go through the samples in a random order.

        Args:
            rng: Generator or int seed.
        Returns:
            iterator of Batch.
        """
        return self._take(checks.as_generator(rng).permutation(self._data.x.shape[1]))

    def _take(self, order):
        """The samples in this order, batch by batch."""
        x, targets, lengths, mask = self._data
        for start in range(0, len(order), self._batch_size):
            chosen = order[start:start + self._batch_size]
            of = (slice(None), chosen) if self._every else chosen
            yield Batch(x[:, chosen], targets[of], None if lengths is None else lengths[chosen],
                        None if mask is None else mask[of])


def as_batch(name, item):
    """Return what a data source gave as a Batch.

    Args:
        name: the source's name, for the message.
        item: tuple or list (x, targets), (x, targets, lengths) or (x, targets, lengths, mask).
    Returns:
        Batch.
    Raises:
        TypeError: no tuple.
        ValueError: another number of parts.
    Source: chapter 3.3.3.
    """
    if not isinstance(item, tuple | list):
        raise TypeError(f"{name}: expected batches (x, targets), got {type(item).__name__}")
    if not 2 <= len(item) <= 4:
        raise ValueError(f"{name}: expected batches (x, targets), (x, targets, lengths) or (x, targets, "
                         f"lengths, mask), got {len(item)} parts")
    return Batch(*item)


def check_source(name, source, again):
    """Raise unless a data source can be gone through as often as needed.

    Args:
        name: the source's name, for the message.
        source: what came.
        again: whether functions of rng count, too.
    Raises:
        TypeError: nothing to go through, or something that is used up after once.
    Source: chapter 3.3.3.
    """
    if again and callable(source):
        return
    wanted = "an iterable of batches" + (" or a function rng -> such an iterable" if again else "")
    try:
        iterator = iter(source)
    except TypeError:
        raise TypeError(f"{name}: expected {wanted}, got {type(source).__name__}") from None
    if iterator is source:
        raise TypeError(f"{name}: expected {wanted}, got a {type(source).__name__}, which is used up after "
                        "one epoch; make it a list")
