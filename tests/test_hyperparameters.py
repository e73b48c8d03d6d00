"""Page 9.1: its record is complete, its script makes it again, its split is clean, and its maths is right."""

import numpy as np
import pytest

from rnnlib import GRU, LSTM, Dense, Embedding, LanguageModel
from rnnlib.datasets import hyperparameter_record
from tools import record_hyperparameters as tool

RECORD, TEXT = hyperparameter_record(), tool.Text()


def test_the_record_holds_every_setting_with_three_seeds():
    assert [(row["amount"], row["units"]) for row in RECORD.sizes] == [
        (amount, units) for amount in tool.AMOUNTS for units in tool.SIZES]
    assert all(np.shape(row["validation"]) == (3, 10) for row in RECORD.sizes)
    assert all(np.shape(row["validation"]) == (3, 8) for row in RECORD.depths)
    assert {(row["rate"], row["clip"]) for row in RECORD.rates} == {
        (rate, clip) for rate in tool.RATES for clip in tool.CLIPS}
    assert all(np.shape(row["runs"]) == (3, 2) for row in RECORD.rates)
    assert [row["batch"] for row in RECORD.batches] == list(tool.BATCH_SIZES)
    assert all(len(row["steps"]) == 3 and all(row["steps"]) for row in RECORD.batches)
    assert (len(RECORD.random), len(RECORD.grid)) == (tool.TRIALS, 16)


def test_random_trials_stay_in_their_ranges_and_the_grid_has_two_values_of_each():
    for rows in (RECORD.random, RECORD.grid):
        for row in rows:
            for value, (low, high) in zip(row[:4], tool.RANGES.values(), strict=True):
                assert 0.99 * low <= value <= 1.01 * high
    assert [len({row[k] for row in RECORD.grid}) for k in range(4)] == [2] * 4
    assert len({tuple(row[:4]) for row in RECORD.grid}) == 16


def test_stacks_of_different_depth_have_about_the_same_number_of_parameters():
    for row in RECORD.depths:
        model = tool.deep(row["layers"], row["units"], row["residual"], row["dropout"], 0, TEXT.size)
        assert tool.count_of(model) == row["parameters"]
        if row["units"] < 100:
            assert 28_000 < row["parameters"] < 32_000


def test_validation_and_test_are_other_chapters_than_those_learned_from():
    train = "".join(map(chr, TEXT.train))
    assert train.count(chr(TEXT.train[0])) > 1
    for x, targets in (TEXT.validation, TEXT.test):
        seen = sum("".join(map(chr, [*x[:, k], targets[-1, k]])) in train for k in range(x.shape[1]))
        assert seen == 0
        np.testing.assert_array_equal(x[1:], targets[:-1])
    joined = {tuple(column) for column in TEXT.validation[0].T}
    assert not joined & {tuple(column) for column in TEXT.test[0].T}


@pytest.mark.parametrize("residual", [False, True])
def test_a_stack_with_shortcuts_has_the_gradient_of_its_loss(residual):
    rng = np.random.default_rng(0)
    layers = [LSTM(4, 3, rng=rng, dtype=np.float64), *(LSTM(3, 3, rng=rng, dtype=np.float64) for _ in "ab")]
    model = LanguageModel(Embedding(5, 4, rng=rng, dtype=np.float64),
                          tool.Deep(layers, residual=residual, rng=0), Dense(3, 5, rng=rng, dtype=np.float64))
    x, targets = rng.integers(0, 5, (2, 6, 2))
    model.backward(model.loss(model.forward(x)[0], targets)[1])
    grads = {name: grad.copy() for name, grad in model.grads.items()}
    for name, value in model.params.items():
        flat, place = value.reshape(-1), int(rng.integers(value.size))
        if not np.shares_memory(flat, value):
            flat = value.flat
        losses = []
        for change in (1e-5, -2e-5):
            flat[place] += change
            losses.append(model.loss(model.forward(x)[0], targets)[0])
        flat[place] += 1e-5
        slope = (losses[0] - losses[1]) / 2e-5
        assert grads[name].reshape(-1)[place] == pytest.approx(slope, rel=1e-5, abs=1e-9), name


def test_without_shortcuts_and_dropout_it_is_stacked():
    layers = [GRU(4, 3, rng=0), GRU(3, 3, rng=1)]
    x = np.random.default_rng(2).normal(size=(5, 2, 4)).astype(np.float32)
    mine, finals = tool.Deep(layers, rng=0).forward(x)
    theirs, states = tool.Stacked(layers).forward(x)
    np.testing.assert_array_equal(mine, theirs)
    np.testing.assert_array_equal(finals, states)


def test_dropout_acts_on_what_goes_up_only():
    deep = tool.Deep([GRU(4, 6, rng=0), GRU(6, 6, rng=1)], dropout=0.5, rng=0)
    x = np.random.default_rng(2).normal(size=(40, 8, 4)).astype(np.float32)
    y, finals = deep.forward(x, training=True)
    assert 0.4 < (y == 0).mean() < 0.6
    assert not (finals[0] == 0).any() and not (finals[1] == 0).any()


def test_where_every_gradient_is_clipped_only_the_product_counts():
    cells = {(row["rate"], row["clip"]): np.array(row["runs"], float) for row in RECORD.rates}
    np.testing.assert_allclose(cells[10.0, 0.03], cells[3.0, 0.1], atol=0.01)
    losses = []
    for rate, clip in ((0.5, 0.02), (1.0, 0.01)):
        model = tool.network(tool.RNN, 8, 0, TEXT.size)
        losses.append(list(tool.updates(model, TEXT.train, tool.SGD(rate), 4, 10, 0, clip)))
    np.testing.assert_allclose(*losses, rtol=1e-4)


@pytest.mark.parametrize("units, amount", [(8, 2_000), (64, 30_000)])
def test_the_script_gives_the_beginning_of_a_stored_curve(units, amount):
    row, = (r for r in RECORD.sizes if (r["units"], r["amount"]) == (units, amount))
    model, optimizer = tool.network(GRU, units, 1, TEXT.size), tool.Adam(tool.cosine(0.01, 400, final=0.0005))
    for _ in tool.updates(model, TEXT.train[:amount], optimizer, 16, 40, 0, 1.0):
        pass
    assert tool.loss_on(model, TEXT.validation) == pytest.approx(row["validation"][1][0], abs=0.03)


def test_gradients_at_two_batch_sizes_give_length_and_spread_without_bias():
    rng, b, B, P = np.random.default_rng(0), 2, 16, 6
    G = rng.normal(size=P)
    g = G + rng.normal(size=(20_000, B, P)) * np.arange(1, P + 1)
    small = (g.reshape(20_000, B // b, b, P).mean(axis=2) ** 2).sum(axis=-1).mean()
    large = (g.mean(axis=1) ** 2).sum(axis=-1).mean()
    assert (B * large - b * small) / (B - b) == pytest.approx(G @ G, abs=0.2)
    assert (small - large) / (1 / b - 1 / B) == pytest.approx((np.arange(1, P + 1) ** 2).sum(), rel=0.02)


def test_the_best_step_on_a_quadratic_gains_what_the_page_derives():
    G2, trace, curvature = 3.0, 12.0, 0.7
    for B in (1, 4, 64):
        eta = np.linspace(0, 3, 300_001)
        change = -eta * G2 + eta**2 * curvature / 2 * (G2 + trace / B)
        factor = 1 + trace / G2 / B
        assert eta[change.argmin()] == pytest.approx(1 / curvature / factor, abs=1e-4)
        assert -change.min() == pytest.approx(G2 / 2 / curvature / factor, rel=1e-6)
