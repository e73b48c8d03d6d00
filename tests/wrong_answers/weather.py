"""Typical wrong answers to the exercises on the weather."""


def _origins(count):
    """Source of a function that takes the first so many days."""
    return f"def my_origins(known_days, horizon):\n    return np.arange({count})"


def _fill(step):
    """Source of a function that fills from left to right with some step."""
    return (
        "def my_fill(anomaly, share):\n    filled, last, measured = anomaly.copy(), 0.0, 0.0\n"
        "    for t in range(len(filled)):\n        if np.isnan(filled[t]):\n"
        f"            filled[t] = {step}\n        else:\n            measured = filled[t]\n"
        "        last = filled[t]\n    return filled"
    )


def _score(penalty):
    """Source of a function that adds a penalty to the width."""
    return f"def my_interval_score(low, high, y):\n    return high - low + {penalty}"


WRONG_ANSWERS = {
    "ex-weather-origins": [
        (_origins("known_days - horizon + 1"), "one too many"),
        (_origins("known_days - horizon - 1"), "one too few"),
        (_origins("known_days - 1"), "all 3"),
    ],
    "ex-weather-fill": [
        (_fill("last"), "damp it"),
        (_fill("share * measured"), "a long gap stays at one value"),
        ("def my_fill(anomaly, share):\n    t, gaps = np.arange(len(anomaly)), np.isnan(anomaly)\n"
         "    filled = anomaly.copy()\n    filled[gaps] = np.interp(t[gaps], t[~gaps], anomaly[~gaps])\n"
         "    return filled", "the day after it"),
        ("def my_fill(anomaly, share):\n    return share * np.nan_to_num(anomaly)",
         "a measured value has been changed"),
    ],
    "ex-weather-interval": [
        (_score("np.maximum(low - y, 0) + np.maximum(y - high, 0)"), "for each degree, not 1"),
        (_score("10 * np.maximum(y - high, 0)"), "days under the interval"),
        (_score("10.0 * ((y < low) | (y > high))"), "degrees, not days"),
    ],
}
