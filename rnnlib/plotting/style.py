"""The style of the course's figures: colours, sizes of text, and a figure that notebooks show."""

import io

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from rnnlib import checks, frames

#: matplotlib settings of all figures; the colours are those of the demos.
STYLE = frames.STYLE | {
    "font.size": 10, "axes.labelsize": 10, "axes.titlesize": 10, "legend.fontsize": 9.5,
    "xtick.labelsize": 9.5, "ytick.labelsize": 9.5, "mathtext.fontset": "dejavusans",
    "lines.linewidth": 1.8, "axes.linewidth": 0.8, "lines.solid_capstyle": "round",
}

#: Blue, orange, green, pink, violet, grey: the colours of lines, in the order of use.
COLOURS = tuple(frames.STYLE["axes.prop_cycle"].by_key()["color"])

#: For values of both signs: blue, nothing, orange. Zero is transparent, so it looks right on any page.
SIGNED = LinearSegmentedColormap.from_list("signed", [
    (0.0, COLOURS[0]), (0.5 - 1e-9, COLOURS[0] + "00"), (0.5 + 1e-9, COLOURS[1] + "00"), (1.0, COLOURS[1])])

#: For time: blue, violet, pink, orange, of nearly equal lightness, so every moment can be seen on any page.
TIME = LinearSegmentedColormap.from_list("time", [COLOURS[0], COLOURS[4], COLOURS[3], COLOURS[1]])


def style():
    """Return the context in which the course's figures are drawn.

    Returns:
        a context manager, which is a decorator too, that sets matplotlib's defaults, then `STYLE`.
    Source: the figures of every chapter.
    """
    return matplotlib.style.context(["default", STYLE])


class Picture(Figure):
    """A figure that a notebook shows when it is the value of a cell, whatever matplotlib's backend.

    Source: the figures of every chapter.
    """

    @style()
    def _repr_png_(self):
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=144, facecolor="white", metadata={"Software": None})
        return buffer.getvalue()


@style()
def new_figure(height, width=frames.MAX_WIDTH, **subplots):
    """Make a figure in the course's style.

    Args:
        height, width: in inches.
        **subplots: rows, columns and so on, for `Figure.subplots`.
    Returns:
        Picture; its axes: one, or an array of them.
    Raises:
        TypeError, ValueError: a size that is no positive number, or a width above 5.2.
    Source: the figures of every chapter.
    """
    height = checks.check_number("height", height, 0.0, open_low=True)
    width = checks.check_number("width", width, 0.0, frames.MAX_WIDTH, open_low=True)
    figure = Picture(figsize=(width, height), layout="constrained")
    axes = figure.subplots(**subplots)
    for ax in figure.axes:
        ax.tick_params(labelsize=STYLE["xtick.labelsize"])  # ticks are made later, when the style is gone
    return figure, axes


def as_axes(ax, height):
    """Return the axes to draw into.

    Args:
        ax: matplotlib Axes, or None for those of a new figure.
        height: of the new figure, in inches.
    Returns:
        matplotlib Axes.
    Raises:
        TypeError: `ax` is neither.
    Source: the figures of every chapter.
    """
    if ax is None:
        return new_figure(height)[1]
    if not isinstance(ax, Axes):
        raise TypeError(f"ax: expected matplotlib Axes or None, got {type(ax).__name__}")
    return ax
