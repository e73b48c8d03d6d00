"""Checks of the exercises on translation: each answers at once, and says what is wrong."""

from collections import Counter

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure


def check_attention(function):
    """Judge a function (query, states, valid) -> context of one step.

    Args:
        function: the reader's; query is (D,), states (S, D), valid boolean (S,).
    Returns:
        Verdict.
    Source: chapter 6.1.2.
    """
    rng, verdicts = np.random.default_rng(7), []
    for scale, padding in ((1.0, 0), (1.0, 2), (4000.0, 1)):
        query, states = scale * rng.standard_normal(3), rng.standard_normal((5, 3))
        valid = np.arange(5) < 5 - padding
        e = states @ query
        weights = np.where(valid, np.exp(e - e[valid].max(), where=valid, out=np.zeros(5)), 0.0)
        with np.errstate(over="ignore", invalid="ignore"):
            everywhere = np.exp(e - e.max())
            hints = [
                (states.mean(axis=0), "all words have the same weight: the query is not used."),
                (weights @ states, "the weights do not add up to 1: divide by their sum."),
            ]
            if padding:
                hints += [
                    (everywhere / everywhere.sum() @ states,
                     "padding gets a weight; its score has to be −∞."),
                    (everywhere * valid / everywhere.sum() @ states,
                     "the weights of the real words do not add up to 1: mask the scores, not the weights."),
                ]
            answer = call_answer(function, query, states, valid)
        if isinstance(answer, np.ndarray) and scale > 1 and not np.isfinite(answer).all():
            return Verdict(False, "large scores overflow: subtract the largest score before exp.")
        right = weights / weights.sum() @ states
        hints = [hint for hint in hints if not np.allclose(hint[0], right)]
        verdicts.append(expect_array(f"the context with {padding} padded words", answer, right, hints=hints))
    if all(verdicts):
        return Verdict(True, "the context is right without padding, with it, and for large scores.")
    return first_failure(*verdicts)


def check_beam_step(function):
    """Judge a function (scores, log_p) -> list of (parent, word), the k best continuations.

    Args:
        function: the reader's; scores is (k,), log_p (k, V).
    Returns:
        Verdict.
    Source: chapter 6.1.2.
    """
    p = np.array([[0.05, 0.5, 0.4, 0.05], [0.1, 0.1, 0.2, 0.6], [0.02, 0.03, 0.9, 0.05]])
    scores, log_p = np.log(np.array([0.6, 0.35, 0.05])), np.log(p)
    answer = call_answer(function, scores, log_p)
    if isinstance(answer, Verdict):
        return answer
    try:
        answer = [(int(parent), int(word)) for parent, word in answer]
    except (TypeError, ValueError):
        return Verdict(False, "a list of tuples (parent, word) is expected.")
    right = [(0, 1), (0, 2), (1, 3)]
    if answer == right:
        return Verdict(True, "one beginning gets two places, another one, and the weakest none.")
    if len(answer) != 3:
        return Verdict(False, f"{len(answer)} continuations; the beam has 3 places.")
    if answer == [(0, 1), (1, 3), (2, 2)]:
        return Verdict(False, "each beginning keeps one place: let all continuations compete.")
    if answer == [(2, 2), (1, 3), (0, 1)]:
        return Verdict(False, "these are best by their last word: add the score of the beginning.")
    if answer == [(word, parent) for parent, word in right]:
        return Verdict(False, "parent and word have changed places.")
    if set(answer) == set(right):
        return Verdict(False, "the right three, in the wrong order: best first.")
    worst = np.argsort((scores[:, None] + log_p).ravel())[:3]
    if {(int(i) // 4, int(i) % 4) for i in worst} == set(answer):
        return Verdict(False, "these are the worst: log-probabilities are negative, the largest is best.")
    return Verdict(False, f"{right} is expected for this beam, but it is {answer}.")


def _grams(words, n):
    """Counts of the n-grams of a sentence."""
    return Counter(words[k:k + n] for k in range(len(words) - n + 1))


def check_precision(function):
    """Judge a function (translation, reference, n) -> clipped n-gram precision.

    Args:
        function: the reader's; translation and reference are tuples of words.
    Returns:
        Verdict.
    Source: Papineni et al. (2002); chapter 6.1.2.
    """
    reference = tuple("la fille voit la maison blanche et la vend".split())
    cases = (("la fille voit la blanche maison et vend", 1), ("la la la la la", 1),
             ("la fille voit la blanche maison et vend", 2), ("la fille voit la maison", 3), ("la fille", 3))
    verdicts = []
    for text, n in cases:
        translation = tuple(text.split())
        mine, theirs = _grams(translation, n), _grams(reference, n)
        right = sum((mine & theirs).values()) / sum(mine.values()) if mine else 0.0
        hints = [(sum((mine & theirs).values()) / sum(theirs.values()),
                  "this is divided by the n-grams of the reference, which is recall.")]
        if mine:
            hints += [
                (sum(c for gram, c in mine.items() if gram in theirs) / sum(mine.values()),
                 "an n-gram counts at most as often as the reference has it: clip."),
                (sum(gram in theirs for gram in mine) / len(mine), "this counts each different n-gram once."),
            ]
        if n > 1:
            words = _grams(translation, 1)
            hints.append((sum((words & _grams(reference, 1)).values()) / sum(words.values()),
                          f"this counts single words; n is {n}."))
        answer = call_answer(function, translation, reference, n)
        hints = [hint for hint in hints if not np.isclose(hint[0], right)]
        verdicts.append(expect_number(f"p_{n} of «{text}»", answer, right, hints=hints))
    if all(verdicts):
        return Verdict(True, "five precisions are right, with clipping and for a text that is too short.")
    return first_failure(*verdicts)
