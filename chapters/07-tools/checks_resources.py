"""Checks of the exercises on learning resources: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer

_READINGS = {
    "A": (10, frozenset(), frozenset({"a"})),
    "B": (10, frozenset({"a"}), frozenset({"b"})),
    "C": (10, frozenset({"b"}), frozenset({"c"})),
    "D": (10, frozenset(), frozenset({"d"})),
    "AB": (30, frozenset(), frozenset({"a", "b"})),
}
_CASES = [  # a path, a goal, and what is left of the path
    (["A", "B", "C"], {"c"}, ["A", "B", "C"]),
    (["D", "A", "B", "D", "C"], {"c"}, ["A", "B", "C"]),
    (["A", "B", "AB", "C"], {"c"}, ["A", "B", "C"]),
    (["AB", "A", "C", "D"], {"c", "d"}, ["AB", "C", "D"]),
    (["A", "D", "A"], {"a", "d"}, ["A", "D"]),
]


def check_path(function):
    """Judge a function (readings, path, goal) -> the path without what can be left out.

    Args:
        function: the reader's; readings maps names to (minutes, needs, gives).
    Returns:
        Verdict.
    Source: chapter 7.4.
    """
    for path, goal, expected in _CASES:
        answer = call_answer(function, dict(_READINGS), list(path), set(goal))
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, list) or any(name not in path for name in answer):
            return Verdict(False, "a list of names from the path is expected.")
        where = f"with {' '.join(path)} and the goal {' '.join(sorted(goal))}"
        if not _works(answer, goal):
            return Verdict(False, f"{where}, what you keep ({' '.join(answer)}) cannot be read in this "
                                  "order, or misses the goal: is a reading there only as preparation?")
        if len(answer) > len(expected):
            return Verdict(False, f"{where}, you keep {' '.join(answer)}, and something can still go.")
        if answer != expected:
            return Verdict(False, f"{where}, {' '.join(expected)} is expected, but it is "
                                  f"{' '.join(answer)}: go from the last reading to the first.")
    return Verdict(True, "five lists were shortened, and every reading that is left is needed.")


def check_matrix(function):
    """Judge a function () -> a 2 by 2 matrix with small eigenvalues and a power of large norm.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 7.4.
    """
    W = call_answer(function)
    if isinstance(W, Verdict):
        return W
    W = np.asarray(W)
    if W.shape != (2, 2) or W.dtype.kind not in "fiu" or not np.isfinite(W).all():
        return Verdict(False, "a real, finite array of shape (2, 2) is expected.")
    W = W.astype(float)
    eigenvalue = np.abs(np.linalg.eigvals(W)).max()
    if eigenvalue > 0.5 + 1e-9:
        return Verdict(False, f"an eigenvalue has the size {eigenvalue:.2f}, and one half is allowed.")
    norms = [np.linalg.norm(np.linalg.matrix_power(W, k), 2) for k in range(1, 21)]
    if max(norms) <= 100:
        return Verdict(False, f"the eigenvalues are small, but the largest norm of the first 20 powers is "
                              f"{max(norms):.3g}, not above 100.")
    return Verdict(True, f"no eigenvalue is above {eigenvalue:.2f}, and a power has the norm "
                         f"{max(norms):.0f}.")


def _works(path, goal):
    """Whether a path can be read in its order by somebody who knows nothing, and reaches the goal."""
    topics = set()
    for name in path:
        _, needs, gives = _READINGS[name]
        if not needs <= topics:
            return False
        topics |= gives
    return goal <= topics
