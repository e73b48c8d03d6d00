"""Pictures of maps: staircases of one unit, branches of fixed points, and where there are how many."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, as_axes, style


@style()
def cobweb(weight, bias, states, *, pulse=0.0, points=(), xlabel="$h_{t-1}$", ylabel="$h_t$", ax=None):
    """Show the map h -> tanh(w h + b) of one unit, and an orbit as a staircase between map and diagonal.

    From (h, h) a line goes up or down to the map, which says what comes next, and across to the diagonal. A
    square marks the first state. Where a pulse acts on the first step, the map of that step is dashed.

    Args:
        weight, bias: w and b, numbers.
        states: the orbit h_0, ..., h_T, (T + 1,), floating; T >= 1.
        pulse: input of the first step; 0 for none.
        points: fixed points, an array or a list: filled where the map attracts, open where it repels,
            half filled where it does neither.
        xlabel, ylabel: texts beside the axes.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no numbers, or no finite floating array with at least two states.
    Source: chapter 4.1.1.
    """
    w, b = checks.check_number("weight", weight), checks.check_number("bias", bias)
    pulse = checks.check_number("pulse", pulse)
    if len(checks.check_array("states", states, ("T + 1",))) < 2:
        raise ValueError(f"states: expected at least two, got {len(states)}")
    ax = as_axes(ax, 3.2)
    h = np.linspace(-1.15, 1.15, 116)
    ax.plot(h, h, color="black", linewidth=0.8, alpha=0.6)
    ax.plot(h, np.tanh(w * h + b), color=COLOURS[0], linewidth=2.4)
    if pulse:
        ax.plot(h, np.tanh(w * h + b + pulse), color=COLOURS[3], linestyle="--", linewidth=1.2)
    stairs = np.repeat(states, 2)
    ax.plot(stairs[:-1], stairs[1:], color=COLOURS[1], linewidth=1.4)
    ax.plot(states[0], states[0], "s", color=COLOURS[1], markersize=6)
    for point in points:
        size = abs(w * (1 - point * point))
        fill = "left" if abs(size - 1) < 1e-6 else "full" if size < 1 else "none"
        ax.plot(point, point, "o", markersize=8, markeredgewidth=1.6, color="black", fillstyle=fill,
                markerfacecoloralt="none", zorder=3)
    ax.set(xlim=(-1.15, 1.15), ylim=(-1.15, 1.15), aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1],
           xlabel=xlabel, ylabel=ylabel)
    return ax.figure


@style()
def branches(x, points, slopes, *, xlabel="", ylabel="fixed points $h^*$", ax=None):
    """Show fixed points against a parameter: solid where they attract, dashed where they repel.

    Args:
        x: the parameter along a branch, (N,), floating.
        points: the fixed point there, (N,), floating.
        slopes: of the map at it, (N,), floating.
        xlabel, ylabel: texts beside the axes.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no finite floating arrays of one length >= 2.
    Source: chapter 4.1.1.
    """
    N = len(checks.check_array("x", x, ("N",)))
    checks.check_array("points", points, (N,))
    checks.check_array("slopes", slopes, (N,))
    if N < 2:
        raise ValueError(f"x: expected at least two values, got {N}")
    ax = as_axes(ax, 3.0)
    attracts = np.abs(slopes) < 1
    cuts = np.flatnonzero(np.diff(attracts)) + 1
    for first, last in zip([0, *cuts], [*cuts, N], strict=True):
        piece = slice(first, min(last + 1, N))  # up to the next piece, so that no gap is left
        solid = attracts[first]
        ax.plot(x[piece], points[piece], color=COLOURS[0] if solid else COLOURS[1],
                linestyle="-" if solid else (0, (3, 2)), linewidth=2.4 if solid else 1.6)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return ax.figure


@style()
def cusp_map(weights, folds, flips, *, places=(), labels=("3", "1", "±"), xlabel="bias $b$",
             ylabel="weight $w$", ax=None):
    """Show how many fixed points one unit has for each weight and bias.

    The upper wedge holds those with three. Elsewhere there is one, and in the lower wedge it repels, so that
    the unit goes to and fro between two states.

    Args:
        weights: w, (N,), floating, rising.
        folds: for each weight, the size of bias below which there are three fixed points; 0 for none, (N,).
        flips: for each weight, the size of bias below which the only one repels; 0 for none, (N,).
        places: list of pairs (b, w) to mark.
        labels: the texts in the upper wedge, between the wedges, and in the lower one.
        xlabel, ylabel: texts beside the axes.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no finite floating arrays of one length.
    Source: chapter 4.1.1.
    """
    N = len(checks.check_array("weights", weights, ("N",)))
    ax = as_axes(ax, 3.2)
    for name, bounds, colour in (("folds", folds, COLOURS[0]), ("flips", flips, COLOURS[3])):
        checks.check_array(name, bounds, (N,))
        wedge = np.convolve(bounds > 0, [1, 1, 1], mode="same") > 0  # up to its tip
        b = np.where(wedge, bounds, np.nan)
        ax.fill_betweenx(weights, -b, b, color=colour, alpha=0.3, linewidth=0)
        for side in (-b, b):
            ax.plot(side, weights, color=colour, linewidth=1.6, linestyle="-" if name == "folds" else "--")
    for text, w in zip(labels, (2.5, 0.0, -1.5), strict=True):
        ax.text(0.0, w, text, ha="center", va="center", fontsize=11)
    for place in places:
        ax.plot(*place, "o", color=COLOURS[1], markersize=8)
    ax.set(xlim=(-1.5, 1.5), ylim=(weights[0], weights[-1]), xticks=[-1, 0, 1], xlabel=xlabel, ylabel=ylabel)
    return ax.figure
