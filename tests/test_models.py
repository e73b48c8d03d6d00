"""Models: gradients through the whole of them, PyTorch, lengths, states, what is stored, errors."""

import copy
import json
import pickle

import numpy as np
import pytest
import torch
from helpers import BY_NAME, QUICK, Twin, fill
from hypothesis import given
from hypothesis import strategies as st
from networks import Network, arrays, rebuilt

import rnnlib
from rnnlib.gradcheck import check_gradients
from rnnlib.layers import GRU, LSTM, RNN, Bidirectional, Dense, Embedding, Stacked
from rnnlib.losses import mse, softmax_cross_entropy
from rnnlib.models import LanguageModel, SequenceClassifier, SequenceModel, SequenceRegressor

V, D, H, K = 5, 3, 4, 2
NETWORKS = [Network("rnn-tanh", 1, 1), Network("lstm", 1, 1), Network("gru-before", 1, 1),
            Network("gru-after", 2, 1), Network("lstm", 1, 2), Network("rnn-tanh", 2, 2)]
KINDS = {"classifier": SequenceClassifier, "regressor": SequenceRegressor, "language": LanguageModel}
LENGTHS = {"full": None, "lengths": (3, 4, 1)}
each_network = pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name)
each_lengths = pytest.mark.parametrize("lengths", LENGTHS.values(), ids=list(LENGTHS))
each_outputs = pytest.mark.parametrize("outputs", ["every", "last"])


def build(kind="classifier", network=NETWORKS[1], *, ids=False, outputs="last", dtype=np.float64, **options):
    """A model with random numbers in all parameters."""
    recurrent = network.build(D, H, dtype=dtype, **options)
    embedding = Embedding(V, D, rng=0, dtype=dtype)
    if kind == "language":
        model = LanguageModel(embedding, recurrent, Dense(recurrent.output_size, V, rng=0, dtype=dtype))
    else:
        model = KINDS[kind](recurrent, Dense(recurrent.output_size, K, rng=0, dtype=dtype),
                            embedding=embedding if ids else None, outputs=outputs)
    fill(model.params, np.random.default_rng(3))
    return model


def problem(model, T=4, B=3, lengths=None, seed=0):
    """Inputs, a state and targets that fit; NaN and nonsense in the padding."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, V, (T, B)) if model.embedding else rng.standard_normal((T, B, D)).astype(model.dtype)
    zeros = model.initial_state(B)
    state = rebuilt(zeros, [rng.standard_normal(a.shape).astype(model.dtype) for a in arrays(zeros)])
    shape = (T, B) if model.outputs == "every" else (B,)
    classes = model.output.output_size
    targets = (rng.standard_normal((*shape, classes)).astype(model.dtype)
               if isinstance(model, SequenceRegressor) else rng.integers(0, classes, shape))
    if lengths is not None:
        lengths = np.array(lengths)
        padding = np.arange(T)[:, None] >= lengths
        x[padding] = -7 if model.embedding else np.nan
        if model.outputs == "every":
            targets[padding] = -9 if targets.ndim == 2 else np.nan
    return x, state, targets, lengths


@each_lengths
@each_outputs
@pytest.mark.parametrize("ids", [False, True], ids=["vectors", "ids"])
@each_network
def test_gradients_against_central_differences(network, ids, outputs, lengths):
    kind = "regressor" if ids else "classifier"
    model = build(kind, network, ids=ids, outputs=outputs)
    x, state, targets, lengths = problem(model, lengths=lengths)
    dfinal = rebuilt(state, [np.random.default_rng([9, k]).standard_normal(a.shape)
                             for k, a in enumerate(arrays(state))])

    def loss(_=None):
        y, final = model.forward(x, state, lengths)
        pairs = zip(arrays(final), arrays(dfinal), strict=True)
        return model.loss(y, targets, lengths)[0] + float(sum((a * d).sum() for a, d in pairs))

    y, _ = model.forward(x, state, lengths)
    dx, dstate = model.backward(model.loss(y, targets, lengths)[1], dfinal)
    params, grads = dict(model.params), dict(model.grads)
    params |= {f"state {k}": array for k, array in enumerate(arrays(state))}
    grads |= {f"state {k}": array for k, array in enumerate(arrays(dstate))}
    if ids:
        assert dx is None
    elif lengths is None:  # with lengths x holds NaN, which has no differences
        params["x"], grads["x"] = x, dx
    errors = check_gradients(loss, params, grads, eps=1e-5, tolerance=1e-6)
    assert set(errors) == set(params)


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("name", ["rnn-tanh", "lstm", "gru-after"])
def test_a_language_model_equals_one_of_torch(name, depth):
    model = build("language", Network(name, depth, 1))
    x, state, targets, _ = problem(model, T=6)
    y, final = model.forward(x, state)
    loss, dy = model.loss(y, targets)
    model.backward(dy)

    prefixes = [f"recurrent.{k}." for k in range(depth)] if depth > 1 else ["recurrent."]
    twins = [Twin(BY_NAME[name], {key.removeprefix(prefix): value for key, value in model.params.items()
                                  if key.startswith(prefix)}) for prefix in prefixes]
    E, W, b = (torch.tensor(model.params[key], requires_grad=True)
               for key in ("embedding.E", "output.W_hy", "output.b_y"))
    h, starts, ends = E[torch.tensor(x)], state if depth > 1 else (state,), []
    for twin, start in zip(twins, starts, strict=True):
        h, end = twin.run(h, tuple(torch.tensor(a) for a in arrays(start)))
        ends += end
    logits = h @ W.T + b
    expected = torch.nn.functional.cross_entropy(logits.reshape(-1, V), torch.tensor(targets).reshape(-1))
    expected.backward()

    np.testing.assert_allclose(y, logits.detach(), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(loss, expected.item(), rtol=1e-13)
    for found, wanted in zip(arrays(final), ends, strict=True):
        np.testing.assert_allclose(found, wanted.detach(), rtol=1e-12, atol=1e-13)
    grads = {"embedding.E": E.grad, "output.W_hy": W.grad, "output.b_y": b.grad}
    for prefix, twin in zip(prefixes, twins, strict=True):
        grads |= {prefix + key: leaf.grad for key, leaf in twin.leaves.items()}
    assert set(model.grads) == set(grads)
    for key, wanted in grads.items():
        np.testing.assert_allclose(model.grads[key], wanted, rtol=1e-11, atol=1e-14, err_msg=key)


@QUICK
@given(st.sampled_from(NETWORKS), st.sampled_from(["every", "last"]), st.booleans(),
       st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_with_lengths_each_sample_is_as_if_alone(network, outputs, ids, lengths):
    model = build("classifier", network, ids=ids, outputs=outputs)
    x, state, targets, lengths = problem(model, 5, len(lengths), lengths)
    y, final = model.forward(x, state, lengths)
    loss, dy = model.loss(y, targets, lengths)
    model.backward(dy)
    found, total, entries = dict(model.grads), 0.0, model.entries(y, lengths)
    grads = {name: 0.0 for name in found}
    for b, L in enumerate(lengths):
        alone, end = model.forward(x[:L, b:b + 1], rebuilt(state, [a[b:b + 1] for a in arrays(state)]))
        one = (slice(None, L), slice(b, b + 1)) if outputs == "every" else (slice(b, b + 1),)
        np.testing.assert_allclose(y[one], alone, rtol=1e-12, atol=1e-13)
        for whole, part in zip(arrays(final), arrays(end), strict=True):
            np.testing.assert_allclose(whole[b:b + 1], part, rtol=1e-12, atol=1e-13)
        part, dalone = model.loss(alone, targets[one])
        model.backward(dalone)
        share = model.entries(alone) / entries
        total += part * share
        grads = {name: value + share * model.grads[name] for name, value in grads.items()}
    assert loss == pytest.approx(total, rel=1e-12)
    for name, value in found.items():
        np.testing.assert_allclose(value, grads[name], rtol=1e-10, atol=1e-13, err_msg=name)
    if outputs == "every":
        padding = np.arange(5)[:, None] >= lengths
        assert not y[padding].any() and not dy[padding].any()
        dy[padding] = np.nan
        model.forward(x, state, lengths)
        model.backward(dy)
        assert all(np.array_equal(model.grads[name], value) for name, value in found.items())


def test_the_last_output_of_two_directions_is_where_each_has_read_everything():
    deep = build("classifier", NETWORKS[5])
    x, _, _, _ = problem(deep)
    y, state = deep.forward(x)
    np.testing.assert_allclose(y, deep.output.forward(np.concatenate(state[-1], axis=1)), rtol=1e-14)
    model = build("classifier", NETWORKS[4])
    y, state = model.forward(x)
    ends = np.concatenate([state.forward.h, state.backward.h], axis=1)
    np.testing.assert_allclose(y, model.output.forward(ends), rtol=1e-14)
    x[-1] += 1  # the last step counts, and so does the first
    assert (model.forward(x)[0] != y).all()
    changed = model.forward(x)[0]
    x[0] += 1
    assert (model.forward(x)[0] != changed).all()


@pytest.mark.parametrize("network", [n for n in NETWORKS if n.directions == 1], ids=lambda n: n.name)
def test_a_carried_state_continues_the_sequence(network):
    model = build("language", network)
    x, state, _, _ = problem(model, T=7)
    whole, final = model.forward(x, state)
    first, carried = model.forward(x[:3], state)
    second, end = model.forward(x[3:], carried)
    np.testing.assert_allclose(np.concatenate([first, second]), whole, rtol=1e-12)
    for a, b in zip(arrays(final), arrays(end), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)


@pytest.mark.parametrize("kind", ["classifier", "regressor"])
def test_masked_predictions_do_not_count(kind):
    model = build(kind, outputs="every")
    x, _, targets, lengths = problem(model, lengths=(3, 4, 2))
    mask = np.arange(4)[:, None] > np.array([1, 0, 0])
    real = mask & (np.arange(4)[:, None] < lengths)
    y, _ = model.forward(x, lengths=lengths)
    loss, dy = model.loss(y, targets, lengths, mask)
    plain = softmax_cross_entropy if kind == "classifier" else mse
    expected, wanted = plain(y[real], targets[real])
    assert loss == pytest.approx(expected, rel=1e-14)
    np.testing.assert_allclose(dy[real], wanted, rtol=1e-14)
    assert not dy[~real].any() and model.entries(y, lengths, mask) == real.sum() == 5


def test_dropout_acts_in_training_only_and_its_generators_are_known():
    model = build(network=NETWORKS[3], dropout=0.5, rng=7)
    x, _, _, _ = problem(model)
    plain = model.forward(x)[0]
    np.testing.assert_array_equal(plain, model.forward(x)[0])
    generator, = model.generators
    before = generator.bit_generator.state
    dropped = model.forward(x, training=True)[0]
    assert (dropped != plain).any() and generator.bit_generator.state != before
    generator.bit_generator.state = before
    np.testing.assert_array_equal(model.forward(x, training=True)[0], dropped)
    assert build().generators == []
    inner = [Stacked([RNN(D, H, rng=0), RNN(H, H, rng=0)], 0.5, rng=k) for k in range(2)]
    wide = SequenceClassifier(Bidirectional(*inner), Dense(2 * H, K, rng=0))
    assert [id(g) for g in wide.generators] == [id(g) for part in inner for g in part.generators]
    assert len(wide.generators) == 2
    deep = SequenceClassifier(Stacked([wide.recurrent, RNN(2 * H, H, rng=0)], 0.1, rng=9), Dense(H, K, rng=0))
    assert [id(g) for g in deep.generators[1:]] == [id(g) for g in wide.generators]
    assert len(deep.generators) == 3


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("network", [*NETWORKS[:4], Network("rnn-relu", 3, 2)], ids=lambda n: n.name)
def test_what_is_stored_makes_the_same_model(kind, network):
    if kind == "language":
        network = network._replace(directions=1)
    dropout = {"dropout": 0.25, "rng": 1} if network.depth > 1 else {}
    model = build(kind, network, ids=True, dtype=np.float32, **dropout)
    stored = model.to_dict()
    config = json.loads(json.dumps(stored["config"]))
    assert config == stored["config"] == model.config
    twin = KINDS[kind].from_dict({"config": config, "params": stored["params"]}, rng=1)
    assert twin.config == model.config and type(twin) is type(model)
    assert all(np.array_equal(twin.params[name], value) for name, value in model.params.items())
    x, state, _, _ = problem(model)
    np.testing.assert_array_equal(twin.forward(x, state)[0], model.forward(x, state)[0])
    twin.params["output.b_y"][...] += 1  # copies, both ways
    stored["params"]["output.W_hy"][...] = 0
    assert model.params["output.W_hy"].any() and not np.array_equal(twin.params["output.b_y"],
                                                                   model.params["output.b_y"])


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copies_have_parameters_of_their_own(duplicate):
    model = build()
    x, _, targets, _ = problem(model)
    y = model.forward(x)[0]
    twin = duplicate(model)
    with pytest.raises(RuntimeError, match=r"SequenceClassifier.backward: expected a call of forward"):
        twin.backward(np.zeros_like(y))
    np.testing.assert_array_equal(twin.forward(x)[0], y)
    for value in twin.params.values():
        value[...] = 0
    np.testing.assert_array_equal(model.forward(x)[0], y)


def test_parameters_are_the_parts_own_and_the_way_back_may_be_called_again():
    model = build("language")
    assert list(model.params)[0] == "embedding.E" and list(model.params)[-1] == "output.b_y"
    assert np.shares_memory(model.params["recurrent.W_f"], model.recurrent.params["W_f"])
    model.params["output.b_y"] = np.arange(V, dtype=np.float64)
    assert model.output.params["b_y"][3] == 3
    x, _, targets, _ = problem(model)
    y, _ = model.forward(x)
    _, dy = model.loss(y, targets)
    model.backward(dy)
    first = model.grads
    model.backward(dy)
    assert all(np.array_equal(first[name], value) for name, value in model.grads.items())
    assert set(first) == set(model.params)


@each_outputs
def test_empty_batches_and_sequences(outputs):
    model = build(outputs=outputs)
    for T, B in ((0, 0), (3, 0), *([(0, 2)] if outputs == "every" else [])):
        y, _ = model.forward(np.zeros((T, B, D)), lengths=np.full(B, T))
        assert y.shape == ((T, B, K) if outputs == "every" else (B, K))
        dx, _ = model.backward(np.zeros_like(y))
        assert dx.shape == (T, B, D) and model.entries(y) == y.size // K
        assert not any(grad.any() for grad in model.grads.values())


def test_the_package_exports_the_models():
    assert rnnlib.LanguageModel is LanguageModel
    assert {"LanguageModel", "SequenceClassifier", "SequenceRegressor"} <= set(rnnlib.__all__)


def parts(**options):
    """Arguments of SequenceModel that fit, with some replaced."""
    return {"recurrent": LSTM(D, H, rng=0), "output": Dense(H, K, rng=0), "embedding": None,
            "outputs": "last"} | options


@pytest.mark.parametrize(("options", "error", "message"), [
    ({"recurrent": Dense(D, H, rng=0)}, TypeError, "recurrent: expected RNN, LSTM, GRU, .* got Dense"),
    ({"output": LSTM(H, K, rng=0)}, TypeError, "output: expected Dense, got LSTM"),
    ({"embedding": "E"}, TypeError, "embedding: expected Embedding or None, got str"),
    ({"outputs": "first"}, ValueError, "outputs: expected one of 'every', 'last', got 'first'"),
    ({"output": Dense(H + 1, K, rng=0)}, ValueError, "output: expected input_size 4, .* got 5"),
    ({"embedding": Embedding(V, D + 1, rng=0)}, ValueError, "embedding: expected embedding_size 3, .* got 4"),
    ({"output": Dense(H, K, rng=0, dtype=np.float64)}, TypeError,
     "output: expected dtype float32, as the recurrent layer has, got float64"),
])
def test_parts_that_do_not_fit(options, error, message):
    for kind in (SequenceModel, SequenceClassifier, SequenceRegressor):
        with pytest.raises(error, match=message):
            kind(**parts(**options))


def test_a_language_model_refuses_to_see_what_it_predicts():
    embedding, output = Embedding(V, D, rng=0), Dense(H, V, rng=0)
    two = Bidirectional(GRU(D, H // 2, rng=0), GRU(D, H // 2, rng=1))
    for recurrent in (two, Stacked([two, GRU(H, H, rng=0)])):
        with pytest.raises(ValueError, match="recurrent: expected layers that read forward only"):
            LanguageModel(embedding, recurrent, output)
    with pytest.raises(TypeError, match="embedding: expected Embedding, got NoneType"):
        LanguageModel(None, GRU(D, H, rng=0), output)
    with pytest.raises(ValueError, match="output: expected output_size 5, .* got 2"):
        LanguageModel(embedding, GRU(D, H, rng=0), Dense(H, K, rng=0))


x_good, ids_good = np.zeros((4, 3, D)), np.zeros((4, 3), int)


@pytest.mark.parametrize(("kind", "call", "error", "message"), [
    ("classifier", lambda m: m.forward(ids_good), TypeError, "x: expected dtype float64"),
    ("classifier", lambda m: m.forward(x_good[:, :, :2]), ValueError, r"x: expected shape \(T, B, 3\)"),
    ("classifier", lambda m: m.forward(np.full_like(x_good, np.nan)), ValueError, "x: expected finite"),
    ("classifier", lambda m: m.forward(x_good, np.zeros((3, H))), TypeError, "state: expected LSTMState"),
    ("classifier", lambda m: m.forward(x_good, training=1), TypeError, "training: expected True or False"),
    ("classifier", lambda m: m.forward(x_good, lengths=np.array([1, 0, 4])), ValueError,
     "lengths: expected at least 1 step of each sample with outputs='last', got 0 for sample 1"),
    ("classifier", lambda m: m.forward(x_good[:0]), ValueError, "lengths: expected at least 1 step"),
    ("classifier", lambda m: m.forward(x_good, lengths=np.array([1, 5, 4])), ValueError, r"in \[0, 4\]"),
    ("language", lambda m: m.forward(x_good), TypeError, "x: expected an integer dtype"),
    ("language", lambda m: m.forward(ids_good + V), ValueError, r"x: expected integers in \[0, 4\]"),
    ("language", lambda m: m.forward(ids_good[0]), ValueError, r"x: expected shape \(T, B\), got \(3,\)"),
    ("classifier", lambda m: m.loss(np.zeros((4, 3, K)), ids_good), ValueError,
     r"y: expected shape \(B, 2\)"),
    ("language", lambda m: m.loss(np.zeros((4, 3, V)), ids_good[0]), ValueError, "targets: expected shape"),
    ("language", lambda m: m.loss(np.zeros((4, 3, V)), ids_good, mask=ids_good), TypeError,
     "mask: expected a bool array, got int64"),
    ("language", lambda m: m.loss(np.zeros((4, 3, V)), ids_good, mask=ids_good[0] > 0), ValueError,
     r"mask: expected shape \(4, 3\), got \(3,\)"),
    ("language", lambda m: m.loss(np.zeros((4, 3, V)), ids_good, np.zeros(3, int)), ValueError,
     "expected at least one True"),
    ("language", lambda m: m.loss(np.zeros((4, 3, V), np.float32), ids_good), TypeError, "y: expected dtype"),
    ("language", lambda m: m.backward(np.zeros((4, 3, V))), RuntimeError, "expected a call of forward"),
    ("language", lambda m: (m.forward(ids_good), m.backward(np.zeros((4, 2, V)))), ValueError,
     r"dy: expected shape \(4, 3, 5\)"),
    ("language", lambda m: (m.forward(ids_good), m.backward(np.full((4, 3, V), np.nan))), ValueError,
     "dy: expected finite"),
])
def test_bad_calls(kind, call, error, message):
    with pytest.raises(error, match=message):
        call(build(kind))


def change(path, value):
    """A change of the dict that stores a model: the entry at a path becomes `value`, or goes if Ellipsis."""
    def apply(stored):
        at = stored
        for key in path[:-1]:
            at = at[key]
        if value is ...:
            del at[path[-1]]
        else:
            at[path[-1]] = value
        return stored
    return apply


@pytest.mark.parametrize(("damage", "error", "message"), [
    (lambda stored: [stored], TypeError, "stored: expected a dict, got list"),
    (change(["params"], ...), ValueError,
     r"stored: expected the keys \['config', 'params'\], got \['config'\]"),
    (change(["config"], 3), TypeError, "config: expected a mapping, got int"),
    (change(["config", "kind"], "SequenceRegressor"), ValueError, "config: expected a SequenceClassifier"),
    (change(["config", "size"], 3), ValueError, "config: expected the keys"),
    (change(["config", "recurrent"], "LSTM"), TypeError, "config: expected a dict, got str"),
    (change(["config", "recurrent", "kind"], "Transformer"), ValueError,
     "expected a kind among .*Transformer"),
    (change(["config", "recurrent", "kind"], ["LSTM"]), ValueError, "expected a kind among"),
    (change(["config", "recurrent", "depth"], 2), ValueError, "config of LSTM: expected the keys .*'depth'"),
    (change(["config", "recurrent", "hidden_size"], -4), ValueError, "hidden_size: expected"),
    (change(["config", "recurrent", "hidden_size"], 6), ValueError, "output: expected input_size 6"),
    (change(["config", "recurrent", "dtype"], "int32"), TypeError, "dtype: expected float32 or float64"),
    (change(["config", "recurrent"], {"kind": "Stacked", "layers": 3, "dropout": 0.0}), TypeError,
     "config of Stacked: expected a list of layers, got 3"),
    (change(["config", "outputs"], "first"), ValueError, "outputs: expected one of"),
    (change(["params", "output.b_y"], ...), ValueError, "params: expected the keys"),
    (change(["params", "output.b_y"], np.zeros(K, np.float32)), TypeError,
     r"params\['output.b_y'\]: .*float32"),
    (change(["params", "output.b_y"], np.zeros(1)), ValueError, r"params\['output.b_y'\]: expected shape"),
    (change(["params", "output.b_y"], np.full(K, np.nan)), ValueError, "finite"),
])
def test_a_damaged_store_is_refused(damage, error, message):
    with pytest.raises(error, match=message):
        SequenceClassifier.from_dict(damage(build().to_dict()))


def test_stores_that_need_something_or_cannot_be_made():
    stored = build(network=NETWORKS[3], dropout=0.5, rng=7).to_dict()
    with pytest.raises(TypeError, match="rng: expected"):
        SequenceClassifier.from_dict(stored)
    language = build("language").to_dict()
    language["config"]["outputs"] = "last"
    with pytest.raises(ValueError, match="expected outputs 'every' of a LanguageModel, got 'last'"):
        LanguageModel.from_dict(language)
    language["config"] |= {"outputs": "every", "embedding": None}
    with pytest.raises(TypeError, match="embedding: expected Embedding"):
        LanguageModel.from_dict(language)

    class Peephole(LSTM):
        """A kind of layer that no store knows."""

    model = SequenceClassifier(Peephole(D, H, rng=0), Dense(H, K, rng=0))
    with pytest.raises(TypeError, match="layer: expected one of .*, got Peephole"):
        model.to_dict()
    with pytest.raises(NotImplementedError, match="SequenceModel has no _loss"):
        SequenceModel(**parts()).loss(np.zeros((3, K), np.float32), np.zeros(3, int))
