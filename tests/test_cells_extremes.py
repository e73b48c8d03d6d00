"""Extreme numbers in one step of a cell: finite results and no warning, or an OverflowError that says so."""

import re

import numpy as np
import pytest
from helpers import each_cell, each_dtype, flatten, map_state, named, parts, problem

from rnnlib.cells import RNNCell


@each_dtype
@pytest.mark.parametrize("value", [1e4, -1e4, 1e-310, -1e-44, 0.0])
@each_cell
def test_extreme_inputs_and_states_give_finite_numbers_of_the_same_dtype(case, value, dtype):
    """1e4, zeros and denormals (1e-310 in float64, 1e-44 in float32); warnings are errors here."""
    cell = case.constructor(3, 4, rng=0, dtype=dtype, **case.options)
    x_t = np.full((2, 3), value).astype(dtype)
    state = map_state(lambda part: np.full_like(part, dtype(value)), cell.initial_state(2))
    h_t, new, cache = cell.forward(x_t, state)
    dx_t, dstate, grads = cell.backward(np.full((2, 4), value).astype(dtype), state, cache)
    shapes = [((2, 4), array) for array in (h_t, *parts(new), *parts(dstate))] + [((2, 3), dx_t)]
    shapes += [(value.shape, grads[name]) for name, value in cell.params.items()]
    for shape, array in shapes:
        assert array.shape == shape and array.dtype == dtype and np.isfinite(array).all()


@each_dtype
@each_cell
def test_an_empty_batch_is_legal(case, dtype):
    cell = case.build(3, 4, dtype=dtype)
    h_t, state, cache = cell.forward(np.zeros((0, 3), dtype), cell.initial_state(0))
    dx_t, dstate, grads = cell.backward(h_t, state, cache)
    assert h_t.shape == (0, 4) and dx_t.shape == (0, 3) and parts(dstate)[-1].shape == (0, 4)
    assert {h_t.dtype, dx_t.dtype} == {np.dtype(dtype)}
    for name, value in cell.params.items():
        assert grads[name].shape == value.shape and grads[name].dtype == dtype and not grads[name].any()


@each_dtype
@each_cell
def test_sums_beyond_the_largest_float_raise_instead_of_giving_nan(case, dtype):
    """Infinity minus infinity is NaN; whether a product meets it depends on its shape and the machine."""
    raised = 0
    for seed in range(8):
        for B in (1, 2, 5):
            cell = case.build(16, 4, rng=seed, dtype=dtype)
            x_t, dh_t = np.full((B, 16), np.finfo(dtype).max), np.ones((B, 4), dtype)
            try:
                h_t, state, cache = cell.forward(x_t, map_state(np.ones_like, cell.initial_state(B)))
                assert np.isfinite(flatten(h_t, state)).all()
                assert np.isfinite(flatten(*named(*cell.backward(dh_t, None, cache)).values())).all()
            except OverflowError as error:
                assert re.match(rf"\w+: expected finite {np.dtype(dtype)} .* got an overflow", str(error))
                raised += 1
    assert raised > 0


def test_a_sum_that_is_infinity_minus_infinity_raises():
    cell = RNNCell(1, 1, rng=0)
    cell.params |= {"W_xh": np.array([[2.0]]), "W_hh": np.array([[-2.0]])}
    with pytest.raises(OverflowError, match="^h_t: expected finite float64 numbers, got an overflow"):
        cell.forward(np.array([[1.5e308]]), np.array([[1.5e308]]))


def only_the_input_counts(case, weight):
    """A cell whose candidate is the activation of weight * x_t (plus 1 for relu, which is flat at 0)."""
    cell = case.constructor(1, 1, rng=0, **case.options)
    for name, value in cell.params.items():
        value[...] = 0
        if name in ("W_xh", "W_C", "W_h"):
            value[..., -1] = weight
    if case.name == "rnn-relu":
        cell.params["b_h"][...] = 1
    return cell


@pytest.mark.parametrize(("weight", "x", "name"), [(1e300, 0.0, "dx_t"), (0.0, 1e300, r"dW_\w+")])
@each_cell
def test_a_gradient_of_inputs_or_weights_alone_may_overflow(case, weight, x, name):
    """dx_t = 1e300 * 1e10 with a modest dstate, then dW = 1e10 * 1e300 with a modest dx_t."""
    cell = only_the_input_counts(case, weight)
    _, _, cache = cell.forward(np.array([[x]]), cell.initial_state(1))
    with pytest.raises(OverflowError, match=f"^{name}: expected finite float64 numbers, got an overflow"):
        cell.backward(np.array([[1e10]]), None, cache)


@each_cell
def test_gradients_beyond_the_largest_float_raise(case):
    cell, x, state, _, _ = problem(case, 1, 2, 3, 4)
    state, huge = map_state(np.abs, state), np.full((2, 4), 1.5e308)
    cache = cell.forward(np.abs(x[0]), state)[2]
    with pytest.raises(OverflowError, match="expected finite float64 .* diverged"):
        cell.backward(huge, map_state(lambda part: huge, state), cache)


@each_cell
def test_numpy_set_to_raise_at_every_rounding_changes_nothing(case):
    """exp underflows in every saturated gate; a reader who looks for NaNs with np.seterr may go on."""
    cell, x, state, dh, dstate = problem(case, 1, 2, 3, 4)
    large, small, little = 1e4 * x[0], 1e-310 * x[0], 1e-300 * dh[0]
    with np.errstate(all="raise"):
        for x_t in (large, small):
            cache = cell.forward(x_t, state)[2]
            cell.backward(little, dstate, cache)
