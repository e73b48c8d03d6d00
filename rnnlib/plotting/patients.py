"""The chart of a patient: loss, gradient norm, gradient by lag, and a measure by place, in four panels."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure


def patient_chart(steps, losses, norms, lags, places, *, baseline, optimum, labels=None, title="", xlabel=""):
    """Draw what was read off a training run.

    Args:
        steps: at which the losses were taken, (n,).
        losses: dict name -> losses, (n,), in nats; the first is drawn solid, others dashed.
        norms: gradient norm of every step, before clipping.
        lags: gradient by lag, lags 0, 1, ..., as a share of the largest.
        places: a measure by place: loss by step in the window, accuracy by length.
        baseline, optimum: losses to compare with.
        labels: of the places; numbers from 1 if None.
        title, xlabel: of the panel of places.
    Returns:
        Picture with four panels.
    Raises:
        TypeError, ValueError: no losses, losses that do not fit the steps, or labels the places.
    Source: chapter 9.3.1.
    """
    if not losses or any(len(values) != len(steps) for values in losses.values()):
        raise ValueError(f"losses: expected {len(steps)} numbers for each of at least one name, "
                         f"got { {name: len(values) for name, values in losses.items()} }")
    labels = [str(k + 1) for k in range(len(places))] if labels is None else list(labels)
    if len(labels) != len(places):
        raise ValueError(f"labels: expected {len(places)}, one per place, got {len(labels)}")
    baseline, optimum = (checks.check_number(name, value)
                         for name, value in (("baseline", baseline), ("optimum", optimum)))
    figure, ((top, right), (left, last)) = new_figure(4.3, nrows=2, ncols=2)
    for k, (name, values) in enumerate(losses.items()):
        top.plot(steps, values, "o-" if not k else "s--", ms=3.5, label=name, color=COLOURS[k], zorder=3)
    for value, name, line in ((baseline, "baseline", ":"), (optimum, "optimum", "-.")):
        top.axhline(value, color=COLOURS[5], lw=1.2, ls=line, label=name)
    top.set(title="loss in nats", xlabel="step", ylim=(-0.05 * max(map(max, losses.values())), None))
    top.legend(fontsize=8, handlelength=2.2, labelspacing=0.2)
    right.semilogy(np.maximum(norms, 1e-12), color=COLOURS[2], lw=1)
    right.set(title="gradient norm", xlabel="step")
    low, high = right.get_ylim()
    right.set_ylim(min(low, 0.01), max(high, 10.0))
    left.semilogy(np.maximum(lags, 1e-12), "o-", ms=3.5, color=COLOURS[3])
    left.set(title="gradient by lag", xlabel="lag $k$", ylim=(1e-6, 3))
    last.bar(range(len(places)), places, color=COLOURS[4])
    last.set(title=title, xlabel=xlabel, xticks=range(len(places)))
    last.set_xticklabels(labels, fontsize=9.5 if len(labels) < 9 else 8)
    if "accuracy" in title:
        last.set_ylim(0, 1.05)
    return figure


def catch_map(rows, columns, caught):
    """Draw which test (column) has caught which patient (row).

    Args:
        rows, columns: their names.
        caught: booleans, (rows, columns).
    Returns:
        Picture.
    Raises:
        ValueError: the names do not fit the array.
    Source: chapter 9.3.1.
    """
    caught = np.asarray(caught, bool)
    if caught.shape != (len(rows), len(columns)):
        raise ValueError(f"caught: expected the shape {(len(rows), len(columns))}, got {caught.shape}")
    figure, ax = new_figure(0.34 * len(rows) + 1.7)
    for row, column in np.argwhere(caught):
        ax.plot(column, row, "s", ms=13, color=COLOURS[1])
    ax.set(xlim=(-0.6, len(columns) - 0.4), ylim=(len(rows) - 0.4, -0.6), xticks=range(len(columns)),
           yticks=range(len(rows)), yticklabels=rows)
    ax.set_xticklabels(columns, rotation=60, ha="right", rotation_mode="anchor")
    ax.grid(color=COLOURS[5], lw=0.4, alpha=0.5)
    ax.set_axisbelow(True)
    return figure
