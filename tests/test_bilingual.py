"""Bilingual: the grammar's French is held to rules written anew here, and the split to what it promises."""

import re

import pytest

from rnnlib.text import Pair, bilingual, is_held_out, sentence_pairs

PAIRS = sentence_pairs(1500, rng=11) + sentence_pairs(500, rng=12, held_out=True)
GENDER = {form: noun[4] for noun in bilingual.NOUNS for form in noun[2:4]}
PLURALS = {noun[3] for noun in bilingual.NOUNS}


def french(pattern):
    """All matches of a pattern in the French sentences."""
    for pair in PAIRS:
        yield from re.finditer(pattern, " ".join(pair.french))


def test_a_sentence_is_drawn_once_and_the_same_seed_draws_the_same():
    assert len({pair.english for pair in PAIRS}) == len(PAIRS)
    assert sentence_pairs(20, rng=3) == sentence_pairs(20, rng=3) != sentence_pairs(20, rng=4)
    assert all(isinstance(pair, Pair) for pair in PAIRS)


def test_one_english_sentence_has_one_translation():
    one, other = ({pair.english: pair.french for pair in sentence_pairs(4000, rng=seed, clauses=(1, 1))}
                  for seed in (13, 14))
    both = one.keys() & other.keys()
    assert len(both) >= 4 and all(one[english] == other[english] for english in both)


def test_the_parts_share_no_combination():
    train, held_out = PAIRS[:1500], PAIRS[1500:]
    assert not any(is_held_out(lemmas) for pair in train for lemmas in pair.lemmas)
    assert all(any(map(is_held_out, pair.lemmas)) for pair in held_out)
    entries = [(a[0], n[0]) for a in bilingual.ADJECTIVES for n in bilingual.NOUNS]
    assert sum(map(is_held_out, entries)) == len(entries) // 8
    for word in (*bilingual.ADJECTIVES, *bilingual.VERBS):  # no word is kept from training altogether
        name = f"{word[0]} {word[2]}".strip() if word in bilingual.VERBS else word[0]
        assert 0 < sum(is_held_out((name, n[0])) for n in bilingual.NOUNS) < len(bilingual.NOUNS) / 2


def test_the_lemmas_are_those_of_the_sentence():
    plain = {form: noun[0] for noun in bilingual.NOUNS for form in noun[:2]}
    adjectives = {a[0] for a in bilingual.ADJECTIVES}
    for pair in PAIRS:
        found, waiting = set(), []
        for word in pair.english:
            if word in adjectives:
                waiting.append(word)
            elif word in plain:
                found |= {(adjective, plain[word]) for adjective in waiting}
                waiting = []
        assert found == {lemmas for lemmas in pair.lemmas if lemmas[0] in adjectives}


def test_nothing_stands_before_a_vowel_that_should_be_elided():
    assert not list(french(r"(?<!\S)(?:le|la|ne|je|que|de|ma|ce|beau|nouveau) [aeiouéèêh]"))
    assert not list(french(r"(?<!\S)vieux (?:homme|oiseau|arbre|acteur)(?!\S)"))
    assert not list(french(r"(?:[lnjd]|qu)' [^aeiouéèêh]"))
    assert list(french("l' homme")) and list(french("bel arbre|vieil arbre|nouvel oiseau"))


def test_contractions_and_negations_are_french():
    assert not list(french(r"\bde les?\b")) and list(french("près du")) and list(french("près des"))
    for pair in PAIRS:
        negations = sum(word in ("pas", "jamais") for word in pair.french)
        assert negations == sum(word in ("ne", "n'") for word in pair.french)
        assert negations == sum(word in ("not", "never") for word in pair.english)
    assert not list(french(r"\b(?:pas|jamais) (?:un|une|des)\b")) and list(french(r"\bpas de\b"))


@pytest.mark.parametrize(("article", "gender"), [("le", "m"), ("la", "f"), ("un", "m"), ("une", "f"),
                                                 ("cette", "f"), ("ma", "f")])
def test_articles_agree_with_the_noun_that_follows(article, gender):
    nouns = "|".join(sorted(GENDER, key=len, reverse=True))
    found = list(french(rf"(?<!\S){article} ({nouns})(?!\S)"))
    assert len(found) > 10
    assert all(GENDER[match[1]] == gender and match[1] not in PLURALS for match in found)


def test_adjectives_agree_and_stand_where_they_belong():
    for adjective in bilingual.ADJECTIVES:
        for column, gender, plural in ((1, "m", False), (3, "f", False), (4, "m", True), (5, "f", True)):
            nouns = [n[2 + plural] for n in bilingual.NOUNS if n[4] == gender]
            form, any_noun = adjective[column], "|".join(nouns)
            order = rf"{form} ({any_noun})" if adjective[6] == "before" else rf"({any_noun}) {form}"
            assert list(french(rf"(?<!\S){order}(?!\S)")), (form, gender)


def test_pronouns_stand_for_the_noun_before():
    pair = next(p for p in PAIRS if p.english[-1] == "it" and p.french[-2] == "la")
    nouns = [w for w in pair.french if w in GENDER]
    assert GENDER[nouns[-1]] == "f"


def test_every_french_word_has_a_source():
    for pair in PAIRS:
        assert len(pair.source) == len(pair.french) and set(pair.source) <= set(range(len(pair.english)))
        left = set(range(len(pair.english))) - set(pair.source)
        assert {pair.english[k] for k in left} <= {"do", "does", "for", "at", "to", "near"}


@pytest.mark.parametrize(("call", "message"), [
    (lambda: sentence_pairs(0, rng=0), "count"),
    (lambda: sentence_pairs(5, rng=0, clauses=(2, 1)), "clauses")])
def test_bad_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
