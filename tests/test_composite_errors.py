"""Bidirectional and Stacked under bad, extreme and overflowing input."""

import numpy as np
import pytest
from networks import NETWORKS, Network, random_case

from rnnlib.cells import LSTMState
from rnnlib.layers import GRU, LSTM, RNN, Bidirectional, BidirectionalState, Dense, Stacked


def small(kind=RNN, D=2, H=3, dtype=np.float32, **options):
    return kind(D, H, rng=0, dtype=dtype, **options)


def same_twice():
    layer = small(H=2)
    return Stacked([layer, layer])


def same_deep_inside():
    layer = small(H=2)
    return Bidirectional(layer, Stacked([layer, small(H=2)]))


X, Y = np.zeros((4, 3, 2), np.float32), np.zeros((4, 3, 3), np.float32)
STACK, BOTH = Stacked([small(GRU), small(GRU, 3, 3)]), Bidirectional(small(), small(H=1))
H, NAN = np.zeros((3, 3), np.float32), np.full_like(X, np.nan)
REFUSED = {
    "no list": (lambda: Stacked(small()), TypeError, "layers: expected a list of layers, got RNN"),
    "no layers": (lambda: Stacked([]), ValueError, "layers: expected at least one layer, got none"),
    "no layer": (lambda: Stacked([small(), 3]), TypeError, r"layers\[1\]: expected RNN, .* got int"),
    "dense inside": (lambda: Stacked([Dense(2, 2, rng=0)]), TypeError, r"layers\[0\]: .* got Dense"),
    "sizes": (lambda: Stacked([small(), small()]), ValueError,
              r"layers\[1\]: expected input_size 3, the output_size of layers\[0\], got 2"),
    "dtypes": (lambda: Stacked([small(), small(D=3, dtype=np.float64)]), TypeError,
               r"layers\[0\], layers\[1\]: expected one dtype, got float32, float64"),
    "twice": (same_twice, ValueError, r"layers\[0\], layers\[1\]: .* got the same one twice"),
    "twice, deep": (same_deep_inside, ValueError, "forward_layer, backward_layer: .* the same one twice"),
    "dropout 1": (lambda: Stacked([small(), small(D=3)], dropout=1.0, rng=0), ValueError,
                  r"dropout: expected a finite number in \[0, 1\), got 1.0"),
    "dropout, no rng": (lambda: Stacked([small(), small(D=3)], dropout=0.5), TypeError, "rng: .* got None"),
    "dropout, one layer": (lambda: Stacked([small()], dropout=0.5, rng=0), ValueError,
                           "dropout: expected 0 with one layer, .* got 0.5"),
    "no layer, direction": (lambda: Bidirectional(small(), None), TypeError, "backward_layer: .* NoneType"),
    "input sizes": (lambda: Bidirectional(small(), small(D=3)), ValueError,
                    "backward_layer: expected input_size 2 as the forward layer has, got 3"),
    "x dtype": (lambda: STACK.forward(X.astype(int)), TypeError, "x: expected dtype float32, got int64"),
    "x precision": (lambda: BOTH.forward(X.astype(float)), TypeError, "x: expected dtype float32"),
    "x shape": (lambda: BOTH.forward(X[..., :1]), ValueError, r"shape \(T, B, 2\), got \(4, 3, 1\)"),
    "x NaN": (lambda: STACK.forward(NAN), ValueError, "x: expected finite numbers"),
    "x NaN, real step": (lambda: BOTH.forward(NAN, lengths=np.array([1, 0, 0])), ValueError,
                         "x: expected finite numbers"),
    "lengths": (lambda: BOTH.forward(X, lengths=np.array([1, 2, 5])), ValueError, r"lengths: .* \[0, 4\]"),
    "lengths float": (lambda: STACK.forward(X, lengths=np.ones(3)), TypeError, "lengths: .* integer"),
    "lengths list": (lambda: STACK.forward(X, lengths=[1, 2, 3]), TypeError, "lengths: .* got list"),
    "training": (lambda: STACK.forward(X, training=1), TypeError, "training: expected True or False, got 1"),
    "training, both": (lambda: BOTH.forward(X, training=None), TypeError, "training: expected True or False"),
    "state kind": (lambda: STACK.forward(X, H), TypeError, "state: expected a tuple of 2 .* ndarray"),
    "state of an LSTM": (lambda: STACK.forward(X, LSTMState(H, H)), TypeError,
                         "state: expected a tuple of 2 states, one a layer, got LSTMState"),
    "state count": (lambda: STACK.forward(X, (H,)), ValueError, "state: .* 2 states, .* got 1 states"),
    "state shape": (lambda: STACK.forward(X, (H, H[:2])), ValueError,
                    r"state\[1\]: expected shape \(3, 3\), got \(2, 3\)"),
    "state of directions": (lambda: BOTH.forward(X, [H, H]), TypeError,
                            r"state: expected BidirectionalState\(forward, backward\), got list"),
    "state of one": (lambda: BOTH.forward(X, (H, H)), ValueError,
                     r"state.backward: expected shape \(3, 1\), got \(3, 3\)"),
    "state deep": (lambda: Stacked([Bidirectional(small(LSTM), small(LSTM))]).forward(
        X, (BidirectionalState(LSTMState(H, H), LSTMState(H, H[:1])),)), ValueError,
        r"state\[0\].backward.c: expected shape \(3, 3\), got \(1, 3\)"),
    "batch size": (lambda: STACK.initial_state(-1), ValueError, "batch_size: .* at least 0, got -1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_by_name(name):
    call, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("layer", [Stacked([small()]), Bidirectional(small(), small())],
                         ids=["stack", "both"])
def test_the_way_back_checks_too(layer):
    dy = np.zeros((4, 3, layer.output_size), np.float32)
    with pytest.raises(RuntimeError, match="backward: expected a call of forward before it, got none"):
        layer.backward(dy)
    layer.forward(X)
    with pytest.raises(ValueError, match=r"dy: expected shape \(4, 3, \d\), got \(3, 3, \d\)"):
        layer.backward(dy[1:])
    with pytest.raises(TypeError, match="dy: expected dtype float32, got float64"):
        layer.backward(dy.astype(float))
    with pytest.raises(ValueError, match="dy: expected finite numbers"):
        layer.backward(dy + np.float32(np.nan))
    with pytest.raises(TypeError, match="dstate: expected .* got ndarray"):
        layer.backward(dy, H)


@pytest.mark.parametrize("network", NETWORKS[::5], ids=lambda network: network.name)
@pytest.mark.parametrize("size", [0.0, 5e-324, 1e-40, 1e4])
def test_extreme_input_gives_finite_numbers_and_no_warning(network, size):
    dtype = np.float64 if size == 5e-324 else np.float32
    case = random_case(network.build(2, 3, dtype=dtype), 3, 2)
    with np.errstate(all="raise"):
        found = case._replace(x=np.full_like(case.x, size)).results()
    assert all(np.isfinite(value).all() for value in found.values())


@pytest.mark.parametrize("directions", [1, 2])
def test_overflow_says_so_on_both_ways(directions):
    network = Network("rnn-relu", 2, directions).build(1, 1, dtype=np.float32)
    for value in network.params.values():
        value[...] = 1
    x = np.full((4, 1, 1), 1e38, np.float32)
    with pytest.raises(OverflowError, match="the recurrence has diverged"):
        network.forward(x)
    y, _ = network.forward(x / np.float32(1e30))
    with pytest.raises(OverflowError, match="the recurrence has diverged"):
        network.backward(np.full_like(y, 3e38))
    if directions == 2:  # each direction's dL/dx is finite, their sum is not
        layer = network.layers[0]
        layer.forward(np.ones((1, 1, 1), np.float32))
        with pytest.raises(OverflowError, match="dx: .* diverged"):
            layer.backward(np.full((1, 1, 2), 2e38, np.float32))
    for name in network.params:  # dL/dh stays finite in layer 1, dL/dx does not
        if name.startswith("1.") and name.endswith("W_xh"):
            network.params[name][...] = 1e38
    y, _ = network.forward(np.full((1, 1, 1), 1e-30, np.float32))
    with pytest.raises(OverflowError, match="dx: .* diverged"):
        network.backward(np.full_like(y, 1e2))
