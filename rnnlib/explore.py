"""The demo: a picture and a sentence that follow a few controls, alive with a kernel and without.

`explore` turns two plain functions, one that draws and one that describes, into an object that a notebook
shows as ipywidgets. Where the environment variable RNNLIB_DEMOS is "static", as it is when pages are executed
for publishing, the same object becomes a figure of plain HTML with every frame drawn beforehand.
"""

import functools
import hashlib
import html
import itertools
import json
import math
import os

from rnnlib import frames
from rnnlib.demo_page import Control, StoredDemo, check_text, stored_sentences, write_page

__all__ = ["MAX_FRAMES", "Demo", "StoredDemo", "demo_mode", "explore", "stored_sentences"]

MAX_FRAMES = 150


def explore(draw, *, describe, alt, labels=None, start=None, name=None, **controls):
    """Show a picture and a sentence that follow one control for each list of values.

    Args:
        draw: function of the controls' values that returns a `matplotlib.figure.Figure` (not one of
            pyplot's), at most 5.2 inches wide and of the same size for all values.
        describe: function of the values that returns one sentence with the numbers the picture shows.
        alt: what the picture shows, for readers who do not see it: a text, or a function of the values.
        labels: dict from the name of a control to the text beside it; the name itself where none is given.
        start: dict from the name of a control to the value it begins with; where none is given, the value
            in the middle of a slider and the first of the buttons.
        name: the demo's name in error messages and stored pages; by default the drawing function's, with
            its module.
        **controls: name of a parameter of `draw` and `describe`, and the list of its values. Numbers make a
            slider, strings make buttons.
    Returns:
        Demo.
    Raises:
        TypeError: a function that is none, a control that mixes numbers and strings, a text that is none.
        ValueError: a missing control, fewer than two or repeated values, a label or start value that fits no
            control, more than 150 frames; in static mode also a page above 400 kB.
    Source: the demos of every chapter.
    """
    demo = Demo(draw, describe=describe, alt=alt, labels=labels, start=start, name=name, controls=controls)
    if demo_mode() == "static":
        demo.to_html()  # at once: what fails in the display of a cell is printed but does not stop the page
    return demo


def demo_mode():
    """Return the form that demos take.

    Returns:
        "static" where the environment variable RNNLIB_DEMOS says so, else "live".
    Raises:
        ValueError: the variable says anything but "live" and "static".
    Source: the demos of every chapter.
    """
    mode = os.environ.get("RNNLIB_DEMOS", "live")
    if mode not in ("live", "static"):
        raise ValueError(f"RNNLIB_DEMOS: expected 'live' or 'static', got {mode!r}")
    return mode


class Demo:
    """A picture and a sentence over a grid of values.

    Attributes:
        name: str.
        grid: dict from the name of each control to the tuple of its values.
        start: dict from the name of each control to the value it begins with.
        error: what the last move of a live control raised, or None.
    Source: the demos of every chapter.
    """

    def __init__(self, draw, *, describe, alt, labels=None, start=None, name=None, controls):
        """Check the parts; nothing is drawn yet.

        Args:
            draw, describe, alt, labels, start, name: see `explore`.
            controls: dict from the name of each control to its values.
        Raises:
            TypeError, ValueError: see `explore`.
        Source: the demos of every chapter.
        """
        for role, function in (("draw", draw), ("describe", describe)):
            if not callable(function):
                raise TypeError(f"{role}: expected a function, got {function!r}")
        if not callable(alt):
            check_text("alt", alt)
        if not controls:
            raise ValueError("controls: expected at least one list of values, got none")
        self._draw, self._describe, self._alt = draw, describe, alt
        self.name = check_text("name", _name_of(draw) if name is None else name)
        self.grid = dict.fromkeys(controls)
        labels = self._known("labels", labels)
        self._controls = [Control.checked(c, values, labels.get(c)) for c, values in controls.items()]
        self.grid = {control.name: control.values for control in self._controls}
        counts = [len(values) for values in self.grid.values()]
        if math.prod(counts) > MAX_FRAMES:
            raise ValueError(f"controls: expected at most {MAX_FRAMES} frames, got "
                             f"{' x '.join(map(str, counts))} = {math.prod(counts)}; give fewer values")
        self.start = {c.name: c.values[0 if c.has_buttons else len(c.values) // 2] for c in self._controls}
        self.start = self._on_grid("start", start)
        self.error = self._poster = None
        self._frames, self._sentences, self._sizes = {}, {}, set()

    def __repr__(self):
        """Name and controls, the same in every run."""
        counts = ", ".join(f"{name}: {len(values)} values" for name, values in self.grid.items())
        return f"Demo({self.name}; {counts})"

    def show(self, **values):
        """Return the picture and the sentence for given values.

        Args:
            **values: values of controls, each on the grid; a control that is not named has its start value.
        Returns:
            svg, a str with one `<svg>` element; the sentence, a str.
        Raises:
            TypeError, ValueError: an unknown control, a value that is not on the grid, a picture or a
                sentence that `explore` forbids. What `draw` and `describe` raise passes through.
        Source: the demos of every chapter.
        """
        values = self._on_grid("values", values)
        return frames.join(self._frame(values), f"{self._key}-"), self._sentence(values)

    def combinations(self):
        """Return every combination of values.

        Returns:
            list of dicts from control to value; the last control moves fastest.
        Source: the demos of every chapter.
        """
        grid = itertools.product(*self.grid.values())
        return [dict(zip(self.grid, values, strict=True)) for values in grid]

    def stored(self):
        """Return what a page should say about the demo; nothing is drawn.

        Returns:
            StoredDemo, equal to `stored_sentences(demo.to_html())`.
        Source: the test that keeps stored demos true.
        """
        grid = {name: list(values) for name, values in self.grid.items()}
        return StoredDemo(self.name, grid, [self._sentence(values) for values in self.combinations()])

    def to_html(self):
        """Return the demo as HTML that needs no kernel, no network and no file beside it.

        Returns:
            str, one `<figure>` element; the same text in every run.
        Raises:
            ValueError: figures of different sizes, or more than 400 kB.
        Source: the demos of every published page.
        """
        return self._html

    @functools.cached_property
    def _html(self):
        combinations = self.combinations()
        drawn = [self._frame(values) for values in combinations]
        if len(self._sizes) > 1:
            sizes = " and ".join(f"{width:g} x {height:g}" for width, height in sorted(self._sizes)[:2])
            raise ValueError(f"draw: expected figures of one size, got {sizes} inches: the page would jump")
        alts = [self._alt_text(values) for values in combinations]
        return write_page(self.name, self._key, self._controls, combinations.index(self.start), drawn,
                          [self._sentence(values) for values in combinations],
                          alts if len(set(alts)) > 1 else alts[:1], self._poster)

    @property
    def controls(self):
        """The live widgets, a dict by name: set `.value` to move one."""
        return self._live[0]

    @property
    def widget(self):
        """The live demo: an ipywidgets box of controls, picture and sentence."""
        return self._live[1]

    @functools.cached_property
    def _live(self):
        try:
            import ipywidgets
        except ImportError as error:
            error.add_note("A live demo needs ipywidgets: python -m pip install 'rnnlib[demos]'")
            raise
        widgets = {control.name: self._widget_of(ipywidgets, control) for control in self._controls}
        stage, note = ipywidgets.HTML(), ipywidgets.HTML()

        def update(change=None):
            stage.value, note.value = self._follow({name: widget.value for name, widget in widgets.items()})
            if self.error is not None:
                raise self.error

        for widget in widgets.values():
            widget.observe(update, "value")
        update()
        return widgets, ipywidgets.VBox([*widgets.values(), stage, note])

    def _widget_of(self, ipywidgets, control):
        common = {"options": list(zip(control.texts, control.values, strict=True)),
                  "value": self.start[control.name], "description": control.label,
                  "style": {"description_width": "initial"}}
        if control.has_buttons:
            return ipywidgets.ToggleButtons(**common)
        # a picture takes a moment: one is drawn where the slider is let go, not for every value on the way
        return ipywidgets.SelectionSlider(**common, continuous_update=False,
                                           layout={"width": "auto", "max_width": "38rem"})

    def _follow(self, values):
        """HTML of picture and sentence; an error is shown in the sentence's place, ipywidgets may hide it."""
        try:
            svg, sentence = self.show(**values)
            alt = html.escape(self._alt_text(values))
            self.error = None
        except Exception as error:
            self.error = error
            message = html.escape(f"{type(error).__name__}: {error}")
            return "", f'<p class="rnn-note" role="alert">{message}</p>'
        return (f'<div class="rnn-stage" role="img" aria-label="{alt}" style="max-width:38rem">{svg}</div>',
                f'<p class="rnn-note" aria-live="polite" style="max-width:38rem">{html.escape(sentence)}</p>')

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The output of a cell: HTML or a widget, never both, since each viewer would pick another one."""
        if demo_mode() == "static":
            return {"text/html": self.to_html(), "text/plain": repr(self)}
        return self.widget._repr_mimebundle_() | {"text/plain": repr(self)}

    @functools.cached_property
    def _key(self):
        """A name for ids and radio groups: the same in every run, another one for every demo."""
        about = [self.name, *((c.name, c.label, c.values) for c in self._controls)]
        return "rnn-" + hashlib.sha256(json.dumps(about).encode()).hexdigest()[:8]

    def _frame(self, values):
        """The pieces of the picture, drawn once."""
        key = tuple(values.values())
        if key not in self._frames:
            with frames.style():
                figure = self._call("draw", self._draw, values)
            self._sizes.add(frames.check_figure(f"draw({_arguments(values)})", figure))
            self._frames[key] = frames.figure_pieces(figure)
            if values == self.start:
                self._poster = figure
        return self._frames[key]

    def _sentence(self, values):
        """The sentence, computed once."""
        key = tuple(values.values())
        if key not in self._sentences:
            where = f"describe({_arguments(values)})"
            self._sentences[key] = check_text(where, self._call("describe", self._describe, values))
        return self._sentences[key]

    def _alt_text(self, values):
        if not callable(self._alt):
            return self._alt
        return check_text(f"alt({_arguments(values)})", self._call("alt", self._alt, values))

    def _call(self, role, function, values):
        try:
            return function(**values)
        except Exception as error:
            error.add_note(f"raised by {role}({_arguments(values)}) of the demo {self.name}")
            raise

    def _known(self, argument, given):
        """`given` as a dict whose keys are names of controls."""
        given = {} if given is None else dict(given)
        for name in given:
            if name not in self.grid:
                raise ValueError(f"{argument}: expected names among {', '.join(self.grid)}, got {name!r}")
        return given

    def _on_grid(self, argument, given):
        """A value for every control, in their order: the given ones, else those of the start."""
        values = self.start | self._known(argument, given)
        for name, allowed in self.grid.items():
            if values[name] not in allowed:
                raise ValueError(f"{argument}: expected {name} to be one of {', '.join(map(repr, allowed))}, "
                                 f"got {values[name]!r}")
            values[name] = allowed[allowed.index(values[name])]
        return values


def _arguments(values):
    return ", ".join(f"{name}={value!r}" for name, value in values.items())


def _name_of(function):
    """Module and name of a function; of its class, where it is another callable."""
    named = function if hasattr(function, "__qualname__") else type(function)
    return f"{named.__module__}.{named.__qualname__}"
