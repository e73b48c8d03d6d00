"""Reviews: the parts share no sentence, the words are cut as promised, and the script makes what ships."""

import numpy as np
import pytest

from rnnlib.datasets import review_words, reviews
from tools import make_reviews

PARTS = reviews()


def test_parts_have_the_sizes_of_the_datasheet():
    sizes = {name: len(part.texts) for name, part in PARTS.items()}
    assert sizes == {"train": 7070, "validation": 1000, "test": 2000, "products": 2976}


def test_no_two_sentences_have_the_same_words():
    sentences = [words for part in PARTS.values() for words in part.words]
    assert len(set(sentences)) == len(sentences) and all(sentences)


def test_ratings_are_clear_and_labels_are_their_signs():
    for part in PARTS.values():
        assert len(part.texts) == len(part.words) == len(part.ratings) == len(part.labels)
        assert np.abs(part.ratings).min() >= 0.5 and np.abs(part.ratings).max() <= 4
        assert np.array_equal(part.labels == 1, part.ratings > 0) and part.labels.dtype == np.int64


@pytest.mark.parametrize(("text", "words"), [
    ("It isn't good!", ["it", "is", "n't", "good", "!"]),
    ("Jackson\N{RIGHT SINGLE QUOTATION MARK}s best?", ["jackson", "'s", "best", "?"]),
    ("can't wait -- 21st clich\u00e9", ["ca", "n't", "wait", "21st", "clich\u00e9"]),
    ("... , ;", []),
])
def test_words_are_cut(text, words):
    assert review_words(text) == words


def test_words_of_no_text_are_refused():
    with pytest.raises(TypeError, match="text: expected a str, got int"):
        review_words(3)


def test_another_archive_is_refused():
    with pytest.raises(ValueError, match="source: expected the file with SHA-256 b960"):
        make_reviews.rated(b"another archive")


def test_lukewarm_and_repeated_sentences_are_left_out_and_parts_are_cut_by_size():
    pairs = [(1.0, "Good."), (0.4, "So so."), (-2.0, "good"), (-0.5, "Bad!")]
    assert make_reviews.clear(pairs, set()) == [(1.0, "Good."), (-0.5, "Bad!")]
    many = {"film": [(1.0, f"film {k}") for k in range(4000)], "product": [(-1.0, "film 1"), (1.0, "box")]}
    cut = make_reviews.parts(many)
    assert {name: len(part) for name, part in cut.items()} == {
        "test": 2000, "validation": 1000, "train": 1000, "products": 1}
    assert sorted(cut["test"] + cut["validation"] + cut["train"]) == sorted(many["film"])
