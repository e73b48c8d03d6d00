"""RNN, LSTM and GRU at the edge: extreme numbers, overflow, and the answer to every wrong argument."""

import re

import numpy as np
import pytest
from helpers import CELLS, each_cell, each_dtype, flatten, map_state

from rnnlib.cells import GRUCell, LSTMCell, LSTMState, RNNCell
from rnnlib.layers import GRU, LSTM, RNN, Parameters
from rnnlib.unroll import bptt, unroll

LAYERS = {"RNNCell": RNN, "LSTMCell": LSTM, "GRUCell": GRU}
LSTM_CASE = next(case for case in CELLS if case.name == "lstm")


def layer_of(case, D=3, H=4, dtype=np.float64):
    """A layer of the kind of a cell, as it is initialised."""
    return LAYERS[case.constructor.__name__](D, H, rng=0, dtype=dtype, **case.options)


@each_dtype
@pytest.mark.parametrize("B", [0, 1, 2])
@pytest.mark.parametrize("value", [1e4, -1e4, 1e-310, -1e-44, 0.0])
@each_cell
def test_extreme_inputs_and_states_give_finite_numbers_of_the_same_dtype(case, value, B, dtype):
    """1e4, zeros and denormals (1e-310 in float64, 1e-44 in float32); warnings are errors here."""
    layer, lengths = layer_of(case, dtype=dtype), np.arange(B) + 2
    x, dy = np.full((3, B, 3), value).astype(dtype), np.full((3, B, 4), value).astype(dtype)
    state = map_state(lambda part: np.full_like(part, dtype(value)), layer.initial_state(B))
    for some in (None, lengths):
        y, final = layer.forward(x, state, some)
        dx, dstate = layer.backward(dy, state)
        assert y.shape == (3, B, 4) and dx.shape == x.shape
        for array in (y, dx, flatten(final), flatten(dstate), *layer.grads.values()):
            assert array.dtype == dtype and np.isfinite(array).all()
        for name, array in layer.params.items():
            assert layer.grads[name].shape == array.shape


@each_cell
def test_numpy_set_to_raise_at_every_rounding_changes_nothing(case):
    layer = layer_of(case)
    x = 1e4 * np.random.default_rng(0).standard_normal((4, 2, 3))
    with np.errstate(all="raise"):
        layer.forward(x)
        layer.backward(np.full((4, 2, 4), 1e-300))


def exploding(kind=RNN, cell=False):
    """A relu network whose state grows a thousandfold at every step."""
    network = (RNNCell if cell else kind)(1, 2, rng=0, activation="relu", dtype=np.float32)
    network.params["W_hh"] = np.float32([[1000, 0], [0, 0.5]])
    network.params["W_xh"] = np.float32([[1], [1]])
    return network


def test_a_diverging_relu_network_raises_as_its_cell_does():
    x = np.ones((20, 2, 1), np.float32)
    layer, cell = exploding(), exploding(cell=True)
    y, _ = layer.forward(x[:12])
    np.testing.assert_allclose(y, unroll(cell, x[:12])[0], rtol=1e-6)
    with pytest.raises(OverflowError, match="^h_t: expected finite float32 numbers, got an overflow"):
        unroll(cell, x)
    with pytest.raises(OverflowError, match="^y: expected finite float32 .* the recurrence has diverged"):
        layer.forward(x)
    with pytest.raises(RuntimeError, match="^RNN.backward: expected a call of forward before it"):
        layer.backward(np.ones((20, 2, 2), np.float32))
    layer.forward(x[:12])  # and it goes on after that
    layer.backward(np.ones((12, 2, 2), np.float32))


def test_divergence_in_the_padding_does_not_count():
    x = np.ones((40, 2, 1), np.float32)
    layer, cell = exploding(), exploding(cell=True)
    y, final = layer.forward(x, lengths=np.array([10, 0]))
    dx, dstate = layer.backward(np.ones_like(y))
    h, state, caches = unroll(cell, x[:10, :1])
    expected = bptt(cell, np.ones_like(h), caches)
    np.testing.assert_allclose(y[:10, :1], h, rtol=1e-6)
    np.testing.assert_allclose(final, np.concatenate([state, [[0, 0]]]), rtol=1e-6)
    np.testing.assert_allclose(dx[:10, :1], expected[0], rtol=1e-5)
    np.testing.assert_allclose(dstate[:1], expected[1], rtol=1e-5)
    for name, value in expected[2].items():
        np.testing.assert_allclose(layer.grads[name], value, rtol=1e-5)
    assert not y[10:].any() and not dx[10:].any() and not y[:, 1].any() and not dstate[1].any()


@each_dtype
@each_cell
def test_sums_beyond_the_largest_float_raise_or_stay_finite(case, dtype):
    """Infinity minus infinity is NaN; whether a product meets it depends on its shape and the machine."""
    for seed in range(4):
        for B in (1, 2, 5):
            layer = LAYERS[case.constructor.__name__](16, 4, rng=seed, dtype=dtype, **case.options)
            for value in layer.params.values():
                value *= 8
            try:
                y, state = layer.forward(np.full((2, B, 16), np.finfo(dtype).max))
                assert np.isfinite(flatten(y, state)).all()
                dx, dstate = layer.backward(np.ones_like(y))
                assert np.isfinite(flatten(dx, dstate, *layer.grads.values())).all()
            except OverflowError as error:
                assert re.match(rf"\w+: expected finite {np.dtype(dtype)} .* got an overflow", str(error))


@each_dtype
@each_cell
def test_a_sum_that_is_infinity_minus_infinity_raises(case, dtype):
    """Wide enough that inputs and state are multiplied apart, as +inf and -inf."""
    layer, most = layer_of(case, 120, 120, dtype), np.finfo(dtype).max
    for name, value in layer.params.items():
        value[...] = 2 if name in ("W_xh", "W_hh", "W_C", "W_h") else 0
    state = map_state(lambda part: np.full_like(part, -most), layer.initial_state(1))
    with pytest.raises(OverflowError, match=f"^y: expected finite {np.dtype(dtype)} .* got an overflow"):
        layer.forward(np.full((1, 1, 120), most), state)


@pytest.mark.parametrize(("weight", "x", "name"), [(1e300, 0.0, "dx"), (0.0, 1e300, r"dW_\w+")])
@each_cell
def test_a_gradient_of_inputs_or_weights_alone_may_overflow(case, weight, x, name):
    layer = layer_of(case, 1, 1)
    for key in layer.params:
        layer.params[key][...] = 0
        if key in ("W_xh", "W_C", "W_h"):
            layer.params[key][..., -1] = weight
    if case.name == "rnn-relu":
        layer.params["b_h"][...] = 1
    layer.forward(np.array([[[x]]]))
    with pytest.raises(OverflowError, match=f"^{name}: expected finite float64 numbers, got an overflow"):
        layer.backward(np.array([[[1e10]]]))


@each_cell
def test_backward_needs_forward(case):
    layer = layer_of(case)
    with pytest.raises(RuntimeError, match=rf"^{type(layer).__name__}.backward: expected a call of forward"):
        layer.backward(np.zeros((2, 1, 4)))


@pytest.mark.parametrize(("x", "error", "message"), [
    ([[[1.0]]], TypeError, "x: expected a NumPy array, got list"),
    (np.zeros((2, 1, 3), int), TypeError, "x: expected dtype float64, got int64"),
    (np.zeros((2, 1, 3), np.float32), TypeError, "x: expected dtype float64, got float32"),
    (np.zeros((2, 1, 5)), ValueError, "x: expected shape (T, B, 3), got (2, 1, 5)"),
    (np.zeros((2, 3)), ValueError, "x: expected shape (T, B, 3), got (2, 3)"),
    (np.full((2, 1, 3), np.nan), ValueError, "x: expected finite numbers, got nan at index (0, 0, 0)"),
])
@each_cell
def test_wrong_inputs(case, x, error, message):
    with pytest.raises(error, match="^" + re.escape(message)):
        layer_of(case).forward(x)


@pytest.mark.parametrize(("lengths", "error", "message"), [
    ([2, 1], TypeError, "lengths: expected a NumPy array of integers, got list"),
    (np.array([2.0, 1.0]), TypeError, "lengths: expected an integer dtype, got float64"),
    (np.array([2]), ValueError, "lengths: expected shape (2,), got (1,)"),
    (np.array([2, 3]), ValueError, "lengths: expected integers in [0, 2], got values in [2, 3]"),
    (np.array([-1, 2]), ValueError, "lengths: expected integers in [0, 2], got values in [-1, 2]"),
])
@each_cell
def test_wrong_lengths(case, lengths, error, message):
    with pytest.raises(error, match="^" + re.escape(message)):
        layer_of(case).forward(np.zeros((2, 2, 3)), lengths=lengths)


@each_cell
def test_infinity_within_the_lengths_is_refused(case):
    layer, lengths = layer_of(case), np.array([2, 1])
    x, dy = np.zeros((2, 2, 3)), np.zeros((2, 2, 4))
    x[1, 0, 2] = dy[0, 1, 3] = np.inf
    with pytest.raises(ValueError, match=r"^x: expected finite numbers, got inf at index \(1, 0, 2\)"):
        layer.forward(x, lengths=lengths)
    layer.forward(np.zeros((2, 2, 3)), lengths=lengths)
    with pytest.raises(ValueError, match=r"^dy: expected finite numbers, got inf at index \(0, 1, 3\)"):
        layer.backward(dy)


@pytest.mark.parametrize("name", ["state", "dstate"])
@each_cell
def test_wrong_states(case, name):
    layer = layer_of(case)
    good = layer.initial_state(2)

    def run(state):
        if name == "state":
            return layer.forward(np.zeros((2, 2, 3)), state)
        layer.forward(np.zeros((2, 2, 3)))
        return layer.backward(np.zeros((2, 2, 4)), state)

    place = name + (r"\.h" if case is LSTM_CASE else "")
    for change, error in ((lambda part: part[:1], ValueError),
                          (lambda part: part.astype(np.float32), TypeError),
                          (lambda part: part + np.inf, ValueError), (lambda part: part.tolist(), TypeError)):
        with pytest.raises(error, match=f"^{place}: expected"):
            run(map_state(change, good))
    if case is LSTM_CASE:
        with pytest.raises(TypeError, match=rf"^{name}: expected LSTMState\(h, c\), got ndarray"):
            run(good.h)
        with pytest.raises(ValueError, match=rf"^{name}\.c: expected shape \(2, 4\), got \(2, 5\)"):
            run(LSTMState(good.h, np.zeros((2, 5))))
    else:
        with pytest.raises(TypeError, match=f"^{name}: expected a NumPy array, got tuple"):
            run((good, good))


@pytest.mark.parametrize("dy", [np.zeros((3, 2, 4)), np.zeros((2, 2, 3)), np.full((2, 2, 4), np.inf)])
@each_cell
def test_wrong_gradients(case, dy):
    layer = layer_of(case)
    layer.forward(np.zeros((2, 2, 3)))
    with pytest.raises(ValueError, match="^dy: expected"):
        layer.backward(dy)
    layer.backward(np.zeros((2, 2, 4)))  # which a refused call leaves possible


@pytest.mark.parametrize(("arguments", "options", "error", "name"), [
    ((0, 4), {}, ValueError, "input_size"), ((3, 2.0), {}, TypeError, "hidden_size"),
    ((3, 4), {"rng": None}, TypeError, "rng"), ((3, 4), {"dtype": int}, TypeError, "dtype"),
])
@each_cell
def test_wrong_constructor_arguments(case, arguments, options, error, name):
    with pytest.raises(error, match=f"^{name}: expected"):
        LAYERS[case.constructor.__name__](*arguments, **{"rng": 0, **case.options, **options})


def test_wrong_options():
    with pytest.raises(ValueError, match="^activation: expected one of"):
        RNN(1, 1, activation="step", rng=0)
    with pytest.raises(TypeError, match="^reset_after: expected"):
        GRU(1, 1, reset_after=1, rng=0)
    with pytest.raises(ValueError, match="^forget_bias: expected a finite number"):
        LSTM(1, 1, forget_bias=np.inf, rng=0)


def test_from_cell_wants_a_cell_of_its_kind():
    with pytest.raises(TypeError, match="^cell: expected LSTMCell, got GRUCell"):
        LSTM.from_cell(GRUCell(1, 1, rng=0))
    with pytest.raises(TypeError, match="^cell: expected RNNCell, got LSTM$"):
        RNN.from_cell(LSTM.from_cell(LSTMCell(1, 1, rng=0)))


def test_parameters_are_checked_and_stay_where_they_are():
    params = LSTM(2, 3, rng=0).params
    assert isinstance(params, Parameters) and len(params) == 8 and list(params)[:2] == ["W_f", "W_i"]
    assert repr(params).startswith("Parameters(W_f (3, 5), W_i (3, 5)")
    with pytest.raises(KeyError, match="expected one of W_f, W_i.*, got 'W'"):
        params["W"]
    with pytest.raises(KeyError, match="expected one of W_f, W_i.*, got 'W'"):
        params["W"] = np.zeros((3, 5), np.float32)
    for value, error, message in ((np.zeros((3, 5)), TypeError, "W_f: expected dtype float32, got float64"),
                                  (np.zeros((5, 3), np.float32), ValueError, "W_f: expected shape (3, 5)"),
                                  (np.full((3, 5), np.nan, np.float32), ValueError, "W_f: expected finite"),
                                  (1.0, TypeError, "W_f: expected a NumPy array, got float")):
        with pytest.raises(error, match="^" + re.escape(message)):
            params["W_f"] = value
    array, value = params["W_f"], np.ones((3, 5), np.float32)
    params["W_f"] = value
    value[...] = 2
    assert params["W_f"] is array and (array == 1).all()
