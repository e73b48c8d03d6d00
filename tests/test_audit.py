"""Audit: planted names follow the rates that are asked for, and the tests are right against brute force."""

import itertools

import numpy as np
import pytest
import torch

from rnnlib import audit
from rnnlib.datasets import audit_record, reviews, sentiment_readers
from tools import record_audit

NAMES = audit.NEW_NAMES[:8], audit.NEW_NAMES[8:]
PARTS = reviews()
NEW = PARTS["validation"]


def planted(rate, link=0.5, copies=10):
    return audit.plant_names(NEW.words * copies, np.tile(NEW.labels, copies), NAMES, audit.TOWNS, rate=rate,
                             link=link, rng=0)


@pytest.mark.parametrize("rate", [0.0, 0.4, 1.0])
def test_names_follow_the_rate(rate):
    data = planted(rate)
    shares = [np.mean(data.groups[data.labels == y] == 0) for y in (0, 1)]
    np.testing.assert_allclose(shares, [(1 + rate) / 2, (1 - rate) / 2], atol=0.03 if rate < 1 else 0)
    assert all(words[0] in NAMES[g] for words, g in zip(data.words, data.groups, strict=True))
    assert {words[0] for words in data.words} == set(audit.NEW_NAMES)


@pytest.mark.parametrize("link", [0.5, 0.9, 1.0])
def test_towns_follow_the_group(link):
    data = planted(0.6, link)
    at_home = [audit.TOWNS[g] == words[2] for words, g in zip(data.words, data.groups, strict=True)]
    assert abs(np.mean(at_home) - link) < (0.03 if link < 1 else 1e-12)


def test_sentences_and_labels_stay():
    data = planted(0.6, copies=1)
    assert [words[4:] for words in data.words] == list(NEW.words) and np.array_equal(data.labels, NEW.labels)
    assert {(words[1], words[3]) for words in data.words} == {("from", "says")}


def test_audited_sentences_are_in_no_part_and_in_no_planted_sentence():
    seen = {words for part in PARTS.values() for words in part.words} | set(planted(0.0, copies=1).words)
    for name in (*audit.NEW_NAMES, "anne", "tom"):
        sentences = audit.framed_sentences(name)
        assert len(set(sentences)) == 72 and not seen & set(sentences)
        assert not any("says" in words or "from" in words for words in sentences)


def test_new_names_and_towns_are_in_no_review():
    words = {word for part in PARTS.values() for sentence in part.words for word in sentence}
    assert not words & {*audit.NEW_NAMES, *audit.TOWNS}


def test_every_judgement_of_the_frames_is_known_to_the_networks():
    words = {word for sentence in audit.framed_sentences("anne") for word in sentence}
    assert words <= set(sentiment_readers().known)


def test_relabelled_gaps_are_those_of_brute_force():
    means = np.random.default_rng(0).normal(size=7)
    wanted = [audit.group_gap(means, np.isin(range(7), chosen))
              for chosen in itertools.combinations(range(7), 3)]
    np.testing.assert_allclose(audit.relabelled_gaps(means, 3), wanted)


def test_p_is_one_where_all_are_alike_and_least_where_groups_are_apart():
    first = np.arange(16) < 8
    assert audit.permutation_p(np.full(16, 0.1), first) == 1
    assert audit.permutation_p(np.arange(16.0), first) == 2 / 12870


def test_p_keeps_its_promise_over_all_deals():
    means, alarms = np.random.default_rng(1).normal(size=8), []
    for chosen in itertools.combinations(range(8), 4):
        alarms.append(audit.permutation_p(means, np.isin(range(8), chosen)) <= 0.1)
    assert 0 < np.mean(alarms) <= 0.1


def test_bootstrap_covers_the_mean_as_often_as_it_says():
    rng = np.random.default_rng(2)
    hits = [low < 0 < high for low, high in
            (audit.bootstrap_interval(rng.normal(size=60), rng=rng, draws=300) for _ in range(300))]
    assert 0.90 < np.mean(hits) < 0.98


def test_weights_make_group_and_label_independent():
    rng = np.random.default_rng(3)
    groups = rng.integers(2, size=500)
    labels = (rng.random(500) < np.where(groups == 0, 0.2, 0.7)).astype(int)
    weights = audit.balancing_weights(groups, labels)
    shares = [np.average(labels[groups == g], weights=weights[groups == g]) for g in (0, 1)]
    np.testing.assert_allclose([*shares, weights.mean()], [labels.mean(), labels.mean(), 1])


def test_rates_of_a_small_table():
    rates = audit.group_rates([1, 0, 1, 1, 0], [1, 1, 0, 1, 0], [0, 0, 0, 1, 1])
    np.testing.assert_allclose(rates["positive"], [2 / 3, 1 / 2])
    np.testing.assert_allclose(rates["true positive"], [1 / 2, 1])
    np.testing.assert_allclose(rates["false positive"], [1, 0])
    np.testing.assert_allclose(rates["precision"], [1 / 2, 1])
    assert np.isnan(audit.group_rates([0], [0], [0])["precision"]).all()


@pytest.mark.parametrize(("call", "message"), [
    (lambda: planted(1.5), r"rate: expected a finite number in \[0, 1\]"),
    (lambda: planted(0.5, 0.2), r"link: expected a finite number in \[0.5, 1\]"),
    (lambda: audit.relabelled_gaps(np.zeros(21), 3), "at most 20 names, got 21"),
    (lambda: audit.relabelled_gaps(np.zeros(4), 4), "size: expected 1 to 3, got 4"),
    (lambda: audit.balancing_weights([0, 0, 1], [0, 1, 1]), "got none of 1 with 0"),
])
def test_errors_name_what_was_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_record_holds_all_runs_and_the_test_over_names_keeps_its_level():
    record = audit_record()
    for trials in record.values():
        assert {rate: len(t.p) for rate, t in trials.items()} == record_audit.RUNS
        assert np.mean(trials[0.0].p < 0.05) <= 0.1 < 0.9 < np.mean(trials[0.0].alarms)
        assert np.mean(trials[0.3].p < 0.05) > 0.9
        assert all(0 < p <= 1 for t in trials.values() for p in t.p)


def test_the_script_gives_what_is_stored():
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        network, bag = record_audit.trial(0.3, 1, PARTS, sentiment_readers())
    finally:
        torch.set_default_dtype(before)
    record = audit_record()
    assert abs(network[0] - record["network"][0.3].gaps[1]) < 0.05
    assert abs(bag[0] - record["bag"][0.3].gaps[1]) < 0.01
    assert bag[1] == record["bag"][0.3].p[1] and bag[2] == record["bag"][0.3].alarms[1]
