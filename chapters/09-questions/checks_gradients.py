"""Checks of the exercises on vanishing and exploding gradients, and four networks of untold kind."""

import numpy as np

from rnnlib.cells import LSTMCell, RNNCell
from rnnlib.exercises import Verdict, call_answer, expect_number, first_failure


def unlabelled():
    """Make four untrained networks of 32 units for eight symbols, in double precision.

    Returns:
        dict from "A", "B", "C" and "D" to a cell. A: tanh, all weights uniform; B: relu, 1.2 times the
        identity on h; C: tanh, orthogonal on h; D: LSTM, all weights uniform.
    Source: chapter 9.2.
    """
    rng = np.random.default_rng(0)
    A, D = RNNCell(8, 32, rng=rng), LSTMCell(8, 32, rng=rng)
    for cell in (A, D):
        for value in cell.params.values():
            times = 2 if value.ndim == 1 else 1
            value[...] = sum(rng.uniform(-(32**-0.5), 32**-0.5, value.shape) for _ in range(times))
    B, C = RNNCell(8, 32, activation="relu", rng=rng), RNNCell(8, 32, rng=rng)
    B.params["W_hh"][...] = 1.2 * np.eye(32)
    return {"A": A, "B": B, "C": C, "D": D}


def check_verdict(function):
    """Judge a function (norms, lag) -> "vanishes", "explodes" or "neither".

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 9.2.
    """
    falling, rising = 0.5 ** np.arange(101.0), 1.2 ** np.arange(101.0)
    hill = np.concatenate([10.0 ** np.arange(6), 10.0 ** np.arange(4, -10, -1)])
    cases = [
        (np.ones(101), 100, "neither", "the curve stays at 1."),
        (falling, 100, "vanishes", "the norms halve with each step; at lag 100 little is left."),
        (
            falling,
            5,
            "neither",
            "at lag 5 the norm is 1/32; what happens at larger lags is not the task's business.",
        ),
        (
            rising,
            100,
            "explodes",
            "the norms grow by a fifth with each step, which makes 10^8 at lag 100.",
        ),
        (rising, 10, "neither", "at lag 10 the norm is 6; read the curve up to the lag of the task only."),
        (
            hill,
            8,
            "explodes",
            "the norm rises to 10^5 on the way and is back at 100 at the lag: look at all lags up to it.",
        ),
        (
            0.99 ** np.arange(101.0),
            100,
            "neither",
            "at lag 100 the norm is 0.37; the threshold is 1/1000. The norms are no logarithms.",
        ),
    ]
    for norms, lag, right, why in cases:
        answer = call_answer(function, norms, lag)
        if isinstance(answer, Verdict):
            return answer
        if answer not in ("vanishes", "explodes", "neither"):
            return Verdict(False, f"one of the three words is expected, got {answer!r}.")
        if answer != right:
            return Verdict(False, f"«{answer}» where «{right}» is right: {why}")
    return Verdict(True, "seven curves and lags are judged right.")


def check_turn(function):
    """Judge a function (g, limit) -> the angle in degrees between g and g clipped by value.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 9.2.1.
    """
    verdicts = []
    for g, limit in [((3.0, 0.1), 0.1), ((-4.0, 0.3, 0.2, 5.0), 0.25), ((1.0, -2.0, 0.5), 1.0)]:
        g = np.array(g)
        cut, shorter = np.clip(g, -limit, limit), np.minimum(g, limit)
        right = _angle(g, cut)
        hints = [
            (0.0, "clipping by norm turns nothing; clip each entry by itself."),
            (np.radians(right), "this is the angle in radians; degrees are asked for."),
            (np.cos(np.radians(right)), "this is the cosine of the angle."),
        ]
        if not np.isclose(_angle(g, shorter), right):
            hints.append((_angle(g, shorter), "negative entries are cut off at -limit."))
        verdicts.append(expect_number("the angle", call_answer(function, g, limit), right, hints=hints))
    g = np.array([0.3, -0.4])
    answer = call_answer(function, g, 1.0)
    if isinstance(answer, Verdict):
        return answer
    if not (isinstance(answer, int | float | np.number) and abs(answer) < 1e-4):
        verdicts.append(Verdict(False, "where nothing is cut the angle is 0 (beware of a cosine above 1)."))
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "four gradients are turned by the right angle.")


def _angle(a, b):
    """Angle in degrees."""
    return float(np.degrees(np.arccos(min(a @ b / np.linalg.norm(a) / np.linalg.norm(b), 1.0))))


def check_bias(function):
    """Judge a function tau -> the bias b_z for which a GRU forgets in the time tau.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 9.2.2.
    """
    verdicts = []
    for tau in (20.0, 101.0, 3.0, 2.0):
        right = -np.log(tau - 1)
        hints = []
        if tau > 2:  # at two steps these are right
            hints = [
                (0.0, "with b_z = 0 half of the state is gone after one step, whatever tau is."),
                (-right, "the sign: here z is what is taken, so a long time needs a negative bias."),
                (1 / tau, "this is z itself; b_z is the number whose sigmoid it is."),
                (-np.log(tau), "the time is 1 + exp(-b_z), so it is tau - 1 under the logarithm."),
                (
                    np.log(2 ** (1 / tau) - 1),
                    "this bias has the half-life tau; the forgetting time 1/z is asked for.",
                ),
            ]
        answer = call_answer(function, tau)
        verdicts.append(expect_number(f"the bias for tau = {tau:g}", answer, right, hints=hints))
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "four biases, and the sign, are right.")
