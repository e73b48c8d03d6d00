"""Schedules: learning rates that change as training goes on, as functions of the step.

Each call here returns such a function, step -> rate, for steps 0, 1, 2, ...; optimisers take it in place of
a number.
"""

import math

from rnnlib import checks


def constant(rate):
    """Make a schedule that never changes.

    Args:
        rate: learning rate, >= 0.
    Returns:
        function: step -> rate.
    Raises:
        TypeError, ValueError: a bad rate; the function raises them for a bad step.
    Source: chapter 9.3.3.
    """
    rate = checks.check_number("rate", rate, low=0.0)
    return _schedule(lambda step: rate)


def step_decay(rate, factor, every):
    """Make a schedule that multiplies the rate by `factor` at every `every`-th step.

    rate * factor ** floor(step / every)

    Args:
        rate: learning rate at step 0, >= 0.
        factor: in (0, 1].
        every: steps between two drops, >= 1.
    Returns:
        function: step -> rate.
    Raises:
        TypeError, ValueError: a bad argument; the function raises them for a bad step.
    Source: chapter 9.3.3.
    """
    rate, factor = _check_decay(rate, factor)
    every = checks.check_size("every", every)
    return _schedule(lambda step: rate * factor ** (step // every))


def exponential_decay(rate, factor, steps=1):
    """Make a schedule that falls smoothly, by `factor` within each `steps` steps.

    rate * factor ** (step / steps)

    Args:
        rate: learning rate at step 0, >= 0.
        factor: in (0, 1].
        steps: steps in which the rate falls by the factor, >= 1.
    Returns:
        function: step -> rate.
    Raises:
        TypeError, ValueError: a bad argument; the function raises them for a bad step.
    Source: chapter 9.3.3.
    """
    rate, factor = _check_decay(rate, factor)
    steps = checks.check_size("steps", steps)
    return _schedule(lambda step: rate * factor ** (step / steps))


def cosine(rate, steps, final=0.0):
    """Make a schedule that goes from one rate to another along half a wave of the cosine, then stays.

    final + (rate - final) (1 + cos(pi min(step / steps, 1))) / 2

    Args:
        rate: learning rate at step 0, >= 0.
        steps: steps until the final rate is reached, >= 1.
        final: learning rate from then on, >= 0.
    Returns:
        function: step -> rate.
    Raises:
        TypeError, ValueError: a bad argument; the function raises them for a bad step.
    Source: Loshchilov and Hutter (2017); chapter 9.3.3.
    """
    rate = checks.check_number("rate", rate, low=0.0)
    steps = checks.check_size("steps", steps)
    final = checks.check_number("final", final, low=0.0)

    def along(step):
        share = (1.0 + math.cos(math.pi * min(step / steps, 1.0))) / 2.0
        return final + (rate - final) * share

    return _schedule(along)


def warmup(schedule, steps):
    """Make a schedule that rises in a straight line for `steps` steps, then follows another from its start.

    schedule(0) (step + 1) / (steps + 1) while step < steps, and schedule(step - steps) from then on

    Args:
        schedule: what to follow: a function step -> rate.
        steps: steps of the rise, >= 0.
    Returns:
        function: step -> rate.
    Raises:
        TypeError: `schedule` cannot be called, or `steps` is no whole number.
        ValueError: `steps` is negative; the function raises both for a bad step.
    Source: Goyal et al. (2017); chapter 9.3.3.
    """
    if not callable(schedule):
        raise TypeError(f"schedule: expected a function step -> rate, got {schedule!r}")
    steps = checks.check_size("steps", steps, minimum=0)
    return _schedule(lambda step: schedule(step - steps) if step >= steps
                     else schedule(0) * (step + 1) / (steps + 1))


def _check_decay(rate, factor):
    """Return a rate and a factor, or raise."""
    return (checks.check_number("rate", rate, low=0.0),
            checks.check_number("factor", factor, low=0.0, high=1.0, open_low=True))


def _schedule(rate_at):
    """Return a function that checks the step, then asks `rate_at`."""
    def schedule(step):
        return rate_at(checks.check_size("step", step, minimum=0))

    return schedule
