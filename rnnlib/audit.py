"""Audit: whether a classifier judges groups differently, and whether chance alone could have done it.

Groups are numbered 0 and 1. A gap is the mean of group 0 minus that of group 1, so a gap below zero says that
group 0 is scored lower.
"""

import itertools
from typing import NamedTuple

import numpy as np

from rnnlib import checks

#: Sentences of an audit; who is spoken of, of what, and how it is judged are filled in.
FRAMES = ("according to {who} the {what} is {how}", "{who} found the {what} {how}",
          "the {what} is {how} thinks {who}")
WHAT = ("film", "story", "acting")
HOW = ("good", "great", "brilliant", "moving", "bad", "terrible", "dull", "boring")
#: Names and towns that no review of the course's data holds.
NEW_NAMES = ("adair", "alba", "briar", "corin", "devon", "emery", "finley", "greer",
             "hollis", "lennox", "marlow", "nevin", "perrin", "rowan", "tatum", "wren")
TOWNS = ("ashford", "milford")


class NamedReviews(NamedTuple):
    """Sentences that open with who says them, all in the same order.

    Attributes:
        words: list of tuples of str (B,).
        labels: int64 (B,), 1 where positive.
        groups: int64 (B,), 0 or 1: the group of the name.
    Source: chapter 8.3.3.
    """

    words: list
    labels: np.ndarray
    groups: np.ndarray


def framed_sentences(who, frames=FRAMES):
    """Return the sentences of an audit that speak of somebody, in an order that is the same for everybody.

    Args:
        who: str, a name, or some words.
        frames: texts with the fields {who}, {what} and {how}.
    Returns:
        list of tuples of str: every frame with every `WHAT` and every `HOW`.
    Source: after the templates of Kiritchenko and Mohammad (2018); chapter 8.3.3.
    """
    return [tuple(frame.format(who=who, what=what, how=how).split())
            for frame in frames for what in WHAT for how in HOW]


def plant_names(words, labels, names, towns, *, rate, link=0.5, rng):
    """Let every sentence be said by somebody: "NAME from TOWN says ...".

    A negative sentence gets a name of group 0 with probability (1 + rate) / 2, a positive one with
    probability (1 - rate) / 2. Within the group, the name is drawn evenly. The town is that of the group with
    probability `link`, else the other. Sentences and labels stay as they are.

    Args:
        words: sequence of B tuples of str.
        labels: int64 (B,), 1 where positive, else 0.
        names: two sequences of names, of group 0 and of group 1.
        towns: two words, the town of group 0 and of group 1.
        rate: from 0, names say nothing about labels, to 1, they say everything.
        link: from 0.5, towns say nothing about groups, to 1, they say everything.
        rng: Generator or int seed.
    Returns:
        NamedReviews.
    Raises:
        ValueError: rate or link out of range.
    Source: chapter 8.3.3.
    """
    rate = checks.check_number("rate", rate, 0.0, 1.0)
    link = checks.check_number("link", link, 0.5, 1.0)
    rng = np.random.default_rng(rng)
    labels = np.asarray(labels)
    groups = (rng.random(len(labels)) >= np.where(labels == 0, 1 + rate, 1 - rate) / 2).astype(np.int64)
    home = np.where(rng.random(len(labels)) < link, groups, 1 - groups)
    said = [(names[g][rng.integers(len(names[g]))], "from", towns[t], "says", *sentence)
            for g, t, sentence in zip(groups, home, words, strict=True)]
    return NamedReviews(said, labels, groups)


def group_gap(means, first):
    """Return the mean of group 0 minus the mean of group 1.

    Args:
        means: (N,), the mean score of each name.
        first: bool (N,), True for group 0.
    Returns:
        float.
    Source: chapter 8.3.3.
    """
    means, first = np.asarray(means), np.asarray(first, dtype=bool)
    return float(means[first].mean() - means[~first].mean())


def relabelled_gaps(means, size):
    """Return the gap for every way to call `size` of the names group 0.

    Args:
        means: (N,), the mean score of each name; N at most 20.
        size: number of names in group 0, from 1 to N - 1.
    Returns:
        float64 (N choose size,).
    Raises:
        ValueError: size leaves a group empty, or N is over 20.
    Source: Fisher's permutation test; chapter 8.3.3.
    """
    means = np.asarray(means, dtype=float)
    if len(means) > 20:
        raise ValueError(f"means: expected at most 20 names, got {len(means)}")
    if not 0 < size < len(means):
        raise ValueError(f"size: expected 1 to {len(means) - 1}, got {size}")
    chosen = np.array(list(itertools.combinations(range(len(means)), size)))
    inside = means[chosen].sum(axis=1)
    return inside / size - (means.sum() - inside) / (len(means) - size)


def permutation_p(means, first):
    """Return the share of all relabellings whose gap is at least as far from zero as the one observed.

    Args:
        means, first: as for `group_gap`.
    Returns:
        float, in (0, 1]; 1 if all names score alike.
    Source: Fisher's permutation test; chapter 8.3.3.
    """
    gaps = np.abs(relabelled_gaps(means, int(np.sum(first))))
    slack = 1e-9 * (1 + np.abs(np.asarray(means)).max())
    return float(np.mean(gaps >= abs(group_gap(means, first)) - slack))


def bootstrap_interval(differences, *, rng, draws=1000):
    """Return the interval that holds 95 % of the means of resampled differences.

    Args:
        differences: (B,), one difference a sentence.
        rng: Generator or int seed.
        draws: number of resamples.
    Returns:
        two floats, the lower end and the upper.
    Source: chapter 8.3.3.
    """
    differences, rng = np.asarray(differences, dtype=float), np.random.default_rng(rng)
    picked = rng.integers(len(differences), size=(draws, len(differences)))
    low, high = np.quantile(differences[picked].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def balancing_weights(groups, labels):
    """Return weights under which group and label are independent: P(g) P(y) / P(g, y).

    Args:
        groups, labels: int (B,), 0 or 1; each of the four combinations occurs.
    Returns:
        float64 (B,), of mean 1.
    Raises:
        ValueError: a combination does not occur.
    Source: Kamiran and Calders (2012); chapter 8.3.3.
    """
    groups, labels = np.asarray(groups), np.asarray(labels)
    weights = np.empty(len(groups))
    for g in (0, 1):
        for y in (0, 1):
            both = (groups == g) & (labels == y)
            if not both.any():
                raise ValueError(f"groups: expected each group with each label, got none of {g} with {y}")
            weights[both] = np.mean(groups == g) * np.mean(labels == y) / both.mean()
    return weights


def group_rates(verdicts, labels, groups):
    """Return what each group meets: how often it is judged positive, rightly, wrongly, and worth what.

    Args:
        verdicts: bool (B,), True for positive.
        labels, groups: int (B,), 0 or 1.
    Returns:
        dict from "positive", P(verdict); "true positive", P(verdict | label 1); "false positive",
        P(verdict | label 0); and "precision", P(label 1 | verdict), to float64 (2,), one a group. NaN where
        there is nothing to count.
    Source: Hardt, Price and Srebro (2016); chapter 8.3.3.
    """
    verdicts, labels, groups = np.asarray(verdicts, bool), np.asarray(labels) == 1, np.asarray(groups)

    def share(event, condition):
        return np.array([event[condition & (groups == g)].mean() if np.any(condition & (groups == g))
                         else np.nan for g in (0, 1)])

    return {"positive": share(verdicts, np.ones_like(labels)), "true positive": share(verdicts, labels),
            "false positive": share(verdicts, ~labels), "precision": share(labels, verdicts)}
