"""Diagrams: networks drawn as circles and arrows."""

from matplotlib.patches import Circle, FancyArrowPatch
from matplotlib.path import Path

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style

_WIDTH, _HEIGHT, _RADIUS = 5.2, 2.75, 0.23  # inches, as all coordinates here
_LEVELS = {"x": 0.3, "h": 1.2, "y": 2.1}
_COLOURS = dict(zip(("W_{xh}", "W_{hh}", "W_{hy}"), COLOURS, strict=False))
_TITLE = 2.58


@style()
def unrolled_network(*, steps=3, titles=("folded", "unrolled in time")):
    """Draw a recurrent network twice: with its loop, and as a chain of equal steps.

    Inputs are at the bottom, hidden states in the middle, outputs on top. Every arrow bears the name of its
    weights, and arrows with the same weights have the same colour.

    Args:
        steps: how many steps the chain shows, from 2 to 3; the second one is t.
        titles: the texts over the two drawings.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: another number of steps, or not two titles.
    Source: Elman (1990); Goodfellow, Bengio and Courville (2016), chapter 10; chapter 2.1.
    """
    if (steps := checks.check_size("steps", steps, minimum=2)) > 3:
        raise ValueError(f"steps: expected at most 3, more do not fit the page, got {steps}")
    if len(titles) != 2:
        raise ValueError(f"titles: expected two texts, got {len(titles)}")
    figure, ax = new_figure(_HEIGHT)
    figure.set_layout_engine("none")
    ax.set(position=(0, 0, 1, 1), xlim=(0, _WIDTH), ylim=(0, _HEIGHT))
    ax.set_axis_off()
    _folded(ax, 0.5)
    ax.plot([1.6, 1.6], [0.1, _HEIGHT - 0.1], color="black", alpha=0.35, linewidth=0.8)
    _chain(ax, 1.75, _WIDTH - 0.1, steps)
    ax.text(0.75, _TITLE, titles[0], ha="center", va="center")
    ax.text((1.75 + _WIDTH - 0.1) / 2, _TITLE, titles[1], ha="center", va="center")
    return figure


def _folded(ax, x):
    """The network once, with the arrow from the hidden state back to itself."""
    _column(ax, x, "t")
    h = _LEVELS["h"]
    loop = Path([(x + 0.16, h + 0.17), (x + 0.66, h + 0.52), (x + 0.66, h - 0.52), (x + 0.16, h - 0.17)],
                [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    ax.add_patch(FancyArrowPatch(path=loop, **_arrow_style("W_{hh}")))
    ax.text(x + 0.6, h, "$W_{hh}$", color=_COLOURS["W_{hh}"], fontsize=11, ha="left", va="center")


def _chain(ax, left, right, steps):
    """The steps side by side, each handing its hidden state to the next."""
    gap, h = (right - left) / steps, _LEVELS["h"]
    for k in range(steps):
        x = left + (k + 0.5) * gap
        _column(ax, x, "t" if k == 1 else f"t{k - 1:+d}")
        came_from = left if k == 0 else x - gap + _RADIUS
        _arrow(ax, (came_from, h), (x - _RADIUS, h), "W_{hh}")
        if k > 0:
            ax.text(x - gap / 2, h + 0.07, "$W_{hh}$", color=_COLOURS["W_{hh}"], fontsize=11, ha="center",
                    va="bottom")
    _arrow(ax, (x + _RADIUS, h), (right, h), "W_{hh}")


def _column(ax, x, step):
    """One step: input, hidden state and output above each other."""
    for name, y in _LEVELS.items():
        width = 2.2 if name == "h" else 1.2
        ax.add_patch(Circle((x, y), _RADIUS, fill=False, color="black", linewidth=width))
        ax.text(x, y, f"${name}_{{{step}}}$", ha="center", va="center", fontsize=11)
    for weights, low, high in (("W_{xh}", "x", "h"), ("W_{hy}", "h", "y")):
        _arrow(ax, (x, _LEVELS[low] + _RADIUS), (x, _LEVELS[high] - _RADIUS), weights)
        ax.text(x + 0.07, (_LEVELS[low] + _LEVELS[high]) / 2, f"${weights}$", color=_COLOURS[weights],
                fontsize=11, ha="left", va="center")


def _arrow(ax, start, end, weights):
    ax.add_patch(FancyArrowPatch(start, end, **_arrow_style(weights)))


def _arrow_style(weights):
    return {"arrowstyle": "-|>", "mutation_scale": 12, "shrinkA": 1, "shrinkB": 1, "linewidth": 1.6,
            "color": _COLOURS[weights]}
