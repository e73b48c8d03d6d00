"""Checks of the exercises on CTC: each answers at once, and says what is wrong."""

import itertools
import math

import numpy as np

from rnnlib.ctc import collapse_path, fewest_frames
from rnnlib.exercises import Verdict, call_answer

_TARGETS = ((1, 2), (1, 1), (1, 2, 2), (3,))


def _spelled(target, T, symbols):
    """Every path of T frames that collapses to the target."""
    paths = itertools.product(range(symbols), repeat=T)
    return [path for path in paths if collapse_path(path) == tuple(target)]


def check_paths(function):
    """Judge a function (target, T) -> how many paths of T frames collapse to the target.

    Args:
        function: the reader's; target is a list of labels above 0, T a number of frames.
    Returns:
        Verdict.
    Source: chapter 6.2.3.
    """
    for target, T in itertools.product(_TARGETS, (2, 4, 6)):
        answer = call_answer(function, list(target), T)
        if isinstance(answer, Verdict):
            return answer
        if isinstance(answer, bool) or not isinstance(answer, int | float | np.integer | np.floating):
            return Verdict(False, f"a number is expected, but it is of type {type(answer).__name__}.")
        right, U = len(_spelled(target, T, max(target) + 1)), len(target)
        if abs(answer - right) > 1e-6:
            what = f"for the labels {list(target)} and {T} frames it gives {answer}; "
            if answer == math.comb(T + U, 2 * U):
                return Verdict(False, what + "between two equal labels a blank has to stand.")
            if answer == math.comb(T - 1, U - 1):
                return Verdict(False, what + "those are the paths without any blank.")
            if T < fewest_frames(target):
                return Verdict(False, what + "there are too few frames for a single path.")
            return Verdict(False, what + f"there are {right}.")
    return Verdict(True, "blanks, repeats and too few frames are all counted right.")


def check_alignment(function):
    """Judge a function (log_y, target) -> the likeliest path among those that collapse to the target.

    Args:
        function: the reader's; log_y is (T, K), target a list of labels.
    Returns:
        Verdict.
    Source: chapter 6.2.3.
    """
    for seed, target in enumerate(((1, 2), (1, 1), (2, 1, 1), (2,))):
        log_y = np.log(np.random.default_rng(seed).dirichlet([0.4] * 3, size=6))
        answer = call_answer(function, log_y.copy(), list(target))
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, list | tuple | np.ndarray) or np.shape(answer) != (6,):
            return Verdict(False, "a path is expected: one symbol for each of the 6 frames.")
        path = [int(k) for k in answer]
        if not all(0 <= k < 3 for k in path):
            return Verdict(False, f"a path of symbols 0, 1 and 2 is expected, not of states: {path}.")
        if collapse_path(path) != target:
            return Verdict(False, f"the path {path} spells {list(collapse_path(path))}, "
                                  f"but {list(target)} was said.")
        best = max(_spelled(target, 6, 3), key=lambda p: log_y[range(6), p].sum())
        if log_y[range(6), path].sum() < log_y[range(6), best].sum() - 1e-9:
            return Verdict(False, f"the path {path} spells {list(target)}, but another one is likelier: "
                                  f"{list(best)}.")
    return Verdict(True, "it is the likeliest of all paths that spell the target.")
