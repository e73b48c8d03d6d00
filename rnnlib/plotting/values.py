"""Values: an unrolled network drawn with the numbers it holds."""

from matplotlib.patches import FancyArrowPatch, Rectangle

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, SIGNED, new_figure, style

_WIDTH, _CELL, _ROW, _GAP = 5.2, 0.62, 0.24, 0.45  # inches, as all coordinates here
_ARROWS = dict(zip(("W_{xh}", "W_{hh}", "W_{hy}"), COLOURS, strict=False))


@style()
def network_values(x, h, y, *, initial=None, symbols=None, limit=2.0):
    """Draw an unrolled network whose vectors are columns of coloured cells, each with its number.

    Inputs are at the bottom, hidden states in the middle, outputs on top; the initial state is on the left.
    Colour stands for the value: blue below zero, orange above.

    Args:
        x: inputs of one sequence, (T, D), floating; T from 1 to 3, D, H and K from 1 to 4.
        h: hidden states, (T, H).
        y: outputs, (T, K).
        initial: the state before the first step, (H,); None for the letter h alone, without numbers.
        symbols: T texts under the inputs, or None.
        limit: the size of value, > 0, that has the full colour, of either sign.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: arrays of other shapes, more than fits, or another number of symbols.
    Source: Elman (1990); chapter 3.1.
    """
    T, D = checks.check_array("x", x, ("T", "D")).shape
    H = checks.check_array("h", h, (T, "H")).shape[1]
    K = checks.check_array("y", y, (T, "K")).shape[1]
    for name, size, most in (("T", T, 3), ("D", D, 4), ("H", H, 4), ("K", K, 4)):
        if not 1 <= size <= most:
            raise ValueError(f"{name}: expected a size from 1 to {most}, which fits the page, got {size}")
    if initial is not None:
        checks.check_array("initial", initial, (H,))
    if symbols is not None and len(symbols) != T:
        raise ValueError(f"symbols: expected {T} texts, one a step, got {len(symbols)}")
    limit = checks.check_number("limit", limit, 0.0, open_low=True)

    low = 0.3 if symbols is None else 0.5
    middle = low + D * _ROW + _GAP
    high = middle + H * _ROW + _GAP
    figure, ax = new_figure(high + K * _ROW + 0.3)
    figure.set_layout_engine("none")
    ax.set(position=(0, 0, 1, 1), xlim=(0, _WIDTH), ylim=(0, high + K * _ROW + 0.3))
    ax.set_axis_off()
    pitch, centre = 1.32, 0.62
    if initial is None:
        ax.text(centre, middle + H * _ROW / 2, "$h_0$", ha="center", va="center", fontsize=11)
    else:
        _column(ax, centre, middle, initial, "$h_0$", limit)
    for t in range(T):
        left, centre = centre, centre + pitch
        _column(ax, centre, low, x[t], f"$x_{t + 1}$", limit)
        _column(ax, centre, middle, h[t], f"$h_{t + 1}$", limit)
        _column(ax, centre, high, y[t], f"$y_{t + 1}$", limit)
        _arrow(ax, (centre, low + D * _ROW), (centre, middle), "W_{xh}")
        _arrow(ax, (centre, middle + H * _ROW), (centre, high), "W_{hy}")
        across = middle + H * _ROW / 2
        _arrow(ax, (left + _CELL / 2, across), (centre - _CELL / 2, across), "W_{hh}")
        if symbols is not None:
            ax.text(centre, 0.22, symbols[t], ha="center", va="center", fontsize=14, fontweight="bold")
    return figure


def _column(ax, centre, bottom, values, name, limit):
    """A vector as a stack of cells, first entry on top, with its name at the upper left."""
    top = bottom + len(values) * _ROW
    for i, value in enumerate(values):
        share = min(1.0, abs(value) / limit) * 0.85  # the number has to stay readable on its colour
        colour = SIGNED(0.5 + (0.5 if value > 0 else -0.5) * share) if value else "none"
        y = top - (i + 1) * _ROW
        ax.add_patch(Rectangle((centre - _CELL / 2, y), _CELL, _ROW, facecolor=colour, edgecolor="black",
                               linewidth=0.6))
        whole = float(value).is_integer() and abs(value) < 100
        text = f"{value:.0f}" if whole else f"{value:.3f}"
        ax.text(centre, y + 0.47 * _ROW, text.replace("-", "\N{MINUS SIGN}"), ha="center", va="center",
                fontsize=9.5)
    ax.text(centre - _CELL / 2 - 0.04, top, name, ha="right", va="center", fontsize=11)


def _arrow(ax, start, end, weights):
    """An arrow in the colour of its weights, with their name at its middle."""
    ax.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=11, shrinkA=1, shrinkB=1,
                                 linewidth=1.6, color=_ARROWS[weights]))
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    upright = start[0] == end[0]
    x, y, ha, va = (x + 0.07, y, "left", "center") if upright else (x, y - 0.05, "center", "top")
    ax.text(x, y, f"${weights}$", color=_ARROWS[weights], fontsize=10.5, ha=ha, va=va)
