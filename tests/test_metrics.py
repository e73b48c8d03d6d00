"""Metrics: known values, counts by brute force, masks that hide, errors that name."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import losses, metrics

QUICK = settings(max_examples=40, deadline=None, derandomize=True, database=None)
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@given(K=st.integers(1, 10**6))
@QUICK
def test_a_uniform_guess_has_its_number_of_symbols_as_perplexity(K):
    assert metrics.perplexity(math.log(K)) == pytest.approx(K, rel=1e-12)
    assert metrics.bits_per_character(math.log(K)) == pytest.approx(math.log2(K), rel=1e-12)


def test_perplexity_and_bits_of_a_loss():
    loss, _ = losses.softmax_cross_entropy(np.zeros((3, 2, 8)), np.ones((3, 2), int))
    assert metrics.perplexity(loss) == pytest.approx(8.0)
    assert metrics.bits_per_character(loss) == pytest.approx(3.0)
    assert metrics.bits_per_character(loss, characters_per_symbol=6) == pytest.approx(0.5)
    assert metrics.perplexity(0) == 1.0 and metrics.bits_per_character(0) == 0.0
    assert type(metrics.perplexity(loss)) is float and type(metrics.bits_per_character(loss)) is float


def test_bits_do_not_depend_on_how_the_text_was_cut():
    characters, words, nats = 600, 100, 750.0
    whole = metrics.bits_per_character(nats / characters)
    assert metrics.bits_per_character(nats / words, characters / words) == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: metrics.perplexity(-0.1), ValueError, r"^cross_entropy: expected a finite number in \[0, inf\)"),
    (lambda: metrics.perplexity(math.nan), ValueError, "^cross_entropy: expected a finite number"),
    (lambda: metrics.perplexity("2"), TypeError, "^cross_entropy: expected a real number, got '2'"),
    (lambda: metrics.perplexity(710), OverflowError, "^perplexity: expected finite"),
    (lambda: metrics.bits_per_character(-1), ValueError, "^cross_entropy: expected a finite number"),
    (lambda: metrics.bits_per_character(1, 0), ValueError, r"^characters_per_symbol: .* in \(0, inf\)"),
    (lambda: metrics.bits_per_character(1e300, 1e-300), OverflowError, "^bits per character: expected"),
])
def test_numbers_out_of_range(call, error, message):
    with pytest.raises(error, match=message):
        call()


@given(shape=st.sampled_from([(1,), (7,), (3, 4), (2, 3, 2)]), K=st.integers(1, 4), seed=st.integers(0, 99),
       masked=st.booleans())
@QUICK
def test_accuracy_and_confusion_by_brute_force(shape, K, seed, masked):
    rng = np.random.default_rng(seed)
    predictions, targets = rng.integers(0, K, (2, *shape))
    mask = None
    if masked:
        mask = rng.random(shape[:rng.integers(1, len(shape) + 1)]) < 0.5
        mask.flat[0] = True
    expected = np.zeros((K, K), int)
    for index in np.ndindex(shape):
        if mask is None or mask[index[:mask.ndim]]:
            expected[targets[index], predictions[index]] += 1
    found = metrics.confusion_matrix(predictions, targets, K, mask)
    np.testing.assert_array_equal(found, expected)
    assert found.dtype == np.int64
    share = metrics.accuracy(predictions, targets, mask)
    assert type(share) is float and share == pytest.approx(np.trace(expected) / expected.sum(), rel=1e-12)


def test_rows_are_the_truth_and_columns_the_predictions():
    found = metrics.confusion_matrix(np.array([1, 1, 2]), np.array([0, 0, 2]), 4)
    np.testing.assert_array_equal(found, [[0, 2, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]])


def test_masked_classes_are_never_read():
    predictions, targets = np.array([[0, -7], [1, 99]]), np.array([[0, 55], [0, -1]])
    mask = np.array([[True, False], [True, False]])
    assert metrics.accuracy(predictions, targets, mask) == 0.5
    np.testing.assert_array_equal(metrics.confusion_matrix(predictions, targets, 2, mask), [[1, 1], [0, 0]])


def test_small_integer_dtypes_do_not_wrap():
    classes = np.arange(200, dtype=np.uint8)
    np.testing.assert_array_equal(metrics.confusion_matrix(classes, classes, 200), np.eye(200))


@pytest.mark.parametrize(("arguments", "error", "message"), [
    ((np.zeros((2, 3)), np.zeros((2, 3), int)), TypeError, "^predictions: expected an integer dtype"),
    ((np.zeros(3, bool), np.zeros(3, int)), TypeError, "^predictions: expected an integer dtype, got bool"),
    (([0], np.zeros(1, int)), TypeError, "^predictions: expected a NumPy array"),
    ((np.zeros((2, 3), int), np.zeros((3, 2), int)), ValueError, r"^targets: expected shape \(2, 3\), got"),
    ((np.zeros((0, 3), int), np.zeros((0, 3), int)), ValueError, "^predictions: expected at least one"),
    ((np.zeros(2, int), np.zeros(2, int), np.zeros(2, bool)), ValueError, "^mask: expected at least one"),
    ((np.zeros(2, int), np.zeros(2, int), np.ones(3, bool)), ValueError, r"^mask: expected the .*\(2,\)"),
    ((np.zeros(2, int), np.zeros(2, int), np.ones(2, int)), TypeError, "^mask: expected a bool array"),
    ((np.zeros(2, int), np.zeros(2, int), [True] * 2), TypeError, "^mask: expected a bool array, got list"),
])
def test_bad_classes(arguments, error, message):
    with pytest.raises(error, match=message):
        metrics.accuracy(*arguments)
    with pytest.raises(error, match=message):
        metrics.confusion_matrix(*arguments[:2], 4, *arguments[2:])


def test_a_class_that_does_not_exist():
    with pytest.raises(ValueError, match=r"^predictions: expected .* \[0, 1\], got values in \[0, 2\]"):
        metrics.confusion_matrix(np.array([0, 2]), np.array([0, 1]), 2)
    with pytest.raises(ValueError, match=r"^targets: expected integers in \[0, 1\], got values in \[-1, 0\]"):
        metrics.confusion_matrix(np.array([0, 1]), np.array([0, -1]), 2)
    with pytest.raises(ValueError, match="^classes: expected a whole number of at least 1, got 0"):
        metrics.confusion_matrix(np.array([0]), np.array([0]), 0)


@each_dtype
@given(T=st.integers(1, 5), B=st.integers(1, 3), K=st.integers(1, 3), seed=st.integers(0, 99))
@QUICK
def test_the_mean_is_the_best_constant(dtype, T, B, K, seed):
    rng = np.random.default_rng(seed)
    targets = rng.standard_normal((T, B, K)).astype(dtype)
    best = metrics.constant_mse(targets)
    assert type(best) is float
    assert best == pytest.approx(targets.astype(float).reshape(-1, K).var(axis=0).mean(), rel=1e-9, abs=1e-15)
    for constant in (-1.0, 0.0, 0.3):
        other = metrics.constant_mse(targets, constant)
        assert other == pytest.approx(losses.mse(np.full_like(targets, constant), targets)[0], rel=1e-5)
        assert other >= best - 1e-12


def test_the_mean_is_over_what_counts():
    targets = np.array([[[1.0], [np.nan]], [[3.0], [np.inf]]])
    mask = np.array([[True, False], [True, False]])
    assert metrics.constant_mse(targets, mask=mask) == 1.0
    assert metrics.constant_mse(targets, constant=1.0, mask=mask) == 2.0
    assert metrics.constant_mse(np.array([1.0, 3.0])) == 1.0
    assert metrics.constant_mse(np.array([1.0, 3.0, 99.0]), mask=np.array([True, True, False])) == 1.0


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: metrics.constant_mse(np.zeros(3, int)), TypeError, "^targets: expected dtype float32"),
    (lambda: metrics.constant_mse(np.float64(1)), TypeError, "^targets: expected a NumPy array"),
    (lambda: metrics.constant_mse(np.array(1.0)), ValueError, "^targets: expected at least one axis"),
    (lambda: metrics.constant_mse(np.zeros((0, 2))), ValueError, "^targets: expected at least one entry"),
    (lambda: metrics.constant_mse(np.array([np.nan])), ValueError, "^targets: expected finite numbers"),
    (lambda: metrics.constant_mse(np.zeros(2), np.inf), ValueError, "^constant: expected a finite number"),
    (lambda: metrics.constant_mse(np.zeros((2, 3)), mask=np.ones((2, 3), bool)), ValueError,
     "^mask: expected fewer axes than the targets' 2"),
    (lambda: metrics.constant_mse(np.array([1e200, -1e200])), OverflowError, "^mean squared error: exp"),
    (lambda: metrics.persistence_mse(np.array([1e200, -1e200])), OverflowError, "^mean squared error: exp"),
    (lambda: metrics.persistence_mse(np.zeros(3), 3), ValueError, "^series: expected values at .* lag = 3"),
    (lambda: metrics.persistence_mse(np.zeros((3, 0))), ValueError, "^series: expected values at more than"),
    (lambda: metrics.persistence_mse(np.zeros(3), 0), ValueError, "^lag: expected a whole number"),
    (lambda: metrics.persistence_mse(np.array([1.0, np.nan])), ValueError, "^series: expected finite"),
    (lambda: metrics.persistence_mse(np.arange(3)), TypeError, "^series: expected dtype float32"),
])
def test_bad_regression_arguments(call, error, message):
    with pytest.raises(error, match=message):
        call()


@each_dtype
def test_persistence_of_a_line_and_of_a_season(dtype):
    line = np.arange(10, dtype=dtype)
    assert metrics.persistence_mse(line) == 1.0 and metrics.persistence_mse(line, lag=3) == 9.0
    season = np.tile(np.array([0, 5, 2], dtype), 4)[:, None, None]
    assert metrics.persistence_mse(season, lag=3) == 0.0 and metrics.persistence_mse(season) > 1.0
    assert type(metrics.persistence_mse(season)) is float


def test_persistence_of_a_random_walk_is_the_variance_of_its_steps():
    steps = np.random.default_rng(0).standard_normal((4000, 5))
    squares = steps[1:] ** 2
    error = squares.std() / math.sqrt(squares.size)
    assert abs(metrics.persistence_mse(steps.cumsum(axis=0)) - 1.0) < 4 * error
