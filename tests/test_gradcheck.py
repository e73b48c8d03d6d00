"""Gradient checking: right on functions with known derivatives, and loud about wrong gradients."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import gradcheck

QUICK = settings(max_examples=40, deadline=None, derandomize=True, database=None)


@given(seed=st.integers(0, 999), shape=st.sampled_from([(), (1,), (4,), (2, 3), (2, 0)]))
@QUICK
def test_known_derivatives(seed, shape):
    rng = np.random.default_rng(seed)
    x, a = np.asarray(rng.standard_normal(shape)), rng.standard_normal(shape)
    cases = [(lambda x: (a * x).sum(), a), (lambda x: np.square(x).sum(), 2 * x), (lambda x: 3.0, 0 * x),
             (lambda x: np.sin(x).sum(), np.cos(x)), (lambda x: np.prod(1 + x), None)]
    for f, expected in cases:
        before = x.copy()
        found = gradcheck.numerical_gradient(f, x)
        np.testing.assert_array_equal(x, before)
        assert found.shape == x.shape and found.dtype == np.float64
        if expected is not None:
            np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-8)


def test_differences_are_central():
    # the error of a central difference of x ** 3 is eps ** 2 exactly; of a one-sided one about 3 x eps
    found = gradcheck.numerical_gradient(lambda x: float(x[0] ** 3), np.array([2.0]), eps=1e-2)
    assert found[0] == pytest.approx(12.0 + 1e-4, rel=1e-12)


def test_views_and_large_arguments():
    x = np.arange(12.0).reshape(3, 4)
    view = x[:, ::2]
    found = gradcheck.numerical_gradient(lambda v: np.square(x).sum(), view)
    np.testing.assert_allclose(found, 2 * view, atol=1e-7)
    large = np.array([1e9])  # there eps is rounded to a multiple of 1.2e-7, and what it became is what counts
    found = gradcheck.numerical_gradient(lambda x: float(x[0]), large)
    assert found[0] == pytest.approx(1.0, abs=1e-12)
    with pytest.raises(ValueError, match=r"^eps: expected a step that changes x\[0\] = 1e\+20, got 1e-06"):
        gradcheck.numerical_gradient(lambda x: float(x[0]), np.array([1e20]))


@pytest.mark.parametrize("fail_at", [1, 2, 3, 4])
def test_x_is_restored_when_f_raises(fail_at):
    x, calls = np.array([1.0, 2.0]), []

    def f(x):
        calls.append(x.copy())
        if len(calls) == fail_at:
            raise RuntimeError("no")
        return x.sum()

    with pytest.raises(RuntimeError):
        gradcheck.numerical_gradient(f, x)
    np.testing.assert_array_equal(x, [1.0, 2.0])
    assert all((call != x).any() for call in calls)


def test_numerical_gradient_errors():
    f, x = (lambda x: float(x.sum())), np.ones(2)
    with pytest.raises(TypeError, match="^x: expected dtype float64, got float32, where differences drown"):
        gradcheck.numerical_gradient(f, x.astype(np.float32))
    with pytest.raises(TypeError, match="^x: expected dtype float64, got int64"):
        gradcheck.numerical_gradient(f, x.astype(int))
    with pytest.raises(TypeError, match="^x: expected a NumPy array"):
        gradcheck.numerical_gradient(f, 1.0)
    with pytest.raises(ValueError, match="^x: expected finite numbers"):
        gradcheck.numerical_gradient(f, np.array([np.nan]))
    with pytest.raises(ValueError, match="^eps: expected"):
        gradcheck.numerical_gradient(f, x, eps=0.0)
    with pytest.raises(TypeError, match="^f: expected a float64 number, got float32"):
        gradcheck.numerical_gradient(lambda x: np.float32(x.sum()), x)
    with pytest.raises(TypeError, match="^f: expected a real number"):
        gradcheck.numerical_gradient(lambda x: x, x)
    with pytest.raises(ValueError, match="^f: expected a finite number"):
        gradcheck.numerical_gradient(lambda x: np.nan, x)
    x.flags.writeable = False
    with pytest.raises(ValueError, match="^x: expected an array that may be written to"):
        gradcheck.numerical_gradient(f, x)


@given(seed=st.integers(0, 999), scale=st.sampled_from([5e-324, 1e-300, 1e-8, 1.0, 1e300]))
@QUICK
def test_relative_error_is_symmetric_bounded_and_free_of_scale(seed, scale):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(-9, 10, (2, 5)) * 1.0
    error = gradcheck.relative_error(a * scale, b * scale)
    size = max(np.abs(a).max(), np.abs(b).max())
    assert error == pytest.approx(np.abs(a - b).max() / size if size else 0.0, rel=1e-9)
    assert error == gradcheck.relative_error(b * scale, a * scale)
    assert 0.0 <= error <= 2.0 and gradcheck.relative_error(a, a.copy()) == 0.0


def test_relative_error_by_hand():
    zeros, ones = np.zeros(3), np.ones(3)
    assert gradcheck.relative_error(zeros, zeros) == 0.0
    assert gradcheck.relative_error(zeros, ones) == 1.0
    assert gradcheck.relative_error(-ones, ones) == 2.0
    assert gradcheck.relative_error(np.zeros((0, 2)), np.zeros((0, 2))) == 0.0
    assert gradcheck.relative_error(np.array(1.0), np.array(3.0)) == pytest.approx(2 / 3)
    assert gradcheck.relative_error(zeros, 1e-9 * ones, floor=1e-3) == pytest.approx(1e-6)
    big = np.full(2, 1.7e308)
    assert gradcheck.relative_error(big, -big) == 2.0


def test_relative_error_errors():
    with pytest.raises(ValueError, match=r"^b: expected shape \(2,\), got \(3,\)"):
        gradcheck.relative_error(np.ones(2), np.ones(3))
    with pytest.raises(TypeError, match="^a: expected dtype float64, got float32"):
        gradcheck.relative_error(np.ones(2, np.float32), np.ones(2))
    with pytest.raises(TypeError, match="^b: expected dtype float64, got float32"):
        gradcheck.relative_error(np.ones(2), np.ones(2, np.float32))
    with pytest.raises(ValueError, match="^a: expected finite numbers"):
        gradcheck.relative_error(np.array([np.inf]), np.ones(1))
    with pytest.raises(ValueError, match="^floor: expected"):
        gradcheck.relative_error(np.ones(2), np.ones(2), floor=-1)


def problem():
    """A small loss with known gradients of two parameters."""
    rng = np.random.default_rng(0)
    params = {"W": rng.standard_normal((3, 2)), "b": rng.standard_normal(3)}
    x = rng.standard_normal(2)
    y = np.tanh(params["W"] @ x + params["b"])
    grads = {"W": np.outer(2 * y * (1 - y * y), x), "b": 2 * y * (1 - y * y)}
    return lambda p: np.square(np.tanh(p["W"] @ x + p["b"])).sum(), params, grads


def test_right_gradients_pass_and_parameters_are_untouched():
    f, params, grads = problem()
    copies = {name: value.copy() for name, value in params.items()}
    errors = gradcheck.check_gradients(f, params, grads)
    assert set(errors) == {"W", "b"} and all(type(e) is float and e < 1e-8 for e in errors.values())
    for name, value in params.items():
        np.testing.assert_array_equal(value, copies[name])
    assert gradcheck.check_gradients(lambda p: 1.0, {}, {}) == {}


@pytest.mark.parametrize("change", [1e-4, -1.0, 1e3])
def test_a_wrong_entry_is_found_and_named(change):
    f, params, grads = problem()
    right = grads["W"][2, 1]
    grads["W"][2, 1] += change
    with pytest.raises(AssertionError) as caught:
        gradcheck.check_gradients(f, params, grads)
    text = str(caught.value)
    assert text.startswith("grads['W'] at index (2, 1): expected ")
    expected, got = text.split("expected ")[1].split(" by ")[0], text.split("got ")[1].split(";")[0]
    assert float(expected) == pytest.approx(right, rel=1e-6)
    assert float(got) == pytest.approx(right + change, rel=1e-8)
    assert "relative error" in text and "allowed 1e-06" in text


def test_the_worst_of_several_is_named():
    f, params, grads = problem()
    grads["W"] *= 1.001
    grads["b"] *= 1.5
    with pytest.raises(AssertionError, match=r"^grads\['b'\] at index"):
        gradcheck.check_gradients(f, params, grads)
    assert gradcheck.check_gradients(f, params, problem()[2] | {"W": grads["W"]}, tolerance=1e-2)["W"] > 5e-4


def test_rounding_of_a_large_loss_is_not_held_against_a_small_gradient():
    params = {"x": np.random.default_rng(0).standard_normal(5)}
    grads = {"x": 1e-3 * np.cos(params["x"])}
    f = lambda p: 1e3 + 1e-3 * float(np.sin(p["x"]).sum())  # noqa: E731
    numerical = gradcheck.numerical_gradient(lambda _: f(params), params["x"])
    assert gradcheck.relative_error(grads["x"], numerical) > 1e-5  # rounding alone
    assert gradcheck.check_gradients(f, params, grads)["x"] < 1e-6
    with pytest.raises(AssertionError):
        gradcheck.check_gradients(f, params, {"x": grads["x"] + 1e-5})


def test_check_gradients_errors():
    f, params, grads = problem()
    with pytest.raises(ValueError, match=r"^grads: expected the names \['W', 'b'\], got \['W'\]"):
        gradcheck.check_gradients(f, params, {"W": grads["W"]})
    with pytest.raises(TypeError, match="^params: expected a mapping"):
        gradcheck.check_gradients(f, params["W"], grads)
    with pytest.raises(TypeError, match="^grads: expected a mapping"):
        gradcheck.check_gradients(f, params, None)
    with pytest.raises(ValueError, match=r"^grads\['b'\]: expected shape \(3,\), got \(2,\)"):
        gradcheck.check_gradients(f, params, grads | {"b": np.ones(2)})
    with pytest.raises(TypeError, match=r"^params\['b'\]: expected dtype float64, got float32, where"):
        gradcheck.check_gradients(f, params | {"b": np.ones(3, np.float32)}, grads)
    with pytest.raises(TypeError, match=r"^grads\['b'\]: expected dtype float64, got float32, where"):
        gradcheck.check_gradients(f, params, grads | {"b": np.ones(3, np.float32)})
    with pytest.raises(ValueError, match=r"^grads\['b'\]: expected finite numbers"):
        gradcheck.check_gradients(f, params, grads | {"b": np.full(3, np.nan)})
    for name in ("eps", "tolerance"):
        with pytest.raises(ValueError, match=f"^{name}: expected"):
            gradcheck.check_gradients(f, params, grads, **{name: 0.0})
    with pytest.raises(TypeError, match="^f: expected a float64 number"):
        gradcheck.check_gradients(lambda p: np.float32(f(p)), params, grads)
