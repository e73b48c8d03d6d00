"""Pictures of text: what is written can be read back, in SVG too, and broken batches are told apart."""

import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text

from rnnlib import frames, plotting
from rnnlib.plotting.passages import Passage

LINES = ["`Oh dear!' said  the Mouse,", "", "<unk> & so on"]


def test_a_passage_is_real_text_in_svg_and_small():
    figure = plotting.passage(LINES)
    svg = frames.join(frames.figure_pieces(figure), "a-")
    found = re.findall(r"<text[^>]*>\s*([^<]*)</text>", svg)
    wanted = [LINES[0], LINES[2].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")]
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in found] == wanted
    longer = frames.join(frames.figure_pieces(plotting.passage([LINES[0] * 2, *LINES[1:]])), "a-")
    assert len(longer) - len(svg) < 2 * len(LINES[0])  # a byte or two a letter, not an outline
    assert "currentColor" in svg and svg.count("monospace") == 2


def test_a_passage_is_drawn_from_the_top_down_in_pixels_too():
    figure = plotting.passage(["MMMM", "", "MM"], size=12)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    dark = np.asarray(canvas.buffer_rgba())[..., :3].max(axis=2) < 128
    rows = np.flatnonzero(dark.any(axis=1))
    gap = np.flatnonzero(np.diff(rows) > 5)
    assert len(gap) == 1  # two lines of letters and an empty one between them
    upper, lower = dark[:rows[gap[0]] + 1], dark[rows[gap[0]] + 1:]
    right = [np.flatnonzero(part.any(axis=0))[-1] for part in (upper, lower)]
    assert right[0] > 1.5 * right[1]


def test_a_passage_is_no_label():
    figure = plotting.passage(LINES)
    artist, = figure.findobj(Passage)
    assert artist.lines == LINES and not isinstance(artist, Text) and not artist.get_in_layout()
    assert not figure.findobj(AxesImage)


def test_a_strip_shows_every_letter_and_where_the_text_breaks():
    batches = [(["ab", "ef"], True), (["cd", "gh"], True), (["xy", "z\n"], False)]
    figure = plotting.batch_strip(batches, names=["one", "two", "three"], title="strip")
    ax, = figure.axes
    letters = [text.get_text() for text in ax.texts if len(text.get_text()) == 1]
    assert "".join(letters) == "abefcdghxyz\N{PILCROW SIGN}"
    arrows = [a for a in ax.texts if isinstance(a, Annotation)]
    crosses = [line for line in ax.lines if isinstance(line, Line2D) and line.get_marker() == "x"]
    assert len(arrows) == 4 and len(crosses) == 2
    assert {text.get_text() for text in ax.texts} >= {"one", "two", "three"} and ax.get_title() == "strip"
    names = [text for text in plotting.batch_strip(batches).axes[0].texts if "batch" in text.get_text()]
    assert [name.get_text() for name in names] == ["batch 1", "batch 2", "batch 3"]


def test_levels_lie_where_their_values_are():
    figure = plotting.levels({"low": 1.0, "high": 4.0})
    ax, = figure.axes
    assert [line.get_ydata()[0] for line in ax.lines] == [1.0, 4.0]
    assert [(text.get_text(), text.xy[1]) for text in ax.texts] == [("low", 1.0), ("high", 4.0)]


def test_names_of_near_levels_do_not_overlap():
    figure = plotting.levels({"low": 1.0, "near": 1.01, "high": 4.0}, under=("low",))
    ax, = figure.axes
    figure.canvas.draw()
    low, near, _ = (text.get_window_extent() for text in ax.texts)
    assert not low.overlaps(near)


def test_every_picture_goes_where_it_is_told():
    for draw in (lambda ax: plotting.passage(LINES, ax=ax), lambda ax: plotting.levels({"a": 1.0}, ax=ax),
                 lambda ax: plotting.batch_strip([(["ab"], True)], ax=ax)):
        figure, ax = plotting.new_figure(2.0)
        assert draw(ax) is figure


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: plotting.passage("abc"), TypeError, "lines: expected a list of str"),
    (lambda: plotting.passage([1]), TypeError, "lines: expected a list of str"),
    (lambda: plotting.passage(["a"], size=0), ValueError, "size"),
    (lambda: plotting.batch_strip([]), ValueError, "batches: expected at least one"),
    (lambda: plotting.batch_strip([(["a"], True), (["a", "b"], True)]), ValueError, "one number of rows"),
    (lambda: plotting.batch_strip([(["a"], True)], names=["x", "y"]), ValueError, "names: expected 1"),
    (lambda: plotting.batch_strip([(["a"], True)], colours=[]), ValueError, "colours: expected 1"),
    (lambda: plotting.levels({}), TypeError, "values: expected a dict"),
    (lambda: plotting.levels({"a": 1.0}, under=("b",)), ValueError, "under"),
    (lambda: plotting.levels({"a": float("nan")}), ValueError, "values"),
])
def test_bad_arguments(call, error, message):
    with pytest.raises(error, match=message):
        call()
