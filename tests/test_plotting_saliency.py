"""Pictures of saliency: every word is there for every map, colours follow values, and frames their words."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from rnnlib import plotting

WORDS = ["the", "opal", "cat", "said"]
MAPS = {"one": np.array([0.0, 2.0, -1.0, 0.5]), "two": np.zeros(4)}


def grounds(figure):
    return [p for p in figure.axes[0].patches if isinstance(p, Rectangle) and p.get_fill()]


def test_each_map_shows_every_letter_and_its_name():
    figure = plotting.word_saliency(WORDS, MAPS)
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert "".join(t for t in texts if t not in MAPS) == "".join(WORDS) * 2
    assert [t for t in texts if t in MAPS] == ["one", "two"]


def test_colours_are_full_at_the_largest_value_of_a_map_and_empty_at_zero():
    found = [to_rgba(p.get_facecolor()) for p in grounds(plotting.word_saliency(WORDS, MAPS))]
    assert found[1] == to_rgba(plotting.SIGNED(1.0)) and found[2] == to_rgba(plotting.SIGNED(0.25))
    assert all(colour[3] < 0.01 for colour in [found[0], *found[4:]])


def test_words_that_do_not_fit_begin_a_new_line():
    corners = [p.get_xy() for p in grounds(plotting.word_saliency(WORDS, {"one": np.ones(4)}, columns=8))]
    assert [round(y - 0.04) for _, y in corners] == [0, 0, 1, 1] and corners[0][0] == corners[2][0]


def test_frames_are_full_and_broken():
    figure = plotting.word_saliency(WORDS, MAPS, marks=([1], [3]))
    frames = [p for p in figure.axes[0].patches if not p.get_fill()]
    assert [p.get_linestyle() == "-" for p in frames] == [True, False] * 2


@pytest.mark.parametrize(("words", "maps", "options", "message"), [
    ([], MAPS, {}, "at least one"), (WORDS, {}, {}, "at least one"), (WORDS, {"one": np.zeros(3)}, {}, "one"),
    (WORDS, MAPS, {"marks": ([4],)}, "indices"), (WORDS, MAPS, {"columns": 3}, "columns"),
])
def test_what_does_not_fit_is_refused(words, maps, options, message):
    with pytest.raises(ValueError, match=message):
        plotting.word_saliency(words, maps, **options)
