"""Pictures of the variants and of reading: they show the data, and all of their texts can be read."""

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, PathPatch, Rectangle
from pictures import assert_texts_can_be_read

from rnnlib import plotting

RNG = np.random.default_rng(0)
LAMP, GLANCES = RNG.random(20) < 0.5, RNG.random(20) < 0.5
GUESSES = {"both": RNG.random(20), "past": RNG.random(20)}
RUNS = {"RNN": [np.array([[50.0, 0.2], [100.0, 0.17]])] * 2, "GRU": [np.array([[50.0, 0.1], [75.0, 0.004]])]}
TEXT = "a `b c'\nd"
VALUES = RNG.random((9, 4))
FIGURES = {
    "bidirectional_network": plotting.bidirectional_network,
    "lamp_record": lambda: plotting.lamp_record(LAMP, GLANCES, GUESSES),
    "error_curves": lambda: plotting.error_curves(RUNS, levels={"always 1": 1 / 6, "solved": 0.01}),
    "reading": lambda: plotting.reading(TEXT, VALUES, 2, mark=np.arange(9) > 5),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_a_phone_and_its_texts_can_be_read(name):
    assert_texts_can_be_read(FIGURES[name]())


def test_no_arrow_joins_the_two_directions():
    figure = plotting.bidirectional_network()
    arrows = figure.findobj(FancyArrowPatch)
    assert len(arrows) == 3 * 4 + 2 * 4  # each step: to both states, from both; each row: four along
    heights = [y[y > 0] for y in (arrow.get_path().vertices[:, 1] for arrow in arrows)]  # 0 closes the head
    level = [round(y.mean(), 1) for y in heights if np.ptp(y) < 0.2]
    assert len(level) == 8 and len(set(level)) == 2


def test_a_lamp_shows_every_glance_once_and_every_guess():
    top, below = FIGURES["lamp_record"]().axes
    right, wrong = top.lines
    assert len(right.get_xdata()) + len(wrong.get_xdata()) == 20
    np.testing.assert_array_equal(wrong.get_xdata(), np.flatnonzero(GLANCES != LAMP) + 1)
    np.testing.assert_array_equal(wrong.get_ydata(), GLANCES[GLANCES != LAMP])
    on = np.zeros(20, bool)
    for band in below.patches:
        on[int(band.get_x() + 0.5) - 1:int(band.get_x() + band.get_width() + 0.5) - 1] = True
    np.testing.assert_array_equal(on, LAMP)
    for line, values in zip(below.lines, GUESSES.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), values)


def test_error_curves_show_every_run_and_level():
    ax, = FIGURES["error_curves"]().axes
    assert ax.get_yscale() == "log"
    drawn = [line.get_xydata() for line in ax.lines if len(line.get_xydata()) == 2]
    for run in [*RUNS["RNN"], *RUNS["GRU"]]:
        assert any(np.array_equal(run, line) for line in drawn)
    levels = [line.get_ydata()[0] for line in ax.lines if list(line.get_xdata()) == [0, 1]]
    assert sorted(levels) == [0.01, 1 / 6]


def test_reading_shows_the_unit_the_letters_and_all_units():
    order = np.array([3, 0, 2, 1])
    figure = plotting.reading(TEXT, VALUES, 2, mark=np.arange(9) > 5, order=order)
    bars, letters, units = figure.axes
    heights = [patch.get_height() for patch in bars.patches if patch.get_width() == pytest.approx(0.86)]
    np.testing.assert_allclose(heights, VALUES[:, 2])
    bands = [patch for patch in bars.patches if patch.get_width() == pytest.approx(3.0)]
    assert len(bands) == 1 and bands[0].get_x() == 5.5
    assert len(letters.findobj(PathPatch)) == 7  # nothing for the two spaces
    np.testing.assert_array_equal(units.images[0].get_array(), VALUES[:, order].T)
    frame, = (patch for patch in units.findobj(Rectangle) if patch.get_height() == 1 and
              patch.get_width() == 9)
    assert frame.get_y() + 0.5 == 2  # unit 2 stands in row 2


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: plotting.lamp_record(LAMP.astype(float), GLANCES, {}), TypeError, "lamp: expected a bool array"),
    (lambda: plotting.lamp_record(LAMP, GLANCES[1:], {}), ValueError, "glances: expected 20 of them"),
    (lambda: plotting.lamp_record(LAMP, GLANCES, {"a": np.full(20, 2.0)}), ValueError,
     "expected probabilities"),
    (lambda: plotting.error_curves([]), TypeError, "runs: expected a dict"),
    (lambda: plotting.error_curves({"a": []}), ValueError, "runs: expected at least one run"),
    (lambda: plotting.error_curves({"a": [np.zeros(3)]}), ValueError, r"runs\['a'\]\[0\]"),
    (lambda: plotting.reading("a" * 49, VALUES, 0), ValueError, "text: expected 1 to 48 characters, got 49"),
    (lambda: plotting.reading(TEXT, VALUES - 1, 0), ValueError, r"values: expected numbers in \[0, 1\]"),
    (lambda: plotting.reading(TEXT, VALUES, 4), ValueError, "unit, order: expected one of 4 units"),
    (lambda: plotting.reading(TEXT, VALUES, 0, order=np.zeros(4, int)), ValueError, "unit, order"),
])
def test_bad_input_is_told(call, error, message):
    with pytest.raises(error, match=message):
        call()
