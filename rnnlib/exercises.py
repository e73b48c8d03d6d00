"""The verdict: what a check says at once about a reader's answer.

The checks themselves stand beside the exercises of a page. They are made of the helpers here, which look
for the most specific thing that can be said: a wrong answer that is known, else a wrong shape, sign or
factor, else one index with both numbers.
"""

import copy
import itertools
import math
import numbers
import traceback
from dataclasses import dataclass

import numpy as np

from rnnlib import checks

_FACTORS = ((2.0, "2"), (0.5, "1/2"), (100.0, "100"), (0.01, "1/100"),
            (math.log(2), "ln 2, as if nats stood where bits were asked for, or the other way round"),
            (1 / math.log(2), "1 / ln 2, as if bits stood where nats were asked for, or the other way round"))


@dataclass(frozen=True, repr=False)
class Verdict:
    """Right or not yet, and one sentence why; true where it is right.

    Attributes:
        ok: bool.
        message: str.
    Source: the exercises of every chapter.
    """

    ok: bool
    message: str

    def __bool__(self):
        """Whether the answer is right."""
        return self.ok

    def __repr__(self):
        """What a notebook shows."""
        return ("Correct: " if self.ok else "Not yet: ") + self.message


def expect_array(name, value, expected, *, rtol=1e-6, hints=()):
    """Compare an answer with the expected array.

    Two numbers agree when |value - expected| <= rtol |expected| + rtol max|expected| / 100.

    Args:
        name: what the answer is called on the page, for the message.
        value: the answer; a failed Verdict of `call_answer` is returned as it is.
        expected: the right array, floating and finite.
        rtol: relative tolerance, above 0.
        hints: pairs of a typical wrong array and the message for it; tried before anything else is said.
    Returns:
        Verdict.
    Raises:
        TypeError, ValueError: `expected` is no finite floating array, `rtol` is no number above 0.
    Source: the exercises of every chapter.
    """
    checks.check_array("expected", expected)
    checks.check_number("rtol", rtol, 0, open_low=True)
    if isinstance(value, Verdict):
        return value
    if not isinstance(value, np.ndarray | np.generic) or not _is_real(value.dtype):
        kind = f"an array of {value.dtype}" if isinstance(value, np.ndarray) else _kind(value)
        return Verdict(False, f"{name} should be a NumPy array of real numbers, but it is {kind}.")
    with np.errstate(all="ignore"):  # a wrong answer may hold anything
        return _judge_array(name, np.asarray(value, float), np.asarray(expected, float), rtol, hints)


def _judge_array(name, value, expected, rtol, hints):
    if _agree(value, expected, rtol):
        shape = f" of shape {value.shape}" if value.ndim else ""
        return Verdict(True, f"{name} is right, every number{shape} as expected.")
    for wrong, message in hints:
        if _agree(value, np.asarray(wrong, float), rtol):
            return Verdict(False, message)
    if value.shape != expected.shape:
        return Verdict(False, _about_shape(name, value, expected, rtol))
    return Verdict(False, _about_numbers(name, value, expected, rtol))


def expect_number(name, value, expected, *, rtol=1e-6, hints=()):
    """Compare an answer with the expected number.

    Two numbers agree when |value - expected| <= rtol |expected|, or <= rtol where 0 is expected.

    Args:
        name: what the answer is called on the page, for the message.
        value: the answer; a failed Verdict of `call_answer` is returned as it is.
        expected: the right number, finite.
        rtol: relative tolerance, above 0.
        hints: pairs of a typical wrong number and the message for it; tried before anything else is said.
    Returns:
        Verdict.
    Raises:
        TypeError, ValueError: `expected` is no finite number, `rtol` is no number above 0.
    Source: the exercises of every chapter.
    """
    expected = checks.check_number("expected", expected)
    checks.check_number("rtol", rtol, 0, open_low=True)
    if isinstance(value, Verdict):
        return value
    if isinstance(value, np.ndarray):
        if value.ndim or not _is_real(value.dtype):
            return Verdict(False, f"{name} should be one number, but it is an array of shape {value.shape}.")
        value = value.item()
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        return Verdict(False, f"{name} should be one number, but it is {_kind(value)}.")
    value, known = float(value), [(float(wrong), message) for wrong, message in hints]
    if _close(value, expected, rtol):
        return Verdict(True, f"{name} is right, {value:.6g}.")
    for wrong, message in known:
        if _close(value, wrong, rtol):
            return Verdict(False, message)
    return Verdict(False, _about_number(name, value, expected, rtol))


def call_answer(function, *args):
    """Call the reader's function and turn what is no answer into a verdict.

    The function gets copies of the arguments, so it cannot change what the check computes with.

    Args:
        function: what the reader wrote.
        *args: what it is to be called with.
    Returns:
        what the function returns; a failed Verdict where it raises, is no function, or returns nothing yet
        (None, NotImplemented or `...`).
    Source: the exercises of every chapter.
    """
    name = getattr(function, "__name__", "the answer")
    if not callable(function):
        return Verdict(False, f"a function was expected, but this is {_kind(function)}.")
    try:
        answer = function(*copy.deepcopy(args))
    except NotImplementedError:
        return Verdict(False, f"{name} is not written yet: it raises NotImplementedError.")
    except Exception as error:
        return Verdict(False, f"{name} raised {type(error).__name__}: {error}{_where(function, error)}.")
    if answer is None or answer is NotImplemented or answer is Ellipsis:
        return Verdict(False, f"{name} returned {answer!r}: not written yet, or its `return` is missing.")
    return answer


def call_predicate(function, *args):
    """Call the reader's function whose answer is True or False.

    A scalar of NumPy or of PyTorch is as good as Python's own.

    Args:
        function: what the reader wrote.
        *args: what it is to be called with; it gets copies.
    Returns:
        bool; a failed Verdict where `call_answer` returns one, or where the answer is neither True nor False.
    Source: the exercises of every chapter.
    """
    answer = call_answer(function, *args)
    if isinstance(answer, Verdict):
        return answer
    scalar = getattr(answer, "ndim", None) == 0 and not isinstance(answer, np.ndarray)
    if scalar and hasattr(answer, "item"):
        answer = answer.item()
    if not isinstance(answer, bool):
        return Verdict(False, f"True or False is expected, but it is of type {type(answer).__name__}.")
    return answer


def first_failure(*verdicts):
    """Return the first verdict that failed, or the last one if none did.

    Args:
        *verdicts: Verdict, at least one.
    Returns:
        Verdict.
    Raises:
        TypeError: something else among them.
        ValueError: none.
    Source: the exercises of every chapter.
    """
    if not verdicts:
        raise ValueError("verdicts: expected at least one Verdict, got none")
    for verdict in verdicts:
        if not isinstance(verdict, Verdict):
            raise TypeError(f"verdicts: expected Verdicts, got {verdict!r}")
    return next((verdict for verdict in verdicts if not verdict), verdicts[-1])


def _agree(value, expected, rtol):
    """Whether two arrays have one shape and the same finite numbers."""
    if value.shape != expected.shape or not (np.isfinite(value).all() and np.isfinite(expected).all()):
        return False
    return not _wrong_places(value, expected, rtol).any()


def _wrong_places(value, expected, rtol):
    """Where two arrays of one shape differ, as a boolean array."""
    size = np.abs(expected)
    scale = size.max(initial=0.0) or 1.0
    return ~(np.abs(value - expected) <= rtol * size + 0.01 * rtol * scale)


def _about_shape(name, value, expected, rtol):
    """What to say of an array of a wrong shape."""
    shapes = f"{name} has shape {value.shape}, but {expected.shape} was expected"
    if value.ndim == expected.ndim and (axes := _other_axes(value, expected, rtol)):
        return f"{shapes}: the numbers are right, but the array is transposed{axes}."
    if value.size == expected.size and _agree(value.reshape(expected.shape), expected, rtol):
        return f"{shapes}: the numbers are right and in the right order, so only the shape is missing."
    return shapes + "."


def _other_axes(value, expected, rtol):
    """Words on the order of axes in which the array would be right; empty if there is none."""
    for axes in itertools.permutations(range(value.ndim)):
        if axes != tuple(range(value.ndim)) and _agree(value.transpose(axes), expected, rtol):
            return " (apply `.T`)" if value.ndim == 2 else f" (its axes belong in the order {axes})"
    return ""


def _about_numbers(name, value, expected, rtol):
    """What to say of an array of the right shape whose numbers are wrong."""
    if not np.isfinite(value).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])
        return f"{name} holds {value[where]} at index {where}, but only finite numbers were expected."
    if value.ndim > 1 and (axes := _other_axes(value, expected, rtol)):
        return f"{name} is transposed: the numbers are right, but in the wrong places{axes}."
    if not value.any():
        return f"{name} holds nothing but zeros."
    if _agree(-value, expected, rtol):
        return f"{name} has the wrong sign everywhere."
    largest = np.unravel_index(np.abs(expected).argmax(), expected.shape)
    factor = value[largest] / expected[largest]
    if expected.size > 1 and expected.any() and factor and _agree(value / factor, expected, rtol):
        times = _told_apart(factor, 1.0)[0]
        return f"{name} is off by a constant factor: every number is {times} times what was expected."
    wrong = _wrong_places(value, expected, rtol)
    where = tuple(int(i) for i in np.argwhere(wrong)[0])  # the first in the order of indices
    which = f" at index {where}" if value.ndim else ""
    count = f" ({wrong.sum()} of {wrong.size} numbers differ)" if wrong.size > 1 else ""
    shown, right = _told_apart(value[where], expected[where])
    return f"{name}{which} is {shown}, but {right} was expected{count}."


def _about_number(name, value, expected, rtol):
    """What to say of a wrong number."""
    if not math.isfinite(value):
        return f"{name} is {value}, but a finite number was expected."
    if _close(-value, expected, rtol):
        return f"{name} has the wrong sign: it is {value:.6g}."
    for factor, words in _FACTORS:
        if expected and _close(value, factor * expected, rtol):
            return f"{name} is {value:.6g}, which is off by the factor {words}."
    if expected and value and _close(1 / value, expected, rtol):
        return f"{name} is {value:.6g}, which is the reciprocal of what was expected."
    shown, right = _told_apart(value, expected)
    return f"{name} is {shown}, but {right} was expected."


def _close(value, expected, rtol):
    return abs(value - expected) <= rtol * (abs(expected) or 1.0)


def _told_apart(value, expected):
    """Two numbers as text, with as many digits as it takes to see that they differ."""
    for digits in range(4, 18):
        shown, right = f"{value:.{digits}g}", f"{expected:.{digits}g}"
        if shown != right:
            break
    return shown, right


def _is_real(dtype):
    return np.issubdtype(dtype, np.integer) or np.issubdtype(dtype, np.floating)


def _kind(value):
    """What something is, in words."""
    return "None" if value is None else f"of type {type(value).__name__}"


def _where(function, error):
    """The line of the reader's own function in which an error arose."""
    code = getattr(function, "__code__", None)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if code and frame.filename == code.co_filename and frame.line]
    return f", in the line `{frames[-1].line}`" if frames else ""
