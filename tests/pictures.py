"""What tests of pictures share."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text


def texts(figure):
    """The texts of a figure that can be seen, after it was drawn: not the labels of ticks out of view."""
    figure.draw_without_rendering()
    hidden = set()
    for ax in figure.findobj(Axes):
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                hidden |= {tick.label1, tick.label2} if not low <= tick.get_loc() <= high else set()
            if not ax.axison:
                hidden |= set(axis.findobj(Text))
    return [text for text in figure.findobj(Text)
            if text.get_text() and text.get_visible() and text not in hidden]


def assert_texts_can_be_read(figure):
    """Assert that a figure fits a phone, and that its texts lie inside it, apart, and are large enough."""
    assert isinstance(figure, Figure) and figure.get_size_inches()[0] <= 5.2
    seen = texts(figure)
    assert seen
    boxes = [text.get_window_extent() for text in seen]
    for k, (text, box) in enumerate(zip(seen, boxes, strict=True)):
        assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0 and box.y1 <= figure.bbox.y1, text
        assert text.get_fontsize() >= 9, text
        assert not any(box.overlaps(other) for other in boxes[:k]), text


def contrast(colour, background):
    """The contrast of two colours as WCAG 2.2 defines it."""
    lights = []
    for rgb in (to_rgb(colour), to_rgb(background)):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
        lights.append(np.dot([0.2126, 0.7152, 0.0722], linear) + 0.05)
    return max(lights) / min(lights)


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
