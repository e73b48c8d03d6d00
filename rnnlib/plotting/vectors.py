"""Pictures of word vectors: pairs that differ by one relation, scores of methods, occurrences by sense."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, as_axes, new_figure, style

_MARKERS = ("o", "s", "D", "^")


@style()
def pair_map(first, second, names, *, ax=None):
    """Draw pairs of words as points in the plane, each pair joined by a line.

    Args:
        first, second: (N, 2) floating arrays, where the first and the second word of each pair lie.
        names: N pairs of words, written beside the points.
        ax: matplotlib Axes, or None for those of a new figure.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: a bad array, or not one pair of names a row.
    Source: chapter 7.3.1.
    """
    checks.check_array("first", first, ("N", 2))
    checks.check_array("second", second, first.shape)
    if len(names) != len(first):
        raise ValueError(f"names: expected {len(first)} pairs, got {len(names)}")
    ax = as_axes(ax, 3.9)
    for a, b, pair in zip(first, second, names, strict=True):
        ax.plot([a[0], b[0]], [a[1], b[1]], color="#8a8a8a", linewidth=1.0, zorder=1)
        left = a[0] <= b[0]
        for point, word, on_left in ((a, pair[0], left), (b, pair[1], not left)):
            ax.annotate(word, point, (-6 if on_left else 6, 0), textcoords="offset points", fontsize=10,
                        ha="right" if on_left else "left", va="center")
    ax.plot(*first.T, "o", color=COLOURS[0], markersize=6, zorder=2)
    ax.plot(*second.T, "s", color=COLOURS[1], markersize=6, zorder=2)
    across = np.concatenate([first, second])[:, 0]
    low, high = across.min(), across.max()
    ax.set(xticks=[], yticks=[], xlim=(low - 0.35 * (high - low), high + 0.35 * (high - low)))
    return ax.figure


@style()
def score_dots(scores, *, xlabel, ax=None):
    """Draw scores of several methods under several rules: a row a method, a marker a run.

    Args:
        scores: dict from a method to a dict from a rule to its scores, a floating array (runs,), in [0, 1].
            All methods have the same rules, four at most.
        xlabel: text at the horizontal axis.
        ax: matplotlib Axes, or None for those of a new figure.
    Returns:
        the figure.
    Raises:
        ValueError: no method, or methods of different rules.
    Source: chapter 7.3.2.
    """
    if not scores:
        raise ValueError("scores: expected at least one method, got none")
    rules = list(next(iter(scores.values())))
    if any(list(row) != rules for row in scores.values()) or len(rules) > len(_MARKERS):
        raise ValueError(f"scores: expected the same rules everywhere, at most {len(_MARKERS)}, got "
                         f"{[list(row) for row in scores.values()]}")
    ax = as_axes(ax, 0.9 + 0.42 * len(scores))
    for number, rule in enumerate(rules):
        for height, (method, row) in enumerate(scores.items()):
            values = checks.check_array(f"scores[{method!r}][{rule!r}]", row[rule], ("N",))
            ax.plot(values, np.full(len(values), height + 0.2 * (number - (len(rules) - 1) / 2)),
                    _MARKERS[number], color=COLOURS[number], markersize=6, fillstyle="none",
                    markeredgewidth=1.6, label=rule if height == 0 else None, clip_on=False, zorder=3)
    ax.set(yticks=range(len(scores)), yticklabels=list(scores), xlim=(0, 1), xlabel=xlabel,
           ylim=(len(scores) - 0.5, -0.5))
    for height in range(1, len(scores)):
        ax.axhline(height - 0.5, color="#c8c8c8", linewidth=0.6)
    ax.figure.legend(loc="outside upper center", ncols=len(rules), fontsize=9, handletextpad=0.2,
                     columnspacing=1.0)
    return ax.figure


@style()
def sense_map(panels, senses, names):
    """Draw the occurrences of an ambiguous word as points, one panel a kind of vector.

    Args:
        panels: dict from a title to points, a floating array (N, 2).
        senses: (N,) whole numbers 0 or 1, the sense of each occurrence.
        names: the names of the two senses.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: bad points or senses.
    Source: chapter 7.3.3.
    """
    checks.check_integers("senses", senses, ("N",), low=0, high=1)
    figure, axes = new_figure(2.9, ncols=len(panels), squeeze=False)
    for ax, (title, points) in zip(axes[0], panels.items(), strict=True):
        checks.check_array(f"panels[{title!r}]", points, (len(senses), 2))
        for sense, name in enumerate(names):
            ax.plot(*points[senses == sense].T, _MARKERS[sense], color=COLOURS[sense], markersize=6,
                    alpha=0.8, label=name)
        middle, reach = points.mean(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-3) * 0.62
        ax.set(title=title, xticks=[], yticks=[], xlim=(middle[0] - reach, middle[0] + reach),
               ylim=(middle[1] - reach, middle[1] + reach))
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure
