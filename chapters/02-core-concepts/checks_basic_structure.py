"""Checks of the exercises on the basic structure: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.cells import RNNCell
from rnnlib.exercises import Verdict, call_answer, expect_number, first_failure
from rnnlib.layers import RNN, Dense
from rnnlib.unroll import unroll


def check_delay(function):
    """Judge weights (W_xh, W_hh, W_hy) that should make y_t = x_{t-2}, with an error of at most 0.01.

    Args:
        function: takes nothing, returns arrays of shapes (3, 1), (3, 3) and (1, 3).
    Returns:
        Verdict.
    Source: chapter 2.1.
    """
    weights = call_answer(function)
    if isinstance(weights, Verdict):
        return weights
    shapes = {"W_xh": (3, 1), "W_hh": (3, 3), "W_hy": (1, 3)}
    if not isinstance(weights, tuple | list) or len(weights) != 3:
        return Verdict(False, "three arrays are expected, W_xh, W_hh and W_hy, in this order.")
    try:
        weights = dict(zip(shapes, (np.asarray(w, dtype=float) for w in weights), strict=True))
    except (TypeError, ValueError):
        return Verdict(False, "W_xh, W_hh and W_hy should be arrays of numbers.")
    for name, shape in shapes.items():
        if weights[name].shape != shape:
            return Verdict(False, f"{name} has shape {weights[name].shape}; {shape} is expected.")
        if not np.isfinite(weights[name]).all():
            return Verdict(False, f"{name} holds NaN or infinity.")
    x = np.random.default_rng(5).uniform(-1, 1, size=200)

    def outputs(weights):
        cell = RNNCell(1, 3, rng=0)
        cell.params["W_xh"][...] = weights["W_xh"]
        cell.params["W_hh"][...] = weights["W_hh"]
        return (unroll(cell, x[:, None, None])[0] @ weights["W_hy"].T)[:, 0, 0]

    y = outputs(weights)
    error = np.abs(y[2:] - x[:-2]).max()
    if error <= 0.01:
        return Verdict(True, f"y_t follows x_(t-2) with an error of at most {error:.1g} on 200 fresh inputs.")
    return Verdict(False, _about_delay(y, x, weights, outputs, error))


def _about_delay(y, x, weights, outputs, error):
    """What to say of a network that is no delay line of two steps."""
    turned = outputs(weights | {"W_hh": weights["W_hh"].T})
    if np.abs(turned[2:] - x[:-2]).max() <= 0.01:
        return (
            "W_hh is transposed: row i of W_hh says what unit i receives, so unit 2, fed by unit 1, needs "
            "its entry in row 2, column 1."
        )
    if not y.any():
        return "the output is 0 at every step: nothing leads from the input to unit 3."
    match = {k: np.corrcoef(y[10:], x[10 - k : len(x) - k])[0, 1] for k in range(6) if y[10:].std() > 0}
    best = max(match, key=match.get, default=None)
    if best is not None and match[best] > 0.95 and best != 2:
        return f"the output follows x_(t-{best}) instead of x_(t-2)."
    if best == 2:
        slope = float(y[2:] @ x[:-2] / (x[:-2] @ x[:-2]))
        if 0.99 < match[2] and not 0.98 < slope < 1.02 and np.abs(y[2:] / slope - x[:-2]).max() < 0.05:
            return f"the output is x_(t-2) but {slope:.3g} times as large: W_hy must undo what W_xh does."
        return (
            f"the delay is right, but the error is {error:.2g}: tanh bends the input at every unit it "
            "passes. Where is tanh close to a straight line?"
        )
    return f"y_t should follow x_(t-2); the largest error is {error:.2g}."


def check_count(function):
    """Judge a function (D, H, K, L, T) -> number of parameters, against layers that are really built.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 2.1.
    """
    verdicts = []
    for D, H, K, L, T in [(1, 4, 1, 1, 10), (3, 5, 2, 1, 10), (3, 6, 2, 2, 10), (7, 6, 4, 3, 50)]:
        layers = [RNN(D if k == 0 else H, H, rng=0) for k in range(L)] + [Dense(H, K, rng=0)]
        right = sum(p.size for layer in layers for p in layer.params.values())
        biases = L * H + K
        hints = [
            (right - biases, "the biases are missing: every hidden layer has H of them, the output layer K."),
            (right - K, "the bias of the output layer is missing."),
            (right - L * H, "the biases of the hidden layers are missing."),
            (right * T, "the weights are shared over time: T plays no part."),
        ]
        if L > 1:
            hints.append(
                (
                    L * (H * D + H * H + H) + K * H + K,
                    "only layer 1 reads x_t; every further layer reads the H units below it.",
                )
            )
            hints.append((H * D + H * H + H + K * H + K, "this counts one hidden layer; there are L."))
        verdicts.append(
            expect_number(
                f"the count for D = {D}, H = {H}, K = {K}, L = {L}",
                call_answer(function, D, H, K, L, T),
                right,
                hints=hints,
            )
        )
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "your count agrees with the arrays of four networks.")


def check_leak(function):
    """Judge a function n -> weight w with which half of a flash is left after n steps.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 2.1.
    """
    verdicts = []
    for n in (1, 2, 7, 100):
        hints = [
            (0.5**n, "this is what a weight of 1/2 leaves after n steps; which weight leaves 1/2 after n?"),
            (
                1 - 0.5 / n,
                "the state is multiplied n times, it does not lose equal amounts: w to the power n "
                "has to be 1/2.",
            ),
            (np.exp(-1 / n), "with this weight 1/e is left after n steps; asked for is 1/2."),
        ]
        if n > 1:  # for n = 1 the right answer is among them
            hints.append((0.5, "this halves the flash at every step, whatever n is."))
        else:
            hints = [hint for hint in hints if hint[0] != 0.5]
        verdicts.append(
            expect_number(f"w for n = {n}", call_answer(function, n), 0.5 ** (1 / n), hints=hints)
        )
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "after 1, 2, 7 and 100 steps half of the flash is left.")
