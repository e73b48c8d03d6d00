"""Checks of the exercises on the variants: each answers at once, and says what is wrong."""

from numbers import Real

import numpy as np

from rnnlib.cells import LSTMCell
from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure
from rnnlib.layers import GRU, LSTM, RNN
from rnnlib.tasks import Adding
from rnnlib.unroll import unroll

LAYERS = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}
BLOCKS = {"RNN": 1, "LSTM": 4, "GRU": 3}


def check_size(function):
    """Judge a function (kind, D, budget) -> largest number of units, against layers that are really built.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 2.3.
    """
    verdicts = []
    for kind, D, budget in [("LSTM", 1, 900), ("RNN", 5, 100), ("LSTM", 40, 20_000), ("GRU", 40, 20_000)]:
        right = _largest(budget, lambda H, kind=kind, D=D: _parameters(kind, D, H))
        blocks = BLOCKS[kind]
        hints = [
            (
                int(budget**0.5),
                "this is the root of the budget, as if there were H times H weights and nothing else.",
            ),
            (
                _largest(budget, lambda H, n=blocks, D=D: n * H * (H + D)),
                "the biases are missing: each layer inside the cell has H of them.",
            ),
            (
                _largest(budget, lambda H, n=blocks, D=D: n * H * (H + D + 2)),
                "this counts two biases, as PyTorch has them; the equations have one.",
            ),
            (right + 1, "this is one unit too many: the layer has more parameters than allowed."),
            (right - 1, "one more unit would still fit."),
        ]
        if blocks > 1:
            hints.append(
                (
                    _largest(budget, lambda H, D=D: _parameters("RNN", D, H)),
                    f"this is the size of an RNN; a cell of this kind has {blocks} layers inside.",
                )
            )
            other, article = (3, "an") if blocks == 4 else (4, "a")
            hints.append(
                (
                    _largest(budget, lambda H, n=other, D=D: n * H * (H + D + 1)),
                    f"this counts {other} layers inside the cell; {article} {kind} has {blocks}.",
                )
            )
        hints = [hint for hint in hints if hint[0] != right]
        name = f"the size of a {kind} with D = {D} and at most {budget} parameters"
        verdicts.append(expect_number(name, call_answer(function, kind, D, budget), right, hints=hints))
    failed = first_failure(*verdicts)
    if not failed:
        return failed
    return Verdict(True, "the layers of these sizes fit, and with one unit more they would not.")


def _parameters(kind, D, H):
    """The number of parameters of a layer that is really built."""
    return sum(p.size for p in LAYERS[kind](D, H, rng=0).params.values())


def _largest(budget, count):
    """The largest H whose count is within the budget."""
    H = 0
    while count(H + 1) <= budget:
        H += 1
    return H


def check_wait(function):
    """Judge a function (glances, k) -> log-odds from the glances up to k steps ahead.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 2.3.
    """
    seen = np.random.default_rng(6).random((12, 5)) < 0.5
    verdicts = []
    for k in (2, 0, 1, 5, 30):
        right, now = _waited(seen, k), _waited(seen, 0)
        hints = [
            (now, f"this looks at nothing that comes later, but k is {k}."),
            (
                _waited(seen, k, own=True),
                "the glance at t is counted twice: once with the past and once with the future.",
            ),
            (
                _waited(seen, k, last=False),
                "between step t + 1 and step t a second passes, too: what comes from later has to be "
                "weakened once more.",
            ),
            (_waited(seen, k + 1), f"this looks one step too far ahead: {k + 1} of them, but k is {k}."),
            (
                _waited(seen, max(k - 1, 0)),
                f"this looks one step too little ahead: {k - 1} of them, but k is {k}.",
            ),
            (_waited(seen, 100), f"this looks ahead to the end of the evening, but k is {k}."),
        ]
        hints = [hint for hint in hints if not np.allclose(hint[0], right)]
        answer = call_answer(function, seen, k)
        verdicts.append(expect_array(f"the log-odds for k = {k}", answer, right, hints=hints))
    failed = first_failure(*verdicts)
    if not failed:
        return failed
    return Verdict(True, "your log-odds are right for k = 0, 1, 2, 5 and for the whole evening.")


def _weaken(odds):
    """One second passes: the lamp may have been switched."""
    return 2 * np.arctanh(0.9 * np.tanh(odds / 2))


def _waited(seen, k, own=False, last=True):
    """The log-odds from the glances up to t + k; with `own` or without `last`, typically wrong."""
    evidence = np.where(seen, 1, -1) * np.log(4)
    odds, now = np.zeros_like(evidence), np.zeros(seen.shape[1])
    for t in range(len(seen)):
        now = _weaken(now) + evidence[t]
        later = np.zeros(seen.shape[1])
        for s in reversed(range(t + 1, min(t + k + 1, len(seen)))):
            later = later + evidence[s]
            if last or s > t + 1:
                later = _weaken(later)
        odds[t] = now + later + (evidence[t] if own else 0)
    return odds


def check_adder(function):
    """Judge the weights of an LSTM of one unit that should solve the adding problem.

    Args:
        function: takes nothing, returns a dict of weights and the number that h is divided by.
    Returns:
        Verdict.
    Source: chapter 2.3.
    """
    answer = call_answer(function)
    if isinstance(answer, Verdict):
        return answer
    cell = LSTMCell(2, 1, rng=0)
    if not isinstance(answer, tuple | list) or len(answer) != 2 or not isinstance(answer[0], dict):
        return Verdict(False, "a dict of weights and a number are expected, in this order.")
    weights, scale = answer
    if set(weights) != set(cell.params):
        return Verdict(False, f"the weights should be named {', '.join(sorted(cell.params))}.")
    for name, value in weights.items():
        try:
            array = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            return Verdict(False, f"{name} should be an array of numbers.")
        if array.shape != cell.params[name].shape or not np.isfinite(array).all():
            shape = cell.params[name].shape
            return Verdict(False, f"{name} should be finite numbers of shape {shape}, not {array.shape}.")
        cell.params[name][...] = array
    if isinstance(scale, bool) or not isinstance(scale, Real) or not np.isfinite(scale) or scale == 0:
        return Verdict(False, f"the number to divide by should be finite and not 0, but it is {scale!r}.")
    batch = Adding(50).sample(500, rng=11, dtype=np.float64)
    _, (h, c), caches = unroll(cell, batch.x)
    sums = batch.targets[-1, :, 0]
    error = float(((h[:, 0] / scale - sums) ** 2).mean())
    if error < 1e-3:
        return Verdict(True, f"one unit adds two of fifty numbers, with a mean squared error of {error:.0e}.")
    return Verdict(False, _about_adder(batch.x, c[:, 0], caches, error))


def _about_adder(x, c, caches, error):
    """What to say of gates that do not solve the task: the first of them that is wrong."""
    marked = x[:, :, 1] == 1
    f, i, o = (np.stack([getattr(cache, gate)[:, 0] for cache in caches]) for gate in "fio")
    candidate = np.stack([cache.C_tilde[:, 0] for cache in caches])
    if i[~marked].mean() > 0.01 and i[marked].mean() - i[~marked].mean() < 0.5:
        return (
            f"the input gate should follow the marker: it is {i[marked].mean():.2f} where the marker is 1 "
            f"and {i[~marked].mean():.2f} elsewhere. The columns belong to h, the number and the marker."
        )
    if f.min() < 0.99:
        return (
            f"the forget gate is as low as {f.min():.2f}: after 49 steps a share of {f.min() ** 49:.1g} of a "
            "number would be left."
        )
    if i[~marked].mean() > 1e-3 or i[marked].min() < 0.99:
        return (
            f"the input gate is {i[~marked].mean():.2g} where the marker is 0 and {i[marked].mean():.2g} "
            "where it is 1: nearer to 0 and 1, please; forty-eight numbers leak in."
        )
    if not candidate.any() or np.ptp(candidate[marked]) < 1e-9:
        return "the candidate does not depend on the number."
    slope = np.polyfit(x[:, :, 0][marked], candidate[marked], 1)[0]
    if np.abs(candidate[marked] / slope - x[:, :, 0][marked]).max() > 0.02 or np.abs(c).max() > 0.3:
        return (
            f"the gates are right, but the cell state reaches {np.abs(c).max():.2f}: tanh bends the numbers. "
            "Keep them in a range where tanh is close to a straight line."
        )
    if o[-1].min() < 0.99:
        return f"the output gate shows only a share of {o[-1].mean():.2f} at the last step."
    return (
        f"all gates are right, but the mean squared error is {error:.2g}: divide by the factor with which "
        "the numbers enter."
    )
