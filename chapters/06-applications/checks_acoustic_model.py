"""Checks of the exercises on the acoustic model: each answers at once, and says what is wrong."""

from itertools import groupby

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_number

_FRAMES = ("s s s z s s ɪ ɪ ɪ k s s s s", "n n aɪ aɪ aɪ aɪ n v n n", "f", "t t uː uː")


def check_flickers(function):
    """Judge a function (frames, least) -> phones: short runs dropped, equal neighbours merged.

    Args:
        function: the reader's; frames is a list of names, least a number of frames.
    Returns:
        Verdict.
    Source: chapter 6.2.1.
    """
    for text in _FRAMES:
        for least in (1, 2, 3):
            frames = text.split()
            answer = call_answer(function, frames, least)
            if isinstance(answer, Verdict):
                return answer
            if not isinstance(answer, list | tuple):
                return Verdict(False, f"a list of phones is expected, but it is of type "
                                      f"{type(answer).__name__}.")
            runs = [(name, len(list(run))) for name, run in groupby(frames)]
            kept = [name for name, length in runs if length >= least]
            if list(answer) != [name for name, _ in groupby(kept)]:
                return Verdict(False, _why(list(answer), runs, kept, least))
    return Verdict(True, "flickers are dropped, and what they had cut in two is one phone again.")


def _why(answer, runs, kept, least):
    """What is wrong with an answer, for one list of frames."""
    if answer == kept:
        return "after a flicker is dropped, its neighbours can be equal: merge them."
    longer = [name for name, length in runs if length > least]
    if answer in (longer, [name for name, _ in groupby(longer)]):
        return f"a run of exactly `least` frames, here {least}, is long enough."
    if answer == [name for name, _ in runs]:
        return f"runs shorter than {least} frames are still there."
    return f"for the runs {runs} and least = {least} it gives {answer}."


def check_delayed(function):
    """Judge a function (scores, targets, k) -> frame accuracy of a network that answers k frames late.

    Args:
        function: the reader's; scores is (T + k, K), targets (T,).
    Returns:
        Verdict.
    Source: chapter 6.2.1.
    """
    verdict = Verdict(False, "")
    for k in (3, 1, 0):
        rng = np.random.default_rng(k)
        named = np.repeat(rng.permutation(12), 4)
        targets = np.where(rng.random(48) < 0.2, (named + 1) % 12, named)
        scores = rng.normal(0, 0.1, (48 + k, 12))
        scores[np.arange(k, 48 + k), named] += 1
        guess = scores.argmax(axis=1)
        hints = [(np.mean(guess[:48] == targets), "this compares output t with frame t; frame t is named at "
                                                  "step t + k.")] if k else []
        if k:
            hints += [(np.mean(guess[:48 - k] == targets[k:]), "the shift goes the wrong way: frame t is "
                                                              "named later, not earlier."),
                      (np.mean(guess[k:] != targets), "this is the share of errors, not of right frames."),
                      (np.sum(guess[k:] == targets), "this is a number of frames, not a share.")]
        verdict = expect_number("the accuracy", call_answer(function, scores, targets, k),
                                float(np.mean(guess[k:] == targets)),
                                hints=[(float(value), text) for value, text in hints])
        if not verdict:
            return verdict
    return Verdict(True, "the delay is taken off, and with none there is nothing to take off.")
