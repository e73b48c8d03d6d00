"""Verdicts: right answers pass, and every typical mistake is called by its name."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rnnlib.exercises import Verdict, call_answer, call_predicate, expect_array, expect_number, first_failure

RIGHT = np.array([[0.5, -1.0, 2.0], [0.25, 3.0, -0.75]])
SQUARE = np.array([[0.5, -1.0], [2.0, 0.25]])


def test_a_verdict_reads_as_a_sentence():
    right, wrong = Verdict(True, "h is right."), Verdict(False, "h is zero.")
    assert (repr(right), repr(wrong)) == ("Correct: h is right.", "Not yet: h is zero.")
    assert right and not wrong
    with pytest.raises(dataclasses.FrozenInstanceError):
        right.ok = False


@given(arrays(float, (3, 2), elements=st.floats(-1e6, 1e6)))
def test_the_expected_array_itself_is_right(expected):
    assert expect_array("h", expected.copy(), expected)


@given(arrays(float, (3, 2), elements=st.floats(-1e3, 1e3)), st.integers(0, 5), st.floats(0.001, 10),
       st.sampled_from([-1, 1]))
def test_one_wrong_number_is_found_wherever_it_stands(expected, place, share, sign):
    wrong = expected.copy()
    index = np.unravel_index(place, wrong.shape)
    wrong[index] += sign * share * max(1.0, np.abs(expected).max())
    assert not expect_array("h", wrong, expected)


@pytest.mark.parametrize("value, words", [
    (None, "should be a NumPy array of real numbers, but it is None"),
    ([[0.5, -1.0, 2.0], [0.25, 3.0, -0.75]], "but it is of type list"),
    (0.5, "but it is of type float"),
    (RIGHT.astype(str), "but it is an array of <U32"),
    (RIGHT.astype(complex), "but it is an array of complex128"),
    (RIGHT > 0, "but it is an array of bool"),
    (RIGHT[:, :2], r"has shape (2, 2), but (2, 3) was expected."),
    (RIGHT.T, r"has shape (3, 2), but (2, 3) was expected: the numbers are right, but the array is tr"),
    (RIGHT.ravel(), "the numbers are right and in the right order, so only the shape is missing"),
    (RIGHT[None], r"has shape (1, 2, 3), but (2, 3) was expected: the numbers are right and in"),
    (RIGHT.reshape(3, 2), "so only the shape is missing"),
    (-RIGHT, "has the wrong sign everywhere"),
    (0 * RIGHT, "holds nothing but zeros"),
    (4 * RIGHT, "off by a constant factor: every number is 4 times"),
    (RIGHT / 3, "every number is 0.3333 times"),
    (1.00002 * RIGHT, "every number is 1.00002 times"),
    (-2 * RIGHT, "every number is -2 times"),
    (np.where(RIGHT == 3, np.nan, RIGHT), r"holds nan at index (1, 1)"),
    (np.where(RIGHT == 2, -np.inf, RIGHT), r"holds -inf at index (0, 2)"),
    (np.where(RIGHT == 0.25, 0.26, RIGHT), r"at index (1, 0) is 0.26, but 0.25 was expected (1 of 6 numbers"),
    (np.where(RIGHT > 1, 1, RIGHT), r"at index (0, 2) is 1, but 2 was expected (2 of 6 numbers differ)"),
    (RIGHT + 1e-4 * (RIGHT == 3), r"at index (1, 1) is 3.0001, but 3 was expected"),
    (np.full((2, 3), 1e308) * np.sign(RIGHT), r"at index (0, 0) is 1e+308"),
    (np.array([[255, 255, 2], [0, 3, 0]], dtype=np.uint8), "is 255, but 0.5 was expected"),
])
def test_each_wrong_array_gets_its_own_message(value, words):
    verdict = expect_array("h", value, RIGHT)
    assert not verdict and words in repr(verdict) and verdict.message.startswith("h ")


def test_a_square_array_can_be_transposed_too():
    assert "transposed: the numbers are right" in expect_array("W", SQUARE.T, SQUARE).message


def test_the_order_of_three_axes_is_named():
    expected = np.arange(24.0).reshape(2, 3, 4)
    message = expect_array("y", expected.transpose(1, 0, 2), expected).message
    assert "its axes belong in the order (1, 0, 2)" in message
    message = expect_array("y", expected.transpose(2, 0, 1).copy(), expected).message
    assert "its axes belong in the order (1, 2, 0)" in message
    assert np.array_equal(expected.transpose(2, 0, 1).transpose(1, 2, 0), expected)


def test_integers_and_half_precision_are_numbers_too():
    expected = np.array([1.0, 2.0])
    assert expect_array("x", np.array([1, 2]), expected)
    assert expect_array("x", expected.astype(np.float32), expected)
    assert not expect_array("x", np.array([1, 3]), expected)


def test_tolerance_is_relative_to_each_number():
    expected = np.array([1e-4, 1.0])
    assert expect_array("x", expected * (1 + 5e-7), expected)
    assert not expect_array("x", expected * [1.01, 1], expected)
    assert expect_array("x", expected * 1.01, expected, rtol=0.02)


def test_empty_and_zero_arrays():
    assert expect_array("x", np.zeros((0, 3)), np.zeros((0, 3)))
    assert expect_array("x", np.zeros(3), np.zeros(3))
    assert "index (0,) is 1, but 0" in expect_array("x", np.ones(3), np.zeros(3)).message
    assert expect_array("x", np.float64(2.0), np.array(2.0))
    assert expect_array("x", np.float64(3.0), np.array(2.0)).message == "x is 3, but 2 was expected."


def test_hints_come_before_general_words_but_after_the_right_answer():
    hints = [(RIGHT, "never said"), (-RIGHT, "You subtracted."), (RIGHT.T, "W goes first."),
             (np.full((2, 3), np.inf), "infinite")]
    assert expect_array("h", RIGHT, RIGHT, hints=hints)
    assert repr(expect_array("h", -RIGHT, RIGHT, hints=hints)) == "Not yet: You subtracted."
    assert expect_array("h", RIGHT.T, RIGHT, hints=hints).message == "W goes first."
    assert "3 times" in expect_array("h", 3 * RIGHT, RIGHT, hints=hints).message


def test_a_check_with_a_faulty_expectation_raises():
    with pytest.raises(TypeError, match="expected: expected a NumPy array"):
        expect_array("h", RIGHT, [1.0])
    with pytest.raises(ValueError, match="expected: expected finite numbers"):
        expect_array("h", RIGHT, np.array([np.nan]))
    with pytest.raises(ValueError, match="rtol"):
        expect_array("h", RIGHT, RIGHT, rtol=0)
    with pytest.raises(TypeError, match="expected: expected a real number"):
        expect_number("n", 1, "1")


@pytest.mark.parametrize("value", [0.8, np.float32(0.8), np.float64(0.8), np.array(0.8), 0.8 * (1 + 1e-7)])
def test_a_right_number_in_any_dress(value):
    verdict = expect_number("loss", value, 0.8)
    assert verdict and verdict.message == "loss is right, 0.8."


@pytest.mark.parametrize("value, words", [
    (None, "should be one number, but it is None"),
    ("0.8", "but it is of type str"),
    (True, "but it is of type bool"),
    (0.8j, "but it is of type complex"),
    (np.array([0.8]), "but it is an array of shape (1,)"),
    (float("nan"), "is nan, but a finite number was expected"),
    (-0.8, "has the wrong sign"),
    (1.6, "off by the factor 2."),
    (80, "off by the factor 100."),
    (0.8 / np.log(2), "as if bits stood where nats were asked for"),
    (0.8 * np.log(2), "as if nats stood where bits were asked for"),
    (1.25, "the reciprocal of what was expected"),
    (0.81, "loss is 0.81, but 0.8 was expected."),
    (0.80001, "loss is 0.80001, but 0.8 was expected."),
    (0, "loss is 0, but 0.8 was expected."),
])
def test_each_wrong_number_gets_its_own_message(value, words):
    verdict = expect_number("loss", value, 0.8)
    assert not verdict and words in verdict.message


def test_number_hints_and_zero():
    hints = [(0.4, "Divide by the batch size, not by T."), (float("nan"), "never")]
    assert expect_number("loss", 0.4, 0.8, hints=hints).message == "Divide by the batch size, not by T."
    assert "is 0.5" in expect_number("loss", 0.5, 0.8, hints=hints).message
    assert expect_number("loss", 1e-7, 0) and not expect_number("loss", 1e-3, 0)
    assert expect_number("big", 1e300, 1.0).message == "big is 1e+300, but 1 was expected."


def unwritten(x):
    """A starter that raises."""
    raise NotImplementedError


def breaks(x):
    """An answer with a bug in its second line."""
    y = x + 1
    return y @ np.ones(7)


@pytest.mark.parametrize("function, words", [
    (lambda x: None, "returned None: not written yet"),
    (lambda x: ..., "returned Ellipsis"),
    (lambda x: NotImplemented, "returned NotImplemented"),
    (unwritten, "unwritten is not written yet"),
    (breaks, "breaks raised ValueError: matmul"),
    (breaks, "in the line `return y @ np.ones(7)`."),
    (lambda: 1, "raised TypeError"),
    (3, "a function was expected, but this is of type int"),
])
def test_what_is_no_answer_becomes_a_verdict(function, words):
    verdict = call_answer(function, np.ones(3))
    assert isinstance(verdict, Verdict) and not verdict and words in verdict.message
    assert expect_array("h", verdict, RIGHT) is verdict
    assert expect_number("h", verdict, 1.0) is verdict


def test_an_answer_is_passed_on_and_cannot_change_its_arguments():
    def greedy(x):
        x += 1
        return x

    x = np.ones(3)
    assert call_answer(greedy, x).tolist() == [2, 2, 2] and x.tolist() == [1, 1, 1]
    assert call_answer(lambda: 0) == 0


class Scalar:
    """An array of no dimensions that has no `item`."""

    ndim = 0


def test_a_predicate_answers_true_or_false_and_nothing_else():
    for value in (True, np.True_, np.bool_(1)):
        assert call_predicate(lambda value=value: value) is True
    for value in (1, np.float64(1), np.array(True), np.array([True]), "True", Scalar()):
        verdict = call_predicate(lambda value=value: value)
        assert isinstance(verdict, Verdict) and "True or False is expected" in verdict.message
    assert "not written yet" in call_predicate(lambda: None).message


def test_first_failure():
    good, better = Verdict(True, "a"), Verdict(True, "b")
    bad, worse = Verdict(False, "c"), Verdict(False, "d")
    assert first_failure(good, bad, worse, better) is bad
    assert first_failure(good, better) is better
    with pytest.raises(ValueError, match="at least one"):
        first_failure()
    with pytest.raises(TypeError, match="expected Verdicts, got True"):
        first_failure(good, True)
