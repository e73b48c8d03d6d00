"""Alignments: which letter stands where, as a lattice of states and frames and as chances over time."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.phones import BELIEF
from rnnlib.plotting.style import COLOURS, as_axes, new_figure, style
from rnnlib.plotting.translation import Words

_WORDS = {"frame": "frame", "forward": "forward", "backward": "backward", "posterior": "share"}


@style()
def state_lattice(posterior, forward, backward, names, frame, *, words=None):
    """Show where paths stand: a row a state, a column a frame, darker where more of the paths are.

    Up to the chosen frame, full circles show the forward variables, after it hollow squares the backward
    ones: their area is the share of their column. Bars on the right are the posterior at the chosen frame.

    Args:
        posterior: floating (T, S), in [0, 1].
        forward, backward: floating (T, S), logarithms; -inf is allowed, but not for a whole column.
        names: S texts, one a state.
        frame: the chosen frame, 1 to T.
        words: dict with the texts "frame", "forward", "backward" and "posterior", or None.
    Returns:
        the figure, with two axes.
    Raises:
        TypeError, ValueError: arrays of other shapes, another number of names, or no such frame.
    Source: chapter 6.2.3.
    """
    words = _WORDS | (words or {})
    checks.check_array("posterior", posterior, ("T", len(names)))
    T, S = posterior.shape
    for name, value in (("forward", forward), ("backward", backward)):
        checks.check_array(name, value, (T, S), finite=False)
    if not 1 <= checks.check_size("frame", frame) <= T:
        raise ValueError(f"frame: expected 1 to {T}, got {frame}")
    figure, (ax, bars) = new_figure(4.2, ncols=2, sharey=True, gridspec_kw={"width_ratios": (4, 1)})
    ax.imshow(posterior.T, cmap=BELIEF, vmin=0, vmax=1, aspect="auto", interpolation="none",
              extent=(0.5, T + 0.5, S - 0.5, -0.5), alpha=0.75)
    for values, columns, marker, label, face in (
            (forward, range(frame), "o", words["forward"], COLOURS[0]),
            (backward, range(frame, T), "s", words["backward"], "none")):
        shares = np.exp(values - np.logaddexp.reduce(values, axis=1, keepdims=True))
        t, s = (np.array(part, int) for part in zip(*((t, s) for t in columns for s in range(S)
                                                      if shares[t, s] > 0.005), strict=True)) \
            if len(columns) else (np.zeros(0, int), np.zeros(0, int))
        ax.scatter(t + 1, s, 130 * shares[t, s], marker=marker, facecolors=face, edgecolors=COLOURS[0],
                   linewidths=1.3)
        ax.plot([], [], marker, color=COLOURS[0], markerfacecolor=face, label=label)
    ax.axvspan(frame - 0.5, frame + 0.5, facecolor="none", edgecolor="black", linewidth=1.6)
    ax.set(xlabel=words["frame"], yticks=[], xlim=(-0.6, T + 0.5), ylim=(S - 0.5, -0.5),
           xticks=[k for k in range(1, T + 1) if k == 1 or k % 5 == 0])
    for s, name in enumerate(names):
        ax.add_artist(Words(name, -0.2, s, size=11))
    ax.spines[["top", "right"]].set_visible(True)
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    bars.barh(range(S), posterior[frame - 1], color=COLOURS[1], height=0.7)
    bars.set(xlim=(0, 1), xticks=[0, 1], xlabel=words["posterior"])
    return figure


@style()
def letter_chances(probabilities, names, *, spans=(), title="", xlabel="time (ms)", hop=30, ax=None):
    """Show the chances of the symbols that matter over time: a line each, dashed for the first, the blank.

    Args:
        probabilities: floating (T, K), in [0, 1].
        names: K texts; symbols that never reach 0.2 are not drawn.
        spans: pairs (start, end) in ms: where words are spoken, as grey bars along the bottom.
        title, xlabel: texts.
        hop: time from frame to frame, in ms.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no probabilities (T, K), or another number of names.
    Source: chapter 6.2.3.
    """
    checks.check_array("probabilities", probabilities, ("T", len(names)))
    if not len(probabilities) or probabilities.min() < 0 or probabilities.max() > 1 + 1e-6:
        raise ValueError("probabilities: expected numbers in [0, 1], at least one frame")
    ax, middles = as_axes(ax, 2.4), (np.arange(len(probabilities)) + 0.5) * hop
    for start, end in spans:
        ax.axvspan(start, end, ymax=0.035, color="#808080")
    ax.plot(middles, probabilities[:, 0], "--", color="#808080", linewidth=1.3)
    for k in range(1, len(names)):
        line = probabilities[:, k]
        if line.max() < 0.2:
            continue
        colour = COLOURS[k % len(COLOURS)]
        ax.plot(middles, line, color=colour, linewidth=1.6)
        high = np.flatnonzero(line >= 0.2)
        for run in np.split(high, np.flatnonzero(np.diff(high) > 1) + 1):
            top = run[line[run].argmax()]
            ax.text(middles[top], line[top] + 0.03, names[k], ha="center", va="bottom", color=colour,
                    fontsize=11)
    ax.set(xlim=(0, len(probabilities) * hop), ylim=(0, 1.2), yticks=[0, 0.5, 1], xlabel=xlabel, title=title)
    return ax.figure
