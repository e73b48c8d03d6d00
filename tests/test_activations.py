"""Activations: exact values over the whole range, derivatives, dtypes, no warning anywhere."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import activations as act
from rnnlib.gradcheck import numerical_gradient

QUICK = settings(max_examples=80, deadline=None, derandomize=True, database=None)
ENTRYWISE = [act.tanh, act.relu, act.sigmoid, act.log_sigmoid, act.softplus]
OVER_AXIS = [act.softmax, act.log_softmax]
DERIVATIVES = [act.tanh_derivative, act.relu_derivative, act.sigmoid_derivative]
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def each(functions):
    return pytest.mark.parametrize("function", functions, ids=lambda function: function.__name__)


def exact(name, x):
    """The value to about 40 digits."""
    with localcontext() as context:
        context.prec, context.Emin, context.Emax = 80, -10 ** 9, 10 ** 9
        x = Decimal(float(x))
        up, down = x.exp(), (-x).exp()
        log1p = lambda e: (1 + e).ln() if e > Decimal("1e-40") else e  # noqa: E731
        return {"tanh": lambda: (up - down) / (up + down) if abs(x) > Decimal("1e-20") else x,
                "relu": lambda: max(x, Decimal(0)),
                "sigmoid": lambda: 1 / (1 + down),
                "log_sigmoid": lambda: -log1p(down),
                "softplus": lambda: log1p(up)}[name]()


@each(ENTRYWISE)
@given(x=st.floats(-700, 700))
@QUICK
def test_entrywise_functions_keep_their_relative_accuracy(function, x):
    found, expected = Decimal(float(function(np.array([x]))[0])), exact(function.__name__, x)
    allowed = Decimal(4 * np.finfo(np.float64).eps) * abs(expected) + Decimal(5e-324)
    assert abs(found - expected) <= allowed


@each(ENTRYWISE)
@pytest.mark.parametrize("x", [-80.0, -20.0, -17.5, -1e-20, 1e-20, 17.5, 80.0])
def test_entrywise_functions_keep_their_relative_accuracy_in_float32(function, x):
    x = np.array([x], np.float32)
    found, expected = float(function(x)[0]), float(exact(function.__name__, x[0]))
    assert found == pytest.approx(expected, rel=4 * 2.0 ** -23, abs=0)


@each_dtype
@each(ENTRYWISE + OVER_AXIS)
def test_extremes_give_finite_numbers_of_the_same_dtype_and_no_warning(function, dtype):
    info = np.finfo(dtype)
    x = np.array([-info.max / 4, -1e4, -100, -info.tiny, -info.smallest_subnormal, 0,
                  info.smallest_subnormal, 100, 1e4, info.max / 4], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for argument in (x, x[:-1], x[::-1].reshape(2, 5), x[3:7]):
            before = argument.copy()
            y = function(argument)
            assert y.dtype == dtype and y.shape == argument.shape
            assert np.isfinite(y).all()
            np.testing.assert_array_equal(argument, before)


@each_dtype
@each(ENTRYWISE + OVER_AXIS)
@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 4)])
def test_empty_arrays_stay_empty(function, dtype, shape):
    y = function(np.zeros(shape, dtype))
    assert y.shape == shape and y.dtype == dtype


@pytest.mark.parametrize("function", [np.float32, np.float64])
def test_softmax_over_a_gap_wider_than_the_dtype(function):
    big = np.finfo(function).max
    y = act.softmax(np.array([-big, big], function))
    np.testing.assert_array_equal(y, [0.0, 1.0])
    assert act.log_softmax(np.array([-big, big], function))[1] == 0.0


@each(ENTRYWISE)
def test_entrywise_limits(function):
    limits = {"tanh": (-1, 1), "relu": (0, np.inf), "sigmoid": (0, 1), "log_sigmoid": (-np.inf, 0),
              "softplus": (0, np.inf)}
    np.testing.assert_array_equal(function(np.array([-np.inf, np.inf])), limits[function.__name__])
    assert np.isnan(function(np.array([np.nan]))).all()


@each_dtype
@pytest.mark.parametrize("axis", [0, 1, -1, -2])
def test_softmax_equals_torch(axis, dtype):
    x = np.random.default_rng(0).standard_normal((4, 5)).astype(dtype) * 10
    tolerance = 20 * np.finfo(dtype).eps
    for mine, theirs in [(act.softmax, torch.softmax), (act.log_softmax, torch.log_softmax)]:
        np.testing.assert_allclose(mine(x, axis), theirs(torch.tensor(x), axis).numpy(),
                                   rtol=tolerance, atol=tolerance)


@given(x=st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=6), shift=st.floats(-1e4, 1e4))
@QUICK
def test_softmax_is_a_distribution_that_a_shift_does_not_change(x, shift):
    x = np.array(x)
    p = act.softmax(x)
    assert (p >= 0).all() and p.sum() == pytest.approx(1.0, abs=1e-14)
    np.testing.assert_allclose(act.softmax(x + shift), p, rtol=0, atol=1e-11)
    np.testing.assert_allclose(np.exp(act.log_softmax(x)), p, rtol=1e-11)


@given(x=st.floats(-700, 700))
@QUICK
def test_identities_between_the_functions(x):
    x = np.array([x])
    np.testing.assert_allclose(act.log_sigmoid(x), -act.softplus(-x), rtol=1e-15)
    np.testing.assert_allclose(np.log(act.sigmoid(x)), act.log_sigmoid(x), rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(act.softplus(x) - act.softplus(-x), x, rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(act.softmax(np.stack([x, 0 * x]), axis=0)[0], act.sigmoid(x), rtol=1e-13)


@pytest.mark.parametrize("name", act.ACTIVATIONS)
def test_derivatives_equal_central_differences(name):
    function, derivative, _ = act.ACTIVATIONS[name]
    x = np.array([-6.0, -2.0, -0.5, 0.1, 0.5, 2.0, 6.0])
    expected = numerical_gradient(lambda x: function(x).sum(), x)
    np.testing.assert_allclose(derivative(function(x)), expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", act.ACTIVATIONS)
def test_gamma_is_the_largest_derivative(name):
    function, derivative, gamma = act.ACTIVATIONS[name]
    slopes = derivative(function(np.linspace(-20, 20, 4001)))
    assert slopes.max() == pytest.approx(gamma, abs=1e-12)
    assert slopes.min() >= 0.0


def test_the_table_names_what_it_holds():
    assert set(act.ACTIVATIONS) == {"tanh", "relu", "sigmoid"}
    for name, entry in act.ACTIVATIONS.items():
        assert entry.function is getattr(act, name)
        assert entry.derivative is getattr(act, f"{name}_derivative")


def test_tanh_derivative_is_accurate_where_tanh_saturates():
    gap = (2 ** 26 + 1) * 2.0 ** -53  # 1 - gap is exact, but its square is rounded: 1 - y * y is off by 4e-9
    assert act.tanh_derivative(np.array([1 - gap]))[0] == pytest.approx(gap * (2 - gap), rel=1e-15, abs=0)


def test_relu_derivative_is_0_at_the_kink():
    np.testing.assert_array_equal(act.relu_derivative(np.array([0.0, -0.0, 5e-324])), [0, 0, 1])


@each_dtype
@each(ENTRYWISE + DERIVATIVES)
def test_entrywise_functions_keep_dtype_and_shape(function, dtype):
    for shape in [(), (0, 3), (2, 3)]:
        result = function(np.full(shape, 0.5, dtype))
        assert isinstance(result, np.ndarray) and result.dtype == dtype and result.shape == shape


@each(ENTRYWISE + OVER_AXIS + DERIVATIVES)
@pytest.mark.parametrize("bad", [np.array([1, 2]), [1.0], 1.0, np.zeros(2, np.float16)])
def test_only_floating_arrays_are_taken(function, bad):
    with pytest.raises(TypeError, match="^[xy]: expected"):
        function(bad)


@each(OVER_AXIS)
def test_softmax_errors(function):
    with pytest.raises(ValueError, match=r"^x: expected finite numbers, got nan at index \(1,\)"):
        function(np.array([0.0, np.nan]))
    with pytest.raises(ValueError, match="axis 2 is out of bounds"):
        function(np.zeros((2, 3)), axis=2)
    with pytest.raises(ValueError, match=r"^x: expected an array with at least one axis, got shape \(\)"):
        function(np.array(1.0))
    with pytest.raises(TypeError):
        function(np.zeros((2, 3)), axis="last")
