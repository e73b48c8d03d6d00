"""The checks of arguments: what passes comes back as it was, what does not is named in the message."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import checks

QUICK = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@pytest.mark.parametrize("value", [1, 7, np.int64(7), np.uint8(7), 10 ** 30])
def test_size_comes_back_as_int(value):
    found = checks.check_size("hidden_size", value)
    assert type(found) is int and found == value


@pytest.mark.parametrize("value", [True, np.True_, 2.0, "3", None, np.array([3])])
def test_size_refuses_what_is_no_whole_number(value):
    with pytest.raises(TypeError, match="^hidden_size: expected a whole number, got .* of type "):
        checks.check_size("hidden_size", value)


@pytest.mark.parametrize(("value", "minimum"), [(0, 1), (-1, 0), (1, 2)])
def test_size_refuses_what_is_too_small(value, minimum):
    message = f"^length: expected a whole number of at least {minimum}, got {value}"
    with pytest.raises(ValueError, match=message):
        checks.check_size("length", value, minimum=minimum)


@pytest.mark.parametrize("value", [0.5, 1, np.float32(0.5), np.int32(1), Fraction(1, 2)])
def test_number_comes_back_as_float(value):
    found = checks.check_number("rate", value, low=0, high=1)
    assert type(found) is float and found == value


@pytest.mark.parametrize("value", [True, np.False_, "1", None, 1j, np.array(1.0)])
def test_number_refuses_what_is_no_real_number(value):
    with pytest.raises(TypeError, match="^rate: expected a real number"):
        checks.check_number("rate", value)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, np.float32("nan"), 10 ** 400, -10 ** 400])
def test_number_refuses_what_is_not_finite(value):
    with pytest.raises(ValueError, match=r"^rate: expected a finite number in \(-inf, inf\)"):
        checks.check_number("rate", value)


@given(low=st.floats(-10, 0), width=st.floats(0.1, 10), value=st.floats(-30, 30),
       open_low=st.booleans(), open_high=st.booleans())
@QUICK
def test_number_holds_its_interval(low, width, value, open_low, open_high):
    high = low + width
    above = low < value or (value == low and not open_low)
    inside = above and (value < high or (value == high and not open_high))
    for candidate, allowed in [(value, inside), (low, not open_low), (high, not open_high)]:
        if allowed:
            assert checks.check_number("x", candidate, low, high, open_low, open_high) == candidate
        else:
            with pytest.raises(ValueError, match="^x: expected a finite number in "):
                checks.check_number("x", candidate, low, high, open_low, open_high)


def test_number_writes_the_interval_with_its_ends():
    with pytest.raises(ValueError, match=r"in \(0, 1\], got 0"):
        checks.check_number("x", 0, 0, 1, open_low=True)
    with pytest.raises(ValueError, match=r"in \[0, 1\), got 1"):
        checks.check_number("x", 1, 0, 1, open_high=True)


def test_choice():
    assert checks.check_choice("activation", "tanh", {"tanh": 1, "relu": 2}) == "tanh"
    for value in ("gelu", 3, None, ["tanh"]):
        with pytest.raises(ValueError, match="^activation: expected one of 'tanh', 'relu', got "):
            checks.check_choice("activation", value, ["tanh", "relu"])


def test_flag():
    assert checks.check_flag("nesterov", True) is True
    assert checks.check_flag("nesterov", np.False_) is False
    for value in (0, 1, "no", None):
        with pytest.raises(TypeError, match="^nesterov: expected True or False, got "):
            checks.check_flag("nesterov", value)


def test_shape():
    assert checks.check_shape("shape", [np.int64(2), 3], ndim=2) == (2, 3)
    assert checks.check_shape("shape", ()) == ()
    with pytest.raises(TypeError, match="^shape: expected a tuple of sizes, got 3 of type int"):
        checks.check_shape("shape", 3)
    with pytest.raises(TypeError, match=r"^shape\[1\]: expected a whole number, got 2.5"):
        checks.check_shape("shape", (2, 2.5))
    with pytest.raises(ValueError, match=r"^shape\[0\]: expected a whole number of at least 1, got 0"):
        checks.check_shape("shape", (0, 2))
    with pytest.raises(ValueError, match=r"^shape: expected 2 axes, got \(4,\)"):
        checks.check_shape("shape", (4,), ndim=2)


def test_dtype():
    for value in (np.float32, "float32", np.dtype("f4")):
        assert checks.check_dtype("dtype", value) == np.float32
    assert checks.check_dtype("dtype", float) == np.float64
    for value in (np.float16, int, "nonsense", complex, object):
        with pytest.raises(TypeError, match="^dtype: expected float32 or float64, got "):
            checks.check_dtype("dtype", value)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (0, 3), (2, 3, 4)])
def test_array_comes_back_itself(shape, dtype):
    x = np.zeros(shape, dtype)
    assert checks.check_array("x", x) is x
    assert checks.check_array("x", x, shape, dtype) is x
    assert checks.check_array("x", x, tuple("TBD"[:x.ndim])) is x


@pytest.mark.parametrize(("value", "got"), [([1.0], "list"), (1.0, "float"), (None, "NoneType")])
def test_array_refuses_what_is_no_array(value, got):
    with pytest.raises(TypeError, match=f"^x: expected a NumPy array, got {got}"):
        checks.check_array("x", value)


def test_array_refuses_other_dtypes():
    with pytest.raises(TypeError, match="^x: expected dtype float32 or float64, got int64"):
        checks.check_array("x", np.zeros(3, np.int64))
    with pytest.raises(TypeError, match="^x: expected dtype float32, got float64"):
        checks.check_array("x", np.zeros(3), dtype=np.float32)


@pytest.mark.parametrize(("wanted", "found"), [
    (("T", "B", 3), (2, 5, 4)), (("T", "B", 3), (2, 3)), ((3,), (3, 1)), (("H", "H"), (2, 3)), ((), (1,))])
def test_shapes_that_do_not_fit_are_written_out(wanted, found):
    message = f"x: expected shape {checks.describe_shape(wanted)}, got {checks.describe_shape(found)}"
    for check, dtype in [(checks.check_array, float), (checks.check_integers, int)]:
        with pytest.raises(ValueError) as caught:
            check("x", np.zeros(found, dtype), wanted)
        assert str(caught.value) == message


def test_a_letter_that_comes_twice_is_one_size():
    assert checks.check_array("W", np.zeros((3, 3)), ("H", "H")).shape == (3, 3)
    assert checks.check_array("x", np.zeros((0, 5, 0)), ("T", "B", "T")).shape == (0, 5, 0)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_array_says_where_it_is_not_finite(bad):
    x = np.zeros((2, 3))
    x[1, 2] = bad
    with pytest.raises(ValueError, match=rf"^x: expected finite numbers, got {bad} at index \(1, 2\)"):
        checks.check_array("x", x)
    assert checks.check_array("x", x, finite=False) is x


def test_integers_come_back_themselves():
    for dtype in (np.int8, np.uint8, np.int64):
        x = np.array([0, 4], dtype)
        assert checks.check_integers("ids", x, ("T",), low=0, high=4) is x
    empty = np.zeros((0, 2), int)
    assert checks.check_integers("ids", empty, ("T", 2), low=5, high=4) is empty


@pytest.mark.parametrize(("value", "got"), [([1], "integers, got list"), (np.zeros(2), "dtype, got float64"),
                                            (np.zeros(2, bool), "dtype, got bool")])
def test_integers_refuse_other_types(value, got):
    with pytest.raises(TypeError, match=f"^ids: expected an? .*{got}"):
        checks.check_integers("ids", value)


@pytest.mark.parametrize(("low", "high", "interval"), [
    (0, 3, r"\[0, 3\]"), (0, None, r"\[0, inf\)"), (None, 3, r"\(-inf, 3\]")])
def test_integers_hold_their_interval(low, high, interval):
    message = rf"^ids: expected integers in {interval}, got values in \[-1, 4\]"
    with pytest.raises(ValueError, match=message):
        checks.check_integers("ids", np.array([-1, 2, 4]), low=low, high=high)


def test_overflow():
    checks.check_overflow("h_t", np.zeros((0, 3)), "advice")
    checks.check_overflow("h_t", np.full(3, 1e308), "advice")
    for bad in (np.nan, np.inf):
        with pytest.raises(OverflowError, match="^h_t: expected finite float32 numbers, .*: be smaller$"):
            checks.check_overflow("h_t", np.array([0.0, bad], np.float32), "be smaller")


def test_generator():
    generator = np.random.default_rng(3)
    assert checks.as_generator(generator) is generator
    for seed in (3, np.int64(3)):
        assert checks.as_generator(seed).random() == np.random.default_rng(3).random()
    for value in (None, True, 3.0, np.random.RandomState, "3"):
        with pytest.raises(TypeError, match="^rng: expected a numpy.random.Generator or an int seed, got "):
            checks.as_generator(value)
    with pytest.raises(ValueError, match="^rng: expected a whole number of at least 0, got -1"):
        checks.as_generator(-1)


@pytest.mark.parametrize(("shape", "text"), [((), "()"), ((3,), "(3,)"), (("T", "B", 3), "(T, B, 3)")])
def test_describe_shape(shape, text):
    assert checks.describe_shape(shape) == text
