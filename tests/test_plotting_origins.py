"""Figures of chapter 1.1: functions of two bits, loops, recalled patterns, the timeline and its sources."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.image import AxesImage
from matplotlib.patches import Circle, FancyArrowPatch
from pictures import assert_texts_can_be_read, contrast, texts

from rnnlib import plotting
from rnnlib.plotting.bits import CORNERS, two_bits
from rnnlib.plotting.timeline import EVENTS, KINDS, Event

ROOT = Path(__file__).resolve().parent.parent
RNG = np.random.default_rng(0)
PATTERNS = np.where(RNG.uniform(size=(4, 64)) > 0.5, 1.0, -1.0)
STATES = np.repeat(PATTERNS[:1], 5, axis=0)
STATES[:2, 3] *= -1
ENERGIES = np.array([0.0, -1.0, -1.0, -4.0, -4.0])
FIGURES = {
    "two_bits": lambda: two_bits([0, 1, 1, 0], [(1, 1, 0.5), (1, -1, 0.0)], title="XOR"),
    "three_loops": plotting.three_loops,
    "pattern_rows": lambda: plotting.pattern_rows({"one": PATTERNS, "other": -PATTERNS}, wrong=PATTERNS),
    "recall_path": lambda: plotting.recall_path(STATES, ENERGIES, [0, 2, 4], target=PATTERNS[0]),
    "timeline": plotting.timeline,
}
each_figure = pytest.mark.parametrize("name", FIGURES)


@each_figure
def test_a_figure_fits_a_phone_and_its_texts_can_be_read(name):
    assert_texts_can_be_read(FIGURES[name]())


# ---------------------------------------------------------------- two bits

@settings(max_examples=50, deadline=None, derandomize=True, database=None)
@given(*[st.integers(-3, 3)] * 2, st.integers(-4, 4))
def test_a_unit_s_line_parts_the_corners_where_it_fires_from_the_others(w_1, w_2, k):
    unit = (w_1, w_2, k - 0.5)  # whole weights, so no corner lies on the line
    lines = two_bits([0, 0, 0, 1], [unit]).axes[0].get_lines()
    line = [drawn.get_xydata() for drawn in lines if len(drawn.get_xydata()) == 2]
    fires = CORNERS @ unit[:2] >= unit[2]
    if not line:
        assert fires.all() or not fires.any()
        return
    np.testing.assert_allclose(line[0] @ unit[:2], unit[2], atol=1e-9)
    (x, y), (x_end, y_end) = line[0]
    side = (x_end - x) * (CORNERS[:, 1] - y) - (y_end - y) * (CORNERS[:, 0] - x)
    assert len(set(np.sign(side[fires]))) <= 1 and len(set(np.sign(side[~fires]))) <= 1


def test_corners_are_black_where_the_function_is_1_and_the_region_is_shaded():
    ax = two_bits([0, 1, 0, 1], [], region=lambda points: points[:, 1] > 0.5).axes[0]
    colours = {tuple(line.get_xydata()[0]): line.get_color() for line in ax.get_lines()}
    assert colours == {(0, 0): "white", (0, 1): "black", (1, 0): "white", (1, 1): "black"}
    shade = ax.findobj(AxesImage)[0].get_array()[..., 3] > 0
    assert shade[-1].all() and not shade[0].any()


# ---------------------------------------------------------------- loops

def test_in_each_loop_something_else_comes_back():
    figure = plotting.three_loops(titles=("a", "b", "c"))
    seen = [text.get_text() for text in texts(figure)]
    assert seen.count("$y_{t-1}$") == seen.count("$h_{t-1}$") == 1 and {"a", "b", "c"} <= set(seen)
    assert len(figure.findobj(Circle)) == 5 + 2 * 4
    orange = [arrow for arrow in figure.findobj(FancyArrowPatch)
              if to_rgb(arrow.get_edgecolor()) == to_rgb(plotting.COLOURS[1])]
    assert len(orange) == 10 + 2 * 2  # every pair of five units, and two arrows for each of the others


# ---------------------------------------------------------------- patterns

def test_patterns_show_their_pixels_and_mark_those_that_differ():
    damaged = PATTERNS.copy()
    damaged[:, 0] *= -1
    figure = plotting.pattern_rows({"damaged": damaged}, wrong=PATTERNS)
    for ax, pattern, target in zip(figure.axes, damaged, PATTERNS, strict=True):
        image = ax.findobj(AxesImage)[0].get_array()
        np.testing.assert_array_equal(image[..., 3].ravel() > 0, pattern > 0)
        orange = np.isclose(image[..., :3], to_rgb(plotting.COLOURS[1]), atol=0.01).all(axis=-1).ravel()
        np.testing.assert_array_equal(orange & (pattern > 0), (pattern != target) & (pattern > 0))
        marks = sum(len(line.get_xydata()) for line in ax.get_lines())
        assert marks == ((pattern != target) & (pattern < 0)).sum()


def test_a_recall_shows_the_energy_and_the_chosen_moments():
    figure = FIGURES["recall_path"]()
    *pictures, energy = figure.axes
    assert [ax.get_title() for ax in pictures] == ["start", "2", "4"]
    steps, dots = energy.get_lines()
    np.testing.assert_array_equal(steps.get_ydata(), ENERGIES)
    np.testing.assert_array_equal(dots.get_xydata(), [[0, 0], [2, -1], [4, -4]])


# ---------------------------------------------------------------- timeline

def test_the_timeline_is_true_to_time_and_names_every_event_once():
    figure = plotting.timeline()
    seen = [text.get_text() for text in texts(figure)]
    for event in EVENTS:
        assert seen.count(event.name) == 1 + (event.name in KINDS) and str(event.year) in seen
    ax = figure.axes[0]
    starts = {line.get_xydata()[0][1] for line in ax.get_lines() if len(line.get_xydata()) == 4}
    years = sorted({event.year for event in EVENTS})
    heights = sorted(starts, reverse=True)
    gaps = np.diff(heights) / np.diff(years)
    np.testing.assert_allclose(gaps, gaps[0], rtol=1e-9)
    assert gaps[0] < 0  # later is lower


def test_kinds_differ_in_colour_and_mark_and_can_be_seen():
    colours, marks = zip(*KINDS.values(), strict=True)
    assert len(set(colours)) == len(set(marks)) == len(KINDS)
    assert {event.kind for event in EVENTS} == set(KINDS)
    assert all(contrast(colour, "white") >= 3 for colour in colours)


def test_every_event_has_its_source_with_the_right_year_and_the_page_cites_it():
    bibliography = (ROOT / "references.bib").read_text()
    page = (ROOT / "chapters/01-background/origins.ipynb").read_text()
    for event in EVENTS:
        entry, = re.findall(rf"@\w+\{{{event.key},.*?\n\}}", bibliography, re.DOTALL)
        year = int(re.search(r"year\s*=\s*\{(\d{4})\}", entry)[1])
        assert 0 <= year - event.year <= 1, event  # the paper may follow the preprint by a year
        assert f"`{event.key}`" in page, event


# ---------------------------------------------------------------- what bad input is told

@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: two_bits([0, 1], []), ValueError, "values: expected four of 0 and 1"),
    (lambda: two_bits([0, 1, 2, 1], []), ValueError, "values: expected four of 0 and 1"),
    (lambda: two_bits([0, 1, 1, 1], [(1, 2)]), ValueError, "units: expected"),
    (lambda: two_bits([0, 1, 1, 1], [(1, 2, np.nan)]), ValueError, "threshold: expected a finite number"),
    (lambda: plotting.three_loops(titles=("a",)), ValueError, "titles: expected three texts, got 1"),
    (lambda: plotting.pattern_rows({}), TypeError, "rows: expected a dict with at least one row"),
    (lambda: plotting.pattern_rows({"a": PATTERNS + 1}), ValueError, "nothing but -1 and 1"),
    (lambda: plotting.pattern_rows({"a": PATTERNS[:, :63]}), ValueError, "fill a square, got 63"),
    (lambda: plotting.pattern_rows({"a": PATTERNS, "b": PATTERNS[:2]}), ValueError, r"rows\['b'\]: expected"),
    (lambda: plotting.pattern_rows({"a": PATTERNS}, wrong=PATTERNS[:1]), ValueError, "wrong: expected"),
    (lambda: plotting.pattern_rows({"a": np.repeat(PATTERNS, 3, 0)}), ValueError, "from 1 to 10 patterns"),
    (lambda: plotting.recall_path(STATES, ENERGIES[:2], [0, 1], target=STATES[0]), ValueError, "energies"),
    (lambda: plotting.recall_path(STATES, ENERGIES, [0], target=STATES[0]), ValueError, "shown: expected"),
    (lambda: plotting.recall_path(STATES, ENERGIES, [0, 5], target=STATES[0]), ValueError, "shown: expected"),
    (lambda: plotting.recall_path(STATES, ENERGIES, [0, 1], target=STATES[0, :9]), ValueError, "target: exp"),
    (lambda: plotting.timeline(["LSTM"]), TypeError, "events: expected Events, got str"),
    (lambda: plotting.timeline(EVENTS[::-1]), ValueError, "events: expected at least two"),
    (lambda: plotting.timeline(EVENTS[:1]), ValueError, "events: expected at least two"),
    (lambda: plotting.timeline([Event(1900, "a", "b", "c"), *EVENTS]), ValueError, "kind: expected"),
])
def test_bad_input_is_told_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
