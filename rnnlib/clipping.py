"""Gradient clipping: making gradients that have become too large smaller before they do harm.

Nothing given is ever changed: results are new arrays. Clipping bounds a step that would be too long; it
does nothing for gradients that vanish.
"""

import math
from collections.abc import Mapping

import numpy as np

from rnnlib import checks


def global_norm(grads):
    """Return the Euclidean norm of all gradients together, as if they were one vector.

    Squares are taken relative to the largest entry, so that they neither overflow nor vanish.

    Args:
        grads: mapping name -> floating array.
    Returns:
        float, 0 for no gradients.
    Raises:
        TypeError: no mapping, or no floating array in it.
        ValueError: NaN or infinity in a gradient.
        OverflowError: the norm itself is beyond the range of float64.
    Source: Pascanu, Mikolov and Bengio (2013); chapter 3.2.3.
    """
    return _norm(*_largest_and_rest(grads))


def clip_by_norm(grads, max_norm):
    """Shorten all gradients by one common factor, so that their global norm is at most `max_norm`.

    The direction stays. (torch.nn.utils.clip_grad_norm_ divides by norm + 1e-6 instead of by the norm, and
    so ends up shorter by that little.)

    Args:
        grads: mapping name -> floating array.
        max_norm: the longest norm allowed, > 0.
    Returns:
        clipped gradients, dict name -> new array; the global norm before clipping, float.
    Raises:
        TypeError: no mapping, no floating array in it, or `max_norm` no number.
        ValueError: NaN or infinity in a gradient, or `max_norm` not positive and finite.
        OverflowError: the norm is beyond the range of float64.
    Source: Pascanu, Mikolov and Bengio (2013); chapter 3.2.3.
    """
    max_norm = checks.check_number("max_norm", max_norm, low=0.0, open_low=True)
    largest, rest = _largest_and_rest(grads)
    norm = _norm(largest, rest)
    if norm <= max_norm:
        return {name: grad.copy() for name, grad in grads.items()}, norm
    # grad * (max_norm / norm), in an order in which no factor leaves the range of float64
    return {name: np.asarray(grad.astype(np.float64) / largest * (max_norm / rest), grad.dtype)
            for name, grad in grads.items()}, norm


def clip_by_value(grads, limit):
    """Cut every entry of every gradient off at +limit and -limit; the direction may change.

    Args:
        grads: mapping name -> floating array.
        limit: the largest absolute value allowed, > 0.
    Returns:
        clipped gradients, dict name -> new array.
    Raises:
        TypeError: no mapping, no floating array in it, or `limit` no number.
        ValueError: NaN or infinity in a gradient, or `limit` not positive and finite.
    Source: Mikolov (2012); chapter 3.2.3.
    """
    limit = checks.check_number("limit", limit, low=0.0, open_low=True)
    _check(grads)
    bounds = {name: min(limit, float(np.finfo(grad.dtype).max)) for name, grad in grads.items()}
    return {name: np.asarray(np.clip(grad, -bounds[name], bounds[name])) for name, grad in grads.items()}


def _check(grads):
    """Raise unless `grads` maps names to finite floating arrays."""
    if not isinstance(grads, Mapping):
        raise TypeError(f"grads: expected a mapping name -> array, got {type(grads).__name__}")
    for name, grad in grads.items():
        checks.check_array(f"grads[{name!r}]", grad)


def _largest_and_rest(grads):
    """Return the largest |entry|, and the global norm relative to it: two floats, the norm their product."""
    _check(grads)
    largest = max((float(np.abs(grad).max(initial=0.0)) for grad in grads.values()), default=0.0)
    if largest == 0.0:
        return 0.0, 0.0
    squares = (np.square(grad.astype(np.float64) / largest).sum() for grad in grads.values())
    return largest, math.sqrt(math.fsum(squares))


def _norm(largest, rest):
    """Return the global norm as one number."""
    norm = largest * rest
    if math.isinf(norm):
        raise OverflowError("grads: expected a global norm in the range of float64, got an overflow")
    return norm
