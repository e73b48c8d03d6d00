"""Diagrams: networks drawn as circles and arrows."""

from matplotlib.patches import Circle, FancyArrowPatch, Rectangle
from matplotlib.path import Path

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style

_WIDTH, _HEIGHT, _RADIUS = 5.2, 2.75, 0.23  # inches, as all coordinates here
_LEVELS = {"x": 0.3, "h": 1.2, "y": 2.1}
_COLOURS = dict(zip(("W_{xh}", "W_{hh}", "W_{hy}", "error", "share", "forward"), COLOURS, strict=True))
_LOOKS = {"error": {"linewidth": 2.2}, "share": {"linestyle": (0, (3, 2))}, "forward": {"linewidth": 1.0}}
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
    steps = _check_steps(steps)
    if len(titles) != 2:
        raise ValueError(f"titles: expected two texts, got {len(titles)}")
    figure, ax = _page(_HEIGHT)
    _folded(ax, 0.5)
    ax.plot([1.6, 1.6], [0.1, _HEIGHT - 0.1], color="black", alpha=0.35, linewidth=0.8)
    _chain(ax, 1.75, _WIDTH - 0.1, steps)
    ax.text(0.75, _TITLE, titles[0], ha="center", va="center")
    ax.text((1.75 + _WIDTH - 0.1) / 2, _TITLE, titles[1], ha="center", va="center")
    return figure


@style()
def error_flow(*, steps=3):
    """Draw how errors travel back through a chain of steps, and where the shares of the gradient arise.

    Losses are on top, hidden states in the middle. Thin grey arrows run forward; thick ones carry errors:
    down from the loss of each step, and back from each hidden state to the one before it. From every hidden
    state a dashed arrow leads to the bar below, where the shares of all steps are added up.

    Args:
        steps: how many steps are drawn, from 2 to 3; the second one is t.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: another number of steps.
    Source: Werbos (1990); chapter 3.2.
    """
    steps = _check_steps(steps)
    figure, ax = _page(2.85)
    left, gap, loss, h, total = 0.7, 1.6 if steps == 3 else 2.4, 2.5, 1.5, 0.27
    for k in range(steps):
        x, step, before = left + k * gap, _index(k), _index(k - 1)
        for name, y, width in (("L", loss, 1.2), ("h", h, 2.2)):
            _circle(ax, x, y, f"${name}_{{{step}}}$", width)
        _arrow(ax, (x, loss - _RADIUS), (x, h + _RADIUS), "error")
        _name(ax, x + 0.08, (loss + h) / 2, rf"$\partial L_{{{step}}} / \partial h_{{{step}}}$", "error",
              ha="left", va="center")
        _arrow(ax, (x, h - _RADIUS), (x, total + 0.2), "share")
        _name(ax, x + 0.08, (h - _RADIUS + total + 0.2) / 2 - 0.06,
              rf"$D_{{{step}}}\,\delta_{{{step}}}\,h_{{{before}}}^\top$", "share", ha="left", va="center")
        if k == 0:
            _there_and_back(ax, 0.0, x - _RADIUS, h)
        _there_and_back(ax, x + _RADIUS, _WIDTH if k == steps - 1 else x + gap - _RADIUS, h)
        if k < steps - 1:
            _name(ax, x + gap / 2, h - 0.14, rf"$W_{{hh}}^\top D_{{{_index(k + 1)}}}$", "error", ha="center",
                  va="top")
    ax.add_patch(Rectangle((0.35, total - 0.2), _WIDTH - 0.7, 0.4, fill=False, color="black", linewidth=1.2))
    ax.text(_WIDTH / 2, total, r"sum of all shares: $\;\partial L\,/\,\partial W_{hh}$", ha="center",
            va="center")
    return figure


def _there_and_back(ax, left, right, y):
    """Two arrows between neighbours: the state on its way forward, the error on its way back."""
    _arrow(ax, (left, y + 0.08), (right, y + 0.08), "forward")
    _arrow(ax, (right, y - 0.08), (left, y - 0.08), "error")


def _check_steps(steps):
    if (steps := checks.check_size("steps", steps, minimum=2)) > 3:
        raise ValueError(f"steps: expected at most 3, more do not fit the page, got {steps}")
    return steps


def _page(height):
    """An empty figure whose coordinates are inches."""
    figure, ax = new_figure(height)
    figure.set_layout_engine("none")
    ax.set(position=(0, 0, 1, 1), xlim=(0, _WIDTH), ylim=(0, height))
    ax.set_axis_off()
    return figure, ax


def _index(k):
    """The name of the k-th step drawn: t - 1, t, t + 1."""
    return "t" if k == 1 else f"t{k - 1:+d}"


def _circle(ax, x, y, text, width):
    ax.add_patch(Circle((x, y), _RADIUS, fill=False, color="black", linewidth=width))
    ax.text(x, y, text, ha="center", va="center", fontsize=11)


def _name(ax, x, y, text, kind, **where):
    """The name of an arrow, in its colour."""
    ax.text(x, y, text, color=_COLOURS[kind], fontsize=11, **where)


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
        _column(ax, x, _index(k))
        came_from = left if k == 0 else x - gap + _RADIUS
        _arrow(ax, (came_from, h), (x - _RADIUS, h), "W_{hh}")
        if k > 0:
            ax.text(x - gap / 2, h + 0.07, "$W_{hh}$", color=_COLOURS["W_{hh}"], fontsize=11, ha="center",
                    va="bottom")
    _arrow(ax, (x + _RADIUS, h), (right, h), "W_{hh}")


def _column(ax, x, step):
    """One step: input, hidden state and output above each other."""
    for name, y in _LEVELS.items():
        _circle(ax, x, y, f"${name}_{{{step}}}$", 2.2 if name == "h" else 1.2)
    for weights, low, high in (("W_{xh}", "x", "h"), ("W_{hy}", "h", "y")):
        _arrow(ax, (x, _LEVELS[low] + _RADIUS), (x, _LEVELS[high] - _RADIUS), weights)
        ax.text(x + 0.07, (_LEVELS[low] + _LEVELS[high]) / 2, f"${weights}$", color=_COLOURS[weights],
                fontsize=11, ha="left", va="center")


def _arrow(ax, start, end, weights):
    ax.add_patch(FancyArrowPatch(start, end, **_arrow_style(weights)))


def _arrow_style(weights):
    return {"arrowstyle": "-|>", "mutation_scale": 12, "shrinkA": 1, "shrinkB": 1, "linewidth": 1.6,
            "color": _COLOURS[weights]} | _LOOKS.get(weights, {})
