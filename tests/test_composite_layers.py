"""Bidirectional and Stacked: equal to single cells, right gradients, lengths, states, parameters, dropout."""

import copy
import pickle

import numpy as np
import pytest
from helpers import QUICK, assert_same
from hypothesis import given
from hypothesis import strategies as st
from networks import (
    NETWORKS,
    Case,
    Network,
    arrays,
    by_cells,
    each_network,
    outcome,
    random_case,
    sample_alone,
)

from rnnlib.gradcheck import check_gradients
from rnnlib.layers import GRU, LSTM, RNN, Bidirectional, BidirectionalState, Dropout, Stacked

SMOOTH = [network for network in NETWORKS if network.kind != "rnn-relu" and network.depth < 3]
LENGTHS = {"full": None, "lengths": (3, 5, 0, 1)}
each_lengths = pytest.mark.parametrize("lengths", LENGTHS.values(), ids=list(LENGTHS))


def deep(dtype=np.float64, **options):
    """Two layers of two directions."""
    return Network("lstm", 2, 2).build(2, 3, dtype=dtype, **options)


@each_lengths
@each_network
def test_equal_to_single_cells_sample_by_sample(network, lengths):
    case = random_case(network.build(2, 3), 5, 4, lengths)
    assert_same(case.results(), by_cells(case), rtol=1e-12, atol=1e-12)


@each_lengths
@pytest.mark.parametrize("network", SMOOTH, ids=lambda network: network.name)
def test_gradients_against_central_differences(network, lengths):
    case = random_case(network.build(2, 2), 5, 4, lengths)
    found = case.results()
    start, grads = arrays(case.state), dict(case.network.grads)
    grads |= {f"state {k}": found[f"dstate {k}"] for k in range(len(start))}
    params = {**case.network.params} | {f"state {k}": array for k, array in enumerate(start)}
    if lengths is None:  # with lengths x holds NaN, which has no differences
        params["x"], grads["x"] = case.x, found["dx"]
    errors = check_gradients(case.loss, params, grads, eps=1e-5, tolerance=1e-6)
    assert set(errors) == set(params)


@QUICK
@given(st.sampled_from(NETWORKS), st.integers(1, 6), st.lists(st.integers(0, 6), min_size=1, max_size=4),
       st.sampled_from([np.int64, np.uint8]))
def test_lengths_equal_each_sample_alone(network, T, lengths, dtype):
    lengths = np.minimum(lengths, T)
    case = random_case(network.build(2, 3), T, len(lengths), lengths.astype(dtype))
    found = case.results()
    grads = {}
    for b, L in enumerate(lengths):
        alone = Case(case.network, case.x[:L, b:b + 1], sample_alone(case.state, b), case.dy[:L, b:b + 1],
                     sample_alone(case.dstate, b), None).results()
        for name, value in alone.items():
            if name in ("y", "dx"):
                np.testing.assert_allclose(found[name][:L, b:b + 1], value, rtol=1e-12, atol=1e-13)
                assert not found[name][L:, b].any()
            elif name.startswith(("final", "dstate")):
                np.testing.assert_allclose(found[name][b:b + 1], value, rtol=1e-12, atol=1e-13)
            else:
                grads[name] = grads.get(name, 0) + value
    assert_same({name: found[name] for name in grads}, grads, rtol=1e-11, atol=1e-12)


@QUICK
@given(st.sampled_from(NETWORKS), st.sampled_from([np.nan, np.inf, 1e300, 0.0]))
def test_padding_is_never_read(network, content):
    case = random_case(network.build(2, 3), 5, 3, (5, 2, 0))
    expected = case.results()
    padding = np.arange(5)[:, None] >= case.lengths
    case.x[padding], case.dy[padding] = content, -content
    for name, value in case.results().items():
        assert value.tobytes() == expected[name].tobytes(), name


def test_backward_layer_starts_at_each_samples_last_step():
    layer = Bidirectional(RNN(1, 1, rng=0, dtype=np.float64), RNN(1, 1, rng=0, dtype=np.float64))
    for name in layer.params:
        layer.params[name][...] = 0
    for direction in ("forward", "backward"):  # h_t = tanh(x_t + h_{t-1}), x only at one end
        layer.params[f"{direction}.W_xh"] = layer.params[f"{direction}.W_hh"] = np.ones((1, 1))
    x = np.array([[0.0, 0.0], [0.0, 2.0], [2.0, np.nan]])[:, :, None]
    y, state = layer.forward(x, lengths=np.array([3, 2]))
    one, two, three = np.tanh(2), np.tanh(np.tanh(2)), np.tanh(np.tanh(np.tanh(2)))
    np.testing.assert_allclose(y[:, 0], [[0, three], [0, two], [one, one]], rtol=1e-15)
    np.testing.assert_allclose(y[:, 1], [[0, two], [one, one], [0, 0]], rtol=1e-15)
    np.testing.assert_allclose(state.forward, [[one], [one]], rtol=1e-15)
    np.testing.assert_allclose(state.backward, [[three], [two]], rtol=1e-15)


def test_two_directions_may_differ_in_size_and_kind_and_hold_stacks():
    def stack(rng):
        return Stacked([GRU(2, 3, rng=rng, dtype=np.float64), RNN(3, 4, rng=rng, dtype=np.float64)],
                       dropout=0.5, rng=7)

    layer = Bidirectional(stack(1), LSTM(2, 5, rng=2, dtype=np.float64))
    assert (layer.input_size, layer.output_size) == (2, 9)
    case = random_case(layer, 4, 3, (4, 1, 2))
    found = case.results()
    alone = random_case(stack(1), 4, 3, (4, 1, 2))._replace(x=case.x, state=case.state.forward)
    y, _ = alone.network.forward(case.x, case.state.forward, case.lengths)
    np.testing.assert_array_equal(found["y"][:, :, :4], y)
    assert {"dforward.0.W_r", "dforward.1.W_xh", "dbackward.W_f"} < set(found)
    trained, _ = layer.forward(case.x, case.state, case.lengths, training=True)
    y, _ = alone.network.forward(case.x, case.state.forward, case.lengths, training=True)
    np.testing.assert_array_equal(trained[:, :, :4], y)
    assert not np.array_equal(found["y"][:, :, :4], y)
    turned = Bidirectional(LSTM(2, 5, rng=2, dtype=np.float64), stack(1))
    plain, dropped = (turned.forward(case.x, None, case.lengths, training=on)[0] for on in (False, True))
    np.testing.assert_array_equal(plain[:, :, :5], dropped[:, :, :5])
    assert not np.array_equal(plain[:, :, 5:], dropped[:, :, 5:])


# ---- states


@each_network
def test_states_have_the_form_of_the_layer(network):
    layer = network.build(2, 3)
    start, (_, end) = layer.initial_state(4), layer.forward(np.zeros((2, 4, 2)))
    for state in (start, end):
        assert all(array.shape == (4, 3) for array in arrays(state))
        assert len(arrays(state)) == network.depth * network.directions * (1 + (network.kind == "lstm"))
        level = state[-1] if network.depth > 1 else state
        assert network.depth == 1 or (type(state) is tuple and len(state) == network.depth)
        assert network.directions == 1 or type(level) is BidirectionalState
    assert not any(array.any() for array in arrays(start))


@pytest.mark.parametrize("kind", ["rnn-sigmoid", "lstm", "gru-after"])
def test_a_sequence_in_two_pieces(kind):
    case = random_case(Network(kind, 3, 1).build(2, 3), 6, 2)
    whole, final = case.network.forward(case.x, case.state)
    first, middle = case.network.forward(case.x[:2], case.state)
    second, end = case.network.forward(case.x[2:], middle)
    np.testing.assert_allclose(np.concatenate([first, second]), whole, rtol=1e-14)
    for found, expected in zip(arrays(end), arrays(final), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_none_stands_for_zeros_in_whole_and_in_part():
    case = random_case(deep(), 4, 3)
    zeros = case.network.initial_state(3)
    for part in (None, (None, None), (None, BidirectionalState(None, None))):
        found = case._replace(state=part, dstate=part).results()
        assert_same(found, case._replace(state=zeros, dstate=zeros).results(), rtol=0, atol=0)
    mixed = (case.state[0], BidirectionalState(None, case.state[1].backward))
    same = (case.state[0], BidirectionalState(zeros[1].forward, case.state[1].backward))
    assert_same(case._replace(state=mixed).results(), case._replace(state=same).results(), rtol=0, atol=0)


@pytest.mark.parametrize(("T", "B"), [(0, 2), (3, 0), (0, 0), (1, 1)])
@pytest.mark.parametrize("with_lengths", [False, True])
def test_no_steps_and_no_samples(T, B, with_lengths):
    case = random_case(deep(np.float32), T, B, np.full(B, T) if with_lengths else None)
    found = case.results()
    assert found["y"].shape == (T, B, 6) and found["dx"].shape == (T, B, 2)
    assert all(value.dtype == np.float32 for value in found.values())
    assert {name: found[f"d{name}"].shape for name in case.network.params} == {
        name: value.shape for name, value in case.network.params.items()}
    if T == 0:
        for k, (start, gradient) in enumerate(zip(arrays(case.state), arrays(case.dstate), strict=True)):
            np.testing.assert_array_equal(found[f"final {k}"], start)
            np.testing.assert_array_equal(found[f"dstate {k}"], gradient)
    if T * B == 0:
        assert not any(found[f"d{name}"].any() for name in case.network.params)


# ---- parameters and copies


def test_parameters_are_one_mapping_onto_the_layers_own():
    layer = deep()
    inner = layer.layers[1].backward_layer
    assert list(layer.params)[:2] == ["0.forward.W_f", "0.forward.W_i"]
    assert len(layer.params) == 32 and layer.params["1.backward.b_C"] is inner.params["b_C"]
    layer.params["1.backward.W_f"] = np.full((3, 9), 0.25)
    layer.params["1.backward.b_f"] += 2
    assert (inner.params["W_f"] == 0.25).all() and inner.to_cell().params["W_f"][2, 8] == 0.25
    before = random_case(layer, 3, 2).results()
    inner.params["b_f"][:] -= 2
    assert not np.array_equal(random_case(layer, 3, 2).results()["y"], before["y"])
    with pytest.raises(ValueError, match=r"0\.forward\.b_f: expected shape \(3,\), got \(4,\)"):
        layer.params["0.forward.b_f"] = np.zeros(4)
    with pytest.raises(TypeError, match=r"expected dtype float64, got float32"):
        layer.params["0.forward.b_f"] = np.zeros(3, np.float32)
    with pytest.raises(KeyError, match="W_q"):
        layer.params["0.forward.W_q"]


def test_gradients_are_keyed_as_parameters_and_new_at_each_call():
    case = random_case(deep(), 3, 2)
    assert case.network.grads == {}
    case.results()
    first = case.network.grads
    kept = {name: value.copy() for name, value in first.items()}
    assert list(first) == list(case.network.params)
    case.network.backward(2 * case.dy)
    case.network.backward(case.dy, case.dstate)  # a second time after one forward
    assert_same(case.network.grads, kept, rtol=0, atol=0)
    case.network.grads["0.forward.b_f"] *= 0
    assert_same(first, kept, rtol=0, atol=0)


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))],
                         ids=["deepcopy", "pickle"])
def test_copies_are_equal_and_independent(clone):
    case = random_case(deep(dropout=0.5, rng=3), 3, 2)
    expected = case.results()
    twin = clone(case.network)
    assert twin.grads == {}
    with pytest.raises(RuntimeError, match="Stacked.backward"):
        twin.backward(case.dy)
    assert_same(case._replace(network=twin).results(), expected, rtol=0, atol=0)
    y, _ = twin.forward(case.x, training=True)
    np.testing.assert_array_equal(case.network.forward(case.x, training=True)[0], y)
    twin.params["0.forward.W_f"] *= 0
    assert_same(case.results(), expected, rtol=0, atol=0)
    assert not np.array_equal(twin.forward(case.x, case.state)[0], expected["y"])


# ---- dropout


def test_dropout_acts_between_layers_and_with_one_mask_both_ways():
    case = random_case(Network("gru-before", 3, 1).build(2, 3, dropout=0.4, rng=11), 5, 3, (5, 2, 3))
    y, final = case.network.forward(case.x, case.state, case.lengths, training=True)
    dx, dstate = case.network.backward(case.dy, case.dstate)
    found = outcome(y, final, dx, dstate, case.network.grads)

    layers, generator = copy.deepcopy(case.network.layers), np.random.default_rng(11)
    drops = [Dropout(0.4, rng=generator) for _ in range(2)]
    y, finals = layers[0].forward(case.x, case.state[0], case.lengths)
    for layer, drop, state in zip(layers[1:], drops, case.state[1:], strict=True):
        y, final = layer.forward(drop.forward(y, training=True), state, case.lengths)
        finals = (*finals, final) if isinstance(finals, tuple) else (finals, final)
    dy, starts = layers[2].backward(case.dy, case.dstate[2])
    dy, middle = layers[1].backward(drops[1].backward(dy), case.dstate[1])
    dx, start = layers[0].backward(drops[0].backward(dy), case.dstate[0])
    grads = {f"{k}.{name}": value for k, layer in enumerate(layers) for name, value in layer.grads.items()}
    assert_same(found, outcome(y, finals, dx, (start, middle, starts), grads), rtol=1e-13, atol=1e-14)
    padding = np.arange(5)[:, None] >= case.lengths
    assert not found["y"][padding].any() and not found["dx"][padding].any()
    assert found["y"][~padding].all()  # nothing is dropped after the last layer


def test_gradients_under_dropout_against_central_differences():
    network = Network("rnn-tanh", 3, 2).build(2, 2, dropout=0.5, rng=5)
    case = random_case(network, 4, 2)
    frozen = copy.deepcopy(network._dropouts)

    def loss(_):
        network._dropouts = copy.deepcopy(frozen)  # the same masks each time
        y, _ = network.forward(case.x, case.state, training=True)
        return float((y * case.dy).sum())

    loss(None)
    dx, _ = network.backward(case.dy)
    check_gradients(loss, {**network.params, "x": case.x}, {**network.grads, "x": dx}, eps=1e-5)


def test_dropout_is_off_unless_training_and_differs_from_call_to_call():
    plain, dropping = deep(), deep(dropout=0.5, rng=1)
    x = np.random.default_rng(0).standard_normal((4, 3, 2))
    expected, _ = plain.forward(x)
    np.testing.assert_array_equal(dropping.forward(x)[0], expected)
    np.testing.assert_array_equal(plain.forward(x, training=True)[0], expected)
    first, second = (dropping.forward(x, training=True)[0] for _ in range(2))
    assert not np.array_equal(first, expected) and not np.array_equal(first, second)
    np.testing.assert_array_equal(deep(dropout=0.5, rng=1).forward(x, training=True)[0], first)
