"""Checks of the exercises on Transformers: each answers at once, and says what is wrong."""

import numpy as np
import torch

from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure


def check_mask(function):
    """Judge a function (new, old) -> bool tensor (new, old + new), True where a query may not look.

    Args:
        function: the reader's; the queries are the last `new` of all steps.
    Returns:
        Verdict.
    Source: chapter 8.2.1.
    """
    for new, old in ((4, 0), (1, 5), (3, 2)):
        answer = call_answer(function, new, old)
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, torch.Tensor) or answer.dtype != torch.bool:
            kind = answer.dtype if isinstance(answer, torch.Tensor) else type(answer).__name__
            return Verdict(False, f"a bool tensor is expected, but this is {kind}.")
        if answer.shape != (new, old + new):
            return Verdict(False, f"with {new} new steps and {old} old ones the mask has the shape "
                                  f"{(new, old + new)}, but this is {tuple(answer.shape)}.")
        step = old + torch.arange(new)[:, None]
        key = torch.arange(old + new)
        if torch.equal(answer, key > step):
            continue
        if torch.equal(answer, key <= step):
            return Verdict(False, "turned round: True is to mean hidden, and this hides the past.")
        if torch.equal(answer, key >= step):
            return Verdict(False, "a step may look at itself: its own key is not the future.")
        if torch.equal(answer, key > step - old):
            return Verdict(False, f"right without a past, but with {old} old steps the first query is step "
                                  f"{old}, not step 0.")
        return Verdict(False, f"wrong with {new} new steps and {old} old ones: query i is step old + i.")
    return Verdict(True, "three masks, with a past and without, hide the future and nothing else.")


def check_cache_size(function):
    """Judge a function (steps, size, depth, heads) -> how many numbers the key-value cache holds.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 8.2.1.
    """
    verdicts = []
    for steps, size, depth, heads in ((64, 48, 3, 4), (1000, 512, 6, 8)):
        one = steps * size
        hints = [
            (one, "these are the keys of one block: values are missing, and the other blocks."),
            (one * depth, "one of keys and values is missing: both are kept."),
            (2 * one, "every block has keys and values of its own."),
            (2 * one * depth * heads, "the heads share the features: each has size / heads of them."),
            (depth * heads * steps**2, "the weights are not kept; they are made anew from keys and queries."),
            (3 * one * depth, "queries are not kept: no later step asks for them."),
        ]
        name = f"the count for {steps} steps of {size} features"
        verdicts.append(expect_number(name, call_answer(function, steps, size, depth, heads),
                                      2 * one * depth, hints=hints))
    if all(verdicts):
        return Verdict(True, "two caches have as many numbers as you say.")
    return first_failure(*verdicts)


def check_forgetting(function):
    """Judge a function (q, k, v, decay) -> outputs (T, D_v) of linear attention that forgets.

    Args:
        function: the reader's; q and k are positive float arrays (T, D), v is (T, D_v).
    Returns:
        Verdict.
    Source: chapter 8.2.1.
    """
    rng, T, decay = np.random.default_rng(3), 7, 0.6
    q, k, v = rng.uniform(0.1, 2, (T, 3)), rng.uniform(0.1, 2, (T, 3)), rng.normal(size=(T, 4))
    lag = np.arange(T)[:, None] - np.arange(T)

    def outputs(powers, divisors=None):
        weights = np.where(lag >= 0, powers, 0.0) * (q @ k.T)
        divisors = weights if divisors is None else np.where(lag >= 0, divisors, 0.0) * (q @ k.T)
        return weights @ v / divisors.sum(axis=1, keepdims=True)

    powers = decay ** np.maximum(lag, 0).astype(float)
    ones = np.ones((T, T))
    plain = np.where(lag >= 0, powers, 0.0) * (q @ k.T) @ v
    hints = [
        (outputs(ones), "this one never forgets: multiply the state by `decay` at every step."),
        (outputs(powers, ones), "z has to forget as well, or the weights do not add up to 1."),
        (outputs(powers * decay, powers), "the new step is not old yet: first shrink the state, then add."),
        (plain, "the weights do not add up to 1: divide by q times z."),
    ]
    answer = call_answer(function, q, k, v, decay)
    verdict = expect_array("the output", answer, outputs(powers), hints=hints)
    return Verdict(True, "the recurrence equals the weighted mean over all steps.") if verdict else verdict
