"""Checks of the exercises on digits as sequences: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array
from rnnlib.layers import RNN


def check_ink(function):
    """Judge a function (w, x) -> the final state of an untrained IRNN.

    Args:
        function: the reader's; w (H,), x (T,) without negative entries, the state (H,).
    Returns:
        Verdict.
    Source: chapter 6.4.1.
    """
    rng = np.random.default_rng(11)
    w, x = rng.normal(size=5), rng.random(7)
    layer = RNN(1, 5, activation="relu", rng=rng, dtype=np.float64)
    layer.params["W_xh"], layer.params["W_hh"], layer.params["b_h"] = w[:, None], np.eye(5), np.zeros(5)
    expected = layer.forward(x[:, None, None])[0][-1, 0]
    hints = [
        (w * x.sum(), "a unit with a negative weight cannot be negative: the rectifier cuts it to 0."),
        (np.maximum(w, 0) * x[-1], "this is one step; the unit adds up all of them."),
        (np.maximum(w, 0) * x.mean(), "this is the mean of the pixels; the unit adds and never divides."),
        (np.abs(w) * x.sum(), "a negative weight gives 0, not its size."),
    ]
    return expect_array("the final state", call_answer(function, w, x), expected, hints=hints)


def check_serpentine(function):
    """Judge a function (R, W) -> the order of pixels that turns around at the end of each row.

    Args:
        function: the reader's; it returns R * W indices, row * W + column.
    Returns:
        Verdict.
    Source: chapter 6.4.1.
    """
    for R, W in ((4, 3), (5, 8)):
        order = call_answer(function, R, W)
        if isinstance(order, Verdict):
            return order
        grid = np.arange(R * W).reshape(R, W)
        if not isinstance(order, np.ndarray) or not np.issubdtype(order.dtype, np.integer):
            return Verdict(False, "an array of integers is expected, each the index of a pixel.")
        if order.shape != (R * W,):
            return Verdict(False, f"the shape is {order.shape}; ({R * W},) is expected, one index a pixel.")
        if set(order.tolist()) != set(range(R * W)):
            return Verdict(False, "each pixel has to come exactly once.")
        wrong = {
            "every row still runs from left to right: the eye jumps back.": grid,
            "the first row runs from right to left: turn the others around.":
                np.array([r[::-1] if k % 2 == 0 else r for k, r in enumerate(grid)]),
            "every row runs from right to left: turn every second one only.": grid[:, ::-1],
            "this reads columns; read rows.":
                np.array([c[::-1] if k % 2 else c for k, c in enumerate(grid.T)]),
        }
        for message, pattern in wrong.items():
            if np.array_equal(order, pattern.ravel()):
                return Verdict(False, message)
        rows, columns = np.divmod(order, W)
        jumps = np.abs(np.diff(rows)) + np.abs(np.diff(columns))
        if (jumps > 1).any():
            k = int(np.argmax(jumps > 1))
            return Verdict(False, f"for {R} by {W}, the eye jumps from pixel {order[k]} to {order[k + 1]}.")
        if order[0] != 0 or order[1] != 1:
            return Verdict(False, "no jumps, but it has to start with the first row, from left to right.")
    return Verdict(True, "two pictures are read without a single jump.")


def check_early_exit(function):
    """Judge a function (p, threshold) -> the number of pixels after which a belief is sure enough.

    Args:
        function: the reader's; p (T, B, 10), the numbers (B,).
    Returns:
        Verdict.
    Source: chapter 6.4.1.
    """
    largest = np.array([[0.3, 0.9, 0.2, 0.4], [0.8, 0.5, 0.3, 0.5],
                        [0.6, 0.95, 0.5, 0.6], [0.9, 0.99, 0.6, 0.85]])
    p = np.repeat((1 - largest[:, :, None]) / 9, 10, axis=2)
    p[:, np.arange(4), [3, 0, 9, 5]] = largest
    T, expected = 4, np.array([2, 1, 4, 4])
    answer = call_answer(function, p, 0.8)
    if isinstance(answer, Verdict):
        return answer
    if not isinstance(answer, np.ndarray) or answer.shape != (4,):
        return Verdict(False, "one number a digit is expected, an array of shape (4,) for these beliefs.")
    if np.array_equal(answer, expected):
        return Verdict(True, "the one that is never sure is read to its end, the others are not.")
    sure = largest >= 0.8
    hints = [
        (np.full(4, T), "nobody stops early: the first digit is sure enough after 2 pixels."),
        (sure.argmax(axis=0), "these are indices from 0, and 0 where it is never sure: pixels count from 1."),
        (sure.argmax(axis=0) + 1, "the third digit is never sure, and must be read to its end."),
        (np.where(sure.any(axis=0), sure.argmax(axis=0), T),
         "steps count from 1: one pixel read is 1, not 0."),
        (np.array([4, 3, 4, 4]), "the first moment is asked for, even if the belief falls back after it."),
        (np.where((largest > 0.8).any(axis=0), (largest > 0.8).argmax(axis=0) + 1, T),
         "to reach the threshold is enough: 0.8 counts as 0.8."),
    ]
    for value, message in hints:
        if np.array_equal(answer, value):
            return Verdict(False, message)
    b = int(np.argmax(answer != expected))
    return Verdict(False, f"digit {b} is sure enough after {expected[b]} pixels, and you say {answer[b]}.")
