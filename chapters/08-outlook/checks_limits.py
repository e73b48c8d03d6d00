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
        ]),
        expect_array("the rest", total, a[1] * b[0] + b[1], hints=[
            (b[0] + b[1], "what the first step added is multiplied by the factor of the second."),
            (a[0] * b[1] + b[0], "this is the other order: the second step acts on what the first has left."),
        ]))


def check_search(function):
    """Judge a function (states, labels, new_states, new_labels) -> (unit, its AUC on the new ones).

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 8.1.3.
    """
    rng = np.random.default_rng(3)
    labels, new_labels = rng.random(400) < 0.4, rng.random(300) < 0.4
    states, new_states = rng.normal(size=(400, 5)), rng.normal(size=(300, 5))
    states[:, 3] -= 2.0 * labels     # unit 3 is low where the label holds: the best on the first part
    new_states[:, 3] -= 1.2 * new_labels
    states[:, 4] += 1.0 * labels     # unit 4 is the best of those that are high
    new_states[:, 4] += 0.7 * new_labels
    new_states[:, 1] += 3.0 * new_labels  # unit 1 is the best on the second part
    answer = call_answer(function, states, labels, new_states, new_labels)
    if isinstance(answer, Verdict):
        return answer
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return Verdict(False, "a pair is expected: the unit, and its AUC on the new states.")
    first, second = auc(states, labels), auc(new_states, new_labels)
    unit, value = answer
    if unit == first.argmax():
        return Verdict(False, "unit 4 rises with the label, but unit 3, which falls, tells more: "
                              "how far an AUC is from 1/2 counts, on either side.")
    if unit == second.argmax():
        return Verdict(False, "this unit was chosen on the new states, which makes its AUC there too good.")
    return first_failure(
        expect_number("the unit", unit, 3),
        expect_number("its AUC", value, 1 - second[3], hints=[
            (second[3], "the unit is low where the label holds: turn its sign, as the first states tell."),
            (1 - first[3], "this is the AUC on the states it was chosen on."),
            (first[3], "this is the AUC on the states it was chosen on."),
        ]))
