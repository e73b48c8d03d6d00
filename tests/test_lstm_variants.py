"""Variants of the LSTM: each does what its name says, forward and back, as cell and as layer."""

import numpy as np
import pytest

from rnnlib import LSTM, Dense, SequenceClassifier
from rnnlib.cells import LSTMCell, LSTMState
from rnnlib.cells.lstm_variant import GATES, LSTMVariantCell
from rnnlib.gradcheck import check_gradients
from rnnlib.layers.lstm_variant import LSTMVariant
from rnnlib.models.config import config_of
from rnnlib.unroll import bptt, unroll

D, H, T, B = 3, 4, 7, 5
each_variant = pytest.mark.parametrize("variant", GATES)


def cell_and_inputs(variant, seed=0):
    rng = np.random.default_rng(seed)
    cell = LSTMVariantCell(D, H, variant=variant, rng=rng)
    for name, value in cell.params.items():
        if name[0] == "b":
            value += rng.normal(size=H)
    state = LSTMState(0.5 * rng.normal(size=(B, H)), rng.normal(size=(B, H)))
    return cell, rng.normal(size=(T, B, D)), state, rng


def step_by_hand(p, x_t, h, C, **fixed):
    """The equations, with parts replaced by those in `fixed`."""
    hx = np.concatenate([h, x_t], axis=1)

    def gate(name):
        return 1 / (1 + np.exp(-(hx @ p[f"W_{name}"].T + p[f"b_{name}"])))

    f = fixed["f"] if "f" in fixed else gate("f")
    i = fixed["i"](f) if "i" in fixed else gate("i")
    o = fixed["o"] if "o" in fixed else gate("o")
    C = f * C + i * fixed.get("candidate", np.tanh)(hx @ p["W_C"].T + p["b_C"])
    return o * fixed.get("output", np.tanh)(C), C


@pytest.mark.parametrize(("variant", "fixed", "parameters"), [
    ("V", {}, 4), ("NFG", {"f": 1}, 3), ("NIG", {"i": lambda f: 1}, 3), ("NOG", {"o": 1}, 3),
    ("NIAF", {"candidate": lambda a: a}, 4), ("NOAF", {"output": lambda C: C}, 4),
    ("CIFG", {"i": lambda f: 1 - f}, 3)])
def test_a_variant_is_the_equations_with_one_part_replaced(variant, fixed, parameters):
    cell, x, state, _ = cell_and_inputs(variant)
    h, (h_last, C), _ = unroll(cell, x, state)
    expected = state
    for x_t in x:
        expected = step_by_hand(cell.params, x_t, *expected, **fixed)
    np.testing.assert_allclose(h_last, expected[0], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(C, expected[1], rtol=1e-12, atol=1e-14)
    assert sum(value.size for value in cell.params.values()) == parameters * H * (H + D + 1)


@each_variant
def test_one_seed_gives_the_weights_of_the_lstm(variant):
    cell, whole = LSTMVariantCell(D, H, variant=variant, forget_bias=2.0, rng=3), LSTMCell(D, H, rng=3)
    for name, value in cell.params.items():
        np.testing.assert_array_equal(value, 2.0 if name == "b_f" else whole.params[name])


@each_variant
def test_a_saturated_gate_is_a_missing_gate(variant):
    missing = set("fio") - set(GATES[variant])
    if len(missing) != 1 or variant == "CIFG":
        return
    cell, x, state, rng = cell_and_inputs(variant)
    whole = LSTMCell(D, H, rng=0)
    for name in whole.params:
        whole.params[name][...] = cell.params.get(name, 0)
    whole.params[f"b_{missing.pop()}"][...] = 50
    dh = rng.normal(size=(T, B, H))
    h, _, caches = unroll(cell, x, state)
    h_whole, _, caches_whole = unroll(whole, x, state)
    np.testing.assert_allclose(h, h_whole, rtol=1e-12)
    _, _, grads = bptt(cell, dh, caches)
    _, _, grads_whole = bptt(whole, dh, caches_whole)
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, grads_whole[name], rtol=1e-10, atol=1e-13)


@each_variant
def test_gradients_agree_with_differences(variant):
    cell, x, state, rng = cell_and_inputs(variant)
    weights, dstate = rng.normal(size=(T, B, H)), LSTMState(*rng.normal(size=(2, B, H)))
    values = cell.params | {"x": x, "h": state.h, "C": state.c}

    def loss(values):
        h, last, _ = unroll(cell, values["x"], LSTMState(values["h"], values["C"]))
        return (weights * h).sum() + (dstate.h * last.h).sum() + (dstate.c * last.c).sum()

    dx, d0, grads = bptt(cell, weights, unroll(cell, x, state)[2], dstate)
    check_gradients(loss, values, grads | {"x": dx, "h": d0.h, "C": d0.c})


@each_variant
@pytest.mark.parametrize("shape", [(7, 5), (1, 1), (0, 2), (40, 40), (9, 1)])
def test_the_layer_equals_the_cell(variant, shape):
    cell, _, _, rng = cell_and_inputs(variant)
    layer = LSTMVariant.from_cell(cell)
    assert layer.variant == variant and layer.to_cell().variant == variant
    x, dh = rng.normal(size=(*shape, D)), rng.normal(size=(*shape, H))
    state, dstate = (LSTMState(*rng.normal(size=(2, shape[1], H))) for _ in range(2))
    h, last, caches = unroll(cell, x, state)
    expected_dx, expected_d0, expected = bptt(cell, dh, caches, dstate)
    for _ in range(2):  # the second run uses the memory of the first
        y, end = layer.forward(x, state)
        dx, d0 = layer.backward(dh, dstate)
        for mine, right in ((y, h), (end.h, last.h), (end.c, last.c), (dx, expected_dx),
                            (d0.h, expected_d0.h), (d0.c, expected_d0.c)):
            np.testing.assert_allclose(mine, right, rtol=1e-10, atol=1e-12)
        assert list(layer.grads) == list(layer.params) == list(cell.params)
        for name, grad in layer.grads.items():
            np.testing.assert_allclose(grad, expected[name], rtol=1e-10, atol=1e-11)


@each_variant
def test_a_sample_ends_where_its_length_says(variant):
    cell, x, state, rng = cell_and_inputs(variant)
    layer = LSTMVariant.from_cell(cell)
    lengths = np.array([7, 3, 0, 1, 5])
    dy, dstate = rng.normal(size=(T, B, H)), LSTMState(*rng.normal(size=(2, B, H)))
    y, end = layer.forward(x, state, lengths)
    dx, d0 = layer.backward(dy, dstate)
    total = {name: 0 for name in cell.params}
    for b, length in enumerate(lengths):
        one = LSTMState(state.h[b:b + 1], state.c[b:b + 1])
        h, last, caches = unroll(cell, x[:length, b:b + 1], one)
        part = LSTMState(dstate.h[b:b + 1], dstate.c[b:b + 1])
        dx_b, d0_b, grads = bptt(cell, dy[:length, b:b + 1], caches, part)
        np.testing.assert_allclose(y[:length, b:b + 1], h, rtol=1e-10, atol=1e-12)
        assert not y[length:, b].any() and not dx[length:, b].any()
        np.testing.assert_allclose(end.c[b:b + 1], last.c, rtol=1e-10)
        np.testing.assert_allclose(dx[:length, b:b + 1], dx_b, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(d0.c[b:b + 1], d0_b.c, rtol=1e-9, atol=1e-12)
        total = {name: total[name] + grads[name] for name in total}
    for name, grad in layer.grads.items():
        np.testing.assert_allclose(grad, total[name], rtol=1e-9, atol=1e-11)


def test_the_vanilla_variant_is_the_lstm():
    variant, lstm = LSTMVariant(D, H, rng=0, dtype=np.float64), LSTM(D, H, rng=0, dtype=np.float64)
    x = np.random.default_rng(0).normal(size=(T, B, D))
    np.testing.assert_allclose(variant.forward(x)[0], lstm.forward(x)[0], rtol=1e-13)


def test_a_model_can_be_made_of_it_but_not_stored():
    model = SequenceClassifier(LSTMVariant(D, H, variant="CIFG", rng=0), Dense(H, 2, rng=0))
    y, _ = model.forward(np.zeros((T, B, D), np.float32))
    assert y.shape == (B, 2) and "recurrent.W_i" not in model.params
    with pytest.raises(TypeError, match="got LSTMVariant"):
        config_of(model.recurrent)


@pytest.mark.parametrize("kind", [LSTMVariantCell, LSTMVariant])
def test_an_unknown_variant_is_refused(kind):
    with pytest.raises(ValueError, match="variant: expected"):
        kind(D, H, variant="NP", rng=0)
