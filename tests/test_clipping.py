"""Clipping: PyTorch's results, directions and bounds, extremes, and nothing given is changed."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import clipping

QUICK = settings(max_examples=60, deadline=None, derandomize=True, database=None)
SHAPES = {"W": (3, 4), "b": (5,), "scale": (), "empty": (0, 2)}


def gradients(seed, scale=1.0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return {name: np.asarray(scale * rng.standard_normal(shape), dtype) for name, shape in SHAPES.items()}


def by_torch(function, grads, bound):
    """What PyTorch makes of gradients, and what it returns."""
    params = []
    for grad in grads.values():
        params.append(torch.nn.Parameter(torch.zeros(grad.shape, dtype=torch.tensor(grad).dtype)))
        params[-1].grad = torch.tensor(grad)
    result = function(params, bound)
    return dict(zip(grads, (p.grad.numpy() for p in params), strict=True)), result


def flat(grads):
    return np.concatenate([grad.ravel() for grad in grads.values()]).astype(np.float64)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("max_norm", [0.1, 1.0, 1e3])
def test_clip_by_norm_equals_torch(dtype, max_norm):
    grads = gradients(0, 3.0, dtype)
    mine, norm = clipping.clip_by_norm(grads, max_norm)
    theirs, torch_norm = by_torch(torch.nn.utils.clip_grad_norm_, grads, max_norm)
    tolerance = 1e-6 if dtype == np.float32 else 1e-14
    assert type(norm) is float and norm == pytest.approx(torch_norm.item(), rel=tolerance)
    shorter = norm / (norm + 1e-6) if norm > max_norm else 1.0  # torch divides by norm + 1e-6
    for name in grads:
        assert mine[name].dtype == dtype
        np.testing.assert_allclose(mine[name] * shorter, theirs[name], rtol=10 * tolerance)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("limit", [0.1, 1.0, 1e3, 1e300])
def test_clip_by_value_equals_torch(dtype, limit):
    grads = gradients(1, 3.0, dtype)
    mine = clipping.clip_by_value(grads, limit)
    theirs, _ = by_torch(torch.nn.utils.clip_grad_value_, grads, min(limit, 3e38))
    for name in grads:
        assert mine[name].dtype == dtype
        np.testing.assert_array_equal(mine[name], theirs[name])


@given(seed=st.integers(0, 99), exponent=st.integers(-300, 300), max_exponent=st.integers(-300, 300))
@QUICK
def test_the_norm_is_bounded_and_the_direction_kept_at_any_scale(seed, exponent, max_exponent):
    grads, max_norm = gradients(seed, 10.0 ** exponent), 10.0 ** max_exponent
    clipped, norm = clipping.clip_by_norm(grads, max_norm)
    unit = np.linalg.norm(flat(grads) / 10.0 ** exponent)
    assert norm == pytest.approx(unit * 10.0 ** exponent, rel=1e-13, abs=0)
    if norm <= max_norm:
        np.testing.assert_array_equal(flat(clipped), flat(grads))
    else:
        assert clipping.global_norm(clipped) == pytest.approx(max_norm, rel=1e-13, abs=0)
        np.testing.assert_allclose(flat(clipped) / max_norm, flat(grads) / norm, rtol=1e-12)


@given(seed=st.integers(0, 99), limit=st.floats(0.01, 5))
@QUICK
def test_values_are_bounded_and_small_ones_kept(seed, limit):
    grads = gradients(seed)
    before, after = flat(grads), flat(clipping.clip_by_value(grads, limit))
    assert np.abs(after).max() <= limit
    small = np.abs(before) <= limit
    np.testing.assert_array_equal(after[small], before[small])
    np.testing.assert_array_equal(after[~small], np.sign(before[~small]) * limit)


def test_norm_of_extremes():
    assert clipping.global_norm({"a": np.array([3e200]), "b": np.array([[4e200]])}) == pytest.approx(5e200)
    assert clipping.global_norm({"a": np.array([3e-320, 4e-320])}) == pytest.approx(5e-320, rel=1e-3, abs=0)
    assert clipping.global_norm({"a": np.array([3e38, 3e38], np.float32)}) == pytest.approx(3e38 * 2 ** 0.5)
    assert clipping.global_norm({"a": np.full(10, 5e-324)}) >= 1.4e-323
    assert clipping.global_norm({}) == clipping.global_norm({"a": np.zeros(3), "b": np.zeros(0)}) == 0.0
    with pytest.raises(OverflowError, match="^grads: expected a global norm in the range of float64"):
        clipping.global_norm({"a": np.full(4, 1.7e308)})


def test_float32_gradients_are_scaled_in_float64():
    clipped, _ = clipping.clip_by_norm({"a": np.array([3e38, 1.5e38], np.float32)}, 1e-5)
    assert clipping.global_norm(clipped) == pytest.approx(1e-5, rel=1e-6)
    assert clipped["a"][0] / clipped["a"][1] == pytest.approx(2.0, rel=1e-6)


def test_zeros_stay_zeros():
    clipped, norm = clipping.clip_by_norm({"a": np.zeros(3)}, 1.0)
    assert norm == 0.0
    np.testing.assert_array_equal(clipped["a"], np.zeros(3))
    assert clipping.clip_by_norm({}, 1.0) == ({}, 0.0)
    assert clipping.clip_by_value({}, 1.0) == {}


@pytest.mark.parametrize("clip", [lambda grads, bound: clipping.clip_by_norm(grads, bound)[0],
                                  clipping.clip_by_value], ids=["clip_by_norm", "clip_by_value"])
@pytest.mark.parametrize("bound", [0.01, 100.0])
def test_results_are_new_arrays_and_the_input_is_untouched(clip, bound):
    grads = gradients(3)
    copies = {name: grad.copy() for name, grad in grads.items()}
    clipped = clip(grads, bound)
    assert list(clipped) == list(grads)
    for name, grad in grads.items():
        assert isinstance(clipped[name], np.ndarray) and clipped[name].shape == grad.shape
        assert not np.shares_memory(clipped[name], grad)
        np.testing.assert_array_equal(grad, copies[name])


ALL = [clipping.global_norm, lambda grads: clipping.clip_by_norm(grads, 1.0),
       lambda grads: clipping.clip_by_value(grads, 1.0)]


@pytest.mark.parametrize("function", ALL, ids=["global_norm", "clip_by_norm", "clip_by_value"])
def test_bad_gradients(function):
    for bad in (np.nan, np.inf):
        message = rf"^grads\['b'\]: expected finite numbers, got {bad} at index \(2,\)"
        with pytest.raises(ValueError, match=message):
            function({"a": np.ones(2), "b": np.array([1.0, 2.0, bad])})
    with pytest.raises(TypeError, match=r"^grads\['a'\]: expected dtype float32 or float64, got int64"):
        function({"a": np.ones(2, int)})
    with pytest.raises(TypeError, match=r"^grads\['a'\]: expected a NumPy array, got float"):
        function({"a": 1.0})
    with pytest.raises(TypeError, match="^grads: expected a mapping name -> array, got list"):
        function([np.ones(2)])


@pytest.mark.parametrize(("bound", "error"), [(0.0, ValueError), (-1, ValueError), (np.inf, ValueError),
                                              (np.nan, ValueError), ("1", TypeError)])
def test_bad_bounds(bound, error):
    with pytest.raises(error, match="^max_norm: expected"):
        clipping.clip_by_norm({"a": np.ones(2)}, bound)
    with pytest.raises(error, match="^limit: expected"):
        clipping.clip_by_value({"a": np.ones(2)}, bound)
