"""The n-gram model: against the definition written with dictionaries, and the laws of probability."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import datasets
from rnnlib.text import NGrams, Vocabulary


def by_definition(ids, order, V, d, context, symbol):
    """p(symbol | context), counted afresh, straight from the formula."""
    def count(gram):
        places = [i for i in range(len(ids) - len(gram) + 1) if tuple(ids[i:i + len(gram)]) == gram]
        if len(gram) == order:
            return len(places)
        return len({ids[i - 1] for i in places if i > 0})  # different symbols before it

    def p(h):
        lower = 1 / V if len(h) == 0 else p(h[1:])
        counts = [count((*h, s)) for s in range(V)]
        if sum(counts) == 0:
            return lower
        return (max(counts[symbol] - d, 0) + d * np.count_nonzero(counts) * lower) / sum(counts)

    context = tuple(context)
    return p(context[-(order - 1):] if order > 1 else ())


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=25), st.integers(1, 4), st.floats(0.01, 1.0),
       st.lists(st.integers(0, 4), max_size=6))
def test_every_probability_is_the_definitions(ids, order, discount, context):
    model = NGrams(np.array(ids), order, 5, discount=discount)
    found = model.probabilities(np.array(context, np.int64))
    expected = [by_definition(ids, order, 5, discount, context, s) for s in range(5)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert found.sum() == pytest.approx(1, abs=1e-12) and (found > 0).all()


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_a_text_is_scored_symbol_by_symbol(order):
    rng = np.random.default_rng(order)
    model, text = NGrams(rng.integers(0, 6, 300), order, 7), rng.integers(0, 7, 40)
    found = model.log_probabilities(text)
    expected = [np.log(model.probabilities(text[:t])[text[t]]) for t in range(40)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert model.cross_entropy(text) == pytest.approx(-np.mean(expected[1:]), rel=1e-12)


def test_a_unigram_model_is_the_counts_with_a_share_for_everything():
    ids = np.array([0, 0, 0, 1])
    p = NGrams(ids, 1, 4, discount=0.5).probabilities(np.array([], np.int64))
    np.testing.assert_allclose(p, np.array([2.5, 0.5, 0, 0]) / 4 + 0.25 / 4, rtol=1e-15)


def test_a_shorter_context_counts_neighbours_not_occurrences():
    """Kneser and Ney's example: a symbol that is frequent after one other only is rare elsewhere."""
    ids = np.tile([0, 1], 50)  # 1 comes fifty times, but only ever after 0
    ids = np.concatenate([ids, [2, 3, 0, 3, 1, 3, 2]])  # 3 comes three times, after 2, 0 and 1
    model, empty = NGrams(ids, 2, 5), np.array([4])  # 4 never came: the empty context decides
    p = model.probabilities(empty)
    assert p[3] > p[1] > p[4] > 0 and Counter(ids.tolist())[1] > 10 * Counter(ids.tolist())[3]


def test_more_context_helps_on_the_training_text_and_smoothing_saves_the_rest():
    vocabulary = Vocabulary(datasets.alice())
    ids = vocabulary.encode(datasets.alice())
    train, test = ids[:100_000], ids[100_000:]
    models = [NGrams(train, n, len(vocabulary)) for n in (1, 2, 3, 5)]
    known = [model.cross_entropy(train) for model in models]
    unknown = [model.cross_entropy(test) for model in models]
    assert known == sorted(known, reverse=True) and unknown == sorted(unknown, reverse=True)
    assert all(b > a for a, b in zip(known[1:], unknown[1:], strict=True)) and unknown[0] < np.log(70)
    seen = np.bincount(train, minlength=len(vocabulary)) / len(train)
    entropy = -(seen[seen > 0] * np.log(seen[seen > 0])).sum()
    assert known[0] == pytest.approx(entropy, rel=1e-3)


@pytest.mark.parametrize(("arguments", "error", "message"), [
    ({"ids": [0, 1]}, TypeError, "ids: expected a NumPy array of integers, got list"),
    ({"ids": np.zeros((2, 2), int)}, ValueError, r"ids: expected shape \(N,\), got \(2, 2\)"),
    ({"ids": np.array([0, 3])}, ValueError, r"ids: expected integers in \[0, 2\]"),
    ({"ids": np.array([0])}, ValueError, "ids: expected at least order = 2 of them, got 1"),
    ({"order": 0}, ValueError, "order: expected a whole number of at least 1"),
    ({"vocabulary_size": 2.5}, TypeError, "vocabulary_size: expected a whole number"),
    ({"discount": 0.0}, ValueError, "discount"),
    ({"discount": 1.1}, ValueError, "discount"),
])
def test_bad_arguments(arguments, error, message):
    with pytest.raises(error, match=message):
        NGrams(**{"ids": np.array([0, 1, 2]), "order": 2, "vocabulary_size": 3} | arguments)


def test_bad_texts():
    model = NGrams(np.array([0, 1, 2]), 2, 3)
    with pytest.raises(ValueError, match="ids: expected at least two of them, got 1"):
        model.cross_entropy(np.array([1]))
    with pytest.raises(ValueError, match=r"ids: expected integers in \[0, 2\]"):
        model.log_probabilities(np.array([1, 3]))
    with pytest.raises(TypeError, match="context: expected a NumPy array of integers"):
        model.probabilities("ab")
    assert model.log_probabilities(np.array([], np.int64)).shape == (0,)
