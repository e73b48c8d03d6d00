"""Frames: matplotlib figures turned into small inline SVG, and many of them packed into one table.

A frame is a list of pieces, strings of SVG that give the picture when joined. The pieces of all frames
of a demo repeat each other (axes, tick labels, glyphs), so a demo stores every distinct piece once.
"""

import io
import re
import sys
from collections import Counter

import matplotlib.style
import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from rnnlib.compact_svg import ID_MARK, compact, palette_png

#: What every demo is drawn with, on top of matplotlib's own defaults: the reader's matplotlibrc has no say.
#: The line colours reach a contrast of 3 both on white and on the dark theme's background.
STYLE = {
    "svg.fonttype": "path",  # glyphs as outlines: the same on every machine, no font to ship
    "svg.hashsalt": "rnnlib",  # the same figure gives the same bytes
    "legend.frameon": False,  # a white box would glare in dark mode
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": matplotlib.cycler(
        color=["#2f7fd0", "#d0670d", "#2f9457", "#c2569b", "#8a72c9", "#808080"]),
}

#: Inches; more would be shrunk on a page and cut on a phone.
MAX_WIDTH = 5.2

_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def style():
    """Return the context in which demos are drawn and saved.

    Returns:
        a context manager that sets matplotlib's defaults, then `STYLE`.
    Source: the demos of every chapter.
    """
    return matplotlib.style.context(["default", STYLE])


def check_figure(name, figure):
    """Return the size of a figure that a demo may show.

    Args:
        name: what made the figure, for the message.
        figure: what came.
    Returns:
        width and height in inches, floats.
    Raises:
        TypeError: no matplotlib Figure.
        ValueError: a figure of pyplot's, or one wider than 5.2 inches.
    Source: the demos of every chapter.
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"{name}: expected a matplotlib Figure, got {type(figure).__name__}")
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot and pyplot.fignum_exists(getattr(figure, "number", -1)):
        pyplot.close(figure)
        raise ValueError(f"{name}: expected a figure made by matplotlib.figure.Figure(), got one of "
                         "pyplot's, which a notebook would show a second time")
    width, height = (float(inches) for inches in figure.get_size_inches())
    if width > MAX_WIDTH:
        raise ValueError(f"{name}: expected a figure at most {MAX_WIDTH} inches wide, got {width:g}")
    return width, height


def figure_pieces(figure):
    """Turn a figure into the pieces of a compact SVG that takes the colour of the page's text.

    Black becomes the colour of the page's text, backgrounds are transparent; `rnnlib.compact_svg` says what
    else becomes shorter.

    Args:
        figure: matplotlib.figure.Figure.
    Returns:
        list of str; joined they are one `<svg>` element. Ids begin with a mark that `join` replaces.
    Source: the demos of every chapter.
    """
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format="svg", transparent=True, metadata=_NO_METADATA)
    return compact(buffer.getvalue())


def join(pieces, prefix):
    """Join the pieces of a frame into SVG whose ids begin with a prefix.

    Args:
        pieces: list of str, as `figure_pieces` returns it.
        prefix: str that no other picture of the page uses.
    Returns:
        str, one `<svg>` element.
    Source: the demos of every chapter.
    """
    return "".join(pieces).replace(ID_MARK, prefix)


def figure_png(figure, dpi=144):
    """Draw a figure as PNG on white, with a palette of at most 64 colours.

    Args:
        figure: matplotlib.figure.Figure.
        dpi: pixels per inch.
    Returns:
        bytes of the file; width and height in pixels.
    Source: the demos of every chapter.
    """
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format="png", dpi=dpi, facecolor="white", metadata={"Software": None})
    with Image.open(buffer) as image:
        return palette_png(image.convert("RGB")), *image.size


def pack(frames):
    """Store each distinct piece of many frames once.

    Pieces that only one frame has are cut at their line break, pieces that always stand beside each other
    become one, and ids become numbers: so both the table and the lists stay short.

    Args:
        frames: list of lists of pieces.
    Returns:
        table, list of str; rows, one list of indices into the table a frame:
        `"".join(table[i] for i in rows[k])` is frame k.
    Source: the demos of every chapter.
    """
    numbers = {}

    def number(match):
        return ID_MARK + np.base_repr(numbers.setdefault(match[1], len(numbers)), 36).lower()

    frames = [[re.sub(ID_MARK + r"([\w-]+)", number, piece) for piece in frame] for frame in frames]
    seen = Counter(piece for frame in frames for piece in set(frame))
    frames = [[part for piece in frame for part in (piece.splitlines(True) if seen[piece] == 1 else [piece])]
              for frame in frames]
    followers, leaders = {}, {}
    for frame in frames:
        for left, right in zip([None, *frame], [*frame, None], strict=True):
            followers.setdefault(left, set()).add(right)
            leaders.setdefault(right, set()).add(left)
    table, rows = {}, []
    for frame in frames:
        runs = []
        for left, right in zip([None, *frame], frame, strict=False):
            if left is not None and followers[left] == {right} and leaders[right] == {left}:
                runs[-1] += right
            else:
                runs.append(right)
        rows.append([table.setdefault(run, len(table)) for run in runs])
    return list(table), rows
