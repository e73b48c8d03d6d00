"""Saliency: one sentence, written once for each method, its words coloured by how much they count."""

import numpy as np
from matplotlib.patches import Rectangle

from rnnlib import checks
from rnnlib.plotting.style import SIGNED, new_figure, style

_SIZE, _ROW, _GAP = 9.5, 0.245, 0.55  # points of a letter, inches of a line, lines between two methods


@style()
def word_saliency(words, maps, *, marks=(), columns=44, room=12):
    """Write a sentence once for each map, each word on a ground of its number: blue below 0, orange above.

    Colours are full at the largest absolute value of a map, so that maps of different units can be compared.
    The words of the first mark are framed by a full line, those of the second by a broken one.

    Args:
        words: list of str, the words, N of them.
        maps: dict from the name of a method to numbers, array (N,).
        marks: up to two lists of indices of words.
        columns: letters of a line, at least as many as the longest word has.
        room: letters' widths that are kept for the names at the left.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: no words or maps, another number of values, a word longer than a line, or an
            index that is no word's.
    Source: chapter 8.3.1.
    """
    words = list(words)
    columns = checks.check_size("columns", columns, minimum=max(map(len, words), default=1))
    if not words or not maps:
        raise ValueError(f"words, maps: expected at least one of each, got {len(words)} and {len(maps)}")
    if len(marks) > 2 or any(not 0 <= k < len(words) for mark in marks for k in mark):
        raise ValueError(f"marks: expected up to two lists of indices below {len(words)}, got {marks}")
    places = _places(words, columns)
    lines = places[-1][0] + 1
    height = len(maps) * (lines + _GAP)
    figure, ax = new_figure(height * _ROW + 0.1)
    for k, (name, values) in enumerate(maps.items()):
        values = checks.check_array(f"maps[{name!r}]", np.asarray(values, float), (len(words),))
        top = k * (lines + _GAP)
        ax.text(-0.8, top + 0.66, name, ha="right", size=_SIZE)
        _sentence(ax, top, words, places, values / max(np.abs(values).max(), 1e-300), marks)
    ax.set(xlim=(-room, columns), ylim=(height, -0.1))
    ax.set_axis_off()
    return figure


def _places(words, columns):
    """The line and the column at which each word begins."""
    places, line, column = [], 0, 0
    for word in words:
        if column and column + len(word) > columns:
            line, column = line + 1, 0
        places.append((line, column))
        column += len(word) + 1
    return places


def _sentence(ax, top, words, places, values, marks):
    """One map: grounds, letters and frames."""
    for k, (word, (line, start), value) in enumerate(zip(words, places, values, strict=True)):
        box = (start - 0.25, top + line + 0.04), len(word) + 0.5, 0.88
        ax.add_patch(Rectangle(*box, color=SIGNED(0.5 + 0.5 * value), linewidth=0))
        for mark, dashes in zip(marks, ("-", (0, (2, 1.5))), strict=False):
            if k in mark:
                ax.add_patch(Rectangle(*box, fill=False, edgecolor="black", linewidth=1.1, linestyle=dashes))
        for j, letter in enumerate(word):
            ax.text(start + j + 0.5, top + line + 0.66, letter, family="monospace", size=_SIZE, ha="center")
