"""Dense, Embedding and Dropout: values, gradients, torch, repeated ids, empty and bad input."""

import copy
import pickle

import numpy as np
import pytest
import torch
from helpers import QUICK
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from rnnlib.gradcheck import check_gradients
from rnnlib.initializers import glorot_uniform
from rnnlib.layers import Dense, Dropout, Embedding

LEADING = [(), (4,), (3, 4), (2, 3, 4), (0, 4), (3, 0)]
each_leading = pytest.mark.parametrize("leading", LEADING, ids=str)


def dense(dtype=np.float64, H=3, K=2):
    layer = Dense(H, K, rng=0, dtype=dtype)
    layer.params["b_y"][:] = np.random.default_rng(1).standard_normal(K)
    return layer


def draw(shape, seed=2, dtype=np.float64):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


# ---- Dense


@each_leading
def test_dense_equals_torch_with_all_gradients(leading):
    layer, h, dy = dense(), draw((*leading, 3)), draw((*leading, 2), 3)
    y = layer.forward(h)
    dh = layer.backward(dy)
    W, b, x = (torch.tensor(a, requires_grad=True) for a in (layer.params["W_hy"], layer.params["b_y"], h))
    expected = torch.nn.functional.linear(x, W, b)
    (expected * torch.tensor(dy)).sum().backward()
    assert y.shape == (*leading, 2) and dh.shape == h.shape
    np.testing.assert_allclose(y, expected.detach().numpy(), rtol=0, atol=1e-14)
    np.testing.assert_allclose(dh, x.grad.numpy(), rtol=0, atol=1e-14)
    np.testing.assert_allclose(layer.grads["W_hy"], W.grad.numpy(), rtol=0, atol=1e-13)
    np.testing.assert_allclose(layer.grads["b_y"], b.grad.numpy(), rtol=0, atol=1e-13)


def test_dense_is_the_equation():
    layer, h = dense(), draw((3, 4, 3))
    y = layer.forward(h)
    for t, b in np.ndindex(3, 4):
        np.testing.assert_allclose(y[t, b], layer.params["W_hy"] @ h[t, b] + layer.params["b_y"], atol=1e-15)


def test_dense_gradients_against_central_differences():
    layer, h, dy = dense(), draw((3, 2, 3)), draw((3, 2, 2), 3)
    layer.forward(h)
    dh = layer.backward(dy)
    check_gradients(lambda _: float((layer.forward(h) * dy).sum()), {**layer.params, "h": h},
                    {**layer.grads, "h": dh})


def test_dense_remembers_its_input_as_it_was():
    layer, h, dy = dense(), draw((3, 4, 3)), draw((3, 4, 2))
    y = layer.forward(h)
    layer.backward(dy)
    expected = layer.grads["W_hy"]
    y[:], h[:] = 0, 0
    layer.backward(dy)
    np.testing.assert_array_equal(layer.grads["W_hy"], expected)


def test_dense_starts_from_glorot_and_zero_in_float32():
    layer = Dense(5, 4, rng=3)
    np.testing.assert_array_equal(layer.params["W_hy"], glorot_uniform((4, 5), rng=3, dtype=np.float32))
    assert layer.params["W_hy"].dtype == layer.params["b_y"].dtype == layer.dtype == np.float32
    assert not layer.params["b_y"].any() and (layer.input_size, layer.output_size) == (5, 4)


# ---- Embedding


def embedding(V=5, D=3, dtype=np.float64):
    return Embedding(V, D, rng=0, dtype=dtype)


@QUICK
@given(st.data(), st.integers(1, 6), st.integers(1, 4), st.sampled_from([np.int64, np.uint8, np.uint64]))
def test_embedding_is_a_product_with_one_hot_vectors(data, V, D, dtype):
    shape = data.draw(hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5))
    ids = data.draw(hnp.arrays(dtype, shape, elements=st.integers(0, V - 1)))
    layer, dx = embedding(V, D), draw((*shape, D))
    one_hot = np.eye(V)[ids.ravel()]
    np.testing.assert_array_equal(layer.forward(ids), (one_hot @ layer.params["E"]).reshape(*shape, D))
    assert layer.backward(dx) is None
    assert list(layer.grads) == ["E"]
    np.testing.assert_allclose(layer.grads["E"], one_hot.T @ dx.reshape(-1, D), rtol=0, atol=1e-13)


def test_repeated_ids_add_up_exactly():
    ids = np.random.default_rng(0).integers(0, 7, (50, 20))
    ids[ids == 3] = 4  # a word that does not come
    dx = np.random.default_rng(1).integers(-9, 10, (50, 20, 4)).astype(np.float32)  # sums without rounding
    layer = embedding(7, 4, np.float32)
    layer.forward(ids)
    layer.backward(dx)
    expected = np.zeros((7, 4), np.float32)
    np.add.at(expected, ids, dx)
    np.testing.assert_array_equal(layer.grads["E"], expected)
    assert layer.grads["E"].dtype == np.float32 and not expected[3].any() and expected[4].any()


def test_embedding_equals_torch():
    layer, ids, dx = embedding(), np.array([[0, 3, 3], [1, 3, 0]]), draw((2, 3, 3))
    E = torch.tensor(layer.params["E"], requires_grad=True)
    expected = torch.nn.functional.embedding(torch.tensor(ids), E)
    (expected * torch.tensor(dx)).sum().backward()
    np.testing.assert_array_equal(layer.forward(ids), expected.detach().numpy())
    layer.backward(dx)
    np.testing.assert_allclose(layer.grads["E"], E.grad.numpy(), rtol=0, atol=1e-15)


def test_embedding_gradients_against_central_differences():
    layer, ids, dx = embedding(), np.array([[0, 3, 3], [1, 3, 0]]), draw((2, 3, 3))
    layer.forward(ids)
    layer.backward(dx)
    check_gradients(lambda _: float((layer.forward(ids) * dx).sum()), layer.params, layer.grads)


def test_embedding_gives_copies_and_remembers_ids_as_they_were():
    layer, ids, dx = embedding(), np.array([[1, 2]]), draw((1, 2, 3))
    kept = layer.params["E"].copy()
    for one in (layer.forward(ids), layer.forward(np.array(3))):
        one[...] = 0
    np.testing.assert_array_equal(layer.params["E"], kept)
    layer.forward(ids)
    ids[:] = 0
    layer.backward(dx)
    np.testing.assert_array_equal(layer.grads["E"][1:3], dx[0])
    assert not layer.grads["E"][0].any()


def test_embedding_starts_from_a_standard_normal_distribution():
    layer = Embedding(400, 50, rng=1)
    E = layer.params["E"]
    assert E.shape == (400, 50) and E.dtype == layer.dtype == np.float32
    assert (layer.vocabulary_size, layer.output_size) == (400, 50)
    assert abs(E.mean()) < 0.03 and abs(E.std() - 1) < 0.03
    np.testing.assert_array_equal(Embedding(400, 50, rng=1).params["E"], E)


# ---- Dropout


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_dropout_keeps_the_expectation(rate):
    layer = Dropout(rate, rng=0)
    y = layer.forward(np.ones((200, 500)), training=True)
    assert set(np.unique(y)) == {0.0, 1 / (1 - rate)}
    spread = np.sqrt(rate * (1 - rate) / y.size)
    assert abs((y == 0).mean() - rate) < 5 * spread
    rows = (y == 0).mean(axis=1)
    assert abs(rows.std() / np.sqrt(rate * (1 - rate) / 500) - 1) < 0.2  # each entry on its own


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dropout_drops_the_same_numbers_on_the_way_back(dtype):
    layer, x = Dropout(0.3, rng=4), draw((6, 5, 4), dtype=dtype)
    y = layer.forward(x, training=True)
    dx = layer.backward(np.ones_like(x))
    assert y.dtype == dx.dtype == dtype
    np.testing.assert_allclose(y, dx * x, rtol=1e-6)
    again = Dropout(0.3, rng=4).forward(np.ones((6, 5, 4)), training=True)
    np.testing.assert_array_equal(dx == 0, again == 0)
    np.testing.assert_array_equal(layer.backward(np.ones_like(x)), dx)


def test_dropout_does_nothing_without_training_or_rate():
    x = draw((3, 4))
    for layer, training in ((Dropout(0.5, rng=0), False), (Dropout(0.0), True)):
        np.testing.assert_array_equal(layer.forward(x, training=training), x)
        np.testing.assert_array_equal(layer.backward(2 * x), 2 * x)
        assert len(layer.params) == 0 and layer.grads == {}


def test_dropout_of_nothing():
    assert Dropout(0.5, rng=0).forward(np.ones((0, 3)), training=True).shape == (0, 3)


# ---- all three


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))],
                         ids=["deepcopy", "pickle"])
def test_copies_carry_parameters_and_nothing_of_the_last_run(clone):
    layer = dense()
    layer.forward(draw((2, 3)))
    layer.backward(draw((2, 2)))
    twin = clone(layer)
    assert twin.grads == {}
    with pytest.raises(RuntimeError, match="Dense.backward"):
        twin.backward(draw((2, 2)))
    np.testing.assert_array_equal(twin.forward(draw((2, 3))), layer.forward(draw((2, 3))))
    twin.params["W_hy"] *= 2
    assert not np.array_equal(twin.params["W_hy"], layer.params["W_hy"])


IDS = np.zeros((2, 3), np.int64)
ROWS = np.zeros((2, 3))
REFUSED = {
    "size": (lambda: Dense(0, 2, rng=0), ValueError, "input_size: .* at least 1, got 0"),
    "size type": (lambda: Dense(2, 2.0, rng=0), TypeError, "output_size: .* got 2.0"),
    "dense rng": (lambda: Dense(2, 2, rng=None), TypeError, "rng: .* got None"),
    "dense dtype": (lambda: Dense(2, 2, rng=0, dtype=int), TypeError, "dtype: expected float32 or float64"),
    "h dtype": (lambda: dense().forward(ROWS.astype(np.float32)), TypeError, "h: .* float64, got float32"),
    "h integers": (lambda: dense().forward(IDS), TypeError, "h: expected dtype float64, got int64"),
    "h shape": (lambda: dense().forward(ROWS.T), ValueError, r"h: expected shape \(..., 3\), got \(3, 2\)"),
    "h scalar": (lambda: dense().forward(np.array(1.0)), ValueError, r"h: .* \(..., 3\), got \(\)"),
    "h NaN": (lambda: dense().forward(ROWS * np.nan), ValueError, "h: expected finite numbers"),
    "h list": (lambda: dense().forward([1.0, 2.0, 3.0]), TypeError, "h: .* got list"),
    "vocabulary": (lambda: Embedding(0, 2, rng=0), ValueError, "vocabulary_size: .* got 0"),
    "embedding size": (lambda: Embedding(2, "2", rng=0), TypeError, "embedding_size: .* got '2'"),
    "embedding rng": (lambda: Embedding(2, 2, rng=None), TypeError, "rng: .* got None"),
    "ids float": (lambda: embedding().forward(ROWS), TypeError, "ids: .* integer .* float64"),
    "ids bool": (lambda: embedding().forward(IDS == 0), TypeError, "ids: .* integer .* got bool"),
    "ids list": (lambda: embedding().forward([0]), TypeError, "ids: .* got list"),
    "ids high": (lambda: embedding().forward(IDS + 5), ValueError, r"ids: .* \[0, 4\], got .* \[5, 5\]"),
    "ids low": (lambda: embedding().forward(IDS - 1), ValueError, r"ids: .* \[0, 4\], got .* \[-1, -1\]"),
    "rate": (lambda: Dropout(1, rng=0), ValueError, r"rate: expected a finite number in \[0, 1\), got 1"),
    "rate type": (lambda: Dropout("0.5", rng=0), TypeError, "rate: expected a real number"),
    "dropout rng": (lambda: Dropout(0.5), TypeError, "rng: .* got None"),
    "training": (lambda: Dropout(0.5, rng=0).forward(ROWS, training=1), TypeError, "training: .* got 1"),
    "x integers": (lambda: Dropout(0.5, rng=0).forward(IDS), TypeError, "x: .* got int64"),
    "no forward, dense": (lambda: dense().backward(ROWS), RuntimeError, "Dense.backward: .* got none"),
    "no forward, embedding": (lambda: embedding().backward(ROWS), RuntimeError, "Embedding.backward: "),
    "no forward, dropout": (lambda: Dropout(0.0).backward(ROWS), RuntimeError, "Dropout.backward: "),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_by_name(name):
    call, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(("layer", "entry", "name", "shape"), [
    (dense(), ROWS, "dy", (2, 2)), (embedding(), IDS, "dx", (2, 3, 3)),
    (Dropout(0.5, rng=0), ROWS, "dy", (2, 3))],
    ids=["dense", "embedding", "dropout"])
def test_the_way_back_checks_too(layer, entry, name, shape):
    layer.forward(entry)
    with pytest.raises(ValueError, match=f"{name}: expected shape .2"):
        layer.backward(np.zeros((1, *shape[1:])))
    with pytest.raises(TypeError, match=f"{name}: expected dtype float64, got float32"):
        layer.backward(np.zeros(shape, np.float32))
    with pytest.raises(ValueError, match=f"{name}: expected finite numbers"):
        layer.backward(np.full(shape, np.nan))
    layer.backward(np.zeros(shape))


def test_overflow_says_so_and_underflow_is_silent():
    large, tiny = np.full((1, 3), 3e38, np.float32), np.full((1, 3), 1e-45, np.float32)
    layer = dense(np.float32)
    layer.params["W_hy"][...] = 2
    with np.errstate(all="raise"):
        with pytest.raises(OverflowError, match="y: expected finite float32 numbers"):
            layer.forward(large)
        layer.forward(tiny)
        layer.backward(tiny[:, :2])
        with pytest.raises(OverflowError, match="dh: expected finite float32 numbers"):
            layer.backward(large[:, :2])
        layer.forward(large / 9)
        with pytest.raises(OverflowError, match="dW_hy: "):
            layer.backward(large[:, :2] / 9)
        table = embedding(2, 3, np.float32)
        table.forward(np.zeros(2, int))
        with pytest.raises(OverflowError, match="dE: "):
            table.backward(np.concatenate([large, large]))
        drop = Dropout(0.5, rng=0)
        with pytest.raises(OverflowError, match="y: "):
            drop.forward(np.full(50, 3e38, np.float32), training=True)
        drop.forward(np.ones(50, np.float32), training=True)
        with pytest.raises(OverflowError, match="dx: "):
            drop.backward(np.full(50, 3e38, np.float32))
