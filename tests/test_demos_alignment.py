"""CTC alignments: every sentence held to the stored outputs, the lattice to sums over all paths."""

import itertools
import re

import numpy as np
import pytest
from matplotlib.text import Text

from rnnlib import ctc, plotting
from rnnlib.demos import alignment

RECORD = alignment.record()
FRAMES = list(itertools.product(RECORD.log_probs, RECORD.updates, alignment.FRAMES))


def test_the_record_is_whole():
    assert RECORD.symbols[0] == "-" and len(set(RECORD.symbols)) == len(RECORD.symbols) == 17
    assert len(FRAMES) <= 60 and list(RECORD.updates) == sorted(RECORD.updates)
    for word, log_probs in RECORD.log_probs.items():
        assert log_probs.shape == (2, 15, 17) and max(alignment.FRAMES) <= 15
        np.testing.assert_allclose(np.exp(log_probs).sum(axis=-1), 1, atol=1e-12)
        last = ctc.greedy_labelling(log_probs[-1])
        assert "".join(RECORD.symbols[k] for k in last) == word


def test_the_posterior_is_the_share_of_walked_paths():
    alpha, beta, gamma, total = alignment.alignment("two", RECORD.updates[0])
    log_probs = RECORD.log_probs["two"][0]
    labels = [0, *(k for c in "two" for k in (RECORD.symbols.index(c), 0))]
    share, T = np.zeros_like(gamma), len(gamma)
    for starts in itertools.combinations(range(T), 3):  # first frame of each letter; then its last frame
        for ends in itertools.product(*(range(a, b) for a, b in zip(starts, (*starts[1:], T), strict=True))):
            s = np.zeros(T, int)
            for u, (a, b) in enumerate(zip(starts, ends, strict=True)):
                s[a:b + 1], s[b + 1:] = 2 * u + 1, 2 * u + 2
            share[range(T), s] += np.exp(log_probs[range(T), [labels[k] for k in s]].sum() - total)
    np.testing.assert_allclose(gamma, share, atol=1e-9)
    np.testing.assert_allclose(np.logaddexp.reduce(alpha + beta, axis=1), total, rtol=1e-10)


def test_every_sentence_follows_from_the_numbers():
    for word, updates, frame in FRAMES:
        said = re.fullmatch(r"After (\d+) updates, at frame (\d+) of 15, (\d+) % of the paths that spell "
                            r"«(\w+)».* stand in (.+), and (\d+) % in a blank; .* probability ([\d.e+-]+)\.",
                            alignment.describe(word, updates, frame)).groups()
        *_, gamma, total = alignment.alignment(word, updates)
        row = gamma[frame - 1]
        assert (int(said[0]), int(said[1]), said[3]) == (updates, frame, word)
        assert int(said[2]) == round(100 * max(row)) and int(said[5]) == round(100 * sum(row[::2]))
        assert float(said[6]) == pytest.approx(np.exp(total), rel=0.051)
        letter = re.search(r"letter (\d)", said[4])
        s = 2 * int(letter[1]) - ("blank" not in said[4]) if letter else 0
        assert row[s] == max(row) and (not letter or f"«{word[int(letter[1]) - 1]}»" in said[4])


def test_training_makes_the_word_likelier():
    for word in RECORD.log_probs:
        early, late = (alignment.alignment(word, updates)[3] for updates in RECORD.updates)
        assert late > early


def test_sentences_do_not_hang_on_the_last_digits(monkeypatch):
    before, rng = [alignment.describe(*frame) for frame in FRAMES], np.random.default_rng(0)
    moved = {word: x * (1 + 1e-12 * rng.normal(size=x.shape)) for word, x in RECORD.log_probs.items()}
    monkeypatch.setattr(alignment, "record", lambda: RECORD._replace(log_probs=moved))
    assert [alignment.describe(*frame) for frame in FRAMES] == before


def test_the_picture_shows_the_posterior_and_stays_in_place():
    seen = []
    for frame in alignment.FRAMES[::3]:
        figure = alignment.draw("three", RECORD.updates[0], frame)
        figure.draw_without_rendering()
        lattice, bars = figure.axes
        gamma = alignment.alignment("three", RECORD.updates[0])[2]
        np.testing.assert_array_equal(lattice.images[0].get_array(), gamma.T)
        np.testing.assert_allclose([bar.get_width() for bar in bars.patches], gamma[frame - 1])
        assert [word.text for word in figure.findobj(plotting.Words)] == alignment.states("three")
        assert all(text.get_fontsize() >= 9 for text in figure.findobj(Text))
        seen.append([(*ax.get_xlim(), *ax.get_ylim(), *ax.get_position().bounds) for ax in figure.axes])
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize(("frame", "message"), [
    (("five", RECORD.updates[0]), "word: expected one of"), (("two", 7), "updates: expected one of")])
def test_an_unknown_frame_is_refused(frame, message):
    with pytest.raises(ValueError, match=message):
        alignment.alignment(*frame)


def test_letter_chances_names_the_symbols_that_matter():
    chances = np.full((6, 4), 0.02)
    chances[:, 0], chances[2], chances[4] = 0.94, [0.02, 0.02, 0.94, 0.02], [0.3, 0.66, 0.02, 0.02]
    figure = plotting.letter_chances(chances, ["-", "a", "b", "c"], spans=[(30, 120)])
    assert sorted(text.get_text() for text in figure.axes[0].texts) == ["a", "b"]
    with pytest.raises(ValueError, match="chances|probabilities: expected"):
        plotting.letter_chances(chances, ["-", "a"])
    with pytest.raises(ValueError, match="frame: expected 1 to 6"):
        plotting.state_lattice(chances, np.log(chances), np.log(chances), list("-a-b"), 7)
