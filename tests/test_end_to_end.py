"""Page 6.2.3: its split keeps voices apart, its texts are what is said, and its rivals work."""

from pathlib import Path

import numpy as np
import pytest
from pages import names_of

from rnnlib import ctc
from rnnlib.metrics import edit_distance
from tools.page import Page

PAGE = Path(__file__).parent.parent / "chapters/06-applications/end-to-end.ipynb"


@pytest.fixture(scope="module")
def names():
    """What the page's cells define that prepare the data and the rival without a network."""
    starts = ("import itertools", "digits =", "def strings", "def stacked", "rng = np.random.default_rng(3)",
              "def warp", "said =")
    assert sum(cell.source.startswith(starts) for cell in Page(PAGE).code) == len(starts)
    return names_of(PAGE, lambda source: source.startswith(starts))


def test_no_voice_and_no_recording_is_in_both_parts(names):
    digits = names["digits"]
    parts = [{i for _, _, words in names[part] for i, _ in words} for part in ("train", "test")]
    assert parts[0].isdisjoint(parts[1])
    voices = [set(digits.voices[list(part)]) for part in parts]
    assert voices[0].isdisjoint(voices[1]) and (len(voices[0]), len(voices[1])) == (16, 8)
    assert set(names["owners"]) - {-1} == voices[0]  # templates, too, are of training voices


def test_texts_are_what_is_said_where_it_is_said(names):
    digits = names["digits"]
    for wave, text, words in names["test"][:20]:
        assert text.split() == [names["WORDS"][digits.labels[i]] for i, _ in words]
        assert 2 <= len(words) <= 4 and len({digits.voices[i] for i, _ in words}) == 1
        for i, start in words:
            clean = digits.waves[i].astype(float)
            assert np.corrcoef(wave[start:start + len(clean)], clean)[0, 1] > 0.8


def test_every_text_has_a_path_and_its_symbols(names):
    for x, y, (_, text, _) in zip(names["X"], names["Y"], names["train"], strict=True):
        assert "".join(names["SYMBOLS"][k] for k in y) == text and (y > 0).all()
        assert len(x) >= ctc.fewest_frames(text)


def test_warping_finds_its_own_words_and_obeys_the_ban(names):
    digits = names["digits"]
    found, without = [], []
    for x, (_, text, words) in list(zip(names["X"], names["train"], strict=True))[:8]:
        found.append(edit_distance(names["warp"](x.numpy(), 4).split(), text.split()))
        voice = digits.voices[words[0][0]]
        without.append(edit_distance(names["warp"](x.numpy(), 4, voice).split(), text.split()))
    assert sum(found) <= 4 and sum(without) >= sum(found)


def test_letter_errors_are_a_share(names):
    assert names["letter_errors"](names["said"]) == 0
    assert names["letter_errors"]([""] * len(names["said"])) == 1
