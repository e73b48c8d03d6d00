"""Frameworks side by side: how far trainings drift apart, and what programs cost in time and memory."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, as_axes, new_figure, style

_MARKERS = ("o", "s", "^", "D")
_HATCHES = ("", "///", "...", "xxx")
_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 2)))


@style()
def drifts(gaps, *, floor=1e-17, label="difference of the losses", ax=None):
    """Draw on a logarithmic scale how trainings move away from one of them.

    Args:
        gaps: dict from a name to an array (U,) of differences, one an update; up to six of them.
        floor: what is smaller, zero included, is drawn here.
        label: of the vertical axis.
        ax: matplotlib Axes; a new figure if None.
    Returns:
        the figure.
    Raises:
        TypeError: `gaps` is no dict, or `ax` no axes.
        ValueError: no trainings or more than six, or a difference that is NaN or infinite.
    Source: chapter 7.1.
    """
    if not isinstance(gaps, dict):
        raise TypeError(f"gaps: expected a dict from name to array, got {type(gaps).__name__}")
    if not 1 <= len(gaps) <= len(_DASHES):
        raise ValueError(f"gaps: expected 1 to {len(_DASHES)} trainings, got {len(gaps)}")
    floor, ax = checks.check_number("floor", floor, low=0.0, open_low=True), as_axes(ax, 3.9)
    for (name, values), colour, dashes in zip(gaps.items(), COLOURS, _DASHES, strict=False):
        values = np.abs(checks.check_array(f"gaps[{name!r}]", np.asarray(values, dtype=float)))
        ax.plot(1 + np.arange(len(values)), np.maximum(values, floor), color=colour, linestyle=dashes,
                label=name)
    ax.set(yscale="log", xlabel="update", ylabel=label)
    ax.figure.legend(loc="outside upper center", ncols=2)
    return ax.figure


@style()
def step_times(seconds, columns):
    """Draw the time of one training step: a row a program, a mark a shape, on a logarithmic scale.

    Args:
        seconds: dict from a program's name to a list of seconds, one a column.
        columns: what the numbers of a list belong to; up to four.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError: `seconds` is no dict.
        ValueError: no programs, more than four columns, lists of another length, or a time that is not
            above 0.
    Source: chapter 7.1.
    """
    _check_programs("seconds", seconds)
    if len(columns) > len(_MARKERS):
        raise ValueError(f"columns: expected at most {len(_MARKERS)}, got {len(columns)}")
    figure, ax = new_figure(0.9 + 0.34 * len(seconds))
    table = np.array([_row("seconds", name, values, len(columns)) for name, values in seconds.items()])
    rows = np.arange(len(seconds))
    for row, values in zip(rows, table, strict=True):
        ax.plot([1e3 * values.min(), 1e3 * values.max()], [row, row], color="#b0b0b0", linewidth=1, zorder=1)
    for values, marker, colour, name in zip(table.T, _MARKERS, COLOURS, columns, strict=False):
        ax.plot(1e3 * values, rows, marker, color=colour, label=name, markersize=7)
    ax.set(xscale="log", xlabel="milliseconds a training step", ylim=(len(rows) - 0.5, -0.5))
    ax.set_yticks(rows, list(seconds))
    figure.legend(loc="outside upper center", ncols=len(columns))
    return figure


@style()
def stacked_bars(amounts, columns, *, xlabel):
    """Draw a bar for each program, made of parts that add up, with the sum written beside it.

    Args:
        amounts: dict from a program's name to a list of numbers >= 0, one a part.
        columns: the parts' names; up to four.
        xlabel: what is counted, and in which unit.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError: `amounts` is no dict.
        ValueError: no programs, more than four columns, lists of another length, or a number below 0.
    Source: chapter 7.1.
    """
    _check_programs("amounts", amounts)
    if len(columns) > len(_MARKERS):
        raise ValueError(f"columns: expected at most {len(_MARKERS)}, got {len(columns)}")
    figure, ax = new_figure(0.9 + 0.34 * len(amounts))
    table = np.array([_row("amounts", name, values, len(columns), open_low=False)
                      for name, values in amounts.items()])
    rows, left = np.arange(len(amounts)), np.zeros(len(amounts))
    for values, colour, hatch, name in zip(table.T, COLOURS, _HATCHES, columns, strict=False):
        ax.barh(rows, values, left=left, height=0.62, color=colour, hatch=hatch, edgecolor="white",
                label=name)
        left = left + values
    for row, total in zip(rows, left, strict=True):
        ax.text(total + 0.01 * left.max(), row, f"{total:.0f}", va="center", fontsize=9.5)
    ax.set(xlabel=xlabel, xlim=(0, 1.12 * left.max()), ylim=(len(rows) - 0.5, -0.5))
    ax.set_yticks(rows, list(amounts))
    figure.legend(loc="outside upper center", ncols=len(columns))
    return figure


def _check_programs(name, mapping):
    if not isinstance(mapping, dict):
        raise TypeError(f"{name}: expected a dict from program to numbers, got {type(mapping).__name__}")
    if not mapping:
        raise ValueError(f"{name}: expected at least one program, got none")


def _row(name, program, values, length, open_low=True):
    """One program's numbers, checked."""
    if len(values) != length:
        raise ValueError(f"{name}[{program!r}]: expected {length} numbers, got {len(values)}")
    return [checks.check_number(f"{name}[{program!r}]", value, low=0.0, open_low=open_low)
            for value in values]
