"""Checks of the exercises on graph networks: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure


def check_messages(function):
    """Judge a function (A, h) -> the mean of the states that each node receives.

    Args:
        function: the reader's; A (N, N) with A[u, v] = 1 where u sends to v, h (N, H).
    Returns:
        Verdict.
    Source: chapter 8.2.2.
    """
    A = np.array([[0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0]], float)
    h = np.random.default_rng(21).normal(size=(4, 3))
    count = np.array([0.0, 1, 2, 2])[:, None]
    expected = A.T @ h / np.maximum(count, 1)
    answer = call_answer(function, A, h)
    if isinstance(answer, np.ndarray) and answer.shape == h.shape and np.isnan(answer[0]).all():
        return Verdict(False, "node 0 receives nothing and gets nan: 0 / 0. It should get zeros.")
    sent = np.maximum(A.sum(axis=1), 1)[:, None]
    hints = [
        (h, "this is each node's own state; the mean of those that arrive is asked for."),
        (A.T @ h, "this is the sum of what arrives; divide by how many arrive."),
        (A @ h / sent, "the arrows are turned round: A[u, v] = 1 means that u sends and v receives."),
        (A @ h, "the arrows are turned round, and it is a sum: v receives along column v of A."),
        (A.T @ h / sent, "divided by how many links leave a node; divide by how many arrive."),
        (A.T @ h / 4, "divided by the number of nodes; divide by how many links arrive at each."),
        ((A.T @ h + h) / (count + 1), "the node's own state is in the mean; only what arrives belongs in it"),
    ]
    return expect_array("the mean message", answer, expected, hints=hints)


def check_rounds(function):
    """Judge a function A -> the rounds after which every node has heard of every other.

    Args:
        function: the reader's; A (N, N), symmetric; it returns a whole number, -1 if none is enough.
    Returns:
        Verdict.
    Source: chapter 8.2.2.
    """
    path = np.eye(6, k=1) + np.eye(6, k=-1)
    ring = path.copy()
    ring[0, 5] = ring[5, 0] = 1
    star = np.zeros((5, 5))
    star[0, 1:] = star[1:, 0] = 1
    apart = np.kron(np.eye(2), path[:3, :3])
    cases = {
        "a path of 6 nodes": (path, 5, [
            (6, "one round too many: after 5 rounds the ends of 6 nodes in a row have heard of each other."),
            (4, "one round too few: the ends of a path of 6 nodes are 5 links apart.")]),
        "a ring of 6 nodes": (ring, 3, [
            (5, "the ring is read as a path; on a ring news goes both ways round."),
            (6, "not the number of nodes: on a ring of 6 news goes both ways round, and meets after 3.")]),
        "a star of 5 nodes": (star, 2, [
            (1, "on a star, the rays do not know each other: news has to pass through the middle."),
            (4, "not the number of links: all rays of a star are 2 links apart.")]),
        "a single node": (np.zeros((1, 1)), 0, [(1, "a single node knows its input before any round.")]),
        "a graph in two pieces": (apart, -1, [
            (2, "the second piece never hears of the first: the answer is -1."),
            (6, "no number of rounds joins two pieces: the answer is -1.")]),
    }
    verdicts = []
    for name, (A, expected, hints) in cases.items():
        answer = call_answer(function, A)
        verdicts.append(expect_number(f"the number for {name}", answer, expected, hints=hints))
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "path, ring, star, one node and two pieces are right.")


def check_energy(function):
    """Judge a function (A, h) -> the normalised Dirichlet energy.

    Args:
        function: the reader's; A (N, N), symmetric, without loops, h (N, H).
    Returns:
        Verdict.
    Source: chapter 8.2.2.
    """
    A = np.array([[0, 1, 1, 1], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]], float)
    h = np.random.default_rng(22).normal(size=(4, 3))
    degree = A.sum(axis=1)[:, None]

    def by(h, root):
        scaled = h / root
        return (A[..., None] * (scaled[:, None] - scaled[None]) ** 2).sum() / 2

    size, root = (h**2).sum(), np.sqrt(degree + 1)
    right = by(h, root) / size
    gaps = np.sqrt((((h / root)[:, None] - (h / root)[None]) ** 2).sum(axis=2))
    hints = [
        (2 * right, "twice too large: each link is taken in both directions."),
        (right * size, "not divided by the size of the states, the sum of all their squares."),
        (2 * right * size, "each link is taken twice, and it is not divided by the size of the states."),
        (by(h, 1.0), "plain differences: divide each state by the root of its degree plus one first, and the"
                     " sum by the size of the states."),
        (2 * by(h, 1.0), "plain differences, each link twice: start with dividing each state by the root of"
                         " its degree plus one."),
        (by(h, 1.0) / size, "the states are not divided by the root of their node's degree plus one."),
        (by(h, np.sqrt(degree)) / size, "the degree needs its plus one: every node counts itself."),
        (by(h, degree + 1) / size, "divide by the root of the degree plus one, not by the whole of it."),
        (by(h, root) / ((h / root) ** 2).sum(), "the size is of the states as they were, before dividing."),
        ((A * gaps).sum() / 2 / size, "these are distances; their squares are asked for."),
        ((((h / root)[:, None] - (h / root)[None]) ** 2).sum() / 2 / size,
         "all pairs are taken; only those with a link belong in the sum."),
    ]
    first = expect_number("the energy", call_answer(function, A, h), right, hints=hints)
    flat = root * np.ones((4, 2))
    second = expect_number("the energy where only the degree is left", call_answer(function, A, flat), 0)
    third = expect_number("the energy of ten times the states", call_answer(function, A, 10 * h), right)
    return first_failure(first, second, third)
