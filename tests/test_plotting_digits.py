"""Pictures of section 6.4.1: orders, runs, beliefs, maps, confusions, galleries show what they were given."""

import numpy as np
import pytest
from pictures import assert_texts_can_be_read

from rnnlib import plotting

IMAGES = np.random.default_rng(1).random((8, 8, 8))
CHANCES = np.random.default_rng(2).dirichlet(np.ones(10), (3, 64))
LABELS = np.array([3, 5, 8])
SHUFFLE = np.random.default_rng(3).permutation(64)
ORDERS = {"pixels": np.arange(64), "permuted pixels": SHUFFLE}
SCORES = {"tanh, orthogonal": {"rows": np.array([0.9, 0.91]), "pixels": np.array([0.6, 0.7])},
          "GRU": {"pixels": np.array([0.7, 0.75])}}
COUNTS = np.diag(np.arange(140, 150)) + np.eye(10, k=2, dtype=int) * 3
MAPS = {"one": IMAGES[0], "two": IMAGES[1], "three": IMAGES[2]}
FIGURES = {
    "orders": lambda: plotting.reading_orders(IMAGES[0], ORDERS),
    "runs": lambda: plotting.run_dots(SCORES, lines={"nearest neighbour": 0.96}),
    "beliefs": lambda: plotting.belief_strips(IMAGES[:3], CHANCES, LABELS),
    "maps": lambda: plotting.pixel_maps(MAPS),
    "confusions": lambda: plotting.confusions(COUNTS),
    "gallery": lambda: plotting.gallery(IMAGES, [f"{k} read as {9 - k}" for k in range(8)]),
}


@pytest.mark.parametrize("name", FIGURES)
def test_texts_lie_inside_apart_and_are_large_enough(name):
    assert_texts_can_be_read(FIGURES[name]())


def test_a_path_goes_through_all_pixels_and_the_bars_are_their_values():
    left, right = plotting.reading_orders(IMAGES[0], {"permuted": SHUFFLE}).axes
    assert len(left.lines) == 63
    assert left.lines[0].get_xydata()[0].tolist() == [SHUFFLE[0] % 8, SHUFFLE[0] // 8]
    assert np.allclose([bar.get_height() for bar in right.patches], IMAGES[0].ravel()[SHUFFLE])


def test_every_run_is_a_dot():
    ax = plotting.run_dots(SCORES).axes[0]
    dots = [line for line in ax.lines if line.get_marker() not in ("None", None)]
    drawn = sorted(x for line in dots for x in line.get_xdata())
    assert drawn == [0.6, 0.7, 0.7, 0.75, 0.9, 0.91]


def test_beliefs_stand_in_their_strip_and_the_marks_at_the_label():
    axes = plotting.belief_strips(IMAGES[:3], CHANCES, LABELS).axes
    for b in range(3):
        assert np.allclose(axes[2 * b + 1].images[0].get_array(), CHANCES[b].T)
        marks = [line for line in axes[2 * b + 1].lines if line.get_marker() in "<>"]
        assert [line.get_ydata()[0] for line in marks] == [LABELS[b]] * 2


def test_confusions_write_every_count_but_zero():
    written = {text.get_text() for text in plotting.confusions(COUNTS).axes[0].texts}
    assert written == {str(n) for n in np.unique(COUNTS[COUNTS > 0])}


def test_gallery_drops_empty_places():
    assert len(plotting.gallery(IMAGES[:6], list("abcdef")).axes) == 6


@pytest.mark.parametrize(("call", "error", "words"), [
    (lambda: plotting.reading_orders(IMAGES[0], [SHUFFLE]), TypeError, "orders: expected a dict"),
    (lambda: plotting.reading_orders(IMAGES[0], {}), ValueError, "from 1 to 4"),
    (lambda: plotting.reading_orders(IMAGES[0], {"a": np.zeros(64, int)}), ValueError, "each pixel once"),
    (lambda: plotting.run_dots([0.9]), TypeError, "scores: expected a dict"),
    (lambda: plotting.run_dots({}), ValueError, "from 1 to 4 ways"),
    (lambda: plotting.belief_strips(np.repeat(IMAGES[:1], 5, 0), np.repeat(CHANCES[:1], 5, 0),
                                    np.zeros(5, int)), ValueError, "from 1 to 4"),
    (lambda: plotting.pixel_maps({}), ValueError, "from 1 to 5"),
    (lambda: plotting.pixel_maps([IMAGES[0]]), TypeError, "maps: expected a dict"),
    (lambda: plotting.pixel_maps({"a": -IMAGES[0]}), ValueError, "no negative entry"),
    (lambda: plotting.confusions(COUNTS[:5]), ValueError, "square"),
    (lambda: plotting.gallery(IMAGES, ["a"]), ValueError, "captions"),
])
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
