"""Checks of arguments: one place that says what is wrong with an input, and how.

Every message names the argument, says what was expected and what came.
"""

import math
import numbers

import numpy as np


def check_size(name, value, minimum=1):
    """Return `value` as an int of at least `minimum`.

    Args:
        name: the argument's name, for the message.
        value: a whole number (bool is refused).
        minimum: the smallest value allowed.
    Returns:
        int.
    Raises:
        TypeError: `value` is no whole number.
        ValueError: `value` is below `minimum`.
    Source: house rule on bad input; used by every constructor of the package.
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name}: expected a whole number, got {value!r} of type {type(value).__name__}")
    if value < minimum:
        raise ValueError(f"{name}: expected a whole number of at least {minimum}, got {value}")
    return int(value)


def check_number(name, value, low=-np.inf, high=np.inf, open_low=False, open_high=False):
    """Return `value` as a finite float inside an interval.

    Args:
        name: the argument's name, for the message.
        value: a real number.
        low, high: the interval's ends.
        open_low, open_high: whether the end itself is excluded.
    Returns:
        float.
    Raises:
        TypeError: `value` is no real number.
        ValueError: `value` is NaN, infinite or outside the interval.
    Source: house rule on bad input.
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: expected a real number, got {value!r} of type {type(value).__name__}")
    try:
        found = float(value)
    except OverflowError:  # an int beyond the range of float
        found = math.inf
    above = found > low if open_low else found >= low
    below = found < high if open_high else found <= high
    if not (math.isfinite(found) and above and below):
        left, right = "(" if open_low or low == -np.inf else "[", ")" if open_high or high == np.inf else "]"
        raise ValueError(f"{name}: expected a finite number in {left}{low:g}, {high:g}{right}, got {value}")
    return found


def check_choice(name, value, choices):
    """Return `value` if it is one of `choices`.

    Args:
        name: the argument's name, for the message.
        value: what came.
        choices: the values allowed.
    Returns:
        `value`.
    Raises:
        ValueError: `value` is not among `choices`.
    Source: house rule on bad input.
    """
    choices = tuple(choices)
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name}: expected one of {', '.join(map(repr, choices))}, got {value!r}")
    return value


def check_flag(name, value):
    """Return `value` if it is True or False.

    Args:
        name: the argument's name, for the message.
        value: what came.
    Returns:
        bool.
    Raises:
        TypeError: `value` is no bool: 0, 1 and "no" may be mistakes.
    Source: house rule on bad input.
    """
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name}: expected True or False, got {value!r} of type {type(value).__name__}")
    return bool(value)


def check_shape(name, shape, ndim=None):
    """Return `shape` as a tuple of sizes, each at least 1.

    Args:
        name: the argument's name, for the message.
        shape: tuple or list of whole numbers.
        ndim: how many axes there must be; None for any number.
    Returns:
        tuple of ints.
    Raises:
        TypeError: `shape` is no tuple or list, or holds something that is no whole number.
        ValueError: a size below 1, or a wrong number of axes.
    Source: house rule on bad input; used by `rnnlib.initializers`.
    """
    if not isinstance(shape, tuple | list):
        raise TypeError(f"{name}: expected a tuple of sizes, got {shape!r} of type {type(shape).__name__}")
    if ndim is not None and len(shape) != ndim:
        raise ValueError(f"{name}: expected {ndim} axes, got {describe_shape(shape)}")
    return tuple(check_size(f"{name}[{axis}]", size) for axis, size in enumerate(shape))


def check_dtype(name, dtype):
    """Return `dtype` as np.float32 or np.float64.

    Args:
        name: the argument's name, for the message.
        dtype: anything NumPy reads as a dtype.
    Returns:
        np.dtype.
    Raises:
        TypeError: `dtype` is neither float32 nor float64.
    Source: house rule on dtypes.
    """
    try:
        found = None if dtype is None else np.dtype(dtype)  # NumPy would take None for float64
    except TypeError:
        found = None
    if found is None or found not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise TypeError(f"{name}: expected float32 or float64, got {dtype!r}")
    return found


def check_array(name, value, shape=None, dtype=None, finite=True):
    """Return `value` if it is a floating array of the right shape, dtype and content.

    Nothing is converted: an integer array would hide a mistake in the data, and a silent change of
    precision would hide one in the set-up.

    Args:
        name: the argument's name, for the message.
        value: the array.
        shape: tuple of sizes (int), or of letters for sizes that are free ("T", "B"); a letter that
            comes twice ("H", "H") stands for the same size; None for any shape.
        dtype: the dtype asked for; None for float32 or float64.
        finite: whether NaN and infinity are refused.
    Returns:
        the same array, not a copy.
    Raises:
        TypeError: no NumPy array, or a wrong dtype.
        ValueError: a wrong shape, or NaN or infinity inside.
    Source: house rule on bad input.
    """
    if not isinstance(value, np.ndarray):
        raise TypeError(f"{name}: expected a NumPy array, got {type(value).__name__}")
    allowed = (np.dtype(np.float32), np.dtype(np.float64)) if dtype is None else (np.dtype(dtype),)
    if value.dtype not in allowed:
        expected = " or ".join(map(str, allowed))
        raise TypeError(f"{name}: expected dtype {expected}, got {value.dtype}")
    if shape is not None:
        _compare_shapes(name, shape, value.shape)
    if finite and not np.isfinite(value).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])
        raise ValueError(f"{name}: expected finite numbers, got {value[where]} at index {where}")
    return value


def check_integers(name, value, shape=None, low=None, high=None):
    """Return `value` if it is an integer array of the right shape and range.

    Args:
        name: the argument's name, for the message.
        value: the array.
        shape: as in `check_array`.
        low, high: the smallest and the largest value allowed, or None.
    Returns:
        the same array, not a copy.
    Raises:
        TypeError: no NumPy array, or no integer dtype.
        ValueError: a wrong shape, or a value out of range.
    Source: house rule on bad input.
    """
    if not isinstance(value, np.ndarray):
        raise TypeError(f"{name}: expected a NumPy array of integers, got {type(value).__name__}")
    if not np.issubdtype(value.dtype, np.integer):
        raise TypeError(f"{name}: expected an integer dtype, got {value.dtype}")
    if shape is not None:
        _compare_shapes(name, shape, value.shape)
    if value.size and ((low is not None and value.min() < low) or (high is not None and value.max() > high)):
        left, right = "(-inf" if low is None else f"[{low}", "inf)" if high is None else f"{high}]"
        raise ValueError(f"{name}: expected integers in {left}, {right}, got values in "
                         f"[{value.min()}, {value.max()}]")
    return value


def check_mask(mask, name, shape):
    """Return which entries of an array count, as a bool array of its shape.

    Args:
        mask: bool, `shape` or its leading axes; None counts everything.
        name: the array that is masked, for the message.
        shape: its shape.
    Returns:
        bool array of `shape` (a view that must not be written to), with at least one True.
    Raises:
        TypeError: `mask` is no bool array.
        ValueError: its shape does not fit, or nothing counts.
    Source: house rule on padding: what is masked is neither read nor trained on.
    """
    if mask is None:
        keep = np.broadcast_to(True, shape)
    else:
        if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_:
            kind = mask.dtype if isinstance(mask, np.ndarray) else type(mask).__name__
            raise TypeError(f"mask: expected a bool array, got {kind}")
        if mask.shape != shape[:mask.ndim]:
            raise ValueError(f"mask: expected the shape of {name} or of its leading axes, "
                             f"{describe_shape(shape)}, got {describe_shape(mask.shape)}")
        keep = np.broadcast_to(mask.reshape(mask.shape + (1,) * (len(shape) - mask.ndim)), shape)
    if not keep.size:
        raise ValueError(f"{name}: expected at least one entry, got shape {describe_shape(shape)}")
    if not keep.any():
        raise ValueError("mask: expected at least one True, got all False: a mean over nothing")
    return keep


def check_overflow(name, value, advice):
    """Raise if a computed array has left the range of its dtype.

    Args:
        name: what was computed.
        value: the array.
        advice: what to do about it.
    Raises:
        OverflowError: NaN or infinity in `value`.
    Source: house rule: no NaN from legal input.
    """
    if not np.isfinite(value).all():
        raise OverflowError(f"{name}: expected finite {value.dtype.name} numbers, got an overflow: {advice}")


def as_generator(rng):
    """Return a Generator: the one given, or a new one from an int seed.

    Args:
        rng: numpy.random.Generator, or a whole number >= 0.
    Returns:
        numpy.random.Generator.
    Raises:
        TypeError: anything else, None included: randomness is always explicit here.
        ValueError: a negative seed.
    Source: house rule on randomness.
    """
    if isinstance(rng, np.random.Generator):
        return rng
    if isinstance(rng, bool | np.bool_) or not isinstance(rng, numbers.Integral):
        raise TypeError(f"rng: expected a numpy.random.Generator or an int seed, got {rng!r}")
    return np.random.default_rng(check_size("rng", rng, minimum=0))


def describe_shape(shape):
    """Write a shape as (T, B, 3).

    Args:
        shape: tuple of ints and letters.
    Returns:
        str.
    Source: house rule on bad input.
    """
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def _compare_shapes(name, expected, found):
    """Raise ValueError unless `found` fits `expected`, whose letters are free but consistent sizes."""
    sizes = {}
    fits = len(expected) == len(found) and all(
        got == (sizes.setdefault(want, got) if isinstance(want, str) else want)
        for want, got in zip(expected, found, strict=True))
    if not fits:
        raise ValueError(f"{name}: expected shape {describe_shape(expected)}, got {describe_shape(found)}")
