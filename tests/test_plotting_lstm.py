"""Figures of the LSTM: every part is there, texts can be read, and a map shows the shares it was given."""

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, Rectangle
from pictures import assert_texts_can_be_read

from rnnlib import plotting
from rnnlib.plotting.lstm import PARTS

SOLVED = np.array([[1.0, 0.5, np.nan], [1.0, 1.0, 0.0]])
FIGURES = {
    "cell": lambda: plotting.lstm_cell(),
    "values": lambda: plotting.lstm_cell(values=dict.fromkeys(PARTS, "0.97\n-0.03")),
    "errors": lambda: plotting.lstm_error_paths(),
    "map": lambda: plotting.lag_map(SOLVED, [0, 1], [5, 10, 20], {"a": [5.0, 14.0]}, title="t"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_texts_lie_inside_apart_and_are_large_enough(name):
    assert_texts_can_be_read(FIGURES[name]())


def test_highlighting_leaves_the_other_parts_pale():
    def strong(figure):
        return sum(arrow.get_alpha() == 1.0 for arrow in figure.findobj(FancyArrowPatch))

    whole = strong(plotting.lstm_cell())
    parts = [strong(plotting.lstm_cell(highlight=[part])) for part in PARTS]
    assert min(parts) > 0 and sum(parts) == whole and strong(plotting.lstm_cell(highlight=[])) == 0


def test_errors_run_back_along_the_cell_state_in_the_widest_arrows():
    arrows = plotting.lstm_error_paths().findobj(FancyArrowPatch)
    widest = max(arrow.get_linewidth() for arrow in arrows)
    along = [np.diff(arrow._posA_posB, axis=0)[0] for arrow in arrows if arrow.get_linewidth() == widest]
    assert len(along) == 3 and all(dx < 0 and dy == 0 for dx, dy in along)


def test_a_map_has_a_field_for_each_trial_as_dark_as_its_share():
    ax = FIGURES["map"]().axes[0]
    fields = [field for field in ax.findobj(Rectangle) if 0 < field.get_width() < 1 and field.get_fill()]
    drawn = {(round(f.get_x() + 0.46), round(f.get_y() + 0.46)): f.get_alpha() / 0.85 for f in fields}
    assert drawn == {(bias, row): SOLVED[bias, row] for bias in (0, 1) for row in range(3)
                     if not np.isnan(SOLVED[bias, row])}
    line, = (line for line in ax.get_lines() if line.get_label() == "a")
    np.testing.assert_allclose(line.get_ydata(), [0, np.interp(np.log(14), np.log([10, 20]), [1, 2])])


@pytest.mark.parametrize(("call", "message"), [
    (lambda: plotting.lstm_cell(highlight=["g"]), "highlight: expected one of 'f'"),
    (lambda: plotting.lstm_cell(values={"g": "1"}), "values: expected one of 'f'"),
    (lambda: plotting.lag_map(SOLVED.T, [0, 1], [5, 10, 20], {}), r"solved: expected shape \(2, 3\)"),
    (lambda: plotting.lag_map(2 * SOLVED, [0, 1], [5, 10, 20], {}), r"solved: expected shares in \[0, 1\]"),
])
def test_bad_input_is_told(call, message):
    with pytest.raises(ValueError, match=message):
        call()
