"""Jacobians, gradient norms and what bounds them, against differences, other routes and known numbers."""

from typing import NamedTuple

import numpy as np
import pytest
from helpers import CELLS, QUICK, each_cell, flatten, numerical_jacobian, parts, problem
from hypothesis import given
from hypothesis import strategies as st

from rnnlib import diagnostics as dg
from rnnlib.activations import sigmoid
from rnnlib.cells import Cell, GRUCell, LSTMCell, RNNCell
from rnnlib.initializers import orthogonal, scaled_to_spectral_radius
from rnnlib.unroll import bptt, unroll

H, LAGS = 64, 100


# ---------------------------------------------------------------- cells that the tests use

class FastSlow(NamedTuple):
    """The state of TwoSpeeds."""

    h: np.ndarray
    c: np.ndarray
    d: np.ndarray


class TwoSpeeds(Cell):
    """A cell of one's own: its state has three parts, and only its state's kind tells so."""

    def initial_state(self, batch_size):
        return FastSlow(*(np.zeros((batch_size, self.hidden_size)) for _ in range(3)))

    def check_state(self, name, state, batch_size):
        return FastSlow(*(super(TwoSpeeds, self).check_state(name, part, batch_size) for part in state))

    def forward(self, x_t, state):
        h_t = np.tanh(x_t.sum(axis=1, keepdims=True) + 0.5 * state.h - 0.3 * state.c + 0.2 * state.d)
        return h_t, FastSlow(h_t, state.h, 0.9 * state.d + 0.1 * state.c), (x_t, h_t)

    def backward(self, dh_t, dstate, cache):
        x_t, h_t = cache
        da = (dh_t + dstate.h) * (1 - h_t**2)
        before = FastSlow(0.5 * da + dstate.c, -0.3 * da + 0.1 * dstate.d, 0.2 * da + 0.9 * dstate.d)
        return np.repeat(da.sum(axis=1, keepdims=True), x_t.shape[1], axis=1), before, {}


class PlainTuple(TwoSpeeds):
    """The same with a plain tuple for a state."""

    def initial_state(self, batch_size):
        return tuple(super().initial_state(batch_size))

    def check_state(self, name, state, batch_size):
        return tuple(super().check_state(name, state, batch_size))

    def forward(self, x_t, state):
        h_t, after, cache = super().forward(x_t, FastSlow(*state))
        return h_t, tuple(after), cache

    def backward(self, dh_t, dstate, cache):
        dx_t, before, grads = super().backward(dh_t, FastSlow(*dstate), cache)
        return dx_t, tuple(before), grads


def scaled_orthogonal(radius, hidden_size=H, seed=0):
    """A tanh cell with 32 inputs and W_hh = radius * Q."""
    cell = RNNCell(32, hidden_size, rng=seed)
    cell.params["W_hh"][...] = orthogonal((hidden_size, hidden_size), gain=radius, rng=seed + 10)
    return cell


def noise(T=LAGS, D=32, seed=99):
    return np.random.default_rng(seed).standard_normal((T, 1, D))


def last_state(cell, x, state):
    """The state after a sequence as one row."""
    return flatten(unroll(cell, x, state)[1])


# ---------------------------------------------------------------- Jacobians

@each_cell
def test_a_state_jacobian_equals_central_differences(case):
    cell, x, state, _, _ = problem(case, T=1, B=1, D=3, H=4)
    blocks = [numerical_jacobian(lambda: last_state(cell, x, state), part)[0] for part in parts(state)]
    found = dg.state_jacobian(cell, x[0], state)
    np.testing.assert_allclose(found, np.concatenate(blocks).T, atol=1e-9)


@pytest.mark.parametrize("kind", [TwoSpeeds, PlainTuple])
def test_a_cell_of_ones_own_works_too(kind):
    cell = kind(2, 3)
    rng = np.random.default_rng(0)
    state = cell.check_state("state", tuple(rng.standard_normal((1, 3)) for _ in range(3)), 1)
    x = rng.standard_normal((5, 1, 2))
    blocks = [numerical_jacobian(lambda: last_state(cell, x, state), part)[0] for part in state]
    product = np.linalg.multi_dot(dg.step_jacobians(cell, x, state)[::-1])
    np.testing.assert_allclose(product, np.concatenate(blocks).T, atol=1e-9)
    expected = [np.linalg.norm(blocks[i].T[:3], 2) for i in range(2)]
    found = [dg.gradient_norms(cell, x, state, part=part)[5] for part in "hc"]
    np.testing.assert_allclose(found, expected, rtol=1e-7)


@each_cell
def test_no_state_means_zeros_and_the_dtype_is_the_cells(case):
    cell = case.build(3, 4, dtype=np.float32)
    x_t = np.random.default_rng(0).standard_normal((1, 3)).astype(np.float32)
    found = dg.state_jacobian(cell, x_t)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, dg.state_jacobian(cell, x_t, cell.initial_state(1)))
    double = case.build(3, 4)
    np.testing.assert_allclose(found, dg.state_jacobian(double, x_t.astype(np.float64)), atol=1e-5)


@each_cell
def test_the_jacobians_of_a_sequence_multiply_to_the_derivative_over_all_steps(case):
    cell, x, state, _, _ = problem(case, T=4, B=1, D=3, H=4)
    blocks = [numerical_jacobian(lambda: last_state(cell, x, state), part)[0] for part in parts(state)]
    jacobians = dg.step_jacobians(cell, x, state)
    np.testing.assert_allclose(np.linalg.multi_dot(jacobians[::-1]), np.concatenate(blocks).T, atol=1e-9)
    np.testing.assert_allclose(jacobians[0], dg.state_jacobian(cell, x[0], state), atol=1e-14)


# ---------------------------------------------------------------- gradient norms

@each_cell
@pytest.mark.parametrize("part", ["state", "h", "c"])
def test_gradient_norms_equal_backpropagation_of_the_identity(case, part):
    """Another route: H copies of the sequence, the identity as gradient at the last step."""
    T, D, H = 6, 3, 4
    cell, x, state, _, _ = problem(case, T=T, B=1, D=D, H=H)
    if part == "c" and len(parts(state)) == 1:
        with pytest.raises(ValueError, match="part: expected one of 'state', 'h', got 'c'"):
            dg.gradient_norms(cell, x, state, part=part)
        return
    expected = [0.0 if part == "c" else 1.0]
    for k in range(1, T + 1):
        start = unroll(cell, x[:T - k], state)[1]
        copies = [np.repeat(block, H, axis=0) for block in parts(start)]
        start = type(start)(*copies) if isinstance(start, tuple) else copies[0]
        _, _, caches = unroll(cell, np.repeat(x[T - k:], H, axis=1), start)
        dh = np.zeros((k, H, H))
        dh[-1] = np.eye(H)
        blocks = dict(zip("hc", parts(bptt(cell, dh, caches)[1]), strict=False))
        matrix = np.hstack(list(blocks.values())) if part == "state" else blocks[part]
        expected.append(np.linalg.norm(matrix, 2))
    found = dg.gradient_norms(cell, x, state, part=part)
    np.testing.assert_allclose(found, expected, rtol=1e-10)
    np.testing.assert_allclose(dg.gradient_norms(cell, x, state, max_lag=2, part=part), expected[:3],
                               rtol=1e-10)


@each_cell
def test_a_gradient_norm_is_reached_by_a_change_of_the_state_and_never_exceeded(case):
    cell, x, state, _, _ = problem(case, T=3, B=1, D=3, H=4)
    largest = dg.gradient_norms(cell, x, state)[3]
    product = np.linalg.multi_dot(dg.step_jacobians(cell, x, state)[::-1])[:4]
    directions = np.random.default_rng(1).standard_normal((200, product.shape[1]))
    stretch = np.linalg.norm(directions @ product.T, axis=1) / np.linalg.norm(directions, axis=1)
    assert stretch.max() <= largest
    best = np.linalg.svd(product)[2][0]
    assert np.linalg.norm(product @ best) == pytest.approx(largest, rel=1e-12)


@each_cell
@pytest.mark.parametrize("T", [0, 1])
def test_short_sequences(case, T):
    cell = case.build(3, 4)
    norms = dg.gradient_norms(cell, np.zeros((T, 1, 3)))
    assert norms.shape == (T + 1,) and norms[0] == 1.0
    assert dg.step_jacobians(cell, np.zeros((T, 1, 3))).shape[0] == T
    np.testing.assert_array_equal(dg.gradient_norms(cell, np.zeros((T, 1, 3)), max_lag=0), [1.0])


@each_cell
@pytest.mark.parametrize("scale", [1e4, 5e-324])
def test_extreme_inputs_give_no_warning_and_no_nan(case, scale):
    cell = case.build(3, 4)
    for log10 in (False, True):
        norms = dg.gradient_norms(cell, np.full((5, 1, 3), scale), log10=log10)
        assert not np.isnan(norms).any()


@pytest.mark.parametrize(("radius", "expected"), [(1e-3, 1e-300), (1e3, 1e300)])
def test_the_ends_of_the_range_come_out_as_natural_numbers(radius, expected):
    cell = scaled_orthogonal(radius)
    norms = dg.gradient_norms(cell, np.zeros((LAGS, 1, 32)))
    assert norms[LAGS] == pytest.approx(expected, rel=1e-11)


def test_two_thousand_steps_overflow_only_as_natural_numbers():
    cell, x = scaled_orthogonal(1.5, 8), np.zeros((2000, 1, 32))
    jacobians = dg.step_jacobians(cell, x)
    for found in (dg.gradient_norms(cell, x, log10=True), dg.norms_of_products(jacobians, log10=True),
                  dg.products_of_norms(jacobians, log10=True)):
        np.testing.assert_allclose(found, np.arange(2001) * np.log10(1.5), atol=1e-9)
    for function in (dg.norms_of_products, dg.products_of_norms):
        with pytest.raises(OverflowError, match="log10=True"):
            function(jacobians)
    with pytest.raises(OverflowError, match="log10=True"):
        dg.gradient_norms(cell, x)
    with pytest.raises(OverflowError, match="log10=True"):
        dg.pascanu_bound(cell, np.array([1, 2000]))


def test_two_thousand_steps_underflow_to_zero_without_a_warning():
    cell, x = scaled_orthogonal(0.5, 8), np.zeros((2000, 1, 32))
    assert dg.gradient_norms(cell, x)[2000] == 0.0
    assert dg.gradient_norms(cell, x, log10=True)[2000] == pytest.approx(2000 * np.log10(0.5), rel=1e-12)
    assert dg.pascanu_bound(cell, np.array([2000]))[0] == 0.0


def test_a_dead_relu_has_norm_zero_and_logarithm_minus_infinity():
    cell = RNNCell(2, 3, activation="relu", rng=0)
    cell.params["b_h"][...] = -1.0
    np.testing.assert_array_equal(dg.gradient_norms(cell, np.zeros((2, 1, 2))), [1, 0, 0])
    np.testing.assert_array_equal(dg.gradient_norms(cell, np.zeros((2, 1, 2)), log10=True),
                                  [0, -np.inf, -np.inf])


square = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).normal(
    size=(6, 4, 4), scale=np.exp(np.random.default_rng(seed).uniform(-3, 3, size=(6, 1, 1)))))


@QUICK
@given(square)
def test_the_norm_of_a_product_is_at_most_the_product_of_norms(jacobians):
    products, norms = dg.norms_of_products(jacobians), dg.products_of_norms(jacobians)
    expected = np.cumprod([1.0, *(np.linalg.norm(J, 2) for J in jacobians[::-1])])
    np.testing.assert_allclose(norms, expected, rtol=1e-12)
    assert (products <= norms * (1 + 1e-12)).all()
    np.testing.assert_allclose(dg.norms_of_products(jacobians, log10=True), np.log10(products), atol=1e-12)
    np.testing.assert_allclose(dg.products_of_norms(jacobians, log10=True), np.log10(norms), atol=1e-12)


def test_rows_and_columns_choose_a_block_of_the_product():
    jacobians = np.random.default_rng(0).standard_normal((3, 4, 4))
    product = jacobians[2] @ jacobians[1] @ jacobians[0]
    found = dg.norms_of_products(jacobians, rows=slice(2), columns=slice(1, 4))
    assert found[3] == pytest.approx(np.linalg.norm(product[:2, 1:], 2), rel=1e-12)


# ---------------------------------------------------------------- the numbers of chapter 3.2

def test_without_input_orthogonal_weights_keep_a_gradient():
    norms = dg.gradient_norms(scaled_orthogonal(1.0), np.zeros((LAGS, 1, 32)))
    np.testing.assert_allclose(norms, 1.0, atol=1e-13)


def test_without_input_larger_weights_explode():
    norms = dg.gradient_norms(scaled_orthogonal(1.5), np.zeros((LAGS, 1, 32)))
    assert norms[LAGS] == pytest.approx(1.5**100, rel=1e-10) and f"{norms[LAGS]:.0e}" == "4e+17"


@pytest.mark.parametrize("seed", range(4))
def test_with_inputs_even_those_vanish(seed):
    norms = dg.gradient_norms(scaled_orthogonal(1.5, seed=seed), noise(seed=99 + seed))
    assert 1e-6 < norms[LAGS] < 1e-2
    assert dg.pascanu_bound(scaled_orthogonal(1.5), np.array([LAGS]))[0] > 1e17


@pytest.mark.parametrize("seed", range(4))
def test_pytorchs_default_weights_have_a_singular_value_above_one_and_vanish(seed):
    rng, cell = np.random.default_rng(seed), RNNCell(8, H, rng=0)
    for value in cell.params.values():
        value[...] = rng.uniform(-1, 1, value.shape) / np.sqrt(H)
    cell.params["b_h"] += rng.uniform(-1, 1, H) / np.sqrt(H)  # torch has two biases
    assert 1.05 < dg.largest_singular_value(cell.params["W_hh"]) < 1.2
    assert dg.gradient_norms(cell, noise(D=8, seed=seed))[LAGS] < 1e-15


def test_a_nilpotent_matrix_explodes_before_it_vanishes():
    cell = scaled_orthogonal(1.0)
    cell.params["W_hh"][...] = 2 * np.eye(H, k=-1)
    assert dg.spectral_radius(cell.params["W_hh"]) == 0.0
    assert dg.largest_singular_value(cell.params["W_hh"]) == pytest.approx(2.0, rel=1e-14)
    norms = dg.gradient_norms(cell, np.zeros((LAGS, 1, 32)))
    np.testing.assert_array_equal(norms[:64], 2.0 ** np.arange(64))
    np.testing.assert_array_equal(norms[64:], 0.0)


# ---------------------------------------------------------------- bounds and matrices

@pytest.mark.parametrize(("activation", "gamma"), [("tanh", 1.0), ("relu", 1.0), ("sigmoid", 0.25)])
def test_the_bound_is_gamma_sigma_to_the_k_and_holds(activation, gamma):
    rng, cell = np.random.default_rng(1), RNNCell(3, 8, activation=activation, rng=0)
    cell.params["W_hh"][...] = rng.standard_normal((8, 8))
    sigma = np.linalg.svd(cell.params["W_hh"])[1][0]
    lags = np.arange(21)
    bound = dg.pascanu_bound(cell, lags)
    np.testing.assert_allclose(bound, (gamma * sigma) ** lags, rtol=1e-12)
    np.testing.assert_allclose(dg.pascanu_bound(cell, lags, log10=True), np.log10(bound), atol=1e-12)
    x = rng.standard_normal((20, 1, 3))
    tighter = dg.products_of_norms(dg.step_jacobians(cell, x))
    assert (dg.gradient_norms(cell, x) <= tighter * (1 + 1e-12)).all()
    assert (tighter <= bound * (1 + 1e-12)).all()


def test_the_bound_is_reached_by_tanh_at_rest():
    cell = scaled_orthogonal(0.9)
    found = dg.gradient_norms(cell, np.zeros((LAGS, 1, 32)))
    np.testing.assert_allclose(found, dg.pascanu_bound(cell, np.arange(LAGS + 1)), rtol=1e-11)


def test_the_bound_without_recurrence_is_one_then_zero():
    cell = RNNCell(1, 2, rng=0)
    cell.params["W_hh"][...] = 0.0
    np.testing.assert_array_equal(dg.pascanu_bound(cell, np.array([0, 1, 5])), [1, 0, 0])
    np.testing.assert_array_equal(dg.pascanu_bound(cell, np.array([0, 1]), log10=True), [0, -np.inf])


@QUICK
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100))
def test_radius_and_singular_value(seed, scale):
    W = scaled_to_spectral_radius((6, 6), radius=scale, rng=seed)
    assert dg.spectral_radius(W) == pytest.approx(scale, rel=1e-9)
    largest = dg.largest_singular_value(W)
    assert largest >= scale * (1 - 1e-9)
    assert largest == pytest.approx(np.sqrt(np.linalg.eigvalsh(W.T @ W)[-1]), rel=1e-9)
    assert dg.largest_singular_value(np.ascontiguousarray(W[:2])) <= largest * (1 + 1e-12)


@pytest.mark.parametrize("function", [dg.spectral_radius, dg.largest_singular_value])
def test_an_empty_matrix_has_none_to_speak_of(function):
    assert function(np.zeros((0, 0), np.float32)) == 0.0


# ---------------------------------------------------------------- saturation, half-lives, gates

def test_saturation_is_the_share_at_the_ends():
    values = np.array([[-1.0, -0.99, -0.98], [0.0, 0.99, 0.5]])
    assert dg.saturation(values) == 0.5
    assert dg.saturation(np.array([0.01, 0.5, 0.99, 0.7]), low=0.01, high=0.99) == 0.5
    assert dg.saturation(values, low=-2.0, high=2.0) == 0.0


@pytest.mark.parametrize(("bias", "steps"), [(0.0, "1.0"), (1.0, "2.2"), (3.0, "14.3"), (5.0, "103.2")])
def test_half_lives_of_forget_biases(bias, steps):
    assert f"{dg.half_life(float(sigmoid(np.array(bias)))):.1f}" == steps


def test_after_its_half_life_half_is_left():
    f = np.array([0.1, 0.5, 0.9, 0.999, 1e-300], np.float64)
    np.testing.assert_allclose(f ** dg.half_life(f), 0.5, rtol=1e-9)
    np.testing.assert_array_equal(dg.half_life(np.array([0.0, 1.0])), [0.0, np.inf])
    assert dg.half_life(1.0) == np.inf and dg.half_life(0) == 0.0
    assert dg.half_life(np.zeros((2, 0))).shape == (2, 0)


@pytest.mark.parametrize(("cell", "names"), [(LSTMCell(2, 3, rng=0), ["f", "i", "o"]),
                                             (GRUCell(2, 3, rng=0), ["r", "z"])])
def test_gate_values_are_those_of_every_step(cell, names):
    _, _, caches = unroll(cell, np.random.default_rng(0).standard_normal((5, 4, 2)))
    gates = dg.gate_values(caches)
    assert list(gates) == names
    for name in names:
        assert gates[name].shape == (5, 4, 3)
        np.testing.assert_array_equal(gates[name][2], getattr(caches[2], name))


# ---------------------------------------------------------------- what bad input is told

CELL = CELLS[0].build(3, 4)
X = np.zeros((5, 1, 3))
J = np.zeros((2, 3, 3))


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: dg.state_jacobian(CELL, np.zeros((2, 3))), ValueError, r"x_t: expected shape \(1, 3\)"),
    (lambda: dg.state_jacobian(CELL, np.zeros((1, 3), int)), TypeError, "x_t: expected dtype float64"),
    (lambda: dg.state_jacobian(CELL, X[0], np.zeros((2, 4))), ValueError, r"state: expected shape \(1, 4\)"),
    (lambda: dg.step_jacobians(CELL, X[:, 0]), ValueError, r"x: expected shape \(T, 1, 3\)"),
    (lambda: dg.gradient_norms(CELL, np.zeros((5, 2, 3))), ValueError, r"x: expected shape \(T, 1, 3\)"),
    (lambda: dg.gradient_norms(CELL, X, np.full((1, 4), np.nan)), ValueError, "state: expected finite"),
    (lambda: dg.gradient_norms(CELL, X, max_lag=6), ValueError, "max_lag: expected at most 5"),
    (lambda: dg.gradient_norms(CELL, X, max_lag=-1), ValueError, "max_lag: expected a whole number"),
    (lambda: dg.gradient_norms(CELL, X, max_lag=2.0), TypeError, "max_lag: expected a whole number"),
    (lambda: dg.gradient_norms(CELL, X, part="x"), ValueError, "part: expected one of"),
    (lambda: dg.gradient_norms(CELL, X, log10=1), TypeError, "log10: expected True or False"),
    (lambda: dg.norms_of_products(J[:, :2]), ValueError, "jacobians: expected shape"),
    (lambda: dg.norms_of_products(J.astype("f4")), TypeError, "jacobians: expected dtype float64"),
    (lambda: dg.norms_of_products(J, log10="yes"), TypeError, "log10: expected True or False"),
    (lambda: dg.products_of_norms(J[0]), ValueError, "jacobians: expected shape"),
    (lambda: dg.pascanu_bound(LSTMCell(1, 2, rng=0), np.arange(3)), TypeError, "cell: expected an RNNCell"),
    (lambda: dg.pascanu_bound(CELL, [1, 2]), TypeError, "lags: expected a NumPy array of integers"),
    (lambda: dg.pascanu_bound(CELL, np.array([1.0])), TypeError, "lags: expected an integer dtype"),
    (lambda: dg.pascanu_bound(CELL, np.array([-1])), ValueError, "lags: expected integers in"),
    (lambda: dg.spectral_radius(np.zeros((2, 3))), ValueError, r"W: expected shape \(H, H\)"),
    (lambda: dg.largest_singular_value(np.zeros(3)), ValueError, "W: expected shape"),
    (lambda: dg.largest_singular_value(np.array([[np.inf]])), ValueError, "W: expected finite"),
    (lambda: dg.saturation(np.array([])), ValueError, "values: expected at least one"),
    (lambda: dg.saturation(np.array([1])), TypeError, "values: expected dtype"),
    (lambda: dg.saturation(np.array([1.0]), low=1.0), ValueError, "low: expected a number below high = 0.99"),
    (lambda: dg.half_life(1.5), ValueError, r"gate: expected a finite number in \[0, 1\]"),
    (lambda: dg.half_life(np.array([0.5, -0.1])), ValueError, r"gate: expected values in \[0, 1\]"),
    (lambda: dg.half_life("0.5"), TypeError, "gate: expected a real number"),
    (lambda: dg.gate_values([]), TypeError, "caches: expected the list"),
    (lambda: dg.gate_values(None), TypeError, "caches: expected the list"),
    (lambda: dg.gate_values(unroll(CELL, X)[2]), TypeError, "expected caches of a gated cell, got RNNCache"),
])
def test_bad_input_is_told_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
