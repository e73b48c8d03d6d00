"""The scan against brute force: every method and gradient, complex numbers, logarithms and counted costs."""

import numpy as np
import pytest
import torch

from rnnlib import scan

LENGTHS = (1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 100)


def brute(a, b, initial):
    """The recurrence as it is written, one step after another."""
    h, states = initial, []
    for t in range(len(a)):
        h = a[t] * h + b[t]
        states.append(h)
    return np.array(states)


def problem(T, seed=0, shape=(3, 2), kind=float):
    rng = np.random.default_rng(seed)
    draw = [rng.standard_normal((T, *shape)) for _ in range(4)]
    draw += [rng.standard_normal(shape) for _ in range(2)]
    if kind is complex:
        return draw[0] + 1j * draw[1], draw[2] + 1j * draw[3], draw[4] + 1j * draw[5]
    return 0.5 * draw[0], draw[1], draw[4]


@pytest.mark.parametrize("method", scan.METHODS)
@pytest.mark.parametrize("kind", (float, complex))
def test_states(method, kind):
    for T in LENGTHS:
        a, b, initial = problem(T, seed=T, kind=kind)
        a = a / (1 + np.abs(a))
        kept = a.copy(), b.copy()
        np.testing.assert_allclose(scan.linear_scan(a, b, initial, method=method), brute(a, b, initial),
                                   rtol=1e-11, atol=1e-12)
        np.testing.assert_allclose(scan.linear_scan(a, b, method=method), brute(a, b, 0 * initial),
                                   rtol=1e-11, atol=1e-12)
        assert np.array_equal(kept[0], a) and np.array_equal(kept[1], b)


@pytest.mark.parametrize("method", scan.METHODS)
def test_gradients_against_torch(method):
    for T in (1, 2, 5, 16, 33):
        a, b, initial = problem(T, seed=T)
        dh = np.random.default_rng(T).standard_normal(a.shape)
        tensors = [torch.tensor(value, requires_grad=True) for value in (a, b, initial)]
        h, loss = tensors[2], 0
        for t in range(T):
            h = tensors[0][t] * h + tensors[1][t]
            loss = loss + (h * torch.tensor(dh[t])).sum()
        wanted = [grad.numpy() for grad in torch.autograd.grad(loss, tensors)]
        states = scan.linear_scan(a, b, initial, method=method)
        found = scan.linear_scan_gradient(a, states, dh, initial, method=method)
        for mine, theirs in zip(found, wanted, strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-12)


def test_zero_steps_and_float32():
    a = np.zeros((0, 3))
    assert scan.linear_scan(a, a).shape == (0, 3)
    da, db, dinitial = scan.linear_scan_gradient(a, a, a, np.ones(3))
    assert da.shape == db.shape == (0, 3) and not dinitial.any()
    b = np.ones((5, 2), np.float32)
    for method in scan.METHODS:
        assert scan.linear_scan(b, b, method=method).dtype == np.float32


def test_steps_combine_in_any_grouping():
    rng = np.random.default_rng(0)
    p, q, r = (tuple(rng.standard_normal(2)) for _ in range(3))
    both = scan.combine_steps
    np.testing.assert_allclose(both(both(p, q), r), both(p, both(q, r)))
    assert not np.allclose(both(p, q), both(q, p))


def test_positive_scan_survives_where_products_do_not():
    rng = np.random.default_rng(1)
    log_a, log_b = np.log(rng.uniform(0.01, 1, (50, 3))), rng.standard_normal((50, 3))
    np.testing.assert_allclose(np.exp(scan.positive_scan(log_a, log_b)),
                               brute(np.exp(log_a), np.exp(log_b), np.zeros(3)), rtol=1e-10)
    far = scan.positive_scan(np.full((5000, 1), -1.0), np.zeros((5000, 1)))
    np.testing.assert_allclose(far[-1], -np.log(1 - np.exp(-1.0)), rtol=1e-10)


class Counting:
    """A number that counts how often two steps are combined, and in how many dependent rounds."""

    work = 0

    def __init__(self, depth=0):
        self.depth = depth

    def join(self, other):
        Counting.work += 1
        return Counting(max(self.depth, other.depth) + 1)


def counted(T, method):
    """Work and depth by running each algorithm on counters."""
    steps, Counting.work = [Counting() for _ in range(T)], 0
    if method == "loop":
        for t in range(1, T):
            steps[t] = steps[t - 1].join(steps[t])
    elif method == "doubling":
        k = 1
        while k < T:
            steps = steps[:k] + [steps[t - k].join(steps[t]) for t in range(k, T)]
            k *= 2
    else:
        steps = tree(steps)
    return Counting.work, max(step.depth for step in steps)


def tree(steps):
    if len(steps) == 1:
        return steps
    half = tree([x.join(y) for x, y in zip(steps[::2], steps[1::2], strict=False)])
    return [half[t // 2] if t % 2 else half[t // 2 - 1].join(steps[t]) if t else steps[0]
            for t in range(len(steps))]


@pytest.mark.parametrize("method", scan.METHODS)
def test_costs_are_those_of_the_algorithms(method):
    for T in LENGTHS:
        work, depth = counted(T, method)
        cost = scan.scan_cost(T, method)
        assert cost.work == work
        assert depth <= cost.depth <= depth + 2
    assert scan.scan_cost(1024) == (2036, 19)
    assert scan.scan_cost(1024, "doubling") == (9217, 10)


@pytest.mark.parametrize("call, error, words", [
    (lambda a: scan.linear_scan([1.0], a), TypeError, "^a: expected a real or complex"),
    (lambda a: scan.linear_scan(a, a.astype(int)), TypeError, "^b: expected"),
    (lambda a: scan.linear_scan(a, a[1:]), ValueError, r"^b: expected shape \(4, 2\), got \(3, 2\)"),
    (lambda a: scan.linear_scan(a, a, a), ValueError, "^initial: expected shape"),
    (lambda a: scan.linear_scan(a, a, method="fast"), ValueError, "^method: expected"),
    (lambda a: scan.linear_scan(np.float64(1), a), TypeError, "^a: expected"),
    (lambda a: scan.linear_scan(np.ones(()), np.ones(())), ValueError, "^a: expected an axis of time"),
    (lambda a: scan.linear_scan_gradient(a, a, a[:2]), ValueError, "^dh: expected shape"),
    (lambda a: scan.linear_scan_gradient(a + 0j, a + 0j, a + 0j), TypeError, "^a: expected real"),
    (lambda a: scan.positive_scan(a, a[:, :1]), ValueError, "^log_b: expected shape"),
    (lambda a: scan.positive_scan(a + 0j, a + 0j), TypeError, "^log_a: expected real"),
    (lambda a: scan.scan_cost(0), ValueError, "^length: expected"),
    (lambda a: scan.scan_cost(4, "magic"), ValueError, "^method: expected"),
])
def test_bad_arguments(call, error, words):
    with pytest.raises(error, match=words):
        call(np.ones((4, 2)))
