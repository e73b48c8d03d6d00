"""The stored demo: a demo as one piece of HTML that needs no kernel, and the way back from it.

The page holds an ordinary image of the first frame, which is all that viewers without scripts show; the
script beside it (`explore.js`) puts the stored frames in its place and brings the controls to life.
"""

import base64
import html
import json
import math
import numbers
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rnnlib import frames

MAX_BYTES = 400_000

_HERE = Path(__file__).parent
_DATA = '<script type="application/json" class="rnn-data">'


def check_text(name, text):
    """Return `text` if it is a str that says something.

    Args:
        name: what the text is, for the message.
        text: what came.
    Returns:
        str.
    Raises:
        TypeError: no str.
        ValueError: an empty one.
    Source: house rule on bad input; the demos of every chapter.
    """
    if not isinstance(text, str):
        raise TypeError(f"{name}: expected a text, got {text!r} of type {type(text).__name__}")
    if not text.strip():
        raise ValueError(f"{name}: expected a text, got an empty one")
    return text


@dataclass(frozen=True)
class Control:
    """A slider over numbers or a row of buttons with strings.

    Attributes:
        name: the parameter that it sets.
        label: the text beside it.
        values: tuple of ints and floats, or of strings.
    Source: the demos of every chapter.
    """

    name: str
    label: str
    values: tuple

    @classmethod
    def checked(cls, name, values, label=None):
        """Make a control from a list of values.

        Args:
            name: the parameter that it sets.
            values: list or array of finite numbers, or list of strings; at least two, all different.
            label: the text beside it; the name where it is None.
        Returns:
            Control.
        Raises:
            TypeError: no list, or numbers and strings in one.
            ValueError: fewer than two values, a repeated, empty or infinite one, an empty label.
        Source: the demos of every chapter.
        """
        label = check_text(f"labels[{name!r}]", name if label is None else label)
        if isinstance(values, str) or not hasattr(values, "__iter__"):
            raise TypeError(f"{name}: expected a list of numbers or of strings, got {values!r}")
        values = tuple(value.item() if hasattr(value, "item") else value for value in values)
        are_numbers = [isinstance(v, numbers.Real) and not isinstance(v, bool) for v in values]
        if not (all(are_numbers) or all(isinstance(v, str) for v in values)):
            raise TypeError(f"{name}: expected all numbers or all strings, got {list(values)!r}")
        if any(not v.strip() if isinstance(v, str) else not math.isfinite(v) for v in values):
            raise ValueError(f"{name}: expected finite numbers or non-empty strings, got {list(values)!r}")
        control = cls(name, label, values)
        if len(values) < 2 or len(set(control.texts)) < len(values):
            raise ValueError(f"{name}: expected at least two values, all different, got {list(values)!r}")
        return control

    @property
    def has_buttons(self):
        """Whether the values are strings, shown as buttons."""
        return isinstance(self.values[0], str)

    @property
    def texts(self):
        """The values as the reader sees them, a list of str: 0.3 rather than 0.30000000000000004."""
        return [str(v) if isinstance(v, str | int) else _short(v) for v in self.values]


class StoredDemo(NamedTuple):
    """What a stored page says about a demo.

    Attributes:
        name: the demo's name.
        grid: dict from the name of each control to the list of its values.
        sentences: list of str, in the order of `itertools.product` over the grid.
    Source: the test that keeps stored demos true.
    """

    name: str
    grid: dict
    sentences: list


def stored_sentences(page):
    """Read name, controls and sentences back from the HTML of a demo.

    Args:
        page: the HTML that `write_page` returned, or a text around it.
    Returns:
        StoredDemo, to be compared with `Demo.stored()`.
    Raises:
        ValueError: the text holds no demo, or more than one.
    Source: the test that keeps stored demos true.
    """
    found = re.findall(re.escape(_DATA) + r"(.*?)</script>", page, re.DOTALL)
    if len(found) != 1:
        raise ValueError(f"page: expected the HTML of one demo, got {len(found)} demos")
    data = json.loads(found[0])
    grid = {control["name"]: control["values"] for control in data["controls"]}
    return StoredDemo(data["name"], grid, data["notes"])


def write_page(name, key, controls, first, drawn, sentences, alts, poster):
    """Write the HTML of a demo.

    Args:
        name: the demo's name.
        key: str that begins the names of its radio groups; every demo of a page has its own.
        controls: list of Control.
        first: the number of the frame that the page begins with.
        drawn: list of frames, each a list of pieces (`rnnlib.frames`); the last control moves fastest.
        sentences: list of str, one a frame.
        alts: list of str, what the picture shows: one a frame, or one for all.
        poster: matplotlib Figure of the first frame, for viewers without scripts.
    Returns:
        str, one `<figure>` element; the same arguments give the same text.
    Raises:
        ValueError: the text has more than 400 kB.
    Source: the demos of every published page.
    """
    table, rows = frames.pack(drawn)
    described = [{"name": c.name, "label": c.label, "values": c.values, "texts": c.texts} for c in controls]
    data = json.dumps({"name": name, "controls": described, "notes": sentences, "alts": alts, "table": table,
                       "rows": rows}, ensure_ascii=False, separators=(",", ":"))
    data = data.replace("</", "<\\/").replace("<!--", "\\u003c!--")  # would end or confuse a script element
    alt = html.escape(alts[first if len(alts) > 1 else 0])
    png, width, height = frames.figure_png(poster)
    fields, place = [], first
    for control in reversed(controls):
        place, at = divmod(place, len(control.values))
        fields.append(_field(control, at, html.escape(f"{key}-{control.name}")))
    page = "\n".join([
        '<figure class="rnn-demo">',
        f"<style>\n{(_HERE / 'explore.css').read_text(encoding='utf-8')}</style>",
        # JupyterLab takes the attribute away from pages that it does not trust, unless it has a value
        '<form class="rnn-controls" hidden="hidden" data-lm-suppress-shortcuts="true">',
        *reversed(fields),
        "</form>",
        f'<div class="rnn-stage" role="img" aria-label="{alt}"><img alt="{alt}" width="{width * 3 // 4}" '
        f'height="{height * 3 // 4}" src="data:image/png;base64,{base64.b64encode(png).decode()}"></div>',
        f'<figcaption class="rnn-note" aria-live="polite">{html.escape(sentences[first])}</figcaption>',
        f"{_DATA}{data}</script>",
        f"<script>\n{(_HERE / 'explore.js').read_text(encoding='utf-8')}</script>",
        "</figure>",
    ])
    if (size := len(page.encode())) > MAX_BYTES:
        raise ValueError(f"{name}: expected a page of at most {MAX_BYTES / 1000:g} kB, got {size / 1000:.1f} "
                         f"kB for {len(rows)} frames; draw less or give fewer values")
    return page


def _field(control, at, field_name):
    """The HTML of one control that stands at value number `at`."""
    label, texts = html.escape(control.label), [html.escape(text) for text in control.texts]
    if control.has_buttons:
        radios = "".join(
            f'<label><input type="radio" name="{field_name}" value="{i}"{" checked" if i == at else ""}>'
            f"<span>{text}</span></label>" for i, text in enumerate(texts))
        return (f'<div role="radiogroup" aria-label="{label}"><span>{label}</span>'
                f'<div class="rnn-choices">{radios}</div></div>')
    width = max(map(len, control.texts))  # the row keeps its shape while the value gets longer
    return (f'<label class="rnn-slider"><span>{label}</span><input type="range" name="{field_name}" '
            f'aria-label="{label}" aria-valuetext="{texts[at]}" min="0" max="{len(texts) - 1}" value="{at}">'
            f'<output aria-live="off" style="min-width:{width}ch">{texts[at]}</output></label>')


def _short(number):
    """A float with the fewest digits that still tell it from its neighbours."""
    text = f"{number:g}"
    return text if math.isclose(float(text), number, rel_tol=1e-9) else repr(float(number))
