"""The window layer: equal to its equation, exact gradients, nothing outside the window, as good in pieces."""

import copy

import numpy as np
import pytest

from rnnlib.gradcheck import check_gradients
from rnnlib.layers import RNN, Dense, Window
from rnnlib.models import SequenceClassifier, SequenceRegressor
from rnnlib.optimizers import Adam
from rnnlib.training import Trainer

T, B, D, H = 7, 3, 2, 4
LENGTHS = np.array([7, 0, 3])
each_width = pytest.mark.parametrize("width", [1, 2, 3, 9])


def build(width, activation="tanh", dtype=np.float64):
    layer = Window(D, H, width=width, activation=activation, rng=0, dtype=dtype)
    layer.params["b_h"][...] = np.linspace(-0.5, 0.5, H)
    return layer


def problem(layer, seed=1):
    rng = np.random.default_rng(seed)
    state = rng.standard_normal((B, (layer.width - 1) * D))
    return rng.standard_normal((T, B, D)), state, rng.standard_normal((T, B, H))


@each_width
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_each_step_is_a_recurrent_layer_run_once_on_its_window(width, activation):
    layer = build(width, activation)
    x, state, _ = problem(layer)
    y, _ = layer.forward(x, state)
    once = RNN(width * D, H, activation=activation, rng=0, dtype=np.float64)
    once.params["W_xh"], once.params["b_h"] = layer.params["W_xh"], layer.params["b_h"]
    for t in range(T):
        for b in range(B):
            past = [*state[b].reshape(width - 1, D), *x[:t + 1, b]]
            window = np.concatenate(past[-width:])
            np.testing.assert_allclose(y[t, b], once.forward(window[None, None])[0][0, 0], rtol=1e-12)


@each_width
@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "lengths"])
def test_gradients_against_central_differences(width, lengths):
    layer = build(width)
    x, state, dy = problem(layer)
    _, final = layer.forward(x, state, lengths)
    dfinal = np.random.default_rng(2).standard_normal(final.shape)

    def loss(_=None):
        y, final = layer.forward(x, state, lengths)
        return float((y * dy).sum() + (final * dfinal).sum())

    dx, dstate = layer.backward(dy, dfinal)
    np.testing.assert_array_equal(layer.backward(dy, dfinal)[0], dx)
    params = dict(layer.params) | {"x": x}
    grads = dict(layer.grads) | {"x": dx}
    if width > 1:
        params["state"], grads["state"] = state, dstate
    check_gradients(loss, params, grads, eps=1e-5, tolerance=1e-6)


@each_width
def test_no_input_outside_the_window_has_any_influence(width):
    layer = build(width)
    x, state, dy = problem(layer)
    layer.forward(x, state)
    for t in range(T):
        only = np.zeros_like(dy)
        only[t] = dy[t]
        dx, _ = layer.backward(only)
        reached = np.abs(dx).sum(axis=(1, 2)) > 0
        np.testing.assert_array_equal(reached, (np.arange(T) <= t) & (np.arange(T) > t - width))


@each_width
@pytest.mark.parametrize("cut", [1, 2, 5])
def test_two_pieces_are_as_good_as_the_whole(width, cut):
    layer = build(width)
    x, state, dy = problem(layer)
    whole, final = layer.forward(x, state)
    dwhole, dstart = layer.backward(dy)
    grads = layer.grads
    first, middle = layer.forward(x[:cut], state)
    second, last = layer.forward(x[cut:], middle)
    np.testing.assert_allclose(np.concatenate([first, second]), whole, rtol=1e-12)
    np.testing.assert_array_equal(last, final)
    dsecond, dmiddle = layer.backward(dy[cut:])
    late = layer.grads
    layer.forward(x[:cut], state)
    dfirst, dbegin = layer.backward(dy[:cut], dmiddle)
    np.testing.assert_allclose(np.concatenate([dfirst, dsecond]), dwhole, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(dbegin, dstart, rtol=1e-10, atol=1e-14)
    for name, value in grads.items():
        np.testing.assert_allclose(late[name] + layer.grads[name], value, rtol=1e-10, atol=1e-14)


@each_width
def test_with_lengths_each_sample_is_as_if_alone_and_padding_is_not_read(width):
    layer = build(width)
    x, state, dy = problem(layer)
    padding = np.arange(T)[:, None] >= LENGTHS
    x[padding], dy[padding] = np.nan, np.nan
    y, final = layer.forward(x, state, LENGTHS)
    dx, dstate = layer.backward(dy)
    assert not y[padding].any() and not dx[padding].any()
    for b, L in enumerate(LENGTHS):
        alone, end = layer.forward(x[:L, b:b + 1], state[b:b + 1])
        dalone, dstart = layer.backward(dy[:L, b:b + 1])
        np.testing.assert_allclose(y[:L, b:b + 1], alone, rtol=1e-12)
        np.testing.assert_allclose(dx[:L, b:b + 1], dalone, rtol=1e-12)
        np.testing.assert_array_equal(final[b:b + 1], end)
        np.testing.assert_allclose(dstate[b:b + 1], dstart, rtol=1e-12)


def test_what_is_given_stays_as_it_was_and_copies_forget_the_run():
    layer = build(3, dtype=np.float32)
    x = np.ones((T, B, D), np.float32)
    y, _ = layer.forward(x)
    y[...] = 5.0
    assert (x == 1).all()
    dx, _ = layer.backward(np.ones_like(y))
    assert dx.dtype == np.float32 and np.abs(layer.forward(x)[0]).max() < 1
    with pytest.raises(RuntimeError, match="Window.backward: expected a call of forward before it"):
        copy.deepcopy(layer).backward(y)


@pytest.mark.parametrize("shape", [(0, B), (T, 0), (0, 0)])
def test_nothing_in_nothing_out(shape):
    layer = build(3)
    y, state = layer.forward(np.zeros((*shape, D)))
    assert y.shape == (*shape, H) and state.shape == (shape[1], 2 * D)
    dx, dstate = layer.backward(np.zeros_like(y))
    assert dx.shape == (*shape, D) and dstate.shape == state.shape


@pytest.mark.parametrize(("change", "error", "message"), [
    ({"width": 0}, ValueError, "width: expected a whole number of at least 1, got 0"),
    ({"width": 2.0}, TypeError, "width: expected a whole number"),
    ({"input_size": 0}, ValueError, "input_size"),
    ({"hidden_size": -1}, ValueError, "hidden_size"),
    ({"activation": "step"}, ValueError, "activation: expected one of"),
    ({"rng": None}, TypeError, "rng"),
    ({"dtype": np.int32}, TypeError, "dtype"),
])
def test_bad_arguments_are_named(change, error, message):
    arguments = {"input_size": D, "hidden_size": H, "width": 3, "rng": 0} | change
    with pytest.raises(error, match=message):
        Window(arguments.pop("input_size"), arguments.pop("hidden_size"), **arguments)


def test_bad_inputs_and_gradients_are_named():
    layer = build(3)
    x, state, dy = problem(layer)
    for bad, message in [((x[..., :1],), "x: expected shape"), ((x, state[:, :1]), "state: expected shape"),
                         ((x * np.nan,), "x: expected finite"), ((x, None, np.array([8, 0, 0])), "lengths")]:
        with pytest.raises(ValueError, match=message):
            layer.forward(*bad)
    with pytest.raises(OverflowError, match="y: expected finite"):
        build(1, "relu").forward(np.sign(x) * 1.7e308)
    layer.forward(x, state)
    with pytest.raises(ValueError, match="dy: expected shape"):
        layer.backward(dy[1:])
    with pytest.raises(ValueError, match="dstate: expected shape"):
        layer.backward(dy, state[:, 1:])
    with pytest.raises(OverflowError, match="expected finite float64 numbers"):
        layer.backward(np.full_like(dy, 1e308))
    with pytest.raises(TypeError, match="x: expected dtype float64"):
        layer.forward(x.astype(np.float32))


@pytest.mark.parametrize("outputs", ["last", "every"])
def test_a_model_takes_a_window_for_its_hidden_layer_learns_and_can_be_stored(outputs):
    model = SequenceClassifier(Window(1, 8, width=3, rng=0), Dense(8, 2, rng=1), outputs=outputs)
    bits = np.random.default_rng(0).integers(0, 2, (9, 200))
    x, answer = bits[..., None].astype(np.float32), bits ^ np.roll(bits, 2, axis=0)
    targets, mask = (answer[-1], None) if outputs == "last" else (answer, np.arange(9)[:, None] * [1] >= 2)
    mask = None if mask is None else np.broadcast_to(mask, answer.shape).copy()
    trainer = Trainer(model, Adam(0.02), rng=0)
    history = trainer.fit([(x, targets, None, mask)], 300)
    assert history.epochs["loss"][-1] < 0.05 < 0.5 < history.epochs["loss"][0]
    twin = SequenceClassifier.from_dict(model.to_dict())
    np.testing.assert_array_equal(twin.forward(x)[0], model.forward(x)[0])
    assert twin.config == model.config and not model.looks_ahead


def test_a_window_may_carry_its_state_from_batch_to_batch():
    model = SequenceRegressor(Window(D, H, width=3, rng=0), Dense(H, 1, rng=1), outputs="every")
    x = np.random.default_rng(0).standard_normal((8, 2, D)).astype(np.float32)
    whole, _ = model.forward(x)
    first, state = model.forward(x[:3])
    second, _ = model.forward(x[3:], state)
    np.testing.assert_allclose(np.concatenate([first, second]), whole, rtol=1e-6)
