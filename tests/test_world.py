"""The small world: its text keeps what its description promises."""

import itertools

import pytest

from rnnlib.text import world, world_pairs, world_sentences


def all_words(texts):
    return {word for text in texts for word in text.split()}


def test_words_of_the_recipe_have_one_place_each():
    topics = [topic for pairs in world.TOPICS.values() for _, _, words in pairs for topic in words.split()]
    names = [name for pairs in world_pairs().values() for pair in pairs for name in pair]
    contexts = [word for senses in world.SENSES.values() for words in senses for word in words.split()]
    roles = [role for pair in world.ROLES.values() for words in pair for role in words.split()]
    everything = names + topics + contexts + roles + list(world.SENSES)
    repeated = {word for word in everything if everything.count(word) > 1}
    assert repeated <= {"reeds"}, repeated
    assert all(len(words.split()) == 8 for senses in world.SENSES.values() for words in senses)


def test_sentences_keep_the_promises():
    sentences = world_sentences(400, rng=1)
    assert len(sentences) == 400 and sentences == world_sentences(400, rng=1)
    assert sentences != world_sentences(400, rng=2)
    for sentence in sentences:
        for a, b in itertools.chain(*world_pairs().values()):
            assert not (a in sentence.words and b in sentence.words)
        for place, sense in sentence.senses.items():
            contexts = world.SENSES[sentence.words[place]][sense].split()
            assert sum(word in contexts for word in sentence.words) >= 2


def test_context_words_can_be_held_back():
    first = {word for s in world_sentences(300, rng=3, contexts="first") for word in s.words}
    last = {word for s in world_sentences(300, rng=3, contexts="last") for word in s.words}
    for senses in world.SENSES.values():
        for words in senses:
            assert set(words.split()[:4]) <= first and not set(words.split()[4:]) & first
            assert set(words.split()[4:]) <= last and not set(words.split()[:4]) & last


def test_noise_zero_means_own_topics_only():
    for sentence in world_sentences(300, rng=4, noise=0.0):
        for pairs in world.TOPICS.values():
            for a, b, topics in pairs:
                if any(topic in sentence.words for topic in topics.split()):
                    assert a in sentence.words or b in sentence.words


@pytest.mark.parametrize("bad", [{"count": 0}, {"contexts": "some"}, {"noise": 2.0}, {"rng": None}])
def test_bad_arguments_are_named(bad):
    with pytest.raises((TypeError, ValueError), match=next(iter(bad))):
        world_sentences(**{"count": 1, "rng": 0} | bad)


def test_one_clause_about_an_ambiguous_word():
    for sentence in world_sentences(100, rng=5, clauses=1, ambiguous=1.0):
        assert len(sentence.senses) == 1 and len(sentence.words) in (5, 6, 7)
    assert not any(s.senses for s in world_sentences(100, rng=5, ambiguous=0.0))
