"""Checks of the exercises on the weather: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array, first_failure


def check_origins(function):
    """Judge a function (known_days, horizon) -> the origins whose targets are all known.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 6.3.2.
    """
    verdicts = []
    for days, horizon in ((10, 3), (365, 7), (5, 1)):
        answer = call_answer(function, days, horizon)
        if isinstance(answer, Verdict):
            return answer
        answer = np.asarray(answer, dtype=float)
        name = f"the array of origins for {days} known days and horizon {horizon}"
        hints = [
            (np.arange(days), f"origin {days - 1} is known, but not one of its targets is."),
            (np.arange(days - horizon + 1.0),
             f"one too many: the last target of origin {days - horizon} is day {days}, but the last known "
             f"day is {days - 1}, for days are counted from 0."),
            (np.arange(days - horizon - 1.0),
             f"one too few: all targets of origin {days - horizon - 1} are known, up to day {days - 1}."),
            (np.arange(days - 1.0), f"the target of tomorrow is known for all of these, but all {horizon} "
                                    "have to be."),
        ]
        right = np.arange(days - horizon, dtype=float)
        hints = [hint for hint in hints if len(hint[0]) != len(right)]
        verdicts.append(expect_array(name, answer, right, hints=hints))
    if all(verdicts):
        return Verdict(True, "every origin whose week is known, and no other.")
    return first_failure(*verdicts)


def _fill(anomaly, step):
    """Fill from left to right: `step(last value, last measured value)` for a missing day."""
    filled, last, measured = anomaly.copy(), 0.0, 0.0
    for t, value in enumerate(anomaly):
        measured = measured if np.isnan(value) else value
        filled[t] = last = step(last, measured) if np.isnan(value) else value
    return filled


def check_fill(function):
    """Judge a function (anomaly, share) -> the anomaly with its gaps filled by damping.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 6.3.2.
    """
    share, rng = 0.6, np.random.default_rng(7)
    anomaly = 3.0 * rng.standard_normal(30) + 1.0
    anomaly[[0, 5, 11, 12, 13, 20, 21]] = np.nan
    gaps = np.isnan(anomaly)
    answer = call_answer(function, anomaly, share)
    if isinstance(answer, Verdict):
        return answer
    right = _fill(anomaly, lambda last, measured: share * last)
    if isinstance(answer, np.ndarray) and answer.shape == right.shape:
        if not np.array_equal(answer[~gaps], anomaly[~gaps]):
            return Verdict(False, "a measured value has been changed: fill the gaps only.")
        if np.isnan(answer).any():
            return Verdict(False, f"day {int(np.isnan(answer).argmax())} is still missing.")
        changed = anomaly.copy()
        changed[14] += 5.0  # the day after a gap
        if not np.allclose(function(changed.copy(), share)[:14], answer[:14]):
            return Verdict(False, "a gap is filled with the day after it, which is not known yet.")
    hints = [
        (np.nan_to_num(anomaly), "every gap gets 0: the day before it is forgotten at once."),
        (_fill(anomaly, lambda last, measured: last), "the day before is repeated in full: damp it."),
        (_fill(anomaly, lambda last, measured: share * measured),
         "a long gap stays at one value: the second missing day is share times the first one, as filled."),
    ]
    verdict = expect_array("the filled series", answer, right, hints=hints)
    return verdict and Verdict(True, "each gap fades towards climatology, and nothing looks ahead.")


def check_interval(function):
    """Judge a function (low, high, y) -> the interval score for 80 %, a day each.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: Gneiting and Raftery (2007); chapter 6.3.2.
    """
    low, high = np.array([4.0, 4.0, 10.0, 2.0, 15.0]), np.array([9.0, 10.0, 18.0, 6.5, 22.0])
    y = np.array([6.0, 2.5, 21.0, 2.0, 24.5])
    answer = call_answer(function, low, high, y)
    if isinstance(answer, Verdict):
        return answer
    width, under, over = high - low, np.maximum(low - y, 0), np.maximum(y - high, 0)
    right = width + 10 * (under + over)
    hints = [
        (width, "days outside cost nothing yet: add the penalty."),
        (width + under + over, "the penalty is 2 / alpha = 10 for each degree, not 1."),
        (width + 5 * (under + over), "the penalty is 2 / alpha = 10, not 1 / alpha = 5: a tenth of the days "
                                     "may lie on each side."),
        (width + 10 * over, "days under the interval cost nothing yet."),
        (width + 10 * under, "days over the interval cost nothing yet."),
        (width + 10 * ((y < low) | (y > high)), "the penalty counts degrees, not days."),
        (10 * (under + over), "the width is missing: an endless interval would be free."),
        (np.full(5, right.mean())[0], "one number a day is expected: do not average."),
    ]
    verdict = expect_array("the score", answer, right, hints=hints)
    return verdict and Verdict(True, "inside, under and over, each day has its score.")
