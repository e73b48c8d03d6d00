"""Text: round trips, batches that lose nothing and repeat nothing, draws with the right probabilities."""

import json
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import text
from rnnlib.text import Vocabulary

QUICK = settings(max_examples=60, deadline=None, derandomize=True, database=None)
words = st.lists(st.sampled_from(["a", "b", "cat", "", "dog", "ä", "<unk>", "日"]), min_size=1, max_size=30)


# Vocabulary

@given(symbols=st.one_of(words, st.text(min_size=1, max_size=30)), unknown=st.sampled_from([None, "<unk>"]))
@QUICK
def test_what_was_read_comes_back(symbols, unknown):
    vocabulary = Vocabulary(symbols, unknown=unknown)
    ids = vocabulary.encode(symbols)
    assert ids.dtype == np.int64 and ids.shape == (len(symbols),)
    assert vocabulary.decode(ids) == list(symbols)
    assert sorted(vocabulary.symbols) == sorted(set(symbols) | ({unknown} - {None}))
    assert all(symbol in vocabulary for symbol in symbols) and "never" not in vocabulary
    np.testing.assert_array_equal(vocabulary.encode(vocabulary.symbols), np.arange(len(vocabulary)))


@given(symbols=words, unknown=st.sampled_from([None, "<unk>"]), min_count=st.integers(1, 3),
       max_size=st.one_of(st.none(), st.integers(1, 5)))
@QUICK
def test_the_most_frequent_are_kept_in_a_stable_order(symbols, unknown, min_count, max_size):
    counts = Counter(symbols)
    counts.pop(unknown, None)
    frequent = sorted((symbol for symbol, count in counts.items() if count >= min_count),
                      key=lambda symbol: (-counts[symbol], symbols.index(symbol)))
    expected = (([unknown] if unknown else []) + frequent)[:max_size]
    if not expected:
        with pytest.raises(ValueError, match=f"^min_count: .* comes at least {min_count}"):
            Vocabulary(symbols, unknown=unknown, min_count=min_count, max_size=max_size)
        return
    vocabulary = Vocabulary(symbols, unknown=unknown, min_count=min_count, max_size=max_size)
    assert list(vocabulary.symbols) == expected and len(vocabulary) == len(expected)
    left_out = [s for s in symbols if s not in expected]
    if unknown:
        np.testing.assert_array_equal(vocabulary.encode(left_out), np.zeros(len(left_out)))
        assert vocabulary.decode(vocabulary.encode(left_out)) == [unknown] * len(left_out)
    elif left_out:
        with pytest.raises(ValueError, match="^symbols: expected symbols of the vocabulary"):
            vocabulary.encode(left_out)
    stored = json.loads(json.dumps(vocabulary.to_dict()))
    again = Vocabulary.from_dict(stored)
    assert again == vocabulary and hash(again) == hash(vocabulary)
    assert again.symbols == vocabulary.symbols and again.unknown == unknown
    np.testing.assert_array_equal(again.encode(expected), vocabulary.encode(expected))


def test_an_unknown_symbol_is_named_with_its_place():
    vocabulary = Vocabulary("hello")
    with pytest.raises(ValueError, match="no entry for unknown ones, got 'x' at position 2$"):
        vocabulary.encode("hex!")
    assert vocabulary.encode("").shape == (0,) and vocabulary.decode(np.zeros(0, int)) == []


def test_vocabularies_differ_by_order_and_by_unknown_entry():
    assert Vocabulary("aab") == Vocabulary("aaab") != Vocabulary("abb")
    assert Vocabulary(["u", "a"]) != Vocabulary(["a"], unknown="u")
    assert Vocabulary("ab") != ("a", "b")
    assert repr(Vocabulary("ab", unknown="?")) == "Vocabulary of 3 symbols, unknown='?'"


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: Vocabulary(""), ValueError, "^symbols: expected at least one, got none"),
    (lambda: Vocabulary(7), TypeError, "^symbols: expected an iterable of strings, got int"),
    (lambda: Vocabulary(["a", 7]), TypeError, "^symbols: expected strings, got 7 of type int at position 1"),
    (lambda: Vocabulary(b"ab"), TypeError, "^symbols: expected strings, got 97 of type int at position 0"),
    (lambda: Vocabulary("a", unknown=0), TypeError, "^unknown: expected a string or None, got 0 of type int"),
    (lambda: Vocabulary("a", min_count=0), ValueError, "^min_count: expected a whole number of at least 1"),
    (lambda: Vocabulary("a", max_size=0), ValueError, "^max_size: expected a whole number of at least 1"),
    (lambda: Vocabulary("a").encode([None]), TypeError, "^symbols: expected strings, got None"),
    (lambda: Vocabulary("a").decode(np.array([1])), ValueError, r"^ids: expected integers in \[0, 0\]"),
    (lambda: Vocabulary("a").decode(np.array([-1])), ValueError, r"^ids: expected integers in \[0, 0\]"),
    (lambda: Vocabulary("a").decode(np.zeros((1, 1), int)), ValueError, r"^ids: expected shape \(N,\)"),
    (lambda: Vocabulary("a").decode([0]), TypeError, "^ids: expected a NumPy array"),
    (lambda: Vocabulary.from_dict(["a"]), TypeError, "^stored: expected a dict, got list"),
    (lambda: Vocabulary.from_dict({"symbols": ["a"]}), ValueError, "^stored: expected the keys"),
    (lambda: Vocabulary.from_dict({"symbols": [], "unknown": None}), ValueError, "^symbols: expected"),
    (lambda: Vocabulary.from_dict({"symbols": ["a", "a"], "unknown": None}), ValueError, "1 repeated"),
    (lambda: Vocabulary.from_dict({"symbols": ["a", "?"], "unknown": "?"}), ValueError, "^unknown: expected"),
    (lambda: Vocabulary.from_dict({"symbols": ["a"], "unknown": 1}), TypeError, "^unknown: expected"),
])
def test_bad_vocabularies(call, error, message):
    with pytest.raises(error, match=message):
        call()


# Batches of one text

@given(N=st.integers(2, 60), B=st.integers(1, 6), length=st.integers(1, 12))
@QUICK
def test_columns_go_on_where_they_stopped_and_nothing_but_the_tail_is_lost(N, B, length):
    ids = np.arange(N, dtype=np.int32)  # each id is its own place
    if N - 1 < B:
        with pytest.raises(ValueError, match=f"^ids: expected more than batch_size = {B} of them, got {N}"):
            text.contiguous_batches(ids, B, length)
        return
    batches = text.contiguous_batches(ids, B, length)
    pairs = list(batches)
    assert len(pairs) == len(batches)
    assert all(x.shape == y.shape == (length, B) for x, y in pairs[:-1]) and len(pairs[-1][0]) <= length
    x, y = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    assert x.dtype == np.int32
    np.testing.assert_array_equal(y, x + 1)
    np.testing.assert_array_equal(np.diff(x, axis=0), 1)  # within a column, over the borders of pairs too
    np.testing.assert_array_equal(x.T.ravel(), np.arange(x.size))  # column after column: the whole text, once
    assert batches.lost == N - 1 - y.size and 0 <= batches.lost < B
    for (x, _), (again, _) in zip(pairs, batches, strict=True):  # a second epoch
        np.testing.assert_array_equal(x, again)


def test_batches_are_copies():
    ids = np.arange(9)
    for x, y in text.contiguous_batches(ids, 2, 2):
        x[...] = y[...] = -1
    np.testing.assert_array_equal(ids, np.arange(9))


@given(N=st.integers(2, 40), length=st.integers(1, 10), B=st.integers(0, 5), seed=st.integers(0, 9))
@QUICK
def test_windows_are_pieces_of_the_text(N, length, B, seed):
    ids = np.arange(N, dtype=np.uint8)
    if N <= length:
        with pytest.raises(ValueError, match=f"^ids: expected more than length = {length} of them, got {N}"):
            text.sample_windows(ids, length, B, rng=seed)
        return
    x, y = text.sample_windows(ids, length, B, rng=seed)
    assert x.shape == y.shape == (length, B) and x.dtype == y.dtype == np.uint8
    np.testing.assert_array_equal(x, np.arange(length)[:, None] + x[:1])
    np.testing.assert_array_equal(y, x + 1)


def test_every_window_is_equally_likely_first_and_last_included():
    x, _ = text.sample_windows(np.arange(7), 3, 40_000, rng=0)
    counts = np.bincount(x[0], minlength=4)
    assert len(counts) == 4
    assert np.abs(counts - 10_000).max() < 4 * math.sqrt(40_000 * 0.25 * 0.75)


@given(N=st.integers(1, 50), weights=st.lists(st.integers(1, 9), min_size=1, max_size=4), wide=st.booleans())
@QUICK
def test_a_split_is_in_order_complete_and_of_the_right_sizes(N, weights, wide):
    values = np.arange(2 * N).reshape(N, 2) if wide else np.arange(N, dtype=float)
    shares = tuple(weight / sum(weights) for weight in weights)
    try:
        parts = text.contiguous_split(values, shares)
    except ValueError as error:
        assert "expected at least one of" in str(error) and min(shares) * N < 1
        return
    assert len(parts) == len(shares)
    np.testing.assert_array_equal(np.concatenate(parts), values)
    for part, share in zip(parts, shares, strict=True):
        assert len(part) and abs(len(part) - share * N) <= 1
        assert np.shares_memory(part, values)


def test_the_usual_split():
    sizes = [len(part) for part in text.contiguous_split(np.arange(1000), (0.8, 0.1, 0.1))]
    assert sizes == [800, 100, 100]


# Batches of many sequences

@given(lengths=st.lists(st.integers(0, 5), max_size=12), B=st.integers(1, 5), kind=st.sampled_from("iflw"),
       rng=st.one_of(st.none(), st.integers(0, 9)))
@QUICK
def test_padded_batches_hold_every_sequence_once(lengths, B, kind, rng):
    draw, D = np.random.default_rng(len(lengths)), (2,) if kind == "w" else ()
    sequences = [1.0 + draw.random((L, *D)) if kind in "fw" else draw.integers(1, 9, L) for L in lengths]
    if kind == "f":
        sequences = [sequence.astype(np.float32) for sequence in sequences]
    seen = []
    for x, found, index in text.padded_batches(sequences, B, rng=rng):
        assert x.shape == (max(found), len(found), *D) and x.dtype == sequences[0].dtype
        assert len(found) == len(index) == B or len(seen) + len(index) == len(sequences)
        assert found.dtype == index.dtype == np.int64
        for column, (length, i) in enumerate(zip(found, index, strict=True)):
            np.testing.assert_array_equal(x[:length, column], sequences[i])
            assert (x[length:, column] == 0).all() and length == len(sequences[i])
        seen += index.tolist()
    assert sorted(seen) == list(range(len(lengths)))
    assert rng is not None or seen == sorted(seen)


def test_shuffling_shuffles_and_one_seed_is_one_order():
    sequences = [np.arange(i) for i in range(50)]
    orders = [[*np.concatenate([b.index for b in text.padded_batches(sequences, 8, rng=seed)])]
              for seed in (0, 0, 1)]
    assert orders[0] == orders[1] != orders[2] and orders[0] != sorted(orders[0])


ONE = np.zeros(3, int)


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: text.contiguous_batches(np.zeros(9), 2, 2), TypeError, "^ids: expected an integer dtype"),
    (lambda: text.contiguous_batches(np.zeros((9, 1), int), 2, 2), ValueError, r"^ids: expected shape"),
    (lambda: text.contiguous_batches(ONE, 0, 2), ValueError, "^batch_size: expected"),
    (lambda: text.contiguous_batches(ONE, 1, 0), ValueError, "^length: expected"),
    (lambda: text.sample_windows(ONE, 1, -1, rng=0), ValueError, "^batch_size: expected"),
    (lambda: text.sample_windows(ONE, 1, 1, rng=None), TypeError, "^rng: expected"),
    (lambda: text.contiguous_split([1, 2], (1.0,)), TypeError, "^values: expected a NumPy array, got list"),
    (lambda: text.contiguous_split(np.array(1), (1.0,)), ValueError, "^values: expected a time axis"),
    (lambda: text.contiguous_split(ONE, 0.5), TypeError, "^shares: expected a tuple of numbers, got float"),
    (lambda: text.contiguous_split(ONE, (0.5, 0.4)), ValueError, "add up to 1, got a sum of 0.9"),
    (lambda: text.contiguous_split(ONE, (1.5, -0.5)), ValueError, r"^shares\[1\]: expected a finite number"),
    (lambda: text.contiguous_split(ONE, (0.9, 0.1)), ValueError, r"^shares\[1\]: expected at least one of 3"),
    (lambda: text.contiguous_split(ONE, ()), ValueError, "^shares: expected numbers that add up to 1"),
    (lambda: text.padded_batches(ONE, 2), TypeError, "^sequences: expected a list of arrays, got ndarray"),
    (lambda: text.padded_batches([[1]], 2), TypeError, r"^sequences\[0\]: expected a NumPy array, got list"),
    (lambda: text.padded_batches([ONE, ONE.astype("i4")], 2), TypeError, r"^sequences\[1\]: .* int64"),
    (lambda: text.padded_batches([ONE, ONE[:, None]], 2), ValueError, r"^sequences\[1\]: .* \(L,\), got"),
    (lambda: text.padded_batches([np.zeros((2, 3)), np.zeros((2, 4))], 2), ValueError, r"\(L, 3\), got"),
    (lambda: text.padded_batches([np.array(1.0)], 2), ValueError, r"^sequences\[0\]: expected shape \(L,\)"),
    (lambda: text.padded_batches([np.array([np.nan])], 2), ValueError, r"^sequences\[0\]: expected finite"),
    (lambda: text.padded_batches([ONE], 0), ValueError, "^batch_size: expected"),
    (lambda: text.padded_batches([ONE], 1, rng="a"), TypeError, "^rng: expected"),
])
def test_bad_batches(call, error, message):
    with pytest.raises(error, match=message):
        call()


# Sampling

@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_symbols_come_as_often_as_softmax_says(temperature, dtype):
    N, logits = 40_000, np.array([1.0, -2.0, 0.0, 0.5, -800.0], dtype)
    drawn = text.sample(np.tile(logits, (N, 1)), temperature, rng=0)
    p = np.exp(logits.astype(float) / temperature)
    p /= p.sum()
    assert drawn.shape == (N,) and drawn.dtype == np.int64
    share = np.bincount(drawn, minlength=5) / N
    assert (np.abs(share - p) <= 4 * np.sqrt(p * (1 - p) / N)).all()


@given(shape=st.sampled_from([(3,), (0, 3), (4, 2), (2, 3, 5)]), seed=st.integers(0, 99),
       scale=st.sampled_from([1e-300, 1.0, 1e4, 1e306]))
@QUICK
def test_temperature_0_is_argmax_and_a_tiny_one_agrees(shape, seed, scale):
    logits = scale * np.random.default_rng(seed).permutation(math.prod(shape)).reshape(shape).astype(float)
    best = logits.argmax(axis=-1)
    for temperature in (0, 0.0, 1e-308, 5e-324):
        found = text.sample(logits, temperature, rng=seed)
        assert isinstance(found, np.ndarray) and found.shape == shape[:-1] and found.dtype == np.int64
        np.testing.assert_array_equal(found, best)
    for temperature in (1.0, 1e308):
        found = text.sample(logits, temperature, rng=seed)
        assert found.shape == shape[:-1] and ((found >= 0) & (found < shape[-1])).all()


def test_logits_at_the_ends_of_the_range():
    logits = np.array([[1.7e308, -1.7e308], [-1.7e308, 1.7e308]])
    np.testing.assert_array_equal(text.sample(logits, 0.1, rng=0), [0, 1])
    assert text.sample(np.array([5.0, 5.0]), 0, rng=0) == 0  # the first of equals


@pytest.mark.parametrize(("logits", "temperature", "error", "message"), [
    (np.zeros(3, int), 1.0, TypeError, "^logits: expected dtype"),
    (np.array(1.0), 1.0, ValueError, "^logits: expected a last axis of K >= 1 symbols"),
    (np.zeros((2, 0)), 1.0, ValueError, "^logits: expected a last axis of K >= 1 symbols"),
    (np.array([np.nan]), 1.0, ValueError, "^logits: expected finite numbers"),
    (np.zeros(3), -1.0, ValueError, "^temperature: expected a finite number"),
    (np.zeros(3), np.inf, ValueError, "^temperature: expected a finite number"),
])
def test_bad_logits(logits, temperature, error, message):
    with pytest.raises(error, match=message):
        text.sample(logits, temperature, rng=0)
