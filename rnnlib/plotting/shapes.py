"""Shapes of sequence problems: how many pieces go in, how many come out, and when."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style

#: Title, number of steps, the steps that have an input, and those that have an output.
SHAPES = (
    ("many-to-one", 4, (0, 1, 2, 3), (3,)),
    ("one-to-many", 4, (0,), (0, 1, 2, 3)),
    ("many-to-many,\nstep by step", 4, (0, 1, 2, 3), (0, 1, 2, 3)),
    ("many-to-many,\nfirst read, then write", 5, (0, 1, 2), (2, 3, 4)),
)
_PITCH, _BOX, _LEVELS = 0.46, 0.27, (0.22, 0.78, 1.34)  # inches


@style()
def sequence_shapes(shapes=SHAPES):
    """Draw the shapes: inputs at the bottom, the state in the middle, outputs on top, time to the right.

    Args:
        shapes: four of (title, number of steps from 1 to 5, steps with an input, steps with an output).
    Returns:
        the figure, 5.2 inches wide, two shapes beside and below each other.
    Raises:
        ValueError: another number of shapes or of steps, or a step that does not exist.
    Source: Karpathy (2015); chapter 1.2.
    """
    if len(shapes) != 4:
        raise ValueError(f"shapes: expected 4, which fill the page, got {len(shapes)}")
    figure, axes = new_figure(4.2, nrows=2, ncols=2)
    for ax, (title, steps, inputs, outputs) in zip(axes.flat, shapes, strict=True):
        if checks.check_size("steps", steps) > 5:
            raise ValueError(f"steps: expected at most 5, which fit the page, got {steps}")
        if not {*inputs, *outputs} <= set(range(steps)):
            raise ValueError(f"shapes: expected steps from 0 to {steps - 1} in {title!r}")
        ax.set(xlim=(0, 2.5), ylim=(0, 1.6), aspect="equal")
        ax.set_title(title, fontsize=10.5)
        ax.set_axis_off()
        left = (2.5 - (steps - 1) * _PITCH) / 2
        for k in range(steps):
            x = left + k * _PITCH
            _box(ax, x, _LEVELS[1], "#808080")
            if k:
                _arrow(ax, (x - _PITCH + _BOX / 2, _LEVELS[1]), (x - _BOX / 2, _LEVELS[1]))
            if k in inputs:
                _box(ax, x, _LEVELS[0], COLOURS[0])
                _arrow(ax, (x, _LEVELS[0] + _BOX / 2), (x, _LEVELS[1] - _BOX / 2))
            if k in outputs:
                _box(ax, x, _LEVELS[2], COLOURS[1])
                _arrow(ax, (x, _LEVELS[1] + _BOX / 2), (x, _LEVELS[2] - _BOX / 2))
    return figure


def _box(ax, x, y, colour):
    side = _BOX - 0.08
    ax.add_patch(FancyBboxPatch((x - side / 2, y - side / 2), side, side, boxstyle="round,pad=0.04",
                                facecolor=colour + "40", edgecolor=colour, linewidth=1.6))


def _arrow(ax, start, end):
    ax.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=9, shrinkA=1, shrinkB=1,
                                 linewidth=1.2, color="black"))
