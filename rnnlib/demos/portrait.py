"""One-unit phase portrait: the fixed points of a single tanh unit, its orbits, what becomes of a pulse."""

import functools
from typing import NamedTuple

import numpy as np

from rnnlib import checks, plotting
from rnnlib.explore import explore

WEIGHTS = (-2.0, -1.0, 0.5, 0.9, 1.0, 1.5, 2.0, 3.0)
BIASES = (-0.3, 0.0, 0.3)
PULSES = (1.0, 2.8)
PULSE_AT, STEPS, LATER = 5, 30, 20  # the step of the pulse; all steps; how much later one looks what is left
STARTS = (-1.0, -0.4, 0.4, 1.0)

LABELS = {"weight": "weight w", "bias": "bias b", "pulse": "input pulse"}
WORDS = {"state": "$h_{t-1}$", "next": "$h_t$", "bias": "bias $b$", "weight": "weight $w$",
         "time": "step $t$", "three": "3", "one": "1", "blink": "±"}

_HALVINGS = 60  # after which an interval of length 2 is narrower than the spacing of floats
_TOUCH = 1e-12  # biases so near the cusp count as on it
_BORDER = 1e-6  # and so do slopes so near 1 or -1


class Portrait(NamedTuple):
    """What one unit does.

    Args:
        points: its fixed points without input, from the lowest on, (1,) or (3,).
        slopes: of the map at each of them, like `points`.
        h: the states before step 1 and after steps 1, ..., 30, with a pulse as input of step 6, (31,).
        orbits: the states without input from each of four starts, (31, 4).
    Source: chapter 4.1.1.
    """

    points: np.ndarray
    slopes: np.ndarray
    h: np.ndarray
    orbits: np.ndarray


def cusp(weight):
    """Return the bias up to which the map h -> tanh(w h + b) has three fixed points.

    w s - artanh(s) with s = sqrt(1 - 1 / w): three fixed points where |b| is smaller, one where it is larger.

    Args:
        weight: w, a number.
    Returns:
        float, >= 0; 0 for w <= 1, where there is never more than one.
    Raises:
        TypeError, ValueError: no finite number.
    Source: chapter 4.1.1.
    """
    w = checks.check_number("weight", weight)
    if w <= 1.0:
        return 0.0
    s = np.sqrt(1.0 - 1.0 / w)
    return float(w * s - np.arctanh(s))


def flip(weight):
    """Return the bias up to which the only fixed point of a unit with weight below -1 repels.

    artanh(q) - w q with q = sqrt(1 + 1 / w): where |b| is smaller, the unit ends in a cycle of two states.

    Args:
        weight: w, a number.
    Returns:
        float, >= 0; 0 for w >= -1, where the slope never is below -1.
    Raises:
        TypeError, ValueError: no finite number.
    Source: chapter 4.1.1.
    """
    w = checks.check_number("weight", weight)
    if w >= -1.0:
        return 0.0
    q = np.sqrt(1.0 + 1.0 / w)
    return float(np.arctanh(q) - w * q)


def fixed_points(weight, bias):
    """Return all h with h = tanh(w h + b).

    Between -1, -s, s and 1, with s as in `cusp`, the difference of both sides changes its sign once at most:
    each piece is halved until nothing is left of it.

    Args:
        weight, bias: w and b, numbers.
    Returns:
        array (1,) or (3,), from the lowest on; on the border between both, (1,).
    Raises:
        TypeError, ValueError: no finite numbers.
    Source: chapter 4.1.1.
    """
    w, b = checks.check_number("weight", weight), checks.check_number("bias", bias)
    ends = [-1.0, 1.0]
    if abs(b) < cusp(w) - _TOUCH:
        s = float(np.sqrt(1.0 - 1.0 / w))
        ends = [-1.0, -s, s, 1.0]
    found = []
    for low, high in zip(ends[:-1], ends[1:], strict=True):
        rises = np.tanh(w * low + b) < low
        for _ in range(_HALVINGS):
            middle = (low + high) / 2.0
            if (np.tanh(w * middle + b) < middle) == rises:
                low = middle
            else:
                high = middle
        found.append((low + high) / 2.0)
    return np.array(found)


def slopes(weight, points):
    """Return the slope of the map h -> tanh(w h + b) at its fixed points: w (1 - h^2).

    Args:
        weight: w, a number.
        points: fixed points, an array.
    Returns:
        array like `points`: a fixed point attracts where the size is below 1, and repels where it is above.
    Source: chapter 4.1.1.
    """
    return weight * (1.0 - points) * (1.0 + points)


def orbit(weight, bias, start, inputs):
    """Run the unit h_t = tanh(w h_{t-1} + b + x_t).

    Args:
        weight, bias: w and b, numbers.
        start: h_0, a number or an array.
        inputs: x_1, ..., x_T, (T,).
    Returns:
        array (T + 1, ...): h_0, ..., h_T.
    Source: chapter 4.1.1.
    """
    states = [np.asarray(start, dtype=np.float64)]
    for x_t in inputs:
        states.append(np.tanh(weight * states[-1] + bias + x_t))
    return np.array(states)


@functools.cache
def portrait(weight, bias, pulse):
    """Find the fixed points, and run the unit with and without a pulse.

    The pulse finds the unit in its lowest stable fixed point; if none is stable, in the one there is.

    Args:
        weight, bias: w and b.
        pulse: the input of step 6; that of all others is 0.
    Returns:
        Portrait.
    Source: chapter 4.1.1.
    """
    points = fixed_points(weight, bias)
    inputs = np.where(np.arange(STEPS) == PULSE_AT, pulse, 0.0)
    return Portrait(points, slopes(weight, points), orbit(weight, bias, points[0], inputs),
                    orbit(weight, bias, np.array(STARTS), np.zeros(STEPS)))


@plotting.style()
def draw(weight, bias, pulse, *, words=WORDS):
    """Draw the map with the path of the pulse, the place of weight and bias, and the states over time.

    Args:
        weight, bias, pulse: see `portrait`.
        words: the texts in the picture.
    Returns:
        matplotlib Figure.
    Source: chapter 4.1.1.
    """
    run = portrait(weight, bias, pulse)
    figure, axes = plotting.new_figure(4.9, nrows=2, ncols=2, height_ratios=[1.4, 1.0],
                                       width_ratios=[1.25, 1.0])
    plotting.cobweb(weight, bias, run.h[PULSE_AT:], pulse=pulse, points=run.points, ax=axes[0, 0],
                    xlabel=words["state"], ylabel=words["next"])
    grid = np.linspace(-2.5, 3.5, 121)
    plotting.cusp_map(grid, np.array([cusp(w) for w in grid]), np.array([flip(w) for w in grid]),
                      places=[(bias, weight)], labels=[words[name] for name in ("three", "one", "blink")],
                      xlabel=words["bias"], ylabel=words["weight"], ax=axes[0, 1])
    for ax in axes[1]:
        ax.remove()
    time = figure.add_subplot(axes[1, 0].get_gridspec()[1, :])
    time.tick_params(labelsize=plotting.STYLE["xtick.labelsize"])
    for states in run.orbits.T:
        time.plot(states, color=plotting.COLOURS[0], linewidth=1.0)
    time.plot(run.h, ".-", color=plotting.COLOURS[1], linewidth=2.2, markersize=6)
    time.axvline(PULSE_AT + 0.5, color=plotting.COLOURS[3], linestyle="--", linewidth=1.2)
    time.set(xlim=(0, STEPS), ylim=(-1.1, 1.1), yticks=[-1, 0, 1], xlabel=words["time"], ylabel=words["next"])
    return figure


def describe(weight, bias, pulse):
    """Say which fixed points there are, how steep the map is there, and what becomes of the pulse.

    Args:
        weight, bias, pulse: see `portrait`.
    Returns:
        str, one sentence.
    Source: chapter 4.1.1.
    """
    run = portrait(weight, bias, pulse)
    points = "; ".join(f"{_number(h, 3)} ({_kind(m)}, slope {_number(m, 2)})"
                       for h, m in zip(run.points, run.slopes, strict=True))
    count = "one fixed point" if len(run.points) == 1 else "three fixed points"
    return f"Weight {weight:g}, bias {bias:g}: {count}, {points}; {_after_pulse(run, pulse)}."


def alt(weight, bias, pulse):
    """Say what the picture shows, for readers who do not see it.

    Args:
        weight, bias, pulse: see `portrait`.
    Returns:
        str.
    Source: chapter 4.1.1.
    """
    return (f"Three panels for one unit with weight {weight:g} and bias {bias:g}: its map with the diagonal, "
            f"its fixed points and the staircase of a pulse of {pulse:g}; the place of weight and bias among "
            "the regions with one and with three fixed points; and the states over 30 steps, from four "
            "starts and with the pulse.")


def phase_portrait(*, draw=draw, describe=describe, alt=alt, labels=None, words=None):
    """Show the fixed points of a single unit, where its orbits go, and what becomes of a pulse.

    Args:
        draw, describe, alt: functions of weight, bias and pulse, for other pictures or another language.
        labels: dict from the name of a control to the text beside it; those left out stay as they are.
        words: dict from a key of `WORDS` to a text in the picture; those left out stay as they are.
    Returns:
        Demo of 48 frames.
    Source: chapter 4.1.1.
    """
    return explore(functools.partial(draw, words=WORDS | (words or {})), describe=describe, alt=alt,
                   labels=LABELS | (labels or {}), start={"weight": 2.0, "bias": 0.0, "pulse": 2.8},
                   name="rnnlib.demos.phase_portrait", weight=WEIGHTS, bias=BIASES, pulse=PULSES)


def left_of_pulse(run):
    """Return which share of the jump that a pulse causes is left 20 steps later.

    Args:
        run: Portrait.
    Returns:
        float, the distance from the state before the pulse, as a share of what it was just after it.
    Source: chapter 4.1.1.
    """
    before, after, later = run.h[[PULSE_AT, PULSE_AT + 1, PULSE_AT + 1 + LATER]]
    return float(abs(later - before) / abs(after - before))


def _after_pulse(run, pulse):
    """What becomes of the pulse."""
    blinks = (np.abs(run.slopes) > 1.0 + _BORDER).all()
    if blinks:
        low, high = sorted(run.h[-2:])
        return (f"a pulse of {pulse:g} makes the unit blink, and in the end it goes to and fro between "
                f"{_number(low, 3)} and {_number(high, 3)}")
    if len(run.points) == 3:
        if run.h[-1] > run.points[1]:
            return (f"a pulse of {pulse:g} takes the unit from the lowest over the middle one, and it stays "
                    "at the highest: the bit is stored")
        return f"after a pulse of {pulse:g} the unit falls back to the lowest: nothing is stored"
    left = left_of_pulse(run)
    share = "less than 1%" if left < 0.0095 else f"{left:.0%}"
    return f"{LATER} steps after a pulse of {pulse:g}, {share} of its effect is left"


def _kind(slope):
    """Stable, unstable, or neither."""
    if abs(abs(slope) - 1.0) < _BORDER:
        return "on the border"
    return "stable" if abs(slope) < 1.0 else "unstable"


def _number(value, digits):
    """A number with a fixed number of decimals, without minus zero."""
    return f"{round(float(value), digits) + 0.0:.{digits}f}"
