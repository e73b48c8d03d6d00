"""Every cell against PyTorch in float64: outputs, final states and every gradient by name; truncation too."""

import numpy as np
import pytest
from helpers import Twin, assert_same, each_cell, each_shape, named, parts, problem

from rnnlib.unroll import bptt, truncated_bptt, unroll


@pytest.mark.parametrize("given_state", [True, False], ids=["state", "no-state"])
@each_shape((6, 3, 4, 5), (1, 1, 1, 1), (40, 2, 3, 8))
@each_cell
def test_outputs_final_states_and_gradients_equal_pytorchs(case, shape, given_state):
    cell, x, state, dh, dstate = problem(case, *shape)
    if not given_state:
        state = cell.initial_state(shape[1])
    h, final, caches = unroll(cell, x, state if given_state else None)
    expected_h, expected_final, expected = Twin(case, cell.params).results(x, state, dh, dstate)
    np.testing.assert_allclose(h, expected_h, rtol=1e-10, atol=1e-12, err_msg="h")
    for found, part in zip(parts(final), expected_final, strict=True):
        np.testing.assert_allclose(found, part, rtol=1e-10, atol=1e-12, err_msg="final state")
    assert_same(named(*bptt(cell, dh, caches, dstate)), expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("length", [1, 2, 3, 7, 10])
@each_cell
def test_truncation_equals_pytorch_run_window_by_window_with_detached_state(case, length):
    """T = 7: windows of one step, a shorter last window, one window, and one longer than the sequence."""
    cell, x, state, dh, dstate = problem(case, 7, 2, 3, 4)
    caches = unroll(cell, x, state)[2]
    _, _, expected = Twin(case, cell.params).results(x, state, dh, dstate, length=length)
    assert_same(named(*truncated_bptt(cell, dh, caches, length, dstate)), expected, rtol=1e-10, atol=1e-12)
