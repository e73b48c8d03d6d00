"""Checks of the exercises on privacy and security: each answers at once, and says what is wrong."""

import math

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure
from rnnlib.privacy import gaussian_epsilon


def check_clipped_sum(function):
    """Judge a function (gradients (B, P), C) -> the sum of the clipped gradients, (P,).

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 8.3.2.
    """
    rng = np.random.default_rng(6)
    G, C = rng.normal(size=(6, 4)) * np.array([0.1, 0.2, 1, 2, 4, 8])[:, None], 1.5
    norms = np.linalg.norm(G, axis=1, keepdims=True)
    right = (G * np.minimum(1, C / norms)).sum(axis=0)
    total = G.sum(axis=0)
    hints = [
        (total * min(1, C / np.linalg.norm(total)),
         "this clips the sum: one record can still turn it into any direction. Clip each record first."),
        ((G * C / norms).sum(axis=0), "short gradients are made longer: clipping only shortens."),
        (np.clip(G, -C, C).sum(axis=0),
         "this clips each number: a row of P numbers can still have the norm C times the root of P."),
        (right / len(G), "this is the mean; the sum is asked for."),
        (total, "nothing is clipped yet: one record can move the sum as far as it likes."),
    ]
    answer = call_answer(function, G.copy(), C)
    verdict = expect_array("the sum", answer, right, hints=hints)
    if not verdict:
        return verdict
    with np.errstate(all="ignore"):
        zero = call_answer(function, np.zeros((2, 3)), C)
    if isinstance(zero, Verdict) or not np.all(np.isfinite(zero)):
        return Verdict(False, "a gradient of zero has the norm 0: mind the division.")
    return Verdict(True, "each record adds a vector of norm C at most, and short ones are left alone.")


def check_group_epsilon(function):
    """Judge a function (noise, steps, copies, delta) -> epsilon of someone with several records.

    Args:
        function: the reader's; it may call gaussian_epsilon.
    Returns:
        Verdict.
    Source: chapter 8.3.2.
    """
    verdicts = []
    for noise, steps, copies, delta in ((4.0, 60, 1, 1e-4), (10.0, 60, 4, 1e-4), (20.0, 100, 3, 1e-5)):
        mu = math.sqrt(steps) / noise
        right = gaussian_epsilon(copies * mu, delta)
        hints = [(gaussian_epsilon(math.sqrt(copies) * mu, delta),
                  "k copies move the sum the same way: k times as far, not sqrt(k) times."),
                 (copies * gaussian_epsilon(mu, delta),
                  "mu is proportional to the number of copies, epsilon is not: multiply before you convert."),
                 (gaussian_epsilon(mu, delta), "this is the epsilon of somebody with one record."),
                 (gaussian_epsilon(min(20, copies * steps / noise), delta),
                  "T steps tell as much as one step with mu larger by sqrt(T), not by T."),
                 (gaussian_epsilon(copies / noise, delta), "this is the epsilon of one step.")]
        hints = [(wrong, message) for wrong, message in hints if abs(wrong - right) > 1e-6]
        answer = call_answer(function, noise, steps, copies, delta)
        name = f"epsilon for noise {noise:g}, {steps} steps, copies = {copies}"
        verdicts.append(expect_number(name, answer, right, hints=hints))
    if all(verdicts):
        return Verdict(True, "three settings, one copy and several, have the epsilon that you say.")
    return first_failure(*verdicts)


def check_extrapolated(function):
    """Judge a function (secret's score, scores of a sample) -> exposure in bits by a normal fit.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 8.3.2.
    """
    scores = np.random.default_rng(7).normal(-12.0, 1.5, size=200)
    mean, std = scores.mean(), scores.std()
    verdicts = []
    for secret in (-9.0, -12.5, -6.0):
        z = (secret - mean) / std
        above = math.erfc(z / math.sqrt(2)) / 2
        right = -math.log2(above)
        hints = [(-math.log(above), "this is in nats: exposure is counted in bits."),
                 (-math.log2(1 - above),
                  "this is the other tail: what counts is the chance of a score as high as the secret's."),
                 (above, "this is the probability itself: exposure is minus its logarithm to base 2."),
                 (-math.log2(math.erfc(z) / 2), "erfc takes z over the square root of 2."),
                 (-math.log2(math.erfc(z / math.sqrt(2))), "erfc counts both tails: half of it is one.")]
        answer = call_answer(function, secret, scores.copy())
        if not isinstance(answer, Verdict) and answer in (float("inf"), float("-inf")):
            return Verdict(False, "it is infinite where no score of the sample is higher: fit a normal "
                                  "distribution and use its tail.")
        verdicts.append(expect_number(f"the exposure of a secret with score {secret:g}", answer, right,
                                      rtol=0.02, hints=hints))
    if all(verdicts):
        return Verdict(True, "three secrets have the exposure that the normal tail gives.")
    return first_failure(*verdicts)
