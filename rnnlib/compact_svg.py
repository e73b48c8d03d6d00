"""The compact SVG: what matplotlib wrote, in a fraction of the bytes, cut into pieces that repeat.

A piece is a string; the pieces of a picture joined are one `<svg>` element. A line break in a piece, white
space to SVG, parts what often moves from one picture to the next (data, place) from what seldom does (looks,
text).
"""

import base64
import io
import re
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import numpy as np
from PIL import Image

#: Stands before every id until the page that shows the picture puts a prefix of its own there.
ID_MARK = "~"

#: The attributes that often change from one picture to the next.
_PLACE = {"d", "x", "y", "transform"}
_DROPPED = {"metadata", "style", "title"}
_XLINK = "{http://www.w3.org/1999/xlink}"
_COLOURS = 64


def compact(svg):
    """Turn SVG of matplotlib's into the pieces of a short one.

    Black becomes `currentColor`, what nobody refers to loses its id, path data is rounded to a tenth of a
    point and written relative, images get a palette, definitions stand together in the order of their names.

    Args:
        svg: the text of an SVG file, str or bytes.
    Returns:
        list of str; joined they are one `<svg>` element. Ids and references to them begin with `ID_MARK`.
    Source: the demos of every chapter.
    """
    root = ElementTree.fromstring(svg)
    defs, body = {}, []
    for child in root:
        body += _pieces(child, defs)
    # round line joins are what matplotlib's own style sheet asks for; a sheet inside would leak into the page
    head = (f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='{root.get('viewBox')}' fill='currentColor' "
            "stroke-linejoin='round'>")
    return [head, "<defs>", *(defs[name] for name in sorted(defs)), "</defs>", *body, "</svg>"]


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
    place = "".join(f" {name}='{value}'" for name, value in attributes.items() if name in _PLACE)
    looks = " ".join(f"{name}='{value}'" for name, value in attributes.items() if name not in _PLACE)
    text = escape((element.text or "").strip())
    if not inside and not text:
        return [f"<{tag}{place}\n{looks}/>"]
    opened = f"<{tag}{place} {looks}>".replace(" >", ">")
    children = [child for child in element if _local(child.tag) != "defs"]
    if all(len(child) == 0 for child in children):  # an innermost group, such as a line of text: one piece
        return [f"{opened}\n{text}{''.join(inside).replace(chr(10), ' ')}</{tag}>"]
    return [opened, *inside[:-1], f"{inside[-1]}</{tag}>"]


def _is_invisible(attributes):
    """Whether a path draws nothing: no data, or no fill and no stroke, like a transparent background."""
    style = attributes.get("style", "")
    return not attributes.get("d") or ("fill:none" in style and "stroke:" not in style)


def _attributes(element, digits):
    """The attributes worth keeping, shortened."""
    kept = {}
    for name, value in element.attrib.items():
        name = name.removeprefix(_XLINK)
        is_glyph = name == "transform" and _local(element.tag) == "use" and "x" not in element.attrib
        value = escape(value.strip(), {"'": "&apos;", ID_MARK: "&#126;"})
        if name == "d":
            value = relative_path(value, digits)
        elif name == "href" and value.startswith("data:image/png;base64,"):
            value = _small_image(value)
        elif name == "style":
            value = re.sub(r"\s*([:;])\s*", r"\1", value).replace("#000000", "currentColor")
        elif name in ("x", "y"):
            value = _rounded(value)
        elif is_glyph and (along := re.fullmatch(r"translate\((\S+) 0\)", value)):
            name, value = "x", _rounded(along[1])  # the same, shorter
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
        return "data:image/png;base64," + base64.b64encode(palette_png(image)).decode()


def palette_png(image):
    """Write an image as PNG with at most 64 colours.

    Boxes of colours are halved, the widest first, until there are enough; each takes the colour that is its
    median, so a colour that fills much of the picture stays exactly what it is. Pillow's own palettes for
    transparent images have too few shades for a heat map.

    Args:
        image: PIL.Image.Image; transparency is kept.
    Returns:
        bytes of the file.
    Source: the demos of every chapter.
    """
    pixels = np.array(image.convert("RGBA"))
    pixels[pixels[..., 3] == 0] = 0  # what cannot be seen has one colour
    packed, inverse, counts = np.unique(pixels.view("<u4"), return_inverse=True, return_counts=True)
    colours = packed.view(np.uint8).reshape(-1, 4).astype(int)
    boxes = [(np.ptp(colours, axis=0).max(), np.arange(len(colours)))]
    while len(boxes) < min(_COLOURS, len(colours)):
        _, box = boxes.pop(max(range(len(boxes)), key=lambda k: boxes[k][0]))
        low, high = colours[box].min(axis=0), colours[box].max(axis=0)
        channel = (high - low).argmax()
        is_high = 2 * colours[box, channel] > (low + high)[channel]
        boxes += [(np.ptp(colours[half], axis=0).max(), half) for half in (box[~is_high], box[is_high])]
    chosen, number = np.empty((len(boxes), 4), np.uint8), np.empty(len(colours), np.uint8)
    for k, (_, box) in enumerate(boxes):
        middle = np.searchsorted(np.cumsum(counts[box]), counts[box].sum() / 2)
        chosen[k], number[box] = colours[box[middle]], k
    small = Image.fromarray(number[inverse].reshape(pixels.shape[:2]))
    small.putpalette(chosen[:, :3].tobytes())
    buffer, alpha = io.BytesIO(), chosen[:, 3]
    clear = {"transparency": alpha.tobytes()} if alpha.min() < 255 else {}
    small.save(buffer, "PNG", optimize=True, **clear)
    return buffer.getvalue()
