"""Reading plans as a figure: boxes as long as the readings, one row a reader, one colour a source."""

import numpy as np
import pytest

from rnnlib import plotting

PATHS = {"one": [("X 1", 20), ("Y lecture 2", 30)], "two": [("X 3", 50)]}


def boxes(figure):
    """The boxes that have a width: (left, width, colour)."""
    return [(box.get_x(), box.get_width(), box.get_facecolor()) for box in figure.axes[0].patches]


def test_each_reading_is_as_long_as_it_takes_and_follows_the_one_before():
    shapes = [(left, width) for left, width, _ in boxes(plotting.reading_paths(PATHS))]
    np.testing.assert_allclose(shapes, [(0, 20), (20, 30), (0, 50)])


def test_a_source_has_one_colour_and_its_parts_are_written():
    figure = plotting.reading_paths(PATHS)
    colours = [colour for *_, colour in boxes(figure)]
    assert colours[0] == colours[2] != colours[1]
    texts = {text.get_text() for text in figure.axes[0].texts}
    assert texts == {"1", "2", "3"}
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["X", "Y"]


@pytest.mark.parametrize("paths", [{}, {"one": []}, {"one": [("X 1", 0)]}])
def test_a_path_without_readings_or_minutes_is_refused(paths):
    with pytest.raises(ValueError, match="paths: expected"):
        plotting.reading_paths(paths)
