"""Digits: small pictures as sequences of pixels, what a network makes of them, and where it errs."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.comparison import SIZE
from rnnlib.plotting.sounds import POWER
from rnnlib.plotting.style import COLOURS, TIME, new_figure, style

_MARKERS = ("o", "s", "^", "D")


@style()
def reading_orders(image, orders):
    """Draw in which order the pixels of a picture are read, and the sequence that comes of it.

    Left, the path over the picture, from blue (first) to orange (last); right, the grey values in that order.

    Args:
        image: (R, W), floating, in [0, 1]; 1 is ink.
        orders: dict from a title to the indices of all pixels in the order of reading, integers (R * W,);
            a pixel's index is row * W + column. From 1 to 4 of them.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: no image, no dict of orders, or an order that does not take each pixel once.
    Source: Le, Jaitly and Hinton (2015); chapter 6.4.1.
    """
    R, W = checks.check_array("image", image, ("R", "W")).shape
    if not isinstance(orders, dict):
        raise TypeError(f"orders: expected a dict from title to order, got {type(orders).__name__}")
    if not 1 <= len(orders) <= 4:
        raise ValueError(f"orders: expected from 1 to 4 of them, got {len(orders)}")
    figure, axes = new_figure(0.4 + 1.15 * len(orders), nrows=len(orders), ncols=2, squeeze=False,
                              width_ratios=[1, 3.2])
    colours = TIME(np.linspace(0, 1, R * W))
    for (left, right), (title, order) in zip(axes, orders.items(), strict=True):
        checks.check_integers(f"orders[{title!r}]", order, (R * W,), low=0, high=R * W - 1)
        if len(set(order.tolist())) != R * W:
            raise ValueError(f"orders[{title!r}]: expected each pixel once, got one more than once")
        left.imshow(image, cmap="Greys", vmin=0, vmax=1.6, interpolation="none")
        rows, columns = np.divmod(order, W)
        for k in range(R * W - 1):
            left.plot(columns[k:k + 2], rows[k:k + 2], color=colours[k], linewidth=1.1)
        right.bar(np.arange(1, R * W + 1), image.reshape(-1)[order], width=1.0, color=colours)
        right.set(xlim=(0.5, R * W + 0.5), ylim=(0, 1), yticks=[], xticks=[1, R * W // 2, R * W], title=title)
        left.set(xticks=[], yticks=[])
    axes[-1][1].set_xlabel("step")
    return figure


@style()
def run_dots(scores, *, lines=None, xlabel="accuracy", xlim=(0.0, 1.0)):
    """Draw one dot for every run: a row for each model, a marker and colour for each way of running it.

    Args:
        scores: dict from a model's name to a dict from a way's name to the runs' scores, (runs,) each. A way
            may be missing for a model.
        lines: dict from a name to a score, drawn as upright dashed lines with the name on top; or None.
        xlabel: text under the axis.
        xlim: range of scores.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: no dict of dicts, nothing in it, or more than 4 ways.
    Source: chapter 6.4.1.
    """
    if not isinstance(scores, dict) or not all(isinstance(runs, dict) for runs in scores.values()):
        raise TypeError("scores: expected a dict from model to a dict from way to runs")
    ways = list(dict.fromkeys(way for runs in scores.values() for way in runs))
    if not 1 <= len(ways) <= 4:
        raise ValueError(f"scores: expected from 1 to 4 ways, got {len(ways)}")
    figure, ax = new_figure(0.9 + 0.42 * len(scores))
    for y, runs in enumerate(scores.values()):
        ax.axhline(y, color="#d0d0d0", linewidth=0.7, zorder=0)
        for way, values in runs.items():
            k = ways.index(way)
            ax.plot(values, np.full(len(values), y), _MARKERS[k], color=COLOURS[k], markersize=7, alpha=0.85,
                    label=way, markeredgecolor="white", markeredgewidth=0.6)
    for k, (name, score) in enumerate((lines or {}).items()):
        ax.axvline(score, color="#606060", linestyle=("--", ":", "-.")[k % 3], linewidth=1.3)
        ax.text(score, -0.62, name, ha="right" if k % 2 == 0 else "left", va="bottom", fontsize=9.5)
    ax.set(yticks=range(len(scores)), yticklabels=list(scores), ylim=(len(scores) - 0.5, -0.7), xlim=xlim,
           xlabel=xlabel)
    ax.tick_params(axis="y", length=0)
    handles = dict(zip(*ax.get_legend_handles_labels()[::-1], strict=True))
    figure.legend([handles[way] for way in ways], ways, ncols=len(ways), loc="outside upper center")
    return figure


@style()
def belief_strips(images, probabilities, labels):
    """Draw pictures and, under each step of reading one, the probability of every class at that step.

    White lines part the rows of the picture; the right class has an orange mark on either side.

    Args:
        images: (B, R, W), floating, from 1 to 4 of them.
        probabilities: (B, R * W, K), floating, after each pixel; they add up to 1 along the last axis.
        labels: the right classes, integers (B,).
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: arrays that do not fit together, or too many images.
    Source: chapter 6.4.1.
    """
    B, R, W = checks.check_array("images", images, ("B", "R", "W")).shape
    K = checks.check_array("probabilities", probabilities, (B, R * W, "K")).shape[2]
    checks.check_integers("labels", labels, (B,), low=0, high=K - 1)
    if not 1 <= B <= 4:
        raise ValueError(f"images: expected from 1 to 4 of them, got {B}")
    figure, axes = new_figure(0.35 + 1.45 * B, nrows=B, ncols=2, squeeze=False, width_ratios=[1, 3.0])
    for b, (left, right) in enumerate(axes):
        left.imshow(images[b], cmap="Greys", interpolation="none")
        left.set(xticks=[], yticks=[])
        right.imshow(probabilities[b].T, cmap=POWER, vmin=0, vmax=1, aspect="auto", interpolation="none",
                     extent=(0.5, R * W + 0.5, K - 0.5, -0.5))
        for r in range(1, R):
            right.axvline(r * W + 0.5, color="#909090", linewidth=0.6)
        for x, marker in ((0.012, ">"), (0.988, "<")):
            right.plot(x, labels[b], marker, transform=right.get_yaxis_transform(), color=COLOURS[1],
                       markersize=8, markeredgecolor="white", markeredgewidth=0.8)
        right.set(yticks=range(0, K, 2), xticks=[W * r for r in range(1, R + 1)])
        right.tick_params(axis="both", length=0, labelsize=9)
    axes[-1][1].set_xlabel("pixels seen")
    return figure


@style()
def pixel_maps(maps):
    """Draw one square map a title, dark where a pixel counts; each map has its own scale.

    Args:
        maps: dict from a title to a map (R, W), floating, none negative; from 1 to 5.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: no dict, no map, or negative entries.
    Source: Simonyan, Vedaldi and Zisserman (2014); chapter 6.4.1.
    """
    if not isinstance(maps, dict):
        raise TypeError(f"maps: expected a dict from title to map, got {type(maps).__name__}")
    if not 1 <= len(maps) <= 5:
        raise ValueError(f"maps: expected from 1 to 5 of them, got {len(maps)}")
    figure, axes = new_figure(1.75, ncols=len(maps), squeeze=False)
    for ax, (title, values) in zip(axes[0], maps.items(), strict=True):
        checks.check_array(f"maps[{title!r}]", values, ("R", "W"))
        if values.min() < 0:
            raise ValueError(f"maps[{title!r}]: expected no negative entry, got {values.min():.3g}")
        ax.imshow(values, cmap=SIZE, vmin=0, vmax=values.max() or 1.0, interpolation="none")
        ax.set(xticks=[], yticks=[], title=title)
        ax.title.set_fontsize(9.5)
    return figure


@style()
def confusions(counts):
    """Draw a confusion matrix: a number in each field that is not empty, errors in orange.

    Args:
        counts: (K, K), integers >= 0: row the right class, column the answer.
    Returns:
        the figure, 3.9 inches wide.
    Raises:
        TypeError, ValueError: no square matrix of counts.
    Source: chapter 6.4.1.
    """
    checks.check_integers("counts", counts, low=0)
    K = len(counts)
    if counts.shape != (K, K):
        raise ValueError(f"counts: expected a square matrix, got shape {counts.shape}")
    figure, ax = new_figure(3.6, width=3.9)
    wrong = np.where(np.eye(K, dtype=bool), 0, counts)
    ax.imshow(wrong, cmap="Oranges", vmin=0, vmax=1.3 * max(1, wrong.max()), interpolation="none")
    for (row, column), n in np.ndenumerate(counts):
        if n:
            ax.text(column, row, str(n), ha="center", va="center", fontsize=9,
                    color="#606060" if row == column else "black")
    ax.set(xticks=range(K), yticks=range(K), xlabel="answer", ylabel="digit")
    ax.tick_params(length=0)
    return figure


@style()
def gallery(images, captions):
    """Draw pictures in rows of four, each with a short text over it.

    Args:
        images: (B, R, W), floating, B from 1 to 12.
        captions: B texts.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: no images, too many, or another number of texts.
    Source: chapter 6.4.1.
    """
    B = len(checks.check_array("images", images, ("B", "R", "W")))
    if not 1 <= B <= 12 or len(captions) != B:
        raise ValueError(f"captions: expected one for each of 1 to 12 images, got {len(captions)} for {B}")
    lines = -(-B // 4)
    figure, axes = new_figure(1.55 * lines, nrows=lines, ncols=4, squeeze=False)
    for b, ax in enumerate(axes.flat):
        if b >= B:
            ax.remove()
            continue
        ax.imshow(images[b], cmap="Greys", interpolation="none")
        ax.set(xticks=[], yticks=[], title=captions[b])
        ax.title.set_fontsize(9.5)
    return figure
