"""Checks of the exercises on the origins: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_number, first_failure


def check_majority(function):
    """Judge a unit (weights, threshold) that should fire if at least two of three inputs are 1.

    Args:
        function: takes nothing, returns three weights and a threshold.
    Returns:
        Verdict.
    Source: chapter 1.1.1.
    """
    answer = call_answer(function)
    if isinstance(answer, Verdict):
        return answer
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return Verdict(False, "two things are expected, the weights and the threshold, in this order.")
    try:
        weights, threshold = np.asarray(answer[0], float), float(answer[1])
    except (TypeError, ValueError):
        return Verdict(False, "the weights should be three numbers and the threshold one.")
    if weights.shape != (3,):
        return Verdict(False, f"the weights have shape {weights.shape}; the unit has three inputs.")
    inputs = np.array(list(np.ndindex(2, 2, 2)))
    fired = inputs @ weights >= threshold
    wanted = inputs.sum(axis=1) >= 2
    if (fired == wanted).all():
        return Verdict(True, "the unit is right for all eight inputs.")
    if (fired == (inputs.sum(axis=1) >= 1)).all():
        return Verdict(False, "one input is enough to make it fire: this is an or. How many should it take?")
    if (fired == (inputs.sum(axis=1) >= 3)).all():
        return Verdict(False, "it waits for all three inputs: this is an and. How many ones should it take?")
    if (fired == ~wanted).all():
        return Verdict(False, "it does the opposite: it fires where at most one input is 1.")
    if fired.all() or not fired.any():
        return Verdict(False, f"it {'always' if fired.all() else 'never'} fires, whatever the inputs are.")
    wrong = inputs[fired != wanted][0]
    state = "fires" if fired[fired != wanted][0] else "stays silent"
    return Verdict(False, f"for the inputs {' '.join(map(str, wrong))} it {state}, and it should not.")


PULSES = (((1, 0), (0, 0), (0, 0), (0, 1), (0, 0), (0, 0)),
          ((0, 0), (0, 1), (0, 0), (1, 0), (1, 0), (0, 0), (0, 1), (1, 0), (0, 0)),
          ((0, 0),) * 4 + ((1, 0),) + ((0, 0),) * 30 + ((0, 1), (0, 1), (0, 0)))


def check_latch(function):
    """Judge a unit with a loop that should be switched on by one input and off by another.

    Args:
        function: takes nothing, returns (w_set, w_reset, w_loop, threshold).
    Returns:
        Verdict.
    Source: chapter 1.1.2.
    """
    answer = call_answer(function)
    if isinstance(answer, Verdict):
        return answer
    if not isinstance(answer, tuple | list) or len(answer) != 4:
        return Verdict(False, "four numbers are expected: w_set, w_reset, w_loop and the threshold.")
    try:
        w_set, w_reset, w_loop, threshold = (float(number) for number in answer)
    except (TypeError, ValueError):
        return Verdict(False, "the three weights and the threshold should be numbers.")
    for told, wrong in (
        (0 >= threshold, "it switches itself on, though nobody has set it: 0 reaches the threshold."),
        (w_set < threshold, "set alone does not reach the threshold, so it is never switched on."),
        (w_loop == 0, "it forgets at once: nothing leads from its own state back into it."),
        (w_loop < threshold, "it forgets at once: the loop alone does not reach the threshold."),
        (w_reset + w_loop >= threshold, "it never lets go: with reset and the loop together the threshold is "
                                        "still reached."),
        (w_reset >= threshold, "reset switches it on."),
        (w_set + w_loop < threshold, "a second set switches it off again."),
    ):
        if told:
            return Verdict(False, wrong)
    for pulses in PULSES:
        state, wanted = 0, 0
        for t, (on, off) in enumerate(pulses, start=1):
            state = int(w_set * on + w_reset * off + w_loop * state >= threshold)
            wanted = 1 if on else 0 if off else wanted
            if state != wanted:
                return Verdict(False, f"after step {t} of {pulses} the state is {state}, expected {wanted}.")
    return Verdict(True, f"set, kept for 30 steps, reset: right on {len(PULSES)} sequences.")


def check_change(function):
    """Judge a function (W, s, i) -> change of a Hopfield net's energy if unit i is flipped.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 1.1.2.
    """
    verdicts = []
    for seed, N in ((0, 5), (1, 8), (2, 20)):
        rng = np.random.default_rng(seed)
        W = rng.normal(size=(N, N))
        W = W + W.T
        np.fill_diagonal(W, 0)
        s, i = rng.choice([-1.0, 1.0], size=N), int(rng.integers(N))
        s[i] = 1.0 if seed == 0 else -1.0  # whoever leaves out s_i is right for the first, and wrong then
        flipped = s.copy()
        flipped[i] *= -1
        right = -0.5 * (flipped @ W @ flipped) + 0.5 * (s @ W @ s)
        own = s[i] * (W[i] @ s)
        opposite = "the sign is wrong: this is the energy before minus the energy after."
        if seed > 0:
            opposite = "s_i itself is missing: whether a flip helps depends on the sign that it has now."
        hints = [
            (0.0, "the energy does change: the terms with s_i change their sign."),
            (-right, opposite),
            (own, "a factor 2 is missing: the terms go from minus to plus the same amount."),
            (-own, "this is the part of the energy that holds s_i before the flip; how does it change?"),
            (4 * own, "each pair is counted twice here; the factor one half of the energy undoes that."),
            (-0.5 * (flipped @ W @ flipped), "this is the energy after the flip, not the change."),
        ]
        what = f"the change for N = {N}, i = {i}"
        verdicts.append(expect_number(what, call_answer(function, W, s, i), right, hints=hints))
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "the change agrees with the energies of three nets.")
