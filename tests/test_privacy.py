"""Privacy: the accountants against integrals and published values, and the rate at few false alarms."""

import math

import numpy as np
import pytest

from rnnlib import privacy

X = np.linspace(-60, 60, 240_001)


def normal(x, mean=0.0, std=1.0):
    return np.exp(-((x - mean) ** 2) / (2 * std**2)) / (std * math.sqrt(2 * math.pi))


@pytest.mark.parametrize(("epsilon", "mu"), [(0.0, 0.3), (1.0, 0.5), (2.0, 1.0), (8.0, 1.8), (50.0, 7.0)])
def test_delta_is_the_mass_that_epsilon_does_not_cover(epsilon, mu):
    excess = np.maximum(normal(X, mu) - math.exp(epsilon) * normal(X), 0)
    assert privacy.gaussian_delta(epsilon, mu) == pytest.approx(np.trapezoid(excess, X), rel=1e-4, abs=1e-12)


@pytest.mark.parametrize("mu", [0.1, 0.58, 1.84, 7.0, 20.0])
def test_epsilon_inverts_delta(mu):
    epsilon = privacy.gaussian_epsilon(mu, 1e-4)
    assert privacy.gaussian_delta(epsilon, mu) == pytest.approx(1e-4, rel=1e-6)
    assert privacy.gaussian_epsilon(1e-6, 0.1) == 0.0


@pytest.mark.parametrize(
    ("rate", "noise", "order"), [(0.01, 4.0, 20), (0.1, 1.0, 3), (0.5, 2.0, 8), (0.2, 0.8, 2)]
)
def test_sampled_divergence_is_an_integral(rate, noise, order):
    """Both directions: the closed form is the larger one."""
    base = normal(X, 0, noise)
    mixed = (1 - rate) * base + rate * normal(X, 1, noise)
    inside = base > 1e-290
    ratio = mixed[inside] / base[inside]
    forward = np.log(np.trapezoid(base[inside] * ratio**order, X[inside])) / (order - 1)
    back = np.log(np.trapezoid(mixed[inside] * ratio ** (-order), X[inside])) / (order - 1)
    found = privacy.sampled_gaussian_rdp(rate, noise, order)
    assert found == pytest.approx(forward, rel=1e-6)
    assert found >= back - 1e-9


def test_all_records_is_the_limit():
    assert privacy.sampled_gaussian_rdp(1.0, 3.0, 5) == pytest.approx(5 / 18)
    assert privacy.sampled_gaussian_rdp(1 - 1e-12, 3.0, 5) == pytest.approx(5 / 18, rel=1e-6)


def test_published_epsilon():
    """Abadi et al. (2016) give 1.26; TensorFlow Privacy's own test has 1.258575 with orders 2 to 32."""
    orders = np.arange(2, 33)
    spent = np.array([10_000 * privacy.sampled_gaussian_rdp(0.01, 4.0, int(a)) for a in orders])
    assert privacy.rdp_epsilon(spent, orders, 1e-5) == pytest.approx(1.258575, abs=1e-6)


def test_renyi_never_promises_more_than_the_exact_epsilon():
    orders = np.arange(2, 200)
    for steps, noise in ((1, 1.0), (60, 4.2), (60, 13.4)):
        spent = steps * np.array([privacy.sampled_gaussian_rdp(1.0, noise, int(a)) for a in orders])
        assert privacy.rdp_epsilon(spent, orders, 1e-4) > privacy.gaussian_epsilon(steps**0.5 / noise, 1e-4)


def test_rate_at_few_false_alarms():
    others = np.arange(100.0)
    assert privacy.true_positive_rate(np.array([98.0, 98.5, 99.5]), others, 0.01) == pytest.approx(2 / 3)
    assert privacy.true_positive_rate(np.array([98.5, 99.0, 99.5]), others, 0.0) == pytest.approx(1 / 3)
    same = np.zeros(50)
    assert privacy.true_positive_rate(same, same, 0.5) == 0.0
    rng = np.random.default_rng(0)
    for rate in (0.01, 0.1):
        members, rest = rng.normal(1, 1, 200), rng.normal(size=300)
        best = max(np.mean(members > c) for c in rest if np.mean(rest > c) <= rate)
        assert privacy.true_positive_rate(members, rest, rate) == best


@pytest.mark.parametrize(("call", "message"), [
    (lambda: privacy.gaussian_delta(-1.0, 1.0), "epsilon"),
    (lambda: privacy.gaussian_delta(1.0, 0.0), "mu"),
    (lambda: privacy.gaussian_epsilon(30.0, 0.1), "mu"),
    (lambda: privacy.gaussian_epsilon(1.0, 0.0), "delta"),
    (lambda: privacy.sampled_gaussian_rdp(0.0, 1.0, 2), "rate"),
    (lambda: privacy.sampled_gaussian_rdp(0.1, 1.0, 1), "order"),
    (lambda: privacy.rdp_epsilon(np.zeros((2, 2)), np.array([2, 3]), 0.1), "divergences"),
    (lambda: privacy.rdp_epsilon(np.zeros(3), np.array([2, 3]), 0.1), "orders"),
    (lambda: privacy.true_positive_rate(np.zeros(0), np.zeros(3), 0.1), "members"),
    (lambda: privacy.true_positive_rate(np.zeros(3), np.zeros(3), 1.0), "false_positive_rate"),
])
def test_errors_name_the_argument(call, message):
    with pytest.raises(ValueError, match=message):
        call()
