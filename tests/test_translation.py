"""The record of 6.1.2 is whole and is what the page computes; no sentence leaks into the test."""

import functools

import numpy as np
import pytest

from rnnlib.datasets import data_folder, translation_record
from rnnlib.text import is_held_out
from tools import record_translation

RECORD = translation_record()


@functools.cache
def page():
    """The names that the page's cells define."""
    return record_translation.open_page()


@functools.cache
def young():
    """The first network after the first moment of the record."""
    class Done(Exception):
        pass

    found = []

    def watch(model, update):
        if update == record_translation.UPDATES[0]:
            found.append(model)
            raise Done

    with pytest.raises(Done):
        page()["train_translator"](True, record_translation.SEEDS[0], passes=record_translation.PASSES[0],
                                   watch=watch)
    return found[0]


def test_no_combination_and_no_sentence_of_a_test_is_in_training():
    space = page()
    seen = set().union(*(p.lemmas for p in space["train"]))
    assert not any(map(is_held_out, seen))
    for part in ("test", "longer"):
        assert all(any(map(is_held_out, p.lemmas)) for p in space[part])
        assert not {p.english for p in space["train"]} & {p.english for p in space[part]}
    assert min(len(p.english) for p in space["longer"]) > max(len(p.english) for p in space["train"])
    assert (len(space["test"]), len(space["longer"])) == (400, 200)


def test_the_record_is_whole():
    trials = {(t.attention, t.passes): t for t in RECORD.trials}
    assert set(trials) == {(a, p) for a in (True, False) for p in record_translation.PASSES}
    groups = len(page()["EDGES"]) - 1
    for (attention, passes), t in trials.items():
        assert t.bleu.shape == t.exact.shape == (2, 3) and t.by_length.shape == (3, 2, groups)
        assert (0 <= t.exact).all() and (t.exact <= 1).all() and (0 <= t.bleu).all() and (t.bleu <= 100).all()
        assert set(t.beams) == set(t.ratios) == set(record_translation.WIDTHS if attention else (1,))
        np.testing.assert_array_equal(t.beams[1], t.bleu)
        assert bool(t.looks) == attention and len(t.translations) == (400 if passes == 4 else 0)
    for attention in (True, False):
        t = trials[attention, 4]
        assert page()["bleu"](t.translations, page()["test"]) == pytest.approx(t.bleu[0, 0], abs=0.01)
        assert page()["exact"](t.translations, page()["test"]) == pytest.approx(t.exact[0, 0], abs=1e-4)
    assert (data_folder() / "translation.json").stat().st_size < 150_000


def test_the_record_tells_what_the_page_says():
    trials = {(t.attention, t.passes): t for t in RECORD.trials}
    assert trials[True, 4].bleu[0].min() > trials[False, 12].bleu[0].max() + 10
    short = trials[True, 4]
    assert (short.beams[16][1] < short.beams[1][1]).all() and (short.ratios[16][1] < short.ratios[1][1]).all()
    assert short.bleu[1].max() < 60 < short.bleu[0].min()


def test_the_pages_cells_compute_what_is_stored():
    guesses = {kind: record_translation.look(page(), young(), pair)
               for kind, pair in record_translation.examples(page()).items()}
    assert list(guesses) == [one.kind for one in RECORD.attention]
    for one in RECORD.attention:
        np.testing.assert_allclose(guesses[one.kind][1], one.weights[0], atol=0.02)


@pytest.mark.parametrize("width", [1, 2, 4])
def test_the_stored_search_is_the_pages(width):
    space = page()
    for pair in space["test"][:3]:
        words, scores = space["beam_search"](young(), [pair], width, longest=9)
        steps = record_translation.search(space, young(), pair, width, steps=9)
        assert record_translation.written(steps, width) == space["to_words"](words[0, 0, :9])
        assert scores[0, 0] == pytest.approx(steps[-1][0][2], abs=0.01)


def test_equal_parameters():
    counts = [sum(p.numel() for p in page()["Translator"](H, attention).parameters())
              for H, attention in ((48, True), (50, False))]
    assert abs(counts[0] - counts[1]) < 0.01 * counts[0]
