"""Losses: PyTorch's values and gradients, central differences, masks that hide, errors that name."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import losses
from rnnlib.gradcheck import check_gradients

F = torch.nn.functional
QUICK = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def numbers(shape, rng, dtype=np.float64, scale=2.0):
    return (scale * rng.standard_normal(shape)).astype(dtype)


def data(name, shape, rng, dtype=np.float64):
    """Predictions of a shape, and targets that go with them."""
    y = numbers(shape, rng, dtype)
    if name == "softmax_cross_entropy":
        return y, rng.integers(0, shape[-1], shape[:-1])
    if name == "sigmoid_cross_entropy":
        return y, rng.random(shape).astype(dtype)
    return y, numbers(shape, rng, dtype)


def by_torch(name, y, target, keep):
    """Loss and gradient of the same mean, over the leading axes where `keep` is True."""
    z = torch.tensor(y, requires_grad=True)
    t, keep = torch.tensor(target), torch.tensor(keep)
    loss = {"mse": F.mse_loss, "softmax_cross_entropy": F.cross_entropy,
            "sigmoid_cross_entropy": F.binary_cross_entropy_with_logits}[name](z[keep], t[keep])
    loss.backward()
    return loss.item(), z.grad.numpy()


LOSSES = {name: getattr(losses, name) for name in ("mse", "softmax_cross_entropy", "sigmoid_cross_entropy")}
each_loss = pytest.mark.parametrize("name", LOSSES)


@each_loss
@given(T=st.integers(1, 4), B=st.integers(1, 4), K=st.integers(1, 4), seed=st.integers(0, 999),
       single=st.booleans(), masked=st.booleans())
@QUICK
def test_loss_and_gradient_equal_torch(name, T, B, K, seed, single, masked):
    rng = np.random.default_rng(seed)
    dtype = np.float32 if single else np.float64
    y, target = data(name, (T, B, K), rng, dtype)
    keep = rng.random((T, B)) < 0.6
    keep[rng.integers(T), rng.integers(B)] = True
    loss, dy = LOSSES[name](y, target, mask=keep if masked else None)
    expected, gradient = by_torch(name, y, target, keep if masked else np.ones((T, B), bool))
    tolerance = 1e-6 if single else 1e-13
    assert type(loss) is float and loss == pytest.approx(expected, rel=tolerance, abs=tolerance)
    assert dy.dtype == dtype and dy.shape == y.shape
    np.testing.assert_allclose(dy, gradient, rtol=tolerance, atol=tolerance)


@each_loss
@pytest.mark.parametrize("masked", [False, True])
def test_gradient_equals_central_differences(name, masked):
    rng = np.random.default_rng(1)
    y, target = data(name, (3, 2, 4), rng)
    mask = np.array([[True, False], [True, True], [False, True]]) if masked else None
    _, dy = LOSSES[name](y, target, mask=mask)
    check_gradients(lambda p: LOSSES[name](p["y"], target, mask=mask)[0], {"y": y}, {"y": dy})


@each_loss
@pytest.mark.parametrize("rubbish", [np.nan, np.inf, -1e308])
def test_masked_entries_are_never_read_and_get_no_gradient(name, rubbish):
    rng = np.random.default_rng(2)
    y, target = data(name, (4, 3, 5), rng)
    mask = rng.random((4, 3)) < 0.5
    loss, dy = LOSSES[name](y, target, mask=mask)
    y[~mask] = rubbish
    target[~mask] = -100 if name == "softmax_cross_entropy" else rubbish
    before = y.copy(), target.copy(), mask.copy()
    hidden_loss, hidden_dy = LOSSES[name](y, target, mask=mask)
    assert hidden_loss == loss
    np.testing.assert_array_equal(hidden_dy, dy)
    assert (dy[~mask] == 0.0).all() and (dy[mask] != 0.0).all()
    for array, copy in zip((y, target, mask), before, strict=True):
        np.testing.assert_array_equal(array, copy)


@each_loss
def test_a_mask_of_the_first_axis_or_of_every_term(name):
    rng = np.random.default_rng(3)
    y, target = data(name, (4, 3, 5), rng)
    steps = np.array([True, False, True, True])
    loss, dy = LOSSES[name](y, target, mask=steps)
    assert loss == pytest.approx(LOSSES[name](y[steps], target[steps])[0], rel=1e-14)
    assert (dy[1] == 0).all() and (dy[steps] != 0).all()
    if name != "softmax_cross_entropy":
        terms = rng.random(y.shape) < 0.5
        loss, dy = LOSSES[name](y, target, mask=terms)
        assert loss == pytest.approx(LOSSES[name](y[terms], target[terms])[0], rel=1e-14)
        assert (dy[~terms] == 0).all()


@each_loss
def test_a_mask_of_true_changes_nothing(name):
    y, target = data(name, (4, 3, 5), np.random.default_rng(4))
    loss, dy = LOSSES[name](y, target)
    masked_loss, masked_dy = LOSSES[name](y, target, mask=np.ones((4, 3), bool))
    assert masked_loss == loss
    np.testing.assert_array_equal(masked_dy, dy)


def test_values_worked_out_by_hand():
    loss, dy = losses.mse(np.array([[1.0, 2.0]]), np.array([[0.0, 4.0]]))
    assert loss == 2.5
    np.testing.assert_array_equal(dy, [[1.0, -2.0]])
    loss, dlogits = losses.softmax_cross_entropy(np.zeros((2, 8)), np.array([3, 5]))
    assert loss == pytest.approx(np.log(8), rel=1e-15)
    assert dlogits[0, 3] == pytest.approx(-7 / 16) and dlogits[0, 0] == pytest.approx(1 / 16)
    loss, dlogits = losses.softmax_cross_entropy(np.array([0.0, np.log(3.0)]), np.array(1))
    assert loss == pytest.approx(np.log(4 / 3)) and dlogits.shape == (2,)
    loss, dlogits = losses.sigmoid_cross_entropy(np.array([0.0]), np.array([0.25]))
    assert loss == pytest.approx(np.log(2)) and dlogits[0] == pytest.approx(0.25)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sure_and_wrong_costs_the_gap_and_sure_and_right_costs_nothing(dtype):
    for size in (1e4, 1e30):
        logits = np.array([[size, -size]], dtype)
        gap = float(logits[0, 0]) - float(logits[0, 1])
        loss, dlogits = losses.softmax_cross_entropy(logits, np.array([1]))
        assert loss == pytest.approx(gap, rel=1e-12)
        np.testing.assert_array_equal(dlogits, [[1, -1]])
        assert losses.softmax_cross_entropy(logits, np.array([0]))[0] == 0.0
        loss, dlogits = losses.sigmoid_cross_entropy(logits, np.array([[0, 1]], dtype))
        assert loss == pytest.approx(gap / 2, rel=1e-12)
        np.testing.assert_array_equal(dlogits, [[0.5, -0.5]])
        assert losses.sigmoid_cross_entropy(logits, np.array([[1, 0]], dtype))[0] == 0.0


def test_sigmoid_gradient_keeps_its_relative_accuracy_where_the_answer_is_right():
    _, dlogits = losses.sigmoid_cross_entropy(np.array([50.0, -50.0]), np.array([1.0, 0.0]))
    np.testing.assert_allclose(dlogits, [-np.exp(-50) / 2, np.exp(-50) / 2], rtol=1e-14)


def test_large_float32_numbers_are_squared_in_float64():
    y = np.array([1e30], np.float32)
    loss, dy = losses.mse(y, np.zeros(1, np.float32))
    assert loss == pytest.approx(float(y[0]) ** 2) and dy[0] == 2 * y[0]


@given(shift=st.floats(-1e3, 1e3), seed=st.integers(0, 99))
@QUICK
def test_softmax_loss_ignores_a_shift_and_its_gradient_sums_to_0(shift, seed):
    rng = np.random.default_rng(seed)
    logits, targets = data("softmax_cross_entropy", (3, 2, 5), rng)
    loss, dlogits = losses.softmax_cross_entropy(logits, targets)
    assert losses.softmax_cross_entropy(logits + shift, targets)[0] == pytest.approx(loss, rel=1e-10)
    np.testing.assert_allclose(dlogits.sum(axis=-1), 0.0, atol=1e-15)
    assert loss >= 0.0


def test_sigmoid_cross_entropy_is_softmax_cross_entropy_of_two_classes():
    rng = np.random.default_rng(5)
    x, yes = numbers((6,), rng), rng.integers(0, 2, 6)
    loss, dx = losses.sigmoid_cross_entropy(x, yes.astype(float))
    pair_loss, dpair = losses.softmax_cross_entropy(np.stack([np.zeros(6), x], axis=1), yes)
    assert loss == pytest.approx(pair_loss, rel=1e-14)
    np.testing.assert_allclose(dx, dpair[:, 1], rtol=1e-13)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64])
def test_targets_of_any_integer_dtype(dtype):
    logits, targets = data("softmax_cross_entropy", (3, 4), np.random.default_rng(6))
    expected = losses.softmax_cross_entropy(logits, targets)[0]
    assert losses.softmax_cross_entropy(logits, targets.astype(dtype))[0] == expected


@each_loss
def test_a_mean_over_nothing_is_an_error(name):
    y, target = data(name, (2, 3, 4), np.random.default_rng(7))
    with pytest.raises(ValueError, match="^mask: expected at least one True, got all False"):
        LOSSES[name](y, target, mask=np.zeros((2, 3), bool))
    for empty in ((0, 3), (2, 0)):
        with pytest.raises(ValueError, match=r"expected at least one entry, got shape \("):
            LOSSES[name](y[:empty[0], :empty[1]], target[:empty[0], :empty[1]])


@each_loss
def test_bad_masks(name):
    y, target = data(name, (2, 3, 4), np.random.default_rng(8))
    with pytest.raises(TypeError, match="^mask: expected a bool array, got int64"):
        LOSSES[name](y, target, mask=np.ones((2, 3), int))
    with pytest.raises(TypeError, match="^mask: expected a bool array, got list"):
        LOSSES[name](y, target, mask=[[True] * 3] * 2)
    for shape in ((3, 2), (2, 4), (2, 3, 4, 1), (1, 3)):
        with pytest.raises(ValueError, match="^mask: expected the shape of .* or of its leading axes"):
            LOSSES[name](y, target, mask=np.ones(shape, bool))
    if name == "softmax_cross_entropy":
        with pytest.raises(ValueError, match=r"^mask: expected the shape of targets"):
            LOSSES[name](y, target, mask=np.ones((2, 3, 4), bool))


@each_loss
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_predictions_that_count_must_be_finite(name, bad):
    y, target = data(name, (2, 3, 4), np.random.default_rng(9))
    y[1, 0, 2] = bad
    message = rf"^(y|logits): expected finite numbers, got {bad} at index \(1, 0, 2\)"
    with pytest.raises(ValueError, match=message):
        LOSSES[name](y, target)


@each_loss
def test_bad_types_and_shapes(name):
    y, target = data(name, (2, 3, 4), np.random.default_rng(10))
    with pytest.raises(TypeError, match="^(y|logits): expected dtype float32 or float64, got int64"):
        LOSSES[name](y.astype(int), target)
    with pytest.raises(ValueError, match="^targets?: expected shape "):
        LOSSES[name](y, target[:1])
    with pytest.raises(TypeError, match="^targets?: expected"):
        LOSSES[name](y, target.tolist())
    with pytest.raises(TypeError, match="^targets?: expected .*dtype"):
        LOSSES[name](y, target.astype(np.float32))


@pytest.mark.parametrize("wrong", [-1, 4])
def test_a_class_that_does_not_exist(wrong):
    targets = np.array([0, wrong, 3])
    with pytest.raises(ValueError, match=r"^targets: expected integers in \[0, 3\], got values in "):
        losses.softmax_cross_entropy(np.zeros((3, 4)), targets)


@pytest.mark.parametrize("shape", [(), (3, 0)])
def test_softmax_needs_classes(shape):
    with pytest.raises(ValueError, match="^logits: expected a last axis of K >= 1 classes, got shape"):
        losses.softmax_cross_entropy(np.zeros(shape), np.zeros(shape[:-1], int))


@pytest.mark.parametrize("wrong", [-0.1, 1.1])
def test_an_answer_outside_0_to_1(wrong):
    with pytest.raises(ValueError, match=r"^targets: expected probabilities in \[0, 1\], got values in"):
        losses.sigmoid_cross_entropy(np.zeros(2), np.array([0.5, wrong]))


def test_targets_that_count_must_be_finite():
    for function in (losses.mse, losses.sigmoid_cross_entropy):
        with pytest.raises(ValueError, match=r"^targets?: expected finite numbers, got nan at index \(1,\)"):
            function(np.zeros(2), np.array([0.5, np.nan]))


def test_overflows_are_named():
    big = np.array([1.7e308, -1.7e308])
    with pytest.raises(OverflowError, match="^loss: expected finite float64 numbers"):
        losses.mse(big, -big)
    with pytest.raises(OverflowError, match="^loss: expected finite float64 numbers"):
        losses.softmax_cross_entropy(big[None], np.array([1]))
    with pytest.raises(OverflowError, match="^loss: expected finite float64 numbers"):
        losses.sigmoid_cross_entropy(big, np.array([0.0, 1.0]))
    with pytest.raises(OverflowError, match="^dy: expected finite float32 numbers"):
        losses.mse(np.array([3e38], np.float32), np.zeros(1, np.float32))
