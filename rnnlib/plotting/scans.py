"""Pictures of linear recurrences: the rounds of a scan, kernels and half-lives, and who gave up what."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style

_LINES = ("-", "--", "-.", (0, (6, 1, 1, 1)))


@style()
def scan_rounds(length):
    """Draw which pairs of steps are combined in which round, for the two parallel scans.

    Steps go from left to right, rounds from the bottom up. A dot is a combination; thick lines come into it.

    Args:
        length: steps T, a power of two from 2 on (16 at most is legible).
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: no power of two.
    Source: Hillis and Steele (1986); Blelloch (1990); chapter 8.2.
    """
    T = checks.check_size("length", length, minimum=2)
    if T & (T - 1):
        raise ValueError(f"length: expected a power of two, got {T}")
    figure, axes = new_figure(2.9, ncols=2, sharey=True)
    panels = {"doubling": _doubling_rounds(T), "tree": _tree_rounds(T)}
    for ax, (title, rounds) in zip(axes, panels.items(), strict=True):
        for level, pairs in enumerate(rounds, start=1):
            for t in range(T):
                ax.plot([t + 1, t + 1], [level - 1, level], color="#b0b0b0", linewidth=0.8, zorder=1)
            for left, right in pairs:
                ax.plot([left + 1, right + 1], [level - 1, level], color=COLOURS[0], linewidth=1.4, zorder=2)
                ax.plot(right + 1, level, "o", color=COLOURS[0], markersize=5, zorder=3)
        ax.plot(np.arange(1, T + 1), np.zeros(T), "o", color="#707070", markersize=3.5)
        ax.set(title=f"{title}: {sum(map(len, rounds))} in {len(rounds)} rounds", xlabel="step $t$",
               xticks=[1, T // 2, T])
    deepest = len(_tree_rounds(T))
    axes[0].set(ylabel="round", yticks=range(deepest + 1), ylim=(-0.3, deepest + 0.3))
    return figure


def _doubling_rounds(T):
    """Pairs (earlier, later) of each round."""
    return [[(t - k, t) for t in range(k, T)] for k in (2 ** r for r in range(T.bit_length() - 1))]


def _tree_rounds(T):
    """Up the tree, then down again."""
    spans = [2 ** r for r in range(T.bit_length() - 1)]
    up = [[(t - k, t) for t in range(2 * k - 1, T, 2 * k)] for k in spans]
    down = [[(t - k, t) for t in range(3 * k - 1, T, 2 * k)] for k in reversed(spans)]
    return [pairs for pairs in up + down if pairs]


@style()
def decaying_kernels(kernels, half_lives):
    """Show what single units keep of an impulse, its envelope, and where half of it is left.

    Args:
        kernels: dict from a label to a kernel (T,), floating.
        half_lives: number of steps of each kernel, > 0; those beyond T are not marked.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no dict with at least one kernel, or half-lives that do not fit.
    Source: chapter 8.2.
    """
    if not isinstance(kernels, dict):
        raise TypeError(f"kernels: expected a dict from label to kernel, got {type(kernels).__name__}")
    if not kernels or len(half_lives) != len(kernels):
        raise ValueError(f"half_lives: expected one for each of {len(kernels)} kernels, "
                         f"got {len(half_lives)}")
    figure, ax = new_figure(2.7)
    for k, ((label, values), half) in enumerate(zip(kernels.items(), half_lives, strict=True)):
        checks.check_array(f"kernels[{label!r}]", values, ("T",))
        half = checks.check_number("half_lives", half, 0.0, open_low=True)
        ax.plot(values, color=COLOURS[k % len(COLOURS)], linestyle=_LINES[k % 4], label=label)
        ax.plot(0.5 ** (np.arange(len(values)) / half), ":", color=COLOURS[k % len(COLOURS)], linewidth=1)
        if half < len(values):
            ax.plot(half, 0.5, "o", color=COLOURS[k % len(COLOURS)], markersize=6, zorder=3)
    ax.axhline(0.5, color="#909090", linewidth=0.8, linestyle=":")
    ax.axhline(0.0, color="#909090", linewidth=0.8)
    ax.set(xlabel="steps after the impulse", ylabel="what is left")
    ax.legend(loc="upper right")
    return figure


@style()
def property_grid(rows, columns):
    """Show which model has which property: full circle yes, half a circle partly, empty circle no.

    Args:
        rows: dict from a model to its values, one of 0, 0.5 and 1 a column.
        columns: names of the properties.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: no dict with at least one row, or values that do not fit.
    Source: chapter 8.2.
    """
    if not isinstance(rows, dict):
        raise TypeError(f"rows: expected a dict from model to values, got {type(rows).__name__}")
    if not rows:
        raise ValueError("rows: expected at least one model, got none")
    figure, ax = new_figure(0.9 + 0.29 * len(rows))
    for y, (model, values) in enumerate(rows.items()):
        if len(values) != len(columns) or not set(values) <= {0, 0.5, 1}:
            raise ValueError(f"rows[{model!r}]: expected {len(columns)} of 0, 0.5 and 1, got {values}")
        ax.axhline(y, color="#d0d0d0", linewidth=0.7, zorder=0)
        for x, value in enumerate(values):
            fill = {0: "none", 0.5: "left", 1: "full"}[value]
            ax.plot(x, y, "o", markersize=12, fillstyle=fill, color=COLOURS[x % len(COLOURS)],
                    markerfacecoloralt="white", markeredgewidth=1.3,
                    **({"markerfacecolor": "white"} if value == 0 else {}))
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set_xticks(range(len(columns)), list(columns))
    ax.set(xlim=(-0.6, len(columns) - 0.4), ylim=(len(rows) - 0.4, -0.6))
    ax.xaxis.tick_top()
    ax.tick_params(length=0, labelsize=9.5)
    ax.spines[:].set_visible(False)
    return figure
