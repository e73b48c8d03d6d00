"""Marks of a text, and the AUC: what stands in quotation, and how well numbers tell it."""

import numpy as np
import pytest

from rnnlib.datasets import alice, alice_parts
from rnnlib.metrics import auc
from rnnlib.text import marks

LINE = "said Alice.\n`That's very important,' the King"


def shown(holds):
    """A mark as text: x where it holds."""
    return "".join("x" if value else "." for value in holds)


def test_marks_of_a_line_are_what_the_eye_sees():
    found = {mark: shown(holds) for mark, holds in marks(LINE).items()}
    assert found == {  # the apostrophe of "That's" does not end the quotation
        "quotation":   "............xxxxxxxxxxxxxxxxxxxxxxx..........",
        "paragraph":   ".............................................",
        "name":        "......xxxx....xxx.........................xxx",
        "word":        "...x....xx......x......x....xxxxxx..........x",
        "space":       "....x......x.......x....x...........x...x....",
        "vowel":       ".xx..x.x.x.....x.....x...x..x..x.......x..x..",
        "punctuation": "..........x.x....x................xx.........",
        "capital":     ".....x.......x...........................x...",
    }


def test_a_line_ends_a_quotation_and_begins_a_paragraph():
    found = marks("`no\n" + "a" * 150 + "\nb")
    assert shown(found["quotation"]) == "xxx" + "." * 153
    assert shown(found["paragraph"]) == "." * 104 + "x" * 50 + ".."
    assert all(holds.shape == (0,) for holds in marks("").values())


def test_quotations_of_the_book_are_plausible():
    text = alice()
    holds = marks(text)["quotation"]
    starts = [text[k] for k in np.flatnonzero(np.diff(holds.astype(int)) == 1) + 1]
    assert set(starts) == {"`"} and len(starts) == text.count("`") == 1108  # none inside another
    assert 0.3 < holds.mean() < 0.45


def test_parts_are_the_book():
    parts = alice_parts()
    assert "".join(parts.values()) == alice()
    assert [part.split("\n")[0] for part in parts.values()] == ["CHAPTER I", "CHAPTER XI", "CHAPTER XII"]


def test_marks_need_a_text():
    with pytest.raises(TypeError, match="text: expected a str, got list"):
        marks(["a"])


def test_auc_is_the_probability_of_a_right_order():
    rng = np.random.default_rng(0)
    scores, labels = rng.standard_normal((200, 3)).round(1), rng.random(200) < 0.3
    pairs = [[(a > b) + 0.5 * (a == b) for a in column[labels] for b in column[~labels]]
             for column in scores.T]
    np.testing.assert_allclose(auc(scores, labels), np.mean(pairs, axis=1), rtol=1e-12)
    assert auc(scores[:, 0], labels) == pytest.approx(np.mean(pairs[0]), rel=1e-12)
    np.testing.assert_allclose(auc(-scores, labels), 1 - auc(scores, labels), rtol=1e-12)
    np.testing.assert_allclose(auc(np.exp(3 * scores), labels), auc(scores, labels), rtol=1e-12)


def test_auc_of_perfect_and_useless_scores():
    labels = np.array([False, True, False, True])
    assert auc(np.array([0.0, 2.0, 1.0, 3.0]), labels) == 1.0
    assert auc(np.array([3.0, 1.0, 2.0, 0.0]), labels) == 0.0
    assert auc(np.zeros(4), labels) == 0.5


@pytest.mark.parametrize(("scores", "labels", "error", "message"), [
    (np.zeros(3), [True, False, True], TypeError, "labels: expected a bool array, got list"),
    (np.zeros(3), np.ones(3), TypeError, "labels: expected a bool array, got float64"),
    (np.zeros(3), np.ones(3, bool), ValueError, "labels: expected 3 of them, not all the same"),
    (np.zeros(3), np.array([True, False]), ValueError, "labels: expected 3 of them"),
    (np.zeros((2, 2, 2)), np.array([True, False]), ValueError, r"scores: expected shape \(N,\) or \(N, H\)"),
    (np.array([np.nan]), np.array([True]), ValueError, "scores"),
])
def test_auc_says_what_is_wrong(scores, labels, error, message):
    with pytest.raises(error, match=message):
        auc(scores, labels)
