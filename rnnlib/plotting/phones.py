"""Phones: a recording with what is said in it, and what a network believes is said, frame by frame."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, PowerNorm

from rnnlib import checks
from rnnlib.plotting.sounds import POWER
from rnnlib.plotting.style import COLOURS, as_axes, new_figure, style

#: For probabilities: nothing, then orange to dark red.
BELIEF = LinearSegmentedColormap.from_list("belief", ["#ffffff00", "#f7c98b", COLOURS[1], "#8a3b02"])


@style()
def recording(wave, rate, features, phones):
    """Show a recording three times: its wave, its bands of power, and the phones that are said.

    Args:
        wave: floating (N,).
        rate: samples a second.
        features: floating (T, M), M bands, one row a frame; frames fill the time of the wave.
        phones: pairs of (phone, first sample), in order.
    Returns:
        the figure, with two axes.
    Raises:
        TypeError, ValueError: no such arrays, an empty one, a rate that is no whole number, no phones.
    Source: chapter 6.2.1.
    """
    checks.check_array("wave", wave, ("N",))
    checks.check_array("features", features, ("T", "M"))
    rate = checks.check_size("rate", rate)
    if not (wave.size and features.size and len(phones)):
        raise ValueError("expected at least one sample, frame, band and phone, got none")
    figure, (top, bottom) = new_figure(3.4, nrows=2, sharex=True, gridspec_kw={"height_ratios": (1, 1.7)})
    end = 1000 * len(wave) / rate
    starts = [1000 * start / rate for _, start in phones] + [end]
    top.plot(1000 * np.arange(len(wave)) / rate, wave, linewidth=0.6)
    top.set(ylim=(-1, 1.55), yticks=[-1, 0, 1], ylabel="wave")
    bottom.imshow(features.T, cmap=POWER, aspect="auto", origin="lower", interpolation="none",
                  extent=(0, end, 0.5, features.shape[1] + 0.5))
    bottom.set(xlabel="time (ms)", ylabel="mel band", xlim=(0, end))
    for k, (name, _) in enumerate(phones):
        top.text((starts[k] + starts[k + 1]) / 2, 1.22, name, ha="center", va="center", fontsize=13,
                 color="#a04c05")
        for ax in (top, bottom) if k else ():
            ax.axvline(starts[k], color=COLOURS[1], linewidth=1.2, linestyle=(0, (3, 2)))
    return figure


@style()
def posteriors(chances, names, truth, *, title="", xlabel="time (ms)", hop=10, ax=None):
    """Show how probable each phone is at each frame; a dark line runs along the phone that is really said.

    Args:
        chances: floating (T, K), in [0, 1].
        names: K texts, the phones.
        truth: integers (T,) in 0..K - 1; drawn as steps.
        title, xlabel: texts.
        hop: time from frame to frame, in ms.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no probabilities (T, K), or names and truth that do not fit them.
    Source: chapter 6.2.1.
    """
    checks.check_array("chances", chances, ("T", "K"))
    T, K = chances.shape
    if not T or len(names) != K or chances.min() < 0 or chances.max() > 1 + 1e-9:
        raise ValueError(f"chances: expected numbers in [0, 1], a frame or more, a column for each of "
                         f"{len(names)} names, got shape {chances.shape}")
    checks.check_integers("truth", truth, (T,), low=0, high=K - 1)
    ax = as_axes(ax, 3.6)
    ax.imshow(chances.T, cmap=BELIEF, vmin=0, vmax=1, aspect="auto", interpolation="none",
              extent=(0, T * hop, K - 0.5, -0.5))
    cuts = [0, *(np.flatnonzero(np.diff(truth)) + 1).tolist(), T]
    for start, end in zip(cuts, cuts[1:], strict=False):
        ax.plot([start * hop, end * hop], [truth[start]] * 2, color=COLOURS[0], linewidth=2.2)
    ax.set(xlabel=xlabel, title=title, yticks=range(K))
    ax.set_yticklabels(names, fontsize=9)
    ax.spines[["top", "right"]].set_visible(True)
    return ax.figure


@style()
def phone_confusions(counts, names, *, xlabel="named as", ylabel="really said", ax=None):
    """Show a confusion matrix: each row says what became of the frames of one phone.

    The colour grows with the square root of the share, so that small shares can be seen.

    Args:
        counts: integers (K, K), row i and column j: frames of class i that were named j.
        names: K texts.
        xlabel, ylabel: texts beside the axes.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no such matrix, negative counts, or another number of names.
    Source: chapter 6.2.1.
    """
    checks.check_integers("counts", counts, (len(names), len(names)), low=0)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    ax = as_axes(ax, 4.6)
    ax.imshow(share, cmap=BELIEF, norm=PowerNorm(0.5, 0, 1), interpolation="none")
    ax.set(xlabel=xlabel, ylabel=ylabel, xticks=range(len(names)), yticks=range(len(names)))
    ax.set_xticklabels(names, fontsize=9)
    ax.set_yticklabels(names, fontsize=9)
    ax.spines[["top", "right"]].set_visible(True)
    return ax.figure
