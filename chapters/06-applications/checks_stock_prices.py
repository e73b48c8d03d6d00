"""Checks of the exercises on stock prices: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer


def _lags(y):
    return np.concatenate([[0.0], y[:-1]])


def _past_mean(y):
    return np.concatenate([[0.0], np.cumsum(y)[:-1] / np.arange(1, len(y))])


_HONEST = {"yesterday's value": _lags, "the mean of all days before": _past_mean}
_PEEKING = {
    "the value of the same day": lambda y: y.copy(),
    "a mean that is centred on yesterday": lambda y: np.convolve(_lags(y), np.ones(3) / 3, "same"),
    "yesterday, scaled by the whole series": lambda y: (_lags(y) - y.mean()) / y.std(),
    "yesterday, minus a far later day": lambda y: _lags(y) - np.concatenate([y[30:], np.zeros(30)]),
}


def check_peeks(function):
    """Judge a function (make, y) -> bool: does the feature of a day use that day or a later one?

    Args:
        function: the reader's; make takes a series (n,) and returns one feature a day, (n,).
    Returns:
        Verdict.
    Source: chapter 6.3.1.
    """
    y = np.random.default_rng(6).normal(size=60)
    for kinds, peeks in ((_HONEST, False), (_PEEKING, True)):
        for name, make in kinds.items():
            answer = call_answer(function, make, y.copy())
            if isinstance(answer, Verdict):
                return answer
            if not isinstance(answer, bool | np.bool_):
                kind = type(answer).__name__
                return Verdict(False, f"True or False is expected, but it is of type {kind}.")
            if answer and not peeks:
                return Verdict(False, f"it says True for {name}, which is known in time: a change on day t "
                                      "may change the features from day t + 1 on.")
            if peeks and not answer:
                return Verdict(False, f"it says False for {name}.")
    return Verdict(True, "four features that look ahead are found out, and two honest ones are left alone.")


def check_split(function):
    """Judge a function (n, window, horizon, cut) -> training and test days with no day in common.

    Day t stands for a window of days t - window + 1 .. t and a target that ends on day t + horizon.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 6.3.1.
    """
    for n, window, horizon, cut in ((100, 10, 1, 70), (120, 10, 20, 80), (60, 5, 3, 40)):
        answer = call_answer(function, n, window, horizon, cut)
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            return Verdict(False, "a pair of arrays is expected, the training days and the test days.")
        try:
            train, test = (np.sort(np.asarray(days)) for days in answer)
        except (TypeError, ValueError):
            return Verdict(False, "the days should be arrays of whole numbers.")
        whole = all(np.issubdtype(days.dtype, np.integer) and days.size for days in (train, test))
        if not whole:
            return Verdict(False, "the days should be arrays of whole numbers, and neither may be empty.")
        case = f"n = {n}, window {window}, horizon {horizon}, cut {cut}"
        if min(train[0], test[0]) < window - 1:
            return Verdict(False, f"{case}: the window of the first day begins before the series.")
        if max(train[-1], test[-1]) + horizon > n - 1:
            return Verdict(False, f"{case}: the target of the last day lies after the end of the series.")
        if test[0] < cut:
            return Verdict(False, f"{case}: a test day lies before the cut.")
        if train[-1] + horizon >= cut:
            return Verdict(False, f"{case}: the target of training day {train[-1]} ends on day "
                                  f"{train[-1] + horizon}, which is not before the cut.")
        if test[0] - window + 1 < cut:
            return Verdict(False, f"{case}: the window of test day {test[0]} begins on day "
                                  f"{test[0] - window + 1}, before the cut.")
        right = np.arange(window - 1, cut - horizon), np.arange(cut + window - 1, n - horizon)
        if not (np.array_equal(train, right[0]) and np.array_equal(test, right[1])):
            return Verdict(False, f"{case}: no day is shared, but there could be {len(right[0])} training "
                                  f"and {len(right[1])} test days; you have {len(train)} and {len(test)}.")
    return Verdict(True, "in three cases no day that training sees is seen by the test, and none is lost.")


def check_best_p(function):
    """Judge a function (scores, shuffled) -> the chance of a best score that large among all rules.

    Args:
        function: the reader's; scores (K,), shuffled (B, K): the same K rules in B worlds without any skill.
    Returns:
        Verdict.
    Source: White (2000); chapter 6.3.1.
    """
    rng = np.random.default_rng(8)
    shuffled, scores = rng.normal(size=(99, 20)), rng.normal(size=20)
    scores[7] = np.sort(shuffled.max(axis=1))[-12]
    answer = call_answer(function, scores.copy(), shuffled.copy())
    if isinstance(answer, Verdict):
        return answer
    if isinstance(answer, bool) or np.ndim(answer) or not isinstance(answer, float | int | np.number):
        return Verdict(False, "one number is expected, a probability.")
    best = scores.max()
    hits = int((shuffled.max(axis=1) >= best).sum())
    known = {
        (1 + hits) / 100: None,
        hits / 99: "nearly: count the world that you saw as one of them, (1 + hits) / (1 + worlds), or a "
                   "p-value can be 0.",
        (1 + hits - 1) / 100: "a world whose best is exactly as good counts too: use >=.",
        (hits - 1) / 99: "a world whose best is exactly as good counts too: use >=.",
    }
    own = shuffled[:, scores.argmax()]
    for p in ((1 + (own >= best).sum()) / 100, (own >= best).mean()):
        known.setdefault(float(p), "this compares the best rule with its own luck alone. You chose it "
                                   "because it was the best of 20: compare with the best of 20 in every "
                                   "world.")
    every = float((shuffled >= best).mean())
    known.setdefault(every, "this counts single rules over all worlds: "
                            "in every world take the best first.")
    for value, message in known.items():
        if np.isclose(float(answer), value, rtol=1e-9):
            if message is None:
                return Verdict(True, f"the best of 20 rules has p = {value:.2f} once it is compared with the "
                                     "best of 20.")
            return Verdict(False, message)
    return Verdict(False, f"for 20 rules and 99 worlds {(1 + hits) / 100:.2f} is expected, but it is "
                          f"{float(answer):.3g}.")
