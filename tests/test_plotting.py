"""Figures: what they show is the data, nothing is cut off, every text and colour can be read."""

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.image import AxesImage
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle
from pictures import assert_texts_can_be_read, contrast, texts

from rnnlib import plotting

RNG = np.random.default_rng(0)
STATES = np.tanh(RNG.standard_normal((30, 8)).cumsum(axis=0) / 3)
GATES = {name: RNG.uniform(size=(30, 8)) for name in "fio"}
VALUES = (np.eye(3), np.array([[0.125, -1.0], [0.0, 3.0], [-0.5, 0.25]]), RNG.standard_normal((3, 2)))
PATHS = {"in": np.array([[0.1, 0.1], [0.4, 0.2], [0.5, 0.6]]),
         "out": np.array([[0.1, 0.1], [0.5, 0.5], [9.0, 0.5], [0.2, 0.2]])}
LOSS = np.linspace(0, 0.4, 20).reshape(4, 5)
CURVES = {"a": -0.1 * np.arange(101), "b": 0.5 * np.arange(101), "c": -0.3 * np.arange(101)}
FIGURES = {
    "heat_map": lambda ax=None: plotting.heat_map(STATES, ax=ax),
    "timed_line": lambda ax=None: plotting.timed_line(STATES[:, :2], ax=ax),
    "trajectory": lambda ax=None: plotting.trajectory(STATES[:, :2], ax=ax),
    "norms_by_lag": lambda ax=None: plotting.norms_by_lag(CURVES, ax=ax),
    "gate_timeline": lambda: plotting.gate_timeline(GATES),
    "descents": lambda: plotting.descents(LOSS, (0, 1, 0, 1), PATHS),
    "unrolled_network": lambda: plotting.unrolled_network(),
    "error_flow": lambda: plotting.error_flow(),
    "network_values": lambda: plotting.network_values(*VALUES, initial=np.zeros(2), symbols="tea"),
}
each_figure = pytest.mark.parametrize("name", FIGURES)


# ---------------------------------------------------------------- all figures

@each_figure
def test_a_figure_fits_a_phone_and_its_texts_can_be_read(name):
    assert_texts_can_be_read(FIGURES[name]())


@each_figure
def test_drawing_leaves_matplotlibs_settings_and_pyplot_alone(name):
    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"font.size": 31.0, "lines.linewidth": 9.0, "axes.spines.top": True}):
        figure = FIGURES[name]()
        assert matplotlib.rcParams["font.size"] == 31.0
        assert max(text.get_fontsize() for text in texts(figure)) < 15  # the reader's settings have no say
    assert dict(matplotlib.rcParams) == before
    assert not hasattr(figure, "number")


@pytest.mark.parametrize("name", ["heat_map", "timed_line", "trajectory", "norms_by_lag"])
def test_a_figure_is_drawn_into_given_axes(name):
    figure, (above, below) = plotting.new_figure(4, nrows=2)
    assert FIGURES[name](ax=below) is figure
    assert below.has_data() and not above.has_data()
    with pytest.raises(TypeError, match="ax: expected matplotlib Axes or None, got Picture"):
        FIGURES[name](ax=figure)


@pytest.mark.parametrize("background", ["#ffffff", "#121212", "#14181e"])
def test_colours_can_be_seen_on_light_and_dark_pages(background):
    for colour in (*plotting.COLOURS, *plotting.TIME(np.linspace(0, 1, 50))):
        assert contrast(colour, background) >= 3.0, colour
    for end in (0.0, 1.0):
        assert contrast(plotting.SIGNED(end)[:3], background) >= 3.0


def test_zero_is_transparent_and_size_is_opacity():
    colours = plotting.SIGNED(np.linspace(0, 1, 257))
    assert colours[128][3] < 0.01 and colours[0][3] == colours[-1][3] == 1.0
    assert (np.diff(colours[:128, 3]) <= 0).all() and (np.diff(colours[129:, 3]) >= 0).all()


def test_a_picture_shows_itself_in_a_notebook_and_is_the_same_in_every_run():
    first, again = (FIGURES["norms_by_lag"]()._repr_png_() for _ in range(2))
    assert first == again and first.startswith(b"\x89PNG") and b"Software" not in first
    assert repr(FIGURES["norms_by_lag"]()) == "<Picture size 520x300 with 1 Axes>"


@pytest.mark.parametrize(("sizes", "name"), [((0.0,), "height"), ((3.0, 5.3), "width"), ((3.0, -1), "width")])
def test_figures_of_wrong_size_are_refused(sizes, name):
    with pytest.raises(ValueError, match=f"{name}: expected a finite number"):
        plotting.new_figure(*sizes)


# ---------------------------------------------------------------- principal components

@settings(max_examples=20, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 20), st.integers(2, 9))
def test_components_hold_the_most_variance_that_two_directions_can(seed, T, H):
    states = np.random.default_rng(seed).standard_normal((T, H)) * 10.0 ** np.arange(H)[::-1]
    points, directions, shares = plotting.principal_components(states)
    centred = states - states.mean(axis=0)
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(points, centred @ directions.T, atol=1e-9 * np.abs(states).max())
    variances = np.linalg.eigvalsh(centred.T @ centred)[::-1]
    total = variances.sum()
    expected = variances[:2] / total if T > 1 else [0, 0]
    np.testing.assert_allclose(shares, expected, atol=1e-9)


def test_signs_are_fixed_so_that_pictures_stay_the_same():
    points, directions, shares = plotting.principal_components(STATES)
    mirrored = plotting.principal_components(-STATES)
    np.testing.assert_allclose(mirrored[1], directions, atol=1e-12)
    np.testing.assert_allclose(mirrored[0], -points, atol=1e-12)
    assert (np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1) > 0).all()
    shuffled = plotting.principal_components(STATES[::-1])
    np.testing.assert_allclose(shuffled[1], directions, atol=1e-12)


@pytest.mark.parametrize("states", [np.zeros((5, 3)), np.full((5, 3), 7.0), np.full((1, 3), 5e-324)])
def test_states_that_do_not_vary_have_no_components_to_speak_of(states):
    points, directions, shares = plotting.principal_components(states)
    np.testing.assert_allclose(points, 0.0, atol=1e-15)
    np.testing.assert_array_equal(shares, 0.0)
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)


@pytest.mark.parametrize("scale", [5e-320, 1e-200, 1e300])
def test_components_of_extreme_states_are_those_of_ordinary_ones(scale):
    _, directions, shares = plotting.principal_components(STATES)
    found = plotting.principal_components(STATES * scale)
    tolerance = 1e-2 if scale < 1e-300 else 1e-9  # denormals have few digits
    np.testing.assert_allclose(found[1], directions, atol=tolerance)
    np.testing.assert_allclose(found[2], shares, atol=tolerance)


def test_phase_order_makes_a_travelling_wave_a_stripe():
    H = 12
    phases = np.random.default_rng(4).permutation(H) * 2 * np.pi / H
    states = np.sin(2 * np.pi * np.arange(60)[:, None] / 12 + phases)
    steps = np.diff(phases[plotting.phase_order(states)]) % (2 * np.pi)
    # going down the rows, each unit is the same part of a turn ahead of the one above, or behind it
    assert np.allclose(steps, 2 * np.pi / H) or np.allclose(steps, 2 * np.pi * (H - 1) / H)


# ---------------------------------------------------------------- what the figures show

def test_a_heat_map_shows_unit_one_on_top_and_zero_in_the_middle_of_the_colours():
    figure = plotting.heat_map(STATES, limit=2.0)
    image = figure.axes[0].findobj(AxesImage)[0]
    np.testing.assert_array_equal(image.get_array(), STATES.T)
    assert image.get_clim() == (-2.0, 2.0)
    assert tuple(image.get_extent()) == (-0.5, 29.5, 8.5, 0.5)
    low, high = figure.axes[0].get_ylim()
    assert low > high  # row 1 is on top
    assert image.norm(0.0) == 0.5
    bar = figure.axes[0].child_axes[0]
    bar_image = bar.get_images()[0]
    values = bar_image.get_array()
    assert values[0] == 2.0 and values[-1] == -2.0 and bar.get_ylim() == (-2.0, 2.0)
    assert [label.get_text() for label in bar.get_yticklabels()] == ["\N{MINUS SIGN}2", "0", "2"]


@pytest.mark.parametrize(("T", "pieces", "lines"), [(30, 12, 12), (30, 1, 1), (3, 12, 2), (2, 12, 1)])
def test_a_timed_line_passes_all_points_in_order_with_colours_in_order(T, pieces, lines):
    points = STATES[:T, :2]
    drawn = plotting.timed_line(points, pieces=pieces).axes[0].get_lines()
    assert len(drawn) == lines
    path = [drawn[0].get_xydata()[:1], *(line.get_xydata()[1:] for line in drawn)]
    np.testing.assert_array_equal(np.concatenate(path), points)
    for before, after in zip(drawn, drawn[1:], strict=False):
        np.testing.assert_array_equal(before.get_xydata()[-1], after.get_xydata()[0])
    assert len({to_rgba(line.get_color()) for line in drawn}) == lines


@pytest.mark.parametrize("move", [(3.0, 0.0), (0.0, -1e-14), (1e-9, 1e-9)])
def test_a_trajectory_starts_with_a_dot_and_ends_with_an_arrow_along_the_last_move(move):
    points = np.array([[1.0, 2.0], [0.0, 0.0], move])
    ax = plotting.trajectory(points).axes[0]
    dot, = (line for line in ax.get_lines() if line.get_marker() == "o")
    np.testing.assert_array_equal(dot.get_xydata(), points[:1])
    arrow, = ax.texts
    np.testing.assert_array_equal(arrow.xy, points[-1])
    np.testing.assert_array_equal(arrow.get_position(), points[-2])
    arrow.figure.draw_without_rendering()


def test_a_trajectory_that_stands_still_has_no_arrow():
    assert len(plotting.trajectory(np.ones((4, 2))).axes[0].texts) == 0


def test_norms_have_fixed_limits_and_triangles_where_they_leave():
    ax = plotting.norms_by_lag(CURVES, limits=(-20, 20)).axes[0]
    assert ax.get_ylim() == (-20, 20) and ax.get_xlim() == (0, 100)
    curves = {line.get_label(): line for line in ax.get_lines()}
    for label, values in CURVES.items():
        np.testing.assert_array_equal(curves[label].get_ydata(), values)
    marks = {line.get_marker(): line for line in ax.get_lines() if line.get_marker() in "v^"}
    np.testing.assert_allclose(marks["^"].get_xydata(), [[40, 20]])
    np.testing.assert_allclose(marks["v"].get_xydata(), [[200 / 3, -20]])
    assert marks["^"].get_color() == curves["b"].get_color() != curves["c"].get_color()
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["10⁻²⁰", "10⁻¹⁵", "10⁻¹⁰", "10⁻⁵", "1", "10⁵", "10¹⁰", "10¹⁵", "10²⁰"]


def test_norms_may_be_zero_and_come_back():
    values = np.array([-np.inf, -1.0, -np.inf, -np.inf, 0.0, 0.5])
    ax = plotting.norms_by_lag({"c": values}, limits=(-2, 2)).axes[0]
    marks = [line for line in ax.get_lines() if line.get_marker() == "v"]
    assert len(marks) == 1 and 1 < marks[0].get_xdata()[0] < 2
    line, = (line for line in ax.get_lines() if line.get_label() == "c")
    np.testing.assert_array_equal(line.get_ydata()[[1, 4, 5]], values[[1, 4, 5]])
    assert (line.get_ydata()[[0, 2, 3]] < -2).all()


def test_norms_take_line_styles_and_colours():
    ax = plotting.norms_by_lag(CURVES, linestyles=["-", "--", ":"], colours=["red", "green", "blue"]).axes[0]
    curves = [line for line in ax.get_lines() if line.get_label() in CURVES]
    assert [line.get_linestyle() for line in curves] == ["-", "--", ":"]
    assert [line.get_color() for line in curves] == ["red", "green", "blue"]


def test_a_gate_timeline_has_a_panel_a_gate_with_its_mean_and_its_band():
    figure = plotting.gate_timeline(GATES, labels={"f": "forget"}, share=0.5)
    figure.draw_without_rendering()
    assert [ax.get_ylabel() for ax in figure.axes] == ["forget", "$i_t$", "$o_t$"]
    for ax, values in zip(figure.axes, GATES.values(), strict=True):
        np.testing.assert_allclose(ax.get_lines()[0].get_ydata(), values.mean(axis=1))
        band = ax.collections[0].get_paths()[0].vertices
        for t in (0, 12, 29):
            ends = band[band[:, 0] == t, 1]
            np.testing.assert_allclose([ends.min(), ends.max()], np.quantile(values[t], [0.25, 0.75]))


@pytest.mark.parametrize("steps", [2, 3])
def test_the_unrolled_network_repeats_one_step_with_the_same_weights(steps):
    figure = plotting.unrolled_network(steps=steps, titles=("one", "many"))
    seen = [text.get_text() for text in texts(figure)]
    indices = ["t", *["t-1", "t", "t+1"][:steps]]
    assert sorted(t for t in seen if t[1] in "xhy") == sorted(
        f"${name}_{{{index}}}$" for name in "xhy" for index in indices)
    assert len(figure.axes[0].findobj(Circle)) == 3 * len(indices)
    for weights, count in (("W_{xh}", steps + 1), ("W_{hy}", steps + 1), ("W_{hh}", steps)):
        named = [text for text in texts(figure) if text.get_text() == f"${weights}$"]
        assert len(named) == count and len({text.get_color() for text in named}) == 1
    assert {"one", "many"} <= set(seen)


@pytest.mark.parametrize("steps", [2, 3])
def test_errors_flow_against_the_states_and_every_step_hands_in_a_share(steps):
    figure = plotting.error_flow(steps=steps)
    seen = [text.get_text() for text in texts(figure)]
    indices = ["t-1", "t", "t+1"][:steps]
    for name in ("L", "h"):
        assert sorted(text for text in seen if text.startswith(f"${name}_")) == sorted(
            f"${name}_{{{index}}}$" for index in indices)
    arrows = [np.diff(arrow._posA_posB, axis=0)[0] for arrow in figure.findobj(FancyArrowPatch)]
    count = {"forward": sum(x > 0 for x, _ in arrows), "back": sum(x < 0 for x, _ in arrows),
             "down": sum(y < 0 for _, y in arrows)}
    assert count == {"forward": steps + 1, "back": steps + 1, "down": 2 * steps}


def test_descents_stop_where_they_leave_the_map_and_lie_on_one_map():
    figure = plotting.descents(LOSS, (0, 1, 0, 1), PATHS)
    inside, outside = figure.axes[:2]
    assert [ax.get_title() for ax in (inside, outside)] == ["in", "out"]
    for ax, points in ((inside, PATHS["in"]), (outside, PATHS["out"][:2])):
        image, = ax.images
        np.testing.assert_array_equal(image.get_array(), LOSS)
        assert image.get_clim() == (0, 0.8)
        drawn = [line.get_xydata() for line in ax.lines if len(line.get_xydata()) > 1]
        assert drawn and all(np.array_equal(line, points) for line in drawn)
        starts = [line.get_xydata()[0] for line in ax.lines if line.get_marker() == "s"]
        np.testing.assert_array_equal(starts, points[:1])
    assert [line.get_marker() for line in inside.lines].count("*") == 1 and not inside.texts
    assert [line.get_marker() for line in outside.lines].count("*") == 0
    arrow, = outside.texts
    assert arrow.xy[1] == 0.5 and 0.95 < arrow.xy[0] < 1.0  # the border, in the direction of the step


@pytest.mark.parametrize("initial", [None, np.array([0.5, -0.5])])
def test_network_values_shows_every_number_on_its_colour(initial):
    x, h, y = VALUES
    figure = plotting.network_values(x, h, y, initial=initial, symbols=["one", "two", "six"], limit=2.0)
    seen = [text.get_text() for text in texts(figure)]
    numbers = [float(text.replace("\N{MINUS SIGN}", "-")) for text in seen if text[-1].isdigit()]
    expected = np.concatenate([x.ravel(), h.ravel(), y.ravel(), [] if initial is None else initial])
    np.testing.assert_allclose(sorted(numbers), np.sort(expected), atol=0.0006)
    assert {"one", "two", "six", "$h_0$", "$x_1$", "$y_3$"} <= set(seen)
    cells = [cell for cell in figure.findobj(Rectangle) if cell.get_width() < 1 and cell.get_height() < 0.3]
    assert len(cells) == len(expected)
    blue, orange = to_rgb(plotting.COLOURS[0]), to_rgb(plotting.COLOURS[1])
    shown = {text.get_text(): text.get_position() for text in texts(figure)}
    for text, colour in (("\N{MINUS SIGN}1", blue), ("3", orange), ("0.125", orange)):
        cell, = (cell for cell in cells if cell.get_window_extent().contains(
            *figure.axes[0].transData.transform(shown[text])))
        np.testing.assert_allclose(cell.get_facecolor()[:3], colour, atol=0.01)
    full = max(cell.get_facecolor()[3] for cell in cells)
    assert 0.8 < full < 0.9  # beyond the limit nothing gets darker, so that numbers stay readable


# ---------------------------------------------------------------- what bad input is told

@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: plotting.principal_components(STATES[0]), ValueError, r"states: expected shape \(T, H\)"),
    (lambda: plotting.principal_components(STATES[:0]), ValueError, "states: expected at least one step"),
    (lambda: plotting.principal_components(STATES[:, :1]), ValueError, "two units"),
    (lambda: plotting.phase_order(np.full((2, 2), np.nan)), ValueError, "states: expected finite"),
    (lambda: plotting.heat_map(STATES[:0]), ValueError, "states: expected at least one step"),
    (lambda: plotting.heat_map(STATES.astype(int)), TypeError, "states: expected dtype"),
    (lambda: plotting.heat_map(STATES, limit=0), ValueError, "limit: expected a finite number"),
    (lambda: plotting.timed_line(STATES), ValueError, r"points: expected shape \(T, 2\)"),
    (lambda: plotting.timed_line(STATES[:1, :2]), ValueError, "points: expected at least two, got 1"),
    (lambda: plotting.timed_line(STATES[:, :2], pieces=0), ValueError, "pieces: expected a whole number"),
    (lambda: plotting.trajectory(STATES[:1, :2]), ValueError, "points: expected at least two, got 1"),
    (lambda: plotting.norms_by_lag([1.0]), TypeError, "curves: expected a dict"),
    (lambda: plotting.norms_by_lag({}), ValueError, "curves: expected at least one"),
    (lambda: plotting.norms_by_lag({"a": np.array([0.0])}), ValueError, "got lengths 1"),
    (lambda: plotting.norms_by_lag({"a": np.zeros(3), "b": np.zeros(4)}), ValueError, "got lengths 3, 4"),
    (lambda: plotting.norms_by_lag({"a": np.array([0, np.inf])}), ValueError, "finite numbers or -inf"),
    (lambda: plotting.norms_by_lag({"a": np.array([0, np.nan])}), ValueError, "finite numbers or -inf"),
    (lambda: plotting.norms_by_lag(CURVES, limits=(2, 2)), ValueError, "limits: expected the lower one"),
    (lambda: plotting.norms_by_lag(CURVES, linestyles=["-"]), ValueError, "linestyles: expected 3 entries"),
    (lambda: plotting.norms_by_lag(CURVES, colours=["red"]), ValueError, "colours: expected 3 entries"),
    (lambda: plotting.gate_timeline(STATES), TypeError, "gates: expected a dict"),
    (lambda: plotting.gate_timeline({}), ValueError, "gates: expected at least one gate"),
    (lambda: plotting.gate_timeline({"f": STATES - 2}), ValueError, r"gates\['f'\]: expected values in"),
    (lambda: plotting.gate_timeline({"f": np.zeros((2, 0))}), ValueError, "at least one step and one unit"),
    (lambda: plotting.gate_timeline(GATES | {"i": np.zeros((2, 2))}), ValueError, r"gates\['i'\]"),
    (lambda: plotting.gate_timeline(GATES, share=0), ValueError, "share: expected a finite number"),
    (lambda: plotting.network_values(*VALUES[:2], np.zeros((2, 2))), ValueError, r"y: expected shape \(3,"),
    (lambda: plotting.network_values(*(np.zeros((4, 2)),) * 3), ValueError, "T: expected a size from 1 to 3"),
    (lambda: plotting.network_values(*(np.zeros((2, 0)),) * 3), ValueError, "D: expected a size from 1 to 4"),
    (lambda: plotting.network_values(*VALUES, symbols="ab"), ValueError, "symbols: expected 3 texts"),
    (lambda: plotting.network_values(*VALUES, initial=np.zeros(3)), ValueError, "initial: expected shape"),
    (lambda: plotting.network_values(*VALUES, limit=0), ValueError, "limit: expected a finite number"),
    (lambda: plotting.descents(LOSS[0], (0, 1, 0, 1), PATHS), ValueError, "loss: expected shape"),
    (lambda: plotting.descents(LOSS, (0, 1, 0, 1), {}), TypeError, "paths: expected a dict with at"),
    (lambda: plotting.descents(LOSS, (0, 1, 0, 1), {"a": LOSS}), ValueError, r"paths\['a'\]: expected shape"),
    (lambda: plotting.descents(LOSS, (2, 3, 0, 1), PATHS), ValueError, r"paths\['in'\]: expected a start on"),
    (lambda: plotting.error_flow(steps=1), ValueError, "steps: expected a whole number"),
    (lambda: plotting.error_flow(steps=4), ValueError, "steps: expected at most 3"),
    (lambda: plotting.unrolled_network(steps=4), ValueError, "steps: expected at most 3"),
    (lambda: plotting.unrolled_network(steps=1), ValueError, "steps: expected a whole number"),
    (lambda: plotting.unrolled_network(titles=("a",)), ValueError, "titles: expected two texts, got 1"),
])
def test_bad_input_is_told_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
