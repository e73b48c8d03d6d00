"""rnnlib.keras: outputs, states and all gradients equal to Keras; round trips; copies; clear refusals."""

import importlib
import os
import random
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before the import: no log lines
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
import pytest
import tensorflow as tf
from networks import Network, arrays, random_case

from rnnlib.keras import from_keras, load_into, to_keras
from rnnlib.layers import GRU, LSTM, RNN, Bidirectional, Dense, Embedding, Stacked

CELLS = ("rnn-tanh", "rnn-relu", "rnn-sigmoid", "lstm", "gru-before", "gru-after")
NETWORKS = [Network(kind, 1, directions) for kind in CELLS for directions in (1, 2)]
each_network = pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name)
each_dtype = pytest.mark.parametrize("dtype", ["float32", "float64"])
TOLERANCE = {"float32": 2e-6, "float64": 1e-12}
COLUMNS = {"lstm": "ifCo", "gru-before": "zrh", "gru-after": "zrh"}  # the order of the gates in Keras
L = keras.layers


def build_keras(network, D=2, H=3, dtype="float64", **options):
    """A layer of Keras with random numbers in all weights, biases included."""
    name = network.kind.split("-")[0]
    own = {"activation": network.kind.split("-")[1]} if name == "rnn" else {}
    own |= {"reset_after": network.kind == "gru-after"} if name == "gru" else {}
    layer = {"rnn": L.SimpleRNN, "lstm": L.LSTM, "gru": L.GRU}[name](
        H, return_sequences=True, return_state=True, dtype=dtype, **own, **options)
    layer = L.Bidirectional(layer, dtype=dtype) if network.directions == 2 else layer
    layer.build((None, None, D))
    rng = np.random.default_rng(1)
    layer.set_weights([rng.standard_normal(w.shape) / 2 for w in layer.get_weights()])
    return layer


def run_keras(layer, network, case):
    """What `case.results()` should be, from Keras and TensorFlow's gradients, by our names."""
    for part in (layer.forward_layer, layer.backward_layer) if network.directions == 2 else (layer,):
        part.return_state = True
    if network.directions == 2:
        layer.return_state = True
    x = tf.constant(np.nan_to_num(case.x).swapaxes(0, 1))
    start = [tf.constant(part) for part in arrays(case.state)]
    mask = None
    if case.lengths is not None:
        mask = tf.constant(np.arange(len(case.x)) < case.lengths[:, None])
    with tf.GradientTape() as tape:
        tape.watch([x, *start])
        y, *end = layer(x, initial_state=start, mask=mask)
        real = 1.0 if mask is None else tf.cast(mask, y.dtype)[..., None]
        loss = tf.reduce_sum(y * real * np.nan_to_num(case.dy).swapaxes(0, 1))
        for part, gradient in zip(end, arrays(case.dstate), strict=True):
            loss += tf.reduce_sum(part * gradient)
    dx, dstart, dweights = tape.gradient(loss, [x, start, layer.trainable_weights])
    return ({"y": (y * real).numpy().swapaxes(0, 1), "dx": dx.numpy().swapaxes(0, 1)}
            | {f"final {k}": part.numpy() for k, part in enumerate(end)}
            | {f"dstate {k}": part.numpy() for k, part in enumerate(dstart)}
            | gradients_by_our_names(network, [d.numpy() for d in dweights]))


def gradients_by_our_names(network, gradients):
    """Gradients of Keras's arrays, cut and named as chapter 4 names them."""
    found = {}
    for k, prefix in enumerate(("forward.", "backward.") if network.directions == 2 else ("",)):
        d_kernel, d_recurrent, d_bias = gradients[3 * k:3 * k + 3]
        if network.kind.startswith("rnn"):
            found |= {f"d{prefix}W_xh": d_kernel.T, f"d{prefix}W_hh": d_recurrent.T, f"d{prefix}b_h": d_bias}
            continue
        H = len(d_recurrent)
        for column, gate in enumerate(COLUMNS[network.kind]):
            block, sign = slice(column * H, (column + 1) * H), -1 if gate == "z" else 1
            found[f"d{prefix}W_{gate}"] = sign * np.concatenate([d_recurrent, d_kernel]).T[block]
            found[f"d{prefix}b_{gate}"] = sign * (d_bias[0] if d_bias.ndim == 2 else d_bias)[block]
        if network.kind == "gru-after":
            found[f"d{prefix}b_hh"] = d_bias[1, 2 * H:]
    return found


def compare(layer, keras_layer, network, lengths, dtype):
    """Run both on the same random problem and compare everything."""
    case = random_case(layer, 5, 3, lengths)
    found, expected = case.results(), run_keras(keras_layer, network, case)
    assert sorted(found) == sorted(expected)
    for name, value in expected.items():
        size = max(1, np.abs(value).max(initial=0))
        assert found[name].dtype == value.dtype == dtype
        np.testing.assert_allclose(found[name], value, rtol=0, atol=TOLERANCE[dtype] * size, err_msg=name)


@each_dtype
@pytest.mark.parametrize("lengths", [None, (2, 5, 1)], ids=["full", "lengths"])
@each_network
def test_from_keras_computes_the_same_with_all_gradients(network, lengths, dtype):
    keras_layer = build_keras(network, dtype=dtype)
    compare(from_keras(keras_layer), keras_layer, network, lengths, dtype)


@each_dtype
@each_network
def test_to_keras_computes_the_same_with_all_gradients(network, dtype):
    layer = network.build(2, 3, dtype=np.dtype(dtype))
    compare(layer, to_keras(layer), network, None, dtype)


@each_dtype
@each_network
def test_to_keras_and_back_returns_every_bit(network, dtype):
    layer = network.build(2, 3, dtype=np.dtype(dtype))
    for k, value in enumerate(layer.params.values()):
        value.flat[0] = (-0.0, 0.0)[k % 2]  # signs of zero, too
    again = from_keras(to_keras(layer))
    assert type(again) is type(layer) and list(again.params) == list(layer.params)
    for name, value in layer.params.items():
        assert again.params[name].tobytes() == value.tobytes(), name


@each_dtype
@each_network
def test_from_keras_and_back_returns_weights_and_sums_of_biases(network, dtype):
    keras_layer = build_keras(network, dtype=dtype)
    again = to_keras(from_keras(keras_layer))
    for before, after in zip(keras_layer.get_weights(), again.get_weights(), strict=True):
        assert before.dtype == after.dtype == dtype
        if before.shape == (2, 9):  # z and r are added; the candidate's two stay apart
            np.testing.assert_array_equal(after.sum(axis=0), before.sum(axis=0))
            np.testing.assert_array_equal(after[:, 6:], before[:, 6:])
        else:
            np.testing.assert_array_equal(after, before)


@each_network
def test_a_layer_without_biases_becomes_one_whose_biases_are_zero(network):
    keras_layer = build_keras(network, use_bias=False)
    layer = from_keras(keras_layer)
    biases = [value for name, value in layer.params.items() if name.rpartition(".")[2].startswith("b_")]
    assert biases and not any(value.any() for value in biases)
    x = np.random.default_rng(0).standard_normal((4, 2, 2))
    y = keras_layer(x.swapaxes(0, 1))[0].numpy().swapaxes(0, 1)
    np.testing.assert_allclose(layer.forward(x)[0], y, rtol=0, atol=1e-12)


@each_dtype
@pytest.mark.parametrize("bias", [True, False])
def test_dense(bias, dtype):
    keras_layer, h = L.Dense(2, use_bias=bias, dtype=dtype), np.ones((4, 3), dtype)
    y = keras_layer(h).numpy()
    layer = from_keras(keras_layer)
    assert isinstance(layer, Dense) and layer.dtype == dtype
    again = to_keras(layer)
    np.testing.assert_allclose(layer.forward(h), y, rtol=0, atol=TOLERANCE[dtype])
    np.testing.assert_array_equal(again(h).numpy(), y)
    assert all(from_keras(again).params[name].tobytes() == v.tobytes() for name, v in layer.params.items())


@each_dtype
def test_embeddings(dtype):
    keras_layer, ids = L.Embedding(5, 3, mask_zero=True, dtype=dtype), np.array([[0, 4], [4, 2]])
    y = keras_layer(ids).numpy()
    layer = from_keras(keras_layer)
    assert isinstance(layer, Embedding) and layer.dtype == dtype
    np.testing.assert_array_equal(layer.forward(ids), y)
    np.testing.assert_array_equal(to_keras(layer)(ids).numpy(), y)


@pytest.mark.parametrize("directions", [1, 2])
def test_the_last_output_alone(directions):
    layer = Network("lstm", 1, directions).build(2, 3)
    x = np.random.default_rng(0).standard_normal((4, 2, 2))
    y, last = layer.forward(x)[0], to_keras(layer, return_sequences=False)(x.swapaxes(0, 1)).numpy()
    np.testing.assert_allclose(last[:, :3], y[-1, :, :3], rtol=0, atol=1e-12)
    if directions == 2:  # the other half has read everything at the first step
        np.testing.assert_allclose(last[:, 3:], y[0, :, 3:], rtol=0, atol=1e-12)


@pytest.mark.parametrize("kind", ["rnn-relu", "lstm", "gru-after"])
def test_weights_are_copied_not_shared(kind):
    keras_layer = build_keras(Network(kind, 1, 2))
    layer, kept = from_keras(keras_layer), [w.copy() for w in keras_layer.get_weights()]
    for value in layer.params.values():
        value[...] = 7
    assert all(map(np.array_equal, keras_layer.get_weights(), kept))
    other = to_keras(layer)
    other.set_weights([0 * w for w in other.get_weights()])
    assert all((value == 7).all() for value in layer.params.values())


def test_random_numbers_are_left_alone():
    keras.utils.set_random_seed(3)
    before, noise = random.getstate(), np.random.get_state()[1].copy()  # noqa: NPY002
    for layer in (Network("lstm", 1, 2).build(2, 3), Dense(2, 3, rng=0), Embedding(3, 2, rng=0)):
        from_keras(to_keras(layer))
    assert random.getstate() == before and np.array_equal(np.random.get_state()[1], noise)  # noqa: NPY002
    drawn = keras.random.normal((3,)).numpy()
    keras.utils.set_random_seed(3)
    np.testing.assert_array_equal(keras.random.normal((3,)).numpy(), drawn)


def test_load_into_fills_the_layer_that_is_there():
    keras_layer = build_keras(Network("gru-after", 1, 2))
    layer = Network("gru-after", 1, 2).build(2, 3)
    there = dict(layer.params)
    load_into(layer, keras_layer)
    for name, value in from_keras(keras_layer).params.items():
        assert layer.params[name] is there[name] and there[name].tobytes() == value.tobytes()


@pytest.mark.parametrize("layer", [
    GRU(2, 3, rng=0, dtype=np.float64), GRU(2, 3, reset_after=True, rng=0),
    GRU(2, 4, reset_after=True, rng=0, dtype=np.float64), LSTM(2, 3, rng=0, dtype=np.float64),
    Dense(2, 3, rng=0, dtype=np.float64), Network("gru-after", 1, 2).build(2, 3)],
    ids=["before", "float32", "H", "LSTM", "Dense", "two directions"])
def test_load_into_refuses_another_layer_and_leaves_it_unchanged(layer):
    before = {name: value.copy() for name, value in layer.params.items()}
    with pytest.raises(ValueError, match=r"layer: expected GRU\(2, 3, reset_after=True, float64\), as"):
        load_into(layer, build_keras(Network("gru-after", 1, 1)))
    assert all(np.array_equal(layer.params[name], value) for name, value in before.items())


# ---- refusals


def built(layer, D=2):
    layer.build((None, None, D))
    return layer


def broken():
    layer = built(L.SimpleRNN(3))
    kernel, recurrent, bias = layer.get_weights()
    recurrent[2, 1] = np.nan  # Keras's entry (2, 1) is ours (1, 2)
    layer.set_weights([kernel, recurrent, bias])
    return layer


def rnn(H=3, **options):
    return RNN(2, H, rng=0, **options)


REFUSED = {
    "no layer": (lambda: from_keras(3), TypeError, "keras_layer: expected .*SimpleRNN, .* got int"),
    "other layer": (lambda: from_keras(L.Conv1D(1, 1)), TypeError, "got Conv1D"),
    "not built": (lambda: from_keras(L.LSTM(3)), ValueError, "expected a layer that is built"),
    "half": (lambda: from_keras(built(L.LSTM(3, dtype="float16"))), TypeError, "got float16"),
    "mixed": (lambda: from_keras(built(L.LSTM(3, dtype="mixed_float16"))), TypeError, "got float16, float32"),
    "dropout": (lambda: from_keras(built(L.LSTM(3, dropout=0.5))), ValueError, "dropout=0, got 0.5"),
    "recurrent dropout": (lambda: from_keras(built(L.GRU(3, recurrent_dropout=0.5))), ValueError,
                          "recurrent_dropout=0, got 0.5"),
    "backwards": (lambda: from_keras(built(L.LSTM(3, go_backwards=True))), ValueError, "got True, which"),
    "backwards, inside": (lambda: from_keras(built(L.Bidirectional(L.LSTM(3, go_backwards=True),
                                                                   backward_layer=L.LSTM(3)))),
                          ValueError, "go_backwards=False, got True"),
    "sum": (lambda: from_keras(built(L.Bidirectional(L.LSTM(3), merge_mode="sum"))), ValueError,
            "merge_mode='concat', got 'sum'"),
    "activation": (lambda: from_keras(built(L.LSTM(3, activation="relu"))), ValueError,
                   "activation='tanh', got 'relu'"),
    "gates": (lambda: from_keras(built(L.LSTM(3, recurrent_activation="hard_sigmoid"))), ValueError,
              "recurrent_activation='sigmoid', got 'hard_sigmoid'"),
    "linear": (lambda: from_keras(built(L.SimpleRNN(3, activation="linear"))), ValueError, "got 'linear'"),
    "dense": (lambda: from_keras(built(L.Dense(3, activation="tanh"))), ValueError, "='linear', got 'tanh'"),
    "NaN": (lambda: from_keras(broken()), ValueError, r"W_hh: .* got nan at index \(1, 2\)"),
    "none of ours": (lambda: to_keras(3), TypeError, "layer: expected RNN, .* got int"),
    "a stack": (lambda: to_keras(Stacked([rnn()])), TypeError, "got Stacked; .* one by one"),
    "sizes": (lambda: to_keras(Bidirectional(rnn(), rnn(H=4))), ValueError, "one kind, size and options"),
    "options": (lambda: to_keras(Bidirectional(rnn(), rnn(activation="relu"))), ValueError, "one kind"),
    "deep inside": (lambda: to_keras(Bidirectional(*[Bidirectional(rnn(), rnn()) for _ in range(2)])),
                    ValueError, r"got Bidirectional\(Bidirectional\(RNN"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_converted_says_why(name):
    call, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        call()


def test_hard_sigmoid_really_differs():
    """The same weights under another recurrent_activation give other outputs: no formality."""
    soft, hard = (built(L.LSTM(3, recurrent_activation=name)) for name in ("sigmoid", "hard_sigmoid"))
    hard.set_weights(soft.get_weights())
    x = np.random.default_rng(0).standard_normal((4, 6, 2))
    assert np.abs(soft(x).numpy() - hard(x).numpy()).max() > 0.001


@pytest.mark.parametrize("missing", ["keras", "tensorflow"])
def test_without_keras_or_its_backend_the_message_names_the_extra(missing, monkeypatch, tmp_path):
    (tmp_path / "keras.py").write_text(f"raise ModuleNotFoundError('no {missing}', name='{missing}')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "keras")
    monkeypatch.delitem(sys.modules, "rnnlib.keras")
    with pytest.raises(ImportError, match=rf"and {missing} is not installed; .* 'rnnlib\[keras\]'"):
        importlib.import_module("rnnlib.keras")


def test_a_broken_keras_shows_its_own_error(monkeypatch, tmp_path):
    (tmp_path / "keras.py").write_text("import a_part_that_is_missing\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "keras")
    monkeypatch.delitem(sys.modules, "rnnlib.keras")
    with pytest.raises(ModuleNotFoundError, match="No module named 'a_part_that_is_missing'"):
        importlib.import_module("rnnlib.keras")
