"""Pictures of remedies: gradients of several starts, how many runs a setting solved, how soon each did."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from rnnlib import checks
from rnnlib.plotting.gradients import norms_by_lag
from rnnlib.plotting.style import COLOURS, as_axes, style

_MARKERS = ("o", "s")
_STYLES = ("-", "--", "-.", ":", (0, (6, 1, 1, 1)))


@style()
def start_curves(curves, *, title="", ax=None):
    """Show gradient norms by lag for several starts, told apart by a legend.

    Args:
        curves: dict from a start to the logarithms to base 10 of its norms, as `norms_by_lag` takes it; at
            most 5.
        title: text over the picture.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: what `norms_by_lag` refuses, or more than 5 curves.
    Source: chapter 9.2.2.
    """
    ax = as_axes(ax, 2.9)
    if len(curves) > len(_STYLES):
        raise ValueError(f"curves: expected at most {len(_STYLES)}, got {len(curves)}")
    styles = list(_STYLES[:len(curves)])
    figure = norms_by_lag(curves, limits=(-25, 5), linestyles=styles, ax=ax)
    handles = [Line2D([], [], color=colour, linestyle=line)
               for colour, line in zip(COLOURS, styles, strict=False)]
    ax.legend(handles, list(curves), loc="lower left", handlelength=3)
    ax.set_title(title)
    return figure


@style()
def solved_grid(counts, rows, columns, *, of, xlabel="", ylabel="", title="", ax=None):
    """Show a count in every field of a grid: the more runs are solved, the darker.

    Args:
        counts: integers (rows, columns) from 0 to `of`.
        rows, columns: their names, from top to bottom and from left to right.
        of: how many runs a field has, >= 1.
        xlabel, ylabel, title: texts around it.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: `counts` is no integer array of that shape, or out of range.
    Source: chapter 9.2.1.
    """
    of = checks.check_size("of", of)
    checks.check_integers("counts", counts, (len(rows), len(columns)), low=0, high=of)
    ax = as_axes(ax, 0.9 + 0.33 * len(rows))
    for (y, x), count in np.ndenumerate(counts):
        corner, looks = (x - 0.46, y - 0.46), {"color": COLOURS[0], "linewidth": 0.7}
        ax.add_patch(Rectangle(corner, 0.92, 0.92, alpha=0.6 * count / of, **looks))
        ax.add_patch(Rectangle(corner, 0.92, 0.92, fill=False, alpha=0.5, **looks))
        ax.text(x, y, str(count), ha="center", va="center", fontsize=11, color="black")
    ax.set(xlim=(-0.6, len(columns) - 0.4), ylim=(len(rows) - 0.4, -0.6), xticks=range(len(columns)),
           yticks=range(len(rows)), xlabel=xlabel, ylabel=ylabel, title=title)
    ax.set_xticklabels(list(columns))
    ax.set_yticklabels(list(rows))
    ax.tick_params(length=0)
    return ax.figure


@style()
def solving_times(groups, *, allowed, xlabel="iterations until solved", title="", ax=None):
    """Draw a mark for each run at the iteration at which it was solved; the unsolved stand at the right.

    Args:
        groups: dict from a group's name to the iterations of its runs; 0 or less for a run never solved.
        allowed: the most iterations there were.
        xlabel, title: texts.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no dict, nothing in it, or a run that took longer than allowed.
    Source: chapter 9.2.3.
    """
    if not isinstance(groups, dict):
        raise TypeError(f"groups: expected a dict from name to iterations, got {type(groups).__name__}")
    if not groups:
        raise ValueError("groups: expected at least one group, got none")
    allowed = checks.check_size("allowed", allowed)
    ax = as_axes(ax, 0.9 + 0.33 * len(groups))
    never = 1.12 * allowed
    ax.axvspan(1.04 * allowed, 1.2 * allowed, color="#808080", alpha=0.15, linewidth=0)
    for y, iterations in enumerate(groups.values()):
        if max(iterations) > allowed:
            raise ValueError(f"groups: expected at most {allowed} iterations, got {max(iterations)}")
        ax.axhline(y, color="#d0d0d0", linewidth=0.7, zorder=0)
        places = np.array([n if n > 0 else never for n in iterations], float)
        shifts = np.linspace(-0.22, 0.22, len(places)) if len(places) > 1 else np.zeros(1)
        colour = COLOURS[y % 2]
        ax.plot(places, y + shifts, _MARKERS[y % 2], color=colour, markersize=6, alpha=0.85,
                markeredgecolor="white", markeredgewidth=0.6)
    ticks = [0, allowed // 2, allowed]
    ax.set(xlim=(0, 1.2 * allowed), xticks=[*ticks, never], yticks=range(len(groups)),
           ylim=(len(groups) - 0.4, -0.6), xlabel=xlabel, title=title)
    ax.set_xticklabels([*(str(tick) for tick in ticks), "never"])
    ax.set_yticklabels(list(groups))
    ax.tick_params(axis="y", length=0)
    return ax.figure
