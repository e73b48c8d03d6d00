"""Checks of the exercises on fairness: each answers at once, and says what is wrong."""

from fractions import Fraction

import numpy as np

from rnnlib.exercises import Verdict, call_answer

_CASES = [(Fraction(1, 2), Fraction(4, 5), Fraction(1, 5)), (Fraction(1, 5), Fraction(4, 5), Fraction(1, 5)),
          (Fraction(1, 3), Fraction(1, 2), Fraction(1, 4))]


def check_false_positives(function):
    """Judge a function (base, precision, miss) -> false positive rate.

    Args:
        function: the reader's; all three are shares, as fractions.
    Returns:
        Verdict.
    Source: chapter 8.3.3.
    """
    for base, precision, miss in _CASES:
        answer = call_answer(function, base, precision, miss)
        if isinstance(answer, Verdict):
            return answer
        try:
            answer = float(answer)
        except (TypeError, ValueError):
            return Verdict(False, "one number is expected.")
        wanted = base / (1 - base) * (1 - precision) / precision * (1 - miss)
        case = f"base rate {base}, precision {precision}, miss rate {miss}"
        if abs(answer - float(wanted)) < 1e-9:
            continue
        if abs(answer - float(1 - precision)) < 1e-9:
            return Verdict(False, "1 - precision is the share of wrong ones among those judged positive; the "
                                  "false positive rate is a share of the negatives.")
        if abs(answer - float(wanted * (1 - base))) < 1e-9:
            return Verdict(False, f"{case}: you count false positives among all, not among the negatives.")
        if abs(answer - float(wanted / (1 - miss) * miss)) < 1e-9:
            return Verdict(False, f"{case}: the positives that are found are 1 - miss, not miss.")
        return Verdict(False, f"{case}: {wanted} is right, about {float(wanted):.2f}, but yours is "
                              f"{answer:.2f}.")
    return Verdict(True, "three cases; with equal precision and misses, the base rate decides the rest.")


def check_balance(function):
    """Judge a function (groups, labels) -> weights that make the two independent.

    Args:
        function: the reader's; both are integer arrays (B,), with two groups or more.
    Returns:
        Verdict.
    Source: chapter 8.3.3.
    """
    rng = np.random.default_rng(3)
    for count in (2, 3):
        groups = rng.choice(count, size=120, p=[0.6, 0.4] if count == 2 else [0.5, 0.3, 0.2])
        labels = (rng.random(120) < np.array([0.3, 0.8, 0.5])[groups]).astype(int)
        answer = call_answer(function, groups.copy(), labels.copy())
        if isinstance(answer, Verdict):
            return answer
        answer = np.asarray(answer, dtype=float)
        if answer.shape != groups.shape:
            return Verdict(False, f"one weight for each of {len(groups)} sentences is expected, "
                                  f"but the shape is {answer.shape}.")
        if not np.isfinite(answer).all() or (answer <= 0).any():
            return Verdict(False, f"with {count} groups, some weights are not positive numbers.")
        shares = np.array([np.average(labels[groups == g], weights=answer[groups == g])
                           for g in range(count)])
        if np.ptp(shares) > 1e-9:
            return Verdict(False, f"with {count} groups, the weighted shares of positives still differ, by "
                                  f"{np.ptp(shares):.2f}.")
        sizes = np.array([[answer[groups == g].sum(), np.sum(groups == g)] for g in range(count)])
        if abs(answer.mean() - 1) > 1e-9 or np.abs(sizes[:, 0] - sizes[:, 1]).max() > 1e-6:
            return Verdict(False, f"with {count} groups, group and label are independent, but the weights "
                                  "should leave every group as large as it was.")
        if abs(shares[0] - labels.mean()) > 1e-9:
            return Verdict(False, "the weights change how many positives there are in all.")
    return Verdict(True, "group and label are independent, with two groups and with three.")


def check_borders(function):
    """Judge a function (s, groups, share) -> the border of each of two groups.

    Args:
        function: the reader's; s are logits (B,), groups integers (B,), share between 0 and 1.
    Returns:
        Verdict.
    Source: chapter 8.3.3.
    """
    rng = np.random.default_rng(4)
    groups = rng.integers(2, size=4000)
    s = rng.normal(np.where(groups == 0, -1.0, 1.5), np.where(groups == 0, 1.0, 2.0))
    for share in (0.5, 0.2):
        answer = call_answer(function, s.copy(), groups.copy(), share)
        if isinstance(answer, Verdict):
            return answer
        if np.shape(answer) != (2,):
            return Verdict(False, f"two borders are expected, one a group, but the shape is "
                                  f"{np.shape(answer)}.")
        found = [np.mean(s[groups == g] > answer[g]) for g in (0, 1)]
        if max(abs(f - share) for f in found) > 0.005:
            if max(abs(1 - f - share) for f in found) <= 0.005:
                return Verdict(False, f"share {share:g}: this many lie under your borders, not over them.")
            if abs(answer[0] - answer[1]) < 1e-9:
                return Verdict(False, f"share {share:g}: one border for all judges {found[0]:.0%} of group 0 "
                                      f"and {found[1]:.0%} of group 1 positive.")
            return Verdict(False, f"share {share:g}: {found[0]:.0%} of group 0 and {found[1]:.0%} of group 1 "
                                  "lie over your borders.")
    return Verdict(True, "both groups are judged positive equally often, at two shares.")
