"""Pictures of the variants: a network that reads both ways, a lamp seen through errors, falling errors."""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch
from matplotlib.patheffects import withStroke

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style

_WIDTH, _HEIGHT, _RADIUS = 5.2, 2.95, 0.23  # inches, as all coordinates here
_X, _H_FORWARD, _H_BACKWARD, _Y = 0.3, 1.1, 1.85, 2.65  # heights of the rows
_APART = 0.34  # how far a state stands beside its column, forward left, backward right
_MARKERS = ("o", "s", "^", "D")
_DASHES = ("-", "--", ":", "-.")


@style()
def bidirectional_network():
    """Draw three steps of a bidirectional network.

    Inputs are at the bottom, outputs on top. Between them are two rows of hidden states, the one joined by
    arrows from left to right, the other by arrows from right to left. No arrow joins the two rows.

    Returns:
        the figure, 5.2 inches wide.
    Source: Schuster and Paliwal (1997); chapter 2.3.1.
    """
    figure, ax = new_figure(_HEIGHT)
    figure.set_layout_engine("none")
    ax.set(position=(0, 0, 1, 1), xlim=(0, _WIDTH), ylim=(0, _HEIGHT))
    ax.set_axis_off()
    forward, backward = COLOURS[0], COLOURS[1]
    for k, step in enumerate(("t-1", "t", "t+1")):
        x = 0.95 + 1.65 * k
        left, right = (x - _APART, _H_FORWARD), (x + _APART, _H_BACKWARD)
        _circle(ax, (x, _X), f"$x_{{{step}}}$", "black")
        _circle(ax, left, rf"$\overrightarrow{{h}}_{{{step}}}$", forward)
        _circle(ax, right, rf"$\overleftarrow{{h}}_{{{step}}}$", backward)
        _circle(ax, (x, _Y), f"$y_{{{step}}}$", "black")
        for state, colour in ((left, forward), (right, backward)):
            _arrow(ax, (x, _X), state, colour)
            _arrow(ax, state, (x, _Y), "#808080")
        gap = 1.65 if k else 1.0
        _arrow(ax, (left[0] - gap, _H_FORWARD), left, forward, 2.2, 0.0 if k == 0 else _RADIUS)
        _arrow(ax, (right[0] + (1.65 if k < 2 else 1.0), _H_BACKWARD), right, backward, 2.2,
               0.0 if k == 2 else _RADIUS)
    _arrow(ax, left, (_WIDTH, _H_FORWARD), forward, 2.2, _RADIUS, 0.0)
    _arrow(ax, (0.95 + _APART, _H_BACKWARD), (0.0, _H_BACKWARD), backward, 2.2, _RADIUS, 0.0)
    return figure


@style()
def lamp_record(lamp, glances, guesses, *, labels=("on", "off"), xlabel="time step $t$",
                ylabel="probability of on"):
    """Show a lamp that is switched now and then, what was seen of it, and what can be guessed from that.

    The band is where the lamp is on. Dots are the glances, a cross marks a glance that deceives.

    Args:
        lamp: whether it is on, bool (T,).
        glances: whether it looked on, bool (T,).
        guesses: dict from a label to probabilities that it is on, floating (T,), in [0, 1].
        labels: texts of the two rows of glances.
        xlabel, ylabel: texts beside the axes.
    Returns:
        the figure, two panels.
    Raises:
        TypeError, ValueError: arrays of another kind or length, or numbers that are no probabilities.
    Source: chapter 2.3.1.
    """
    for name, values in (("lamp", lamp), ("glances", glances)):
        if not isinstance(values, np.ndarray) or values.dtype != np.bool_ or values.ndim != 1:
            raise TypeError(f"{name}: expected a bool array (T,), got {values!r}")
    T = len(lamp)
    if len(glances) != T:
        raise ValueError(f"glances: expected {T} of them, one a step, got {len(glances)}")
    steps = np.arange(1, T + 1)
    figure, (top, below) = new_figure(3.3, nrows=2, sharex=True, height_ratios=[0.7, 2])
    switched = np.flatnonzero(np.diff(np.concatenate([[False], lamp, [False]]).astype(int)))
    for ax, low, high in ((top, -0.5, 1.5), (below, -0.03, 1.03)):
        for start, end in switched.reshape(-1, 2):
            ax.axvspan(start + 0.5, end + 0.5, color=COLOURS[1], alpha=0.22, linewidth=0)
        ax.set(xlim=(0.5, T + 0.5), ylim=(low, high))
    right = glances == lamp
    top.plot(steps[right], glances[right], "o", color="black", markersize=4)
    top.plot(steps[~right], glances[~right], "x", color=COLOURS[3], markersize=7, markeredgewidth=2.2)
    top.set(yticks=[1, 0], yticklabels=labels)
    top.tick_params(bottom=False)
    top.spines["bottom"].set_visible(False)
    for k, (label, values) in enumerate(guesses.items()):
        checks.check_array(f"guesses[{label!r}]", values, (T,))
        if not 0.0 <= values.min() <= values.max() <= 1.0:
            raise ValueError(f"guesses[{label!r}]: expected probabilities, got values in "
                             f"[{values.min():g}, {values.max():g}]")
        below.plot(steps, values, label=label, color=COLOURS[2 * k % len(COLOURS)], linestyle=_DASHES[k % 4])
    below.set(xlabel=xlabel, ylabel=ylabel, yticks=[0, 0.5, 1])
    figure.legend(loc="outside upper center", ncols=len(guesses), handlelength=2.6)
    return figure


@style()
def error_curves(runs, *, levels=None, limits=(5e-4, 0.5), xlabel="training steps",
                 ylabel="mean squared error", ax=None):
    """Show the error of several trainings on a logarithmic axis: one line a run, one colour a kind.

    A marker stands where a run ends.

    Args:
        runs: dict from a label to a list of runs, each an array (N, 2), floating: training steps and errors.
        levels: dict from a text to an error, drawn as a thin line across; None for none.
        limits: the least and the largest error shown.
        xlabel, ylabel: texts beside the axes.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no dict with at least one run, or a run that is no finite array (N, 2).
    Source: chapter 2.3.2.
    """
    if not isinstance(runs, dict):
        raise TypeError(f"runs: expected a dict from label to runs, got {type(runs).__name__}")
    if not runs or not all(runs.values()):
        raise ValueError("runs: expected at least one run of each kind, got none")
    ax = new_figure(3.3)[1] if ax is None else ax
    last = 0.0
    for k, (label, several) in enumerate(runs.items()):
        for j, run in enumerate(several):
            checks.check_array(f"runs[{label!r}][{j}]", run, ("N", 2))
            line = {"color": COLOURS[k % len(COLOURS)], "linestyle": _DASHES[k % 4], "linewidth": 1.5}
            ax.plot(*run.T, **line)
            ax.plot(*run[-1], _MARKERS[k % 4], color=line["color"], markersize=6)
            last = max(last, run[-1, 0])
        ax.plot([], [], marker=_MARKERS[k % 4], label=label, **line)
    for text, level in (levels or {}).items():
        ax.axhline(level, color="black", alpha=0.6, linewidth=0.9)
        ax.text(last, level * 0.94, text, ha="right", va="top",
                path_effects=[withStroke(linewidth=3, foreground="white")])
    ax.set(yscale="log", ylim=limits, xlim=(0, last * 1.02), xlabel=xlabel, ylabel=ylabel)
    ax.legend(handlelength=3)
    return ax.figure


def _circle(ax, centre, text, colour):
    ax.add_patch(Circle(centre, _RADIUS, fill=False, color=colour, linewidth=1.6))
    ax.text(*centre, text, ha="center", va="center", fontsize=10.5)


def _arrow(ax, start, end, colour, width=1.3, gap=_RADIUS, last=_RADIUS):
    """An arrow from circle to circle; `gap` and `last` say how far from the two centres it stays."""
    start, end = np.array(start), np.array(end)
    along = (end - start) / np.linalg.norm(end - start)
    ax.add_patch(FancyArrowPatch(start + gap * along, end - last * along, arrowstyle="-|>", linewidth=width,
                                 mutation_scale=11, shrinkA=1, shrinkB=1, color=colour))
