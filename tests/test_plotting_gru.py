"""Figures of the GRU: the parts of the cell, the ways back, and a state that lies where its gate says."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from matplotlib.text import Text

from rnnlib import plotting
from rnnlib.plotting.gru import GRU_PARTS

T = 12
RNG = np.random.default_rng(0)
OLD, CANDIDATE = RNG.uniform(-1, 1, T), RNG.uniform(-1, 1, T)
GATES = {"z": RNG.uniform(size=T), "r": RNG.uniform(size=T)}


def seen(figure):
    """The texts of a figure."""
    figure.draw_without_rendering()
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("draw", [plotting.gru_cell, plotting.gru_error_paths])
def test_the_cell_has_its_gates_in_their_colours_and_four_operations(draw):
    figure = draw()
    texts = seen(figure)
    for name in ("$z_t$", "$r_t$", r"$\tilde h_t$", "$h_{t-1}$", "$h_t$"):
        assert name in texts
    assert sorted(text for text in texts if text in (r"$\times$", "$+$")) == ["$+$", *[r"$\times$"] * 3]
    assert len(figure.findobj(Circle)) == 4
    edges = {box.get_edgecolor() for box in figure.findobj(FancyBboxPatch) if box.get_linewidth() > 1}
    assert edges == {to_rgba(GRU_PARTS[part]) for part in ("z", "r", "candidate")}
    assert figure.get_figwidth() <= 5.2


@pytest.mark.parametrize(("draw", "direction"), [(plotting.gru_cell, 1), (plotting.gru_error_paths, -1)])
def test_the_thick_arrows_of_the_state_all_point_one_way(draw, direction):
    arrows = [arrow for arrow in draw().findobj(FancyArrowPatch) if arrow.get_linewidth() > 2]
    assert len(arrows) == 3
    for arrow in arrows:
        (x_0, y_0), (x_1, y_1) = arrow._posA_posB
        assert np.sign(x_1 - x_0) == direction and y_0 == y_1


@pytest.mark.parametrize("draw", [plotting.gru_cell, plotting.gru_error_paths])
def test_no_text_leaves_the_diagram(draw):
    figure = draw()
    figure.draw_without_rendering()
    page = figure.bbox
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1


def test_the_new_state_lies_between_ring_and_diamond_as_far_as_the_gate_says():
    figure = plotting.gru_mixing(OLD, CANDIDATE, GATES, "down the rab")
    above, below = figure.axes
    lines = {line.get_label(): line.get_ydata() for line in above.get_lines()}
    np.testing.assert_array_equal(lines["old state"], OLD)
    np.testing.assert_array_equal(lines["candidate"], CANDIDATE)
    np.testing.assert_allclose(lines["new state"], (1 - GATES["z"]) * OLD + GATES["z"] * CANDIDATE)
    heights = [[bar.get_height() for bar in bars] for bars in below.containers]
    np.testing.assert_allclose(heights, [GATES["z"], GATES["r"]])
    assert [label.get_text() for label in below.get_xticklabels()] == list("down␣the␣rab")


@pytest.mark.parametrize(("change", "error", "message"), [
    ({"candidate": CANDIDATE[1:]}, ValueError, "candidate: expected shape"),
    ({"old": OLD[:, None]}, ValueError, "old: expected shape"),
    ({"gates": {"z": GATES["z"]}}, ValueError, "gates: expected a dict with 'z' and 'r'"),
    ({"gates": GATES | {"r": 2 + GATES["r"]}}, ValueError, r"gates\['r'\]: expected values in"),
    ({"symbols": "down"}, ValueError, "symbols: expected 12 texts, got 4"),
])
def test_bad_input_is_told_what_is_wrong(change, error, message):
    arguments = {"old": OLD, "candidate": CANDIDATE, "gates": GATES, "symbols": "down the rab"} | change
    with pytest.raises(error, match=message):
        plotting.gru_mixing(**arguments)
