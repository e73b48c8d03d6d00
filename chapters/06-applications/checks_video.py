"""Checks of the exercises on classifying videos: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_number, first_failure


def check_ceiling(function):
    """Judge a function (labels, groups) -> the best accuracy of a classifier that cannot tell a group apart.

    Args:
        function: the reader's; labels and groups are integer arrays (N,).
    Returns:
        Verdict.
    Source: chapter 6.4.2.
    """
    cases = {
        "eight classes, one group": (np.arange(8), np.zeros(8, int)),
        "the course's videos": (np.tile(np.arange(8), 5), np.repeat(np.arange(5), 8)),
        "groups of different size": (np.array([0, 0, 0, 1, 2, 3, 1, 1]), np.array([0, 0, 0, 0, 1, 1, 2, 2])),
        "groups that are not in a row": (np.array([0, 1, 0, 1, 0, 1]), np.array([3, 9, 3, 9, 3, 3])),
    }
    verdicts = []
    for name, (labels, groups) in cases.items():
        parts = [labels[groups == g] for g in np.unique(groups)]
        best = [np.bincount(part).max() for part in parts]
        right = sum(best) / len(labels)
        hints = [
            (np.mean([b / len(part) for b, part in zip(best, parts, strict=True)]),
             "this is the mean over groups; a large group counts more: divide the sum of the best counts "
             "by the number of videos."),
            (1 / len(np.unique(labels)),
             "this is one over the number of classes, and does not look at the groups."),
            (np.bincount(labels).max() / len(labels),
             "one answer for all videos is worse than needed: each group may get an answer of its own."),
            (np.mean([len(np.unique(part)) == 1 for part in parts]),
             "a group with several classes is not lost: one of its classes can be right."),
            (sum(best), "this is how many are right; divide by the number of videos."),
        ]
        hints = [hint for hint in hints if abs(hint[0] - right) > 1e-9]
        answer = call_answer(function, labels, groups)
        verdicts.append(expect_number(f"the ceiling for {name}", answer, right, hints=hints))
    if all(verdicts):
        return Verdict(True, "four sets, with groups of all sizes, have the ceiling you say.")
    return first_failure(*verdicts)


def check_reversed(function):
    """Judge a function: class of a video -> class of the same video run backwards.

    Args:
        function: the reader's, from an integer 0 to 7 to an integer.
    Returns:
        Verdict.
    Source: chapter 6.4.2.
    """
    answers = []
    for label in range(8):
        answer = call_answer(function, label)
        if isinstance(answer, Verdict):
            return answer
        if isinstance(answer, bool) or not isinstance(answer, int | np.integer) or not 0 <= answer <= 7:
            return Verdict(False, f"a class is an integer from 0 to 7, but for {label} it is {answer!r}.")
        answers.append(int(answer))
    typical = {
        tuple(range(8)): "it says the class stays the same, but a digit that went right now goes left.",
        tuple(k ^ 3 for k in range(8)):
            "the directions are right, but the shot that came last now comes first.",
        tuple(k ^ 4 for k in range(8)): "the shots have changed places, but each also runs backwards.",
    }
    if tuple(answers) in typical:
        return Verdict(False, typical[tuple(answers)])
    for label, answer in enumerate(answers):
        if answer != 7 - label:
            return Verdict(False, f"class {label} becomes {7 - label} when the video runs backwards, but "
                                  f"it is {answer}.")
    return Verdict(True, "all eight classes are right, and running back twice gives the same class.")


def check_field(function):
    """Judge a function (kernels, strides) -> how many frames one output of stacked convolutions sees.

    Args:
        function: the reader's; two lists of integers, first layer first.
    Returns:
        Verdict.
    Source: chapter 6.4.2.
    """
    verdicts = []
    for kernels, strides in (([3], [1]), ([3, 3], [1, 1]), ([3, 3, 3], [2, 2, 1]), ([5, 1, 4], [1, 3, 2])):
        right = 1 + sum((k - 1) * int(np.prod(strides[:i])) for i, k in enumerate(kernels))
        hints = [
            (int(np.prod(kernels)), "kernels do not multiply: two neighbouring windows overlap."),
            (sum(kernels), "a layer adds its kernel less one: its first input is counted already."),
            (1 + sum(k - 1 for k in kernels),
             "a step of a later layer is as long as the strides before it, multiplied."),
            (1 + sum((k - 1) * s for k, s in zip(kernels, strides, strict=True)),
             "a layer's own stride does not widen its own window, only those of the layers after it."),
        ]
        hints = [hint for hint in hints if hint[0] != right]
        answer = call_answer(function, kernels, strides)
        name = f"the field for kernels {kernels} and strides {strides}"
        verdicts.append(expect_number(name, answer, right, hints=hints))
    if all(verdicts):
        return Verdict(True, "four stacks see as many frames as you say.")
    return first_failure(*verdicts)
