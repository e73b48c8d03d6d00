"""The scan: all states of a linear recurrence h_t = a_t h_{t-1} + b_t, one after another or many at once.

Step t is the pair (a_t, b_t). The step (a, b) and then the step (c, d) are together the one step
(c a, c b + d), and this product of pairs is associative: the steps may be combined in any grouping. So the
states can be computed by a tree, in about 2 log2 T rounds of independent products instead of T.
"""

import math
from typing import NamedTuple

import numpy as np

from rnnlib import checks

METHODS = ("loop", "doubling", "tree")


class ScanCost(NamedTuple):
    """What a scan takes, counted in combinations of two pairs.

    Attributes:
        work: combinations in all.
        depth: rounds of combinations, each of which needs the results of the one before.
    Source: Hillis and Steele (1986); Blelloch (1990); chapter 8.2.
    """

    work: int
    depth: int


def combine_steps(first, then):
    """Return the one step that does what two steps do, one after the other.

    h -> a h + b and then h -> c h + d are h -> c a h + (c b + d).

    Args:
        first, then: pairs of arrays, (a, b) and (c, d).
    Returns:
        pair of arrays (c a, c b + d).
    Source: Blelloch (1990); Martin and Cundy (2018); chapter 8.2.
    """
    (a, b), (c, d) = first, then
    return c * a, c * b + d


def linear_scan(a, b, initial=None, *, method="tree"):
    """Return all states of h_t = a_t h_{t-1} + b_t, element by element.

    Args:
        a: factors, (T, ...), real or complex floating; T may be 0.
        b: inputs, of the shape and dtype of a.
        initial: the state before the first step, (...); None for zeros.
        method: "loop" (one step after another), "doubling" (Hillis and Steele: log2 T rounds over nearly all
            steps) or "tree" (Blelloch: about 2 log2 T rounds, 2 T combinations). They agree to rounding.
    Returns:
        h (T, ...).
    Raises:
        TypeError, ValueError: arrays that do not fit, or an unknown method.
    Source: Blelloch (1990); Martin and Cundy (2018); chapter 8.2.
    """
    _check_pair(a, b)
    checks.check_choice("method", method, METHODS)
    if initial is not None:
        _check_like("initial", initial, a.shape[1:], a.dtype)
    if not len(a):
        return b.copy()
    if initial is not None:
        b = b.copy()
        b[0] += a[0] * initial
    return {"loop": _loop, "doubling": _doubling, "tree": _tree}[method](a, b)


def linear_scan_gradient(a, h, dh, initial=None, *, method="tree"):
    """Return the gradients of a scan: a linear recurrence run backwards.

    With g_t the gradient of the loss with respect to h_t along all paths, g_t = dh_t + a_{t+1} g_{t+1}, and
    db_t = g_t, da_t = g_t h_{t-1}. Real arrays only.

    Args:
        a, h: factors and states of `linear_scan`, (T, ...).
        dh: dL/dh_t at the output of every step, (T, ...).
        initial: the state before the first step, as given to `linear_scan`.
        method: as in `linear_scan`.
    Returns:
        da, db (T, ...); dL/d(initial), (...).
    Raises:
        TypeError, ValueError: arrays that do not fit or are complex, or an unknown method.
    Source: Martin and Cundy (2018); chapter 8.2.
    """
    _check_pair(a, h, second="h")
    _check_like("dh", dh, a.shape, a.dtype)
    if np.iscomplexobj(a):
        raise TypeError(f"a: expected real numbers, got {a.dtype}")
    start = np.zeros(a.shape[1:], a.dtype) if initial is None else initial
    _check_like("initial", start, a.shape[1:], a.dtype)
    if not len(a):
        return a.copy(), a.copy(), np.zeros(a.shape[1:], a.dtype)
    later = np.concatenate([a[1:], np.zeros_like(a[:1])])[::-1]
    db = linear_scan(later, np.ascontiguousarray(dh[::-1]), method=method)[::-1]
    before = np.concatenate([start[None], h[:-1]])
    return db * before, db.copy(), a[0] * db[0]


def positive_scan(log_a, log_b):
    """Return the logarithms of all states of a recurrence of positive numbers, without leaving log space.

    With A_t = a_1 ... a_t, h_t = A_t sum_{s <= t} b_s / A_s. In logarithms: log A_t is a sum, and the sum
    over s is a logarithm of sums of exponentials, which neither overflows nor underflows.

    Args:
        log_a: log a_t, (T, ...), real floating.
        log_b: log b_t, of the same shape and dtype. A state before the first step goes into b_1.
    Returns:
        log h (T, ...).
    Raises:
        TypeError, ValueError: arrays that do not fit or are complex.
    Source: Heinsen (2023); Feng et al. (2024); chapter 8.2.
    """
    _check_pair(log_a, log_b, "log_a", "log_b")
    if np.iscomplexobj(log_a):
        raise TypeError(f"log_a: expected real numbers, got {log_a.dtype}")
    total = np.cumsum(log_a, axis=0)
    return total + np.logaddexp.accumulate(log_b - total, axis=0)


def scan_cost(length, method="tree"):
    """Count what a scan of T steps takes if everything that is independent is done at once.

    loop: work and depth T - 1. doubling: one round for each power of two k < T, of T - k combinations. tree:
    floor(T / 2) combinations, a scan of floor(T / 2) steps, and one more for every other step but the first.

    Args:
        length: steps T, >= 1.
        method: "loop", "doubling" or "tree".
    Returns:
        ScanCost.
    Raises:
        TypeError, ValueError: a bad length, or an unknown method.
    Source: Hillis and Steele (1986); Blelloch (1990); chapter 8.2.
    """
    T = checks.check_size("length", length)
    method = checks.check_choice("method", method, METHODS)
    if method == "loop":
        return ScanCost(T - 1, T - 1)
    if method == "doubling":
        rounds = math.ceil(math.log2(T))
        return ScanCost(sum(T - 2 ** k for k in range(rounds)), rounds)
    work = depth = 0
    while T > 1:
        work += T // 2 + (T - 1) // 2
        depth += 1 + ((T - 1) // 2 > 0)
        T //= 2
    return ScanCost(work, depth)


def _loop(a, b):
    h = b.copy()
    for t in range(1, len(h)):
        h[t] += a[t] * h[t - 1]
    return h


def _doubling(a, b):
    """After the round k each pair holds the last 2 k steps up to its own."""
    a, h, k = a.copy(), b.copy(), 1
    while k < len(h):
        a[k:], h[k:] = combine_steps((a[:-k], h[:-k]), (a[k:], h[k:]))
        k *= 2
    return h


def _tree(a, b):
    """Join neighbours, solve the half-length recurrence, fill in the steps between."""
    T = len(b)
    if T == 1:
        return b.copy()
    h, even = np.empty_like(b), T // 2 * 2
    h[1::2] = _tree(*combine_steps((a[:even:2], b[:even:2]), (a[1::2], b[1::2])))
    h[0] = b[0]
    h[2::2] = a[2::2] * h[1:T - 1:2] + b[2::2]
    return h


def _check_pair(a, b, first="a", second="b"):
    """Raise unless both are floating arrays of one shape (T, ...) and one dtype."""
    for name, value in ((first, a), (second, b)):
        if not isinstance(value, np.ndarray) or not np.issubdtype(value.dtype, np.inexact):
            kind = value.dtype if isinstance(value, np.ndarray) else type(value).__name__
            raise TypeError(f"{name}: expected a real or complex floating array, got {kind}")
    if not a.ndim:
        raise ValueError(f"{first}: expected an axis of time, got one number")
    _check_like(second, b, a.shape, a.dtype)


def _check_like(name, value, shape, dtype):
    """Raise unless an array has the shape and dtype expected."""
    if not isinstance(value, np.ndarray | np.generic) or value.dtype != dtype:
        kind = value.dtype if isinstance(value, np.ndarray | np.generic) else type(value).__name__
        raise TypeError(f"{name}: expected an array of {dtype}, got {kind}")
    if value.shape != shape:
        raise ValueError(f"{name}: expected shape {checks.describe_shape(shape)}, "
                         f"got {checks.describe_shape(value.shape)}")
