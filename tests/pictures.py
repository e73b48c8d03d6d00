"""What tests of the demos' pictures share."""

import numpy as np
from matplotlib.text import Text


def assert_axes_stay(draw, frames):
    """Draw some frames of a demo: axes keep limits and places, texts can be read, nothing is cut off.

    Returns the figures.
    """
    figures, seen = [draw(*frame) for frame in frames], []
    for figure in figures:
        figure.draw_without_rendering()
        seen.append([(*ax.get_xlim(), *ax.get_ylim(), *np.round(ax.get_position().bounds, 3))
                     for ax in figure.axes])
        assert all(text.get_fontsize() >= 9 for text in figure.findobj(Text))
        box = figure.get_tightbbox()
        assert 0 <= box.x0 and box.x1 <= 5.2 and 0 <= box.y0 and box.y1 <= figure.get_size_inches()[1]
    assert all(places == seen[0] for places in seen)
    return figures
