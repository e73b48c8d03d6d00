"""Schedules: PyTorch's values, ends, monotony, errors."""

import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import schedules

QUICK = settings(max_examples=40, deadline=None, derandomize=True, database=None)
SCHEDULES = {
    "constant": schedules.constant(0.3),
    "step_decay": schedules.step_decay(0.3, 0.5, 4),
    "exponential_decay": schedules.exponential_decay(0.3, 0.5, 4),
    "cosine": schedules.cosine(0.3, 20, final=0.01),
    "warmup": schedules.warmup(schedules.cosine(0.3, 20), 5),
}
each_schedule = pytest.mark.parametrize("name", SCHEDULES)


def rates_of_torch(make, steps, rate=0.3):
    opt = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    schedule, rates = make(opt), []
    for _ in range(steps):
        rates.append(opt.param_groups[0]["lr"])
        opt.step()
        schedule.step()
    return rates


@pytest.mark.parametrize(("mine", "theirs"), [
    (schedules.step_decay(0.3, 0.5, 4), lambda o: torch.optim.lr_scheduler.StepLR(o, 4, 0.5)),
    (schedules.exponential_decay(0.3, 0.9), lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9)),
    (schedules.cosine(0.3, 20, 0.01), lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 20, 0.01)),
    (schedules.constant(0.3), lambda o: torch.optim.lr_scheduler.ConstantLR(o, 1.0, 1)),
], ids=["step_decay", "exponential_decay", "cosine", "constant"])
def test_rates_equal_torch(mine, theirs):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's own deprecations are not ours to judge
        expected = rates_of_torch(theirs, 21)
    np.testing.assert_allclose([mine(step) for step in range(21)], expected, rtol=1e-12)


@each_schedule
def test_rates_are_floats_inside_the_range_at_any_step(name):
    for step in (0, 1, 7, 10 ** 6, np.int64(3)):
        rate = SCHEDULES[name](step)
        assert type(rate) is float and 0.0 <= rate <= 0.3


@each_schedule
@pytest.mark.parametrize(("step", "error"), [(-1, ValueError), (1.5, TypeError), (None, TypeError)])
def test_bad_steps(name, step, error):
    with pytest.raises(error, match="^step: expected a whole number"):
        SCHEDULES[name](step)


def test_decay_by_hand():
    steps = schedules.step_decay(8.0, 0.5, 3)
    assert [steps(step) for step in (0, 2, 3, 5, 6, 9)] == [8, 8, 4, 4, 2, 1]
    smooth = schedules.exponential_decay(8.0, 0.5, 3)
    assert [smooth(step) for step in (0, 3, 6)] == pytest.approx([8, 4, 2])
    assert smooth(1) / smooth(0) == pytest.approx(smooth(2) / smooth(1))


@given(rate=st.floats(0, 1), final=st.floats(0, 1), steps=st.integers(1, 50))
@QUICK
def test_cosine_goes_from_end_to_end_symmetrically_and_stays(rate, final, steps):
    schedule = schedules.cosine(rate, steps, final)
    assert schedule(0) == pytest.approx(rate) and schedule(steps) == pytest.approx(final)
    assert schedule(steps + 7) == schedule(steps)
    rates = np.array([schedule(step) for step in range(steps + 1)])
    np.testing.assert_allclose(rates + rates[::-1], rate + final, atol=1e-12)
    assert (np.diff(rates) * (final - rate) >= -1e-12).all()


@given(warm=st.integers(0, 20), rate=st.floats(0.01, 1))
@QUICK
def test_warmup_rises_in_a_straight_line_and_then_follows(warm, rate):
    target = schedules.exponential_decay(rate, 0.9)
    schedule = schedules.warmup(target, warm)
    rates = [schedule(step) for step in range(warm + 1)]
    np.testing.assert_allclose(np.diff([0.0, *rates]), rate / (warm + 1), rtol=1e-9)
    assert [schedule(warm + step) for step in range(5)] == [target(step) for step in range(5)]


@pytest.mark.parametrize(("make", "error", "name"), [
    (lambda: schedules.constant(-0.1), ValueError, "rate"),
    (lambda: schedules.constant("0.1"), TypeError, "rate"),
    (lambda: schedules.step_decay(0.1, 1.5, 3), ValueError, "factor"),
    (lambda: schedules.step_decay(0.1, 0.0, 3), ValueError, "factor"),
    (lambda: schedules.step_decay(0.1, 0.5, 0), ValueError, "every"),
    (lambda: schedules.step_decay(-1, 0.5, 3), ValueError, "rate"),
    (lambda: schedules.exponential_decay(0.1, -0.5), ValueError, "factor"),
    (lambda: schedules.exponential_decay(0.1, 0.5, 1.5), TypeError, "steps"),
    (lambda: schedules.cosine(np.nan, 5), ValueError, "rate"),
    (lambda: schedules.cosine(0.1, 0), ValueError, "steps"),
    (lambda: schedules.cosine(0.1, 5, -1), ValueError, "final"),
    (lambda: schedules.warmup(0.1, 5), TypeError, "schedule"),
    (lambda: schedules.warmup(schedules.constant(0.1), -1), ValueError, "steps")])
def test_bad_arguments(make, error, name):
    with pytest.raises(error, match=f"^{name}: expected"):
        make()
