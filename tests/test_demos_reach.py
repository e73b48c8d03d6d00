"""How far back: the stored trainings are those of the script, and every sentence is held to its numbers."""

import itertools
import re

import numpy as np
import pytest
from pictures import assert_axes_stay

from rnnlib.cells import RNNCell
from rnnlib.datasets import reach_record
from rnnlib.demos import reach
from rnnlib.diagnostics import gradient_norms
from tools import make_reach

FRAMES = list(itertools.product(reach.TASKS, reach.CELLS, reach.LAGS))
RECORD = reach_record()


def test_the_record_is_complete_and_plausible():
    assert set(RECORD.points) == set(FRAMES)
    assert set(RECORD.before) == set(itertools.product(reach.TASKS, reach.CELLS))
    assert set(RECORD.ten_symbols) == set(reach.CELLS)
    for point in [*RECORD.points.values(), *RECORD.ten_symbols.values()]:
        assert len(point.shares) == len(point.updates) == len(point.reach)
        assert (point.shares > 0).all() and (point.shares < 2).all()
        assert point.gradient[0] == 0 and len(point.gradient) == 21
        early = point.updates < (make_reach.LONG_UPDATES if point.copied == 10 else make_reach.UPDATES)
        assert (point.shares[early] < reach.SOLVED).all()  # who stopped early has learned it
    for start in RECORD.before.values():
        assert len(start.reach) == 4 and start.gradient[0] == 0


def test_all_cells_have_the_same_task_and_the_parameters_of_their_kind():
    for (name, cell, lag), point in RECORD.points.items():
        task = make_reach.task_of(name, lag)
        D, H, K = task.input_size, make_reach.HIDDEN, task.output_size
        blocks = 4 if cell.startswith("LSTM") else 3 if cell == "GRU" else 1
        assert point.parameters == blocks * H * (H + D + 1) + K * (H + 1)


@pytest.mark.parametrize(("name", "cell", "lag", "seed"), [
    ("recall", "orthogonal tanh", 20, 1), ("recall", "LSTM 3", 8, 0), ("recall", "tanh", 8, 0)])
def test_the_script_trains_the_stored_networks(name, cell, lag, seed):
    _, share, used = make_reach.train(make_reach.task_of(name, lag), cell, seed, make_reach.UPDATES)
    stored = RECORD.points[name, cell, lag]
    assert share == pytest.approx(stored.shares[seed], abs=0.02)
    assert used == pytest.approx(stored.updates[seed], abs=15)


def test_the_two_tanh_networks_differ_in_one_matrix():
    task = make_reach.task_of("recall", 8)
    plain, turned = (make_reach.network(task, cell, 0)[0].recurrent.params for cell in reach.CELLS[:2])
    W = turned["W_hh"]
    np.testing.assert_allclose(W @ W.T, np.eye(len(W)), atol=1e-5)
    assert np.abs(plain["W_hh"]).max() <= make_reach.HIDDEN**-0.5
    np.testing.assert_array_equal(plain["W_xh"], turned["W_xh"])


def test_gradients_before_training_are_those_of_products_of_jacobians():
    again = make_reach.before("recall", "tanh")
    np.testing.assert_allclose(again["gradient"], RECORD.before["recall", "tanh"].gradient, atol=0.05)
    x = make_reach.task_of("recall", 101).sample(1, rng=7, part="test").x[-100:]
    layer = make_reach.recurrent("tanh", 8, np.random.default_rng(0))
    W, U, b = (layer.params[name].astype(float) for name in ("W_hh", "W_xh", "b_h"))
    h, jacobians, product, norms = np.zeros(32), [], np.eye(32), [1.0]
    for x_t in x[:, 0].astype(float):
        h = np.tanh(U @ x_t + W @ h + b)
        jacobians.append((1 - h**2)[:, None] * W)
    for J in jacobians[::-1]:
        product = product @ J
        norms.append(np.linalg.norm(product, 2))
    found = np.log10(norms)
    assert make_reach.reach(np.maximum(found, -12)) == RECORD.before["recall", "tanh"].reach[0]
    assert isinstance(layer.to_cell(), RNNCell)
    np.testing.assert_allclose(gradient_norms(layer.to_cell(), x, log10=True)[:40], found[:40], atol=1e-3)


@pytest.mark.parametrize(("curve", "expected"), [
    ([0, -1, -2.5, 0], 1), ([0, -3], 0), ([0] * 101, 100), ([0, -2, -2.01], 1)])
def test_reach_ends_before_the_first_norm_below_one_per_cent(curve, expected):
    assert make_reach.reach(np.array(curve, float)) == expected


def test_every_sentence_says_what_the_numbers_say():
    for frame in FRAMES:
        point, sentence = RECORD.points[frame], reach.describe(*frame)
        assert sentence.startswith(f"{frame[0].capitalize()} with lag {frame[2]}: ")
        right, seeds = map(int, re.search(r"in (\d) of (\d) seeds", sentence).groups())
        assert (right, seeds) == (sum(s < 0.1 for s in point.shares), 4)
        low, high = re.search(r"with (\d+) (?:to (\d+) )?% of the loss", sentence).groups()
        assert abs(int(low) - 100 * point.shares.min()) <= 0.51
        assert abs(int(high or low) - 100 * point.shares.max()) <= 0.51
        said = re.search(r"above 1 % for (.+) steps before training and (.+) after it", sentence).groups()
        starts = RECORD.before[frame[:2]].reach
        for text, values in zip(said, (starts, point.reach), strict=True):
            middle = sum(sorted(values)[1:3]) / 2
            assert text == ("100 or more" if middle == 100 else str(int(middle)))


def test_the_demo_tells_the_story_of_the_page():
    def solved(task, lag):
        return {cell: reach.solved(task, cell, lag)[0] for cell in reach.CELLS}
    assert solved("recall", 50)["orthogonal tanh"] == solved("recall", 50)["LSTM 3"] == 4
    assert solved("recall", 50)["GRU"] == solved("recall", 50)["tanh"] == 0
    assert solved("adding", 20) == {cell: 4 * (cell == "GRU") for cell in reach.CELLS}
    assert not any(sum(solved("copy", lag).values()) for lag in reach.LAGS)
    means = [RECORD.ten_symbols[f"LSTM {bias}"].shares for bias in (3, 1, 0)]
    assert means[0].max() < 0.9 and means[0].mean() < means[1].mean() < means[2].mean()


def test_sentences_do_not_depend_on_the_last_digits(monkeypatch):
    before, rng = [reach.describe(*frame) for frame in FRAMES], np.random.default_rng(0)
    points = {key: point._replace(shares=point.shares * (1 + 1e-12 * rng.standard_normal(len(point.shares))))
              for key, point in RECORD.points.items()}
    monkeypatch.setattr(reach, "record", lambda: RECORD._replace(points=points))
    assert [reach.describe(*frame) for frame in FRAMES] == before


def test_axes_stay_where_they_are_and_nothing_is_cut_off():
    assert_axes_stay(reach.draw, (("recall", "tanh", 8), ("adding", "GRU", 20), ("copy", "LSTM 3", 50)))


@pytest.mark.parametrize(("frame", "message"), [
    (("sort", "GRU", 8), "task: expected one of"), (("copy", "LSTM", 8), "cell: expected one of"),
    (("copy", "GRU", 9), "lag: expected one of")])
def test_an_unknown_frame_is_refused(frame, message):
    with pytest.raises(ValueError, match=message):
        reach.describe(*frame)
