"""Checks of the exercises on the RNN's mathematics: each answers at once, and says what is wrong."""

import math

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array

PULSES, APART = 200, 20


def check_count(function):
    """Judge a function (w, b) -> how many fixed points h -> tanh(w h + b) has.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 4.1.1.
    """
    rng = np.random.default_rng(0)
    pairs = [(-1.5, 0.1), (0.5, 0.0), (2.0, 0.0), (2.0, 0.9), (2.0, -0.4), (2.0, -0.9), (3.0, 1.2)]
    pairs += [(rng.uniform(-2, 4), rng.uniform(-2, 2)) for _ in range(60)]
    for w, b in pairs:
        right, near = _count(w, b), _count(w, b + 0.01) + _count(w, b - 0.01)
        if near != 2 * right:
            continue  # too close to the border for a count on a grid
        with np.errstate(invalid="ignore"):
            answer = call_answer(function, float(w), float(b))
        if isinstance(answer, Verdict):
            return answer
        if isinstance(answer, bool) or not np.isscalar(answer) or answer not in (1, 3):
            return Verdict(False, f"1 or 3 is expected for w = {w:.3g}, b = {b:.3g}, got {answer!r}.")
        if answer == right:
            continue
        where = f"w = {w:.3g}, b = {b:.3g} has {right} fixed point{'s' * (right > 1)}, you say {answer}"
        if w <= 1:
            return Verdict(False, f"{where}: for weights up to 1 there is only one.")
        if right == 1 and b < 0:
            return Verdict(False, f"{where}: a bias far below 0 counts as much as one far above, take |b|.")
        if right == 1:
            return Verdict(False, f"{where}: the bias is too large for three, compare it with b_c.")
        return Verdict(False, f"{where}: the bias is smaller in size than b_c(w) = w s - artanh(s).")
    return Verdict(True, f"your count agrees with that on a grid for {len(pairs)} pairs.")


def _count(w, b):
    """Fixed points by the changes of sign on a grid of states."""
    h = np.linspace(-1, 1, 8000)
    return int((np.diff(np.sign(np.tanh(w * h + b) - h)) != 0).sum())


def check_latch(function):
    """Judge a function () -> (w, u), the weights of a unit that pulses of 1 set and pulses of 1/2 do not.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 4.1.1.
    """
    answer = call_answer(function)
    if isinstance(answer, Verdict):
        return answer
    if not isinstance(answer, tuple | list) or len(answer) != 2 or not all(map(np.isscalar, answer)):
        return Verdict(False, f"two numbers w, u are expected, got {answer!r}.")
    w, u = map(float, answer)
    if not (math.isfinite(w) and math.isfinite(u)):
        return Verdict(False, f"two finite numbers are expected, got {answer!r}.")
    h = math.tanh(u)
    for _ in range(2000):
        h = math.tanh(w * h)
    if abs(h) < 0.05:
        return Verdict(False, f"2000 steps after a pulse the state has faded to {h:.1g}: with w = {w:g} "
                              "nothing holds it, the weight must be above 1.")
    rng = np.random.default_rng(0)
    pulses = rng.choice([-1.0, -0.5, 0.5, 1.0], size=PULSES)
    pulses[0], h, bit = 1.0, 0.0, 0
    for k, pulse in enumerate(pulses):
        h = float(np.tanh(w * h + u * pulse))
        bit, before = (int(np.sign(pulse)) if abs(pulse) == 1 else bit), bit
        for step in range(APART):
            if np.sign(h) != bit:
                return Verdict(False, _latch_fault(w, u, k, pulse, bit, before, step))
            h = float(np.tanh(w * h)) if step < APART - 1 else h
    return Verdict(True, f"the bit was right at every step of {PULSES} pulses, large and small.")


def _latch_fault(w, u, k, pulse, bit, before, step):
    """Why the state has the wrong sign."""
    where = f"pulse {k + 1} ({pulse:g})"
    if w < 0:
        return f"{where}: with a negative w the state changes its sign at every step."
    if u <= 0:
        return f"{where}: u must be above 0, or a pulse of 1 pushes the state down."
    if abs(pulse) == 1 and bit != before:
        return f"{where} does not flip the bit: u = {u:g} must be larger than w h*."
    if abs(pulse) == 1:
        return f"{where} should leave the state where it is; {step} steps later its sign is wrong."
    return f"{where} flips the bit, which only pulses of size 1 should: half of u = {u:g} must be below w h*."


def check_pair(function):
    """Judge a function (a, t) -> (loss, gradient) for counts, against the Poisson distribution.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 4.1.2.
    """
    rng = np.random.default_rng(0)
    for shape in ((5,), (4, 3)):
        a = rng.uniform(-1.5, 1.5, size=shape)
        t = rng.poisson(2.0, size=shape).astype(np.float64)
        answer = call_answer(function, a.copy(), t.copy())
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            return Verdict(False, "two arrays are expected, the losses and their gradients.")
        loss, gradient = answer
        y = np.exp(a)
        hints = [
            (a - t, "this is the gradient of the squared error with y = a; the output of counts is never "
                    "negative."),
            (1 - t / y, "this is the derivative with respect to y; the one with respect to a is asked for."),
            ((y - t) * y, "this is the gradient of the squared error of exp(a); take that of the negative "
                          "logarithm of the probability."),
            (t - y, "the sign is turned round: output minus target."),
            (np.broadcast_to((y - t) / t.size, shape), "this is the gradient of the mean over all entries; "
                                                       "each entry's own is asked for."),
            (1 / (1 + np.exp(-a)) - t, "this is the gradient of yes-or-no answers; counts can be above 1."),
        ]
        verdict = expect_array("the gradient", gradient, y - t, rtol=1e-8, hints=hints)
        if not verdict:
            return verdict
        right = y - t * a
        # what does not depend on a may be added: compare after taking the loss at a = 0 away
        at_zero = call_answer(function, np.zeros(shape), t.copy())
        if isinstance(at_zero, Verdict):
            return at_zero
        loss, zero = np.asarray(loss, dtype=np.float64), np.asarray(at_zero[0], dtype=np.float64)
        if loss.shape != shape or zero.shape != shape:
            return Verdict(False, f"the loss of each entry is expected, shape {shape}, got {loss.shape}.")
        hints = [
            (t * a - y + 1, "the sign of the loss is turned round: it is the negative logarithm."),
            (y - 1, "the target does not enter your loss."),
            ((y - t) ** 2 / 2 - (1 - t) ** 2 / 2, "this is the squared error of exp(a)."),
        ]
        name = "the loss, less its value at a = 0,"
        verdict = expect_array(name, loss - zero, right - 1, rtol=1e-8, hints=hints)
        if not verdict:
            return verdict
    return Verdict(True, "loss and gradient are those of the Poisson distribution, with y = exp(a).")
