"""One step of every cell: parameters, formulas, gradients, extremes, and what bad input is told."""

import numpy as np
import pytest
from helpers import (
    BY_NAME,
    CELLS,
    QUICK,
    assert_same,
    each_cell,
    each_dtype,
    flatten,
    named,
    numerical_jacobian,
    parts,
    problem,
)
from hypothesis import given
from hypothesis import strategies as st

from rnnlib.cells import GRUCell, LSTMCell, LSTMState, RNNCell
from rnnlib.initializers import glorot_uniform, orthogonal

# ---------------------------------------------------------------- parameters

SHAPES = {
    "rnn": {"W_xh": (4, 3), "W_hh": (4, 4), "b_h": (4,)},
    "lstm": {**{f"W_{gate}": (4, 7) for gate in "fiCo"}, **{f"b_{gate}": (4,) for gate in "fiCo"}},
    "gru": {**{f"W_{gate}": (4, 7) for gate in "rzh"}, **{f"b_{gate}": (4,) for gate in "rzh"}},
}


@each_dtype
@each_cell
def test_parameters_bear_the_names_shapes_and_dtype_of_the_equations(case, dtype):
    cell = case.constructor(3, 4, rng=0, dtype=dtype, **case.options)
    expected = SHAPES[case.name.split("-")[0]] | ({"b_hh": (4,)} if case.name == "gru-after" else {})
    assert {name: value.shape for name, value in cell.params.items()} == expected
    assert {value.dtype for value in cell.params.values()} == {np.dtype(dtype)}


@each_cell
def test_a_seed_fixes_the_parameters_and_precision_only_rounds_them(case):
    first, again, other, single = (case.constructor(3, 4, rng=rng, dtype=dtype, **case.options).params
                                   for rng, dtype in [(5, "f8"), (5, "f8"), (6, "f8"), (5, "f4")])
    assert_same(again, first, rtol=0, atol=0)
    assert_same(single, first, rtol=1e-6, atol=1e-7)
    assert all((first[name] != other[name]).all() for name in first if name.startswith("W"))


@each_cell
def test_a_generator_is_drawn_from_and_goes_on(case):
    rng = np.random.default_rng(5)
    first, second = (case.constructor(3, 4, rng=rng, **case.options).params for _ in range(2))
    assert_same(first, case.constructor(3, 4, rng=5, **case.options).params, rtol=0, atol=0)
    assert all((first[name] != second[name]).all() for name in first if name.startswith("W"))


@each_cell
def test_a_seed_is_spent_in_the_order_of_the_equations(case):
    """Then a seed means the same weights in every version; gates are drawn as f, i, C, o and r, z, h."""
    params, rng = case.constructor(3, 4, rng=5, **case.options).params, np.random.default_rng(5)
    if "W_xh" in params:
        drawn = {"W_xh": glorot_uniform((4, 3), rng=rng), "W_hh": orthogonal((4, 4), rng=rng)}
    else:
        gates = "fiCo" if case.name == "lstm" else "rzh"
        drawn = {f"W_{gate}": np.hstack([orthogonal((4, 4), rng=rng), glorot_uniform((4, 3), rng=rng)])
                 for gate in gates}
    assert_same({name: params[name] for name in drawn}, drawn, rtol=0, atol=0)


@each_cell
def test_recurrent_blocks_start_orthogonal_and_input_blocks_within_the_glorot_bound(case):
    D, H = 3, 8
    params = case.constructor(D, H, rng=0, **case.options).params
    pairs = [(params["W_hh"], params["W_xh"])] if "W_xh" in params else [
        (W[:, :H], W[:, H:]) for name, W in params.items() if name.startswith("W")]
    for recurrent, of_input in pairs:
        np.testing.assert_allclose(recurrent @ recurrent.T, np.eye(H), atol=1e-12)
        bound = np.sqrt(6 / (D + H))
        assert 0.8 * bound < np.abs(of_input).max() <= bound
    assert len({W.tobytes() for W, _ in pairs}) == len(pairs)


@each_dtype
def test_biases_start_at_zero_but_the_forget_bias_starts_where_asked(dtype):
    for case in CELLS:
        params = case.constructor(3, 4, rng=0, dtype=dtype, **case.options).params
        for name, value in params.items():
            if name.startswith("b"):
                assert (value == (1.0 if name == "b_f" else 0.0)).all(), name
    for forget_bias in (-2.5, 0, 3):
        params = LSTMCell(3, 4, forget_bias=forget_bias, rng=0, dtype=dtype).params
        assert params["b_f"].dtype == dtype and (params["b_f"] == forget_bias).all()
        assert not params["b_i"].any()


@each_cell
def test_the_initial_state_is_zero(case):
    cell = case.build(3, 4, dtype=np.float32)
    state = cell.initial_state(2)
    assert isinstance(state, LSTMState if case.name == "lstm" else np.ndarray)
    for part in parts(state):
        assert part.shape == (2, 4) and part.dtype == np.float32 and not part.any()
    assert len({id(part) for part in parts(state)}) == len(parts(state))


# ---------------------------------------------------------------- formulas, where a gate is open or shut

def gated(constructor, **biases):
    """A cell of one unit whose gates depend on their biases alone, and whose candidate is tanh(x_t)."""
    cell = constructor(1, 1, rng=0)
    for value in cell.params.values():
        value[...] = 0.0
    cell.params["W_C" if "W_C" in cell.params else "W_h"][0, 1] = 1.0
    for name, value in biases.items():
        cell.params[name][...] = value
    return cell


X, H_PREV, C_PREV = np.array([[0.3]]), np.array([[-0.6]]), np.array([[2.0]])


def test_the_rnn_by_hand():
    cell = RNNCell(2, 1, rng=0)
    cell.params |= {"W_xh": np.array([[2.0, -1.0]]), "W_hh": np.array([[3.0]]), "b_h": np.array([0.25])}
    h_t, state, _ = cell.forward(np.array([[0.5, 0.1]]), np.array([[0.2]]))
    assert h_t[0, 0] == pytest.approx(np.tanh(2 * 0.5 - 0.1 + 3 * 0.2 + 0.25))
    assert (state == h_t).all()


def test_the_lstm_keeps_its_cell_state_behind_an_open_forget_gate_and_a_shut_input_gate():
    _, state, _ = gated(LSTMCell, b_f=50, b_i=-50).forward(X, LSTMState(H_PREV, C_PREV))
    np.testing.assert_allclose(state.c, C_PREV, rtol=1e-12)


def test_the_lstm_replaces_its_cell_state_the_other_way_round_and_the_output_gate_hides_it():
    state = LSTMState(H_PREV, C_PREV)
    h_t, new, _ = gated(LSTMCell, b_f=-50, b_i=50, b_o=50).forward(X, state)
    np.testing.assert_allclose(new.c, np.tanh(X), rtol=1e-12)
    np.testing.assert_allclose(h_t, np.tanh(np.tanh(X)), rtol=1e-12)
    np.testing.assert_allclose(gated(LSTMCell, b_o=-50).forward(X, state)[0], 0, atol=1e-12)


@pytest.mark.parametrize("reset_after", [False, True])
def test_the_update_gate_of_the_gru_multiplies_the_candidate(reset_after):
    def build(input_size, hidden_size, rng):
        return GRUCell(input_size, hidden_size, reset_after=reset_after, rng=rng)
    np.testing.assert_allclose(gated(build, b_z=50).forward(X, H_PREV)[0], np.tanh(X), rtol=1e-12)
    np.testing.assert_allclose(gated(build, b_z=-50).forward(X, H_PREV)[0], H_PREV, rtol=1e-12)


def test_the_two_places_of_the_reset_gate_differ_and_agree_when_it_is_open():
    before, after = BY_NAME["gru-before"].build(3, 4), BY_NAME["gru-after"].build(3, 4)
    after.params |= before.params
    after.params["b_hh"][...] = 0
    rng = np.random.default_rng(0)
    x_t, h_prev = rng.standard_normal((2, 3)), rng.standard_normal((2, 4))
    assert np.abs(before.forward(x_t, h_prev)[0] - after.forward(x_t, h_prev)[0]).max() > 0.01
    before.params["b_r"][...] = 50
    np.testing.assert_allclose(before.forward(x_t, h_prev)[0], after.forward(x_t, h_prev)[0], rtol=1e-12)


@each_cell
def test_the_cache_shows_the_gates(case):
    cell, x, state, _, _ = problem(case, 1, 2, 3, 4)
    h_t, new, cache = cell.forward(x[0], state)
    if case.name == "lstm":
        np.testing.assert_allclose(new.c, cache.f * state.c + cache.i * cache.C_tilde)
        np.testing.assert_allclose(h_t, cache.o * np.tanh(new.c))
        assert (new.h == h_t).all()
    elif case.name.startswith("gru"):
        np.testing.assert_allclose(h_t, (1 - cache.z) * state + cache.z * cache.h_tilde)
    else:
        assert (cache.h_t == h_t).all() and (cache.h_prev == state).all() and (cache.x_t == x[0]).all()

# ---------------------------------------------------------------- gradients of one step

@pytest.mark.parametrize("sizes", [(2, 3, 4), (1, 1, 1), (3, 1, 2), (1, 4, 1)], ids=str)
@each_cell
def test_gradients_of_one_step(case, sizes):
    """At the output, at the new state, and at both: against central differences."""
    cell, x, state, dh, dstate = problem(case, 1, *sizes)
    x_t, dh_t = x[0], dh[0]
    inputs = {"dx": x_t, **dict(zip(("dh_0", "dc_0"), parts(state), strict=False)), **cell.params}

    def run():
        h_t, new, _ = cell.forward(x_t, state)
        return flatten(h_t, new)
    jacobians = {name: numerical_jacobian(run, array) for name, array in inputs.items()}
    cache = cell.forward(x_t, state)[2]
    nothing = cell.initial_state(len(x_t))
    for message, at_output, at_state in [("at output", dh_t, None), ("at state", 0 * dh_t, dstate),
                                         ("at both", dh_t, dstate)]:
        gradient = flatten(at_output, nothing if at_state is None else at_state)
        expected = {name: jacobian @ gradient for name, jacobian in jacobians.items()}
        found = named(*cell.backward(at_output, at_state, cache))
        assert_same(found, expected, rtol=1e-6, atol=1e-8, message=message)


@each_cell
def test_no_gradient_at_the_state_is_zero_and_the_gradient_at_h_t_comes_from_both_sides(case):
    cell, x, state, dh, dstate = problem(case, 1, 2, 3, 4)
    cache = cell.forward(x[0], state)[2]
    zero = cell.initial_state(2)
    assert_same(named(*cell.backward(dh[0], None, cache)), named(*cell.backward(dh[0], zero, cache)),
                rtol=0, atol=0)
    at_h = LSTMState(dstate.h + dh[0], dstate.c) if case.name == "lstm" else dstate + dh[0]
    assert_same(named(*cell.backward(dh[0], dstate, cache)), named(*cell.backward(0 * dh[0], at_h, cache)),
                rtol=1e-13, atol=1e-15)


# ---------------------------------------------------------------- properties

@each_cell
def test_forward_and_backward_change_nothing_and_repeat_themselves(case):
    cell, x, state, dh, dstate = problem(case, 1, 2, 3, 4)
    watched = [x, dh, *parts(state), *parts(dstate), *cell.params.values()]
    before = [array.copy() for array in watched]
    h_t, new, cache = cell.forward(x[0], state)
    kept = [array.copy() for array in (h_t, *parts(new), *cache)]
    results = named(*cell.backward(dh[0], dstate, cache))
    assert_same(named(*cell.backward(dh[0], dstate, cache)), results, rtol=0, atol=0)
    for again, first in zip(cell.forward(x[0], state)[:2], (h_t, new), strict=True):
        assert (flatten(again) == flatten(first)).all()
    for array, copy in zip([*watched, h_t, *parts(new), *cache], [*before, *kept], strict=True):
        assert (array == copy).all()


@pytest.mark.parametrize("name", ["rnn-tanh", "rnn-sigmoid", "lstm", "gru-before", "gru-after"])
@QUICK
@given(seed=st.integers(0, 10_000), scale=st.sampled_from([1e-3, 1.0, 1e2, 1e6]))
def test_gates_lie_between_0_and_1_and_hidden_states_between_minus_1_and_1(name, seed, scale):
    """Closed intervals: in floating point a saturated gate is exactly 0 or 1."""
    cell = BY_NAME[name].build(3, 4, rng=seed)
    rng = np.random.default_rng(seed)
    state = cell.initial_state(5)
    for _ in range(6):
        h_t, state, cache = cell.forward(scale * rng.standard_normal((5, 3)), state)
        assert np.abs(h_t).max() <= 1
        gates = [getattr(cache, gate) for gate in "fiorz" if hasattr(cache, gate)]
        gates += [h_t] if name == "rnn-sigmoid" else []
        assert all(((gate >= 0) & (gate <= 1)).all() for gate in gates)
