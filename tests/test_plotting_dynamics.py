"""Figures of maps: what is solid attracts, what is open repels, and the staircase is the orbit."""

import numpy as np
import pytest
from matplotlib.text import Text

from rnnlib import plotting
from rnnlib.demos import portrait


def lines(figure):
    """The data of every line of the first axes."""
    return [line.get_xydata() for line in figure.axes[0].get_lines()]


def test_a_staircase_goes_from_the_diagonal_to_the_map_and_back():
    states = portrait.orbit(2.0, 0.1, 0.05, np.zeros(4))
    figure = plotting.cobweb(2.0, 0.1, states)
    stairs = next(data for data in lines(figure) if len(data) == 2 * len(states) - 1)
    np.testing.assert_allclose(stairs[::2], np.column_stack([states, states]))  # on the diagonal
    np.testing.assert_allclose(stairs[1::2, 1], np.tanh(2.0 * stairs[1::2, 0] + 0.1))  # on the map


def test_a_pulse_adds_a_dashed_map():
    states = portrait.orbit(2.0, 0.0, -0.9, [2.5, 0.0])
    plain, pulsed = (plotting.cobweb(2.0, 0.0, states, pulse=pulse) for pulse in (0.0, 2.5))
    assert len(lines(pulsed)) == len(lines(plain)) + 1
    dashed = [line for line in pulsed.axes[0].get_lines() if line.get_linestyle() == "--"]
    x, y = dashed[0].get_xydata().T
    np.testing.assert_allclose(y, np.tanh(2 * x + 2.5))


@pytest.mark.parametrize(("w", "fills"), [(2.0, ["full", "none", "full"]), (0.5, ["full"]), (1.0, ["left"]),
                                          (-2.0, ["none"])])
def test_fixed_points_are_filled_where_they_attract(w, fills):
    figure = plotting.cobweb(w, 0.0, np.array([0.1, 0.2]), points=portrait.fixed_points(w, 0.0))
    assert [line.get_fillstyle() for line in figure.axes[0].get_lines() if line.get_marker() == "o"] == fills


def test_branches_are_solid_where_they_attract_and_without_gaps():
    h = np.linspace(-0.9, 0.9, 181)
    x, slopes = np.arctanh(h) - 2 * h, 2 * (1 - h**2)
    drawn = plotting.branches(x, h, slopes).axes[0].get_lines()
    assert [line.get_linestyle() == "-" for line in drawn] == [True, False, True]
    for line in drawn[::2]:
        assert (np.abs(2 * (1 - line.get_ydata()[1:-1] ** 2)) < 1).all()
    for left, right in zip(drawn[:-1], drawn[1:], strict=True):
        assert left.get_xydata()[-1].tolist() == right.get_xydata()[0].tolist()


def test_the_map_of_the_plane_has_both_wedges_and_marks_places():
    w = np.linspace(-2.5, 3.5, 121)
    folds, flips = (np.array([bound(each) for each in w]) for bound in (portrait.cusp, portrait.flip))
    figure = plotting.cusp_map(w, folds, flips, places=[(0.2, 2.0)])
    drawn = lines(figure)
    for data in drawn[:2]:
        b, weight = data[np.isfinite(data).all(axis=1)].T
        assert weight.min() == pytest.approx(1.0)  # the tip is there
        np.testing.assert_allclose(np.abs(b), [portrait.cusp(each) for each in weight])
    assert drawn[-1].tolist() == [[0.2, 2.0]]
    texts = [text for text in figure.findobj(Text) if text.get_text() in ("3", "1", "±")]
    assert {text.get_text() for text in texts} == {"3", "1", "±"}
    assert min(text.get_fontsize() for text in texts) >= 9


@pytest.mark.parametrize("call", [
    lambda: plotting.cobweb(2.0, 0.0, np.array([0.1])), lambda: plotting.cobweb("2", 0.0, np.zeros(3)),
    lambda: plotting.branches(np.zeros(1), np.zeros(1), np.zeros(1)),
    lambda: plotting.branches(np.zeros(3), np.zeros(2), np.zeros(3)),
    lambda: plotting.cusp_map(np.zeros(3), np.zeros(2), np.zeros(3))])
def test_bad_arguments_are_named(call):
    with pytest.raises((TypeError, ValueError), match="states|weight|x:|points|folds"):
        call()
