"""Pictures of word vectors: what they show is the data, and every text is inside."""

import numpy as np
import pytest
from pictures import assert_texts_can_be_read

from rnnlib import plotting

RNG = np.random.default_rng(0)
SENSES = np.array([0, 1] * 5)
SCORES = {method: {"a": np.array([0.1, 0.2]), "b": np.array([1.0, 0.0])} for method in ("one", "another one")}
FIGURES = {
    "pair_map": lambda: plotting.pair_map(np.eye(2), 1 + np.eye(2), [("here", "there"), ("up", "down")]),
    "score_dots": lambda: plotting.score_dots(SCORES, xlabel="right"),
    "sense_map": lambda: plotting.sense_map({"one": np.zeros((10, 2)), "two": RNG.normal(size=(10, 2))},
                                            SENSES, ("money", "river")),
}
each_figure = pytest.mark.parametrize("name", FIGURES)


@each_figure
def test_a_figure_fits_a_phone_and_its_texts_can_be_read(name):
    assert_texts_can_be_read(FIGURES[name]())


def test_the_points_are_the_data():
    lines = FIGURES["pair_map"]().axes[0].lines
    np.testing.assert_array_equal(np.array(lines[-2].get_data()).T, np.eye(2))
    np.testing.assert_array_equal(np.array(lines[-1].get_data()).T, 1 + np.eye(2))
    dots = FIGURES["score_dots"]().axes[0]
    np.testing.assert_array_equal(dots.lines[0].get_xdata(), SCORES["one"]["a"])
    panel = FIGURES["sense_map"]().axes[1]
    assert [len(line.get_xdata()) for line in panel.lines] == [5, 5]


@pytest.mark.parametrize(("call", "message"), [
    (lambda: plotting.pair_map(np.eye(2), np.eye(2), [("a", "b")]), "names: expected 2 pairs"),
    (lambda: plotting.pair_map(np.eye(3), np.eye(3), []), "first"),
    (lambda: plotting.score_dots({}, xlabel=""), "scores"),
    (lambda: plotting.score_dots({"x": {"a": np.ones(1)}, "y": {"b": np.ones(1)}}, xlabel=""), "same rules"),
    (lambda: plotting.sense_map({"x": np.ones((3, 2))}, np.array([0, 1]), "ab"), "panels"),
])
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
