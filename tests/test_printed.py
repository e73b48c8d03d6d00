"""Tests of printed tables read back: columns by gaps, by the header's places, and what cannot be read."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "_ext"))

import printed  # noqa: E402

PLAIN = """quantity            paper  here
error, 10 steps     0.25   0.3 ± 0.1
seeds that learned  all    3 of 4
"""
TIGHT = """                    paper   here   here
hidden units            2      2     16
drops at third bit    yes 4 of 5 5 of 5
"""
LEFT = """accuracy             paper  here
from the pictures    82.6 % 98 %
"""


@pytest.mark.parametrize(
    ("text", "header", "rows"),
    [
        (PLAIN, ("quantity", "paper", "here"),
         [["error, 10 steps", "0.25", "0.3 ± 0.1"], ["seeds that learned", "all", "3 of 4"]]),
        (TIGHT, ("", "paper", "here", "here"),
         [["hidden units", "2", "2", "16"], ["drops at third bit", "yes", "4 of 5", "5 of 5"]]),
        (LEFT, ("accuracy", "paper", "here"), [["from the pictures", "82.6 %", "98 %"]]),
    ],
)
def test_a_table_is_read(text, header, rows):
    assert printed.tables(text) == ([(header, rows)], [])


def test_text_around_a_table_is_left_out():
    text = f"a line before\n{PLAIN}\nafter  a  gap\n"
    assert printed.tables(text) == printed.tables(PLAIN)
    assert printed.tables(PLAIN + "the network wins in 3 of 3\n") == printed.tables(PLAIN)


def test_two_tables():
    found, bad = printed.tables(PLAIN + "\n" + LEFT)
    assert [len(table.rows) for table in found] == [2, 1] and not bad


def test_a_missing_cell_is_empty():
    (table,), bad = printed.tables("quantity  paper  here\nspeed            fast\nsize      2      3\n")
    assert not bad and table.rows == [["speed", "", "fast"], ["size", "2", "3"]]


@pytest.mark.parametrize(
    "line", ["error | 0.25 | 0.3", "a quantity whose name is long  0.25 0.3", "one  two  three  four"]
)
def test_a_row_that_does_not_fit_is_told(line):
    assert printed.tables(f"quantity  paper  here\n{line}\nsize      2      3\n")[1] == [line]


@pytest.mark.parametrize("header", ["| what | paper | here |", "what, in the paper and here"])
def test_a_header_that_is_none_is_told(header):
    assert printed.tables(f"{header}\na  1  2\n") == ([], [header])


def test_a_header_without_rows_is_told():
    assert printed.tables("quantity  paper  here\n\n") == ([], ["quantity  paper  here"])


def test_other_texts_are_no_tables():
    assert printed.tables("on paper, one sequence\nhere and there\npaper  cost  left\n") == ([], [])


def test_what_is_compared():
    rows = [["tanh", "35", "36", "62", "63"]]
    header = ("network", "paper, pixels", "paper, permuted", "here, pixels", "here, permuted")
    assert printed.pairs(header, rows) == [
        ("pixels", ["tanh"], ["35"], ["62"]), ("permuted", ["tanh"], ["36"], ["63"])]
    assert printed.pairs(("", "paper", "here", "here"), [["units", "2", "2", "16"]]) == [
        ("", ["units"], ["2"], ["2", "16"])]
    assert printed.settings(("finding", "paper: TIMIT", "here: ten words")) == ("TIMIT", "ten words")
    assert printed.settings(header) == ("", "")
