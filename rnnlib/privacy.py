"""Privacy: what noise guarantees about one record, and how well an attack tells members from others.

A training is private when nobody can tell from its result whether one record was there. The guarantee is a
pair (epsilon, delta), or one number mu: telling the two cases apart is as hard as telling N(0, 1) from
N(mu, 1) by one draw. Neighbouring data sets differ by one record, added or removed.
"""

import math

import numpy as np

from rnnlib import checks

LARGEST_MU = 20.0  # beyond, exp(epsilon) comes near the end of float64, and the guarantee is void anyway


def gaussian_delta(epsilon, mu):
    """Return the smallest delta for an epsilon, when data sets differ like N(0, 1) and N(mu, 1).

    delta = Phi(-epsilon / mu + mu / 2) - exp(epsilon) Phi(-epsilon / mu - mu / 2)

    T sums over all records, each with noise of standard deviation noise * C and a record worth C at most,
    give mu = sqrt(T) / noise.

    Args:
        epsilon: in nats, >= 0.
        mu: in (0, 20].
    Returns:
        float in [0, 1], a probability.
    Raises:
        TypeError, ValueError: an argument is no number, or out of range.
    Source: Balle and Wang (2018); Dong, Roth and Su (2022); chapter 8.3.2.
    """
    epsilon = checks.check_number("epsilon", epsilon, low=0.0, high=700.0)
    mu = checks.check_number("mu", mu, low=0.0, high=LARGEST_MU, open_low=True)
    lost = _tail(epsilon / mu - mu / 2)
    return max(0.0, lost - math.exp(epsilon) * _tail(epsilon / mu + mu / 2))


def gaussian_epsilon(mu, delta):
    """Return the smallest epsilon for a delta, when data sets differ like N(0, 1) and N(mu, 1).

    Args:
        mu: in (0, 20]; T steps on all records with a noise multiplier give sqrt(T) / noise.
        delta: a probability in (0, 1).
    Returns:
        float >= 0, in nats.
    Raises:
        TypeError, ValueError: an argument is no number, or out of range.
    Source: Balle and Wang (2018); chapter 8.3.2.
    """
    mu = checks.check_number("mu", mu, low=0.0, high=LARGEST_MU, open_low=True)
    delta = checks.check_number("delta", delta, low=0.0, high=1.0, open_low=True, open_high=True)
    low, high = 0.0, 700.0
    if gaussian_delta(low, mu) <= delta:
        return 0.0
    for _ in range(80):
        middle = (low + high) / 2
        if gaussian_delta(middle, mu) > delta:
            low = middle
        else:
            high = middle
    return high


def sampled_gaussian_rdp(rate, noise, order):
    """Return the Renyi divergence of one noisy sum over a random part of the records.

    1 / (a - 1) log sum_k C(a, k) (1 - q)^(a - k) q^k exp(k (k - 1) / (2 noise^2)),   a = order, q = rate

    It adds up over steps. With rate 1 it is order / (2 noise^2).

    Args:
        rate: probability q of each record to be drawn, in (0, 1].
        noise: standard deviation of the noise over the largest norm of one record, > 0.
        order: whole number >= 2.
    Returns:
        float >= 0, in nats.
    Raises:
        TypeError, ValueError: an argument is of the wrong kind, or out of range.
    Source: Mironov, Talwar and Zhang (2019), section 3.3; chapter 8.3.2.
    """
    q = checks.check_number("rate", rate, low=0.0, high=1.0, open_low=True)
    noise = checks.check_number("noise", noise, low=0.0, open_low=True)
    a = checks.check_size("order", order, minimum=2)
    if q == 1.0:
        return a / (2 * noise**2)
    k = np.arange(a + 1)
    ways = [math.lgamma(a + 1) - math.lgamma(i + 1) - math.lgamma(a - i + 1) for i in k]
    terms = np.array(ways) + (a - k) * math.log1p(-q) + k * math.log(q) + k * (k - 1) / (2 * noise**2)
    largest = terms.max()
    return max(0.0, float(largest + np.log(np.exp(terms - largest).sum())) / (a - 1))


def rdp_epsilon(divergences, orders, delta):
    """Return the epsilon that Renyi divergences of several orders give: the best of the orders.

    min over the orders a of   divergence_a + log(1 / delta) / (a - 1)

    Args:
        divergences: floating (N,), the sums over all steps, >= 0.
        orders: whole numbers (N,), >= 2.
        delta: a probability in (0, 1).
    Returns:
        float >= 0, in nats.
    Raises:
        TypeError, ValueError: arrays of another kind or shape, or a delta out of range.
    Source: Mironov (2017), proposition 3; chapter 8.3.2.
    """
    checks.check_array("divergences", divergences)
    if divergences.ndim != 1 or not len(divergences):
        raise ValueError(f"divergences: expected shape (N,), got {checks.describe_shape(divergences.shape)}")
    checks.check_integers("orders", orders, shape=divergences.shape, low=2)
    delta = checks.check_number("delta", delta, low=0.0, high=1.0, open_low=True, open_high=True)
    return float(np.min(divergences + math.log(1 / delta) / (orders - 1)))


def true_positive_rate(members, others, false_positive_rate):
    """Return the share of members that an attack names while it wrongly names few of the others.

    The threshold is the lowest that at most the given share of the others exceeds; equal scores are not
    named.

    Args:
        members: floating (N,), the attack's scores of members, high for "member".
        others: floating (M,), its scores of non-members.
        false_positive_rate: in [0, 1).
    Returns:
        float in [0, 1].
    Raises:
        TypeError, ValueError: arrays of another kind or shape, or a rate out of range.
    Source: Carlini et al. (2022); chapter 8.3.2.
    """
    for name, scores in (("members", members), ("others", others)):
        checks.check_array(name, scores)
        if scores.ndim != 1 or not len(scores):
            raise ValueError(f"{name}: expected shape (N,), got {checks.describe_shape(scores.shape)}")
    rate = checks.check_number("false_positive_rate", false_positive_rate, low=0.0, high=1.0, open_high=True)
    allowed = int(rate * len(others) + 1e-9)
    threshold = np.sort(others)[len(others) - 1 - allowed]
    return float(np.mean(members > threshold))


def _tail(z):
    """P(Z > z) of a standard normal."""
    return math.erfc(z / math.sqrt(2)) / 2
