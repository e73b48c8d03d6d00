"""Checks of the exercises on rivals of recurrent networks: each answers at once, and says what is wrong."""

import itertools

import numpy as np
import torch

from rnnlib.exercises import Verdict, call_answer, expect_number, first_failure


def _reach(kernel, levels, convolutions):
    """How many steps an impulse touches in a stack of convolutions of ones."""
    signal = np.zeros(400)
    signal[0] = 1.0
    for level in range(levels):
        for _ in range(convolutions):
            signal = sum(np.pad(signal, (j * 2**level, 0))[:400] for j in range(kernel)).clip(max=1.0)
    return int(np.flatnonzero(signal)[-1]) + 1


def check_reach(function):
    """Judge a function (kernel, levels, convolutions) -> receptive field.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 9.4.
    """
    verdicts = []
    for k, levels, m in ((3, 4, 1), (3, 4, 2), (2, 5, 2), (5, 3, 3)):
        right, step = _reach(k, levels, m), (k - 1) * (2**levels - 1)
        hints = [
            (1 + step, f"each level has {m} convolutions, and every one of them reaches further."),
            (m * step, "the present step belongs to the field too: an impulse touches one step more."),
            (m * (1 + step), "the present step is counted once, not once for each convolution."),
            (1 + m * k * (2**levels - 1), "a kernel of size k reaches back k - 1 steps, not k."),
            (1 + m * (k - 1) * 2**levels, "1 + 2 + ... + 2^(L-1) is 2^L - 1, not 2^L."),
        ]
        name = f"the field for kernel {k}, {levels} levels, {m} convolution{'s' * (m > 1)} each"
        answer = call_answer(function, k, levels, m)
        hints = [hint for hint in hints if hint[0] != right]
        verdicts.append(expect_number(name, answer, right, hints=hints))
    if all(verdicts):
        return Verdict(True, "four networks of ones reach as far as you say.")
    return first_failure(*verdicts)


def _hidden_model():
    """A start, a transition that is not symmetric, and an emission."""
    rng = np.random.default_rng(2)
    rows = [rng.uniform(0.1, 1.0, shape) for shape in ((3,), (3, 3), (3, 4))]
    return [row / row.sum(axis=-1, keepdims=True) for row in rows]


def _paths(start, transition, emission, ids):
    """The log-likelihood as a sum over all paths."""
    total = 0.0
    for path in itertools.product(range(len(start)), repeat=len(ids)):
        p = start[path[0]] * emission[path[0], ids[0]]
        for i, j, x in zip(path, path[1:], ids[1:], strict=False):
            p *= transition[i, j] * emission[j, x]
        total += p
    return np.log(total)


def check_forward(function):
    """Judge a function (start, transition, emission, ids) -> log-likelihood of one sequence.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 9.4.
    """
    start, A, E = _hidden_model()
    ids = [1, 3, 0, 2, 2]
    right = _paths(start, A, E, ids)
    moved = _paths(start @ A, A, E, ids)
    hints = [
        (np.log(start @ E[:, ids[0]]), "this is the first symbol alone; four more follow."),
        (-right, "the sign: a log-likelihood of this sequence is negative."),
        (np.exp(right), "this is the likelihood; its logarithm is asked for."),
        (_paths(start, A.T, E, ids), "the transition is turned round: row i says where state i goes."),
        (moved, "the state moves before the first symbol: start already belongs to it."),
        (sum(np.log(start @ E[:, x]) for x in ids), "the belief never moves, or never learns from a symbol."),
    ]
    answer = call_answer(function, start, A, E, ids)
    verdict = expect_number("the log-likelihood of five symbols", answer, right, hints=hints)
    if not verdict:
        return verdict
    long = list(np.random.default_rng(3).integers(0, 4, 2000))
    with np.errstate(all="ignore"):
        answer = call_answer(function, start, A, E, long)
    if isinstance(answer, Verdict):
        return answer
    if not np.isfinite(answer):
        return Verdict(False, "right for five symbols, but no finite number for 2,000: the state has become "
                              "smaller than any float. Divide it by its sum at each step.")
    return Verdict(True, "it agrees with the sum over all 243 paths, and bears 2,000 symbols.")


def check_causal_weights(function):
    """Judge a function scores (T, T) -> causal attention weights (T, T).

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 9.4.
    """
    scores = torch.randn(6, 6, generator=torch.Generator().manual_seed(6))
    weights = call_answer(function, scores.clone())
    if isinstance(weights, Verdict):
        return weights
    if not isinstance(weights, torch.Tensor) or weights.shape != scores.shape:
        return Verdict(False, "a tensor of shape (6, 6) is expected.")
    if weights.isnan().any():
        return Verdict(False, "there is NaN in it: a row with nothing allowed. A step may look at itself.")
    if (weights.triu(1) != 0).any():
        turned = bool((weights.tril(-1) == 0).all())
        why = "the triangle is the wrong one" if turned else "some step gives weight to a later one"
        return Verdict(False, f"{why}.")
    if not torch.allclose(weights.sum(dim=1), torch.ones(6), atol=1e-5):
        if torch.allclose(weights, scores.softmax(dim=1).tril(), atol=1e-5):
            return Verdict(False, "the mask comes after the softmax: rows do not add up to 1, and the "
                                  "denominators have seen the future.")
        return Verdict(False, "the rows do not add up to 1.")
    if not torch.allclose(weights, scores.masked_fill(torch.ones(6, 6).triu(1) > 0, -1e9).softmax(dim=1),
                          atol=1e-5):
        return Verdict(False, "the rows add up to 1, but they are not the softmax of the scores allowed.")
    return Verdict(True, "rows add up to 1, and the future has no weight.")
