"""The data of section 6.4.1: forms found in the file, and a split that parts writers."""

from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
from pages import names_of

from rnnlib.datasets import digit_forms

PAGE = Path(__file__).parents[1] / "chapters/06-applications/digits.ipynb"


MARKS = ("import re", "load_digits(return", "starts =", "train, valid")


@pytest.fixture(scope="module")
def data():
    """The names that the page's own cells on data define."""
    return names_of(PAGE, lambda source: any(mark in source for mark in MARKS))


def test_forms_are_runs_of_the_file_that_begin_with_the_digits_in_order(data):
    form, digit = data["form"], data["digit"]
    assert len(data["starts"]) == 14 and (np.diff(form) >= 0).all()
    for start in data["starts"]:
        begin = "".join(map(str, digit[start:start + 20]))
        assert "012345678901234567890"[:20].startswith(begin[:10]) or begin.startswith("123456789012345")


def test_forms_share_the_order_of_their_labels(data):
    form, digit = data["form"], data["digit"]
    whole = "".join(map(str, digit[form == 0]))
    for k in range(14):  # by how little the labels of a form differ from those of the first
        labels = "".join(map(str, digit[form == k]))
        assert SequenceMatcher(None, whole, labels, autojunk=False).ratio() > 0.95, k


def test_parts_share_no_form_and_no_picture(data):
    parts = [data[name] for name in ("train", "valid", "test")]
    assert (np.sum(parts, axis=0) == 1).all()
    for k, one in enumerate(parts):
        for other in parts[:k]:
            assert not set(data["form"][one]) & set(data["form"][other])
            assert not {g.tobytes() for g in data["grey"][one]} & {g.tobytes() for g in data["grey"][other]}


def test_only_the_labels_of_the_file_have_forms(data):
    digit = data["digit"]
    assert np.array_equal(digit_forms(digit[:200]), data["form"][:200])
    for wrong in (digit[500:], digit[:5], digit.reshape(3, -1), np.zeros(0, int)):
        with pytest.raises(ValueError, match="labels"):
            digit_forms(wrong)
