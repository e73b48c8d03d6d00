"""Film strips: the frames of videos side by side, and what a network takes each for as time goes on."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.sounds import POWER
from rnnlib.plotting.style import COLOURS, new_figure, style


@style()
def film_strip(videos, titles, *, beliefs=None, labels=None, classes=None, xlabel="frame"):
    """Draw each video as a row of frames and, if given, the probability of every class under each frame.

    The darker a field, the surer. The right class is marked at the right edge.

    Args:
        videos: (B, T, H, W), floating, from 1 to 8 videos; drawn from 0 (white) to 1 (black).
        titles: B texts, one over each strip.
        beliefs: (B, T, K), floating, probabilities; a column of NaN where there is none yet. None for no
            second row.
        labels: the right classes, integers (B,); needed with `beliefs`.
        classes: K texts; needed with `beliefs`.
        xlabel: text under the last row.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: arrays that do not fit together, too many videos, no or not enough titles,
            beliefs without labels or classes.
    Source: chapter 6.4.2.
    """
    B, T, _, _ = _shape(videos)
    if len(titles) != B:
        raise ValueError(f"titles: expected {B} texts, one a video, got {len(titles)}")
    ratios = [1.0]
    if beliefs is not None:
        if labels is None or classes is None:
            raise ValueError("beliefs: expected together with labels and classes")
        beliefs = np.asarray(beliefs)
        if beliefs.shape != (B, T, len(classes)):
            raise ValueError(f"beliefs: expected shape {(B, T, len(classes))}, got {beliefs.shape}")
        checks.check_integers("labels", labels, (B,), low=0, high=len(classes) - 1)
        ratios = [1.0, 3.6]
    rows = len(ratios) * B
    figure, axes = new_figure(0.4 + (0.66 if beliefs is None else 2.15) * B, nrows=rows, squeeze=False,
                              height_ratios=ratios * B)
    for b in range(B):
        ax = axes[len(ratios) * b, 0]
        _frames(ax, videos[b])
        ax.set_title(titles[b], fontsize=11, loc="left", pad=2)
        if beliefs is not None:
            ax = axes[2 * b + 1, 0]
            _beliefs(ax, beliefs[b], labels[b], classes)
    last = axes[-1, 0]
    last.set(xticks=[1, *range(4, T + 1, 4)], xlabel=xlabel)
    last.tick_params(axis="x", labelsize=9, length=0)
    return figure


def _shape(videos):
    """The shape of the videos, checked."""
    shape = checks.check_array("videos", videos, ("B", "T", "H", "W")).shape
    if not 1 <= shape[0] <= 8:
        raise ValueError(f"videos: expected from 1 to 8 of them, got {shape[0]}")
    return shape


def _frames(ax, video):
    """One strip: every frame in a box of width 1, with a small space between."""
    T = len(video)
    for t, frame in enumerate(video, start=1):
        ax.imshow(frame, cmap="Greys", vmin=0, vmax=1, interpolation="none", aspect="auto",
                  extent=(t - 0.46, t + 0.46, 1, 0))
        ax.plot([t - 0.46, t + 0.46, t + 0.46, t - 0.46, t - 0.46], [0, 0, 1, 1, 0], color="#808080",
                linewidth=0.6)
    ax.set(xlim=(0.5, T + 0.5), ylim=(1, 0), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def _beliefs(ax, beliefs, label, classes):
    """The probabilities of one video, a column for each frame, and a mark at the right class."""
    T, K = beliefs.shape
    ax.imshow(beliefs.T, cmap=POWER, vmin=0, vmax=1, interpolation="none", aspect="auto",
              extent=(0.5, T + 0.5, K - 0.5, -0.5))
    ax.set(xlim=(0.5, T + 0.5), ylim=(K - 0.5, -0.5), xticks=[], yticks=range(K))
    ax.set_yticklabels(classes, fontsize=10.5)
    ax.tick_params(length=0)
    ax.plot(T + 0.7, label, "<", markersize=7, color=COLOURS[1], clip_on=False)
    ax.spines[:].set_visible(True)
    ax.spines[:].set_color("#808080")
