"""Pictures of translation: weights and words are where they should be."""

import numpy as np
import pytest
from matplotlib.text import Text

from rnnlib import plotting

COLUMNS, ROWS = ["the", "white", "house", "."], ["la", "maison", "blanche"]
WEIGHTS = np.eye(3, 4)
WORDS = {"kept": "kept", "dropped": "dropped", "step": "step", "place": "place"}


def words_in(figure):
    """The texts that are data."""
    return [artist.text for artist in figure.findobj(plotting.Words)]


def test_the_map_shows_its_weights_and_all_words():
    figure = plotting.attention_map(WEIGHTS, COLUMNS, ROWS, source=(0, 2, 1),
                                    guesses=["la", "house", "blanche"])
    image, = figure.axes[0].images
    np.testing.assert_array_equal(image.get_array(), WEIGHTS)
    assert image.get_extent() == [0, 4, 3, 0]
    assert sorted(words_in(figure)) == sorted([*COLUMNS, *ROWS, "la", "house", "blanche"])
    circles = figure.axes[0].lines[-1]
    np.testing.assert_allclose(circles.get_xdata(), [0.5, 2.5, 1.5])
    bold = [artist.text for artist in figure.findobj(plotting.Words) if artist.bold]
    assert bold == ["house"]


def test_words_are_drawn_and_inside_the_picture():
    for build in (lambda: plotting.attention_map(WEIGHTS, ["beautiful"] * 4, ["infirmières"] * 3,
                                                 guesses=["infirmières"] * 3, room=12),
                  lambda: plotting.beam([[0, 0]], [[False, False]], [(-0.5, "une longue phrase " * 3)], [],
                                        steps=3, room=2, words=WORDS)):
        figure = build()
        figure.draw_without_rendering()
        pixels = np.frombuffer(figure.canvas.print_to_buffer()[0], np.uint8) if hasattr(
            figure.canvas, "print_to_buffer") else None
        assert pixels is None or pixels.min() < 100
        for artist in figure.findobj(plotting.Words):
            x, y = artist.axes.transData.transform((artist.x, artist.y)) / figure.dpi
            length = len(artist.text) * 0.602 * artist.size / 72
            if artist.upright:
                assert y + length <= figure.get_size_inches()[1]
            else:
                assert 0 <= x - artist.anchor * length and x + (1 - artist.anchor) * length <= 5.2


def test_the_tree_joins_children_with_their_parents_and_marks_the_best():
    figure = plotting.beam([[0, 0], [1, 0]], [[False, False], [True, False]], [(-1.0, "a b"), (-2.0, "c")],
                           [(-3.0, "d")], steps=4, room=3, words=WORDS)
    tree = figure.axes[0]
    edges = [line for line in tree.lines if len(line.get_xdata()) == 2]
    assert len(edges) == 4
    thick = {tuple(map(tuple, line.get_xydata())) for line in edges if line.get_linewidth() > 2}
    assert thick == {((0, 1), (1, 2)), ((1, 2), (2, 1))}
    assert {"a b", "c", "d", "−1.00", "−2.00", "−3.00"} == set(words_in(figure))
    assert all(text.get_fontsize() >= 9 for text in figure.findobj(Text))


@pytest.mark.parametrize(("call", "message"), [
    (lambda: plotting.attention_map(WEIGHTS + 1, COLUMNS, ROWS), "weights: expected numbers in"),
    (lambda: plotting.attention_map(WEIGHTS, COLUMNS[:2], ROWS), "weights"),
    (lambda: plotting.attention_map(WEIGHTS, COLUMNS, ROWS, room=3), "room: expected at least 4"),
    (lambda: plotting.beam([[0]] * 3, [[False]] * 3, [], [], steps=2, room=1, words=WORDS), "steps, room"),
])
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
