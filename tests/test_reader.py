"""Reader: its scores against a reading by hand, its batches, its training, and the trained ones that ship."""

import numpy as np
import pytest
import torch

from rnnlib.datasets import reviews, sentiment_readers
from rnnlib.datasets.sentiment import known_words
from rnnlib.reader import (
    Reader,
    fit_reader,
    grown_reader,
    length_batches,
    padded_ids,
    reader_logits,
    train_reader,
    word_ids,
)
from tools import make_sentiment_readers

STORED = sentiment_readers()
IDS = [torch.tensor(ids) for ids in ([2, 3, 4, 5, 6], [7], [3, 1, 8], [6, 5, 4, 3])]


def by_hand(model, ids):
    """One sentence's logit: read forward, read the mirror image, pool."""
    vectors = model.embedding(ids)[:, None]
    h = torch.cat([model.ahead(vectors)[0], model.back(vectors.flip(0))[0]], dim=2)[:, 0]
    return model.readout(torch.cat([h.mean(dim=0), h.amax(dim=0)]))[0]


def test_scores_are_those_of_each_sentence_alone():
    torch.manual_seed(0)
    model = Reader(10, 6, 5).double().eval()
    with torch.no_grad():
        wanted = [float(by_hand(model, ids)) for ids in IDS]
    for size in (250, 2, 1):
        np.testing.assert_allclose(reader_logits(model, IDS, size), wanted, atol=1e-12)


def test_words_become_numbers_and_unknown_ones_one():
    ids = word_ids([("a", "film"), ("film", "x", "a")], {"a": 2, "film": 3})
    assert [each.tolist() for each in ids] == [[2, 3], [3, 1, 2]]
    x, lengths = padded_ids(ids)
    assert x.T.tolist() == [[2, 3, 0], [3, 1, 2]] and lengths.tolist() == [2, 3]


@pytest.mark.parametrize(("ids", "got"), [
    ([], "none"), ([torch.tensor([], dtype=torch.int64)], "an empty one")])
def test_sentences_without_words_are_refused(ids, got):
    with pytest.raises(ValueError, match=f"ids: expected at least one sentence, each with a word, got {got}"):
        padded_ids(ids)


def test_batches_hold_each_sentence_once_and_like_lengths():
    ids = [torch.ones(n, dtype=torch.int64) for n in np.random.default_rng(0).integers(1, 40, size=330)]
    cut = length_batches(ids, torch.Generator().manual_seed(0), size=20)
    assert sorted(i for part in cut for i in part) == list(range(330))
    assert max(map(len, cut)) == 20
    assert np.mean([np.ptp([len(ids[i]) for i in part]) for part in cut]) < 10


def small_task():
    rng = np.random.default_rng(0)
    ids = [torch.tensor(rng.integers(1, 6, size=n)) for n in rng.integers(2, 7, size=80)]
    return ids, torch.tensor([float((each == 2).any()) for each in ids])


def test_training_learns_and_is_the_same_twice():
    ids, targets = small_task()
    one, two = (fit_reader(ids, targets, 6, seed=3, passes=60) for _ in range(2))
    assert np.array_equal(reader_logits(one, ids), reader_logits(two, ids))
    assert np.mean((reader_logits(one, ids) > 0) == (targets.numpy() == 1)) > 0.9


def test_frozen_vectors_stay_noise():
    ids, targets = small_task()
    torch.manual_seed(5)
    start = Reader(6).embedding.weight.detach().clone()
    frozen = fit_reader(ids, targets, 6, seed=5, passes=1, frozen=True)
    assert torch.equal(frozen.embedding.weight, start)
    assert not torch.equal(fit_reader(ids, targets, 6, seed=5, passes=1).embedding.weight, start)


def test_a_weight_of_zero_leaves_a_sentence_out():
    ids, targets = small_task()
    wrong = targets.clone()
    wrong[:20] = 1 - wrong[:20]
    weights = torch.ones(80)
    weights[:20] = 0

    def trained(wanted):
        torch.manual_seed(0)
        return train_reader(Reader(6), ids, wanted, generator=torch.Generator().manual_seed(0), passes=2,
                            weights=weights)

    assert np.array_equal(reader_logits(trained(targets), ids), reader_logits(trained(wrong), ids))


@pytest.mark.parametrize("name", ["targets", "weights"])
def test_lengths_that_differ_are_refused(name):
    values = {"targets": torch.zeros(4), "weights": torch.ones(4)} | {name: torch.ones(3)}
    with pytest.raises(ValueError, match=f"{name}: expected one for each of 4 sentences, got 3"):
        train_reader(Reader(10), IDS, generator=torch.Generator(), **values)


def test_the_stored_networks_are_as_good_as_the_page_says():
    test = reviews()["test"]
    ids = word_ids(test.words, STORED.known)
    right = [np.mean((reader_logits(grown_reader(w), ids) > 0) == test.labels) for w in STORED.weights]
    assert len(right) == 3 and min(right) > 0.77 and max(right) < 0.80


def test_words_are_numbered_in_order_and_rare_ones_left_out():
    assert known_words([("b", "a", "b"), ("a", "b", "c", "a")]) == {"b": 2, "a": 3}
    assert len(STORED.known) + 2 == len(STORED.weights[0]["embedding.weight"]) == 5440


def test_further_words_change_no_score_of_the_old_ones():
    generator = torch.Generator().manual_seed(0)
    old, new = grown_reader(STORED.weights[0]), grown_reader(STORED.weights[0], 3, generator)
    assert np.array_equal(reader_logits(old, IDS), reader_logits(new, IDS))
    assert new.embedding.weight.shape == (5443, 24) and new.embedding.weight.dtype == torch.float64


def test_vectors_are_rounded_by_at_most_half_a_step():
    E = np.random.default_rng(0).normal(size=(5, 4))
    whole, scales = make_sentiment_readers.rounded(E)
    assert whole.dtype == np.int8 and (np.abs(whole).max(axis=1) == 127).all()
    assert (np.abs(whole * scales[:, None] - E) <= 0.51 * scales[:, None]).all()


def test_the_archive_is_the_same_every_time():
    arrays = {"0.a": np.arange(3)}
    assert make_sentiment_readers.archive(arrays) == make_sentiment_readers.archive(arrays)
