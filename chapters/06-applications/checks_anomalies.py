"""Checks of the exercises on anomaly detection: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure


def check_precision(function):
    """Judge a function (recall, false_alarm_rate, prevalence) -> precision.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 6.4.3.
    """
    verdicts = []
    for recall, rate, prevalence in ((0.8, 0.05, 0.01), (0.5, 0.2, 0.3), (1.0, 0.001, 0.001)):
        right, wrong = prevalence * recall, (1 - prevalence) * rate
        hints = [
            (recall / (recall + rate), "the prevalence is missing: events are rarer than clean windows."),
            (right / (right + rate), "the false-alarm rate is a share of the clean windows, and those are "
                                     "1 minus the prevalence of all."),
            (right, "this is the share of events found among all windows; divide by all alarms."),
            (wrong / (right + wrong), "this is the share of alarms that are wrong."),
        ]
        name = f"the precision at recall {recall}, false-alarm rate {rate}, prevalence {prevalence}"
        verdicts.append(expect_number(name, call_answer(function, recall, rate, prevalence),
                                      right / (right + wrong), hints=hints))
    silent = call_answer(function, 0.0, 0.0, 0.1)
    verdicts.append(expect_number("the precision of a silent detector", silent, 1.0))
    if all(verdicts):
        return Verdict(True, "common events, rare events and silence have the precision you say.")
    return first_failure(*verdicts)


def check_pa_f1(function):
    """Judge a function (q, length, prevalence) -> point-adjusted F1 of a random score.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 6.4.3.
    """
    def f1(recall, flagged, prevalence):
        precision = prevalence * recall / (prevalence * recall + (1 - prevalence) * flagged)
        return 2 * precision * recall / (precision + recall)

    verdicts = []
    for q, length, prevalence in ((0.02, 100, 0.1), (0.1, 10, 0.05), (0.3, 4, 0.2)):
        recall = 1 - (1 - q) ** length
        both, unadjusted = recall, 2 * prevalence * recall / (prevalence + recall)
        hints = [
            (f1(q, q, prevalence), "this is the F1 without adjustment: an event of several samples is found "
                                   "by any one of them."),
            (f1(q**length, q, prevalence), "this asks for all samples of an event; one is enough."),
            (f1(min(1.0, q * length), q, prevalence), "chances do not add up: an event is missed only if all "
                                                      "of its samples are."),
            (f1(recall, both, prevalence), "only events are adjusted: a clean sample is still flagged with "
                                           "probability q."),
            (unadjusted, "the precision is adjusted, too: all samples of a found event count as right."),
        ]
        name = f"the F1 at q = {q}, L = {length}, prevalence {prevalence}"
        verdicts.append(expect_number(name, call_answer(function, q, length, prevalence),
                                      f1(recall, q, prevalence), hints=hints))
    if all(verdicts):
        return Verdict(True, "three random scores get the adjusted F1 that you say.")
    return first_failure(*verdicts)


def check_silence(function):
    """Judge a function x -> minus the smallest range of any channel over the last 8 samples.

    Args:
        function: the reader's; x is (steps, channels), the answer (steps,).
    Returns:
        Verdict.
    Source: chapter 6.4.3.
    """
    x = np.random.default_rng(7).normal(size=(40, 3))
    x[20:31, 1] = x[19, 1]
    answer = call_answer(function, x)
    if isinstance(answer, Verdict):
        return answer
    if not isinstance(answer, np.ndarray) or answer.shape != (40,):
        got = f"has shape {np.shape(answer)}" if isinstance(answer, np.ndarray) else "is no array"
        return Verdict(False, f"an array of shape (40,) is expected, one score a step, but it {got}.")
    if not np.all(np.isneginf(answer[:7])):
        return Verdict(False, "the first 7 steps have no 8 samples yet: their score is -inf.")
    ranges = np.stack([np.ptp(x[t - 7:t + 1], axis=0) for t in range(7, 40)])
    early = np.stack([np.ptp(x[t - 7:t], axis=0) for t in range(7, 40)])
    pooled = np.array([np.ptp(x[t - 7:t + 1]) for t in range(7, 40)])
    hints = [
        (ranges.max(axis=1), "this is high where a channel is loud; silence is a small range."),
        (ranges.min(axis=1), "the sign: a score must be high where something is wrong."),
        (-ranges.max(axis=1), "all channels must be quiet for this score; one dead channel is enough."),
        (-ranges.mean(axis=1), "the mean over the channels hides the one that is dead: take the smallest."),
        (-pooled, "the range must be taken within each channel, not over all of them."),
        (-early.min(axis=1), "the last 8 samples include the step itself."),
    ]
    if not np.all(np.isfinite(answer[7:])):
        return Verdict(False, "from step 7 on there are 8 samples, and the score is a finite number.")
    verdict = expect_array("the score", answer[7:], -ranges.min(axis=1), hints=hints)
    return Verdict(True, "the dead channel stands out, and nothing else does.") if verdict else verdict
