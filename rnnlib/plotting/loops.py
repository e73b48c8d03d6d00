"""Loops: three ways to feed a network's values back into it, drawn side by side."""

import math

from matplotlib.patches import Circle, FancyArrowPatch

from rnnlib.plotting.style import COLOURS, new_figure, style

_WIDTH, _HEIGHT, _RADIUS = 5.2, 2.6, 0.22  # inches, as all coordinates here
_LEVELS = {"x": 0.3, "h": 1.1, "y": 1.9}


@style()
def three_loops(*, titles=("Hopfield", "Jordan", "Elman")):
    """Draw a Hopfield net, a Jordan network and an Elman network; what runs back is orange and thick.

    In the Hopfield net every unit is joined to every other, and there is no input after the start. In the
    Jordan network the output is kept for one step (dashed) and goes back to the hidden units, in the Elman
    network the hidden state is and does.

    Args:
        titles: the texts over the three drawings.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        ValueError: not three titles.
    Source: Hopfield (1982); Jordan (1986); Elman (1990); chapter 1.1.2.
    """
    if len(titles) != 3:
        raise ValueError(f"titles: expected three texts, got {len(titles)}")
    figure, ax = new_figure(_HEIGHT)
    figure.set_layout_engine("none")
    ax.set(position=(0, 0, 1, 1), xlim=(0, _WIDTH), ylim=(0, _HEIGHT))
    ax.set_axis_off()
    _hopfield(ax, 0.95, 1.1)
    for x, source in ((2.3, "y"), (4.0, "h")):
        _layers(ax, x)
        _back(ax, x, source)
    for x, title in zip((0.95, 2.55, 4.25), titles, strict=True):
        ax.text(x, 2.43, title, ha="center", va="center", fontsize=11)
    return figure


def _hopfield(ax, x, y):
    """Five units in a ring, each joined to each."""
    places = [(x + 0.68 * math.sin(2 * math.pi * k / 5), y + 0.68 * math.cos(2 * math.pi * k / 5))
              for k in range(5)]
    for i, one in enumerate(places):
        for other in places[:i]:
            _arrow(ax, one, other, both=True)
    for k, (x_k, y_k) in enumerate(places, start=1):
        _circle(ax, x_k, y_k, f"$s_{k}$")


def _layers(ax, x):
    """Input, hidden state and output above each other."""
    for name, y in _LEVELS.items():
        _circle(ax, x, y, f"${name}_t$")
    for low, high in (("x", "h"), ("h", "y")):
        ax.add_patch(FancyArrowPatch((x, _LEVELS[low] + _RADIUS), (x, _LEVELS[high] - _RADIUS),
                                     arrowstyle="-|>", mutation_scale=12, shrinkA=1, shrinkB=1,
                                     linewidth=1.2, color="black"))


def _back(ax, x, source):
    """The value of the step before, and its way into the hidden units."""
    y, right = _LEVELS["h"], x + 0.9
    _circle(ax, right, y, f"${source}_{{t-1}}$", dashed=True)
    _arrow(ax, (right - _RADIUS, y), (x + _RADIUS, y))
    start = (x + _RADIUS * 0.8, _LEVELS[source] + _RADIUS * 0.6)
    ax.add_patch(FancyArrowPatch(start, (right, y + _RADIUS), arrowstyle="-|>", mutation_scale=11, shrinkA=1,
                                 shrinkB=1, linewidth=1.2, linestyle=(0, (3, 2)), color=COLOURS[1],
                                 connectionstyle="arc3,rad=-0.45"))


def _arrow(ax, start, end, both=False):
    ax.add_patch(FancyArrowPatch(start, end, arrowstyle="-" if both else "-|>", mutation_scale=14, shrinkA=1,
                                 shrinkB=1, linewidth=1.5 if both else 2.4, color=COLOURS[1], zorder=1))


def _circle(ax, x, y, text, dashed=False):
    ax.add_patch(Circle((x, y), _RADIUS, facecolor="white", edgecolor="black", linewidth=1.3, zorder=2,
                        linestyle="--" if dashed else "-"))
    ax.text(x, y, text, ha="center", va="center", fontsize=10.5, zorder=3)
