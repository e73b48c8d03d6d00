"""Diagnostics: what a recurrent network does to its states and gradients over time, as numbers.

Everything works for any cell that keeps the contract of `rnnlib.cells`. The state of such a cell is a row of
S numbers: S = H for RNNCell and GRUCell, S = 2H for LSTMCell, h first and then C.

A product of a thousand Jacobians may leave the range of floats. So products carry a power of two of their
own, and log10=True returns logarithms, which neither overflow nor underflow.
"""

import numpy as np

from rnnlib import checks
from rnnlib.activations import ACTIVATIONS
from rnnlib.cells import RNNCell
from rnnlib.unroll import unroll


def state_jacobian(cell, x_t, state=None):
    """Return the Jacobian of one step, d state_t / d state_{t-1}, for one sample.

    Args:
        cell: any cell.
        x_t: input of the step, (1, D).
        state: the state before the step, for a batch of 1; None for zeros.
    Returns:
        array (S, S); row i belongs to entry i of state_t.
    Raises:
        TypeError, ValueError: `x_t` or `state` does not fit the cell.
        OverflowError: the step or its derivative is no longer finite.
    Source: Bengio, Simard and Frasconi (1994); chapter 3.2.1.
    """
    checks.check_array("x_t", x_t, (1, cell.input_size), cell.dtype)
    return step_jacobians(cell, x_t[np.newaxis], state)[0].astype(cell.dtype)


def step_jacobians(cell, x, state=None):
    """Return the Jacobian of every step of a sequence, d state_t / d state_{t-1}.

    A step on S copies of the sample, and back from the S rows of the identity, gives all S rows at once.

    Args:
        cell: any cell.
        x: one sequence, (T, 1, D).
        state: the state before the first step, for a batch of 1; None for zeros.
    Returns:
        array (T, S, S), float64.
    Raises:
        TypeError, ValueError: `x` or `state` does not fit the cell.
        OverflowError: a state or a derivative is no longer finite.
    Source: Bengio, Simard and Frasconi (1994); chapter 3.2.2.
    """
    checks.check_array("x", x, ("T", 1, cell.input_size), cell.dtype)
    state = cell.initial_state(1) if state is None else cell.check_state("state", state, 1)
    widths = [part.shape[1] for part in _parts(state)]
    S = sum(widths)
    rows = np.split(np.eye(S, dtype=cell.dtype), np.cumsum(widths)[:-1], axis=1)
    dstate, dh_t = _like(state, rows), np.zeros((S, cell.hidden_size), cell.dtype)
    jacobians = np.empty((len(x), S, S))
    for t, x_t in enumerate(x):
        copies = _like(state, [np.repeat(part, S, axis=0) for part in _parts(state)])
        _, after, cache = cell.forward(np.repeat(x_t, S, axis=0), copies)
        _, before, _ = cell.backward(dh_t, dstate, cache)
        jacobians[t] = np.concatenate(_parts(before), axis=1)
        state = _like(state, [part[:1] for part in _parts(after)])
    return jacobians


def gradient_norms(cell, x, state=None, max_lag=None, *, part="state", log10=False):
    """Return how much a small change of the state k steps ago changes the last hidden state, at most.

    The spectral norm of d h_T / d state_{T-k} = [I, 0] J_T J_{T-1} ... J_{T-k+1}: the largest factor by which
    a gradient that arrives at h_T is multiplied on its way back over k steps.

    Args:
        cell: any cell.
        x: one sequence, (T, 1, D).
        state: the state before the first step, for a batch of 1; None for zeros.
        max_lag: the largest k, at most T; None for T.
        part: with respect to what: all of the "state"; or, for cells with two, "h" or "c" alone, the other
            held fixed. At lag 0 the norm for "c" is 0: given h_T, C_T is not needed.
        log10: whether to return logarithms to base 10; that of a norm of 0 is -inf.
    Returns:
        array (max_lag + 1,), float64: the norm for k = 0, 1, ..., max_lag.
    Raises:
        TypeError, ValueError: an argument does not fit.
        OverflowError: a state is no longer finite; or a norm is above 1.8e308 and log10 is False.
    Source: Hochreiter (1991); Pascanu, Mikolov and Bengio (2013); chapter 3.2.2.
    """
    T = len(checks.check_array("x", x, ("T", 1, cell.input_size), cell.dtype))
    K = T if max_lag is None else checks.check_size("max_lag", max_lag, minimum=0)
    if K > T:
        raise ValueError(f"max_lag: expected at most {T}, the number of steps, got {K}")
    _, state, _ = unroll(cell, x[:T - K], state)
    ends = np.cumsum([array.shape[1] for array in _parts(state)])
    columns = {"state": slice(None), "h": slice(ends[0])} | ({"c": slice(*ends[:2])} if len(ends) > 1 else {})
    columns = columns[checks.check_choice("part", part, columns)]
    jacobians = step_jacobians(cell, x[T - K:], state)
    return norms_of_products(jacobians, rows=slice(ends[0]), columns=columns, log10=log10)


def norms_of_products(jacobians, *, rows=slice(None), columns=slice(None), log10=False):
    """Return the spectral norm of the product of the last k Jacobians, for every k.

    Args:
        jacobians: J_1 ... J_T, (T, S, S), float64, as `step_jacobians` returns them.
        rows: slice, the entries of the last state that count.
        columns: slice, the entries of the earlier state that count.
        log10: whether to return logarithms to base 10.
    Returns:
        array (T + 1,): the norm of J_T J_{T-1} ... J_{T-k+1} for k = 0 (the identity), ..., T.
    Raises:
        TypeError, ValueError: `jacobians` is no finite float64 array (T, S, S).
        OverflowError: a norm is above 1.8e308 and log10 is False.
    Source: Pascanu, Mikolov and Bengio (2013); chapter 3.2.2.
    """
    T, S, _ = checks.check_array("jacobians", jacobians, ("T", "S", "S"), np.float64).shape
    product, exponent = np.eye(S)[rows], 0
    products, exponents = [product], [0]
    for J in jacobians[::-1]:
        J, grown = _scaled(J)
        product, shrunk = _scaled(product @ J)
        exponent += grown + shrunk
        products.append(product)
        exponents.append(exponent)
    norms = np.linalg.norm(np.array(products)[:, :, columns], 2, axis=(1, 2))
    return _in_range(norms, np.array(exponents), log10)


def products_of_norms(jacobians, *, log10=False):
    """Return the product of the norms of the last k Jacobians, never below the norm of their product.

    Args:
        jacobians: J_1 ... J_T, (T, S, S), float64, as `step_jacobians` returns them.
        log10: whether to return logarithms to base 10.
    Returns:
        array (T + 1,): |J_T| |J_{T-1}| ... |J_{T-k+1}| for k = 0, ..., T, in spectral norms.
    Raises:
        TypeError, ValueError: `jacobians` is no finite float64 array (T, S, S).
        OverflowError: a product is above 1.8e308 and log10 is False.
    Source: Bengio, Simard and Frasconi (1994); chapter 3.2.2.
    """
    checks.check_array("jacobians", jacobians, ("T", "S", "S"), np.float64)
    products, exponents = [1.0], [0]
    for J in jacobians[::-1]:
        J, grown = _scaled(J)
        product, shrunk = np.frexp(products[-1] * np.linalg.norm(J, 2))
        products.append(product)
        exponents.append(exponents[-1] + grown + int(shrunk))
    return _in_range(np.array(products), np.array(exponents), log10)


def pascanu_bound(cell, lags, *, log10=False):
    """Return the bound (gamma sigma_max(W_hh))^k on the gradient norm of a simple RNN.

    gamma is the largest slope of the activation: 1 for tanh and relu, 1/4 for sigmoid. Below 1 the bound
    proves that gradients vanish; above 1 it proves nothing.

    Args:
        cell: RNNCell.
        lags: k, an array of integers >= 0.
        log10: whether to return logarithms to base 10.
    Returns:
        array like `lags`, float64.
    Raises:
        TypeError: `cell` is no RNNCell, or `lags` no array of integers.
        ValueError: a negative lag.
        OverflowError: a bound is above 1.8e308 and log10 is False.
    Source: Pascanu, Mikolov and Bengio (2013); chapter 3.2.2.
    """
    if not isinstance(cell, RNNCell):
        raise TypeError(f"cell: expected an RNNCell, the bound holds for no other, got {type(cell).__name__}")
    checks.check_integers("lags", lags, low=0)
    base = ACTIVATIONS[cell.activation].gamma * largest_singular_value(cell.params["W_hh"])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        if checks.check_flag("log10", log10):
            return np.where(lags == 0, 0.0, lags * np.log10(base))
        bound = base ** lags.astype(np.float64)
    checks.check_overflow("pascanu_bound", bound, "ask for log10=True")
    return bound


def spectral_radius(W):
    """Return the largest absolute value of the eigenvalues of a square matrix.

    Args:
        W: (H, H), floating.
    Returns:
        float, >= 0: the factor by which the norm of W^k grows from step to step in the long run.
    Raises:
        TypeError, ValueError: W is no finite, floating, square array.
    Source: chapter 3.2.2.
    """
    checks.check_array("W", W, ("H", "H"))
    return float(np.abs(np.linalg.eigvals(W.astype(np.float64))).max(initial=0.0))


def largest_singular_value(W):
    """Return the largest singular value of a matrix, which is also its spectral norm.

    Args:
        W: (rows, columns), floating.
    Returns:
        float, >= 0: the largest factor by which W stretches a vector in one step.
    Raises:
        TypeError, ValueError: W is no finite, floating matrix.
    Source: chapter 3.2.2.
    """
    checks.check_array("W", W, ("rows", "columns"))
    return float(np.linalg.svd(W.astype(np.float64), compute_uv=False).max(initial=0.0))


def saturation(values, *, low=-0.99, high=0.99):
    """Return the share of values so near the ends of their range that almost no gradient passes.

    Args:
        values: hidden states or gates, floating, of any shape with at least one entry.
        low, high: a value <= low or >= high counts; the defaults suit tanh, 0.01 and 0.99 suit gates.
    Returns:
        float in [0, 1].
    Raises:
        TypeError, ValueError: no finite floating array, an empty one, or `low` not below `high`.
    Source: chapter 2.1.2.
    """
    checks.check_array("values", values)
    low, high = checks.check_number("low", low), checks.check_number("high", high)
    if low >= high:
        raise ValueError(f"low: expected a number below high = {high:g}, got {low:g}")
    if values.size == 0:
        raise ValueError(f"values: expected at least one value, got shape {values.shape}")
    return float(((values <= low) | (values >= high)).mean())


def half_life(gate):
    """Return after how many steps a cell state has lost half of itself under a constant forget gate.

    ln(1/2) / ln f

    Args:
        gate: f, a number or floating array, in [0, 1].
    Returns:
        float or array, in steps: inf where f is 1, 0 where f is 0.
    Raises:
        TypeError, ValueError: no number or floating array, or a value outside [0, 1].
    Source: chapter 4.2.1; Tallec and Ollivier (2018) for forgetting times.
    """
    is_array = isinstance(gate, np.ndarray)
    f = checks.check_array("gate", gate) if is_array else np.float64(checks.check_number("gate", gate, 0, 1))
    if is_array and f.size and not 0 <= f.min() <= f.max() <= 1:
        raise ValueError(f"gate: expected values in [0, 1], got values in [{f.min()}, {f.max()}]")
    with np.errstate(divide="ignore"):
        steps = np.log(2.0) / np.abs(np.log(f))
    return steps if is_array else float(steps)


def gate_values(caches):
    """Collect the gates of every step from the caches of `unroll`.

    Args:
        caches: the list of T caches of a gated cell.
    Returns:
        dict from the gate's name, as in the equations, to its values (T, B, H): f, i, o or r, z.
    Raises:
        TypeError: no list of caches with gates, or an empty one.
    Source: chapter 2.3, and 4.3 for the convention of z.
    """
    if not isinstance(caches, list | tuple) or not caches:
        raise TypeError(f"caches: expected the list that unroll returned, not empty, got {caches!r}")
    names = [name for name in "fiorz" if hasattr(caches[0], name)]
    if not names:
        raise TypeError(f"caches: expected caches of a gated cell, got {type(caches[0]).__name__}")
    return {name: np.stack([getattr(cache, name) for cache in caches]) for name in names}


def _parts(state):
    """The arrays of a state, h first."""
    return tuple(state) if isinstance(state, tuple) else (state,)


def _like(state, parts):
    """The arrays put together as a state of the same kind."""
    if not isinstance(state, tuple):
        return parts[0]
    return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)


def _scaled(matrix):
    """The matrix times a power of two that brings its largest entry to [1/2, 1), and the exponent removed."""
    exponent = int(np.frexp(np.abs(matrix).max(initial=0.0))[1])
    return np.ldexp(matrix, -exponent), exponent


def _in_range(values, exponents, log10):
    """values * 2^exponents, or their logarithms to base 10."""
    with np.errstate(divide="ignore", over="ignore", under="ignore"):
        if checks.check_flag("log10", log10):
            return np.log10(values) + exponents * np.log10(2.0)
        natural = np.ldexp(values, exponents)
    checks.check_overflow("norms", natural, "ask for log10=True")
    return natural
