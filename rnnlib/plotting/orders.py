"""Orders: what becomes of several tasks when the steps of their sequences are shuffled."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style


@style()
def order_test(panels, *, ways):
    """Draw the scores of each task under several orders of its steps, a dot a run.

    Dashed lines are baselines, each with its name at the end that has more room; a thin line joins the means
    of the runs.

    Args:
        panels: dict from a task's title to (scores, baselines, ylabel, limits): scores, a list of one list of
            numbers a way; baselines, a dict from name to number; the text beside the axis; its two ends,
            the better one on top. One to four tasks.
        ways: texts below the dots, one a way.
    Returns:
        the figure, 5.2 inches wide, two tasks beside each other.
    Raises:
        ValueError: no task, more than four, or another number of lists than ways.
    Source: chapter 1.2.
    """
    if not 1 <= len(panels) <= 4:
        raise ValueError(f"panels: expected from 1 to 4 tasks, got {len(panels)}")
    lines = -(-len(panels) // 2)
    figure, axes = new_figure(0.3 + 2.15 * lines, nrows=lines, ncols=2, squeeze=False)
    for ax in axes.flat[len(panels):]:
        ax.remove()
    for ax, (title, (scores, baselines, ylabel, limits)) in zip(axes.flat, panels.items(), strict=False):
        if len(scores) != len(ways):
            raise ValueError(f"panels[{title!r}]: expected {len(ways)} lists of scores, got {len(scores)}")
        for name, value in baselines.items():
            value = checks.check_number(f"baselines[{name!r}]", value)
            ax.axhline(value, color="black", linewidth=0.9, linestyle=(0, (4, 3)), alpha=0.65)
            room = [min(abs(value - score) for score in scores[end]) for end in (0, -1)]
            place, side = (len(ways) - 0.57, "right") if room[1] >= room[0] else (-0.43, "left")
            ax.annotate(name, (place, value), (0, 1), textcoords="offset points", ha=side, va="bottom",
                        fontsize=9)
        ax.plot([np.mean(runs) for runs in scores], color=COLOURS[0], linewidth=1.0, alpha=0.6)
        for k, runs in enumerate(scores):
            spread = 0.09 * (np.arange(len(runs)) - (len(runs) - 1) / 2)
            ax.plot(k + spread, runs, "os^"[k % 3], color=COLOURS[k % 3], markersize=6, linestyle="none")
        ax.set(title=title, ylabel=ylabel, xticks=range(len(ways)), xlim=(-0.45, len(ways) - 0.55),
               ylim=limits)
        ax.set_xticklabels(ways, fontsize=9)
    return figure
