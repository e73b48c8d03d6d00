"""Pictures of page 9.2: grids of solved runs and times until solved show what they were given."""

import numpy as np
import pytest
from pictures import assert_texts_can_be_read

from rnnlib import plotting

COUNTS = np.array([[0, 4, 2], [1, 0, 3]])
ROWS, COLUMNS = ["no clipping", "norm 1"], ["0.1", "0.3", "1"]
GROUPS = {"LSTM, 0": [0, 0, 100, 90], "GRU, 0": [50, 60, -1, 200]}
CURVES = {"uniform": np.linspace(0, -40, 101), "orthogonal": np.zeros(101), "chrono": np.full(101, -0.7)}
FIGURES = {
    "curves": lambda: plotting.start_curves(CURVES, title="RNN"),
    "grid": lambda: plotting.solved_grid(COUNTS, ROWS, COLUMNS, of=4, xlabel="learning rate"),
    "times": lambda: plotting.solving_times(GROUPS, allowed=200, title="recall"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_texts_lie_inside_apart_and_are_large_enough(name):
    assert_texts_can_be_read(FIGURES[name]())


def test_a_field_shows_its_count_and_is_the_darker_the_more_are_solved():
    ax, = FIGURES["grid"]().axes
    assert [text.get_text() for text in ax.texts] == [str(count) for count in COUNTS.ravel()]
    filled = [patch.get_alpha() for patch in ax.patches if patch.get_fill()]
    np.testing.assert_array_equal(np.argsort(filled), np.argsort(COUNTS.ravel()))


def test_every_run_is_a_mark_and_the_unsolved_stand_in_the_strip():
    ax, = FIGURES["times"]().axes
    marks = [line.get_xdata() for line in ax.lines if len(line.get_xdata()) == 4]
    assert [sorted(int(x) for x in line) for line in marks] == [[90, 100, 224, 224], [50, 60, 200, 224]]
    strip = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    assert strip.x0 < 224 < strip.x1 and strip.x0 > 200


def test_the_legend_names_each_curve_in_its_colour():
    ax, = FIGURES["curves"]().axes
    legend = ax.get_legend()
    assert [text.get_text() for text in legend.get_texts()] == list(CURVES)
    assert [line.get_color() for line in legend.get_lines()] == list(plotting.COLOURS[:3])


@pytest.mark.parametrize(("call", "message"), [
    (lambda: plotting.start_curves({str(k): np.zeros(3) for k in range(6)}), "curves: expected at most 5"),
    (lambda: plotting.solved_grid(COUNTS, ROWS, COLUMNS, of=3), "counts"),
    (lambda: plotting.solved_grid(COUNTS, ROWS, COLUMNS[:2], of=4), "counts"),
    (lambda: plotting.solving_times({}, allowed=10), "groups: expected at least one"),
    (lambda: plotting.solving_times({"a": [20]}, allowed=10), "groups: expected at most 10"),
])
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
