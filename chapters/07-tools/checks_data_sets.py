"""Checks of the exercises on data sets: each answers at once, and says what is wrong."""

from typing import NamedTuple

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_number, first_failure

_LINES = {
    "a tower of 2 @.@ 5 m": "a tower of 2.5 m",
    "a well @-@ known , 1 @,@ 250 year old port": "a well-known , 1,250 year old port",
    "from 1 @,@ 250 @,@ 000 to 3 @-@ 4 @.@ 5": "from 1,250,000 to 3-4.5",
    "write to me @ home - or not , please .": "write to me @ home - or not , please .",
    "": "",
}


def check_rejoin(function):
    """Judge a function line -> the line without WikiText's marks.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 7.2.2.
    """
    for line, right in _LINES.items():
        answer = call_answer(function, line)
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, str):
            return Verdict(False, f"a text is expected, but it is of type {type(answer).__name__}.")
        if answer == right:
            continue
        shown = f"'{line}' becomes '{answer}'"
        if " @ " in line and "@" not in answer.replace(" @ ", ""):
            return Verdict(False, f"{shown}, but there is no mark in it: a mark is an @ before and after.")
        if "@-@" in answer or "@,@" in answer or "@.@" in answer:
            return Verdict(False, f"{shown}: a mark is left.")
        if answer.replace(" ", "") == right.replace(" ", ""):
            return Verdict(False, f"{shown}: the spaces around a mark belong to it.")
        if "@" not in answer and not any(mark in answer for mark in ".,-"):
            return Verdict(False, f"{shown}: what stands between the two @ is part of the word; keep it.")
        return Verdict(False, f"{shown}; '{right}' is expected.")
    return Verdict(True, f"{len(_LINES)} lines come back as they were before they were cut.")


def check_per_token(function):
    """Judge a function (perplexity, tokens, others) -> perplexity per other unit.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 7.2.1.
    """
    verdicts = []
    for value, tokens, others in ((80.0, 82_430, 78_669), (80.0, 82_430, 442_000), (4.0, 100, 50)):
        right = float(np.exp(tokens * np.log(value) / others))
        hints = [
            (value * tokens / others, "the perplexity itself must not be scaled: scale its logarithm."),
            (np.exp(others * np.log(value) / tokens), "upside down: of fewer units each is more surprising."),
            (tokens * np.log(value) / others, "these are the nats per unit: take the exponential."),
            (2 ** (tokens * np.log(value) / others), "logarithm and exponential have different bases."),
            (value, "the number of units has changed, and so does the surprise of each."),
        ]
        name = f"perplexity {value:g} over {tokens:,} tokens, for {others:,} units,"
        verdicts.append(expect_number(name, call_answer(function, value, tokens, others), right, rtol=1e-4,
                                      hints=hints))
    if all(verdicts):
        return Verdict(True, "the total surprise stays the same for words, for characters and for pairs.")
    return first_failure(*verdicts)


class _Review(NamedTuple):
    text: str
    film: str


_TRAIN = [_Review("A fine film.<br /><br />See it.", "a"), _Review("Dull.  Very dull.", "b"),
          _Review("Not for me.", "c")]
_TEST = [_Review("I slept.", "x"), _Review("A fine film.<br /><br />See it.", "y"),
         _Review("A fine film. See it.", "z"), _Review("dull. very dull.", "x"), _Review("New words.", "b"),
         _Review("A fine film. See it twice.", "w")]
_KINDS = {1: "a text that is the same to the letter", 2: "the same text with a space for its breaks",
          3: "the same text with other capitals and spaces", 4: "a new text on a film of the training half"}


def check_leaks(function):
    """Judge a function (train, test) -> indices of the test reviews that must go.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 7.2.3.
    """
    answer = call_answer(function, _TRAIN, _TEST)
    if isinstance(answer, Verdict):
        return answer
    if isinstance(answer, np.ndarray):
        answer = answer.tolist()
    if not isinstance(answer, list) or not all(isinstance(k, int | np.integer) for k in answer):
        return Verdict(False, "a list of indices is expected, such as [0, 2].")
    for k, kind in _KINDS.items():
        if k not in answer:
            return Verdict(False, f"test review {k} stays: {kind}.")
    if 5 in answer:
        return Verdict(False, "test review 5 only begins like one of the training half: compare whole texts.")
    if 0 in answer:
        return Verdict(False, "test review 0 shares neither text nor film with the training half.")
    if answer != sorted(set(answer)):
        return Verdict(False, "each index once, in ascending order.")
    return Verdict(True, "leaked texts and films are found in all their forms, and two clean reviews stay.")
