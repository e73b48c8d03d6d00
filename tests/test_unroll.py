"""Any cell over a sequence and back: gradients, truncation, extremes, bad input, a cell of one's own."""

import numpy as np
import pytest
from helpers import (
    assert_same,
    each_cell,
    each_dtype,
    each_shape,
    flatten,
    named,
    numerical_jacobian,
    parts,
    problem,
)

from rnnlib import checks
from rnnlib.cells import Cell, LSTMState, RNNCell
from rnnlib.gradcheck import check_gradients
from rnnlib.unroll import bptt, truncated_bptt, unroll

MAIN_SHAPE = (4, 2, 2, 3)


def jacobians(cell, x, state):
    """Derivatives of (h, final state) by input, initial state and every parameter, by central differences."""
    inputs = named(x, state, cell.params)
    return {name: numerical_jacobian(lambda: flatten(*unroll(cell, x, state)[:2]), array)
            for name, array in inputs.items()}


# ---------------------------------------------------------------- gradients

@pytest.mark.parametrize("given_state", [True, False], ids=["state", "no-state"])
@each_shape(MAIN_SHAPE, (1, 2, 3, 2), (5, 1, 2, 3), (3, 2, 1, 2), (4, 3, 2, 1), (1, 1, 1, 1))
@each_cell
def test_gradients(case, shape, given_state):
    """Gradient arriving at the outputs, at the final state, at both: against central differences.

    `problem` keeps relu's sums away from its kink, where a central difference is no derivative.
    """
    cell, x, state, dh, dstate = problem(case, *shape)
    zero = cell.initial_state(shape[1])
    numerical = jacobians(cell, x, state if given_state else zero)
    caches = unroll(cell, x, state if given_state else None)[2]
    for message, at_outputs, at_final in [("at outputs", dh, None), ("at final state", 0 * dh, dstate),
                                          ("at both", dh, dstate)]:
        gradient = flatten(at_outputs, zero if at_final is None else at_final)
        expected = {name: jacobian @ gradient for name, jacobian in numerical.items()}
        found = named(*bptt(cell, at_outputs, caches, at_final))
        assert_same(found, expected, rtol=1e-6, atol=1e-8, message=message)


@each_cell
def test_every_gradient_of_the_main_shape_is_there_to_be_compared(case):
    """The matrix would say little if gradients were zero anyway."""
    cell, x, state, dh, dstate = problem(case, *MAIN_SHAPE)
    for name, gradient in named(*bptt(cell, dh, unroll(cell, x, state)[2], dstate)).items():
        assert np.abs(gradient).max() > 1e-2, name


@each_cell
def test_the_gradient_of_an_output_reaches_no_later_input(case):
    cell, x, state, dh, _ = problem(case, 5, 2, 2, 3)
    dh[3:] = 0
    dx, _, _ = bptt(cell, dh, unroll(cell, x, state)[2])
    assert not dx[3:].any() and all(dx[t].any() for t in range(3))


# ---------------------------------------------------------------- truncation

@pytest.mark.parametrize("length", [1, 2, 3, 4, 6])
@each_cell
def test_truncation_is_the_sum_over_windows_without_gradient_between_them(case, length):
    """T = 7 is a multiple of none of the lengths but 1."""
    cell, x, state, dh, dstate = problem(case, 7, 2, 3, 4)
    found = named(*truncated_bptt(cell, dh, unroll(cell, x, state)[2], length, dstate))
    dx, first, total = [], None, {name: np.zeros_like(value) for name, value in cell.params.items()}
    for start in range(0, 7, length):
        window = slice(start, start + length)
        _, state, caches = unroll(cell, x[window], state)
        dx_window, dstate_0, grads = bptt(cell, dh[window], caches, dstate if start + length >= 7 else None)
        dx.append(dx_window)
        first = dstate_0 if first is None else first
        total = {name: total[name] + grads[name] for name in total}
    assert_same(found, named(np.concatenate(dx), first, total), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("length", [7, 8, 100])
@each_cell
def test_a_window_as_long_as_the_sequence_truncates_nothing(case, length):
    cell, x, state, dh, dstate = problem(case, 7, 2, 3, 4)
    caches = unroll(cell, x, state)[2]
    found = named(*truncated_bptt(cell, dh, caches, length, dstate))
    assert_same(found, named(*bptt(cell, dh, caches, dstate)), rtol=0, atol=0)


@each_cell
def test_truncation_changes_the_gradient(case):
    cell, x, state, dh, dstate = problem(case, 7, 2, 3, 4)
    caches = unroll(cell, x, state)[2]
    whole, cut = bptt(cell, dh, caches, dstate), truncated_bptt(cell, dh, caches, 3, dstate)
    assert all(np.abs(whole[2][name] - cut[2][name]).max() > 1e-3 for name in cell.params)
    np.testing.assert_array_equal(whole[0][6:], cut[0][6:])


# ---------------------------------------------------------------- extremes

@each_dtype
@pytest.mark.parametrize(("T", "B"), [(0, 2), (3, 0), (0, 0), (3, 2)])
@each_cell
def test_empty_sequences_and_batches_are_legal_and_dtypes_kept(case, T, B, dtype):
    cell = case.build(3, 4, dtype=dtype)
    x, dh = np.ones((T, B, 3), dtype), np.ones((T, B, 4), dtype)
    h, final, caches = unroll(cell, x)
    assert h.shape == (T, B, 4) and len(caches) == T
    for dx, dstate_0, grads in (bptt(cell, dh, caches), truncated_bptt(cell, dh, caches, 2)):
        assert dx.shape == x.shape and isinstance(dstate_0, LSTMState if case.name == "lstm" else np.ndarray)
        for part in (*parts(final), *parts(dstate_0)):
            assert part.shape == (B, 4) and part.dtype == dtype
        assert {name: grad.shape for name, grad in grads.items()} == {
            name: value.shape for name, value in cell.params.items()}
        assert {array.dtype for array in (h, dx, *grads.values())} == {np.dtype(dtype)}
        assert all(grad.any() for grad in grads.values()) == (T * B > 0)


@each_cell
def test_without_steps_state_and_gradient_pass_through(case):
    cell, x, state, dh, dstate = problem(case, 1, 2, 3, 4)
    _, final, caches = unroll(cell, x[:0], state)
    assert (flatten(final) == flatten(state)).all()
    assert (flatten(bptt(cell, dh[:0], caches, dstate)[1]) == flatten(dstate)).all()


@each_dtype
@pytest.mark.parametrize("value", [1e4, -1e4, 1e-310, 1e-44, 0.0])
@each_cell
def test_long_sequences_of_extreme_inputs_stay_finite(case, value, dtype):
    cell = case.constructor(3, 4, rng=0, dtype=dtype, **case.options)
    x = np.full((50, 2, 3), value).astype(dtype)
    h, final, caches = unroll(cell, x)
    assert np.isfinite(flatten(h, final, *named(*bptt(cell, np.ones_like(h), caches)).values())).all()


@pytest.mark.parametrize(("dtype", "T"), [(np.float32, 200), (np.float64, 1000)])
def test_relu_that_grows_without_bound_raises_an_overflow(dtype, T):
    """3 ** T: the largest float32 is 3.4e38, after 81 steps; the largest float64 1.8e308, after 647."""
    cell = RNNCell(1, 2, activation="relu", rng=0, dtype=dtype)
    cell.params["W_hh"][...] = 3 * np.eye(2)
    cell.params["W_xh"][...] = 1
    message = f"^h_t: expected finite {np.dtype(dtype)} numbers, got an overflow: the recurrence has diverged"
    with pytest.raises(OverflowError, match=message):
        unroll(cell, np.ones((T, 1, 1), dtype))


@each_cell
def test_gradients_that_explode_raise_an_overflow(case):
    """At h = 0 (1/2 for the sigmoid, just above 0 for relu) every step back multiplies by more than 2."""
    cell = case.build(1, 2)
    for value in cell.params.values():
        value[...] = 0
    for name in cell.params:
        if name in ("W_hh", "W_h", "W_C"):
            cell.params[name][:, :2] = 20 * np.eye(2)
    state = cell.initial_state(1)
    if case.name == "rnn-sigmoid":
        cell.params["b_h"][...], state[...] = -10, 0.5
    if case.name == "rnn-relu":
        cell.params["W_hh"] /= 8
        state[...] = 1e-300
    h, _, caches = unroll(cell, np.zeros((1000, 1, 1)), state)
    message = "^d.*: expected finite float64 numbers, got an overflow: the recurrence has diverged"
    with pytest.raises(OverflowError, match=message):
        bptt(cell, np.ones_like(h), caches)


def test_a_sum_of_finite_gradients_that_overflows_raises():
    cell = RNNCell(1, 1, activation="relu", rng=0)
    cell.params |= {"W_hh": np.zeros((1, 1)), "W_xh": np.ones((1, 1))}
    _, _, caches = unroll(cell, np.ones((2, 1, 1)))
    with pytest.raises(OverflowError, match="^dW_xh: expected finite float64 numbers"):
        bptt(cell, np.full((2, 1, 1), 1.5e308), caches)


# ---------------------------------------------------------------- bad input

@pytest.mark.parametrize(("change", "error", "message"), [
    ({"x": None}, TypeError, "^x: expected a NumPy array, got NoneType"),
    ({"x": [[[0.0]]]}, TypeError, "^x: expected a NumPy array, got list"),
    ({"x": np.zeros((5, 2, 3), int)}, TypeError, "^x: expected dtype float64, got int64"),
    ({"x": np.zeros((5, 2, 3), "f4")}, TypeError, "^x: expected dtype float64, got float32"),
    ({"x": np.zeros((5, 3))}, ValueError, r"^x: expected shape \(T, B, 3\), got \(5, 3\)"),
    ({"x": np.zeros((5, 2, 4))}, ValueError, r"^x: expected shape \(T, B, 3\), got \(5, 2, 4\)"),
    ({"x": np.full((5, 2, 3), np.nan)}, ValueError, r"^x: expected finite numbers, got nan at index"),
    ({"state": "zeros"}, TypeError, r"^state: expected .*, got str"),
    ({"dh": None}, TypeError, "^dh: expected a NumPy array, got NoneType"),
    ({"dh": np.zeros((5, 2, 4), int)}, TypeError, "^dh: expected dtype float64, got int64"),
    ({"dh": np.zeros((4, 2, 4))}, ValueError, r"^dh: expected shape \(5, B, 4\), got \(4, 2, 4\)"),
    ({"dh": np.zeros((5, 2, 3))}, ValueError, r"^dh: expected shape \(5, B, 4\), got \(5, 2, 3\)"),
    ({"dh": np.full((5, 2, 4), np.inf)}, ValueError, r"^dh: expected finite numbers, got inf"),
    ({"dh": np.zeros((5, 3, 4)), "dstate": None}, ValueError, r"^dh_t: expected shape \(2, 4\), got \(3, "),
    ({"dstate": [1.0]}, TypeError, "^dstate: expected .*, got list"),
    ({"caches": None}, TypeError, "^caches: expected the list that unroll returned, got NoneType"),
    ({"caches": [None] * 5}, TypeError, "^cache: expected a .*Cache from forward, got NoneType"),
    ({"length": 0}, ValueError, "^length: expected a whole number of at least 1, got 0"),
    ({"length": 2.0}, TypeError, "^length: expected a whole number, got 2.0 of type float"),
    ({"length": None}, TypeError, "^length: expected a whole number, got None"),
])
@each_cell
def test_bad_arguments_are_named(case, change, error, message):
    cell, x, state, dh, dstate = problem(case, 5, 2, 3, 4)
    caches = unroll(cell, x, state)[2]
    a = {"x": x, "state": state, "dh": dh, "caches": caches, "dstate": dstate, "length": 2} | change
    if change.keys() & {"x", "state"}:
        with pytest.raises(error, match=message):
            unroll(cell, a["x"], a["state"])
        return
    with pytest.raises(error, match=message):
        truncated_bptt(cell, a["dh"], a["caches"], a["length"], a["dstate"])
    if "length" not in change:
        with pytest.raises(error, match=message):
            bptt(cell, a["dh"], a["caches"], a["dstate"])


# ---------------------------------------------------------------- a cell of one's own

class LeakyIntegrator(Cell):
    """h_t = h_{t-1} + leak * (W x_t - h_{t-1}): the contract in fifteen lines, one parameter a scalar."""

    def __init__(self, input_size, hidden_size, *, rng):
        super().__init__(input_size, hidden_size)
        W = checks.as_generator(rng).standard_normal((hidden_size, input_size))
        self.params = {"W": W, "leak": np.array([0.3])}

    def forward(self, x_t, state):
        drive = x_t @ self.params["W"].T - state
        h_t = state + self.params["leak"] * drive
        return h_t, h_t, (x_t, drive)

    def backward(self, dh_t, dstate, cache):
        x_t, drive = cache
        dh, leak = dh_t + dstate, self.params["leak"]
        grads = {"W": leak * dh.T @ x_t, "leak": np.array([(dh * drive).sum()])}
        return leak * dh @ self.params["W"], (1 - leak) * dh, grads


def test_a_cell_of_ones_own_unrolls_and_passes_the_gradient_check():
    cell, rng = LeakyIntegrator(3, 4, rng=0), np.random.default_rng(1)
    x, state, dh, dstate = (rng.standard_normal(shape) for shape in [(5, 2, 3), (2, 4), (5, 2, 4), (2, 4)])
    h, _, caches = unroll(cell, x, state)
    decay = 0.7 ** np.arange(1, 6)[:, None, None]
    np.testing.assert_allclose(h[0], 0.7 * state + 0.3 * x[0] @ cell.params["W"].T)
    np.testing.assert_allclose(unroll(cell, 0 * x, state)[0], decay * state)
    def loss(_):
        h, final, _ = unroll(cell, x, state)
        return (dh * h).sum() + (dstate * final).sum()
    check_gradients(loss, named(x, state, cell.params), named(*bptt(cell, dh, caches, dstate)))
    _, dstate_0, _ = truncated_bptt(cell, 0 * dh, caches, 4, dstate)
    assert not dstate_0.any()
