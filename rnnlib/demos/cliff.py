"""Clipping on the cliff: descents on the loss of a single unit, plain and with the gradient clipped."""

import functools
from typing import NamedTuple

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from rnnlib import plotting
from rnnlib.clipping import clip_by_norm, global_norm
from rnnlib.explore import explore

STARTS = {"below the wall": (4.5, -3.0), "above the wall": (5.15, -1.9), "near its end": (4.4, -2.0)}
THRESHOLDS = {"none": None, "10": 10.0, "1": 1.0, "0.1": 0.1}
RATES = (0.1, 0.3, 1.0, 10.0)
UNROLLED, TARGET, STEPS = 50, 0.7, 250
MAP = (0.5, 6.0, -3.6, 0.6)  # the first and last weight, then bias

LABELS = {"place": "start", "threshold": "threshold θ", "rate": "learning rate"}
WORDS = {"weight": "weight $w$", "bias": "bias $b$", "loss": "loss", "norm": "gradient norm", "step": "step",
         "threshold": "θ"}

_LAST = 21  # points that say where a descent has come to
_GREYS = LinearSegmentedColormap.from_list("greys", ["#80808000", "#808080c8"])
_SUPERSCRIPTS = str.maketrans("-0123456789", "\N{SUPERSCRIPT MINUS}⁰¹²³⁴⁵⁶⁷⁸⁹")


class Descent(NamedTuple):
    """A descent of N steps.

    Args:
        points: weight and bias before each step and after the last, (N + 1, 2).
        loss: the loss there, (N + 1,).
        norms: the norm of the whole gradient there, before any clipping, (N + 1,).
        lengths: how far each step went, (N,).
    Source: chapter 3.2.3.
    """

    points: np.ndarray
    loss: np.ndarray
    norms: np.ndarray
    lengths: np.ndarray


def landscape(w, b, steps=UNROLLED):
    """Return the loss of one sigmoid unit after many steps, and its gradient.

    h_0 = sigmoid(1/2), h_t = sigmoid(w h_{t-1} + b), loss = (h_T - 0.7)^2. The derivatives are carried
    forward with the state, which with two parameters is as cheap as going back.

    Args:
        w, b: weight and bias, floats or arrays of one shape.
        steps: T.
    Returns:
        loss, d loss / dw, d loss / db, each of the shape of `w`.
    Source: Pascanu, Mikolov and Bengio (2013); chapter 3.2.3.
    """
    h = np.full(np.shape(w), 1 / (1 + np.exp(-0.5)))
    dh_dw, dh_db = np.zeros_like(h), np.zeros_like(h)
    with np.errstate(over="ignore"):  # far out exp is infinite, and 1 / inf the right limit
        for _ in range(steps):
            before, h = h, 1 / (1 + np.exp(-(w * h + b)))
            slope = h * (1 - h)
            dh_dw, dh_db = slope * (before + w * dh_dw), slope * (1 + w * dh_db)
    return (h - TARGET) ** 2, 2 * (h - TARGET) * dh_dw, 2 * (h - TARGET) * dh_db


def descend(start, rate, max_norm=None, steps=STEPS):
    """Go down the landscape by gradient descent, clipped by norm or not.

    Args:
        start: weight and bias to begin with.
        rate: the learning rate, > 0.
        max_norm: the threshold, > 0; None for no clipping.
        steps: number of steps, N.
    Returns:
        Descent.
    Source: Pascanu, Mikolov and Bengio (2013); chapter 3.2.3.
    """
    point, points, losses, norms = np.array(start, dtype=np.float64), [], [], []
    for _ in range(steps + 1):
        loss, *gradient = landscape(*point)
        g = {"wb": np.array(gradient)}
        points.append(point)
        losses.append(float(loss))
        norms.append(global_norm(g))
        if max_norm is not None:
            g, _ = clip_by_norm(g, max_norm)
        point = point - rate * g["wb"]
    points = np.array(points)
    return Descent(points, np.array(losses), np.array(norms), np.hypot(*np.diff(points, axis=0).T))


@functools.cache
def run(place, threshold, rate):
    """Return the descent of a frame.

    Args:
        place, threshold: keys of `STARTS` and `THRESHOLDS`.
        rate: the learning rate.
    Returns:
        Descent of 250 steps.
    Raises:
        ValueError: an unknown start or threshold.
    Source: chapter 3.2.3.
    """
    if place not in STARTS:
        raise ValueError(f"place: expected one of {', '.join(map(repr, STARTS))}, got {place!r}")
    if threshold not in THRESHOLDS:
        raise ValueError(f"threshold: expected one of {', '.join(map(repr, THRESHOLDS))}, got {threshold!r}")
    return descend(STARTS[place], rate, THRESHOLDS[threshold])


@functools.cache
def loss_map(columns=330, rows=252):
    """Return the loss over the map, row by row from the lowest bias on.

    Args:
        columns, rows: number of weights and of biases.
    Returns:
        array (rows, columns).
    Source: chapter 3.2.3.
    """
    left, right, bottom, top = MAP
    return landscape(*np.meshgrid(np.linspace(left, right, columns), np.linspace(bottom, top, rows)))[0]


def fate(descent):
    """Say where a descent has come to.

    Args:
        descent: Descent.
    Returns:
        "rest", the losses of the last steps are below 1e-8; "valley", they are below 0.02; "plain", they are
        nearly that of a unit that saturates at 1; "wall", they jump; or "on the way".
    Source: chapter 3.2.3.
    """
    last = descent.loss[-_LAST:]
    if last.max() < 0.02:
        return "rest" if last.max() < 1e-8 else "valley"
    if last.max() > 10 * last.min():
        return "wall"
    return "plain" if 0.08 < last[-1] < 0.0901 else "on the way"


def is_on_map(point):
    """Say whether a weight and a bias lie on the map.

    Args:
        point: weight and bias.
    Returns:
        bool.
    Source: chapter 3.2.3.
    """
    left, right, bottom, top = MAP
    return bool(left <= point[0] <= right and bottom <= point[1] <= top)


@plotting.style()
def draw(place, threshold, rate, *, words=WORDS):
    """Draw the path on the map, then loss and gradient norm against the step.

    The step with the largest gradient is orange.

    Args:
        place, threshold, rate: see `run`.
        words: the texts in the picture.
    Returns:
        matplotlib Figure.
    Source: chapter 3.2.3.
    """
    descent, max_norm = run(place, threshold, rate), THRESHOLDS[threshold]
    steepest = int(descent.norms.argmax())
    figure, (plane, losses, norms) = plotting.new_figure(6.2, nrows=3, height_ratios=[2.7, 1.0, 1.15])
    plane.imshow(np.sqrt(loss_map()), origin="lower", extent=MAP, aspect="auto", cmap=_GREYS,
                 interpolation="none")
    plane.plot(*descent.points.T, color="black", linewidth=0.9)
    plane.plot(*descent.points[steepest:steepest + 2].T, color=plotting.COLOURS[1], linewidth=2.6)
    plane.plot(*descent.points[0], "s", color="black", markersize=8)
    if is_on_map(descent.points[-1]):
        plane.plot(*descent.points[-1], "*", color="black", markersize=14)
    plane.set(xlim=MAP[:2], ylim=MAP[2:], yticks=[-3, -2, -1, 0])
    plane.set(xlabel=words["weight"], ylabel=words["bias"])
    _log_panel(losses, descent.loss, -8, 0, steepest)
    _log_panel(norms, descent.norms, -6, 4, steepest)
    losses.set_ylabel(words["loss"])
    norms.set(ylabel=words["norm"], xlabel=words["step"])
    losses.tick_params(labelbottom=False)
    if max_norm is not None:
        norms.axhline(np.log10(max_norm), color=plotting.COLOURS[2], linestyle="--")
        norms.text(STEPS + 4, np.log10(max_norm), words["threshold"], va="center",
                   color=plotting.COLOURS[2]).set_in_layout(False)
    figure.get_layout_engine().set(rect=(0, 0, 0.97, 1))  # room for the threshold's name, used or not
    figure.align_ylabels([plane, losses, norms])
    return figure


def describe(place, threshold, rate):
    """Say how large gradient and steps became, when the threshold first acted, and where the descent ended.

    Args:
        place, threshold, rate: see `run`.
    Returns:
        str, one sentence.
    Source: chapter 3.2.3.
    """
    descent, max_norm = run(place, threshold, rate), THRESHOLDS[threshold]
    if max_norm is None:
        clipping = "no clipping"
    else:
        over = np.flatnonzero(descent.norms[:-1] > max_norm)
        clipping = f"threshold {threshold}, {f'passed at step {over[0]}' if len(over) else 'never passed'}"
    end, last = fate(descent), descent.norms[-1]
    if end == "plain":
        where = "on a plain" if is_on_map(descent.points[-1]) else "off the map, on a plain"
        flat = "of exactly 0" if last == 0 else "below 1e-6" if last < 5e-7 else "below 0.1"
        where += f" with loss {descent.loss[-1]:.2f} and a gradient {flat}"
    elif end == "on the way":
        where = f"still on the way, with loss {descent.loss[-1]:.2f}"
    elif end == "wall":
        where = f"jumping to and fro over the wall, with losses up to {descent.loss[-_LAST:].max():.2f}"
    else:
        where = f"in the valley, with a loss below {'1e-8' if end == 'rest' else '0.02'}"
    return (f"Start {place}, learning rate {rate:g}, {clipping}: the largest gradient has norm "
            f"{_short(descent.norms.max())}, the longest step length {_short(descent.lengths.max())}; after "
            f"{STEPS} steps the descent is {where}.")


def alt(place, threshold, rate):
    """Say what the picture shows, for readers who do not see it.

    Args:
        place, threshold, rate: see `run`.
    Returns:
        str.
    Source: chapter 3.2.3.
    """
    return (f"Three panels for a descent that starts {place} with learning rate {rate:g} and threshold "
            f"{threshold}: its path on a map of the loss over weight and bias, grey where the loss is high; "
            "the loss and the norm of the gradient against the step, on logarithmic axes.")


def clipping_on_the_cliff(*, draw=draw, describe=describe, alt=alt, labels=None, words=None):
    """Show descents on a loss with a cliff, with and without gradient clipping.

    Args:
        draw, describe, alt: functions of place, threshold and rate, for other pictures or another language.
        labels: dict from the name of a control to the text beside it; those left out stay as they are.
        words: dict from a key of `WORDS` to a text in the picture; those left out stay as they are.
    Returns:
        Demo of 48 frames.
    Source: Pascanu, Mikolov and Bengio (2013); chapter 3.2.3.
    """
    return explore(functools.partial(draw, words=WORDS | (words or {})), describe=describe, alt=alt,
                   labels=LABELS | (labels or {}), start={"rate": 0.3},
                   name="rnnlib.demos.clipping_on_the_cliff", place=list(STARTS), threshold=list(THRESHOLDS),
                   rate=RATES)


def _log_panel(ax, values, low, high, marked):
    """Powers of ten of values against the step; where they leave the picture, a triangle marks the border."""
    with np.errstate(divide="ignore"):
        powers = np.maximum(np.log10(values), 2 * low - high)
    ax.plot(powers, color=plotting.COLOURS[0], linewidth=1.2)
    ax.plot(marked, powers[marked], "o", color=plotting.COLOURS[1], markersize=6)
    for step in np.flatnonzero((powers[:-1] >= low) & (powers[1:] < low)) + 1:
        ax.plot(step, low, "v", color=plotting.COLOURS[0], markersize=7, clip_on=False)
    ticks = range(low, high + 1, 4)
    ax.set(xlim=(0, STEPS), ylim=(low, high), yticks=ticks)
    ax.set_yticklabels(["1" if t == 0 else "10" + str(t).translate(_SUPERSCRIPTS) for t in ticks])


def _short(number):
    """A number with two significant digits: 0.37, 12, 1400."""
    return f"{float(f'{number:.1e}'):g}"
