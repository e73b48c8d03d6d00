"""Unrolling: any cell over a whole sequence, and backpropagation through time over the same steps.

Nothing here knows which cell it runs: the contract of `rnnlib.cells` is all it uses.
"""

import numpy as np

from rnnlib import checks
from rnnlib.cells.cell import DIVERGED


def unroll(cell, x, state=None):
    """Run a cell over a sequence: the same weights at every step.

    Args:
        cell: any cell.
        x: inputs, (T, B, D); T and B may be 0.
        state: the state before the first step; None for zeros.
    Returns:
        h (T, B, H), the hidden state of every step; the state after the last step; the list of T caches.
    Raises:
        TypeError, ValueError: `x` or `state` does not fit the cell.
        OverflowError: the hidden state is no longer finite.
    Source: Elman (1990); chapters 2.1 and 3.1.
    """
    checks.check_array("x", x, ("T", "B", cell.input_size), cell.dtype)
    T, B, _ = x.shape
    state = cell.initial_state(B) if state is None else cell.check_state("state", state, B)
    h, caches = np.empty((T, B, cell.hidden_size), cell.dtype), []
    for t in range(T):
        h[t], state, cache = cell.forward(x[t], state)
        caches.append(cache)
    return h, state, caches


def bptt(cell, dh, caches, dstate=None):
    """Backpropagation through time: one sweep back over the steps of `unroll`.

    Args:
        cell: the cell that `unroll` ran.
        dh: dL/dh_t at the output of every step, (T, B, H).
        caches: the list from `unroll`.
        dstate: dL/d(state after the last step); None for zero.
    Returns:
        dx (T, B, D); dL/d(state before the first step); gradients keyed as `cell.params`, summed over steps.
    Raises:
        TypeError, ValueError: `dh`, `caches` or `dstate` do not fit.
        OverflowError: a gradient is no longer finite: it has exploded.
    Source: Werbos (1990); chapter 3.2.
    """
    return _sweep(cell, dh, caches, None, dstate)


def truncated_bptt(cell, dh, caches, length, dstate=None):
    """Backpropagation through time that stops at every border between windows of `length` steps.

    The same gradients as running window after window, with the state carried forward and none of its
    gradient carried back. The last window may be shorter.

    Args:
        cell: the cell that `unroll` ran.
        dh: dL/dh_t at the output of every step, (T, B, H).
        caches: the list from `unroll`.
        length: steps in a window, at least 1.
        dstate: dL/d(state after the last step); None for zero.
    Returns:
        dx (T, B, D); dL/d(state before the first step), through the first window alone; gradients keyed as
        `cell.params`.
    Raises:
        TypeError, ValueError: an argument does not fit.
        OverflowError: a gradient is no longer finite.
    Source: Williams and Peng (1990); chapters 3.2 and 3.3.
    """
    return _sweep(cell, dh, caches, checks.check_size("length", length), dstate)


def _sweep(cell, dh, caches, length, dstate):
    """Go back over all steps; let no gradient of the state cross a multiple of `length`, if that is given."""
    if not isinstance(caches, list | tuple):
        raise TypeError(f"caches: expected the list that unroll returned, got {type(caches).__name__}")
    checks.check_array("dh", dh, (len(caches), "B", cell.hidden_size), cell.dtype)
    T, B, _ = dh.shape
    dstate = cell.initial_state(B) if dstate is None else cell.check_state("dstate", dstate, B)
    dx = np.empty((T, B, cell.input_size), cell.dtype)
    grads = {name: np.zeros_like(value) for name, value in cell.params.items()}
    for t in reversed(range(T)):
        dx[t], dstate, step_grads = cell.backward(dh[t], dstate, caches[t])
        with np.errstate(over="ignore"):  # every step is finite, their sum may not be
            for name in grads:
                grads[name] += step_grads[name]
        if length is not None and t % length == 0 and t > 0:
            dstate = cell.initial_state(B)
    for name, value in grads.items():
        checks.check_overflow(f"d{name}", value, DIVERGED)
    return dx, dstate, grads
