"""Initialisers: functions that return a parameter's first values.

Weights are (out, in), so fan_in is the last axis and fan_out the one before it. Numbers are drawn in
float64 and rounded to `dtype` at the end: one seed gives the same weights in both precisions. Initialisers
that draw nothing take `rng` all the same, so that one can stand in for another.
"""

import numpy as np

from rnnlib import checks


def zeros(shape, *, rng=None, dtype=np.float64):
    """Return zeros, the usual start of a bias.

    Args:
        shape: sizes of the result.
        rng: not used.
        dtype: float32 or float64.
    Returns:
        array of `shape`.
    Raises:
        TypeError, ValueError: a bad shape or dtype.
    Source: chapter 3.3.2.
    """
    return constant(shape, value=0.0, rng=rng, dtype=dtype)


def constant(shape, *, value, rng=None, dtype=np.float64):
    """Return an array whose every entry is `value`.

    Args:
        shape: sizes of the result.
        value: a finite number.
        rng: not used.
        dtype: float32 or float64.
    Returns:
        array of `shape`.
    Raises:
        TypeError, ValueError: a bad shape, value or dtype.
    Source: chapter 3.3.2.
    """
    shape, dtype = checks.check_shape("shape", shape), checks.check_dtype("dtype", dtype)
    return np.full(shape, checks.check_number("value", value), dtype)


def uniform(shape, *, bound, rng, dtype=np.float64):
    """Draw from the uniform distribution on [-bound, bound], of variance bound ** 2 / 3.

    Args:
        shape: sizes of the result.
        bound: half the width of the interval, >= 0.
        rng: Generator or int seed.
        dtype: float32 or float64.
    Returns:
        array of `shape`.
    Raises:
        TypeError, ValueError: a bad shape, bound, rng or dtype.
    Source: chapter 3.3.2.
    """
    shape, dtype = checks.check_shape("shape", shape), checks.check_dtype("dtype", dtype)
    bound = checks.check_number("bound", bound, low=0.0)
    unit = checks.as_generator(rng).uniform(-1.0, 1.0, shape)
    return (bound * unit).astype(dtype)


def normal(shape, *, std, rng, dtype=np.float64):
    """Draw from the normal distribution of mean 0 and standard deviation `std`.

    Args:
        shape: sizes of the result.
        std: standard deviation, >= 0.
        rng: Generator or int seed.
        dtype: float32 or float64.
    Returns:
        array of `shape`.
    Raises:
        TypeError, ValueError: a bad shape, std, rng or dtype.
    Source: chapter 3.3.2.
    """
    shape, dtype = checks.check_shape("shape", shape), checks.check_dtype("dtype", dtype)
    std = checks.check_number("std", std, low=0.0)
    return (std * checks.as_generator(rng).standard_normal(shape)).astype(dtype)


def glorot_uniform(shape, *, rng, dtype=np.float64):
    """Draw uniformly with variance 2 / (fan_in + fan_out), which suits tanh.

    Args:
        shape: (fan_out, fan_in).
        rng: Generator or int seed.
        dtype: float32 or float64.
    Returns:
        array of `shape`.
    Raises:
        TypeError, ValueError: a bad shape, rng or dtype.
    Source: Glorot and Bengio (2010); chapter 3.3.2.
    """
    fan_out, fan_in = checks.check_shape("shape", shape, ndim=2)
    return uniform(shape, bound=np.sqrt(6.0 / (fan_in + fan_out)), rng=rng, dtype=dtype)


def glorot_normal(shape, *, rng, dtype=np.float64):
    """Draw from a normal distribution of variance 2 / (fan_in + fan_out), which suits tanh.

    Args:
        shape: (fan_out, fan_in).
        rng: Generator or int seed.
        dtype: float32 or float64.
    Returns:
        array of `shape`.
    Raises:
        TypeError, ValueError: a bad shape, rng or dtype.
    Source: Glorot and Bengio (2010); chapter 3.3.2.
    """
    fan_out, fan_in = checks.check_shape("shape", shape, ndim=2)
    return normal(shape, std=np.sqrt(2.0 / (fan_in + fan_out)), rng=rng, dtype=dtype)


def he_uniform(shape, *, rng, dtype=np.float64):
    """Draw uniformly with variance 2 / fan_in, which suits ReLU.

    Args:
        shape: (fan_out, fan_in).
        rng: Generator or int seed.
        dtype: float32 or float64.
    Returns:
        array of `shape`.
    Raises:
        TypeError, ValueError: a bad shape, rng or dtype.
    Source: He et al. (2015); chapter 3.3.2.
    """
    _, fan_in = checks.check_shape("shape", shape, ndim=2)
    return uniform(shape, bound=np.sqrt(6.0 / fan_in), rng=rng, dtype=dtype)


def he_normal(shape, *, rng, dtype=np.float64):
    """Draw from a normal distribution of variance 2 / fan_in, which suits ReLU.

    Args:
        shape: (fan_out, fan_in).
        rng: Generator or int seed.
        dtype: float32 or float64.
    Returns:
        array of `shape`.
    Raises:
        TypeError, ValueError: a bad shape, rng or dtype.
    Source: He et al. (2015); chapter 3.3.2.
    """
    _, fan_in = checks.check_shape("shape", shape, ndim=2)
    return normal(shape, std=np.sqrt(2.0 / fan_in), rng=rng, dtype=dtype)


def orthogonal(shape, *, rng, gain=1.0, dtype=np.float64):
    """Draw a matrix with orthonormal rows or columns, each such matrix equally likely, times `gain`.

    Q of a QR decomposition of a Gaussian matrix favours some orthogonal matrices until the signs of its
    columns are set so that R has a positive diagonal; then its distribution is uniform (Haar).

    Args:
        shape: (rows, columns); the fewer of the two are orthonormal.
        rng: Generator or int seed.
        gain: factor, which all singular values equal (in absolute value).
        dtype: float32 or float64.
    Returns:
        array of `shape`.
    Raises:
        TypeError, ValueError: a bad shape, rng, gain or dtype.
    Source: Saxe et al. (2014); Mezzadri (2007) for the signs; chapter 9.2.2.
    """
    rows, columns = checks.check_shape("shape", shape, ndim=2)
    gain, dtype = checks.check_number("gain", gain), checks.check_dtype("dtype", dtype)
    gaussian = checks.as_generator(rng).standard_normal((max(rows, columns), min(rows, columns)))
    Q, R = np.linalg.qr(gaussian)
    Q *= np.where(np.diagonal(R) < 0.0, -1.0, 1.0)
    return np.ascontiguousarray(gain * (Q if rows >= columns else Q.T), dtype)


def identity(shape, *, gain=1.0, rng=None, dtype=np.float64):
    """Return the identity times `gain`, the recurrent weights of an IRNN.

    Args:
        shape: (H, H).
        gain: the value on the diagonal.
        rng: not used.
        dtype: float32 or float64.
    Returns:
        array of `shape`.
    Raises:
        TypeError, ValueError: a bad shape (or no square), gain or dtype.
    Source: Le, Jaitly and Hinton (2015); chapter 6.4.1.
    """
    H = _check_square(shape)
    gain = checks.check_number("gain", gain)
    return gain * np.eye(H, dtype=checks.check_dtype("dtype", dtype))


def scaled_to_spectral_radius(shape, *, radius, rng, dtype=np.float64):
    """Draw a Gaussian matrix and rescale it until its largest |eigenvalue| is `radius`.

    Args:
        shape: (H, H).
        radius: the spectral radius, >= 0.
        rng: Generator or int seed.
        dtype: float32 or float64.
    Returns:
        array of `shape`.
    Raises:
        TypeError, ValueError: a bad shape (or no square), radius, rng or dtype.
    Source: Jaeger (2001); chapter 3.2.2.
    """
    H, dtype = _check_square(shape), checks.check_dtype("dtype", dtype)
    radius = checks.check_number("radius", radius, low=0.0)
    return rescale_spectral_radius(checks.as_generator(rng).standard_normal((H, H)), radius).astype(dtype)


def rescale_spectral_radius(W, radius):
    """Return `W` times the factor that makes its largest |eigenvalue| equal to `radius`.

    Args:
        W: square matrix, shape (H, H), floating.
        radius: the spectral radius asked for, >= 0.
    Returns:
        new array of W's shape and dtype.
    Raises:
        TypeError: W is no floating array, or radius no number.
        ValueError: W is not square, not finite, or nilpotent (to rounding): all its eigenvalues are 0, and
            no factor changes that; or radius is negative.
    Source: Jaeger (2001); chapter 3.2.2.
    """
    checks.check_array("W", W, ("H", "H"))
    radius = checks.check_number("radius", radius, low=0.0)
    size = np.abs(W).max(initial=0.0)
    unit = W.astype(np.float64) / size if size > 0.0 else np.zeros(W.shape)
    found = np.abs(np.linalg.eigvals(unit)).max(initial=0.0)
    if found == 0.0 or _is_nilpotent(unit):
        raise ValueError("W: expected an eigenvalue other than 0, got a nilpotent matrix (to rounding)")
    return (unit * (radius / found)).astype(W.dtype)


def forget_bias(hidden_size, value=1.0, *, dtype=np.float64):
    """Return a constant bias for a forget gate; from 1 on, the gate starts out open.

    Args:
        hidden_size: number of units H.
        value: the bias; a unit forgets half in ln(1/2) / ln(sigmoid(value)) steps.
        dtype: float32 or float64.
    Returns:
        array of shape (H,).
    Raises:
        TypeError, ValueError: a bad size, value or dtype.
    Source: Gers, Schmidhuber and Cummins (2000); Jozefowicz, Zaremba and Sutskever (2015); chapter 4.2.1.
    """
    return constant((checks.check_size("hidden_size", hidden_size),), value=value, dtype=dtype)


def chrono(hidden_size, max_lag, *, rng, dtype=np.float64):
    """Draw gate biases whose memory spans are spread evenly from 1 to max_lag - 1 steps.

    b_f = log u with u uniform on [1, max_lag - 1], and b_i = -b_f, so that i = 1 - f at the start.

    Args:
        hidden_size: number of units H.
        max_lag: the longest dependency expected, in steps, >= 2.
        rng: Generator or int seed.
        dtype: float32 or float64.
    Returns:
        pair (b_f, b_i) of arrays of shape (H,).
    Raises:
        TypeError, ValueError: a bad size, lag, rng or dtype.
    Source: Tallec and Ollivier (2018); chapter 4.2.1.
    """
    H, T = checks.check_size("hidden_size", hidden_size), checks.check_size("max_lag", max_lag, minimum=2)
    dtype = checks.check_dtype("dtype", dtype)
    b_f = np.log(checks.as_generator(rng).uniform(1.0, T - 1.0, H)).astype(dtype)
    return b_f, -b_f


def _check_square(shape):
    """Return H of the shape (H, H), or raise."""
    rows, columns = checks.check_shape("shape", shape, ndim=2)
    if rows != columns:
        raise ValueError(f"shape: expected a square (H, H), got {checks.describe_shape(shape)}")
    return rows


def _is_nilpotent(W):
    """Say whether W to the power H is 0 to rounding: its computed eigenvalues need not show it."""
    rounding = 16 * len(W) * np.finfo(np.float64).eps
    for _ in range(len(W).bit_length() + 1):  # each turn squares W, and one turn more tests the last square
        norm = np.linalg.norm(W)
        if norm <= rounding:
            return True
        W = (W / norm) @ (W / norm)
    return False
