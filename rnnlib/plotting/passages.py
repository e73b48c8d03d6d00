"""Pictures of text: passages that a model wrote, batches cut from a text, and losses to compare with."""

import matplotlib
from matplotlib.artist import Artist
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, as_axes, style

_FONT = "DejaVu Sans Mono"  # comes with matplotlib; a browser without it takes its own of fixed pitch
_LEADING = 1.35


class Passage(Artist):
    """Lines of text of fixed pitch, from the upper left corner of axes down.

    In SVG they are real text, a few bytes a line: outlines of the letters would take a hundred times more. It
    is an artist of its own, no matplotlib Text, because it is data: no label, and in no need of translation.

    Attributes:
        lines, size: the arguments.
    Args:
        lines: list of str.
        size: of the letters, in points.
    Source: chapter 3.3.3.
    """

    def __init__(self, lines, size):
        super().__init__()
        self.lines, self.size = list(lines), size
        self.set_in_layout(False)

    def draw(self, renderer):
        """Draw the lines.

        Args:
            renderer: matplotlib's.
        """
        gc, prop = renderer.new_gc(), FontProperties(family="monospace", size=self.size)
        left, top = self.axes.transAxes.transform((0, 1))
        step = renderer.points_to_pixels(self.size * _LEADING)
        with matplotlib.rc_context({"svg.fonttype": "none", "font.monospace": [_FONT, "monospace"]}):
            for k, line in enumerate(self.lines, start=1):
                y = top - k * step + 0.3 * step  # the base line
                y = self.figure.bbox.height - y if renderer.flipy() else y
                if line.strip():
                    renderer.draw_text(gc, left, y, line.replace(" ", "\N{NO-BREAK SPACE}"), prop, 0)
        gc.restore()


@style()
def passage(lines, *, size=10.5, ax=None):
    """Show lines of text of fixed pitch in axes that show nothing else.

    Args:
        lines: list of str, from the top down; what does not fit is drawn over the border.
        size: of the letters, in points, > 0.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError: `lines` is no list of str.
        ValueError: a size that is not positive.
    Source: chapter 3.3.3.
    """
    if not isinstance(lines, list | tuple) or not all(isinstance(line, str) for line in lines):
        raise TypeError(f"lines: expected a list of str, got {lines!r}")
    size = checks.check_number("size", size, low=0.0, open_low=True)
    ax = as_axes(ax, max(0.4, (len(lines) + 0.5) * size * _LEADING / 72))
    ax.set_axis_off()
    ax.add_artist(Passage(lines, size))
    return ax.figure


@style()
def batch_strip(batches, *, names=None, colours=None, title="", ax=None):
    """Show batches of text beside each other, in the order in which a network reads them.

    Each row is a column of the batch. An arrow from a piece of text to the next one stands for the state
    that is handed on: full where the text goes on there, broken, with a cross, where it does not.

    Args:
        batches: list of batches, each (pieces, goes_on): a list of B strings of one length, and whether the
            pieces go on where those of the batch before stopped (not read for the first).
        names: list of texts, one a batch; None for "batch 1" and so on.
        colours: list of matplotlib colours in hexadecimal, one a batch; None for those of the style, in turn.
        title: text on top.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        ValueError: no batch, batches of different numbers of rows, or another number of names or colours.
    Source: chapter 3.3.1.
    """
    batches = [(list(pieces), bool(goes_on)) for pieces, goes_on in batches]
    if not batches or len({len(pieces) for pieces, _ in batches}) != 1:
        raise ValueError("batches: expected at least one, all of one number of rows, got "
                         f"{[len(pieces) for pieces, _ in batches]}")
    names = [f"batch {k}" for k in range(1, len(batches) + 1)] if names is None else list(names)
    colours = [COLOURS[k % len(COLOURS)] for k in range(len(names))] if colours is None else list(colours)
    for name, given in {"names": names, "colours": colours}.items():
        if len(given) != len(batches):
            raise ValueError(f"{name}: expected {len(batches)} entries, one a batch, got {len(given)}")
    rows, gap, left = len(batches[0][0]), 1.3, 0.0
    ax = as_axes(ax, 0.5 + 0.3 * rows)
    for k, (pieces, goes_on) in enumerate(batches):
        width, colour = len(pieces[0]), colours[k]
        for row, piece in enumerate(pieces):
            y = -row - 0.5
            ax.add_patch(Rectangle((left, y - 0.38), width, 0.76, facecolor=colour + "26", edgecolor=colour,
                                   linewidth=0.8))
            for t, symbol in enumerate(piece):
                ax.text(left + t + 0.5, y, symbol.replace("\n", "\N{PILCROW SIGN}"), ha="center", va="center",
                        fontsize=9.5, family=_FONT)
            if k:
                ax.annotate("", (left - 0.05, y), (left - gap + 0.05, y), arrowprops={
                    "arrowstyle": "-|>", "color": "black", "linewidth": 1.1, "mutation_scale": 8,
                    "linestyle": "-" if goes_on else ":", "shrinkA": 0, "shrinkB": 0})
                if not goes_on:
                    ax.plot(left - 0.5 * gap - 0.1, y, "x", color="black", markersize=7, markeredgewidth=1.6)
        ax.text(left + width / 2, 0.3, names[k], ha="center", va="center", fontsize=9.5, color=colour)
        left += width + gap
    ax.set(xlim=(-0.1, left - gap + 0.1), ylim=(-rows, 0.7), title=title)
    ax.set_axis_off()
    return ax.figure


@style()
def levels(values, *, under=(), ax=None):
    """Draw a thin line across axes for each value, with its name over or under the right end.

    Args:
        values: dict from a name to a number.
        under: names that go under their line, where the next line above is too near for two names.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no dict with a number, a number that is not finite, or `under` an unknown name.
    Source: chapter 3.3.3.
    """
    if not isinstance(values, dict) or not values:
        raise TypeError(f"values: expected a dict from a name to a number, got {values!r}")
    for name in under:
        checks.check_choice("under", name, values)
    ax = as_axes(ax, 2.5)
    for name, value in values.items():
        offset, side = (-1.5, "top") if name in under else (1.5, "bottom")
        ax.axhline(checks.check_number(f"values[{name!r}]", value), color="black", alpha=0.55, linewidth=0.8,
                   linestyle=(0, (4, 2)))
        ax.annotate(name, (1, value), (0, offset), xycoords=("axes fraction", "data"),
                    textcoords="offset points", ha="right", va=side, fontsize=9)
    return ax.figure
