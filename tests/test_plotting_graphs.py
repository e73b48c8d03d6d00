"""Pictures of section 8.2.2: layouts, graphs, maps of reach and grids show what they were given."""

import numpy as np
import pytest
from pictures import assert_texts_can_be_read

from rnnlib import plotting

RING = np.roll(np.eye(12), 1, axis=1) + np.roll(np.eye(12), -1, axis=1)
PLACES = np.stack([np.cos(np.arange(12) / 12 * 2 * np.pi), np.sin(np.arange(12) / 12 * 2 * np.pi)], axis=1)
CLASSES = np.array([0, 1, -1] * 4)
MAPS = {"1 round": np.pad(np.ones((1, 3)), 3), "3 rounds": np.pad(np.full((3, 3), 0.01), 2)}
GRID = np.array([[100.0, 50.0, np.nan], [3.0, 7.0, 99.0]])


def grid():
    return plotting.round_grid(GRID, xlabel="distance", ylabel="rounds", columns="abc", rows="de")


@pytest.mark.parametrize("draw", [
    lambda: plotting.graph_pictures(PLACES, RING, {"one": CLASSES}, names={0: "1"}, rings=[3]),
    lambda: plotting.graph_pictures(PLACES, RING, {"one": CLASSES, "other": -CLASSES % 2}),
    lambda: plotting.reach_maps(MAPS),
    grid,
])
def test_texts_lie_inside_apart_and_are_large_enough(draw):
    assert_texts_can_be_read(draw())


def test_a_layout_puts_linked_nodes_nearer_than_others_and_stays_in_its_square():
    places = plotting.graph_layout(RING)
    assert np.allclose(places.max(axis=0), 1) and np.allclose(places.min(axis=0), -1)
    far = np.linalg.norm(places[:, None] - places[None], axis=2)
    apart = (RING == 0) & ~np.eye(12, dtype=bool)
    assert far[RING > 0].max() < far[apart].mean() and far[apart].min() > 0.2
    assert np.array_equal(places, plotting.graph_layout(RING))


def test_every_link_and_every_node_is_drawn_once():
    ax = plotting.graph_pictures(PLACES, RING, {"one": CLASSES}).axes[0]
    assert len(ax.lines) == 12
    assert sum(len(dots.get_offsets()) for dots in ax.collections) == 12


def test_where_there_is_no_influence_nothing_is_drawn():
    axes = plotting.reach_maps(MAPS).axes
    for ax, values in zip(axes, MAPS.values(), strict=False):
        assert np.array_equal(~np.ma.getmaskarray(np.ma.masked_invalid(ax.images[0].get_array())), values > 0)


def test_a_grid_writes_every_number_that_is_known():
    assert sorted(text.get_text() for text in grid().axes[0].texts) == sorted(["100", "50", "3", "7", "99"])


@pytest.mark.parametrize(("call", "error", "words"), [
    (lambda: plotting.graph_layout(np.eye(3, k=1)), ValueError, "symmetric square"),
    (lambda: plotting.graph_layout(-RING), ValueError, "no negative entry"),
    (lambda: plotting.graph_layout(np.zeros((2, 2))), ValueError, "at least 3 nodes"),
    (lambda: plotting.graph_pictures(PLACES, RING, {}), TypeError, "from 1 to 3"),
    (lambda: plotting.graph_pictures(PLACES[:5], RING, {"a": CLASSES}), ValueError, "positions"),
    (lambda: plotting.reach_maps({"a": np.zeros((3, 3))}), ValueError, "not all of them 0"),
    (lambda: plotting.reach_maps([GRID]), TypeError, "from 1 to 4"),
    (lambda: plotting.round_grid(GRID, xlabel="", ylabel="", columns="ab", rows="cd"), ValueError, "3 and 2"),
    (lambda: plotting.round_grid(GRID * np.nan, xlabel="", ylabel="", columns="abc", rows="de"), ValueError,
     "at least one number"),
])
def test_what_cannot_be_drawn_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
