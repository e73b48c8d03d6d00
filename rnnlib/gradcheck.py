"""Gradient checking: derivatives by central differences, to hold derived ones against.

Everything here is in float64. In float32 a difference of two losses keeps two or three digits at best, so
that a wrong gradient could not be told from rounding: float32 is refused.
"""

from collections.abc import Mapping

import numpy as np

from rnnlib import checks

ROUNDING = 16 * np.finfo(np.float64).eps  # of a loss, relative: a few units in the last place


def numerical_gradient(f, x, eps=1e-6):
    """Return the gradient of a scalar function by central differences.

    df/dx_i = (f(x + eps e_i) - f(x - eps e_i)) / (2 eps), with an error of order eps ** 2

    Args:
        f: function of x that returns a number.
        x: float64 array; perturbed in place, and restored even if f raises.
        eps: size of the perturbation, > 0.
    Returns:
        array like x.
    Raises:
        TypeError: f returns no float64 number, x is no float64 array, or eps no number.
        ValueError: f returns NaN or infinity, x is not finite or read-only, or eps is not positive or is
            lost to rounding beside x.
    Source: chapter 3.2.1.
    """
    eps = checks.check_number("eps", eps, low=0.0, open_low=True)
    _check_float64("x", x)
    if not x.flags.writeable:
        raise ValueError("x: expected an array that may be written to, got a read-only one")
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        before = x[index]
        high, low = before + eps, before - eps
        if not low < before < high:
            raise ValueError(f"eps: expected a step that changes x{list(index)} = {before}, got {eps}")
        try:
            x[index] = high
            f_high = _evaluate(f, x)
            x[index] = low
            f_low = _evaluate(f, x)
        finally:
            x[index] = before
        gradient[index] = (f_high - f_low) / (high - low)  # the step as it was after rounding
    return gradient


def relative_error(a, b, floor=0.0):
    """Return the largest difference of two arrays, relative to the largest entry of either.

    max |a - b| / max(max |a|, max |b|, floor), and 0 where that would be 0 / 0

    Args:
        a, b: float64 arrays of one shape.
        floor: the smallest denominator, >= 0; differences far below it do not count.
    Returns:
        float, 0 for equal arrays, at most 2.
    Raises:
        TypeError: a or b is no float64 array, or floor no number.
        ValueError: shapes that differ, NaN or infinity, or a negative floor.
    Source: chapter 3.2.1.
    """
    _check_float64("a", a)
    _check_float64("b", b, a.shape)
    size = max(np.abs(a).max(initial=0.0), np.abs(b).max(initial=0.0),
               checks.check_number("floor", floor, low=0.0))
    return float(np.abs(a / size - b / size).max(initial=0.0)) if size > 0.0 else 0.0


def check_gradients(f, params, grads, *, eps=1e-6, tolerance=1e-6):
    """Hold gradients against central differences, and fail if any is off.

    The rounding of f makes differences uncertain by about |f| 16 u / eps (u: unit of float64); what is
    smaller is not held against a gradient.

    Args:
        f: function of `params` that returns the loss, a number.
        params: mapping name -> float64 array; perturbed in place and restored.
        grads: mapping with the same names: the gradients to check.
        eps: size of the perturbation, > 0.
        tolerance: the largest relative error allowed, > 0.
    Returns:
        dict name -> relative error, each at most `tolerance`.
    Raises:
        AssertionError: a gradient is wrong; names the worst parameter and index, and both numbers.
        TypeError: f returns no float64 number, or an argument has a wrong type or dtype.
        ValueError: names or shapes that differ, NaN or infinity, or a bad eps or tolerance.
    Source: chapter 3.2.1.
    """
    tolerance = checks.check_number("tolerance", tolerance, low=0.0, open_low=True)
    eps = checks.check_number("eps", eps, low=0.0, open_low=True)
    for name, mapping in {"params": params, "grads": grads}.items():
        if not isinstance(mapping, Mapping):
            raise TypeError(f"{name}: expected a mapping name -> array, got {type(mapping).__name__}")
    if set(params) != set(grads):
        raise ValueError(f"grads: expected the names {list(params)}, got {list(grads)}")
    for name, value in params.items():
        _check_float64(f"params[{name!r}]", value)
        _check_float64(f"grads[{name!r}]", grads[name], value.shape)
    floor = abs(_evaluate(f, params)) * ROUNDING / eps / tolerance
    numerical = {name: numerical_gradient(lambda _: f(params), value, eps) for name, value in params.items()}
    errors = {name: relative_error(grads[name], numerical[name], floor) for name in params}
    worst = max(errors, key=errors.get, default=None)
    if worst is not None and errors[worst] > tolerance:
        difference = np.abs(grads[worst] - numerical[worst])
        index = tuple(int(i) for i in np.unravel_index(difference.argmax(), difference.shape))
        raise AssertionError(
            f"grads[{worst!r}] at index {index}: expected {numerical[worst][index]:.9g} by central "
            f"differences, got {grads[worst][index]:.9g}; relative error {errors[worst]:.2g}, "
            f"allowed {tolerance:.2g}")
    return errors


def _check_float64(name, value, shape=None):
    """Raise unless `value` is a finite float64 array of the given shape."""
    if isinstance(value, np.ndarray) and value.dtype == np.float32:
        raise TypeError(f"{name}: expected dtype float64, got float32, where differences drown in rounding")
    checks.check_array(name, value, shape, np.float64)


def _evaluate(f, argument):
    """Return f(argument) as a float."""
    value = f(argument)
    if isinstance(value, np.float32):
        raise TypeError("f: expected a float64 number, got float32, where differences drown in rounding")
    return checks.check_number("f", value)
