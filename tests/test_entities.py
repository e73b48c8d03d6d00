"""Entity sentences: parts share no template and no name, tags fit the words, the script gives the file."""

import numpy as np
import pytest

from rnnlib.datasets import data_folder, entity_lists, entity_sentences
from tools import make_entities

LISTS = entity_lists()
PARTS = ("train", "valid", "test")
PAIRS = [("train", "valid"), ("train", "test"), ("valid", "test")]


def make(count=300, templates="train", names="train", seed=0, **options):
    rng = np.random.default_rng(seed)
    return entity_sentences(LISTS, count, templates=templates, names=names, rng=rng, **options)


def names_of(part):
    return {word.lower() for words in LISTS.names[part].values() for word in words}


def test_the_script_gives_what_is_stored():
    assert (data_folder() / "entities.json").read_bytes() == make_entities.content()


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_parts_share_no_template_and_no_word_of_a_name(a, b):
    assert not names_of(a) & names_of(b)
    assert not set(LISTS.templates[a]) & set(LISTS.templates[b])


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_made_sentences_share_no_entity(a, b):
    def entities(part):
        found = set()
        for sentence in make(500, part, part):
            marks = {"B": "|{}", "I": "{}", "O": "|"}
            pairs = zip(sentence.words, sentence.tags, strict=True)
            text = " ".join(marks[tag[0]].format(word.lower()) for word, tag in pairs)
            found |= {name.strip() for name in text.split("|")} - {""}
        return found

    assert len(entities(a)) > 50 and not entities(a) & entities(b)


def test_no_list_names_a_word_twice_and_slots_are_known():
    known = set(LISTS.fillers) | {"PER", "FIRST", "LAST", "LOC", "ORG"}
    for part in PARTS:
        for words in LISTS.names[part].values():
            assert len(words) == len(set(words))
        for line in LISTS.templates[part]:
            assert {token.strip("{}") for token in line.split() if token[0] == "{"} <= known
        assert len(LISTS.templates[part]) == len(set(LISTS.templates[part]))


@pytest.mark.parametrize("part", PARTS)
def test_tags_are_proper_and_as_many_as_words(part):
    for sentence in make(400, part, part):
        assert len(sentence.words) == len(sentence.tags)
        assert 0 <= sentence.template < len(LISTS.templates[part])
        for before, tag in zip(("O", *sentence.tags), sentence.tags, strict=False):
            assert tag[0] != "I" or before[1:] == tag[1:]


def test_every_type_length_and_trap_occurs():
    sentences = make(1000)
    tags = {tag for sentence in sentences for tag in sentence.tags}
    assert tags == {"O", *(f"{place}-{kind}" for place in "BI" for kind in ("PER", "LOC", "ORG"))}
    kinds = {}
    for sentence in sentences:
        for word, tag in zip(sentence.words, sentence.tags, strict=True):
            kinds.setdefault(word.lower(), set()).add(tag[2:])
    assert {"PER", "LOC"} <= kinds["jordan"] and {"", "PER"} <= kinds["grace"]
    low = np.mean([" ".join(sentence.words).islower() for sentence in sentences])
    assert 0.05 < low < 0.15
    starts = [sentence.words[0][0] for sentence in make(lower=0.0)]
    assert all(letter.isupper() or letter.isdigit() for letter in starts)


def test_templates_take_turns_and_seeds_repeat():
    count = len(LISTS.templates["test"])
    assert sorted(sentence.template for sentence in make(count, "test", "test")) == list(range(count))
    assert make(50) == make(50) and make(50) != make(50, seed=1)


@pytest.mark.parametrize(("options", "error", "message"), [
    ({"count": 0}, ValueError, "count: expected a whole number of at least 1, got 0"),
    ({"templates": "tests"}, ValueError, "templates: expected one of 'train'"),
    ({"names": 3}, ValueError, "names: expected one of 'train'"),
    ({"lower": 2.0}, ValueError, "lower: expected"),
])
def test_bad_input_is_told(options, error, message):
    with pytest.raises(error, match=message):
        make(**options)
