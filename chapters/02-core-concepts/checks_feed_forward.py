"""Checks of the exercises on feed-forward networks: each answers at once, and says what is wrong."""

import math

import numpy as np

from rnnlib.cells import RNNCell
from rnnlib.exercises import Verdict, call_answer, expect_number, first_failure
from rnnlib.layers import Dense, Window
from rnnlib.unroll import unroll


def check_hidden(function):
    """Judge a function (D, K, w, budget) -> units of the largest window network within a budget.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 2.2.1.
    """

    def held(D, K, w, H):
        layers = Window(D, H, width=w, rng=0), Dense(H, K, rng=0)
        return sum(values.size for layer in layers for values in layer.params.values())

    verdicts = []
    for D, K, w, budget in [(1, 2, 12, 330), (1, 2, 11, 324), (8, 2, 5, 1378), (3, 4, 7, 1000)]:
        per_unit, fixed = held(D, K, w, 2) - held(D, K, w, 1), 2 * held(D, K, w, 1) - held(D, K, w, 2)
        right = (budget - fixed) // per_unit
        if not held(D, K, w, right) <= budget < held(D, K, w, right + 1):
            raise RuntimeError("the count of parameters is not linear in the number of units")
        exact = (budget - fixed) / per_unit
        hints = [
            (exact, "units come whole: round down, or the budget is exceeded."),
            (math.ceil(exact), "rounded up, the network exceeds the budget; round down."),
            (budget // (w * D), "only the weights from the window to the hidden layer are counted."),
            ((budget - K) // (w * D + K), "the biases of the hidden units are missing."),
            (budget // (w * D + 1), "the output layer is missing."),
            (budget // per_unit, "the output layer has K biases, which are there whatever H is."),
        ]
        hints = [(value, message) for value, message in hints if value != right]
        name = f"H for D = {D}, K = {K}, w = {w} and {budget} parameters"
        verdicts.append(expect_number(name, call_answer(function, D, K, w, budget), right, hints=hints))
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "one unit more would exceed each of four budgets.")


def check_reach(function):
    """Judge a function (widths) -> number of inputs that reach one output of window layers in a stack.

    The right number is measured: the inputs on which the output's gradient is not zero.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 2.2.2.
    """
    verdicts = []
    for widths in ([5], [3, 3], [2, 5, 1], [4, 2, 3, 2]):
        right = _measured_reach(widths)
        hints = [
            (max(widths), "this is the widest window alone; what it reads are windows in turn."),
            (sum(widths), "the windows overlap: a layer of width 1 adds nothing to what is seen."),
            (math.prod(widths), "the windows of neighbouring steps overlap, so the widths do not multiply."),
            (sum(width - 1 for width in widths), "the present step itself is missing."),
        ]
        hints = [(value, message) for value, message in hints if value != right]
        answer = call_answer(function, list(widths))
        verdicts.append(expect_number(f"the reach of {widths}", answer, right, hints=hints))
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "measured with gradients in four stacks, it is the same.")


def _measured_reach(widths):
    """How many inputs of a random stack of windows have an influence on its last output."""
    steps, rng = sum(widths) + 2, np.random.default_rng(0)
    layers = [Window(1 if k == 0 else 3, 3, width=width, rng=k, dtype=np.float64)
              for k, width in enumerate(widths)]
    y = rng.standard_normal((steps, 1, 1))
    for layer in layers:
        y, _ = layer.forward(y)
    d = np.zeros_like(y)
    d[-1] = rng.standard_normal(y[-1].shape)
    for layer in reversed(layers):
        d, _ = layer.backward(d)
    return int(np.count_nonzero(d))


def check_parity(function):
    """Judge weights (W_xh, W_hh, b_h, W_hy) of two units whose output says whether the ones so far are odd.

    Args:
        function: takes nothing, returns arrays of shapes (2, 1), (2, 2), (2,) and (1, 2).
    Returns:
        Verdict.
    Source: chapter 2.2.3.
    """
    weights = call_answer(function)
    if isinstance(weights, Verdict):
        return weights
    shapes = {"W_xh": (2, 1), "W_hh": (2, 2), "b_h": (2,), "W_hy": (1, 2)}
    if not isinstance(weights, tuple | list) or len(weights) != 4:
        return Verdict(False, "four arrays are expected, W_xh, W_hh, b_h and W_hy, in this order.")
    try:
        weights = dict(zip(shapes, (np.asarray(w, dtype=float) for w in weights), strict=True))
    except (TypeError, ValueError):
        return Verdict(False, "W_xh, W_hh, b_h and W_hy should be arrays of numbers.")
    for name, shape in shapes.items():
        if weights[name].shape != shape:
            return Verdict(False, f"{name} has shape {weights[name].shape}; {shape} is expected.")
        if not np.isfinite(weights[name]).all():
            return Verdict(False, f"{name} holds NaN or infinity.")
    bits = np.random.default_rng(11).integers(0, 2, (1000, 20))
    odd = np.bitwise_xor.accumulate(bits, axis=0)
    says = _outputs(weights, bits) > 0.5
    right = says == odd
    if right.all():
        return Verdict(True, "right at every one of 1000 steps, on 20 fresh sequences.")
    return Verdict(False, _about_parity(weights, bits, odd, says, right))


def _outputs(weights, bits):
    """What the network of two units says at every step."""
    cell = RNNCell(1, 2, rng=0)
    for name in ("W_xh", "W_hh", "b_h"):
        cell.params[name][...] = weights[name]
    return (unroll(cell, bits[..., None].astype(float))[0] @ weights["W_hy"].T)[..., 0]


def _about_parity(weights, bits, odd, says, right):
    """What to say of weights that do not compute parity."""
    if not says.any():
        return "the output never passes 0.5, so it never says odd."
    if (says != odd).all():
        return "it says odd where the number of ones is even: turn the output round."
    if (says == bits).all():
        return "the output repeats the present bit: nothing comes from the step before."
    if (says == np.maximum.accumulate(bits, axis=0)).all():
        return "the output stays on after the first one: this is OR, and a second one must switch it off."
    turned = weights | {"W_hh": weights["W_hh"].T}
    if ((_outputs(turned, bits) > 0.5) == odd).all():
        return "W_hh is transposed: row i of W_hh says what unit i receives."
    if right[:3].all():
        first = int(np.flatnonzero(~right.all(axis=1))[0]) + 1
        return (f"the rule is right, but it wears off: the first mistake comes at step {first}. Make the "
                "weights larger, so that the units sit at the flat ends of tanh.")
    shares = right.mean()
    return f"{shares:.0%} of the steps are right; look at the first three steps of a sequence, 1, 1, 0."
