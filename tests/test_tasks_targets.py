"""Tasks on bits, numbers and memory: every target by brute force, every baseline by large samples."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import losses, metrics, tasks

QUICK = settings(max_examples=15, deadline=None, derandomize=True, database=None)
LN2 = math.log(2.0)


def assert_mean(samples, expected):
    """Compare a mean with what it should be: within 4 standard errors, which are not 0."""
    error = np.std(samples) / math.sqrt(len(samples))
    assert 0 < error < 0.1 and abs(np.mean(samples) - expected) < 4 * error, np.mean(samples)


# Bits

def bits_of(task, count=4000, part="all"):
    batch = task.sample(count, rng=11, part=part)
    return batch, batch.x[..., 0].astype(int)


@pytest.mark.parametrize("delay", [1, 3])
def test_delayed_xor(delay):
    task = tasks.DelayedXOR(6, delay)
    batch, bits = bits_of(task)
    assert set(bits.ravel()) == {0, 1}
    for t in range(6):
        assert (batch.mask[t] == (t >= delay)).all()
        if t >= delay:
            np.testing.assert_array_equal(batch.targets[t], (bits[t] != bits[t - delay]).astype(int))
            window = bits[t - delay + 1:t + 1].T @ 2 ** np.arange(delay)
            for seen in range(2 ** delay):  # nothing in a window of `delay` bits tells the answer
                assert_mean(batch.targets[t, window == seen], 0.5)
    assert task.baseline() == LN2 and task.optimum() == 0


def test_temporal_xor():
    task = tasks.TemporalXOR(3)
    batch, bits = bits_of(task)
    assert task.length == 8 and batch.mask.all()
    stream = np.concatenate([bits, batch.targets[-1:]])
    np.testing.assert_array_equal(batch.targets, stream[1:])
    np.testing.assert_array_equal(stream[2::3], stream[0::3] ^ stream[1::3])
    np.testing.assert_array_equal(task.predictable(), [False, True, False, False, True, False, False, True])
    for t, known in enumerate(task.predictable()):
        for bit in (0, 1):
            assert_mean(batch.targets[t, bits[t] == bit], 0.5)  # the bit now tells nothing
            if not known and t:
                assert_mean(batch.targets[t, (bits[t] == bit) & (bits[t - 1] == 1)], 0.5)
    share = 1 - np.mean(task.predictable())
    assert task.optimum() == pytest.approx(share * LN2) and task.baseline() == LN2
    assert tasks.TemporalXOR(1000).optimum() == pytest.approx(1999 / 2999 * LN2)


@pytest.mark.parametrize("every_step", [False, True])
def test_parity(every_step):
    task = tasks.Parity(5, every_step=every_step)
    batch, bits = bits_of(task)
    for t in range(5):
        if every_step or t == 4:
            np.testing.assert_array_equal(batch.targets[t], bits[:t + 1].sum(axis=0) % 2)
        for bit in (0, 1):
            if t and batch.mask[t].all():
                assert_mean(batch.targets[t, bits[t] == bit], 0.5)
    assert batch.mask.sum() == (5 if every_step else 1) * 4000
    assert task.baseline() == pytest.approx(LN2 * (0.8 if every_step else 1.0))
    assert tasks.Parity(1, every_step=every_step).baseline() == 0


# Numbers

@given(T=st.integers(2, 9), seed=st.integers(0, 99))
@QUICK
def test_adding_by_brute_force(T, seed):
    batch = tasks.Adding(T).sample(20, rng=seed, dtype=np.float64)
    for b in range(20):
        numbers, markers = batch.x[:, b, 0], batch.x[:, b, 1]
        places = np.flatnonzero(markers)
        assert len(places) == 2 and places[0] < T // 2 <= places[1] and set(markers) <= {0.0, 1.0}
        assert batch.targets[-1, b, 0] == numbers[places[0]] + numbers[places[1]]
        assert (0 <= numbers).all() and (numbers < 1).all()
    np.testing.assert_array_equal(batch.mask.sum(axis=0), 1)
    assert batch.mask[-1].all()


def test_adding_costs_a_sixth_without_memory():
    task = tasks.Adding(5)
    batch = task.sample(40_000, rng=0, dtype=np.float64)
    sums, last = batch.targets[-1, :, 0], (batch.x[2:, :, 0] * batch.x[2:, :, 1]).sum(axis=0)
    assert_mean((sums - 1.0) ** 2, task.baseline())
    assert_mean((sums - last - 0.5) ** 2, task.baseline(remembered=1))
    assert task.baseline() == pytest.approx(1 / 6, rel=1e-15) and task.baseline(2) == task.optimum() == 0
    assert metrics.constant_mse(batch.targets, mask=batch.mask) == pytest.approx(1 / 6, rel=0.02)
    for t in range(5):  # places are equally likely within a half
        assert_mean(batch.x[t, :, 1], 1 / 2 if t < 2 else 1 / 3)


def waves_ahead(x, waves):
    """The next value of each column of x (T, B), from the linear recurrence that its values obey."""
    n, found = waves, []
    for s in x.T:
        starts = range(len(s) - 2 * n)
        rows = [[*(s[t + n - k] + s[t + n + k] for k in range(1, n)), s[t + n]] for t in starts]
        right = [s[t] + s[t + 2 * n] for t in starts]
        c = np.linalg.lstsq(np.array(rows), np.array(right), rcond=None)[0]
        middle = len(s) - n
        ahead = sum(c[k - 1] * (s[middle - k] + s[middle + k]) for k in range(1, n)) + c[-1] * s[middle]
        found.append(ahead - s[middle - n])
    return np.array(found)


@pytest.mark.parametrize("waves", [1, 2])
def test_sines_are_determined_once_3_n_values_were_seen(waves):
    batch = tasks.Sines(12, waves=waves).sample(200, rng=0, dtype=np.float64)
    np.testing.assert_array_equal(batch.targets[:-1][batch.mask[:-1]], batch.x[1:][batch.mask[:-1]])
    first = 3 * waves - 1
    assert not batch.mask[:first].any() and batch.mask[first:].all()
    error = np.abs(waves_ahead(batch.x[:first + 1, :, 0], waves) - batch.targets[first, :, 0])
    assert np.median(error) < 1e-9 and np.mean(error < 1e-4) > 0.95  # like frequencies are hard in float64


@pytest.mark.parametrize(("waves", "lowest", "highest"), [(1, 0.02, 0.2), (3, 0.1, 0.5), (2, 0.1, 0.1001)])
def test_baselines_of_sines(waves, lowest, highest):
    task = tasks.Sines(10, waves=waves, lowest=lowest, highest=highest)
    batch = task.sample(20_000, rng=1, dtype=np.float64)
    last, target = batch.x[-1, :, 0], batch.targets[-1, :, 0]
    assert_mean(target ** 2 / waves, task.baseline() / waves)
    assert_mean((target - last) ** 2 / waves ** 2, task.persistence() / waves ** 2)
    assert_mean(batch.targets[3 * waves - 1, :, 0] ** 2 / waves, task.baseline() / waves)  # at every step


# Memory

@pytest.mark.parametrize(("delay", "symbols", "copied"), [(1, 2, 1), (4, 3, 2), (10, 8, 10)])
def test_copy_memory(delay, symbols, copied):
    task = tasks.CopyMemory(delay, symbols=symbols, copied=copied)
    batch = task.sample(1000, rng=0, part="all")
    ids, K, S = batch.x.argmax(axis=-1), symbols, copied
    assert task.length == len(ids) == delay + 2 * S and batch.mask.all()
    np.testing.assert_array_equal(batch.x.sum(axis=-1), 1)
    for b in range(20):
        written = [*ids[:S, b]]
        assert max(written) < K
        assert [*ids[S:, b]] == [K] * (delay - 1) + [K + 1] + [K] * S
        assert [*batch.targets[:, b]] == [K] * (delay + S) + written
    for symbol in range(K):
        assert_mean((ids[:S] == symbol).ravel(), 1 / K)
    logits = np.full((task.length, 1000, K + 1), -1000.0)  # the memoryless predictor
    logits[:-S, :, K] = logits[-S:, :, :K] = 0.0
    loss, _ = losses.softmax_cross_entropy(logits, batch.targets, mask=batch.mask)
    assert task.baseline() == pytest.approx(loss, rel=1e-12)


def test_copy_memory_at_its_usual_sizes():
    assert tasks.CopyMemory(100).baseline() == pytest.approx(10 * math.log(8) / 120, rel=1e-15)


def test_recall():
    task = tasks.Recall(3, symbols=4, noise=0.5)
    batch = task.sample(4000, rng=0, part="all")
    np.testing.assert_array_equal(np.sort(batch.x[0], axis=-1), [[0.0, 0.0, 0.0, 1.0]] * 4000)
    first = batch.x[0].argmax(axis=-1)
    np.testing.assert_array_equal(batch.targets[-1], first)
    assert batch.mask[-1].all() and not batch.mask[:-1].any()
    for symbol in range(4):
        assert_mean(first == symbol, 0.25)
        assert_mean(batch.x[1:, first == symbol].astype(float).ravel(), 0.0)  # the noise says nothing of it
    assert_mean(batch.x[1:].astype(float).ravel() ** 2, 0.25)
    assert task.baseline() == math.log(4) and task.optimum() == 0
    assert (tasks.Recall(3, noise=0).sample(2, rng=0, part="all").x[1:] == 0).all()


@pytest.mark.parametrize("length", [10, 100])
def test_temporal_order(length):
    task = tasks.TemporalOrder(length)
    batch = task.sample(2000, rng=0, part="all")
    ids = batch.x.argmax(axis=-1)
    places, found = [], []
    for b, steps in enumerate(batch.lengths):
        row = "".join(task.symbols[i] for i in ids[:steps, b])
        middle = [(t, symbol) for t, symbol in enumerate(row) if symbol in "XY"]
        assert row[0] == "E" and row[-1] == "B" and set(row[1:-1]) <= set("abcdXY") and len(middle) == 2
        assert np.flatnonzero(batch.mask[:, b]).tolist() == [steps - 1]
        answer = ["XX", "XY", "YX", "YY"][batch.targets[steps - 1, b]]
        assert answer == middle[0][1] + middle[1][1]
        places.append([middle[0][0], middle[1][0], steps])
        found.append(answer)
    for answer in ("XX", "XY", "YX", "YY"):
        assert_mean([other == answer for other in found], 0.25)
    tenth = length // 10
    assert np.min(places, axis=0).tolist() == [tenth, 5 * tenth, length]
    assert np.max(places, axis=0).tolist() == [2 * tenth, 6 * tenth, 11 * tenth]
    assert task.baseline() == math.log(4) and task.optimum() == 0
