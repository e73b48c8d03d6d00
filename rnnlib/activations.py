"""Activations: the functions that turn a unit's weighted sum into its value, with their derivatives.

Each is exact to rounding over the whole range of its dtype and keeps that dtype. Derivatives are written in
terms of the output y, which a forward pass has at hand anyway. (`np.asarray` is for arrays of shape (), which
NumPy's arithmetic would turn into numbers.)
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnnlib import checks


def tanh(x):
    """Return the hyperbolic tangent, entry by entry.

    Args:
        x: floating array of any shape.
    Returns:
        array like x, values in [-1, 1].
    Raises:
        TypeError: x is no floating array.
    Source: chapter 2.1.2.
    """
    return np.asarray(np.tanh(checks.check_array("x", x, finite=False)))


def tanh_derivative(y):
    """Return the derivative of tanh where tanh is y, namely 1 - y ** 2.

    Args:
        y: what `tanh` returned.
    Returns:
        array like y, values in [0, 1].
    Raises:
        TypeError: y is no floating array.
    Source: chapter 3.2.1.
    """
    checks.check_array("y", y, finite=False)
    return np.asarray((1 - y) * (1 + y))  # unlike 1 - y * y exact near |y| = 1, where gradients vanish


def relu(x):
    """Return max(x, 0), entry by entry.

    Args:
        x: floating array of any shape.
    Returns:
        array like x, values >= 0.
    Raises:
        TypeError: x is no floating array.
    Source: Le, Jaitly and Hinton (2015); chapter 3.2.2.
    """
    return np.asarray(np.maximum(checks.check_array("x", x, finite=False), 0))


def relu_derivative(y):
    """Return the derivative of relu where relu is y: 1 where y > 0, else 0 (at the kink too).

    Args:
        y: what `relu` returned.
    Returns:
        array like y, values 0 and 1.
    Raises:
        TypeError: y is no floating array.
    Source: Le, Jaitly and Hinton (2015); chapter 3.2.2.
    """
    return np.asarray(checks.check_array("y", y, finite=False) > 0, y.dtype)


def sigmoid(x):
    """Return the logistic function 1 / (1 + exp(-x)), entry by entry.

    Far below 0 it is close to exp(x), and keeps its relative accuracy there: its logarithm may be taken.

    Args:
        x: floating array of any shape.
    Returns:
        array like x, values in [0, 1].
    Raises:
        TypeError: x is no floating array.
    Source: chapter 4.2.1.
    """
    decay = _decay(x)
    return np.asarray(np.where(x >= 0, 1, decay) / (1 + decay))


def sigmoid_derivative(y):
    """Return the derivative of the sigmoid where the sigmoid is y, namely y (1 - y).

    Args:
        y: what `sigmoid` returned.
    Returns:
        array like y, values in [0, 1/4].
    Raises:
        TypeError: y is no floating array.
    Source: chapter 3.2.1.
    """
    return np.asarray(checks.check_array("y", y, finite=False) * (1 - y))


def log_sigmoid(x):
    """Return the logarithm of the sigmoid, which is -softplus(-x), entry by entry.

    Args:
        x: floating array of any shape.
    Returns:
        array like x, values <= 0 (nats).
    Raises:
        TypeError: x is no floating array.
    Source: chapter 4.2.1.
    """
    decay = _decay(x)
    return np.asarray(np.minimum(x, 0) - np.log1p(decay))


def softplus(x):
    """Return log(1 + exp(x)), a relu with a rounded corner, entry by entry.

    Args:
        x: floating array of any shape.
    Returns:
        array like x, values >= 0.
    Raises:
        TypeError: x is no floating array.
    Source: Dugas et al. (2001); chapter 4.2.1.
    """
    decay = _decay(x)
    return np.asarray(np.maximum(x, 0) + np.log1p(decay))


def softmax(x, axis=-1):
    """Return exp(x) divided by its sum along an axis: probabilities out of logits.

    Args:
        x: logits, finite floating array with at least one axis.
        axis: the axis along which the result sums to 1.
    Returns:
        array like x, values in [0, 1].
    Raises:
        TypeError: x is no floating array, or axis no whole number.
        ValueError: NaN or infinity in x, or no such axis.
    Source: Bridle (1990); chapter 3.1.2.
    """
    weights = np.exp(_shift(x, axis))
    return weights / weights.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    """Return the logarithm of the softmax, without ever taking the logarithm of a rounded 0.

    Args:
        x: logits, finite floating array with at least one axis.
        axis: the axis along which the exponentials of the result sum to 1.
    Returns:
        array like x, values <= 0 (nats).
    Raises:
        TypeError: x is no floating array, or axis no whole number.
        ValueError: NaN or infinity in x, or no such axis.
    Source: Bridle (1990); chapter 3.1.2.
    """
    shifted = _shift(x, axis)
    with np.errstate(divide="ignore"):  # the sum is at least 1, except over no entries at all
        return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


class Activation(NamedTuple):
    """An activation as a recurrence needs it.

    Args:
        function: x -> y.
        derivative: y -> dy/dx.
        gamma: the largest |dy/dx| there is; with every singular value of W_hh below 1 / gamma gradients
            must vanish.
    Source: Pascanu, Mikolov and Bengio (2013); chapter 3.2.2.
    """

    function: Callable
    derivative: Callable
    gamma: float


ACTIVATIONS = {
    "tanh": Activation(tanh, tanh_derivative, 1.0),
    "relu": Activation(relu, relu_derivative, 1.0),
    "sigmoid": Activation(sigmoid, sigmoid_derivative, 0.25),
}


def _decay(x):
    """Return exp(-|x|), the exponential that never overflows."""
    return np.exp(-np.abs(checks.check_array("x", x, finite=False)))


def _shift(x, axis):
    """Return x minus its maximum along an axis: all values <= 0, so that exp cannot overflow."""
    if checks.check_array("x", x).ndim == 0:
        raise ValueError("x: expected an array with at least one axis, got shape ()")
    with np.errstate(over="ignore"):  # a gap wider than the dtype's range becomes -inf, whose exp is 0
        return x - x.max(axis=axis, keepdims=True, initial=-np.inf)
