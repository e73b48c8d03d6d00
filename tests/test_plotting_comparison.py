"""Pictures that set networks beside each other: what they show is the data, and blank is exactly zero."""

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex
from pictures import assert_texts_can_be_read

from rnnlib import plotting
from rnnlib.plotting.comparison import SIZE

CHAIN = {("h", 1): [("x", 1)], ("y", 1): [("h", 1)], ("h", 2): [("x", 2), ("h", 1)], ("y", 2): [("h", 2)]}
PLAIN = {("h", 1): [("x", 1)], ("y", 1): [("h", 1)], ("h", 2): [("x", 2)], ("y", 2): [("h", 2)]}
LOWER = np.tril(np.geomspace(1e-5, 2.0, 36).reshape(6, 6))
RUNS = {"one": np.array([[0.1, 0.4, 0.9], [0.3, 0.2, 0.7]]), "two": np.array([[0.5, 0.5, 0.5]])}
FIGURES = {
    "wirings": lambda: plotting.wirings({"plain": PLAIN, "chain": CHAIN}),
    "influence_maps": lambda: plotting.influence_maps(dict.fromkeys("abc", LOWER), marks=[3]),
    "spreads": lambda: plotting.spreads(RUNS, x=np.array([1, 10, 100]), xlabel="steps", ylabel="right"),
}
each_figure = pytest.mark.parametrize("name", FIGURES)


@each_figure
def test_a_figure_fits_a_phone_and_its_texts_can_be_read(name):
    assert_texts_can_be_read(FIGURES[name]())


@each_figure
def test_drawing_leaves_matplotlibs_settings_alone_and_is_the_same_in_every_run(name):
    before = dict(matplotlib.rcParams)
    assert FIGURES[name]()._repr_png_() == FIGURES[name]()._repr_png_()
    assert dict(matplotlib.rcParams) == before


def orange(ax):
    """Where the filled nodes of a panel are, as (step, level)."""
    return {(line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines
            if line.get_marker() == "o" and to_hex(line.get_markerfacecolor()) == plotting.COLOURS[1]}


def test_what_an_output_depends_on_is_filled():
    plain, chain = FIGURES["wirings"]().axes
    assert orange(plain) == {(2, 0), (2, 1), (2, 2)}
    assert orange(chain) == {(1, 0), (1, 1), (2, 0), (2, 1), (2, 2)}
    early = plotting.wirings({"chain": CHAIN}, highlight=1).axes[0]
    assert orange(early) == {(1, 0), (1, 1), (1, 2)}


def test_every_connection_is_a_line():
    _, chain = FIGURES["wirings"]().axes
    lines = {(*line.get_xdata(), *line.get_ydata()) for line in chain.lines if line.get_marker() == "None"}
    assert lines == {(1, 1, 0, 1), (1, 1, 1, 2), (2, 2, 0, 1), (1, 2, 1, 1), (2, 2, 1, 2)}


def test_zero_is_blank_and_the_smallest_influence_is_not():
    figure = plotting.influence_maps({"a": LOWER}, floor=1e-3)
    image = figure.axes[0].images[0]
    np.testing.assert_array_equal(np.ma.getmaskarray(image.get_array()), LOWER == 0)
    colours = image.cmap(image.norm(image.get_array()))
    assert (colours[LOWER == 0] == 1).all()
    assert (colours[LOWER > 0][:, 0] < 0.9).all()
    lightness = colours[LOWER > 0][:, :3].mean(axis=1)
    assert (np.diff(lightness) <= 1e-9).all()  # the larger, the darker


def test_maps_share_one_scale_and_marks_are_drawn():
    figure = FIGURES["influence_maps"]()
    limits = {(ax.images[0].norm.vmin, ax.images[0].norm.vmax) for ax in figure.axes[:3]}
    assert limits == {(1e-3, 1.0)} and SIZE(0.0) != SIZE(1.0)
    assert all(len(ax.lines) == 2 for ax in figure.axes[:3])


def test_a_line_is_the_mean_and_a_band_reaches_from_the_worst_to_the_best():
    ax = FIGURES["spreads"]().axes[0]
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.2, 0.3, 0.8])
    corners = ax.collections[0].get_paths()[0].vertices
    assert corners[:, 1].min() == 0.1 and corners[:, 1].max() == 0.9
    assert ax.lines[0].get_linestyle() != ax.lines[1].get_linestyle()
    assert ax.lines[0].get_marker() != ax.lines[1].get_marker()


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: plotting.wirings([]), TypeError, "graphs: expected a dict"),
    (lambda: plotting.wirings({}), ValueError, "graphs: expected at least one"),
    (lambda: plotting.wirings({"a": {("z", 1): [("x", 1)]}}), ValueError, r"nodes x, h and y, got \['z'\]"),
    (lambda: plotting.wirings({"a": CHAIN}, highlight=3), ValueError, "highlight: expected a step with"),
    (lambda: plotting.influence_maps([]), TypeError, "maps: expected a dict"),
    (lambda: plotting.influence_maps({}), ValueError, "maps: expected at least one"),
    (lambda: plotting.influence_maps({"a": LOWER[:2]}), ValueError, "expected shape"),
    (lambda: plotting.influence_maps({"a": -LOWER}), ValueError, "no negative numbers, got -2"),
    (lambda: plotting.influence_maps({"a": LOWER}, floor=1.0), ValueError, "floor: expected a number below"),
    (lambda: plotting.spreads([]), TypeError, "curves: expected a dict"),
    (lambda: plotting.spreads({}), ValueError, "curves: expected at least one"),
    (lambda: plotting.spreads({"a": np.zeros((0, 3))}), ValueError, "at least one run of two points"),
    (lambda: plotting.spreads({"a": np.zeros((2, 3)), "b": np.zeros((2, 4))}), ValueError, "expected shape"),
    (lambda: plotting.spreads(RUNS, ax=3), TypeError, "ax: expected matplotlib Axes or None, got int"),
])
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
