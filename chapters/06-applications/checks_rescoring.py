"""Checks of the exercises on rescoring: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_number
from rnnlib.metrics import edit_distance

_SAID = ("one two", "seven", "three three nine four five six", "zero")
_HEARD = ("one one two two", "seven", "three nine four five", "zero eight nine")


def check_pooled(function):
    """Judge a function (said, heard) -> word error rate of a whole test set.

    Args:
        function: the reader's; said and heard are lists of strings, words with spaces between them.
    Returns:
        Verdict.
    Source: chapter 6.2.2.
    """
    verdict = Verdict(False, "")
    for count in (4, 3, 2):
        said, heard = _SAID[:count], _HEARD[:count]
        errors = np.array([edit_distance(h.split(), s.split()) for s, h in zip(said, heard, strict=True)])
        words = np.array([len(s.split()) for s in said])
        found = np.array([len(h.split()) for h in heard])
        letters = sum(edit_distance(h, s) for s, h in zip(said, heard, strict=True))
        hints = [(np.mean(errors / words), "this is the mean of the sentences' rates: a sentence of one word "
                                           "counts as much as one of six. Add up errors and words first."),
                 (errors.sum() / found.sum(), "the errors are divided by the words that were heard; divide "
                                              "by those that were said."),
                 (1 - errors.sum() / words.sum(), "this is 1 minus the rate."),
                 (np.mean(errors > 0), "this is the share of sentences with an error."),
                 (letters / sum(map(len, said)), "this counts letters: split each string into words."),
                 (float(errors.sum()), "this is a number of errors, not a rate.")]
        wanted = errors.sum() / words.sum()
        hints = [(float(value), text) for value, text in hints if not np.isclose(value, wanted)]
        verdict = expect_number("the rate", call_answer(function, list(said), list(heard)), float(wanted),
                                hints=hints)
        if not verdict:
            return verdict
    return Verdict(True, "errors are added up over all sentences, and so are the words that were said.")


def check_hedge(function):
    """Judge a function (log_p, words, share) -> log probability of a mixture with the uniform model.

    Args:
        function: the reader's; log_p is (N,), words (N,) how many words each string has, share in (0, 1).
    Returns:
        Verdict.
    Source: chapter 6.2.2.
    """
    words = np.array([8, 9, 3, 0, 9])
    log_p = np.array([-14.0, -40.0, -5.0, -2.0, -2000.0])
    for share in (0.1, 0.4):
        uniform = -(words + 1) * np.log(11)
        wanted = np.logaddexp(np.log(1 - share) + log_p, np.log(share) + uniform)
        answer = call_answer(function, log_p.copy(), words.copy(), share)
        if isinstance(answer, Verdict):
            return answer
        if np.shape(answer) != wanted.shape:
            return Verdict(False, f"an array of shape {wanted.shape} is expected, but its shape is "
                                  f"{np.shape(answer)}.")
        answer = np.asarray(answer, dtype=np.float64)
        no_end = np.logaddexp(np.log(1 - share) + log_p, np.log(share) - words * np.log(11))
        swapped = np.logaddexp(np.log(share) + log_p, np.log(1 - share) + uniform)
        hints = [((1 - share) * log_p + share * uniform,
                  "this mixes the logarithms: a string that the model finds impossible stays impossible. Mix "
                  "the probabilities."),
                 (no_end, "the uniform model has to choose the end of the string too: n words are n + 1 "
                           "choices."),
                 (swapped, "share belongs to the uniform model, 1 - share to the language model.")]
        for value, text in hints:
            if np.allclose(answer, value):
                return Verdict(False, text)
        if not np.allclose(answer, wanted):
            i = int(np.argmax(~np.isclose(answer, wanted)))
            return Verdict(False, f"for log_p = {log_p[i]:g}, {words[i]} words and share = {share:g} it "
                                  f"gives {answer[i]:.3g}, expected {wanted[i]:.3g}.")
    return Verdict(True, "a string costs at most what the uniform model asks, plus the price of the share.")
