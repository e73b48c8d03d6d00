"""Checks of the exercises on sentiment: each answers at once, and says what is wrong."""

import numpy as np
import torch

from rnnlib.exercises import Verdict, call_answer

_FOUR = {"good": 1, "not good": -1, "bad": -1, "not bad": 1}


def check_masked_mean(function):
    """Judge a function (h, lengths) -> mean over each sentence's own steps.

    Args:
        function: the reader's; h is (T, B, F), lengths (B,).
    Returns:
        Verdict.
    Source: chapter 6.1.3.
    """
    h = torch.randn(6, 4, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    lengths = torch.tensor([6, 4, 2, 1])
    wanted = torch.stack([h[:n, b].mean(dim=0) for b, n in enumerate(lengths)])
    answer = call_answer(function, h.clone(), lengths.clone())
    if isinstance(answer, Verdict):
        return answer
    if not isinstance(answer, torch.Tensor) or answer.shape != wanted.shape:
        got = tuple(answer.shape) if isinstance(answer, torch.Tensor) else type(answer).__name__
        return Verdict(False, f"a tensor of shape (4, 3) is expected, one row per sentence, but it is {got}.")
    if torch.allclose(answer, wanted):
        return Verdict(True, "every sentence gets the mean of its own words.")
    real = (torch.arange(6)[:, None] < lengths)[..., None]
    if torch.allclose(answer, h.mean(dim=0)):
        return Verdict(False, "this is the mean over all 6 steps: the sentence of 1 word has 5 of padding.")
    if torch.allclose(answer, (h * real).mean(dim=0)):
        return Verdict(False, "the padding is left out of the sum, but you still divide by all 6 steps.")
    if torch.allclose(answer, h.sum(dim=0) / lengths[:, None]):
        return Verdict(False, "you divide by the right lengths, but the sum still holds the padding.")
    return Verdict(False, "it is not the mean of each sentence taken alone.")


def check_decide(function):
    """Judge a function (s, p) -> where the sigmoid of s exceeds p.

    Args:
        function: the reader's; s is an array of logits, p a probability.
    Returns:
        Verdict.
    Source: chapter 6.1.3.
    """
    s = np.array([-4.0, -2.5, -1.5, -0.7, -0.2, 0.2, 0.3, 0.7, 1.5, 2.5, 4.0])
    for p in (0.5, 0.8, 0.95, 0.1):
        answer = call_answer(function, s.copy(), p)
        if isinstance(answer, Verdict):
            return answer
        if np.shape(answer) != s.shape:
            return Verdict(False, f"one answer for each of the {len(s)} logits is expected, "
                                  f"but its shape is {np.shape(answer)}.")
        answer, wanted = np.asarray(answer), 1 / (1 + np.exp(-s)) > p
        if np.array_equal(answer, ~wanted):
            return Verdict(False, f"for p = {p} it is the wrong way round.")
        if not np.array_equal(answer, wanted):
            if np.array_equal(answer, s > p):
                return Verdict(False, f"for p = {p} you compare a logit with a probability: "
                                      "what is the logit of p?")
            first = s[np.flatnonzero(answer != wanted)[0]]
            return Verdict(False, f"for p = {p} the logit {first:g} is judged wrongly: "
                                  f"its probability is {1 / (1 + np.exp(-first)):.2f}.")
    return Verdict(True, "four borders, each where the sigmoid says.")


def check_weights(function):
    """Judge a function () -> dict from a word or a pair of words to its weight.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 6.1.3.
    """
    answer = call_answer(function)
    if isinstance(answer, Verdict):
        return answer
    if not isinstance(answer, dict) or not all(isinstance(key, str) for key in answer):
        return Verdict(False, "a dictionary from words or pairs of words to weights is expected.")
    if "" in answer or any(len(key.split()) > 2 for key in answer):
        return Verdict(False, "only words and pairs of words have weights here, and there is no bias.")
    for sentence, sign in _FOUR.items():
        score = sum(answer.get(feature, 0.0) for feature in {*sentence.split(), sentence})
        if score * sign <= 0:
            hint = ("" if any(" " in key for key in answer)
                    else " With single words alone, no weights can do it.")
            side = "negative" if sign < 0 else "positive"
            return Verdict(False, f"«{sentence}» gets {score:g} and should be {side}.{hint}")
    return Verdict(True, "all four are right.")
