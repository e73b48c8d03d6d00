"""Batches of sequences: cuts of one long text, windows of it, and sequences of different lengths."""

from typing import NamedTuple

import numpy as np

from rnnlib import checks


class ContiguousBatches:
    """Batches in which every column goes on where it stopped, for truncated backpropagation through time.

    The ids are cut into B streams of equal length S = (N - 1) // B, one a column. Each turn of a loop over
    this object gives the next pair (x, y) of int arrays (length, B); y is x one step later in the text. The
    last pair is shorter if length does not divide S. So every stream is read to its end, and a loop can be
    run again for the next epoch (with a state of zeros again).

    Attributes:
        lost: how many ids at the end of the text are nobody's target: (N - 1) mod B, fewer than B.
    Args:
        ids: integers, shape (N,), N > batch_size.
        batch_size: number of columns B.
        length: steps in a pair.
    Raises:
        TypeError: a wrong type or dtype.
        ValueError: a wrong shape, or a text too short for B columns of one step.
    Source: chapter 3.3.3.
    """

    def __init__(self, ids, batch_size, length):
        checks.check_integers("ids", ids, ("N",))
        B, self._length = checks.check_size("batch_size", batch_size), checks.check_size("length", length)
        steps = (len(ids) - 1) // B
        if steps < 1:
            raise ValueError(f"ids: expected more than batch_size = {B} of them, got {len(ids)}")
        used = B * steps
        self.lost = len(ids) - 1 - used
        self._x, self._y = ids[:used].reshape(B, steps).T, ids[1:used + 1].reshape(B, steps).T

    def __len__(self):
        return -(-len(self._x) // self._length)

    def __iter__(self):
        for start in range(0, len(self._x), self._length):
            window = slice(start, start + self._length)
            yield np.ascontiguousarray(self._x[window]), np.ascontiguousarray(self._y[window])


def contiguous_batches(ids, batch_size, length):
    """Cut a text into batches whose columns go on where they stopped.

    Args:
        ids: integers, shape (N,), N > batch_size.
        batch_size: number of columns B.
        length: steps in a pair.
    Returns:
        ContiguousBatches: to loop over, giving pairs (x, y) of shape (length, B); its `lost` says how many
        ids at the end were left out.
    Raises:
        TypeError, ValueError: as ContiguousBatches.
    Source: chapter 3.3.3.
    """
    return ContiguousBatches(ids, batch_size, length)


class PaddedBatch(NamedTuple):
    """Some sequences side by side, with padding after the end of the shorter ones.

    Attributes:
        x: the sequences, (T, B) or (T, B, D), T the length of the longest; padding is 0.
        lengths: int64 (B,), how many steps of each column are no padding.
        index: int64 (B,), which of the sequences given each column is; `labels[index]` fits the batch.
    Source: chapter 6.1.3.
    """

    x: np.ndarray
    lengths: np.ndarray
    index: np.ndarray


def padded_batches(sequences, batch_size, *, rng=None):
    """Put sequences of different lengths side by side, some at a time, each exactly once.

    Args:
        sequences: list or tuple of arrays of one dtype, integer or floating: each (L,), or each (L, D) with
            the same D; L may be 0.
        batch_size: columns B; the last batch has the rest.
        rng: Generator or int seed, to shuffle; None keeps the order.
    Returns:
        generator of PaddedBatch.
    Raises:
        TypeError, ValueError: a bad argument, or sequences that do not go together.
    Source: chapter 6.1.3.
    """
    B = checks.check_size("batch_size", batch_size)
    _check_sequences(sequences)
    N = len(sequences)
    order = np.arange(N) if rng is None else checks.as_generator(rng).permutation(N)
    return (_pad(sequences, order[start:start + B].astype(np.int64)) for start in range(0, N, B))


def contiguous_split(values, shares):
    """Cut a text or series into consecutive parts that do not overlap, such as training and test data.

    Windows drawn at random and only then divided would overlap: a model would be tested on what it has
    read. Cut first, then take windows of each part.

    Args:
        values: array, time first, such as ids (N,) or a series (N, D).
        shares: the size of each part, in order, as shares > 0 of the whole that add up to 1, such as
            (0.8, 0.1, 0.1).
    Returns:
        list of views of values, one a share, which together are all of it.
    Raises:
        TypeError: a wrong type.
        ValueError: values without a time axis, shares that do not add up to 1, or a part left empty.
    Source: chapter 3.3.1.
    """
    if not isinstance(values, np.ndarray):
        raise TypeError(f"values: expected a NumPy array, got {type(values).__name__}")
    if values.ndim == 0:
        raise ValueError("values: expected a time axis, got shape ()")
    if not isinstance(shares, tuple | list):
        raise TypeError(f"shares: expected a tuple of numbers, got {type(shares).__name__}")
    shares = [checks.check_number(f"shares[{i}]", share, low=0.0, open_low=True)
              for i, share in enumerate(shares)]
    if abs(sum(shares) - 1.0) > 1e-9:
        raise ValueError(f"shares: expected numbers that add up to 1, got a sum of {sum(shares)}")
    borders = np.round(np.cumsum(shares) * len(values)).astype(np.int64)
    parts = np.split(values, borders[:-1])
    for i, part in enumerate(parts):
        if not len(part):
            raise ValueError(f"shares[{i}]: expected at least one of {len(values)} steps, got none for "
                             f"a share of {shares[i]:g}")
    return parts


def sample_windows(ids, length, batch_size, *, rng):
    """Draw windows of a text, each start equally likely, for training without a carried state.

    Args:
        ids: integers, shape (N,), N > length.
        length: steps T of a window.
        batch_size: number of windows B, >= 0.
        rng: Generator or int seed.
    Returns:
        pair (x, y) of int arrays (T, B); y is x one step later in the text.
    Raises:
        TypeError: a wrong type or dtype.
        ValueError: a wrong shape, or a text no longer than a window.
    Source: chapter 3.3.3.
    """
    checks.check_integers("ids", ids, ("N",))
    T, B = checks.check_size("length", length), checks.check_size("batch_size", batch_size, minimum=0)
    if len(ids) <= T:
        raise ValueError(f"ids: expected more than length = {T} of them, got {len(ids)}")
    rows = np.arange(T)[:, None] + checks.as_generator(rng).integers(0, len(ids) - T, B)
    return ids[rows], ids[rows + 1]


def _pad(sequences, index):
    """Return the sequences of an index, at least one, as a PaddedBatch."""
    chosen = [sequences[i] for i in index]
    lengths = np.array([len(sequence) for sequence in chosen], np.int64)
    x = np.zeros((lengths.max(), len(chosen), *chosen[0].shape[1:]), chosen[0].dtype)
    for column, sequence in enumerate(chosen):
        x[:len(sequence), column] = sequence
    return PaddedBatch(x, lengths, index)


def _check_sequences(sequences):
    """Raise unless `sequences` are arrays of one dtype that differ in their length only."""
    if not isinstance(sequences, list | tuple):
        raise TypeError(f"sequences: expected a list of arrays, got {type(sequences).__name__}")
    for i, sequence in enumerate(sequences):
        name, first = f"sequences[{i}]", sequences[0]
        if isinstance(sequence, np.ndarray) and np.issubdtype(sequence.dtype, np.integer):
            checks.check_integers(name, sequence)
        else:
            checks.check_array(name, sequence)
        if sequence.ndim not in (1, 2) or sequence.shape[1:] != first.shape[1:]:
            wanted = ("L", *first.shape[1:]) if first.ndim in (1, 2) else ("L",)
            raise ValueError(f"{name}: expected shape {checks.describe_shape(wanted)}, got "
                             f"{checks.describe_shape(sequence.shape)}")
        if sequence.dtype != first.dtype:
            raise TypeError(f"{name}: expected dtype {first.dtype}, as the first has, got {sequence.dtype}")
