"""Pictures of reading: what the units of a network do at each character of a line of text."""

import numpy as np
from matplotlib.colors import Normalize
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, ScaledTranslation

from rnnlib import checks
from rnnlib.plotting.style import SIGNED, new_figure, style

LONGEST = 48  # characters that fit beside each other and can be read on a phone
_MONO = FontProperties(family="DejaVu Sans Mono")
_SIZE = 11.0  # points


@style()
def reading(text, values, unit, *, mark=None, signed=False, order=None, ylabel="value", units="unit"):
    """Show one unit at each character of a line as bars, and all units below it as a heat map.

    Grey bands stand where something holds, such as being inside a quotation. The unit is framed in the map.

    Args:
        text: str, the characters read, T of them, at most 48; a line's end is drawn as a pilcrow.
        values: (T, H), floating, in [0, 1], or in [-1, 1] if they are signed.
        unit: index of the unit shown as bars.
        mark: bool (T,), where the grey bands are; None for nowhere.
        signed: whether values may be negative.
        order: array (H,), the units from top to bottom in the map; None for their own order.
        ylabel: text beside the bars.
        units: text beside the map.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: a text that is too long, or arrays of another kind, shape or range.
    Source: Karpathy, Johnson and Fei-Fei (2015); chapter 2.3.
    """
    T, low = len(text), -1.0 if signed else 0.0
    if not 1 <= T <= LONGEST:
        raise ValueError(f"text: expected 1 to {LONGEST} characters, got {T}")
    H = checks.check_array("values", values, (T, "H")).shape[1]
    if not low <= values.min() <= values.max() <= 1.0:
        raise ValueError(f"values: expected numbers in [{low:g}, 1], got numbers in "
                         f"[{values.min():g}, {values.max():g}]")
    unit = checks.check_size("unit", unit, minimum=0)
    order = np.arange(H) if order is None else order
    if unit >= H or sorted(order) != list(range(H)):
        raise ValueError(f"unit, order: expected one of {H} units and all of them, got {unit} and {order}")
    figure, (bars, letters, units_map) = new_figure(4.4, nrows=3, sharex=True, height_ratios=[1.15, 0.2, 2.4])
    figure.set_layout_engine(None)  # so that the panels stand in the same place, whatever is shown
    figure.subplots_adjust(left=0.125, right=0.9, top=0.98, bottom=0.03, hspace=0.08)
    _bars(bars, values[:, unit], np.zeros(T, bool) if mark is None else mark, low, ylabel)
    _letters(letters, text)
    _map(units_map, values[:, order], int(np.flatnonzero(order == unit)[0]), low, units)
    figure.align_ylabels([bars, units_map])
    return figure


def _bars(ax, values, mark, low, ylabel):
    """The unit: a bar a character, in the colours of the map."""
    T = len(values)
    padded = np.concatenate([[False], mark, [False]]).astype(int)
    for start, end in np.flatnonzero(np.diff(padded)).reshape(-1, 2):
        ax.axvspan(start - 0.5, end - 0.5, color="#808080", alpha=0.25, linewidth=0)
    # darker than the map's own colours, so that small values can be seen, too
    colours = SIGNED(0.5 + 0.5 * np.sign(values) * (0.35 + 0.65 * np.abs(values)))
    ax.bar(np.arange(T), values, width=0.86, color=colours, linewidth=0)
    if low < 0:
        ax.axhline(0.0, color="black", linewidth=0.6)
    ax.set(xlim=(-0.5, T - 0.5), ylim=(1.06 * low - 0.02 * (low == 0), 1.06), ylabel=ylabel,
           yticks=[low, 0, 1] if low < 0 else [0, 0.5, 1])
    ax.tick_params(bottom=False, labelbottom=False)
    ax.spines["bottom"].set_visible(False)


def _letters(ax, text):
    """The characters as outlines, each under its bar."""
    ax.set(ylim=(0, 1))
    ax.set_axis_off()
    scale = Affine2D().scale(1 / 72) + ax.figure.dpi_scale_trans
    for k, character in enumerate(text):
        shown = {"\n": "\N{PILCROW SIGN}", "`": "\N{LEFT SINGLE QUOTATION MARK}",
                 "'": "\N{RIGHT SINGLE QUOTATION MARK}"}.get(character, character)
        if shown.isspace():
            continue
        path = TextPath((-0.301 * _SIZE, -0.36 * _SIZE), shown, size=_SIZE, prop=_MONO)
        ax.add_patch(PathPatch(path, facecolor="black", linewidth=0,
                               transform=scale + ScaledTranslation(k, 0.5, ax.transData)))


def _map(ax, values, row, low, ylabel):
    """All units, with a frame round one row."""
    T, H = values.shape
    norm = Normalize(-1.0, 1.0)  # zero is transparent, whether values are signed or not
    ax.imshow(values.T, cmap=SIGNED, norm=norm, aspect="auto", interpolation="none",
              extent=(-0.5, T - 0.5, H - 0.5, -0.5))
    ax.add_patch(Rectangle((-0.5, row - 0.5), T, 1, fill=False, edgecolor="black", linewidth=1.2,
                           clip_on=False))
    ax.set(xticks=[], yticks=[], ylabel=ylabel)
    ax.spines[["top", "right"]].set_visible(True)
    bar = ax.inset_axes((1.02, 0.0, 0.025, 1.0))
    bar.imshow(np.linspace(1.0, low, 33)[:, np.newaxis], cmap=SIGNED, norm=norm, aspect="auto",
               interpolation="none", extent=(0, 1, low, 1.0))
    bar.set(xticks=[], yticks=[low, 0, 1] if low < 0 else [0, 1])
    bar.set_yticklabels(["\N{MINUS SIGN}1", "0", "1"] if low < 0 else ["0", "1"])
    bar.yaxis.tick_right()
    bar.spines[:].set_visible(True)
