"""Initialisers: their statistics, their exact properties, their seeds, their errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import initializers as init

QUICK = settings(max_examples=40, deadline=None, derandomize=True, database=None)
KURTOSIS = {"uniform": 9 / 5, "normal": 3.0}  # fourth moment over squared variance

# name -> function of (shape, rng, dtype), for every initialiser that makes a matrix
MATRICES = {
    "zeros": init.zeros,
    "constant": lambda shape, **rest: init.constant(shape, value=0.3, **rest),
    "uniform": lambda shape, **rest: init.uniform(shape, bound=0.3, **rest),
    "normal": lambda shape, **rest: init.normal(shape, std=0.3, **rest),
    "glorot_uniform": init.glorot_uniform,
    "glorot_normal": init.glorot_normal,
    "he_uniform": init.he_uniform,
    "he_normal": init.he_normal,
    "orthogonal": lambda shape, **rest: init.orthogonal(shape, gain=0.3, **rest),
    "identity": lambda shape, **rest: init.identity(shape, gain=0.3, **rest),
    "spectral": lambda shape, **rest: init.scaled_to_spectral_radius(shape, radius=0.3, **rest),
}
DRAWN = [name for name in MATRICES if name not in ("zeros", "constant", "identity")]
each_matrix = pytest.mark.parametrize("name", MATRICES)


@each_matrix
def test_a_seed_fixes_the_numbers_and_precision_only_rounds_them(name):
    make = MATRICES[name]
    double, single = make((5, 5), rng=4), make((5, 5), rng=4, dtype=np.float32)
    assert double.dtype == np.float64 and single.dtype == np.float32
    assert double.shape == single.shape == (5, 5)
    np.testing.assert_array_equal(make((5, 5), rng=np.random.default_rng(4)), double)
    np.testing.assert_allclose(single, double, rtol=1e-7)
    for result in (double, single):
        assert result.flags.c_contiguous and result.flags.writeable


@pytest.mark.parametrize("name", DRAWN)
def test_another_seed_gives_other_numbers_and_rng_is_required(name):
    assert (MATRICES[name]((5, 5), rng=4) != MATRICES[name]((5, 5), rng=5)).all()
    with pytest.raises(TypeError, match="rng"):
        MATRICES[name]((5, 5))
    with pytest.raises(TypeError, match="^rng: expected"):
        MATRICES[name]((5, 5), rng=None)


@each_matrix
def test_bad_shapes_and_dtypes(name):
    make = MATRICES[name]
    with pytest.raises(TypeError, match="^shape: expected a tuple of sizes, got 5"):
        make(5, rng=0)
    with pytest.raises(ValueError, match=r"^shape\[1\]: expected a whole number of at least 1, got 0"):
        make((5, 0), rng=0)
    with pytest.raises(TypeError, match="^dtype: expected float32 or float64"):
        make((5, 5), rng=0, dtype=np.float16)


@pytest.mark.parametrize("name", [name for name in MATRICES
                                  if name not in ("zeros", "constant", "uniform", "normal")])
@pytest.mark.parametrize("shape", [(5,), (2, 5, 5)])
def test_a_matrix_has_two_axes(name, shape):
    with pytest.raises(ValueError, match=r"^shape: expected 2 axes, got \("):
        MATRICES[name](shape, rng=0)


@pytest.mark.parametrize(("function", "options", "variance", "law"), [
    (init.uniform, {"bound": 0.3}, 0.3 ** 2 / 3, "uniform"),
    (init.normal, {"std": 0.3}, 0.3 ** 2, "normal"),
    (init.glorot_uniform, {}, 2 / (150 + 600), "uniform"),
    (init.glorot_normal, {}, 2 / (150 + 600), "normal"),
    (init.he_uniform, {}, 2 / 600, "uniform"),
    (init.he_normal, {}, 2 / 600, "normal"),
], ids=lambda value: getattr(value, "__name__", None))
def test_mean_and_variance_within_three_standard_errors(function, options, variance, law):
    x = function((150, 600), rng=11, **options)  # fan_out 150, fan_in 600
    n = x.size
    assert abs(x.mean()) < 3 * np.sqrt(variance / n)
    assert abs(np.square(x).mean() - variance) < 3 * variance * np.sqrt((KURTOSIS[law] - 1) / n)
    kurtosis = (x ** 4).mean() / variance ** 2
    assert abs(kurtosis - KURTOSIS[law]) < 0.1  # tells the two laws apart
    if law == "uniform":
        bound = np.sqrt(3 * variance)
        assert 0.999 * bound < np.abs(x).max() <= bound


def test_constants():
    np.testing.assert_array_equal(init.zeros((2, 3)), np.zeros((2, 3)))
    np.testing.assert_array_equal(init.constant((3,), value=-2), [-2.0, -2.0, -2.0])
    np.testing.assert_array_equal(init.identity((3, 3), gain=0.5), 0.5 * np.eye(3))
    np.testing.assert_array_equal(init.identity((1, 1), rng=3), [[1.0]])
    np.testing.assert_array_equal(init.uniform((2, 2), bound=0, rng=0), np.zeros((2, 2)))
    np.testing.assert_array_equal(init.normal((2, 2), std=0, rng=0), np.zeros((2, 2)))


@given(rows=st.integers(1, 12), columns=st.integers(1, 12), gain=st.floats(0.1, 3), seed=st.integers(0, 999))
@QUICK
def test_orthogonal_rows_or_columns_to_1e_12(rows, columns, gain, seed):
    W = init.orthogonal((rows, columns), rng=seed, gain=gain)
    assert W.shape == (rows, columns)
    product = W @ W.T if rows <= columns else W.T @ W
    np.testing.assert_allclose(product / gain ** 2, np.eye(min(rows, columns)), rtol=0, atol=1e-12)


@pytest.mark.parametrize("shape", [(3, 3), (3, 5), (5, 3)])
def test_orthogonal_is_uniform_over_orthogonal_matrices(shape):
    # For Haar, minus any row has the same law: entries average 0, squares 1 / max(shape). Without the
    # correction of signs, QR leaves the first entry negative in every draw.
    rng, n = np.random.default_rng(0), 2000
    draws = np.array([init.orthogonal(shape, rng=rng) for _ in range(n)])
    d = max(shape)
    assert np.abs(draws.mean(axis=0)).max() < 4 / np.sqrt(d * n)
    spread = np.sqrt((3 / (d * (d + 2)) - 1 / d ** 2) / n)  # standard error of the mean of an entry's square
    assert np.abs(np.square(draws).mean(axis=0) - 1 / d).max() < 4 * spread
    if shape == (3, 3):
        traces = np.trace(draws, axis1=1, axis2=2)
        assert abs(traces.mean()) < 3 / np.sqrt(n)  # E trace = 0, E trace ** 2 = 1
        assert abs(np.square(traces).mean() - 1) < 3 * np.square(traces).std() / np.sqrt(n)
        assert abs(np.linalg.det(draws).mean()) < 3 / np.sqrt(n)  # rotations and reflections alike


@given(H=st.integers(1, 40), radius=st.floats(0.01, 3), seed=st.integers(0, 999))
@QUICK
def test_spectral_radius_is_exact(H, radius, seed):
    W = init.scaled_to_spectral_radius((H, H), radius=radius, rng=seed)
    np.testing.assert_allclose(np.abs(np.linalg.eigvals(W)).max(), radius, rtol=1e-11)


@given(H=st.integers(1, 12), radius=st.floats(0.01, 3), exponent=st.integers(-300, 300),
       seed=st.integers(0, 99))
@QUICK
def test_rescaling_only_scales(H, radius, exponent, seed):
    W = np.random.default_rng(seed).standard_normal((H, H)) * 10.0 ** exponent
    before = W.copy()
    V = init.rescale_spectral_radius(W, radius)
    np.testing.assert_array_equal(W, before)
    np.testing.assert_allclose(np.abs(np.linalg.eigvals(V)).max(), radius, rtol=1e-11)
    np.testing.assert_allclose(V / V.flat[0], W / W.flat[0], rtol=1e-12)


def test_rescaling_keeps_the_dtype_and_takes_radius_0():
    W = np.random.default_rng(0).standard_normal((6, 6)).astype(np.float32)
    V = init.rescale_spectral_radius(W, 0.9)
    assert V.dtype == np.float32
    np.testing.assert_allclose(np.abs(np.linalg.eigvals(V)).max(), 0.9, rtol=1e-5)
    np.testing.assert_array_equal(init.rescale_spectral_radius(W, 0.0), np.zeros((6, 6)))


def _nilpotent_matrices():
    shift = np.eye(8, k=1)
    turn = init.orthogonal((8, 8), rng=1)
    return {"shift": shift, "tiny": 1e-300 * shift, "turned": turn @ shift @ turn.T, "zero": np.zeros((3, 3)),
            "one": np.zeros((1, 1)), "empty": np.zeros((0, 0)), "exact": np.array([[1.0, 1.0], [-1.0, -1.0]]),
            "single": shift.astype(np.float32)}


@pytest.mark.parametrize("name", _nilpotent_matrices())
def test_a_nilpotent_matrix_cannot_be_rescaled(name):
    with pytest.raises(ValueError, match="^W: expected an eigenvalue other than 0, got a nilpotent matrix"):
        init.rescale_spectral_radius(_nilpotent_matrices()[name], 1.0)


@pytest.mark.parametrize("W", [np.eye(30) + 3 * np.eye(30, k=1), np.diag([1.0, 0.0, 0.0]),
                               np.triu(np.random.default_rng(0).standard_normal((64, 64))), np.ones((5, 5))],
                         ids=["jordan", "rank-one", "triangular", "ones"])
def test_a_matrix_far_from_normal_is_not_taken_for_nilpotent(W):
    np.testing.assert_allclose(np.abs(np.linalg.eigvals(init.rescale_spectral_radius(W, 0.5))).max(), 0.5)


def test_rescaling_errors():
    with pytest.raises(TypeError, match="^W: expected dtype"):
        init.rescale_spectral_radius(np.eye(2, dtype=int), 1.0)
    with pytest.raises(ValueError, match=r"^W: expected shape \(H, H\), got \(2, 3\)"):
        init.rescale_spectral_radius(np.ones((2, 3)), 1.0)
    with pytest.raises(ValueError, match="^W: expected finite numbers"):
        init.rescale_spectral_radius(np.full((2, 2), np.nan), 1.0)
    with pytest.raises(ValueError, match=r"^radius: expected a finite number in \[0"):
        init.rescale_spectral_radius(np.eye(2), -1.0)


@pytest.mark.parametrize(("function", "options", "name"), [
    (init.uniform, {"bound": -1}, "bound"), (init.normal, {"std": -0.1}, "std"),
    (init.constant, {"value": np.nan}, "value"), (init.orthogonal, {"gain": np.inf}, "gain"),
    (init.identity, {"gain": np.nan}, "gain"), (init.scaled_to_spectral_radius, {"radius": -1}, "radius")])
def test_bad_numbers_are_named(function, options, name):
    with pytest.raises(ValueError, match=f"^{name}: expected a finite number"):
        function((3, 3), rng=0, **options)
    with pytest.raises(TypeError, match=f"^{name}: expected a real number"):
        function((3, 3), rng=0, **{name: "1"})


@pytest.mark.parametrize("name", ["identity", "spectral"])
def test_eigenvalues_need_a_square(name):
    with pytest.raises(ValueError, match=r"^shape: expected a square \(H, H\), got \(3, 4\)"):
        MATRICES[name]((3, 4), rng=0)


def test_forget_bias():
    b_f = init.forget_bias(4, 3.0, dtype=np.float32)
    np.testing.assert_array_equal(b_f, np.full(4, 3.0, np.float32))
    assert b_f.dtype == np.float32
    np.testing.assert_array_equal(init.forget_bias(2), [1.0, 1.0])
    with pytest.raises(ValueError, match="^hidden_size: expected"):
        init.forget_bias(0, 1.0)
    with pytest.raises(TypeError, match="^value: expected a real number"):
        init.forget_bias(2, None)


@pytest.mark.parametrize("max_lag", [2, 3, 50, 1000])
def test_chrono_spreads_the_memory_spans_evenly(max_lag):
    n = 20000
    b_f, b_i = init.chrono(n, max_lag, rng=0)
    np.testing.assert_array_equal(b_i, -b_f)
    u, width = np.exp(b_f), max_lag - 2
    assert u.min() >= 1 - 1e-12 and u.max() <= (max_lag - 1) * (1 + 1e-12)
    assert abs(u.mean() - max_lag / 2) <= 3 * width / np.sqrt(12 * n) + 1e-12
    quartiles = np.quantile(u, [0.25, 0.5, 0.75])
    np.testing.assert_allclose(quartiles, 1 + width * np.array([0.25, 0.5, 0.75]), rtol=0.03)
    # b_f = log u makes the span 1 / (1 - f) = 1 + u
    np.testing.assert_allclose(1 / (1 - 1 / (1 + np.exp(-b_f))), 1 + u, rtol=1e-9)


def test_chrono_seeds_and_errors():
    double, single = init.chrono(5, 100, rng=2), init.chrono(5, 100, rng=2, dtype=np.float32)
    for exact, rounded in zip(double, single, strict=True):
        assert rounded.dtype == np.float32
        np.testing.assert_allclose(rounded, exact, rtol=1e-7)
    with pytest.raises(ValueError, match="^max_lag: expected a whole number of at least 2, got 1"):
        init.chrono(5, 1, rng=0)
    with pytest.raises(ValueError, match="^hidden_size: expected"):
        init.chrono(0, 10, rng=0)
    with pytest.raises(TypeError, match="^rng: expected"):
        init.chrono(5, 10, rng=None)
    with pytest.raises(TypeError, match="^dtype: expected"):
        init.chrono(5, 10, rng=0, dtype=int)
