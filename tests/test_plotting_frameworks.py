"""Pictures of frameworks side by side: what they show is the data, and every text can be read."""

import matplotlib
import numpy as np
import pytest
from pictures import assert_texts_can_be_read

from rnnlib import plotting

GAPS = {"far": np.geomspace(1e-3, 1e-1, 20), "equal": np.zeros(20)}
SECONDS = {"a long program's name": [0.001, 0.01, 0.1], "other": [0.002, 0.005, 0.3]}
AMOUNTS = {"a long program's name": [100.0, 20.0], "other": [700.0, 0.0]}
FIGURES = {
    "drifts": lambda: plotting.drifts(GAPS),
    "step_times": lambda: plotting.step_times(SECONDS, ["8 steps, 24 units", "50 steps", "50 steps, wide"]),
    "stacked_bars": lambda: plotting.stacked_bars(AMOUNTS, ["imports", "training"], xlabel="megabytes"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_a_phone_shows_its_texts_and_is_the_same_in_every_run(name):
    before = dict(matplotlib.rcParams)
    figure = FIGURES[name]()
    assert_texts_can_be_read(figure)
    for legend in figure.legends:
        box = legend.get_window_extent()
        assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1
    assert FIGURES[name]()._repr_png_() == FIGURES[name]()._repr_png_()
    assert dict(matplotlib.rcParams) == before


def test_zero_is_drawn_at_the_floor():
    far, equal = plotting.drifts(GAPS, floor=1e-18).axes[0].lines
    np.testing.assert_array_equal(far.get_ydata(), GAPS["far"])
    np.testing.assert_array_equal(equal.get_ydata(), np.full(20, 1e-18))
    assert far.get_linestyle() != equal.get_linestyle()


def test_marks_stand_at_milliseconds_and_bars_add_up():
    marks = [line for line in FIGURES["step_times"]().axes[0].lines if line.get_marker() != "None"]
    np.testing.assert_allclose([line.get_xdata() for line in marks], 1e3 * np.array([*SECONDS.values()]).T)
    assert len({line.get_marker() for line in marks}) == 3
    ax = FIGURES["stacked_bars"]().axes[0]
    assert [bar.get_x() + bar.get_width() for bar in ax.patches] == [100, 700, 120, 700]
    assert [text.get_text() for text in ax.texts] == ["120", "700"]


@pytest.mark.parametrize(("call", "error", "words"), [
    (lambda: plotting.drifts([1.0]), TypeError, "gaps: expected a dict"),
    (lambda: plotting.drifts({}), ValueError, "gaps: expected 1 to 6 trainings, got 0"),
    (lambda: plotting.drifts(dict.fromkeys("abcdefg", [0.1])), ValueError, "got 7"),
    (lambda: plotting.drifts({"a": [np.nan]}), ValueError, "gaps"),
    (lambda: plotting.step_times([1.0], ["a"]), TypeError, "seconds: expected a dict"),
    (lambda: plotting.step_times({}, ["a"]), ValueError, "seconds: expected at least one program"),
    (lambda: plotting.step_times({"x": [1.0] * 5}, "abcde"), ValueError, "columns: expected at most 4"),
    (lambda: plotting.step_times({"x": [1.0]}, "ab"), ValueError, "expected 2 numbers, got 1"),
    (lambda: plotting.step_times({"x": [0.0]}, "a"), ValueError, "seconds"),
    (lambda: plotting.stacked_bars({"x": [-1.0]}, "a", xlabel="MB"), ValueError, "amounts"),
    (lambda: plotting.stacked_bars({"x": [1.0] * 5}, "abcde", xlabel="MB"), ValueError, "at most 4, got 5"),
])
def test_errors_say_what_was_expected(call, error, words):
    with pytest.raises(error, match=words):
        call()
