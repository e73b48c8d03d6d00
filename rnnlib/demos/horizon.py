"""Horizon and error: how far ahead three methods can forecast three real series."""

import functools

import numpy as np

from rnnlib import plotting
from rnnlib.datasets import horizon_record
from rnnlib.explore import explore

SERIES = ("share price", "carbon dioxide", "sunspots")
METHODS = ("persistence", "seasonal naive", "LSTM")
HORIZONS = (1, 2, 4, 8, 16, 32)
UNITS = {"share price": "%", "carbon dioxide": "ppm", "sunspots": "sunspots"}
STEPS = {"share price": "day", "carbon dioxide": "week", "sunspots": "year"}

LABELS = {"series": "series", "method": "method", "horizon": "steps ahead"}
WORDS = {"change share price": "change, %", "change carbon dioxide": "change, ppm",
         "change sunspots": "change, spots", "error share price": "error, %",
         "error carbon dioxide": "error, ppm", "error sunspots": "error, spots",
         "step share price": "days from the origin", "step carbon dioxide": "weeks from the origin",
         "step sunspots": "years from the origin", "persistence": "persistence",
         "seasonal naive": "seasonal naive", "LSTM": "LSTM", "truth": "truth"}

_LINES = {"persistence": ("--", 5), "seasonal naive": ("-.", 2), "LSTM": ("-", 1)}


@functools.cache
def record(series):
    """Return the stored errors and the example of a series.

    Args:
        series: one of `SERIES`.
    Returns:
        HorizonRecord.
    Raises:
        ValueError: an unknown series.
    Source: chapter 6.3.1.
    """
    if series not in SERIES:
        raise ValueError(f"series: expected one of {', '.join(map(repr, SERIES))}, got {series!r}")
    return horizon_record()[series]


def errors_at(series, method, horizon):
    """Return the root mean squared errors of a method, one a seed.

    Args:
        series, method: of `SERIES` and `METHODS`.
        horizon: steps ahead, 1 to 32.
    Returns:
        array (S,), in the unit of the series.
    Raises:
        ValueError: an unknown series, method or horizon.
    Source: chapter 6.3.1.
    """
    if method not in METHODS:
        raise ValueError(f"method: expected one of {', '.join(map(repr, METHODS))}, got {method!r}")
    errors = record(series).errors[method]
    if horizon not in range(1, errors.shape[1] + 1):
        raise ValueError(f"horizon: expected a whole number from 1 to {errors.shape[1]}, got {horizon!r}")
    return errors[:, horizon - 1]


@plotting.style()
def draw(series, method, horizon, *, words=WORDS):
    """Draw one forecast as far as the horizon, then the errors of all methods against it.

    Args:
        series, method, horizon: see `errors_at`.
        words: the texts in the picture.
    Returns:
        matplotlib Figure.
    Source: chapter 6.3.1.
    """
    shown, chosen = record(series), errors_at(series, method, horizon)
    figure, (example, errors) = plotting.new_figure(4.9, nrows=2)
    past = np.arange(1 - len(shown.past), 1)
    style, colour = _LINES[method]
    future = np.arange(horizon + 1)
    example.plot(past, shown.past, color="black", linewidth=1.2)
    example.plot(future, np.append(0, shown.future[:horizon]), ":", color="black", label=words["truth"])
    example.plot(future, np.append(0, shown.forecasts[method][:horizon]), style, linewidth=2.4,
                 color=plotting.COLOURS[colour], label=words[method])
    everything = np.concatenate([shown.past, shown.future, *shown.forecasts.values()])
    room = 0.06 * np.ptp(everything)
    example.set(xlim=(past[0], 32), ylim=(everything.min() - room, everything.max() + 5 * room))
    example.legend(loc="upper left", ncols=2)
    steps = np.arange(1, 33)
    for name, (style, colour) in _LINES.items():
        runs = shown.errors[name]
        width = 2.6 if name == method else 1.2
        errors.plot(steps, runs.mean(axis=0), style, color=plotting.COLOURS[colour], linewidth=width,
                    label=words[name])
        if len(runs) > 1:
            errors.fill_between(steps, runs.min(axis=0), runs.max(axis=0), alpha=0.25, linewidth=0,
                                color=plotting.COLOURS[colour])
    errors.plot(horizon, chosen.mean(), "o", color="black", markersize=8)
    top = max(runs.max() for runs in shown.errors.values())
    errors.set(xlim=(0, 33), ylim=(0, 1.3 * top), xlabel=words[f"step {series}"])
    errors.legend(loc="upper left", ncols=3, columnspacing=1.2, handlelength=2.2)
    example.set_ylabel(words[f"change {series}"])
    errors.set_ylabel(words[f"error {series}"])
    figure.align_ylabels([example, errors])
    return figure


def describe(series, method, horizon):
    """Say the method's error at the horizon, beside that of persistence or, for persistence, at one step.

    Args:
        series, method, horizon: see `errors_at`.
    Returns:
        str, one sentence.
    Source: chapter 6.3.1.
    """
    own, unit = errors_at(series, method, horizon), UNITS[series]
    step = STEPS[series] + "s" * (horizon > 1)
    where = f"{series.capitalize()}, {horizon} {step} ahead, {record(series).origins} origins"
    yardstick = errors_at(series, "persistence", horizon)[0]
    if method == "persistence":
        first = errors_at(series, "persistence", 1)[0]
        grown = f"{yardstick / first:.1f} times that of one step"
        times = "the yardstick of this horizon" if horizon == 1 else grown
        return f"{where}: persistence errs by {_short(yardstick)} {unit}, {times}."
    ratio = own / yardstick
    if len(own) == 1:
        who, size, share = "the seasonal naive forecast", _short(own[0]), f"{ratio[0]:.2f}"
    else:
        who = f"the LSTM (mean of {len(own)} seeds)"
        size, share = _short(own.mean()), f"{ratio.min():.2f} to {ratio.max():.2f}"
    return f"{where}: {who} errs by {size} {unit}, {share} times the error of persistence."


def alt(series, method, horizon):
    """Say what the picture shows, for readers who do not see it.

    Args:
        series, method, horizon: see `errors_at`.
    Returns:
        str.
    Source: chapter 6.3.1.
    """
    return (f"Two panels for the {series}: forty known steps and the forecast by {method} for the next "
            f"{horizon}, with what really came; and the errors of three methods from 1 to 32 steps ahead, "
            "with a dot at the chosen one.")


def horizon_and_error(*, draw=draw, describe=describe, alt=alt, labels=None, words=None):
    """Show how the error of forecasts grows with the horizon, by series and by method.

    Args:
        draw, describe, alt: functions of series, method and horizon, for other pictures or another language.
        labels: dict from the name of a control to the text beside it; those left out stay as they are.
        words: dict from a key of `WORDS` to a text in the picture; those left out stay as they are.
    Returns:
        Demo of 54 frames.
    Source: chapter 6.3.1.
    """
    return explore(functools.partial(draw, words=WORDS | (words or {})), describe=describe, alt=alt,
                   labels=LABELS | (labels or {}), start={"method": "LSTM", "horizon": 8},
                   name="rnnlib.demos.horizon_and_error", series=list(SERIES), method=list(METHODS),
                   horizon=HORIZONS)


def _short(number):
    """A number with two significant digits: 0.37, 12, 140."""
    return f"{float(f'{number:.1e}'):g}"
