"""Checks for the exercises on where recurrent networks are used."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, first_failure

_SHAPES = ("many-to-one", "one-to-many", "step by step", "read, then write")
_TASKS = {  # task: its shape, and for each other shape why not
    "a film review goes in; good or bad": (
        "many-to-one",
        {"step by step": "one verdict is wanted, not one for every word"},
    ),
    "a Chinese sentence goes in; the same in French": (
        "read, then write",
        {
            "step by step": "the first French word may depend on the last Chinese one, and the numbers of "
            "words differ",
            "many-to-one": "a whole sentence comes out, not one answer",
        },
    ),
    "a composer's name goes in; a melody in his manner": (
        "one-to-many",
        {
            "many-to-one": "count again: one name goes in, many notes come out",
            "read, then write": "a name is one thing, there is no sequence to read first",
        },
    ),
    "heart beats go in; an alarm at once after any odd one": (
        "step by step",
        {
            "many-to-one": "an alarm at the end of the recording would come too late",
            "read, then write": "the alarm must come before the last beat has gone in",
        },
    ),
    "a spoken word goes in; which of ten it was": (
        "many-to-one",
        {"one-to-many": "a word is many frames of sound, and one answer comes out"},
    ),
    "a text goes in; for each word, whether it is a verb": (
        "step by step",
        {
            "many-to-one": "one answer for each word is wanted, not one for the text",
            "read, then write": "each word has its own answer, so inputs and outputs go in pairs",
        },
    ),
}


def check_shapes(shapes):
    """Judge a dict from a task to the name of its shape.

    Args:
        shapes: the reader's.
    Returns:
        Verdict.
    Source: chapter 1.2.
    """
    if not isinstance(shapes, dict):
        kind = type(shapes).__name__
        return Verdict(False, f"a dict from task to shape was expected, but this is a {kind}.")
    if missing := [task for task in _TASKS if task not in shapes]:
        return Verdict(False, f"the task «{missing[0]}» is missing.")
    for task in _TASKS:
        if shapes[task] not in _SHAPES:
            names = ", ".join(f"«{name}»" for name in _SHAPES)
            return Verdict(False, f"«{task}»: {shapes[task]!r} is none of {names}.")
    wrong = [task for task, (right, _) in _TASKS.items() if shapes[task] != right]
    if not wrong:
        return Verdict(True, "all six tasks have their shape.")
    right, reasons = _TASKS[wrong[0]]
    why = reasons.get(shapes[wrong[0]], "count what goes in and what comes out, and when")
    return Verdict(False, f"{6 - len(wrong)} of 6 are right. «{wrong[0]}»: {why}.")


def check_seasonal(function):
    """Judge a function (series, ahead, period) -> seasonal forecasts of series[lag:].

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 1.2.3.
    """
    series = np.random.default_rng(3).uniform(10, 99, size=60).round(1)
    return first_failure(
        *(
            _judge_seasonal(call_answer(function, series, ahead, period), series, ahead, period)
            for ahead, period in ((1, 11), (10, 11), (11, 11), (12, 11), (25, 7))
        )
    )


def _judge_seasonal(answer, series, ahead, period):
    """What to say of forecasts for one distance and one period."""
    if isinstance(answer, Verdict):
        return answer
    case = f"for ahead = {ahead} and period = {period}"
    try:
        found = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return Verdict(False, f"{case}: an array of numbers was expected.")
    if found.ndim != 1:
        return Verdict(False, f"{case}: an array of one axis was expected, this has {found.ndim}.")
    lag = period * -(-ahead // period)
    if len(found) == len(series) - lag and np.array_equal(found, series[:-lag]):
        return Verdict(True, "right at every distance, and nothing is used before it is known.")
    if 0 < len(found) < len(series) and np.array_equal(found, series[-len(found) :]):
        return Verdict(False, f"{case}: these are the values that were to be forecast, series[lag:] itself.")
    if 0 < len(found) < len(series) and np.array_equal(found, series[: len(found)]):
        used = len(series) - len(found)
        return Verdict(False, f"{case}: {_about_lag(used, ahead, period, lag)}")
    if len(found) != len(series) - lag:
        return Verdict(
            False, f"{case}: {len(series) - lag} forecasts were expected, one for each of series[{lag}:], "
            f"but these are {len(found)}.",
        )
    k = int(np.flatnonzero(found != series[:-lag])[0])
    return Verdict(
        False, f"{case}: the forecast of series[{lag + k}] should be series[{k}] = {series[k]}, but it is "
        f"{found[k]:g}.",
    )


def _about_lag(used, ahead, period, lag):
    """Why going back by `used` steps is wrong."""
    if used < ahead:
        return (
            f"this goes back {used}, but the forecast is made {ahead} steps earlier: the value was not "
            "known yet."
        )
    if used % period:
        return f"this goes back {used}, which is no whole number of periods of {period}."
    return f"this goes back {used}; {lag} steps are whole periods, too, and a later value was known."


def check_reverse(function):
    """Judge a function (x, lengths) -> x with the steps of each sequence reversed, padding in its place.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 1.2.
    """
    rng = np.random.default_rng(5)
    lengths = np.array([6, 2, 5, 1])
    x = rng.integers(1, 99, size=(6, 4, 3)).astype(float)
    x[np.arange(6)[:, None] >= lengths] = 0
    answer = call_answer(function, x, lengths)
    if isinstance(answer, Verdict):
        return answer
    if not isinstance(answer, np.ndarray) or answer.shape != x.shape:
        shape = answer.shape if isinstance(answer, np.ndarray) else type(answer).__name__
        return Verdict(False, f"an array of the shape of x, {x.shape}, was expected, but this is {shape}.")
    right = x.copy()
    for b, length in enumerate(lengths):
        right[:length, b] = x[:length, b][::-1]
    if np.array_equal(answer, right):
        return Verdict(True, "each sequence runs from its own end, and the padding has stayed behind it.")
    full = x[:, 0]
    if np.array_equal(answer, x):
        return Verdict(False, "nothing has moved.")
    if np.array_equal(answer, x[::-1]):
        return Verdict(False, "the padding was turned round, too: short sequences now begin with zeros.")
    if np.array_equal(answer[:, 0], full[:, ::-1]):
        return Verdict(False, "the features of each step are reversed; the steps are the first axis.")
    if np.array_equal(answer, x[:, ::-1]):
        return Verdict(False, "the sequences of the batch have changed places; the steps are the first axis.")
    if np.array_equal(answer[:, 0], full[::-1]):
        b = next(b for b in range(4) if not np.array_equal(answer[:, b], right[:, b]))
        return Verdict(
            False, f"the full sequence is right, but not the one of length {lengths[b]}: its first step "
            f"should be its step {lengths[b] - 1}, {right[0, b]}, but it is {answer[0, b]}.",
        )
    if np.array_equal(answer[1:, 0], full[:0:-1]):
        return Verdict(False, "off by one: the last step has index lengths - 1.")
    k = next(k for k in range(6) if not np.array_equal(answer[k, 0], full[5 - k]))
    return Verdict(
        False, f"step {k} of a sequence of 6 should be its step {5 - k}, {full[5 - k]}, but it is "
        f"{answer[k, 0]}.",
    )
