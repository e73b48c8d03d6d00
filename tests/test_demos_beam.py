"""Beam search step by step: every stored search is a beam search, and every sentence follows from it."""

import itertools
import re

import numpy as np
import pytest
from matplotlib.text import Text

from rnnlib import plotting
from rnnlib.demos import beam

SEARCHES = beam.record()
FRAMES = [(*key, step) for key, step in itertools.product(SEARCHES, range(1, beam.STEPS + 1))]


def test_the_searches_are_beam_searches():
    assert len(FRAMES) <= 60
    for (kind, width), one in SEARCHES.items():
        assert (one.kind, one.width, len(one.steps)) == (kind, width, beam.STEPS)
        assert len(one.french) == beam.STEPS - 1
        before = [beam.Hypothesis((), 0.0, 0)]
        for hypotheses in beam.beams(kind, width):
            scores = [h.score for h in hypotheses]
            assert scores == sorted(scores, reverse=True) and width < len(scores) <= width + 3
            assert len({h.words for h in hypotheses}) == len(hypotheses)
            for h in hypotheses:
                parent = before[h.parent]
                assert h.score <= parent.score + 1e-9
                kept_on = parent.words[-1:] == ("",)
                assert h.words == parent.words if kept_on else h.words[:-1] == parent.words
            before = hypotheses[:width]


def test_a_wider_beam_finds_no_worse_score_here_and_helps_once():
    for kind in {kind for kind, _ in SEARCHES}:
        finals = {width: beam.beams(k, width)[-1][0] for k, width in SEARCHES if k == kind}
        scores = [finals[width].score for width in sorted(finals)]
        assert scores == sorted(scores)
        right = {width: tuple(filter(None, h.words)) == SEARCHES[kind, width].french
                 for width, h in finals.items()}
        assert not right[1] and right[4] == (kind == "a beam helps")


def test_every_sentence_follows_from_the_record():
    for kind, width, step in FRAMES:
        one, hypotheses = SEARCHES[kind, width], beam.beams(kind, width)[step - 1]
        found = re.search(r"Step (\d+), width (\d+): .* is «(.*)»(, complete)?, with log-probability "
                          r"(-?[\d.]+); .* is (in place (\d)|no longer in the beam)\.",
                          beam.describe(kind, width, step))
        assert (int(found[1]), int(found[2])) == (step, width)
        assert found[3] == " ".join(filter(None, hypotheses[0].words))
        assert bool(found[4]) == (hypotheses[0].words[-1] == "")
        assert float(found[5]) == pytest.approx(hypotheses[0].score, abs=0.0051)
        right = [h.words == (*one.french, "")[:step] for h in hypotheses[:width]]
        assert (int(found[7]) - 1 == right.index(True)) if any(right) else found[7] is None


def test_the_picture_shows_the_hypotheses_and_stays_in_place():
    seen = []
    for frame in (FRAMES[0], FRAMES[25], FRAMES[-1]):
        figure = beam.draw(*frame)
        figure.draw_without_rendering()
        kind, width, step = frame
        hypotheses = beam.beams(kind, width)[step - 1]
        words = [artist.text for artist in figure.findobj(plotting.Words)]
        for h in hypotheses:
            assert " ".join(word or beam.WORDS["end"] for word in h.words) in words
        assert max(map(len, words)) * 0.602 * 9 / 72 < 4.5
        seen.append([(*ax.get_xlim(), *ax.get_ylim(), *np.round(ax.get_position().bounds, 3))
                     for ax in figure.axes])
        assert all(text.get_fontsize() >= 9 for text in figure.findobj(Text))
    assert seen[0] == seen[1] == seen[2]


def test_an_unknown_search_is_refused():
    with pytest.raises(ValueError, match="sentence, width: expected one of"):
        beam.search("haiku", 3)
