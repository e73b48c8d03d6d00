"""Frames: matplotlib figures turned into small inline SVG, and many of them packed into one table.

A frame is a list of pieces, strings of SVG that give the picture when joined. The pieces of all frames
of a demo repeat each other (axes, tick labels, glyphs), so a demo stores every distinct piece once.
"""

import base64
import io
import re
import sys
from collections import Counter
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import matplotlib.style
import numpy as np
from matplotlib.figure import Figure
from PIL import Image

#: What every demo is drawn with, on top of matplotlib's own defaults: the reader's matplotlibrc has no say.
#: The line colours reach a contrast of 3 both on white and on the dark theme's background.
STYLE = {
    "svg.fonttype": "path",  # glyphs as outlines: the same on every machine, no font to ship
    "svg.hashsalt": "rnnlib",  # the same figure gives the same bytes
    "legend.frameon": False,  # a white box would glare in dark mode
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": matplotlib.cycler(
        color=["#2f7fd0", "#d0670d", "#2f9457", "#c2569b", "#8a72c9", "#808080"]),
}

#: Stands before every id of a frame until the page that shows it puts a prefix of its own there.
ID_MARK = "~"

#: Inches; more would be shrunk on a page and cut on a phone.
MAX_WIDTH = 5.2

_DROPPED = {"metadata", "style", "title"}
import os
CUT=int(os.environ.get('CUT','1'))
_PLACE = {"d", "x", "y", "transform"}
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_XLINK = "{http://www.w3.org/1999/xlink}"
_COLOURS = 64


def style():
    """Return the context in which demos are drawn and saved.

    Returns:
        a context manager that sets matplotlib's defaults, then `STYLE`.
    Source: the demos of every chapter.
    """
    return matplotlib.style.context(["default", STYLE])


def check_figure(name, figure):
    """Return the size of a figure that a demo may show.

    Args:
        name: what made the figure, for the message.
        figure: what came.
    Returns:
        width and height in inches, floats.
    Raises:
        TypeError: no matplotlib Figure.
        ValueError: a figure of pyplot's, or one wider than 5.2 inches.
    Source: the demos of every chapter.
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"{name}: expected a matplotlib Figure, got {type(figure).__name__}")
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot and pyplot.fignum_exists(getattr(figure, "number", -1)):
        pyplot.close(figure)
        raise ValueError(f"{name}: expected a figure made by matplotlib.figure.Figure(), got one of "
                         "pyplot's, which a notebook would show a second time")
    width, height = (float(inches) for inches in figure.get_size_inches())
    if width > MAX_WIDTH:
        raise ValueError(f"{name}: expected a figure at most {MAX_WIDTH} inches wide, got {width:g}")
    return width, height


def figure_pieces(figure):
    """Turn a figure into the pieces of a compact SVG that takes the colour of the page's text.

    Black becomes `currentColor`, backgrounds are transparent, what nobody refers to loses its id, path data
    is rounded to a tenth of a point and written relative, images get a palette.

    Args:
        figure: matplotlib.figure.Figure.
    Returns:
        list of str; joined they are one `<svg>` element. Ids and references to them begin with `ID_MARK`.
    Source: the demos of every chapter.
    """
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format="svg", transparent=True, metadata=_NO_METADATA)
    root = ElementTree.fromstring(buffer.getvalue())
    defs, body = {}, []
    for child in root:
        body += _pieces(child, defs)
    # round line joins are what matplotlib's own style sheet asks for; a sheet inside would leak into the page
    head = (f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='{root.get('viewBox')}' fill='currentColor' "
            "stroke-linejoin='round'>")
    return [head, "<defs>", *(defs[name] for name in sorted(defs)), "</defs>", *body, "</svg>"]


def join(pieces, prefix):
    """Join the pieces of a frame into SVG whose ids begin with a prefix.

    Args:
        pieces: list of str, as `figure_pieces` returns it.
        prefix: str that no other picture of the page uses.
    Returns:
        str, one `<svg>` element.
    Source: the demos of every chapter.
    """
    return "".join(pieces).replace(ID_MARK, prefix)


def figure_png(figure, dpi=144):
    """Draw a figure as PNG on white, with a palette of at most 64 colours.

    Args:
        figure: matplotlib.figure.Figure.
        dpi: pixels per inch.
    Returns:
        bytes of the file; width and height in pixels.
    Source: the demos of every chapter.
    """
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format="png", dpi=dpi, facecolor="white", metadata={"Software": None})
    with Image.open(buffer) as image:
        return _palette_png(image.convert("RGB")), *image.size


def pack(frames):
    """Store each distinct piece of many frames once.

    Pieces that always stand beside each other become one, and ids become numbers, so both the table and the
    lists stay short.

    Args:
        frames: list of lists of pieces.
    Returns:
        table, list of str; rows, one list of indices into the table a frame:
        `"".join(table[i] for i in rows[k])` is frame k.
    Source: the demos of every chapter.
    """
    numbers = {}

    def number(match):
        return ID_MARK + np.base_repr(numbers.setdefault(match[1], len(numbers)), 36).lower()

    frames = [[re.sub(ID_MARK + r"([\w-]+)", number, piece) for piece in frame] for frame in frames]
    seen = Counter(piece for frame in frames for piece in set(frame))
    frames = [[part for piece in frame for part in (re.split(r"(?<=\n)", piece) if seen[piece] <= CUT else [piece])]
              for frame in frames]
    followers, leaders = {}, {}
    for frame in frames:
        for left, right in zip([None, *frame], [*frame, None], strict=True):
            followers.setdefault(left, set()).add(right)
            leaders.setdefault(right, set()).add(left)
    table, rows = {}, []
    for frame in frames:
        runs = []
        for left, right in zip([None, *frame], frame, strict=False):
            if left is not None and followers[left] == {right} and leaders[right] == {left}:
                runs[-1] += right
            else:
                runs.append(right)
        rows.append([table.setdefault(run, len(table)) for run in runs])
    return list(table), rows


def _pieces(element, defs):
    """The pieces of one element; what stands in <defs> goes to the dict `defs` instead."""
    tag = _local(element.tag)
    if tag in _DROPPED:
        return []
    if tag == "defs":
        for child in element:
            if name := child.get("id"):
                defs[name] = "".join(_pieces(child, {}))
        return []
    # what has an id is drawn elsewhere, perhaps enlarged, so it is kept, and with one more decimal
    attributes = _attributes(element, digits=2 if element.get("id") else 1)
    if tag == "path" and not element.get("id") and _is_invisible(attributes):
        return []
    inside = [piece for child in element for piece in _pieces(child, defs)]
    if tag == "g" and not (attributes and inside):
        return inside
    front = f"<{tag}" + "".join(f" {name}='{value}'" for name, value in attributes.items() if name in _PLACE)
    looks = "".join(f"\n{name}='{value}'" for name, value in attributes.items() if name not in _PLACE)
    looks = looks[:1] + looks[1:].replace("\n", " ")
    text = escape((element.text or "").strip())
    if not inside and not text:
        return [f"{front}{looks}/>"]
    if all(len(child) == 0 for child in element):  # an innermost group, such as a line of text: one piece
        whole = f"{front}{looks}>{text}{''.join(inside)}".replace("\n", " ")
        return [whole.replace(">", ">\n", 1) + f"</{tag}>"]
    return [f"{front}{looks}>", *inside[:-1], f"{inside[-1]}</{tag}>"]


def _is_invisible(attributes):
    """Whether a path draws nothing: no data, or no fill and no stroke, like a transparent background."""
    style = attributes.get("style", "")
    return not attributes.get("d") or ("fill:none" in style and "stroke:" not in style)


def _attributes(element, digits):
    """The attributes worth keeping, shortened."""
    kept = {}
    for name, value in element.attrib.items():
        name = name.removeprefix(_XLINK)
        value = escape(value.strip(), {"'": "&apos;", ID_MARK: "&#126;"})
        if name == "d":
            value = relative_path(value, digits)
        elif name == "href" and value.startswith("data:image/png;base64,"):
            value = _small_image(value)
        elif name == "style":
            value = re.sub(r"\s*([:;])\s*", r"\1", value).replace("#000000", "currentColor")
        elif name in ("x", "y"):
            value = _rounded(value)
        elif name == "transform":
            value = re.sub(r"translate\([^)]*\)", lambda match: _rounded(match[0]), value)
        elif name == "id" and not _is_target(element):
            continue
        kept[name] = value
    kept = {name: value.replace("url(#", "url(#" + ID_MARK) for name, value in kept.items()}
    if "id" in kept:
        kept["id"] = ID_MARK + kept["id"]
    if kept.get("href", "").startswith("#"):
        kept["href"] = "#" + ID_MARK + kept["href"][1:]
    return kept


def _is_target(element):
    """Whether others may refer to the element: groups and images only carry matplotlib's own names."""
    return _local(element.tag) not in ("g", "image")


def _local(tag):
    """The name of a tag without its namespace."""
    return tag.rpartition("}")[2]


def _rounded(text):
    """The text with every number of more than two decimals rounded to two."""
    return re.sub(r"-?\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), text)


def relative_path(data, digits):
    """Rewrite SVG path data with rounded, relative coordinates.

    Rounding happens before the differences are taken, so errors do not add up along the path.

    Args:
        data: path data of absolute commands M, L, Q, C and z, as matplotlib writes it.
        digits: decimals kept.
    Returns:
        str, path data whose points lie within half a unit of the last decimal of the original's.
    Source: the demos of every chapter.
    """
    scale, parts, last = 10**digits, [], ""
    here = start = np.zeros(2, dtype=int)
    for command, numbers in re.findall(r"([MLQCz])([^MLQCz]*)", data):
        if command == "z":
            parts.append("z")
            here, last = start, "z"
            continue
        points = np.rint(np.array(numbers.split(), dtype=float).reshape(-1, 2) * scale).astype(int)
        text = [_decimal(n, digits) for n in (points - here).ravel()]
        joined = "".join(n if n.startswith("-") or i == 0 else " " + n for i, n in enumerate(text))
        repeated = command == last and command != "M"
        parts.append((("" if joined.startswith("-") else " ") if repeated else command.lower()) + joined)
        here, last = points[-1], command
        if command == "M":
            start = here
    return "".join(parts)


def _decimal(n, digits):
    """n / 10**digits as the shortest decimal."""
    text = f"{abs(n):0{digits + 1}d}"
    whole, part = text[:-digits].lstrip("0"), text[-digits:].rstrip("0")
    return ("-" if n < 0 else "") + ((whole + ("." + part if part else "")) or "0")


def _small_image(uri):
    """A data URI of a PNG, with a palette."""
    raw = base64.b64decode(uri.partition(",")[2])
    with Image.open(io.BytesIO(raw)) as image:
        return "data:image/png;base64," + base64.b64encode(_palette_png(image)).decode()


def _palette_png(image):
    """PNG bytes of an image with at most 64 colours; transparency is kept."""
    has_alpha = image.mode == "RGBA" and image.getextrema()[3][0] < 255
    method = Image.Quantize.FASTOCTREE if has_alpha else Image.Quantize.MEDIANCUT
    small = image.convert("RGBA" if has_alpha else "RGB").quantize(_COLOURS, method, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    small.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
