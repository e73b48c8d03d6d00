"""Typical wrong answers to the exercises on anomaly detection."""


def _precision(expression):
    """Source of a precision by one expression."""
    return ("def my_precision(recall, false_alarm_rate, prevalence):\n"
            "    right, wrong = prevalence * recall, (1 - prevalence) * false_alarm_rate\n"
            f"    return {expression}")


def _f1(recall, flagged="q"):
    """Source of an adjusted F1 with this recall."""
    return ("def my_adjusted_f1(q, length, prevalence):\n"
            f"    recall = {recall}\n    flagged = {flagged}\n"
            "    precision = prevalence * recall / (prevalence * recall + (1 - prevalence) * flagged)\n"
            "    return 2 * precision * recall / (precision + recall)")


def _silence(expression, head="np.full(7, -np.inf)"):
    """Source of a score for silence by one expression."""
    return ("def my_silence(x):\n    ranges = np.ptp(sliding_window_view(x, 8, axis=0), axis=-1)\n"
            f"    return np.concatenate([{head}, {expression}])")


WRONG_ANSWERS = {
    "ex-anomalies-precision": [
        (_precision("right / (right + false_alarm_rate)"), "a share of the clean windows"),
        (_precision("wrong / (right + wrong)"), "alarms that are wrong"),
        (_precision("right / (right + wrong)"), "raised ZeroDivisionError"),
    ],
    "ex-anomalies-adjusted": [
        (_f1("q ** length"), "one is enough"),
        (_f1("min(1.0, q * length)"), "chances do not add up"),
        (_f1("1 - (1 - q) ** length", "recall"), "only events are adjusted"),
    ],
    "ex-anomalies-silence": [
        (_silence("ranges.min(axis=1)"), "the sign"),
        (_silence("-ranges.mean(axis=1)"), "hides the one that is dead"),
        (_silence("-ranges.max(axis=1)"), "one dead channel is enough"),
        (_silence("-ranges.min(axis=1)", "np.zeros(7)"), "have no 8 samples yet"),
        (_silence("-ranges.min(axis=1)", "np.zeros(0)"), "one score a step"),
    ],
}
