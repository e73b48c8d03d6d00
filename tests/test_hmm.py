"""The hidden Markov model against sums over all its paths."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rnnlib.hmm import HiddenMarkovModel

K, V, T = 3, 4, 5


def path_probabilities(model, ids):
    """Every hidden path and the probability of path and symbols together."""
    found = {}
    for path in itertools.product(range(model.states), repeat=len(ids)):
        p = model.start[path[0]] * model.emission[path[0], ids[0]]
        for i, j, x in zip(path, path[1:], ids[1:], strict=False):
            p *= model.transition[i, j] * model.emission[j, x]
        found[path] = p
    return found


@pytest.fixture
def model():
    return HiddenMarkovModel.random(K, V, rng=0)


@pytest.fixture
def ids():
    return np.random.default_rng(1).integers(0, V, (T, 2))


def test_log_probabilities_are_sums_over_all_paths(model, ids):
    found = model.log_probabilities(ids).sum(axis=0)
    assert_allclose(found, [np.log(sum(path_probabilities(model, x).values())) for x in ids.T], rtol=1e-12)


def test_all_sequences_add_up_to_one(model):
    every = np.array(list(itertools.product(range(V), repeat=4))).T
    assert_allclose(np.exp(model.log_probabilities(every).sum(axis=0)).sum(), 1.0, rtol=1e-12)


def test_posteriors_are_shares_of_paths(model, ids):
    found = model.posteriors(ids)
    for b, x in enumerate(ids.T):
        paths = path_probabilities(model, x)
        for t in range(T):
            shares = [sum(p for path, p in paths.items() if path[t] == k) for k in range(K)]
            assert_allclose(found[t, b], np.array(shares) / sum(paths.values()), rtol=1e-12)


def test_next_probabilities_agree_with_log_probabilities(model, ids):
    after = model.next_probabilities(ids)
    assert_allclose(after.sum(axis=-1), 1.0, rtol=1e-12)
    chosen = np.take_along_axis(after[:-1], ids[1:, :, None], axis=-1)[..., 0]
    assert_allclose(np.log(chosen), model.log_probabilities(ids)[1:], rtol=1e-12)


@pytest.mark.parametrize("smoothing", [0.0, 0.5])
def test_one_pass_takes_the_shares_of_expected_counts(model, ids, smoothing):
    start, moves, emits = np.zeros(K), np.zeros((K, K)), np.zeros((K, V))
    for x in ids.T:
        paths = path_probabilities(model, x)
        total = sum(paths.values())
        for path, p in paths.items():
            start[path[0]] += p / total
            np.add.at(moves, (path[:-1], path[1:]), p / total)
            np.add.at(emits, (path, tuple(x)), p / total)
    history = model.fit(ids, 1, smoothing=smoothing)
    assert len(history) == 1
    for found, counts in ((model.start, start), (model.transition, moves), (model.emission, emits)):
        counts = counts + smoothing
        assert_allclose(found, counts / counts.sum(axis=-1, keepdims=True), rtol=1e-10)


def test_no_pass_lowers_the_likelihood(model):
    ids, _ = HiddenMarkovModel.random(2, V, rng=4).sample(30, 20, rng=5)
    history = model.fit(ids, 40)
    assert np.diff(history).min() > -1e-12
    assert history[-1] > history[0] + 0.005


def test_long_sequences_stay_in_range(model):
    ids, _ = model.sample(5000, 1, rng=2)
    assert np.isfinite(model.log_probabilities(ids)).all()
    assert_allclose(model.posteriors(ids).sum(axis=-1), 1.0, rtol=1e-9)


def test_samples_have_the_shares_of_the_model():
    model = HiddenMarkovModel(np.array([0.2, 0.8]), np.array([[0.9, 0.1], [0.5, 0.5]]),
                              np.array([[1.0, 0.0], [0.3, 0.7]]))
    ids, states = model.sample(2, 20_000, rng=3)
    assert not ids[states == 0].any()
    assert_allclose(states[0].mean(), 0.8, atol=0.01)
    assert_allclose(states[1][states[0] == 0].mean(), 0.1, atol=0.01)
    assert_allclose(ids[states == 1].mean(), 0.7, atol=0.01)


def test_what_is_ruled_out():
    model = HiddenMarkovModel(np.array([1.0, 0.0]), np.eye(2), np.eye(2))
    ids = np.array([[0], [1], [0]])
    assert model.log_probabilities(ids)[:, 0].tolist() == [0.0, -np.inf, -np.inf]
    with pytest.raises(ValueError, match="ids: expected sequences that the model can emit"):
        model.posteriors(ids)
    with pytest.raises(ValueError, match="ids: expected sequences that the model can emit"):
        model.fit(ids, 1)


def test_a_state_never_visited_keeps_distributions():
    model = HiddenMarkovModel(np.array([1.0, 0.0]), np.eye(2), np.full((2, 2), 0.5))
    model.fit(np.array([[0], [1], [1]]), 2)
    assert_allclose(model.emission, [[1 / 3, 2 / 3], [0.5, 0.5]])
    assert_allclose(model.transition.sum(axis=1), 1.0)


def test_parameters_are_counted(model):
    assert model.parameter_count == 2 + 3 * 2 + 3 * 3


@pytest.mark.parametrize(("arguments", "message"), [
    ((np.array([0.5, 0.6]), np.eye(2), np.eye(2)), "start: expected rows of probabilities"),
    ((np.array([1.0, 0.0]), np.eye(3), np.eye(2)), "transition: expected shape"),
    ((np.array([1.0, 0.0]), np.eye(2), np.array([[1.5, -0.5], [0.5, 0.5]])), "emission: expected rows"),
])
def test_bad_models_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        HiddenMarkovModel(*arguments)


def test_bad_arguments_are_refused(model, ids):
    with pytest.raises(ValueError, match="ids"):
        model.log_probabilities(np.full((2, 1), V))
    with pytest.raises(ValueError, match="passes"):
        model.fit(ids, -1)
    with pytest.raises(ValueError, match="smoothing"):
        model.fit(ids, 1, smoothing=-1.0)
