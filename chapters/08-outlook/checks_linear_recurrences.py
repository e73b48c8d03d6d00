"""Checks of the exercises on linear recurrences: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure
from rnnlib.scan import linear_scan


def check_last_state(function):
    """Judge a function (a, b) -> the last state of h_t = a_t h_{t-1} + b_t from h_0 = 0.

    Args:
        function: the reader's; a and b are (T, 3), with T = 1, 2, 7, 8 and 13.
    Returns:
        Verdict.
    Source: chapter 8.2.
    """
    verdicts, rng = [], np.random.default_rng(0)
    for T in (1, 2, 8, 7, 13):
        a, b = rng.uniform(0.5, 1.5, (T, 3)), rng.standard_normal((T, 3))
        right, backwards = linear_scan(a, b)[-1], linear_scan(a[::-1].copy(), b[::-1].copy())[-1]
        power = 2 ** (T.bit_length() - 1)
        hints = [] if T == 1 else [
            (backwards, "the pairs are joined in the wrong order: the later step multiplies what the "
                        "earlier one has left, (ca, cb + d)."),
            (b[0], "nothing has been joined yet: it returns the first input.")]
        if T in (7, 13):
            hints.append((linear_scan(a[:power], b[:power])[-1],
                          f"with T = {T} the odd one out is lost: keep it for the next round."))
        verdicts.append(expect_array(f"The last state for T = {T}", call_answer(function, a, b), right,
                                     hints=hints))
    if not (failed := first_failure(*verdicts)):
        return failed
    return Verdict(True, "the last state is right for five lengths, odd ones among them.")


def check_half_steps(function):
    """Judge a function (alpha, step, rule) -> half-life in steps of a discretised unit.

    Args:
        function: the reader's; alpha complex, step > 0, rule "hold" or "bilinear".
    Returns:
        Verdict.
    Source: chapter 8.2.
    """
    verdicts = []
    for rule in ("hold", "bilinear"):
        alpha, step = -0.05 + 0.9j, 0.5
        z = alpha * step
        lam = {"hold": np.exp(z), "bilinear": (1 + z / 2) / (1 - z / 2)}
        steps = {name: float(np.log(0.5) / np.log(abs(value))) for name, value in lam.items()}
        other = {"hold": "bilinear", "bilinear": "hold"}[rule]
        hints = [(np.log(0.5) / np.log(abs(lam[rule].real)), "the size of λ is not its real part."),
                 (steps[rule] * step, "it is in units of time: divide by the length of a step."),
                 (np.log(2) / abs(z), "the imaginary part of α turns the state and shortens nothing."),
                 (steps[other], f"that is the half-life by the other rule, {other}.")]
        answer = call_answer(function, alpha, step, rule)
        verdicts.append(expect_number(f'The half-life with rule "{rule}"', answer, steps[rule], hints=hints))
    return first_failure(*verdicts)


def check_mod_three(function):
    """Judge a function bits -> number of ones so far modulo 3, at every step.

    Args:
        function: the reader's; bits (T,) of 0 and 1.
    Returns:
        Verdict.
    Source: chapter 8.2.
    """
    for T in (6, 3000):
        bits = np.random.default_rng(T).integers(0, 2, T)
        if T == 6:
            bits = np.array([1, 0, 1, 1, 0, 1])
        answer, ones = call_answer(function, bits), np.cumsum(bits)
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, np.ndarray) or not np.issubdtype(answer.dtype, np.integer):
            return Verdict(False, "an array of whole numbers is expected.")
        if np.array_equal(answer, ones % 2):
            return Verdict(False, "that is the parity: it counts modulo 2. A one must turn by a third.")
        if np.array_equal(answer, -ones % 3):
            return Verdict(False, "it counts down, 0, 2, 1: the state turns the other way round.")
        if np.array_equal(answer, np.where(ones % 3 == 2, -1, ones % 3)):
            return Verdict(False, "an angle of two thirds is read as -1: take the result modulo 3.")
        if not np.array_equal(answer, ones % 3):
            where = int(np.argmax(answer != ones % 3)) if answer.shape == ones.shape else 0
            return Verdict(False, f"after step {where + 1} the answer is not {ones[where] % 3}.")
    return Verdict(True, "3000 bits are counted modulo 3 by one linear unit.")
