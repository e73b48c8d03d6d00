"""Typical wrong answers to the exercises on stock prices."""


def _split(train, test):
    """Source of a split by two ranges."""
    return f"def my_split(n, window, horizon, cut):\n    return np.arange({train}), np.arange({test})"


def _peeks(loop, compared):
    """Source of a function that changes some days and compares some features."""
    return (
        f"def my_peeks(make, y):\n    for t in {loop}:\n        changed = y.copy()\n        changed[t] += 1\n"
        f"        if not np.array_equal(make(changed)[{compared}], make(y)[{compared}]):\n"
        "            return True\n    return False"
    )


WRONG_ANSWERS = {
    "ex-stocks-peeks": [
        (_peeks("range(len(y))", ":"), "it says True for yesterday's value"),
        (_peeks("range(len(y))", ":t"), "it says False for the value of the same day"),
        (_peeks("[0]", ":t + 1"), "it says False for yesterday, minus a far later day"),
        ("def my_peeks(make, y):\n    return 0", "True or False is expected"),
    ],
    "ex-stocks-split": [
        (_split("window - 1, cut - horizon", "cut, n - horizon"), "the window of test day 70 begins"),
        (_split("window - 1, cut - horizon", "cut + window - 1, n"), "after the end of the series"),
        (_split("window, cut - horizon", "cut + window, n - horizon"), "no day is shared, but there could"),
        (_split("0, cut - horizon", "cut + window - 1, n - horizon"), "begins before the series"),
        ("def my_split(n, window, horizon, cut):\n    return np.arange(5)", "a pair of arrays is expected"),
    ],
    "ex-stocks-best": [
        ("def my_best_p(scores, shuffled):\n    return (shuffled.max(axis=1) >= scores.max()).mean()",
         "count the world that you saw"),
        ("def my_best_p(scores, shuffled):\n    best = shuffled.max(axis=1)\n"
         "    return (1 + (best > scores.max()).sum()) / 100",
         "use >="),
        ("def my_best_p(scores, shuffled):\n    return (shuffled >= scores.max()).mean()",
         "in every world take the best first"),
    ],
}
