"""Metrics: how good predictions are, in units that people compare, and what simple rules would reach.

Losses are minimised and come with gradients; metrics are read. Each says its unit. A mask says which
entries count (True); the others are never read.
"""

import math

import numpy as np

from rnnlib import checks


def perplexity(cross_entropy):
    """Return the perplexity: among how many equally likely symbols the model is, in effect, undecided.

    perplexity = exp(cross_entropy)

    Args:
        cross_entropy: mean cross-entropy in nats per symbol, >= 0.
    Returns:
        float >= 1, a number of symbols (no unit).
    Raises:
        TypeError: cross_entropy is no real number.
        ValueError: it is negative, NaN or infinite.
        OverflowError: the perplexity is beyond the range of float64 (from 710 nats on).
    Source: Jelinek et al. (1977); chapter 6.1.1.
    """
    cross_entropy = checks.check_number("cross_entropy", cross_entropy, low=0.0)
    with np.errstate(over="ignore"):  # check_overflow says what overflowed
        value = np.exp(np.float64(cross_entropy))
    checks.check_overflow("perplexity", value, "report the cross-entropy itself")
    return float(value)


def bits_per_character(cross_entropy, characters_per_symbol=1.0):
    """Return a cross-entropy as bits per character, comparable across ways of cutting text into symbols.

    bits = cross_entropy / (ln 2 * characters_per_symbol)

    Args:
        cross_entropy: mean cross-entropy in nats per symbol, >= 0.
        characters_per_symbol: mean length of a symbol, > 0: 1 where symbols are characters; for words, the
            characters of the text (spaces included) over its words.
    Returns:
        float, bits per character.
    Raises:
        TypeError: an argument is no real number.
        ValueError: one is out of range.
        OverflowError: the result is beyond the range of float64.
    Source: Shannon (1951); chapter 3.3.3.
    """
    cross_entropy = checks.check_number("cross_entropy", cross_entropy, low=0.0)
    share = checks.check_number("characters_per_symbol", characters_per_symbol, low=0.0, open_low=True)
    with np.errstate(over="ignore"):  # check_overflow says what overflowed
        value = np.float64(cross_entropy / math.log(2.0)) / share
    checks.check_overflow("bits per character", value, "check characters_per_symbol")
    return float(value)


def accuracy(predictions, targets, mask=None):
    """Return the share of predicted classes that are right.

    Args:
        predictions: integers, any shape, such as (T, B); from logits (T, B, K): `logits.argmax(axis=-1)`.
        targets: integers, the shape of predictions.
        mask: bool, the shape of targets or of its leading axes; None counts everything.
    Returns:
        float in [0, 1].
    Raises:
        TypeError: a wrong type or dtype (logits are no predictions).
        ValueError: shapes that differ, or no entry that counts.
    Source: chapter 1.1.2.
    """
    predictions, targets = _classes(predictions, targets, mask)
    return float(np.mean(predictions == targets))


def confusion_matrix(predictions, targets, classes, mask=None):
    """Count how often each class was taken for each other.

    Args:
        predictions: integers in 0..K - 1, any shape, such as (T, B).
        targets: integers in 0..K - 1, the shape of predictions.
        classes: number of classes K.
        mask: bool, the shape of targets or of its leading axes; None counts everything.
    Returns:
        int64 array (K, K): in row i and column j, the entries of class i that were predicted as class j.
    Raises:
        TypeError: a wrong type or dtype.
        ValueError: shapes that differ, no entry that counts, or a class that does not exist.
    Source: chapter 6.1.3.
    """
    K = checks.check_size("classes", classes)
    predictions, targets = _classes(predictions, targets, mask)
    checks.check_integers("predictions", predictions, low=0, high=K - 1)
    checks.check_integers("targets", targets, low=0, high=K - 1)
    cells = targets.astype(np.int64) * K + predictions.astype(np.int64)
    return np.bincount(cells, minlength=K * K).reshape(K, K)


def constant_mse(targets, constant=None, mask=None):
    """Return the mean squared error of predicting one constant, the first baseline of any regression.

    mean of (targets - constant) ** 2. Without a constant it is that of the best one in hindsight, the mean
    of each feature, and so the variance: no constant does better. An honest baseline on held-out data takes
    the mean of the training data.

    Args:
        targets: floating, at least one axis, such as (T, B, K); features are the last axis if there are two
            or more.
        constant: the number predicted; None for the mean of each feature over the entries that count.
        mask: bool, the shape of targets or of its leading axes (all but the features at most); None counts
            everything.
    Returns:
        float, in squared units of the targets.
    Raises:
        TypeError: a wrong type or dtype.
        ValueError: a wrong shape, no entry that counts, NaN or infinity in one that does.
        OverflowError: the error is beyond the range of float64.
    Source: chapter 2.3.1.
    """
    checks.check_array("targets", targets, finite=False)
    if targets.ndim == 0:
        raise ValueError("targets: expected at least one axis, got shape ()")
    if targets.ndim == 1:
        targets = targets[:, None]
    if isinstance(mask, np.ndarray) and mask.ndim >= targets.ndim:
        raise ValueError(f"mask: expected fewer axes than the targets' {targets.ndim}, the last one being "
                         f"features, got {mask.ndim}")
    counted = targets[checks.check_mask(mask, "targets", targets.shape)].astype(np.float64)
    values = checks.check_array("targets", counted.reshape(-1, targets.shape[-1]))
    if constant is not None:
        constant = checks.check_number("constant", constant)
    with np.errstate(over="ignore", invalid="ignore"):  # _mean_square says what overflowed
        return _mean_square(values - (values.mean(axis=0) if constant is None else constant))


def persistence_mse(series, lag=1):
    """Return the mean squared error of predicting that nothing changes, the baseline of forecasting.

    mean of (series[t] - series[t - lag]) ** 2 over t >= lag. A lag of one period is the seasonal form.

    Args:
        series: floating, time first, such as (T,) or (T, B, D), with no padding.
        lag: steps between the value predicted and the one repeated, in 1..T - 1.
    Returns:
        float, in squared units of the series.
    Raises:
        TypeError: a wrong type or dtype.
        ValueError: a wrong shape, a series no longer than lag, NaN or infinity.
        OverflowError: the error is beyond the range of float64.
    Source: chapter 6.3.1.
    """
    checks.check_array("series", series)
    lag = checks.check_size("lag", lag)
    if series.ndim == 0 or len(series) <= lag or not series.size:
        raise ValueError(f"series: expected values at more than lag = {lag} steps, got shape "
                         f"{checks.describe_shape(series.shape)}")
    series = series.astype(np.float64)
    with np.errstate(over="ignore"):  # _mean_square says what overflowed
        return _mean_square(series[lag:] - series[:-lag])


def auc(scores, labels):
    """Return how well numbers tell two classes apart: the area under the ROC curve.

    The probability that a random member of the class has a higher score than a random one of the rest; equal
    scores count one half. 1/2 is chance, 1 and 0 are perfect (0: with the sign turned round).

    Args:
        scores: floating, (N,), or (N, H) for H scores at once.
        labels: bool, (N,): who belongs to the class; some do, and some do not.
    Returns:
        float, or array (H,), in [0, 1].
    Raises:
        TypeError, ValueError: arrays of another kind or shape, or labels that are all the same.
    Source: Hanley and McNeil (1982); chapter 2.3.3.
    """
    checks.check_array("scores", scores)
    if scores.ndim not in (1, 2):
        raise ValueError(f"scores: expected shape (N,) or (N, H), got {checks.describe_shape(scores.shape)}")
    if not isinstance(labels, np.ndarray) or labels.dtype != np.bool_:
        kind = labels.dtype if isinstance(labels, np.ndarray) else type(labels).__name__
        raise TypeError(f"labels: expected a bool array, got {kind}")
    if labels.shape != scores.shape[:1] or labels.all() or not labels.any():
        raise ValueError(f"labels: expected {len(scores)} of them, not all the same, got shape "
                         f"{checks.describe_shape(labels.shape)} with {labels.sum()} true")
    if scores.ndim == 2:
        return np.array([auc(column, labels) for column in scores.T])
    members, rest = scores[labels], np.sort(scores[~labels])
    below = np.searchsorted(rest, members, "left") + np.searchsorted(rest, members, "right")
    return float(below.mean() / (2 * len(rest)))


def edit_distance(found, expected):
    """Return the fewest insertions, deletions and substitutions that turn one sequence into another.

    d_ij = min(d_{i-1,j} + 1, d_{i,j-1} + 1, d_{i-1,j-1} + [found_i != expected_j])

    Divided by the length of `expected` it is the phone, character or word error rate, which can exceed 1.

    Args:
        found, expected: sequences of things that can be compared, such as lists of phones or strings.
    Returns:
        int.
    Source: Levenshtein (1966); chapter 6.2.1.
    """
    row = list(range(len(expected) + 1))
    for i, one in enumerate(found, start=1):
        before, row = row, [i]
        for j, other in enumerate(expected, start=1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one != other)))
    return row[-1]


def _classes(predictions, targets, mask):
    """Return the predictions and the targets that count, each as one row of integers."""
    checks.check_integers("predictions", predictions)
    checks.check_integers("targets", targets, predictions.shape)
    keep = checks.check_mask(mask, "predictions", predictions.shape)
    return predictions[keep], targets[keep]


def _mean_square(error):
    """Return the mean of error ** 2, or raise OverflowError."""
    value = np.mean(np.square(error))
    checks.check_overflow("mean squared error", value, "scale the data")
    return float(value)
