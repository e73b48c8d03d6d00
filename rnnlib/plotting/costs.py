"""Costs: a passage whose words are coloured by a number each, such as what each of them costs a model."""

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from rnnlib import checks
from rnnlib.plotting.style import SIGNED, new_figure, style

_SIZE, _COLUMNS = 10.0, 56  # points of a letter, letters of a line


@style()
def word_costs(words, values, *, limit, label=""):
    """Draw a passage, each word on a ground that shows a number: blue below zero, orange above.

    Args:
        words: list of str that make the text when joined, such as those of `text.split_words`.
        values: a number for each word, array (N,).
        limit: the number, > 0, from which on colours are full.
        label: text of the colour scale.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no words, not as many values as words, or a limit that is not positive.
    Source: chapter 6.1.1.
    """
    limit = checks.check_number("limit", limit, low=0.0, open_low=True)
    values = checks.check_array("values", np.asarray(values, float), (len(words),))
    places, row, column = [], 0, 0
    for word in words:
        if column and column + len(word.rstrip("\n")) > _COLUMNS:
            row, column = row + 1, 0
        shown = word.lstrip(" ") if not column else word
        places.append((row, column, shown))
        row, column = (row + 1, 0) if "\n" in word else (row, column + len(shown))
    rows = max(place[0] for place in places) + 1
    figure, ax = new_figure(rows * 0.25 + 0.75)
    scale = Normalize(-limit, limit)
    for (line, start, shown), value in zip(places, values, strict=True):
        bare = shown.strip()
        lead = len(shown) - len(shown.lstrip(" "))
        if not bare:
            continue
        colour = SIGNED(scale(value))
        ax.add_patch(Rectangle((start + lead, line), len(bare), 0.86, color=colour, linewidth=0))
        for k, letter in enumerate(bare):
            ax.text(start + lead + k + 0.5, line + 0.64, letter, family="monospace", size=_SIZE, ha="center")
    ax.set(xlim=(0, _COLUMNS), ylim=(rows, 0))
    ax.set_axis_off()
    figure.colorbar(ScalarMappable(scale, SIGNED), ax=ax, label=label, orientation="horizontal",
                    shrink=0.6, aspect=30, pad=0.04)
    return figure
