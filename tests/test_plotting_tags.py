"""Pictures of tags: the colours are the numbers, the path goes where it is told, and bad input is told."""

import numpy as np
import pytest

from rnnlib import plotting

WORDS, TAGS = ["Anna", "sings", "."], ["O", "B-PER"]
CERTAIN = np.array([[0.1, 0.9], [1.0, 0.0], [0.7, 0.3]])


def test_the_lattice_shows_probabilities_and_path():
    ax, = plotting.tag_lattice(WORDS, TAGS, CERTAIN, [1, 0, 0]).axes
    np.testing.assert_array_equal(ax.images[0].get_array(), CERTAIN.T)
    assert ax.images[0].get_clim() == (-1, 1)
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), [(0, 1), (1, 0), (2, 0)])
    assert [text.get_text() for text in ax.get_xticklabels()] == WORDS
    assert [text.get_text() for text in ax.get_yticklabels()] == TAGS


def test_the_map_writes_scores_and_frames_what_is_forbidden():
    scores = np.array([[1.0, -2.04], [np.nan, 0.5]])
    framed = np.array([[False, True], [False, False]])
    ax, = plotting.transition_map(scores, ["a", "b"], ["c", "d"], forbidden=framed).axes
    assert [text.get_text() for text in ax.texts] == ["1.0", "\N{MINUS SIGN}2.0", "0.5"]
    assert ax.images[0].get_clim() == (-2.04, 2.04)
    frame, = ax.patches
    assert frame.contains_point(ax.transData.transform((1, 0))) and not frame.get_fill()
    assert not plotting.transition_map(scores, ["a", "b"], ["c", "d"]).axes[0].patches


@pytest.mark.parametrize(("draw", "message"), [
    (lambda: plotting.tag_lattice(WORDS, TAGS, CERTAIN.T, [1, 0, 0]), "probabilities: expected"),
    (lambda: plotting.tag_lattice(WORDS, TAGS, CERTAIN, [2, 0, 0]), "path: expected"),
    (lambda: plotting.transition_map(np.eye(2), ["a"], ["c", "d"]), "scores: expected"),
    (lambda: plotting.transition_map(np.eye(2), "ab", "cd", forbidden=np.eye(3) > 0), "forbidden: expected"),
    (lambda: plotting.transition_map(np.eye(2), "ab", "cd", limit=0.0), "limit: expected"),
])
def test_bad_input_is_told(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
