"""Frames: small, free of the page's colours, the same in every run, and true to the figure."""

import base64
import io
import re

import matplotlib
import numpy as np
import pytest
from demo_samples import draw_heat, draw_lines
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image

from rnnlib import compact_svg, frames

POINT = st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000))


def styled(draw, *args):
    """A figure as a demo draws it."""
    with frames.style():
        return draw(*args)


def points_of(data):
    """The points of relative path data as the SVG standard reads it, absolute again."""
    here, start, points, letter = np.zeros(2), np.zeros(2), [], ""
    for token in re.findall(r"[mlqcz][^mlqcz]*", data):
        letter, numbers = token[0], re.findall(r"-?(?:\d+\.?\d*|\.\d+)", token[1:])
        if letter == "z":
            here = start
            continue
        size = {"m": 1, "l": 1, "q": 2, "c": 3}[letter]
        for block in np.array(numbers, dtype=float).reshape(-1, size, 2):
            points += list(here + block)
            here = here + block[-1]
        if letter == "m":
            start = here
    return np.array(points)


@given(st.lists(st.lists(POINT, min_size=3, max_size=8), min_size=1, max_size=4), st.sampled_from([1, 2]))
def test_relative_paths_keep_every_point(subpaths, digits):
    parts, wanted = [], []
    for points in subpaths:
        text = [f"{x:.6f} {y:.6f}" for x, y in points]
        parts += [f"M {text[0]}", f"Q {text[1]} {text[2]}", *(f"L {t}" for t in text[3:]), "z"]
        wanted += points
    found = points_of(compact_svg.relative_path(" \n".join(parts), digits))
    assert found.shape == (len(wanted), 2)
    assert np.abs(found - np.array(wanted)).max() <= 0.5 * 10**-digits + 1e-5


@pytest.mark.parametrize("data, digits, short", [
    ("M 10 20 \nL 10.04 20.06 \nL 9 19.5 \nz \n", 1, "m10 20l0 .1-1-.6z"),
    ("M 0.3 -0.3 \nL 0.3 -0.3", 1, "m.3-.3l0 0"),
    ("M 1 1 L 2 2 z M 5 5 L 6 5", 1, "m1 1l1 1zm4 4l1 0"),
    ("M 100 0 C 1 2 3 4 5 6", 2, "m100 0c-99 2-97 4-95 6"),
    ("", 1, ""),
])
def test_relative_paths_are_short(data, digits, short):
    assert compact_svg.relative_path(data, digits) == short


def test_the_picture_takes_the_colours_of_the_page():
    svg = frames.join(frames.figure_pieces(styled(draw_lines, 1.0, "tanh")), "a-")
    assert "#000000" not in svg and svg.count("currentColor") > 5
    assert "#2f7fd0" in svg  # the line keeps its own
    assert "fill:#ffffff" not in svg  # no background
    for part in ("<style", "<metadata", "<?xml", "<!--", "<g></g>"):
        assert part not in svg
    assert len(svg) < 16_000


def test_every_reference_finds_its_target_and_nothing_else_has_an_id():
    svg = frames.join(frames.figure_pieces(styled(draw_heat, 1.4, 10, "tanh")), "abc-")
    ids = re.findall(r"\bid='([^']*)'", svg)
    used = set(re.findall(r"(?:href='|url\()#([^')]*)", svg))
    assert len(ids) == len(set(ids)) and all(name.startswith("abc-") for name in ids)
    assert used and used <= set(ids)
    assert compact_svg.ID_MARK not in svg


def test_what_draws_nothing_is_left_out():
    empty = Figure(figsize=(2, 2))
    empty.subplots().set_axis_off()
    assert "<path" not in frames.join(frames.figure_pieces(empty), "p-")
    assert "stroke" not in "".join(frames.figure_pieces(empty)[1:])


def test_a_mark_in_a_figure_of_ones_own_survives():
    figure = Figure(figsize=(2, 2))
    figure.text(0.5, 0.5, "a ~ b", url="page~1")
    svg = frames.join(frames.figure_pieces(figure), "p-")
    assert "page&#126;1" in svg and "page~1" not in svg and "pagep-1" not in svg


def test_the_same_figure_gives_the_same_pieces_whatever_the_reader_has_set():
    first = frames.figure_pieces(styled(draw_heat, 1.4, 10, "tanh"))
    with matplotlib.rc_context({"svg.fonttype": "none", "font.size": 20, "axes.facecolor": "red"}):
        assert frames.figure_pieces(styled(draw_heat, 1.4, 10, "tanh")) == first


def images_of(svg):
    """The raster images inside, as RGB arrays."""
    found = re.findall(r"data:image/png;base64,([^']*)", svg)
    opened = [Image.open(io.BytesIO(base64.b64decode(data))) for data in found]
    return [np.asarray(image.convert("RGB")).astype(int) for image in opened]


def test_a_heat_map_stays_true_with_a_small_palette():
    values = np.random.default_rng(0).uniform(-1, 1, size=(24, 60))
    figure = Figure(figsize=(4, 3))
    figure.subplots().imshow(values, cmap="RdBu_r", vmin=-1, vmax=1, interpolation="none")
    svg = "".join(frames.figure_pieces(figure))
    image, = images_of(svg)
    exact = matplotlib.colormaps["RdBu_r"]((values + 1) / 2, bytes=True)[..., :3].astype(int)
    if np.abs(image[::-1] - exact).mean() < np.abs(image - exact).mean():
        image = image[::-1]  # matplotlib may store the rows upside down and flip them back
    assert image.shape == exact.shape
    assert np.abs(image - exact).max() <= 16 and np.abs(image - exact).mean() < 2
    assert len(np.unique(image.reshape(-1, 3), axis=0)) <= 64
    assert len(svg) < 14_000


def test_shades_of_transparency_stay_true_and_zero_stays_clear():
    values = np.where(np.arange(60) < 20, 0.0, np.random.default_rng(0).uniform(-1, 1, size=(24, 60)))
    blue, orange = (0.2, 0.5, 0.8), (0.8, 0.4, 0.1)
    shades = np.where(values[..., None] < 0, [*blue, 0], [*orange, 0])
    shades[..., 3] = np.abs(values)
    exact = np.rint(255 * shades).astype(np.uint8)
    data = compact_svg.palette_png(Image.fromarray(exact))
    small = np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))
    assert (small[:, :20, 3] == 0).all()
    seen = exact[..., 3] > 0
    assert (small[seen][:, :3] == exact[seen][:, :3]).all()
    assert np.abs(small[..., 3].astype(int) - exact[..., 3]).max() <= 8


def test_few_colours_are_kept_exactly_and_holes_stay_open():
    values = np.array([[0.0, 1.0], [np.nan, 0.0]])
    figure = Figure(figsize=(2, 2))
    figure.subplots().imshow(np.ma.masked_invalid(values), cmap="gray", interpolation="none")
    data = re.search(r"data:image/png;base64,([^']*)", "".join(frames.figure_pieces(figure)))[1]
    image = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"))
    assert sorted(image[..., 3].ravel().tolist()) == [0, 255, 255, 255]
    assert sorted(image[image[..., 3] == 255][:, 0].tolist()) == [0, 0, 255]


def test_packing_loses_nothing_and_stores_each_piece_once():
    drawn = [frames.figure_pieces(styled(draw_lines, radius, kind))
             for radius in (0.5, 1.0, 1.5) for kind in ("linear", "tanh")]
    table, rows = frames.pack(drawn)
    assert len(table) == len(set(table)) and {i for row in rows for i in row} == set(range(len(table)))
    for row, pieces in zip(rows, drawn, strict=True):
        shown, wanted = "".join(table[i] for i in row), "".join(pieces)
        names = re.compile(r"~[\w-]+")
        assert names.sub("~", shown) == names.sub("~", wanted)
        renamed = dict(zip(names.findall(wanted), names.findall(shown), strict=True))
        assert names.sub(lambda name: renamed[name[0]], wanted) == shown  # noqa: B023
        assert len(set(renamed.values())) == len(renamed)
    assert sum(map(len, table)) < 0.5 * sum(len("".join(pieces)) for pieces in drawn)
    assert max(map(len, rows)) < 0.5 * max(map(len, drawn))


@given(st.lists(st.lists(st.sampled_from(["<a>", "<b>", "<c>", "<d>"]), max_size=8), max_size=6))
def test_packing_of_any_frames_can_be_undone(drawn):
    table, rows = frames.pack(drawn)
    assert ["".join(table[i] for i in row) for row in rows] == ["".join(frame) for frame in drawn]


def test_what_moves_is_cut_from_what_stays():
    drawn = [[f"<path d='{k}'\nstyle='red'/>", "<line\nx='3'/>", f"<path d='{-k}'\nstyle='red'/>"]
             for k in (1, 2)]
    table, rows = frames.pack(drawn)
    assert table == ["<path d='1'\n", "style='red'/>", "<line\nx='3'/>", "<path d='-1'\n", "<path d='2'\n",
                     "<path d='-2'\n"]
    assert rows == [[0, 1, 2, 3, 1], [4, 1, 2, 5, 1]]


def test_pieces_that_always_stand_together_become_one():
    table, rows = frames.pack([["a", "b", "x", "c", "d"], ["a", "b", "y", "c", "d"]])
    assert table == ["ab", "x", "cd", "y"] and rows == [[0, 1, 2], [0, 3, 2]]


def test_the_poster_is_a_small_image_on_white():
    data, width, height = frames.figure_png(styled(draw_lines, 1.0, "tanh"), dpi=100)
    image = Image.open(io.BytesIO(data))
    assert (width, height) == image.size == (520, 280) and image.mode == "P"
    corner = image.convert("RGBA").getpixel((0, 0))
    assert min(corner) >= 250
    assert len(data) < 8000
    assert frames.figure_png(styled(draw_lines, 1.0, "tanh"), dpi=100)[0] == data


def luminance(colour):
    """Relative luminance of a hex colour after WCAG."""
    channels = np.array([int(colour[i:i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("background", ["#ffffff", "#14181e", "#121212"])
def test_line_colours_can_be_seen_on_light_and_dark(background):
    for colour in frames.STYLE["axes.prop_cycle"].by_key()["color"]:
        dark, light = sorted([luminance(colour), luminance(background)])
        assert (light + 0.05) / (dark + 0.05) >= 3


def test_figures_that_a_demo_may_not_show():
    assert frames.check_figure("f", Figure(figsize=(5.2, 3))) == (5.2, 3.0)
    with pytest.raises(TypeError, match="f: expected a matplotlib Figure, got Axes"):
        frames.check_figure("f", Figure().subplots())
    with pytest.raises(ValueError, match=r"f: expected a figure at most 5.2 inches wide, got 6.4"):
        frames.check_figure("f", Figure(figsize=(6.4, 3)))
    from matplotlib import pyplot

    with pytest.raises(ValueError, match="got one of pyplot's"):
        frames.check_figure("f", pyplot.figure(figsize=(3, 3)))
    assert pyplot.get_fignums() == []
