"""The fast layers RNN, LSTM and GRU: equal to `unroll` and `bptt` over their cells, however they run."""

import copy
import pickle
import tracemalloc

import numpy as np
import pytest
from helpers import (
    BY_NAME,
    CELLS,
    QUICK,
    assert_same,
    each_cell,
    each_dtype,
    map_state,
    named,
    parts,
    random_like,
)
from hypothesis import given
from hypothesis import strategies as st

from rnnlib.layers import GRU, LSTM, RNN
from rnnlib.layers.products import step_product
from rnnlib.unroll import bptt, unroll

LAYERS = {"RNNCell": RNN, "LSTMCell": LSTM, "GRUCell": GRU}
SHAPES = {  # (T, B, D, H)
    "one of each": (1, 1, 1, 1),
    "one sample": (7, 1, 3, 5),
    "batch": (5, 3, 2, 4),
    "no step": (0, 2, 3, 4),
    "no sample": (3, 0, 2, 2),
    "blocks of steps": (600, 2, 2, 3),  # the last block back is shorter than the others
    "more samples than a block": (2, 1100, 2, 3),
    "one sample, wide": (3, 1, 70, 80),
    "few samples, wide": (3, 2, 70, 80),
    "product in blocks": (2, 100, 3, 64),
    "wide product in blocks": (1, 16, 60, 128),
}
each_shape = pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))


def build(case, D, H, dtype=np.float64):
    """A layer with random numbers in all parameters, and its cell."""
    cell = case.build(D, H, dtype=dtype)
    if H > 10:  # keep gates off their flat ends
        for value in cell.params.values():
            value *= 3 / np.sqrt(H)
    return LAYERS[case.constructor.__name__].from_cell(cell), cell


def inputs(layer, T, B, seed=0):
    """Random x, state, dy, dstate for a layer."""
    rng = np.random.default_rng(seed)
    x, dy = (rng.standard_normal((T, B, size)).astype(layer.dtype)
             for size in (layer.input_size, layer.hidden_size))
    return x, random_like(layer.initial_state(B), rng), dy, random_like(layer.initial_state(B), rng)


def by_layer(layer, x, state, dy, dstate, lengths=None):
    """All results of a run of a layer as one dict."""
    y, final = layer.forward(x, state, lengths)
    back = named(*layer.backward(dy, dstate), layer.grads)
    return {"y": y, **dict(zip(("h_T", "c_T"), parts(final), strict=False)), **back}


def by_cell(cell, x, state, dy, dstate):
    """The same from the cell, step by step."""
    y, final, caches = unroll(cell, x, state)
    back = named(*bptt(cell, dy, caches, dstate))
    return {"y": y, **dict(zip(("h_T", "c_T"), parts(final), strict=False)), **back}


def alone(cell, b, L, x, state, dy, dstate):
    """The same for the first L steps of sample b by itself."""
    start, end = (map_state(lambda part: part[b:b + 1], s) for s in (state, dstate))
    return by_cell(cell, x[:L, b:b + 1], start, dy[:L, b:b + 1], end)


@each_shape
@each_cell
def test_equal_to_the_cell_step_by_step(case, shape):
    T, B, D, H = shape
    layer, cell = build(case, D, H)
    x, state, dy, dstate = inputs(layer, T, B)
    for start, end in ((state, dstate), (None, None)):
        expected = by_cell(cell, x, start, dy, end)
        size = max(np.abs(value).max(initial=1.0) for value in expected.values())
        assert_same(by_layer(layer, x, start, dy, end), expected, rtol=1e-12, atol=1e-12 * size)


def test_the_shapes_above_reach_every_way_of_running():
    ways = set()
    for T, B, D, H in SHAPES.values():
        layer, _ = build(BY_NAME["lstm"], D, H)
        layer.forward(np.zeros((T, B, D)))
        memory = layer._memory
        multiply = step_product(memory.W, memory.recurrent)[0]
        ways.add((memory.hoisted, B == 1, multiply is np.matmul))
    assert ways == {(False, True, False), (False, False, False), (False, False, True),
                    (True, True, False), (True, False, False), (True, False, True)}


@each_cell
def test_float32_is_the_default_and_close_to_float64(case):
    kind = LAYERS[case.constructor.__name__]
    layer, exact = kind(4, 6, rng=3, **case.options), kind(4, 6, rng=3, dtype=np.float64, **case.options)
    assert layer.dtype == np.float32 and (layer.input_size, layer.output_size) == (4, 6)
    run = inputs(exact, 30, 3)
    found = by_layer(layer, *(map_state(lambda part: part.astype(np.float32), value) for value in run))
    assert {value.dtype for value in found.values()} == {np.dtype(np.float32)}
    assert_same(found, by_layer(exact, *run), rtol=1e-4, atol=1e-4)


@each_dtype
@each_cell
def test_one_seed_gives_cell_and_layer_the_same_parameters(case, dtype):
    layer = LAYERS[case.constructor.__name__](3, 4, rng=5, dtype=dtype, **case.options)
    cell = case.constructor(3, 4, rng=5, dtype=dtype, **case.options)
    assert list(layer.params) == list(cell.params)
    for name, value in cell.params.items():
        np.testing.assert_array_equal(layer.params[name], value)
        assert layer.params[name].dtype == dtype


def test_forget_bias_reaches_the_layer():
    np.testing.assert_array_equal(LSTM(2, 3, forget_bias=-2.5, rng=0).params["b_f"], np.float32([-2.5] * 3))


@each_dtype
@each_cell
def test_cell_to_layer_and_back_copies_weights_and_options(case, dtype):
    cell = case.build(3, 4, dtype=dtype)
    layer = LAYERS[case.constructor.__name__].from_cell(cell)
    back = layer.to_cell()
    assert type(back) is type(cell) and back.dtype == layer.dtype == dtype
    for name in case.options:
        assert getattr(back, name) == getattr(layer, name) == getattr(cell, name)
    for name, value in cell.params.items():
        np.testing.assert_array_equal(back.params[name], value)
        layer.params[name][...] = 7
        assert not (value == 7).any() and not (back.params[name] == 7).any()


@QUICK
@given(st.sampled_from(CELLS), st.integers(0, 6), st.lists(st.integers(0, 6), max_size=4), st.booleans(),
       st.sampled_from([np.nan, np.inf, -np.inf, 1e300]), st.sampled_from([np.int64, np.uint8]))
def test_lengths_equal_each_sample_alone(case, T, lengths, wide, content, dtype):
    """For the values and every gradient; what stands in the padding is never read."""
    lengths = np.minimum(lengths, T).astype(dtype)
    layer, cell = build(case, *((70, 80) if wide else (2, 3)))
    run = inputs(layer, T, len(lengths))
    expected = [alone(cell, b, L, *run) for b, L in enumerate(lengths)]
    padding = np.arange(T)[:, None] >= lengths
    run[0][padding], run[2][padding] = content, -content
    found = by_layer(layer, *run, lengths)
    for name, value in found.items():
        if name in layer.params:
            total = sum((run[name] for run in expected), np.zeros_like(value))
            np.testing.assert_allclose(value, total, rtol=1e-12, atol=1e-12, err_msg=name)
            continue
        over_time = name in ("y", "dx")
        for b, (L, run) in enumerate(zip(lengths, expected, strict=True)):
            part = value[:L, b:b + 1] if over_time else value[b:b + 1]
            np.testing.assert_allclose(part, run[name], rtol=1e-12, atol=1e-12, err_msg=name)
            assert not over_time or not value[L:, b].any()


@each_cell
def test_lengths_over_several_blocks_of_the_way_back(case):
    layer, cell = build(case, 2, 3)
    run, lengths = inputs(layer, 600, 2), np.array([600, 40])
    found = by_layer(layer, *run, lengths)
    assert layer._memory.block < 560
    expected = [alone(cell, b, L, *run) for b, L in enumerate(lengths)]
    for name in layer.params:
        total = expected[0][name] + expected[1][name]
        np.testing.assert_allclose(found[name], total, rtol=1e-12, atol=1e-12 * np.abs(total).max())
    np.testing.assert_allclose(found["dx"][:40, 1:], expected[1]["dx"], rtol=1e-12, atol=1e-12)
    starts = np.concatenate([part["dh_0"] for part in expected])
    np.testing.assert_allclose(found["dh_0"], starts, rtol=1e-12, atol=1e-12)


@each_cell
def test_two_halves_with_the_state_carried_over_are_the_whole(case):
    layer, _ = build(case, 3, 4)
    x, state, dy, dstate = inputs(layer, 9, 2)
    whole = by_layer(layer, x, state, dy, dstate)
    first, second = copy.deepcopy(layer), copy.deepcopy(layer)
    y_1, middle = first.forward(x[:4], state)
    y_2, _ = second.forward(x[4:], middle)
    dx_2, dmiddle = second.backward(dy[4:], dstate)
    dx_1, dstate_0 = first.backward(dy[:4], dmiddle)
    grads = {name: first.grads[name] + second.grads[name] for name in layer.params}
    halves = {"y": np.concatenate([y_1, y_2]), **named(np.concatenate([dx_1, dx_2]), dstate_0, grads)}
    assert_same(halves, {name: whole[name] for name in halves}, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("B", [1, 3])
@each_cell
def test_nothing_leaks_from_one_run_into_the_next(case, B):
    """A layer keeps its memory: other runs between, of this shape and others, must leave no trace."""
    layer, _ = build(case, 3, 4)
    run = inputs(layer, 6, B)
    expected = by_layer(layer, *run)
    for T, other_B, seed in ((6, B, 1), (5, B, 2), (6, B, 3), (6, 2, 4), (6, B, 5)):
        other = inputs(layer, T, other_B, seed)
        by_layer(layer, *other, lengths=np.arange(other_B) + 1)
        layer.forward(other[0])
    for name, value in by_layer(layer, *run).items():
        assert value.tobytes() == expected[name].tobytes(), name


@pytest.mark.parametrize("B", [1, 3])
@each_cell
def test_backward_twice_gives_the_same_bytes(case, B):
    layer, _ = build(case, 3, 4)
    x, state, dy, dstate = inputs(layer, 6, B)
    first = by_layer(layer, x, state, dy, dstate)
    grads = layer.grads
    again = named(*layer.backward(dy, dstate), layer.grads)
    for name, value in again.items():
        assert value.tobytes() == first[name].tobytes(), name
    assert all(grads[name] is not layer.grads[name] for name in grads)


@pytest.mark.parametrize("B", [1, 3])
@each_cell
def test_what_goes_in_and_comes_out_belongs_to_the_caller(case, B):
    layer, _ = build(case, 3, 4)
    run = inputs(layer, 6, B)
    expected = by_layer(layer, *run)
    kept = copy.deepcopy(run)
    x, state, dy, dstate = copy.deepcopy(run)
    y, final = layer.forward(x, state)
    for array in (x, y, *parts(state), *parts(final)):
        array[...] = 9  # the way back must not notice
    found = named(*layer.backward(dy, dstate), layer.grads)
    assert_same(found, {name: expected[name] for name in found}, rtol=0, atol=0)
    by_layer(layer, *run)
    for given_value, before in zip(run, kept, strict=True):
        for array, copied in zip(parts(given_value), parts(before), strict=True):
            np.testing.assert_array_equal(array, copied)


@each_cell
def test_changes_of_parameters_in_place_and_by_name_count(case):
    layer, cell = build(case, 3, 4)
    run = inputs(layer, 4, 2)
    for name in layer.params:
        layer.params[name] += 0.25
        layer.params[name] = 0.5 * layer.params[name]
        cell.params[name] = 0.5 * (cell.params[name] + 0.25)
    assert_same(by_layer(layer, *run), by_cell(cell, *run), rtol=1e-12, atol=1e-12)


def pickled(layer):
    """A layer that has been stored and loaded."""
    return pickle.loads(pickle.dumps(layer))


@pytest.mark.parametrize("copied", [copy.deepcopy, copy.copy, pickled])
@each_cell
def test_copies_have_the_weights_and_a_life_of_their_own(case, copied):
    layer, _ = build(case, 3, 4)
    run = inputs(layer, 4, 2)
    expected = by_layer(layer, *run)
    twin = copied(layer)
    with pytest.raises(RuntimeError, match="backward: expected a call of forward before it"):
        twin.backward(run[2])
    if copied is not copy.copy:
        for name in twin.params:
            twin.params[name][...] = 0
    assert_same(by_layer(layer, *run), expected, rtol=0, atol=0)
    twin = copied(layer)
    assert_same(by_layer(twin, *run), expected, rtol=0, atol=0)


@each_cell
def test_memory_grows_linearly_with_the_number_of_steps(case):
    """The peak of a training step grows by the same for every step, and by few arrays of (B, H)."""
    peaks, (B, D, H) = [], (4, 8, 8)
    for T in (300, 600, 1200):
        layer, _ = build(case, D, H, dtype=np.float32)
        run = inputs(layer, T, B)
        tracemalloc.start()
        by_layer(layer, *run)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    early, late = (peaks[1] - peaks[0]) / 300, (peaks[2] - peaks[1]) / 600
    assert 0.8 * early < late < 1.2 * early
    assert late < 4 * B * H * 25 + 3000  # 4 bytes a number; a step's views are objects of 100 bytes each
