"""Demos: what `explore` refuses, what a stored page holds, and how the live one behaves."""

import html
import itertools
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import demo_samples
import numpy as np
import pytest
from matplotlib.figure import Figure

from rnnlib import demo_page
from rnnlib.explore import Demo, StoredDemo, demo_mode, explore, stored_sentences

WIDGET = "application/vnd.jupyter.widget-view+json"


def draw_dot(a=0, b="x"):
    """A tiny picture, quick to draw."""
    figure = Figure(figsize=(1, 1))
    figure.text(0.5, 0.5, f"{a}{b}")
    return figure


def say_dot(a=0, b="x"):
    """One sentence."""
    return f"a is {a} & b is <{b}>."


def dot(**changes):
    """A demo that takes no time."""
    arguments = {"describe": say_dot, "alt": "A 'dot' <here>", "a": [1, 2, 3], "b": ["x", "y"]}
    return explore(draw_dot, **(arguments | changes))


@pytest.fixture
def static(monkeypatch):
    """Pages are being published."""
    monkeypatch.setenv("RNNLIB_DEMOS", "static")


@pytest.fixture(autouse=True)
def live(monkeypatch):
    """The default, whatever the tester's shell says."""
    monkeypatch.delenv("RNNLIB_DEMOS", raising=False)


# --- arguments -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("changes, error, words", [
    ({"describe": "text"}, TypeError, "describe: expected a function, got 'text'"),
    ({"alt": ""}, ValueError, "alt: expected a text, got an empty one"),
    ({"alt": None}, TypeError, "alt: expected a text, got None"),
    ({"a": []}, ValueError, "a: expected at least two values"),
    ({"a": [1]}, ValueError, r"a: expected at least two values, all different, got \[1\]"),
    ({"a": [1, 2, 1.0]}, ValueError, "a: expected at least two values, all different"),
    ({"a": [1, "x"]}, TypeError, "a: expected all numbers or all strings"),
    ({"a": [True, False]}, TypeError, "a: expected all numbers or all strings"),
    ({"a": "xyz"}, TypeError, "a: expected a list of numbers or of strings, got 'xyz'"),
    ({"a": 3}, TypeError, "a: expected a list"),
    ({"a": [1, float("nan")]}, ValueError, "a: expected finite numbers"),
    ({"b": ["x", " "]}, ValueError, "b: expected finite numbers or non-empty strings"),
    ({"labels": {"c": "C"}}, ValueError, "labels: expected names among a, b, got 'c'"),
    ({"labels": {"a": ""}}, ValueError, r"labels\['a'\]: expected a text, got an empty one"),
    ({"start": {"c": 1}}, ValueError, "start: expected names among a, b, got 'c'"),
    ({"start": {"a": 7}}, ValueError, "start: expected a to be one of 1, 2, 3, got 7"),
    ({"name": ""}, ValueError, "name: expected a text"),
    ({"a": range(76)}, ValueError, "expected at most 150 frames, got 76 x 2 = 152"),
])
def test_a_wrong_argument_is_named(changes, error, words):
    with pytest.raises(error, match=words):
        dot(**changes)


def test_what_must_be_given():
    with pytest.raises(TypeError, match="describe"):
        explore(draw_dot, alt="x", a=[1, 2])
    with pytest.raises(TypeError, match="alt"):
        explore(draw_dot, describe=say_dot, a=[1, 2])
    with pytest.raises(ValueError, match="controls: expected at least one list of values, got none"):
        explore(draw_dot, describe=say_dot, alt="x")
    with pytest.raises(TypeError, match="draw: expected a function, got None"):
        explore(None, describe=say_dot, alt="x", a=[1, 2])


def test_150_frames_are_allowed():
    assert len(dot(a=range(75)).combinations()) == 150


def test_start_is_the_middle_of_a_slider_and_the_first_button():
    assert dot().start == {"a": 2, "b": "x"}
    assert dot(start={"b": "y"}).start == {"a": 2, "b": "y"}
    assert dot(start={"a": 1.0}).start == {"a": 1, "b": "x"} and type(dot(start={"a": 1.0}).start["a"]) is int


def test_numpy_values_become_plain_numbers():
    demo = dot(a=np.linspace(0, 0.3, 4))
    assert all(type(value) is float for value in demo.grid["a"])
    assert demo_page.Control.checked("a", np.linspace(0, 0.3, 4)).texts == ["0", "0.1", "0.2", "0.3"]
    assert demo_page.Control.checked("a", [1e-9, 123456789, 0.123456789]).texts == \
        ["1e-09", "123456789", "0.123456789"]


def test_name_and_repr_are_the_same_in_every_run():
    assert repr(dot()) == "Demo(test_explore.draw_dot; a: 3 values, b: 2 values)"
    assert dot(name="rnnlib.demos.dot").name == "rnnlib.demos.dot"

    class Draws:
        def __call__(self, **values):
            return draw_dot(**values)

    assert explore(Draws(), describe=say_dot, alt="x", a=[1, 2]).name.endswith("<locals>.Draws")


# --- pictures and sentences ----------------------------------------------------------------------------


def test_show_gives_picture_and_sentence_and_draws_once():
    calls = []

    def draw(**values):
        calls.append(values)
        return draw_dot(**values)

    demo = explore(draw, describe=say_dot, alt="x", a=[1, 2, 3], b=["x", "y"])
    assert calls == []
    svg, sentence = demo.show(a=3.0)
    assert svg.startswith("<svg") and sentence == "a is 3 & b is <x>."
    assert demo.show(a=3, b="x") == (svg, sentence) and calls == [{"a": 3, "b": "x"}]
    assert demo.show(a=3, b="y")[0] != svg and demo.show()[1] == "a is 2 & b is <x>."
    with pytest.raises(ValueError, match="values: expected a to be one of 1, 2, 3, got 4"):
        demo.show(a=4)
    with pytest.raises(ValueError, match="values: expected names among a, b, got 'c'"):
        demo.show(c=4)


@pytest.mark.parametrize("draw, error, words", [
    (lambda a: None, TypeError, r"draw\(a=2\): expected a matplotlib Figure, got NoneType"),
    (lambda a: Figure(figsize=(6, 2)), ValueError, r"draw\(a=2\): .* at most 5.2 inches wide, got 6"),
])
def test_draw_must_return_a_figure_that_fits(draw, error, words):
    with pytest.raises(error, match=words):
        explore(draw, describe=say_dot, alt="x", a=[1, 2]).show()


def test_pyplot_figures_are_refused_and_closed():
    from matplotlib import pyplot

    with pytest.raises(ValueError, match=r"expected a figure made by matplotlib.figure.Figure\(\)"):
        explore(lambda a: pyplot.figure(), describe=say_dot, alt="x", a=[1, 2]).show()
    assert pyplot.get_fignums() == []


@pytest.mark.parametrize("describe, error, words", [
    (lambda **_: "", ValueError, r"describe\(a=2, b='x'\): expected a text, got an empty one"),
    (lambda **_: None, TypeError, r"describe\(a=2, b='x'\): expected a text, got None"),
])
def test_describe_must_return_a_sentence(describe, error, words):
    with pytest.raises(error, match=words):
        dot(describe=describe).show()


def test_an_error_of_draw_says_where_it_arose():
    with pytest.raises(ZeroDivisionError) as caught:
        explore(lambda a: 1 / 0, describe=say_dot, alt="x", a=[1, 2], name="mine").show(a=1)
    assert caught.value.__notes__ == ["raised by draw(a=1) of the demo mine"]


# --- stored pages --------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Tags and attributes of a page, in order; raises if the tags do not close in order."""

    void = {"input", "img", "use", "path"}

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.texts = [], [], {}
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open:
            self.texts[self.open[-1]] = self.texts.get(self.open[-1], "") + data

    def all(self, tag, **wanted):
        return [attrs for name, attrs in self.tags if name == tag and wanted.items() <= attrs.items()]


def test_the_page_has_what_its_readers_need():
    page = Page(text := dot(labels={"a": "number <a>"}).to_html())
    figure, = page.all("figure")
    assert figure == {"class": "rnn-demo"}
    form, = page.all("form")
    assert form["hidden"] == "hidden" and form["data-lm-suppress-shortcuts"] == "true"
    slider, = page.all("input", type="range")
    assert (slider["min"], slider["max"], slider["value"]) == ("0", "2", "1")
    assert slider["aria-valuetext"] == "2" and slider["aria-label"] == "number <a>"
    assert page.texts["output"] == "2"
    radios = page.all("input", type="radio")
    assert len(radios) == 2 and len({radio["name"] for radio in radios}) == 1
    assert ["checked" in radio for radio in radios] == [True, False]
    stage, = page.all("div", role="img")
    image, = page.all("img")
    assert stage["aria-label"] == image["alt"] == "A 'dot' <here>"
    assert image["src"].startswith("data:image/png;base64,") and int(image["width"]) == 108
    caption, = page.all("figcaption")
    assert caption["aria-live"] == "polite" and page.texts["figcaption"] == "a is 2 & b is <x>."
    assert "http" not in re.sub(r"http://www.w3.org/\d+/\w+", "", text)
    assert " id=" not in text.split("<script")[0]


def test_the_frames_of_the_page_are_the_pictures():
    demo = dot()
    data = json.loads(re.search(r'application/json" class="rnn-data">(.*?)</script>', demo.to_html())[1])
    for row, values in zip(data["rows"], demo.combinations(), strict=True):
        svg = "".join(data["table"][i] for i in row)
        assert re.sub(r"~\w+", "", svg) == re.sub(r"rnn-[0-9a-f]{8}-[\w-]+", "", demo.show(**values)[0])
    assert data["alts"] == ["A 'dot' <here>"]
    assert data["controls"][0] == {"name": "a", "label": "a", "values": [1, 2, 3], "texts": ["1", "2", "3"]}


def test_an_alternative_text_may_follow_the_values():
    text = dot(alt=lambda a, b: f"{a} and {b}").to_html()
    data = json.loads(re.search(r'application/json" class="rnn-data">(.*?)</script>', text)[1])
    assert data["alts"] == ["1 and x", "1 and y", "2 and x", "2 and y", "3 and x", "3 and y"]
    assert 'aria-label="2 and x"' in text
    with pytest.raises(ValueError, match=r"alt\(a=1, b='x'\): expected a text, got an empty one"):
        dot(alt=lambda a, b: "").to_html()


def test_stored_sentences_come_back_without_drawing():
    demo = dot()
    stored = stored_sentences(demo.to_html())
    assert stored == StoredDemo("test_explore.draw_dot", {"a": [1, 2, 3], "b": ["x", "y"]},
                                [say_dot(a, b) for a, b in itertools.product([1, 2, 3], "xy")])

    def no_drawing(**values):
        raise AssertionError("drawn")

    fresh = explore(no_drawing, describe=say_dot, alt="x", a=[1, 2, 3], b=["x", "y"], name=demo.name)
    assert fresh.stored() == stored
    assert stored_sentences(f"<p>before</p>{demo.to_html()}") == stored
    for text, count in (("<p>none</p>", 0), (demo.to_html() * 2, 2)):
        with pytest.raises(ValueError, match=f"expected the HTML of one demo, got {count} demos"):
            stored_sentences(text)


def test_sentences_cannot_end_the_script():
    nasty = "</script><script>alert(1)</script><!-- <script> \u2028 'quotes' \"too\""
    demo = dot(describe=lambda a, b: f"{nasty} {a}{b}")
    text = demo.to_html()
    assert stored_sentences(text).sentences[0] == f"{nasty} 1x"
    page = Page(text)
    assert len(page.all("script")) == 2 and page.texts["figcaption"] == f"{nasty} 2x"


def test_another_process_writes_the_same_bytes():
    code = "import demo_samples; print(demo_samples.lines(radius=[0.5, 1.5]).to_html(), end='')"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                         cwd=Path(__file__).parent, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert run.stdout == demo_samples.lines(radius=[0.5, 1.5]).to_html()


def test_demos_have_radio_groups_of_their_own():
    names = [re.search(r'type="radio" name="([^"]*)"', demo.to_html())[1]
             for demo in (dot(), dot(name="other"), dot(b=["x", "z"]), dot())]
    assert len(set(names)) == 3 and names[0] == names[3]


def test_figures_of_different_sizes_are_refused():
    with pytest.raises(ValueError, match="expected figures of one size, got 1 x 1 and 1 x 2 inches"):
        explore(lambda a: Figure(figsize=(1, a)), describe=say_dot, alt="x", a=[1, 2]).to_html()


def test_a_page_too_large_is_refused_with_its_size(static):
    def noise(a):
        figure = Figure(figsize=(5, 3))
        x, y = np.random.default_rng(a).normal(size=(2, 40_000))
        figure.subplots().plot(x, y, lw=0.1)
        return figure

    with pytest.raises(ValueError, match=r"a page of at most 400 kB, got \d{3,4}\.\d kB for 2 frames"):
        explore(noise, describe=say_dot, alt="x", a=[1, 2])


def test_frames_of_a_heat_map_are_light():
    few = demo_samples.heat(scale=[0.4, 1.4], steps=[5, 20]).to_html()
    more = demo_samples.heat(scale=[0.4, 1.2, 1.4], steps=[5, 20]).to_html()
    assert len(few.encode()) < 60_000
    assert len(more.encode()) - len(few.encode()) < 4 * 4_000  # so 60 frames are far below 400 kB


# --- in a notebook -------------------------------------------------------------------------------------


def test_static_output_is_html_and_a_plain_repr(static):
    demo = dot()
    assert demo._repr_mimebundle_() == {"text/html": demo.to_html(), "text/plain": repr(demo)}


def test_static_errors_stop_the_cell_at_once(static):
    with pytest.raises(KeyError):
        explore(lambda a: {1: draw_dot()}[a], describe=say_dot, alt="x", a=[1, 2])


def test_the_mode_is_one_of_two(monkeypatch):
    assert demo_mode() == "live"
    monkeypatch.setenv("RNNLIB_DEMOS", "Static")
    with pytest.raises(ValueError, match="RNNLIB_DEMOS: expected 'live' or 'static', got 'Static'"):
        dot()


def test_live_output_is_a_widget_only():
    bundle = dot()._repr_mimebundle_()
    assert set(bundle) == {WIDGET, "text/plain"} and bundle["text/plain"] == repr(dot())


def parts(demo):
    """Values of picture and sentence of the live demo."""
    return tuple(child.value for child in demo.widget.children[-2:])


def test_live_controls_move_picture_and_sentence():
    import ipywidgets

    demo = dot(labels={"a": "number"})
    slider, buttons = demo.controls["a"], demo.controls["b"]
    assert isinstance(slider, ipywidgets.SelectionSlider) and isinstance(buttons, ipywidgets.ToggleButtons)
    assert (slider.value, slider.description, buttons.value) == (2, "number", "x")
    seen = {parts(demo)}
    for control, value in ((slider, 3), (buttons, "y"), (slider, 1)):
        control.value = value
        seen.add(parts(demo))
    assert len(seen) == 4
    picture, sentence = parts(demo)
    assert html.escape("a is 1 & b is <y>.") in sentence and "aria-live" in sentence
    assert 'role="img"' in picture and html.escape("A 'dot' <here>") in picture and "<svg" in picture
    assert demo.show(a=1, b="y")[0] in picture and demo.error is None
    assert demo.widget is demo.widget


def test_a_live_error_is_shown_remembered_and_raised():
    def say(a, b):
        if a == 3:
            raise ValueError("no <three>")
        return say_dot(a, b)

    demo = dot(describe=say)
    before = parts(demo)
    with pytest.raises(ValueError, match="no <three>"):
        demo.controls["a"].value = 3
    picture, sentence = parts(demo)
    assert picture == "" and "ValueError: no &lt;three&gt;" in sentence and 'role="alert"' in sentence
    assert isinstance(demo.error, ValueError)
    demo.controls["a"].value = 2
    assert parts(demo) == before and demo.error is None


def test_an_error_in_the_first_picture_is_raised_too():
    demo = explore(lambda a: 1 / 0, describe=say_dot, alt="x", a=[1, 2])
    with pytest.raises(ZeroDivisionError):
        demo._repr_mimebundle_()
    assert isinstance(demo.error, ZeroDivisionError)


def test_without_ipywidgets_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    demo = dot()
    with pytest.raises(ImportError) as caught:
        demo.widget  # noqa: B018
    assert "rnnlib[demos]" in caught.value.__notes__[0]
    assert isinstance(demo, Demo) and demo.to_html()
