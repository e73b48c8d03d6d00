"""Pictures of the LSTM: its cell with all paths forward or back, and maps of which lags it learns."""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style

_WIDTH, _HEIGHT = 5.2, 2.95  # inches, as all coordinates here
_TOP, _NODE, _GATE, _BUS, _INPUT = 2.42, 1.9, 1.32, 0.78, 0.2  # heights of the rows
_F, _I, _PLUS, _C, _O, _OUT = 1.2, 1.95, 2.37, 2.79, 3.5, 4.1  # places along the rows
_LEFT, _RIGHT = 0.72, 4.5  # the walls of the cell
_R, _BOX = 0.13, 0.2  # radius of an operation, half the side of a gate

#: The colour of each part of the cell, in all figures.
PARTS = dict(zip(("f", "i", "candidate", "o", "h"), COLOURS, strict=False)) | {"C": "black"}
_NAMES = {"f": "$f_t$", "i": "$i_t$", "candidate": r"$\tilde C_t$", "o": "$o_t$"}


@style()
def lstm_cell(*, highlight=None, values=None):
    """Draw one step of an LSTM cell: cell state on top, gates in the middle, hidden state at the bottom.

    Args:
        highlight: names of the parts in full colour, the others being pale: any of "f", "i", "candidate",
            "C", "o", "h"; None for all.
        values: dict from a part's name to a text of one or two short lines beside it, or None.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        ValueError: an unknown part.
    Source: Hochreiter and Schmidhuber (1997); Gers, Schmidhuber and Cummins (2000); chapter 4.2.
    """
    shown = set(PARTS) if highlight is None else {checks.check_choice("highlight", part, PARTS)
                                                  for part in highlight}
    values = values or {}
    for part in values:
        checks.check_choice("values", part, PARTS)
    figure, ax = _page()
    _walls(ax)
    for part in sorted(PARTS, key=lambda part: part in shown):  # pale ones first, so that they lie below
        _part(ax, part, 1.0 if part in shown else 0.22)
    for part, text in values.items():
        _value(ax, part, text)
    return figure


@style()
def lstm_error_paths():
    """Draw the ways back through one step of an LSTM cell.

    A thick arrow runs back along the cell state, multiplied by the forget gate alone. The error at the hidden
    state joins it through output gate and tanh. Thin dashed arrows leave it through the gates and the
    candidate, and reach the hidden state before through the weights.

    Returns:
        the figure, 5.2 inches wide.
    Source: Hochreiter and Schmidhuber (1997); chapter 4.2.
    """
    figure, ax = _page()
    _walls(ax)
    for part in PARTS:
        _part(ax, part, 0.22, arrows=False)
    wide = {"linewidth": 3.4, "mutation_scale": 17}
    for start, end in ((_WIDTH - 0.42, _PLUS + _R), (_PLUS - _R, _F + _R), (_F - _R, 0.5)):
        _arrow(ax, (start, _TOP), (end, _TOP), PARTS["f"], **wide)
    joins = {"linewidth": 2.2, "mutation_scale": 13}
    _line(ax, [(_WIDTH - 0.42, _BUS), (_OUT, _BUS)], PARTS["h"], linewidth=2.2)
    _arrow(ax, (_OUT, _BUS), (_OUT, _GATE - _R), PARTS["h"], **joins)
    _arrow(ax, (_OUT, _GATE + _R), (_OUT, _NODE - 0.13), PARTS["h"], **joins)
    _arrow(ax, (_OUT, _NODE + 0.13), (_OUT, _TOP), PARTS["h"], **joins)
    leak = {"linestyle": (0, (3, 2)), "linewidth": 1.3, "mutation_scale": 11}
    _arrow(ax, (_F, _TOP - _R), (_F, _GATE + _BOX), PARTS["f"], **leak)
    _arrow(ax, (_PLUS, _TOP - _R), (_PLUS, _NODE + _R), "black", **leak)
    _arrow(ax, (_PLUS - _R, _NODE), (_I, _GATE + _BOX), PARTS["i"], **leak)
    _arrow(ax, (_PLUS + _R, _NODE), (_C, _GATE + _BOX), PARTS["candidate"], **leak)
    _arrow(ax, (_OUT - _R, _GATE), (_O + _BOX, _GATE), PARTS["o"], **leak)
    for place, part in ((_F, "f"), (_I, "i"), (_C, "candidate"), (_O, "o")):
        _line(ax, [(place, _GATE - _BOX), (place, _BUS)], PARTS[part], **_without_head(leak))
    _line(ax, [(_O, _BUS), (0.95, _BUS)], "black", **_without_head(leak))
    _arrow(ax, (0.95, _BUS), (0.5, _BUS), "black", **leak)
    ax.text(_F, _TOP + 0.2, r"$\times\, f_t$", ha="center", va="bottom", color=PARTS["f"], fontsize=12)
    ax.text(_OUT + 0.09, (_NODE + _TOP) / 2, r"$+$", ha="left", va="center", color=PARTS["h"], fontsize=13)
    ax.text(2.2, _BUS - 0.09, r"$W_f^\top\!,\ W_i^\top\!,\ W_C^\top\!,\ W_o^\top$", ha="center", va="top",
            fontsize=10.5)
    return figure


@style()
def lag_map(solved, biases, lags, boundaries, *, title="", ylabel="lag", ax=None):
    """Show for each forget bias and lag what share of the runs learned, with predicted lags as lines.

    A field is the darker the more runs learned; a field not tried is left empty, with a dot if it is
    known to be beyond what is learned.

    Args:
        solved: share of runs that learned, (biases, lags), floating, in [0, 1]; NaN where not tried.
        biases: forget biases, (biases,), ascending, one apart.
        lags: lags, (lags,), ascending.
        boundaries: dict from a label to lags, (biases,): a line each.
        title: text over the map.
        ylabel: text beside it; "" for none.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: arrays of other shapes, or shares out of [0, 1].
    Source: chapter 4.2.
    """
    n_biases, n_lags = len(biases), len(lags)
    checks.check_array("solved", solved, (n_biases, n_lags), finite=False)
    tried = ~np.isnan(solved)
    if not ((solved[tried] >= 0) & (solved[tried] <= 1)).all():
        raise ValueError("solved: expected shares in [0, 1], or NaN")
    if ax is None:
        _, ax = new_figure(3.6)
    steps = np.arange(n_lags)
    for column, bias in enumerate(biases):
        for row in range(n_lags):
            share = solved[column, row]
            if np.isnan(share):
                continue
            ax.add_patch(Rectangle((bias - 0.46, row - 0.46), 0.92, 0.92, facecolor=COLOURS[0],
                                   alpha=0.85 * share, linewidth=0))
            ax.add_patch(Rectangle((bias - 0.46, row - 0.46), 0.92, 0.92, fill=False, edgecolor=COLOURS[0],
                                   alpha=0.5, linewidth=0.7))
    for (label, values), line in zip(boundaries.items(), ("-", "--", ":"), strict=False):
        places = np.interp(np.log(values), np.log(lags), steps, left=np.nan, right=np.nan)
        ax.plot(biases, places, line, color=COLOURS[1], linewidth=2.2, marker="o", markersize=4, label=label)
    ax.set(xlim=(biases[0] - 0.6, biases[-1] + 0.6), ylim=(-0.6, n_lags - 0.4), xticks=biases,
           yticks=steps, xlabel="forget bias $b_f$", ylabel=ylabel, title=title)
    ax.set_yticklabels([f"{lag:g}" for lag in lags])
    return ax.figure


def _page():
    """An empty figure whose coordinates are inches."""
    figure, ax = new_figure(_HEIGHT)
    figure.set_layout_engine("none")
    ax.set(position=(0, 0, 1, 1), xlim=(0, _WIDTH), ylim=(0, _HEIGHT))
    ax.set_axis_off()
    return figure, ax


def _walls(ax):
    """The cell's outline, and the names of what comes in and goes out."""
    _box(ax, (_LEFT, 0.5), _RIGHT - _LEFT, 2.22, 0.12, facecolor="black", alpha=0.05, linewidth=0)
    for x, y, text in ((0.08, _TOP, "$C_{t-1}$"), (_WIDTH - 0.08, _TOP, "$C_t$"), (0.08, _BUS, "$h_{t-1}$"),
                       (_WIDTH - 0.08, _BUS, "$h_t$"), (0.95, _INPUT - 0.02, "$x_t$")):
        side = "left" if x < 0.5 else "right" if x > 4 else "center"
        ax.text(x, y, text, ha=side, va="center", fontsize=11.5)


def _part(ax, part, alpha, arrows=True):
    """One part of the cell, with its arrows or with none."""
    colour = PARTS[part]
    look = {"alpha": alpha if arrows else 0, "linewidth": 1.6, "mutation_scale": 12}
    if part == "C":
        wide = look | {"linewidth": 2.6, "mutation_scale": 15}
        for start, end in ((0.48, _F - _R), (_F + _R, _PLUS - _R), (_PLUS + _R, _WIDTH - 0.36)):
            _arrow(ax, (start, _TOP), (end, _TOP), colour, **wide)
        _operation(ax, _F, _TOP, r"$\times$", alpha)
        _operation(ax, _PLUS, _TOP, "$+$", alpha)
        _operation(ax, _PLUS, _NODE, r"$\times$", alpha)
        _arrow(ax, (_PLUS, _NODE + _R), (_PLUS, _TOP - _R), colour, **look)
    elif part == "h":
        _arrow(ax, (_OUT, _TOP), (_OUT, _NODE + 0.13), colour, **look)
        _box(ax, (_OUT - 0.22, _NODE - 0.12), 0.44, 0.24, 0.1, facecolor="none", edgecolor=colour,
             alpha=alpha, linewidth=1.4)
        ax.text(_OUT, _NODE, "tanh", ha="center", va="center", fontsize=9.5, alpha=alpha)
        _arrow(ax, (_OUT, _NODE - 0.13), (_OUT, _GATE + _R), colour, **look)
        _operation(ax, _OUT, _GATE, r"$\times$", alpha)
        _line(ax, [(_OUT, _GATE - _R), (_OUT, _BUS)], colour, alpha=alpha, linewidth=1.6)
        _arrow(ax, (_OUT, _BUS), (_WIDTH - 0.36, _BUS), colour, **look)
        grey = {"alpha": max(alpha, 0.5) * 0.8, "linewidth": 1.2}
        _line(ax, [(0.48, _BUS), (_O, _BUS)], "black", **grey)
        _line(ax, [(0.95, _INPUT + 0.1), (0.95, _BUS)], "black", **grey)
    else:
        place = {"f": _F, "i": _I, "candidate": _C, "o": _O}[part]
        target = {"f": (_F, _TOP - _R), "i": (_PLUS - _R, _NODE), "candidate": (_PLUS + _R, _NODE),
                  "o": (_OUT - _R, _GATE)}[part]
        _arrow(ax, (place, _BUS), (place, _GATE - _BOX), colour, **look)
        start = (place + _BOX, _GATE) if part == "o" else (place, _GATE + _BOX)
        _arrow(ax, start, target, colour, **look)
        corner, side = (place - _BOX, _GATE - _BOX), 2 * _BOX
        _box(ax, corner, side, side, 0.05, facecolor=colour, linewidth=0, alpha=0.22 * alpha)
        _box(ax, corner, side, side, 0.05, facecolor="none", edgecolor=colour, linewidth=1.6, alpha=alpha)
        ax.text(place, _GATE, _NAMES[part], ha="center", va="center", fontsize=12, alpha=max(alpha, 0.35))


def _value(ax, part, text):
    """A text beside a part."""
    x, y, ha, va = {"f": (_F - 0.08, 1.86, "right", "center"), "i": (_I - 0.04, 1.76, "right", "center"),
                    "candidate": (_C + 0.04, 1.76, "left", "center"),
                    "C": (_PLUS + 0.75, _TOP + 0.04, "center", "bottom"),
                    "o": (_O, _GATE + _BOX + 0.04, "center", "bottom"),
                    "h": (_OUT + 0.07, _BUS + 0.05, "left", "bottom")}[part]
    ax.text(x, y, text, ha=ha, va=va, fontsize=9.5, color=PARTS[part], linespacing=1.05)


def _operation(ax, x, y, text, alpha):
    ax.add_patch(Circle((x, y), _R, fill=False, edgecolor="black", linewidth=1.2, alpha=alpha))
    ax.text(x, y - 0.005, text, ha="center", va="center", fontsize=11, alpha=alpha)


def _box(ax, corner, width, height, radius, **look):
    shape = f"round,pad=0,rounding_size={radius}"
    ax.add_patch(FancyBboxPatch(corner, width, height, boxstyle=shape, **look))


def _arrow(ax, start, end, colour, **look):
    ax.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", color=colour, shrinkA=0, shrinkB=0, **look))


def _line(ax, points, colour, **look):
    ax.plot(*zip(*points, strict=True), color=colour, solid_capstyle="butt", **look)


def _without_head(look):
    return {name: value for name, value in look.items() if name != "mutation_scale"}
