"""One-unit phase portrait: fixed points by another route, and every sentence held to its numbers."""

import itertools
import re

import numpy as np
import pytest
from pictures import assert_axes_stay
from scipy.optimize import brentq

from rnnlib.cells import RNNCell
from rnnlib.demos import portrait
from rnnlib.diagnostics import state_jacobian
from rnnlib.unroll import unroll

FRAMES = list(itertools.product(portrait.WEIGHTS, portrait.BIASES, portrait.PULSES))
PAIRS = sorted({frame[:2] for frame in FRAMES})


def roots(w, b):
    """The fixed points by Brent's method between the changes of sign on a grid that misses 0."""
    def off(h):
        return np.tanh(w * h + b) - h

    grid = np.linspace(-1.0, 1.0, 4000)
    changes = np.flatnonzero(np.diff(np.sign(off(grid))))
    return [brentq(off, grid[k], grid[k + 1], xtol=1e-15, rtol=1e-14) for k in changes]


def unit(w, b):
    """The same unit as a cell of rnnlib."""
    cell = RNNCell(1, 1, rng=0)
    cell.params["W_hh"][...], cell.params["b_h"][...], cell.params["W_xh"][...] = w, b, 1.0
    return cell


@pytest.mark.parametrize(("w", "b"), PAIRS)
def test_fixed_points_of_every_frame_are_the_roots_that_brent_finds(w, b):
    found = portrait.fixed_points(w, b)
    # on the border w = 1, b = 0 the root is triple, and floats within 1e-5 of it solve the equation
    np.testing.assert_allclose(found, roots(w, b), atol=1e-5 if (abs(w), b) == (1.0, 0.0) else 1e-12)


def test_fixed_points_of_random_units_are_the_roots_that_brent_finds():
    rng, kinds = np.random.default_rng(0), set()
    for w, b in rng.uniform([-4, -2], [6, 2], size=(300, 2)):
        found = portrait.fixed_points(w, b)
        if abs(abs(b) - portrait.cusp(w)) > 1e-3:
            np.testing.assert_allclose(found, roots(w, b), atol=1e-12, err_msg=f"{w} {b}")
        np.testing.assert_allclose(np.tanh(w * found + b), found, atol=1e-14)
        kinds.add(len(found))
    assert kinds == {1, 3}


@pytest.mark.parametrize("w", [1.001, 1.1, 1.5, 2.0, 3.0, 10.0])
def test_the_cusp_parts_one_fixed_point_from_three(w):
    bound = portrait.cusp(w)
    assert len(portrait.fixed_points(w, bound - 1e-6 * bound)) == 3
    assert len(portrait.fixed_points(w, -bound + 1e-6 * bound)) == 3
    assert len(portrait.fixed_points(w, bound + 1e-6)) == len(portrait.fixed_points(w, -bound - 1e-6)) == 1
    # at the border two of them meet, where the slope is 1
    h = float(np.sqrt(1 - 1 / w))
    assert np.tanh(w * h - bound) == pytest.approx(h, abs=1e-12)
    assert portrait.slopes(w, np.array([h]))[0] == pytest.approx(1.0)


@pytest.mark.parametrize("w", [-4.0, -1.0, 0.0, 1.0])
def test_weights_up_to_1_have_no_cusp(w):
    assert portrait.cusp(w) == 0.0 and len(portrait.fixed_points(w, 0.01)) == 1


@pytest.mark.parametrize("w", [-1.1, -2.0, -5.0])
def test_the_flip_parts_blinking_from_resting(w):
    bound = portrait.flip(w)
    for b, blinks in ((0.98 * bound, True), (-0.98 * bound, True), (1.02 * bound, False)):
        h = portrait.fixed_points(w, b)
        assert (abs(portrait.slopes(w, h)[0]) > 1) == blinks
        ends = portrait.orbit(w, b, h[0] + 0.01, np.zeros(3000))[-2:]
        assert (abs(ends[1] - ends[0]) > 1e-2) == blinks
    assert portrait.flip(-1.0) == portrait.flip(0.5) == 0.0


@pytest.mark.parametrize("frame", FRAMES[::7])
def test_orbits_and_slopes_are_those_of_a_cell(frame):
    w, b, pulse = frame
    run, cell = portrait.portrait(*frame), unit(w, b)
    x = np.zeros((portrait.STEPS, 1, 1))
    for k, start in enumerate(portrait.STARTS):
        np.testing.assert_allclose(run.orbits[1:, k], unroll(cell, x, np.full((1, 1), start))[0].ravel(),
                                   atol=1e-12)
    x[portrait.PULSE_AT] = pulse
    if abs(run.slopes[0]) < 1:  # else the start at rest is not repeated to the last digit
        np.testing.assert_allclose(run.h[1:], unroll(cell, x, run.points[:1, None])[0].ravel(), atol=1e-12)
    for h, slope in zip(run.points, run.slopes, strict=True):
        assert state_jacobian(cell, x[0], np.full((1, 1), h))[0, 0] == pytest.approx(slope, abs=1e-12)


def test_every_sentence_says_what_the_numbers_say():
    for frame in FRAMES:
        w, b, pulse = frame
        run, sentence = portrait.portrait(*frame), portrait.describe(*frame)
        assert all(np.isfinite(part).all() for part in run) and np.abs(run.h).max() < 1
        assert sentence.startswith(f"Weight {w:g}, bias {b:g}: {'one' if len(run.points) == 1 else 'three'} ")
        told = re.findall(r"(-?[\d.]+) \((stable|unstable|on the border), slope (-?[\d.]+)\)", sentence)
        assert len(told) == len(run.points) and "-0.000" not in sentence and f"pulse of {pulse:g}" in sentence
        for (h, kind, slope), root in zip(told, roots(w, b), strict=True):
            assert float(h) == pytest.approx(root, abs=6e-4)
            assert float(slope) == pytest.approx(w * (1 - root**2), abs=6e-3)
            size = abs(w * (1 - root**2))
            assert kind == ("on the border" if abs(size - 1) < 1e-6 else "stable" if size < 1 else "unstable")
        long = portrait.orbit(w, b, run.h[-1], np.zeros(5000))[-2:]
        assert ("blink" in sentence) == (abs(long[1] - long[0]) > 0.1)
        if "the bit is stored" in sentence:
            assert len(told) == 3 and long[1] == pytest.approx(run.points[2], abs=1e-9)
        if "nothing is stored" in sentence:
            assert len(told) == 3 and long[1] == pytest.approx(run.points[0], abs=1e-9)
        if share := re.search(r"(\d+|less than 1)% of its effect", sentence):
            left = portrait.left_of_pulse(run)
            told_share = 0.005 if "less" in share[1] else float(share[1]) / 100
            assert left == pytest.approx(told_share, abs=0.0051)


def test_the_demo_tells_the_story_of_the_chapter():
    def stored(w, b, pulse):
        return "the bit is stored" in portrait.describe(w, b, pulse)

    assert [w for w in portrait.WEIGHTS if stored(w, 0.0, 2.8)] == [1.5, 2.0]  # 3 would need a larger pulse
    assert not any(stored(w, b, 1.0) for w in portrait.WEIGHTS for b in portrait.BIASES)
    assert [b for b in portrait.BIASES if stored(1.5, b, 2.8)] == [0.0]
    assert [w for w in portrait.WEIGHTS if "blink" in portrait.describe(w, 0.0, 1.0)] == [-2.0]
    left = [portrait.left_of_pulse(portrait.portrait(w, 0.0, 1.0)) for w in (0.5, 0.9, 1.0)]
    assert left == sorted(left) and left[0] < 1e-5 and left[2] > 0.3


@pytest.mark.parametrize("seed", range(4))
def test_sentences_do_not_depend_on_the_last_digits(monkeypatch, seed):
    before, rng = [portrait.describe(*frame) for frame in FRAMES], np.random.default_rng(seed)
    exact = portrait.fixed_points

    def moved(weight, bias):
        return exact(weight * (1 + 1e-12 * rng.standard_normal()), bias + 1e-12 * rng.standard_normal())

    monkeypatch.setattr(portrait, "fixed_points", moved)
    monkeypatch.setattr(portrait, "portrait", portrait.portrait.__wrapped__)
    assert [portrait.describe(*frame) for frame in FRAMES] == before


def test_axes_stay_where_they_are_and_nothing_is_cut_off():
    figures = assert_axes_stay(portrait.draw, ((-2.0, -0.3, 1.0), (0.9, 0.0, 2.8), (3.0, 0.3, 2.8)))
    assert all(len(figure.axes) == 3 for figure in figures)


@pytest.mark.parametrize("call", [lambda: portrait.cusp("2"), lambda: portrait.flip(None),
                                  lambda: portrait.fixed_points(2.0, np.nan)])
def test_what_is_no_number_is_refused(call):
    with pytest.raises((TypeError, ValueError), match="weight|bias"):
        call()
