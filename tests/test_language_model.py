"""Chapter 6.1.1: words are cut without loss, spelling has a fair price, parts are apart, the record holds."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from rnnlib import datasets, plotting
from rnnlib.text import NGrams, Speller, Vocabulary, split_words

RECORD = datasets.language_record()
PARTS = datasets.alice_parts()


TEXTS = ["", " ", "  a", "It's a `tea-party,'\nsaid\tI.", "naïve – 42!", datasets.alice()]


@pytest.mark.parametrize("text", TEXTS)
def test_joined_words_are_the_text(text):
    words = split_words(text)
    assert "".join(words) == text and all(words)


def test_a_space_belongs_to_the_word_that_follows_and_letters_stand_apart_from_signs():
    assert split_words("Oh dear!' said I.\n\nSo 3  x") == [
        "Oh", " dear", "!'", " said", " I", ".", "\n", "\n", "So", " 3", " ", " x"]


def test_words_must_be_cut_from_a_string():
    with pytest.raises(TypeError, match="text: expected a str, got list"):
        split_words(["a"])


def test_the_price_of_a_word_is_that_of_its_letters_and_its_end():
    words, alphabet = ["abc", "abd", "bcd"], "abcd"
    bits = Speller(words, alphabet, order=2).bits(["ab", "d"])
    vocabulary = Vocabulary(alphabet + "\n", unknown="<unk>")
    model = NGrams(vocabulary.encode("\n\n" + "".join(w + "\n" for w in words)), 2, len(vocabulary))
    for word, found in zip(["ab", "d"], bits, strict=True):
        p = 1.0
        for before, letter in zip("\n" + word, word + "\n", strict=True):
            after = model.probabilities(vocabulary.encode(before))
            p *= after[vocabulary.encode(letter)[0]]
        assert found == pytest.approx(-np.log2(p))


def test_words_like_the_known_ones_are_cheaper_and_no_price_is_below_zero():
    speller = Speller([" walking", " talking", " running"], PARTS["train"])
    like, unlike = speller.bits([" walking", " zqxvkpj"])
    assert 0 < like < unlike / 2
    assert speller.bits([]).shape == (0,)


def test_the_probabilities_of_all_short_words_add_up_to_less_than_one():
    speller = Speller(["a", "ab"], "ab", order=3)
    words = [""] + [a + b for a in "ab" for b in ("", "a", "b")]
    assert 0.3 < (0.5 ** speller.bits(words)).sum() < 1


@pytest.mark.parametrize("words, error, message", [
    ([], ValueError, "at least one"),
    ("word", TypeError, "list of str"),
    (["a\n"], ValueError, "line breaks"),
])
def test_a_speller_says_what_is_wrong(words, error, message):
    with pytest.raises(error, match=message):
        Speller(words, "ab")


def test_the_parts_are_apart_and_together_the_book():
    assert "".join(PARTS.values()) == datasets.alice()
    sentences = {part: {line for line in text.split("\n") if len(line) > 80} for part, text in PARTS.items()}
    assert not sentences["train"] & (sentences["validation"] | sentences["test"])


def test_the_record_is_complete():
    assert [(p.unit, p.chapters) for p in RECORD.curve] == [
        (unit, n) for unit in ("words", "characters") for n in (1, 2, 5, 10)]
    for point in RECORD.curve:
        for values in (point.network, point.mixture, point.weight):
            assert values.shape == (3,) and np.isfinite(values).all()
        assert 1.5 < point.counts < 3.5
    assert [(w.tied, w.dropout) for w in RECORD.ways] == [(True, 0.2), (False, 0.2), (True, 0.0), (True, 0.5)]


def test_more_text_is_better_for_every_model():
    for unit in ("words", "characters"):
        points = [p for p in RECORD.curve if p.unit == unit]
        for values in ([p.counts for p in points], [p.network.mean() for p in points],
                       [p.mixture.mean() for p in points]):
            assert (np.diff(values) < 0).all()


@pytest.mark.parametrize("chapters", [1, 10])
def test_the_counts_of_the_record_can_be_counted_again(chapters):
    point, = (p for p in RECORD.curve if (p.unit, p.chapters) == ("characters", chapters))
    alphabet = Vocabulary(PARTS["train"], unknown="<unk>")
    text = PARTS["train"].split("CHAPTER ")[1:chapters + 1]
    train = alphabet.encode("".join("CHAPTER " + part for part in text))
    assert len(train) == point.symbols
    model = NGrams(train, point.order, len(alphabet), discount=point.discount)
    bits = model.cross_entropy(alphabet.encode(PARTS["test"])) / np.log(2)
    assert bits == pytest.approx(point.counts, abs=1e-3)


def test_a_passage_has_a_ground_for_every_word_within_its_width():
    words = split_words("`Off with her head!' the Queen shouted at the top of her voice.\nNobody moved.")
    figure = plotting.word_costs(words, np.linspace(-3, 3, len(words)), limit=3, label="bits")
    ax = figure.axes[0]
    grounds = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert len(grounds) == sum(bool(word.strip()) for word in words)
    assert max(patch.get_x() + patch.get_width() for patch in grounds) <= ax.get_xlim()[1]
    letters = "".join(text.get_text() for text in ax.texts)
    assert letters == "".join("".join(words).split())


def test_a_passage_needs_one_number_a_word():
    with pytest.raises(ValueError, match="values"):
        plotting.word_costs(["a", " b"], [1.0], limit=1)
    with pytest.raises(ValueError, match="limit"):
        plotting.word_costs(["a"], [1.0], limit=0)
