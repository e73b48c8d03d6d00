"""Clipping on the cliff: every descent by another route, and every sentence held to its numbers."""

import itertools
import re

import numpy as np
import pytest
import torch
from pictures import assert_axes_stay

from rnnlib.cells import RNNCell
from rnnlib.demos import cliff
from rnnlib.unroll import bptt, unroll

FRAMES = list(itertools.product(cliff.STARTS, cliff.THRESHOLDS, cliff.RATES))
FATES = {"rest": "in the valley, with a loss below 1e-8", "valley": "in the valley, with a loss below 0.02",
         "plain": "on a plain with loss 0.09 and a gradient", "wall": "jumping to and fro over the wall",
         "on the way": "still on the way"}


@pytest.fixture(scope="module")
def by_autograd():
    """All descents side by side with PyTorch's derivatives: a dict from the frame to Descent."""
    starts, thresholds, rates = zip(*FRAMES, strict=True)
    limits = torch.tensor([cliff.THRESHOLDS[name] or torch.inf for name in thresholds], dtype=torch.float64)
    point = torch.tensor([cliff.STARTS[name] for name in starts], dtype=torch.float64)
    points, losses, norms = [], [], []
    for _ in range(cliff.STEPS + 1):
        point = point.detach().requires_grad_()
        h = torch.sigmoid(torch.full((len(FRAMES),), 0.5, dtype=torch.float64))
        for _ in range(50):
            h = torch.sigmoid(point[:, 0] * h + point[:, 1])
        loss = (h - 0.7) ** 2
        g, = torch.autograd.grad(loss.sum(), point)
        norm = g.norm(dim=1)
        for kept, now in ((points, point), (losses, loss), (norms, norm)):
            kept.append(now.detach().numpy())
        factor = torch.clamp(limits / norm.clamp(min=1e-300), max=1.0)
        point = point - (torch.tensor(rates, dtype=torch.float64) * factor)[:, None] * g
    points, losses, norms = (np.array(kept) for kept in (points, losses, norms))
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=-1)
    return {frame: cliff.Descent(points[:, k], losses[:, k], norms[:, k], lengths[:, k])
            for k, frame in enumerate(FRAMES)}


@pytest.mark.parametrize(("w", "b"), [(4.3, -2.1), (5.0, -2.6), (1.0, 0.0), (0.0, 0.4), (-3.0, 2.0)])
def test_the_landscape_is_what_backpropagation_through_time_gives(w, b):
    h_0 = np.full((1, 1), 1 / (1 + np.exp(-0.5)))
    unit = RNNCell(1, 1, activation="sigmoid", rng=0)
    unit.params["W_hh"][...], unit.params["b_h"][...] = w, b
    h, _, caches = unroll(unit, np.zeros((50, 1, 1)), h_0)
    dh = np.zeros_like(h)
    dh[-1] = 2 * (h[-1] - 0.7)
    grads = bptt(unit, dh, caches)[2]
    found = cliff.landscape(w, b)
    expected = (h[-1].item() - 0.7) ** 2, grads["W_hh"].item(), grads["b_h"].item()
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-300)
    both = cliff.landscape(np.array([w, 2.0]), np.array([b, 0.1]))
    np.testing.assert_allclose([part[0] for part in both], found, rtol=1e-12)


def test_far_away_the_loss_is_finite_and_flat():
    for sign in (1.0, -1.0):
        loss, *gradient = cliff.landscape(sign * 900.0, sign * 900.0)
        assert np.isfinite(loss) and gradient == [0.0, 0.0]


def test_every_descent_begins_as_autograd_takes_it(by_autograd):
    for frame in FRAMES:
        mine, other = cliff.run(*frame), by_autograd[frame]
        assert all(np.isfinite(part).all() for part in mine), frame
        assert mine.points.shape == (251, 2) and mine.lengths.shape == (250,)
        np.testing.assert_allclose(mine.points[:15], other.points[:15], rtol=1e-6, err_msg=str(frame))
        np.testing.assert_allclose(mine.norms[:15], other.norms[:15], rtol=1e-5, err_msg=str(frame))


def test_every_sentence_is_also_that_of_autograd(by_autograd, monkeypatch):
    sentences = [cliff.describe(*frame) for frame in FRAMES]
    monkeypatch.setattr(cliff, "run", lambda *frame: by_autograd[frame])
    assert [cliff.describe(*frame) for frame in FRAMES] == sentences


def test_every_sentence_says_what_the_numbers_say():
    for frame in FRAMES:
        place, threshold, rate = frame
        descent, sentence = cliff.run(*frame), cliff.describe(*frame)
        largest, longest = map(float, re.search(
            r"largest gradient has norm ([\d.]+), the longest step length ([\d.]+);", sentence).groups())
        np.testing.assert_allclose(largest, descent.norms.max(), rtol=0.05)
        np.testing.assert_allclose(longest, descent.lengths.max(), rtol=0.05)
        assert sentence.startswith(f"Start {place}, learning rate {rate:g}, ")
        limit = cliff.THRESHOLDS[threshold]
        passed = re.search(r"passed at step (\d+)", sentence)
        if limit is None:
            assert "no clipping" in sentence and longest == pytest.approx(rate * largest, rel=0.1)
        elif passed:
            step = int(passed[1])
            assert descent.norms[step] > limit and not (descent.norms[:step] > limit).any()
            assert longest == pytest.approx(rate * limit)
        else:
            assert "never passed" in sentence and largest <= limit
        assert FATES[cliff.fate(descent)] in sentence
        assert ("off the map" in sentence) == (cliff.fate(descent) == "plain"
                                               and not cliff.is_on_map(descent.points[-1]))
        if "exactly 0" in sentence:
            assert descent.norms[-1] == 0.0
        elif bound := re.search(r"a gradient below ([\de.-]+)\.$", sentence):
            assert 0.0 < descent.norms[-1] < float(bound[1])


def test_the_demo_tells_the_story_of_the_chapter():
    fates = {frame: cliff.fate(cliff.run(*frame)) for frame in FRAMES}
    for rate in (0.1, 0.3, 1.0):  # no rate helps where the wall is high, the right threshold helps at each
        for place in ("below the wall", "above the wall"):
            assert fates[place, "none", rate] == "plain"
            assert cliff.run(place, "none", rate).lengths.max() > 5
            assert fates[place, "1", rate] == "valley"
    assert fates["below the wall", "1", 10.0] == "plain"  # steps of rate times threshold
    assert fates["below the wall", "0.1", 10.0] == "rest"
    assert fates["above the wall", "0.1", 0.1] == "wall"  # steps of 0.01 are too short
    assert fates["near its end", "none", 0.1] == "rest"
    lost = cliff.run("above the wall", "none", 0.3)
    assert lost.norms[-1] == 0.0 and lost.norms.max() > 100


def test_sentences_do_not_depend_on_the_last_digits(monkeypatch):
    before, rng = [cliff.describe(*frame) for frame in FRAMES], np.random.default_rng(0)
    moved = {name: at * (1 + 1e-12 * rng.standard_normal(2)) for name, at in cliff.STARTS.items()}
    monkeypatch.setattr(cliff, "STARTS", moved)
    monkeypatch.setattr(cliff, "run", cliff.run.__wrapped__)
    assert [cliff.describe(*frame) for frame in FRAMES] == before


def test_axes_stay_where_they_are_and_nothing_is_cut_off():
    assert_axes_stay(cliff.draw, (("below the wall", "none", 0.3), ("above the wall", "none", 0.3),
                                  ("near its end", "0.1", 10.0)))


@pytest.mark.parametrize(("frame", "message"), [
    (("elsewhere", "none", 0.3), "place: expected one of"),
    (("near its end", "2", 0.3), "threshold: expected one of")])
def test_an_unknown_frame_is_refused(frame, message):
    with pytest.raises(ValueError, match=message):
        cliff.run(*frame)
