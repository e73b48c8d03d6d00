"""Checks of the exercises on reinforcement learning: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure


def check_filter(function):
    """Judge a function (belief, sign, accuracy) -> the belief after the sign.

    Args:
        function: the reader's; belief and accuracy are floats, sign is 0 or 1.
    Returns:
        Verdict.
    Source: chapter 8.2.3.
    """
    verdicts = []
    for belief, sign, accuracy in ((0.5, 1, 0.7), (0.5, 0, 0.7), (0.7, 1, 0.7), (0.3, 0, 0.8), (0.9, 0, 0.6)):
        hit = accuracy if sign else 1 - accuracy
        right = belief * hit / (belief * hit + (1 - belief) * (1 - hit))
        turned = belief * (1 - hit) / (belief * (1 - hit) + (1 - belief) * hit)
        hints = [
            (hit, "this trusts the sign and forgets the belief that was there before."),
            (belief * hit, "the two sides no longer add up to 1: divide by the sum of both weights."),
            (turned, "the sign counts for the wrong side."),
            ((belief + hit) / 2,
             "a mean of belief and accuracy is not Bayes' rule: multiply, then divide by the sum."),
            (belief * accuracy / (belief * accuracy + (1 - belief) * (1 - accuracy)),
             "a sign that says left has to lower the belief in right."),
        ]
        hints = [hint for hint in hints if abs(hint[0] - right) > 1e-9]
        answer = call_answer(function, belief, sign, accuracy)
        name = f"the belief {belief} after a sign {sign} of accuracy {accuracy}"
        verdicts.append(expect_number(name, answer, right, hints=hints))
    if all(verdicts):
        return Verdict(True, "five updates are as Bayes' rule says.")
    return first_failure(*verdicts)


def check_others(function):
    """Judge a function: rewards (T, B) -> return to go minus the mean of the other episodes' return to go.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 8.2.3.
    """
    verdicts = []
    for T, B in ((4, 3), (1, 2), (6, 5)):
        rewards = np.random.default_rng(T).normal(size=(T, B))
        to_go = np.cumsum(rewards[::-1], axis=0)[::-1]
        past = np.cumsum(rewards, axis=0)
        whole = np.broadcast_to(rewards.sum(axis=0), (T, B))

        def less_others(value, B=B):
            return value - (value.sum(axis=1, keepdims=True) - value) / (B - 1)

        right = less_others(to_go)
        hints = [
            (to_go, "this is the return to go; its baseline is missing."),
            (past,
             "these are the rewards up to each step: those from the step on are needed, with a baseline."),
            (to_go - to_go.mean(axis=1, keepdims=True),
             "the mean contains the episode's own return and so knows its actions: leave the episode out."),
            (less_others(past), "these are the rewards up to each step; sum those from the step on."),
            (less_others(whole), "the whole return counts rewards from before the action; sum from it on."),
            (to_go - (to_go.sum(axis=1, keepdims=True) - to_go) / B, "the others are B - 1, not B."),
        ]
        hints = [hint for hint in hints if not np.allclose(hint[0], right)]
        answer = call_answer(function, rewards)
        verdicts.append(expect_array(f"the factor for rewards of shape {(T, B)}", answer, right, hints=hints))
    if all(verdicts):
        return Verdict(True, "three sets of rewards give the factors you say.")
    return first_failure(*verdicts)


def check_coin(function):
    """Judge a function (p, tries) -> the probability to be out of one of two rooms that look the same.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 8.2.3.
    """
    verdicts = []
    for p, tries in ((1.0, 1), (1.0, 5), (0.0, 3), (0.5, 1), (0.5, 4), (0.8, 3)):
        right = 1 - 0.5 * (1 - p) ** tries - 0.5 * p**tries
        hints = [
            (min(1.0, tries * 0.5),
             "probabilities of several tries do not add up: a later try only counts if all before failed."),
            (1 - 0.5**tries,
             "this holds for the fair coin only: the room stays the same at every try, and each room has its "
             "own chance of failing."),
            (1 - (1 - p) ** tries, "this is for the room with the door on the left; the other is as likely."),
            (0.5 * (1 - p) ** tries + 0.5 * p**tries, "this is the probability of still being inside."),
        ]
        hints = [hint for hint in hints if abs(hint[0] - right) > 1e-9]
        answer = call_answer(function, p, tries)
        name = f"the probability for p = {p} and {tries} tries"
        verdicts.append(expect_number(name, answer, right, hints=hints))
    if all(verdicts):
        return Verdict(True, "1/2 for the certain policy however long it tries; the coin gets out at last.")
    return first_failure(*verdicts)
