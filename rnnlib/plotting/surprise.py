"""Surprise: a text with a bar over each letter that says how unexpected it was."""

import numpy as np
from matplotlib.ticker import MultipleLocator

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style


@style()
def surprise(text, bits, *, width=34, names=("first letter of a word", "any other"), ylabel="bits"):
    """Draw a text in lines, over each letter a bar as high as the number of bits it cost to be told it.

    Bars of the first letters of words are orange and hatched, others blue. A line ends between words.

    Args:
        text: str, at least one character.
        bits: floating (N,), >= 0, one for each character.
        width: characters in a line at most, >= 10.
        names: the two texts of the legend.
        ylabel: text beside the axes.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError: bits are no floating array.
        ValueError: no character, another number of bits, negative ones, or a line that is too narrow.
    Source: Shannon (1951); chapter 1.2.1.
    """
    checks.check_array("bits", bits, (len(text),))
    if not text or bits.min() < 0:
        raise ValueError("bits: expected one number >= 0 for each of at least one character")
    lines, top = _lines(text, checks.check_size("width", width, minimum=10)), 1.05 * max(1.0, bits.max())
    figure, axes = new_figure(0.45 + 0.78 * len(lines), nrows=len(lines), squeeze=False, sharey=True)
    for ax, (start, end) in zip(axes[:, 0], lines, strict=True):
        places = np.arange(end - start)
        first = np.array([starts_word(text, k) for k in range(start, end)])
        for chosen, colour, hatch, name in ((first, COLOURS[1], "////", names[0]),
                                            (~first, COLOURS[0], "", names[1])):
            ax.bar(places[chosen], bits[start:end][chosen], width=0.8, color=colour, hatch=hatch, label=name,
                   edgecolor="white", linewidth=0.0)
        ax.set(xlim=(-0.6, width - 0.4), ylim=(0, top), xticks=places)
        ax.set_xticklabels(text[start:end].replace(" ", "\N{NO-BREAK SPACE}"), family="DejaVu Sans Mono",
                           fontsize=11.5)
        ax.tick_params(axis="x", length=0, pad=2)
        ax.yaxis.set_major_locator(MultipleLocator(5))
        ax.set_ylabel(ylabel)
        ax.spines["bottom"].set_visible(False)
        ax.axhline(0, color="black", linewidth=0.8)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure


def starts_word(text, k):
    """Say whether a word begins at a place of a text; the t of "don't" begins none.

    Args:
        text: str.
        k: index of a character, 0 <= k < len(text).
    Returns:
        bool.
    Source: chapter 1.2.1.
    """
    if not text[k].isalpha():
        return False
    before = text[max(0, k - 2) : k]
    return not (before[-1:].isalpha() or (before[-1:] == "'" and before[:-1].isalpha()))


def _lines(text, width):
    """Where lines of at most so many characters start and end, cut after a space if there is one."""
    lines, start = [], 0
    while start < len(text):
        end = min(start + width, len(text))
        if end < len(text):
            space = text.rfind(" ", start, end)
            end = space + 1 if space >= start else end
        lines.append((start, end))
        start = end
    return lines
