"""What the page on linear recurrences claims: its mathematics by other routes, and an honest split."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from rnnlib.scan import linear_scan, scan_cost
from rnnlib.tasks import AnBn, Recall


@pytest.mark.parametrize("units", (1, 2, 3, 5))
def test_positive_units_change_their_sign_at_most_as_often_as_they_are_many(units):
    rng = np.random.default_rng(units)
    most = 0
    for _ in range(2000):
        a = np.broadcast_to(rng.uniform(0, 1, units), (60, units)).copy()
        b = np.broadcast_to(rng.standard_normal(units), (60, units)).copy()
        y = linear_scan(a, b, rng.standard_normal(units)) @ rng.standard_normal(units) + rng.standard_normal()
        y = y[np.abs(y) > 1e-9]
        most = max(most, int((np.diff(np.sign(y)) != 0).sum()))
    assert 0 < most <= units


def test_one_negative_unit_alternates():
    h = linear_scan(np.full(60, -1.0), np.zeros(60), np.array(1.0))
    assert (np.diff(np.sign(h)) != 0).all()


@pytest.mark.parametrize("T", (2, 8, 64, 1024))
def test_counts_in_closed_form(T):
    m = T.bit_length() - 1
    assert scan_cost(T) == (2 * T - 2 - m, 2 * m - 1)
    assert scan_cost(T, "doubling") == (m * T - T + 1, m)


def test_hold_is_exact_and_bilinear_of_second_order():
    alpha, x = -0.1 + 1.0j, np.random.default_rng(0).standard_normal(5)
    state = 0j
    for value in x:
        solution = solve_ivp(lambda _, h, v=value: alpha * h + v, (0, 0.5), [state], rtol=1e-10, atol=1e-12)
        state = solution.y[0, -1]
    lam = np.exp(alpha * 0.5)
    held = linear_scan(np.full(5, lam), (lam - 1) / alpha * x.astype(complex))
    np.testing.assert_allclose(held[-1], state, rtol=1e-7)
    gaps = [abs(np.exp(alpha * s) - (1 + alpha * s / 2) / (1 - alpha * s / 2)) for s in (0.02, 0.01)]
    assert 7 < gaps[0] / gaps[1] < 9  # an error of step ** 3 in one step
    assert abs((1 + alpha / 2) / (1 - alpha / 2)) < 1 < abs((1 - alpha / 2) / (1 + alpha / 2))


def test_a_weighted_mean_stays_in_the_range_of_its_candidates():
    rng = np.random.default_rng(1)
    z, candidates = rng.uniform(0, 1, 5000), rng.uniform(-1, 1, 5000)
    assert np.abs(linear_scan(1 - z, z * candidates)).max() <= 1


def test_nothing_tested_was_trained_on():
    counting = AnBn(range(1, 11), range(11, 101))
    assert counting.sample(500, rng=0).lengths.max() == 2 * 10 + 1
    recall = Recall(60)
    train, test = (recall.sample(200, rng=seed, part=part).x for seed, part in ((0, "train"), (99, "test")))
    known, new = ({x.tobytes() for x in np.moveaxis(part, 1, 0)} for part in (train, test))
    assert not known & new
