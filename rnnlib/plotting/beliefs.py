"""Beliefs: small pictures read row by row, and what a network takes each for after every row."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.sounds import POWER
from rnnlib.plotting.style import COLOURS, new_figure, style


@style()
def beliefs(images, probabilities, labels, *, name="class", xlabel="", ylabel="row", columns=2):
    """Draw images and, beside each row of one, the probability of every class after that row was read.

    The darker a field, the surer. The most probable class of each row is marked: by a white ring where it is
    right, by an orange cross where it is wrong.

    Args:
        images: (B, T, W), floating, B from 1 to 8 images of T rows.
        probabilities: (B, T, K), floating, after each row; each row of them adds up to 1.
        labels: the right classes, integers (B,).
        name: what a label is called, in the titles.
        xlabel, ylabel: texts beside the axes.
        columns: images beside each other, 1 or 2.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: arrays that do not fit together, no probabilities, or too many images.
    Source: chapter 1.2.4.
    """
    B, T, _ = checks.check_array("images", images, ("B", "T", "W")).shape
    K = checks.check_array("probabilities", probabilities, (B, T, "K")).shape[2]
    checks.check_integers("labels", labels, (B,), low=0, high=K - 1)
    if probabilities.min() < 0 or np.abs(probabilities.sum(axis=2) - 1).max() > 1e-3:
        raise ValueError("probabilities: expected numbers >= 0 that add up to 1 along the last axis")
    columns = checks.check_size("columns", columns)
    if not 1 <= B <= 8 or columns > 2:
        raise ValueError(f"images: expected from 1 to 8 of them in 1 or 2 columns, got {B} in {columns}")
    lines = -(-B // columns)
    figure, axes = new_figure(0.35 + 1.5 * lines, nrows=lines, ncols=2 * columns, squeeze=False,
                              width_ratios=[1, 1.35] * columns)
    pairs = axes.reshape(-1, 2)
    for b, (left, right) in enumerate(pairs):
        if b >= B:
            left.remove()
            right.remove()
            continue
        left.imshow(images[b], cmap="Greys", aspect="auto", interpolation="none", extent=(0, 1, T + 0.5, 0.5))
        left.set(xticks=[], yticks=[1, T], title=f"{name} {labels[b]}")
        left.set_ylabel(ylabel, labelpad=2)
        right.imshow(probabilities[b], cmap=POWER, vmin=0, vmax=1, aspect="auto", interpolation="none",
                     extent=(-0.5, K - 0.5, T + 0.5, 0.5))
        best = probabilities[b].argmax(axis=1)
        for k, row in zip(best, range(1, T + 1), strict=True):
            if k == labels[b]:
                for colour, width in (("#071525", 3.2), ("white", 1.6)):  # to be seen on any blue
                    right.plot(k, row, "o", markersize=6, fillstyle="none", markeredgewidth=width,
                               color=colour)
            else:
                right.plot(k, row, "x", markersize=6, markeredgewidth=2.0, color=COLOURS[1])
        right.set(xticks=range(0, K, max(1, K // 10)), yticks=[], xlabel=xlabel)
        right.tick_params(axis="x", length=0, labelsize=9)
        for ax in (left, right):
            ax.spines[:].set_visible(True)
            ax.spines[:].set_color("#808080")
    return figure
