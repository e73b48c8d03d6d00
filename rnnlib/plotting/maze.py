"""The T-maze: episodes as rows of small mazes, and beside each row how the agent would turn now."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style

_GREY = "#808080"


@style()
def maze_walks(cells, sides, leanings, *, titles, xlabel="leaning", ylabel="time step $t$"):
    """Draw episodes in a T-maze side by side: a row a step, the agent a dot, the goal a star in its arm.

    Beside each row stands a point between left and right: how the agent would turn if it stood at the
    junction now.

    Args:
        cells: where the agent is at each step, integers (T, E), 0 the entrance, `length` the junction, the
            largest number; 1 or 2 episodes.
        sides: the side of the goal, integers (E,), 0 for left (drawn as the upper arm), 1 for right.
        leanings: the probability of a left turn at the junction, floating (T, E), in [0, 1].
        titles: E texts.
        xlabel, ylabel: texts beside the axes.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: arrays that do not fit together, more than two episodes, a value out of range.
    Source: Bakker (2002); chapter 8.2.3.
    """
    T, E = checks.check_integers("cells", cells, ("T", "E"), low=0).shape
    if not 1 <= E <= 2:
        raise ValueError(f"cells: expected one or two episodes, got {E}")
    checks.check_integers("sides", sides, (E,), low=0, high=1)
    checks.check_array("leanings", leanings, (T, E))
    if leanings.min() < 0 or leanings.max() > 1:
        raise ValueError("leanings: expected probabilities in [0, 1]")
    if len(titles) != E:
        raise ValueError(f"titles: expected {E} texts, one an episode, got {len(titles)}")
    length = int(cells.max())
    figure, axes = new_figure(0.7 + 0.34 * T, ncols=2 * E, width_ratios=[2.4, 1.0] * E, squeeze=False,
                              sharey=True)
    for e in range(E):
        walk, lean = axes[0, 2 * e:2 * e + 2]
        for t in range(T):
            _maze(walk, t, length, int(cells[t, e]), int(sides[e]))
        walk.set(xlim=(-0.7, length + 0.7), ylim=(T - 0.4, -0.6), xticks=[])
        walk.set_title(titles[e], fontsize=10.5, loc="left")
        walk.spines[:].set_visible(False)
        walk.tick_params(length=0)
        lean.axvline(0.5, color=_GREY, linewidth=0.8)
        lean.plot(leanings[:, e], np.arange(T), "o-", color=COLOURS[0 if sides[e] == 0 else 1], markersize=4)
        lean.set(xlim=(1.08, -0.08), xticks=[1, 0], xlabel=xlabel)
        lean.set_xticklabels(["left", "right"])
        lean.spines["left"].set_visible(False)
        lean.tick_params(axis="y", length=0)
    axes[0, 0].set(ylabel=ylabel, yticks=range(T))
    axes[0, 0].set_yticklabels([str(t + 1) for t in range(T)])
    return figure


def _maze(ax, row, length, cell, side):
    """One maze: a corridor, two arms at its end, the agent and the star of the goal."""
    top, low = row - 0.16, row + 0.16
    x = [-0.45, length - 0.45, length - 0.45, length + 0.45, length + 0.45, length - 0.45, length - 0.45,
         -0.45, -0.45]
    y = [top, top, row - 0.42, row - 0.42, row + 0.42, row + 0.42, low, low, top]
    ax.plot(x, y, color=_GREY, linewidth=0.8)
    ax.plot(length, row + (0.28 if side else -0.28), "*", color=COLOURS[1 if side else 0], markersize=6)
    ax.plot(cell, row, "o", color="black", markersize=4.5)
