"""Tasks: batches of one form, and no sequence of the test in training."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import losses, tasks

QUICK = settings(max_examples=15, deadline=None, derandomize=True, database=None)
TASKS = {
    "delayed xor": tasks.DelayedXOR(9, 3), "temporal xor": tasks.TemporalXOR(5), "parity": tasks.Parity(10),
    "parity at every step": tasks.Parity(10, every_step=True), "adding": tasks.Adding(7),
    "copy memory": tasks.CopyMemory(3, symbols=3, copied=7), "recall": tasks.Recall(4, symbols=3),
    "temporal order": tasks.TemporalOrder(12), "reber": tasks.Reber(),
    "embedded reber": tasks.EmbeddedReber(), "a^n b^n": tasks.AnBn(range(2, 6), (1, 9)),
    "sines": tasks.Sines(12),
}
each_task = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)


def columns(batch):
    """The sequences of a batch as bytes, each without its padding."""
    return [batch.x[:length, b].tobytes() for b, length in enumerate(batch.lengths)]


@each_task
@given(B=st.integers(0, 6), seed=st.integers(0, 99), part=st.sampled_from(["train", "test", "all"]))
@QUICK
def test_form_of_a_batch(task, B, seed, part):
    single, double = (task.sample(B, rng=seed, part=part, dtype=dtype) for dtype in (np.float32, np.float64))
    T = single.lengths.max(initial=0) if B else len(single.x)
    assert single.x.shape == (T, B, task.input_size) and single.mask.shape == (T, B)
    assert single.x.dtype == np.float32 and double.x.dtype == np.float64
    assert single.mask.dtype == np.bool_ and single.lengths.dtype == np.int64 and single.lengths.shape == (B,)
    if task.output_size == 1:
        assert single.targets.shape == (T, B, 1)
        assert single.targets.dtype == np.float32 and double.targets.dtype == np.float64
        np.testing.assert_allclose(single.targets, double.targets, atol=1e-6)
    else:
        assert single.targets.shape == (T, B) and single.targets.dtype == double.targets.dtype == np.int64
        assert ((single.targets >= 0) & (single.targets < task.output_size)).all()
        np.testing.assert_array_equal(single.targets, double.targets)
    np.testing.assert_allclose(single.x, double.x, atol=1e-6)
    padding = np.arange(T)[:, None] >= single.lengths
    assert (single.x[padding] == 0).all() and not single.mask[padding].any()
    assert (single.targets[~single.mask] == 0).all() and single.mask.any(axis=0).all()
    again = task.sample(B, rng=np.random.default_rng(seed), part=part)
    for found, expected in zip(again, single, strict=True):
        np.testing.assert_array_equal(found, expected)
        assert found.flags.writeable


@each_task
def test_the_losses_of_rnnlib_take_a_batch_as_it_is(task):
    batch = task.sample(3, rng=0)
    y = np.zeros((*batch.mask.shape, task.output_size), np.float32)
    loss = losses.mse if task.output_size == 1 else losses.softmax_cross_entropy
    value, dy = loss(y, batch.targets, mask=batch.mask)
    assert value > 0 and (dy[batch.mask] != 0).any() and (dy[~batch.mask] == 0).all()


@each_task
def test_training_never_sees_a_sequence_of_the_test(task):
    train, test, whole = (set(columns(task.sample(1500, rng=seed, part=part)))
                          for seed, part in enumerate(("train", "test", "all")))
    assert len(train) > 3 and len(test) > 1 and train.isdisjoint(test)
    if not isinstance(task, tasks.Adding | tasks.Recall | tasks.Sines):  # sequences few enough to come again
        assert whole & train


@pytest.mark.parametrize("task", [task for task in TASKS.values() if not isinstance(task, tasks.AnBn)],
                         ids=[name for name in TASKS if name != "a^n b^n"])
def test_each_sequence_belongs_to_one_part_whatever_the_seed(task, monkeypatch):
    pool = task._draw(300, np.random.default_rng(0))
    monkeypatch.setattr(task, "_draw", lambda count, generator: [pool[i] for i in
                                                                 generator.integers(0, len(pool), count)])
    train = {s for seed in (1, 2) for s in columns(task.sample(2000, rng=seed, part="train"))}
    test = {s for seed in (3, 4) for s in columns(task.sample(2000, rng=seed, part="test"))}
    whole = set(columns(task._batch(list(pool), np.dtype(np.float32))))
    assert train.isdisjoint(test) and train | test == whole


@pytest.mark.parametrize("share", [0.05, 0.3, 0.8])
def test_the_share_of_the_test(share):
    task = tasks.Recall(3, test_share=share)
    test = set(columns(task.sample(20_000, rng=0, part="test")))
    pool = task._draw(4000, np.random.default_rng(1))
    held_out = [task._is_test(item) for item in pool]
    assert len(test) == 20_000
    assert abs(np.mean(held_out) - share) < 4 * math.sqrt(share * (1 - share) / 4000)


def test_the_split_is_the_same_on_every_machine():
    batch = tasks.Parity(6, test_share=0.1).sample(500, rng=0, part="test")
    found = sorted({"".join(map(str, bits)) for bits in batch.x[..., 0].T.astype(int)})
    assert found == ["000010", "000100", "000101", "001000", "001111", "011110", "100110"]


def test_a_task_too_small_for_the_share_says_so():
    with pytest.raises(ValueError, match="^part: expected one with sequences, got 'test' without any among"):
        tasks.Parity(1, test_share=0.02).sample(1, rng=0, part="test")
    assert tasks.Parity(1, test_share=0.02).sample(4, rng=0).x.shape == (1, 4, 1)


@each_task
def test_bad_arguments_of_sample(task):
    for arguments, error, message in [
            ({"batch_size": -1}, ValueError, "^batch_size: expected"), ({"rng": None}, TypeError, "^rng: "),
            ({"part": "valid"}, ValueError, "^part: expected one of 'train', 'test', 'all', got 'valid'"),
            ({"dtype": int}, TypeError, "^dtype: expected float32 or float64")]:
        with pytest.raises(error, match=message):
            task.sample(**{"batch_size": 2, "rng": 0, **arguments})


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: tasks.DelayedXOR(3, 3), ValueError, "^length: expected a whole number of at least 4, got 3"),
    (lambda: tasks.DelayedXOR(3, 0), ValueError, "^delay: expected"),
    (lambda: tasks.TemporalXOR(0), ValueError, "^triples: expected"),
    (lambda: tasks.Parity(0), ValueError, "^length: expected"),
    (lambda: tasks.Parity(3, every_step=1), TypeError, "^every_step: expected True or False"),
    (lambda: tasks.Parity(3, test_share=1.0), ValueError, r"^test_share: .* \(0, 1\), got 1.0"),
    (lambda: tasks.Reber(test_share=0), ValueError, r"^test_share: .* \(0, 1\), got 0"),
    (lambda: tasks.Adding(1), ValueError, "^length: expected a whole number of at least 2"),
    (lambda: tasks.Adding(5).baseline(3), ValueError, r"^remembered: .* \[0, 2\], got 3"),
    (lambda: tasks.CopyMemory(0), ValueError, "^delay: expected"),
    (lambda: tasks.CopyMemory(5, symbols=1), ValueError, "^symbols: expected a whole number of at least 2"),
    (lambda: tasks.CopyMemory(5, copied=2.0), TypeError, "^copied: expected a whole number, got 2.0"),
    (lambda: tasks.Recall(0), ValueError, "^delay: expected"),
    (lambda: tasks.Recall(3, noise=-1.0), ValueError, "^noise: expected"),
    (lambda: tasks.TemporalOrder(9), ValueError, "^length: expected a whole number of at least 10"),
    (lambda: tasks.Sines(5), ValueError, "^length: expected a whole number of at least 6"),
    (lambda: tasks.Sines(9, highest=0.02), ValueError, r"^highest: .* \(0.02, 0.5\], got 0.02"),
    (lambda: tasks.Sines(9, lowest=0.0), ValueError, r"^lowest: .* \(0, 0.5\), got 0.0"),
])
def test_bad_tasks(call, error, message):
    with pytest.raises(error, match=message):
        call()
