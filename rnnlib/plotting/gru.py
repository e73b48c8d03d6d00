"""Pictures of the GRU: its cell with all paths forward or back, and its state between old and new."""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style

_WIDTH, _HEIGHT = 5.2, 2.95  # inches, as all coordinates of the diagrams
_TOP, _NODE, _GATE, _BUS, _INPUT = 2.38, 1.86, 1.36, 0.86, 0.34  # heights of the rows
_TAP, _Z, _R, _RESET, _C, _PLUS = 0.98, 1.45, 2.2, 2.75, 3.75, 3.05  # places along the rows
_LEFT, _RIGHT, _FLOOR, _CEILING = 0.72, 4.5, 0.16, 2.72  # the walls of the cell
_DOT, _BOX = 0.13, 0.2  # radius of an operation, half the side of a gate

#: The colour of each part of the cell, in all figures.
GRU_PARTS = {"z": COLOURS[0], "r": COLOURS[1], "candidate": COLOURS[2], "h": "black"}
_NAMES = {"z": "$z_t$", "r": "$r_t$", "candidate": r"$\tilde h_t$"}
_PLACES = {"z": _Z, "r": _R, "candidate": _C}


@style()
def gru_cell():
    """Draw one step of a GRU cell: the state on top, the gates below it.

    The thick line is the state. The update gate z multiplies the candidate, and 1 - z the old state; the
    reset gate r multiplies the old state on its way into the candidate.

    Returns:
        the figure, 5.2 inches wide.
    Source: Cho et al. (2014), with the z of Chung et al. (2014); chapter 4.3.
    """
    figure, ax = _page(("$h_{t-1}$", "$h_t$", "$x_t$"))
    z, r, candidate = (GRU_PARTS[part] for part in ("z", "r", "candidate"))
    thick = {"linewidth": 2.8, "mutation_scale": 15}
    for start, end in ((0.5, _Z - _DOT), (_Z + _DOT, _PLUS - _DOT), (_PLUS + _DOT, _WIDTH - 0.36)):
        _arrow(ax, (start, _TOP), (end, _TOP), "black", **thick)
    _line(ax, [(_TAP, _TOP), (_TAP, _BUS), (_R - 0.08, _BUS)], "black", linewidth=1.3)
    _arrow(ax, (_R - 0.08, _BUS), (_RESET - _DOT, _BUS), "black", linewidth=1.3, mutation_scale=10)
    _line(ax, [(_TAP, _FLOOR), (_TAP, _INPUT), (_C + 0.08, _INPUT)], COLOURS[5], linewidth=1.3)
    for place in (_Z, _R, _C):
        if place != _C:
            _arrow(ax, (place - 0.08, _BUS), (place - 0.08, _GATE - _BOX), "black", linewidth=1.3,
                   mutation_scale=10)
            ax.plot(place - 0.08, _BUS, ".", color="black", markersize=6)
        _arrow(ax, (place + 0.08, _INPUT), (place + 0.08, _GATE - _BOX), COLOURS[5], linewidth=1.3,
               mutation_scale=10)
        if place != _C:
            ax.plot(place + 0.08, _INPUT, ".", color=COLOURS[5], markersize=6)
    ax.plot(_TAP, _TOP, ".", color="black", markersize=8)
    look = {"linewidth": 1.8, "mutation_scale": 12}
    _line(ax, [(_R + _BOX, _GATE), (_RESET, _GATE)], r, linewidth=1.8)
    _arrow(ax, (_RESET, _GATE), (_RESET, _BUS + _DOT), r, **look)
    _line(ax, [(_RESET + _DOT, _BUS), (_C - 0.08, _BUS)], r, linewidth=1.8)
    _arrow(ax, (_C - 0.08, _BUS), (_C - 0.08, _GATE - _BOX), r, **look)
    _arrow(ax, (_Z, _GATE + _BOX), (_Z, _TOP - _DOT), z, **look)
    _arrow(ax, (_Z, _NODE), (_PLUS - _DOT, _NODE), z, **look)
    ax.plot(_Z, _NODE, ".", color=z, markersize=8)
    _line(ax, [(_C, _GATE + _BOX), (_C, _NODE)], candidate, linewidth=1.8)
    _arrow(ax, (_C, _NODE), (_PLUS + _DOT, _NODE), candidate, **look)
    _arrow(ax, (_PLUS, _NODE + _DOT), (_PLUS, _TOP - _DOT), "black", **look)
    _boxes(ax)
    for x, y, text in ((_Z, _TOP, r"$\times$"), (_PLUS, _TOP, "$+$"), (_PLUS, _NODE, r"$\times$"),
                       (_RESET, _BUS, r"$\times$")):
        _operation(ax, x, y, text)
    for x, y, text, part in ((_Z + 0.09, (_NODE + _TOP) / 2, "$1 - z_t$", "z"),
                             ((_Z + _PLUS) / 2 + 0.1, _NODE - 0.13, "$z_t$", "z"),
                             ((_RESET + _C) / 2 + 0.03, _BUS + 0.12, r"$r_t \odot h_{t-1}$", "r")):
        ax.text(x, y, text, color=GRU_PARTS[part], fontsize=11, va="center",
                ha="left" if text.startswith("$1") else "center")
    return figure


@style()
def gru_error_paths():
    """Draw the four ways back through one step of a GRU cell.

    A thick arrow runs back along the state, multiplied by 1 - z alone. Dashed arrows leave it through the
    candidate, through the update gate and through the reset gate, and reach the old state by way of weights.

    Returns:
        the figure, 5.2 inches wide.
    Source: Cho et al. (2014); chapter 4.3.
    """
    figure, ax = _page(("$h_{t-1}$", "$h_t$"))
    z, r, candidate = (GRU_PARTS[part] for part in ("z", "r", "candidate"))
    wide = {"linewidth": 3.4, "mutation_scale": 17}
    for start, end in ((_WIDTH - 0.42, _PLUS + _DOT), (_PLUS - _DOT, _Z + _DOT), (_Z - _DOT, 0.52)):
        _arrow(ax, (start, _TOP), (end, _TOP), "black", **wide)
    leak = {"linestyle": (0, (3, 2)), "linewidth": 1.6, "mutation_scale": 11}
    plain = {"linestyle": (0, (3, 2)), "linewidth": 1.6}
    _arrow(ax, (_PLUS, _TOP - _DOT), (_PLUS, _NODE + _DOT), "black", **leak)
    _line(ax, [(_PLUS + _DOT, _NODE), (_C, _NODE)], candidate, **plain)
    _arrow(ax, (_C, _NODE), (_C, _GATE + _BOX), candidate, **leak)
    _line(ax, [(_PLUS - _DOT, _NODE), (_Z + 0.08, _NODE)], z, **plain)
    _arrow(ax, (_Z + 0.08, _NODE), (_Z + 0.08, _GATE + _BOX), z, **leak)
    _arrow(ax, (_Z - 0.05, _TOP - _DOT), (_Z - 0.05, _GATE + _BOX), z, **leak)
    _line(ax, [(_C, _GATE - _BOX), (_C, _BUS)], candidate, **plain)
    _arrow(ax, (_C, _BUS), (_RESET + _DOT, _BUS), candidate, **leak)
    _line(ax, [(_RESET, _BUS + _DOT), (_RESET, _GATE)], r, **plain)
    _arrow(ax, (_RESET, _GATE), (_R + _BOX, _GATE), r, **leak)
    _line(ax, [(_R, _GATE - _BOX), (_R, _BUS)], r, **plain)
    _line(ax, [(_Z, _GATE - _BOX), (_Z, _BUS)], z, **plain)
    _line(ax, [(_RESET - _DOT, _BUS), (_TAP, _BUS)], "black", **plain)
    _arrow(ax, (_TAP, _BUS), (_TAP, _TOP - 0.06), "black", **leak)
    _boxes(ax)
    for x, y in ((_Z, _TOP), (_PLUS, _NODE), (_RESET, _BUS)):
        _operation(ax, x, y, r"$\times$")
    _operation(ax, _PLUS, _TOP, "$+$")
    for x, y, text, colour, ha in (
            (_Z, _TOP + 0.24, r"$\times\,(1 - z_t)$", z, "center"),
            (_C + 0.07, (_GATE + _NODE) / 2 + 0.08, r"$\times\, z_t$", candidate, "left"),
            ((_RESET + _C) / 2 + 0.05, _BUS - 0.15, r"$W_{hh}^\top$", candidate, "center"),
            (_R + 0.07, (_BUS + _GATE) / 2 - 0.11, r"$W_r^\top$", r, "left"),
            (_Z + 0.07, (_BUS + _GATE) / 2 - 0.11, r"$W_z^\top$", z, "left")):
        ax.text(x, y, text, color=colour, fontsize=11, ha=ha, va="center")
    return figure


@style()
def gru_mixing(old, candidate, gates, symbols):
    """Show one unit's state between the old state and the candidate, and its gates, over a text.

    In each step a line leads from the old state (a ring) to the candidate (a diamond). The new state (a dot)
    lies on it, as far from the ring as the update gate says, and is the next step's ring.

    Args:
        old, candidate: h_{t-1} and h~_t of the unit, (T,), floating.
        gates: dict with "z" and "r": the unit's gates, (T,), floating, in [0, 1].
        symbols: T texts, what was read at each step.
    Returns:
        the figure: states on top, gates below.
    Raises:
        TypeError, ValueError: arrays of other shapes, other gates, gates out of [0, 1], not T symbols.
    Source: chapter 4.3.
    """
    T = len(checks.check_array("old", old, ("T",)))
    checks.check_array("candidate", candidate, (T,))
    if not isinstance(gates, dict) or set(gates) != {"z", "r"}:
        raise ValueError("gates: expected a dict with 'z' and 'r'")
    for name, values in gates.items():
        if T and not 0 <= checks.check_array(f"gates[{name!r}]", values, (T,)).min() <= values.max() <= 1:
            raise ValueError(f"gates[{name!r}]: expected values in [0, 1]")
    if len(symbols) != T:
        raise ValueError(f"symbols: expected {T} texts, got {len(symbols)}")
    steps, new = np.arange(T), old + gates["z"] * (candidate - old)
    figure, (ax, below) = new_figure(3.9, nrows=2, sharex=True, height_ratios=(3, 2))
    ax.vlines(steps, old, candidate, color=GRU_PARTS["candidate"], linewidth=1.2, alpha=0.6)
    ax.plot(steps, new, color="black", linewidth=1.0, alpha=0.45)
    ax.plot(steps, old, "o", color="black", markersize=4.5, fillstyle="none", markeredgewidth=0.9,
            label="old state")
    ax.plot(steps, candidate, "D", color=GRU_PARTS["candidate"], markersize=4.5, label="candidate")
    ax.plot(steps, new, "o", color="black", markersize=4.5, label="new state")
    ax.set(ylim=(-1.1, 1.1), yticks=[-1, 0, 1], ylabel="unit's value")
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncols=3, handletextpad=0.2)
    for place, name, label in ((-0.2, "z", "update gate $z_t$"), (0.2, "r", "reset gate $r_t$")):
        below.bar(steps + place, gates[name], width=0.38, color=GRU_PARTS[name], label=label,
                  hatch=None if name == "z" else "////", fill=name == "z", edgecolor=GRU_PARTS[name],
                  linewidth=0.8)
    below.set(ylim=(0, 1.05), yticks=[0, 0.5, 1], ylabel="gate", xlim=(-0.7, T - 0.3), xticks=steps)
    below.set_xticklabels(["␣" if symbol == " " else symbol for symbol in symbols])
    below.tick_params(axis="x", length=0)
    below.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)
    return figure


def _page(names):
    """An empty figure, coordinates in inches, with the cell's walls and the names of what goes in and out."""
    figure, ax = new_figure(_HEIGHT)
    figure.set_layout_engine("none")
    ax.set(position=(0, 0, 1, 1), xlim=(0, _WIDTH), ylim=(0, _HEIGHT))
    ax.set_axis_off()
    ax.add_patch(FancyBboxPatch((_LEFT, _FLOOR + 0.05), _RIGHT - _LEFT, _CEILING - _FLOOR - 0.05,
                                boxstyle="round,pad=0,rounding_size=0.12", facecolor="black",
                                edgecolor="black", alpha=0.05, linewidth=0))
    places = (0.08, _TOP, "left"), (_WIDTH - 0.08, _TOP, "right"), (_TAP, 0.09, "center")
    for text, (x, y, ha) in zip(names, places, strict=False):
        ax.text(x, y, text, ha=ha, va="center", fontsize=11.5)
    return figure, ax


def _boxes(ax):
    """The gates and the candidate."""
    for part, name in _NAMES.items():
        corner, shape = (_PLACES[part] - _BOX, _GATE - _BOX), "round,pad=0,rounding_size=0.05"
        ax.add_patch(FancyBboxPatch(corner, 2 * _BOX, 2 * _BOX, boxstyle=shape, facecolor=GRU_PARTS[part],
                                    edgecolor="none", linewidth=0, alpha=0.22))
        ax.add_patch(FancyBboxPatch(corner, 2 * _BOX, 2 * _BOX, boxstyle=shape, facecolor="none",
                                    edgecolor=GRU_PARTS[part], linewidth=1.6))
        ax.text(_PLACES[part], _GATE, name, ha="center", va="center", fontsize=12)


def _operation(ax, x, y, text):
    ax.add_patch(Circle((x, y), _DOT, fill=False, edgecolor="black", linewidth=1.2))
    ax.text(x, y - 0.005, text, ha="center", va="center", fontsize=11)


def _arrow(ax, start, end, colour, **look):
    ax.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", color=colour, shrinkA=0, shrinkB=0, **look))


def _line(ax, points, colour, **look):
    ax.plot(*zip(*points, strict=True), color=colour, solid_capstyle="butt", **look)
