"""Losses: how wrong predictions are, as one number, and the gradient of that number.

Each returns (loss, gradient). The loss is the mean over the entries that count; the gradient is that of the
mean. A mask says which entries count (True); the others may hold anything, NaN included: they are never
read, and their gradient is exactly 0. Sums are taken in float64, the gradient has the dtype of the input.
"""

import numpy as np

from rnnlib import checks

ADVICE = "make the predictions smaller"


def mse(y, target, mask=None):
    """Mean squared error.

    loss = mean of (y - target) ** 2, over all features of all entries that count (T B K terms without mask).

    Args:
        y: predictions, floating, any shape with at least one entry, such as (T, B, K).
        target: what should have been predicted, shape and dtype of y.
        mask: bool, the shape of y or of its leading axes, such as (T, B); None counts everything.
    Returns:
        loss, float in squared units of y; dy, array like y.
    Raises:
        TypeError: a wrong type or dtype.
        ValueError: shapes that differ, no entry that counts, NaN or infinity in one that does.
        OverflowError: the loss or a gradient is beyond the range of its dtype.
    Source: chapter 3.2.1.
    """
    checks.check_array("y", y, finite=False)
    checks.check_array("target", target, y.shape, y.dtype, finite=False)
    keep = checks.check_mask(mask, "y", y.shape)
    y, target = _read("y", y, keep), _read("target", target, keep)
    with np.errstate(over="ignore"):  # _mean says what overflowed
        error = y.astype(np.float64) - target
        return _mean("y", y, np.square(error), 2.0 * error, keep)


def softmax_cross_entropy(logits, targets, mask=None):
    """Cross-entropy of the softmax of logits: how surprised the model is by the right classes.

    loss = mean of -log softmax(logits)[target], over all entries that count (T B terms without mask).
    For one entry, dlogits = softmax(logits) - one-hot(target).

    Args:
        logits: floating, (..., K) with K classes, such as (T, B, K).
        targets: integers in 0..K - 1, shape logits.shape[:-1].
        mask: bool, the shape of targets or of its leading axes; None counts everything.
    Returns:
        loss, float in nats per entry (divide by ln 2 for bits); dlogits, array like logits.
    Raises:
        TypeError: a wrong type or dtype.
        ValueError: shapes that do not fit, no class, no entry that counts, NaN or infinity in one that
            does, or a target that is no class.
        OverflowError: the loss is beyond the range of float64.
    Source: Bridle (1990); chapter 3.2.1.
    """
    checks.check_array("logits", logits, finite=False)
    if logits.ndim == 0 or logits.shape[-1] == 0:
        raise ValueError(f"logits: expected a last axis of K >= 1 classes, got shape "
                         f"{checks.describe_shape(logits.shape)}")
    K = logits.shape[-1]
    checks.check_integers("targets", targets, logits.shape[:-1])
    keep = checks.check_mask(mask, "targets", targets.shape)
    targets = checks.check_integers("targets", _blank(targets, keep), low=0, high=K - 1)[..., None]
    keep = keep[..., None]
    logits = _read("logits", logits, keep)
    right = np.arange(K) == targets  # one-hot
    with np.errstate(over="ignore"):  # _mean says what overflowed
        shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
        surprise = np.log(np.exp(shifted).sum(axis=-1, keepdims=True)) - shifted  # -log probability
        return _mean("logits", logits, surprise[right].reshape(keep.shape), np.exp(-surprise) - right, keep)


def sigmoid_cross_entropy(logits, targets, mask=None):
    """Cross-entropy of the sigmoids of logits: yes-or-no questions, each answered on its own.

    loss = mean of -t log s - (1 - t) log(1 - s) with s = sigmoid(logit), over all features of all entries
    that count (T B K terms without mask). For one term, dlogit = s - t.

    Args:
        logits: floating, any shape with at least one entry, such as (T, B, K).
        targets: probabilities in [0, 1] (1 for yes), shape and dtype of logits.
        mask: bool, the shape of logits or of its leading axes; None counts everything.
    Returns:
        loss, float in nats per answer; dlogits, array like logits.
    Raises:
        TypeError: a wrong type or dtype.
        ValueError: shapes that differ, no entry that counts, NaN or infinity in one that does, or a
            target outside [0, 1].
        OverflowError: the loss is beyond the range of float64.
    Source: chapter 3.2.1.
    """
    checks.check_array("logits", logits, finite=False)
    checks.check_array("targets", targets, logits.shape, logits.dtype, finite=False)
    keep = checks.check_mask(mask, "logits", logits.shape)
    logits, targets = _read("logits", logits, keep), _read("targets", targets, keep)
    if targets.min() < 0.0 or targets.max() > 1.0:
        raise ValueError(f"targets: expected probabilities in [0, 1], got values in "
                         f"[{targets.min()}, {targets.max()}]")
    x, t = logits.astype(np.float64), targets.astype(np.float64)
    decay = np.exp(-np.abs(x))  # never overflows
    terms = np.where(x >= 0, (1.0 - t) * x, -t * x) + np.log1p(decay)
    # s - t for x < 0, and (1 - t) - (1 - s) for x >= 0: no cancellation where the answer is sure and right
    small = decay / (1.0 + decay)
    gradient = np.where(x >= 0, (1.0 - t) - small, small - t)
    with np.errstate(over="ignore"):  # _mean says what overflowed
        return _mean("logits", logits, terms, gradient, keep)


def _blank(value, keep):
    """Return a copy of `value` with 0 wherever `keep` is False."""
    return np.where(keep, value, np.zeros((), value.dtype))


def _read(name, value, keep):
    """Return a copy of `value` with 0 wherever `keep` is False, finite everywhere else."""
    return checks.check_array(name, _blank(value, keep))


def _mean(name, value, terms, gradient, keep):
    """Return the mean of the terms that count, and its gradient in the dtype of `value`."""
    count = np.count_nonzero(keep)
    loss = np.sum(terms, where=keep) / count
    checks.check_overflow("loss", loss, ADVICE)
    gradient = _blank(gradient / count, keep).astype(value.dtype)
    checks.check_overflow(f"d{name}", gradient, ADVICE)
    return float(loss), gradient
