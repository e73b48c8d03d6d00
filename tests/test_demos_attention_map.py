"""Attention in translation: every sentence and picture held to the stored training."""

import re

import numpy as np
import pytest
from matplotlib.text import Text

from rnnlib import plotting
from rnnlib.demos import attention_map
from rnnlib.text import is_held_out, sentence_pairs

RECORD = attention_map.record()
FRAMES = [(one.kind, int(updates)) for one in RECORD.attention for updates in RECORD.updates]


def test_the_record_is_whole():
    assert 2 <= len(RECORD.attention) and len(FRAMES) <= 60 and (np.diff(RECORD.updates) > 0).all()
    for one in RECORD.attention:
        M, T, S = one.weights.shape
        assert (M, T, S) == (len(RECORD.updates), len(one.french) + 1, len(one.english) + 1)
        assert max(T, S) <= attention_map._ROOM and len(one.source) == T - 1
        assert all(len(guesses) == T for guesses in one.guesses) and len(one.guesses) == M
        np.testing.assert_allclose(one.weights.sum(axis=2), 1, atol=0.01)
        assert (one.weights >= 0).all() and (one.weights <= 1).all()


def test_the_sentences_are_the_grammars_and_were_held_out():
    known = {pair.english: pair for pair in sentence_pairs(2500, rng=5, held_out=True)}
    for one in RECORD.attention:
        pair = known[one.english]
        assert (pair.french, pair.source) == (one.french, one.source) and any(map(is_held_out, pair.lemmas))


def test_every_sentence_follows_from_the_record():
    for kind, updates in FRAMES:
        one, guesses, weights = attention_map.attention(kind, updates)
        said = re.search(r"After (\d+) updates, (\d+) of (\d+) guesses.*; (\d+) of (\d+) French words .* is "
                         r"([\d.]+), from «(\S+)» to «(.+)»\.",
                         attention_map.describe(kind, updates)).groups()
        right = sum(a == b for a, b in zip(guesses, (*one.french, ""), strict=True))
        largest = [int(np.argmax(row)) for row in weights[:-1]]
        looked = sum(a == b for a, b in zip(largest, one.source, strict=True))
        assert list(map(int, said[:5])) == [updates, right, len(guesses), looked, len(one.french)]
        top = weights[:-1].max()
        assert float(said[5]) == pytest.approx(top, abs=0.0051)
        assert any(weights[k].max() == top for k, word in enumerate(one.french) if word == said[6])
        assert said[7] in (*one.english, "the end")


def test_it_learns_to_look_and_to_translate():
    shares = []
    for k in range(len(RECORD.updates)):
        right = [np.mean([a == b for a, b in zip(one.guesses[k], (*one.french, ""), strict=True)])
                 for one in RECORD.attention]
        looked = [np.mean(one.weights[k, :-1].argmax(axis=1) == one.source) for one in RECORD.attention]
        shares.append((np.mean(right), np.mean(looked)))
    assert shares[0][0] < 0.5 and shares[-1][0] > 0.9 and shares[-1][1] > 0.7 > shares[0][1]


def test_the_picture_shows_the_weights_of_its_moment_and_stays_in_place():
    seen = []
    for kind, updates in (FRAMES[0], FRAMES[3], FRAMES[-1]):
        figure = attention_map.draw(kind, updates)
        figure.draw_without_rendering()
        one, guesses, weights = attention_map.attention(kind, updates)
        np.testing.assert_array_equal(figure.axes[0].images[0].get_array(), weights)
        words = [artist.text for artist in figure.findobj(plotting.Words)]
        assert set(one.english) | set(one.french) | {g for g in guesses if g} <= set(words)
        seen.append([(*ax.get_xlim(), *ax.get_ylim(), *ax.get_position().bounds) for ax in figure.axes])
        assert all(text.get_fontsize() >= 9 for text in figure.findobj(Text))
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize(("frame", "message"), [
    (("haiku", 20), "sentence: expected one of"),
    ((RECORD.attention[0].kind, 21), "updates: expected one of")])
def test_an_unknown_frame_is_refused(frame, message):
    with pytest.raises(ValueError, match=message):
        attention_map.attention(*frame)
