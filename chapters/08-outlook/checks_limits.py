"""Checks of the exercises on limits: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure
from rnnlib.metrics import auc


def check_copy(function):
    """Judge a function (T, S, K) -> bits per step of the best copier without memory.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 8.1.1.
    """
    verdicts = []
    for T, S, K in ((10, 10, 8), (100, 10, 8), (20, 3, 4), (7, 5, 2)):
        bits, steps = np.log2(K), T + 2 * S
        verdicts.append(expect_number(
            f"the baseline for T = {T}, S = {S}, K = {K}", call_answer(function, T, S, K), S * bits / steps,
            hints=[
                (S * np.log(K) / steps, "these are nats: bits are asked for."),
                (bits, "this is what one copied symbol costs; the mean over all steps is asked for."),
                (np.log(K), "this is what one copied symbol costs, and in nats: the mean over all steps is "
                            "asked for, in bits."),
                (S * bits / (T + S), "the length is wrong: the symbols are read, and then written."),
                (10 * bits / (T + 20), "S need not be 10."),
            ]))
    if not all(verdicts):
        return first_failure(*verdicts)
    return Verdict(True, "four tasks, four baselines.")


def check_combine(function):
    """Judge a function (first, second) -> the pair of two steps of h = a h + b, one after the other.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: Blelloch (1990); chapter 8.1.2.
    """
    rng = np.random.default_rng(0)
    a, b = rng.uniform(0.5, 1.0, (2, 4)), rng.normal(size=(2, 4))
    answer = call_answer(function, (a[0], b[0]), (a[1], b[1]))
    if isinstance(answer, Verdict):
        return answer
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return Verdict(False, "a pair (a, b) is expected.")
    product, total = (np.asarray(part, float) for part in answer)
    return first_failure(
        expect_array("the factor", product, a[0] * a[1], hints=[
            (a[0] + a[1], "factors of two steps multiply."),
            (a[1], "the factor of the first step is lost: a third step needs it."),
            (a[0], "the factor of the second step is lost."),
        ]),
        expect_array("the rest", total, a[1] * b[0] + b[1], hints=[
            (b[0] + b[1], "what the first step added is multiplied by the factor of the second."),
            (a[0] * b[1] + b[0], "this is the other order: the second step acts on what the first has left."),
        ]))


def check_excess(function):
    """Judge a function (states, labels, new_states, new_labels) -> AUC of the best unit beyond a control.

    The control is the mean of the same search for labels moved by a quarter, a half and three quarters.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 8.1.3.
    """
    rng = np.random.default_rng(3)
    labels, new_labels = np.repeat(rng.random((2, 60)) < 0.4, 8, axis=1)
    states, new_states = rng.normal(size=(2, 480, 12))
    states[:, 3] -= 1.2 * labels
    new_states[:, 3] -= 1.2 * new_labels
    own = _search(states, labels, new_states, new_labels)
    moved, half_moved = [], []
    for quarter in (1, 2, 3):
        old, new = (np.roll(each, quarter * len(each) // 4) for each in (labels, new_labels))
        moved.append(_search(states, old, new_states, new))
        half_moved.append(_search(states, labels, new_states, new))
    return expect_number("the excess", call_answer(function, states, labels, new_states, new_labels),
                         own - np.mean(moved), hints=[
        (own, "this is the AUC alone: what would the search have found for labels that mean nothing?"),
        (own - 0.5, "chance is not 1/2 for the best of many units: run the search on moved labels."),
        (own - np.mean(half_moved), "move the labels of both parts: the control has to choose its own unit."),
        (own - np.max(moved), "the mean of the three controls is asked for, not the largest."),
        (np.mean(moved) - own, "the sign is wrong: excess is what the labels have and the control lacks."),
    ])


def _search(states, labels, new_states, new_labels):
    """The held-out AUC of the unit that is best on the first part, with the sign it has there."""
    old, new = auc(states, labels), auc(new_states, new_labels)
    unit = np.abs(old - 0.5).argmax()
    return new[unit] if old[unit] > 0.5 else 1 - new[unit]
