"""Tags: how likely each tag is at each word, and how a model scores the step from one tag to the next."""

import numpy as np
from matplotlib.patches import Rectangle

from rnnlib import checks
from rnnlib.plotting.style import SIGNED, as_axes, style

_DARK = "#333333"


@style()
def tag_lattice(words, tags, probabilities, path, *, ax=None):
    """Show the probability of every tag at every word, and one way through them.

    Args:
        words: T texts, one a column.
        tags: K texts, one a row.
        probabilities: (T, K), floating, between 0 and 1.
        path: T integers below K: the tags that are joined by a line.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no floating array, or a shape or a path that does not fit words and tags.
    Source: chapter 6.1.4.
    """
    T, K = len(words), len(tags)
    values = checks.check_array("probabilities", probabilities, (T, K))
    path = checks.check_integers("path", np.asarray(path), (T,), low=0, high=K - 1)
    ax = as_axes(ax, 2.9)
    ax.imshow(values.T, cmap=SIGNED, vmin=-1, vmax=1, aspect="auto", interpolation="none")
    ax.plot(range(T), path, color=_DARK, linewidth=1.2, marker="o", markersize=4)
    ax.set_yticks(range(K), tags)
    ax.set_xticks(range(T), words, rotation=40, ha="right", rotation_mode="anchor")
    ax.tick_params(length=0)
    ax.spines[["top", "right"]].set_visible(True)
    return ax.figure


@style()
def transition_map(scores, rows, columns, *, forbidden=None, limit=None, xlabel="next tag", ylabel="tag",
                   ax=None):
    """Show the score of each step from a row's tag to a column's: blue is below zero, orange above.

    Args:
        scores: (R, C), floating; a step whose score is not a number is left empty.
        rows, columns: R and C texts.
        forbidden: (R, C), bool, or None: the steps that get a frame.
        limit: the size of score, > 0, that has the full colour; the largest one if None.
        xlabel, ylabel: texts beside the axes.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no floating array, shapes that do not fit, a limit that is not positive.
    Source: chapter 6.1.4.
    """
    shape = len(rows), len(columns)
    values = checks.check_array("scores", scores, shape, finite=False)
    framed = np.zeros(shape, bool) if forbidden is None else np.asarray(forbidden)
    checks.check_shape("forbidden", framed.shape, 2)
    if framed.shape != shape:
        raise ValueError(f"forbidden: expected shape {shape}, got {framed.shape}")
    limit = float(np.nanmax(np.abs(values))) if limit is None else limit
    limit = checks.check_number("limit", limit, 0.0, open_low=True)
    ax = as_axes(ax, 3.6)
    ax.imshow(values, cmap=SIGNED, vmin=-limit, vmax=limit, aspect="auto", interpolation="none")
    for row, column in np.ndindex(shape):
        if np.isnan(values[row, column]):
            continue
        number = f"{values[row, column]:.1f}".replace("-", "\N{MINUS SIGN}")
        ax.text(column, row, number, ha="center", va="center", fontsize=8.5, color="black")
        if framed[row, column]:
            ax.add_patch(Rectangle((column - 0.44, row - 0.42), 0.88, 0.84, fill=False, edgecolor=_DARK,
                                   linestyle=(0, (3, 2)), linewidth=1.0))
    ax.set_yticks(range(shape[0]), rows)
    ax.set_xticks(range(shape[1]), columns, rotation=40, ha="left", rotation_mode="anchor")
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.tick_params(length=0)
    ax.spines[["top", "right"]].set_visible(True)
    return ax.figure
