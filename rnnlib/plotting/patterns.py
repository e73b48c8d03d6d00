"""Patterns: small square pictures of two colours, as an associative memory stores and recalls them."""

import math

import numpy as np

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style


@style()
def pattern_rows(rows, *, wrong=None):
    """Draw rows of patterns, one picture each, with the row's name beside it.

    Args:
        rows: dict from a name to patterns (P, N), floating, of -1 and 1; N is a square number, P the same in
            all rows, from 1 to 10.
        wrong: patterns (P, N) that all rows are compared with: pixels that differ from them are drawn in
            orange, or as an orange ring where the pixel is off; None for no comparison.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: no dict, no rows, patterns of other values or unequal shapes.
    Source: Hopfield (1982); chapter 1.1.2.
    """
    if not isinstance(rows, dict) or not rows:
        raise TypeError(f"rows: expected a dict with at least one row, got {rows!r}")
    shape = _check_patterns(f"rows[{next(iter(rows))!r}]", next(iter(rows.values())))
    for name, patterns in rows.items():
        if _check_patterns(f"rows[{name!r}]", patterns) != shape:
            raise ValueError(f"rows[{name!r}]: expected shape {shape}, as the first row has, "
                             f"got {patterns.shape}")
    if wrong is not None and _check_patterns("wrong", wrong) != shape:
        raise ValueError(f"wrong: expected shape {shape}, got {wrong.shape}")
    if not 1 <= shape[0] <= 10:
        raise ValueError(f"rows: expected from 1 to 10 patterns in a row, got {shape[0]}")
    figure, axes = new_figure(0.15 + 0.6 * len(rows), nrows=len(rows), ncols=shape[0], squeeze=False)
    for line, (name, patterns) in zip(axes, rows.items(), strict=True):
        line[0].set_ylabel(name, rotation=0, ha="right", va="center", labelpad=8)
        for k, ax in enumerate(line):
            draw_pattern(ax, patterns[k], None if wrong is None else wrong[k])
    return figure


@style()
def recall_path(states, energies, shown, *, target, xlabel="unit visited", ylabel="energy"):
    """Draw a recall: the state at some moments as pictures, and below them the energy after every visit.

    Args:
        states: (S + 1, N), floating, of -1 and 1; N is a square number; the first is where the recall starts.
        energies: (S + 1,), floating.
        shown: numbers of the states that are drawn, in order, from 2 to 6, each in 0..S.
        target: pattern (N,) that the pictures are compared with: wrong pixels are orange.
        xlabel, ylabel: texts beside the axes of the energy.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: arrays of other values or shapes, or numbers that do not fit.
    Source: Hopfield (1982); chapter 1.1.2.
    """
    S, N = _check_patterns("states", states)
    checks.check_array("energies", energies, (S,))
    _check_patterns("target", target[None] if isinstance(target, np.ndarray) else target)
    checks.check_array("target", target, (N,))
    shown = [checks.check_size("shown", k, minimum=0) for k in shown]
    if not 2 <= len(shown) <= 6 or shown != sorted(set(shown)) or shown[-1] >= S:
        raise ValueError(f"shown: expected from 2 to 6 rising numbers below {S}, got {shown}")
    figure, axes = new_figure(3.3, nrows=2, ncols=len(shown), height_ratios=[1, 1.9])
    grid = axes[1, 0].get_gridspec()
    for ax in axes[1]:
        ax.remove()
    for k, ax in zip(shown, axes[0], strict=True):
        draw_pattern(ax, states[k], target)
        ax.set_title("start" if k == 0 else f"{k}", fontsize=10)
    ax = figure.add_subplot(grid[1, :])
    ax.tick_params(labelsize=9.5)
    ax.step(np.arange(S), energies, where="post", color=COLOURS[0])
    ax.plot(shown, energies[shown], "o", color=COLOURS[1], markersize=6)
    ax.set(xlabel=xlabel, ylabel=ylabel, xlim=(-1, S))
    return figure


def draw_pattern(ax, pattern, target=None):
    """Draw one pattern into axes: dark where it is 1, orange marks where it differs from a target.

    Args:
        ax: matplotlib Axes.
        pattern: (N,), of -1 and 1, N a square number.
        target: (N,) or None.
    Source: chapter 1.1.2.
    """
    side = math.isqrt(len(pattern))
    image = np.full((side, side, 4), 0.0)
    image[..., :3] = 0.25
    on = (pattern > 0).reshape(side, side)
    image[..., 3] = on
    if target is not None:
        differs = (pattern != target).reshape(side, side)
        orange = [int(COLOURS[1][k:k + 2], 16) / 255 for k in (1, 3, 5)]
        image[differs & on] = [*orange, 1.0]
        rows, columns = np.nonzero(differs & ~on)
        ax.plot(columns, rows, "s", color=COLOURS[1], markersize=2.4, fillstyle="none", markeredgewidth=0.9)
    ax.imshow(image, interpolation="none", extent=(-0.5, side - 0.5, side - 0.5, -0.5))
    ax.set(xticks=[], yticks=[], xlim=(-0.5, side - 0.5), ylim=(side - 0.5, -0.5))
    ax.spines[:].set_visible(True)
    ax.spines[:].set_color("#808080")


def _check_patterns(name, patterns):
    """The shape of patterns that hold nothing but -1 and 1 and fill a square."""
    P, N = checks.check_array(name, patterns, ("P", "N")).shape
    if not np.isin(patterns, (-1.0, 1.0)).all():
        raise ValueError(f"{name}: expected nothing but -1 and 1")
    if P < 1 or N < 1 or math.isqrt(N) ** 2 != N:
        raise ValueError(f"{name}: expected patterns that fill a square, got {N} pixels")
    return P, N
