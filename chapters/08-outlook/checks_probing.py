"""Checks of the exercises on interpreting a network: each answers at once, and says what is wrong."""

import itertools

import numpy as np

from rnnlib.exercises import Verdict, call_answer


def _game(seed, players):
    """A game: a value, drawn at random, for each set of players; nothing for none."""
    rng = np.random.default_rng(seed)
    sets = [frozenset(s) for n in range(players + 1) for s in itertools.combinations(range(players), n)]
    return {s: 0.0 if not s else float(rng.normal()) for s in sets}


def _shapley(game, players):
    """The mean, over all orders, of what each player adds to those before."""
    orders = list(itertools.permutations(range(players)))
    shares = np.zeros(players)
    for order in orders:
        for k, player in enumerate(order):
            before = frozenset(order[:k])
            shares[player] += game[before | {player}] - game[before]
    return shares / len(orders)


def _unweighted(game, players):
    """What each player adds, with all sets of others weighted alike."""
    return np.array([np.mean([game[s | {k}] - game[s] for s in game if k not in s]) for k in range(players)])


def check_shapley(function):
    """Judge a function (value, players) -> the share of each player.

    Args:
        function: the reader's; value takes a frozenset of players.
    Returns:
        Verdict.
    Source: chapter 8.3.1.
    """
    for players in (2, 3, 4):
        game, everybody = _game(players, players), frozenset(range(players))
        shares = call_answer(function, game.__getitem__, players)
        if isinstance(shares, Verdict):
            return shares
        shares = np.asarray(shares, float)
        if shares.shape != (players,):
            return Verdict(False, f"{players} numbers are expected, one a player, not {shares.shape}.")
        right = _shapley(game, players)
        if np.allclose(shares, right, atol=1e-9):
            continue
        alone = np.array([game[frozenset([k])] for k in range(players)])
        without = np.array([game[everybody] - game[everybody - {k}] for k in range(players)])
        if np.allclose(shares, without):
            return Verdict(False, "this is occlusion: what is lost when one leaves the whole. Two players "
                                  "who can stand in for each other both get nothing.")
        if np.allclose(shares, alone):
            return Verdict(False, "this is what each is worth alone; average over all that can have "
                                  "come before.")
        if np.allclose(shares, _unweighted(game, players)):
            return Verdict(False, "all sets of others have the same weight here. Weight the orders alike: "
                                  "there are more orders behind the empty and the full set.")
        if not np.isclose(shares.sum(), game[everybody]):
            return Verdict(False, f"with {players} players the shares add up to {shares.sum():.3f}, and "
                                  f"all players together are worth {game[everybody]:.3f}.")
        return Verdict(False, f"with {players} players player 0 gets {shares[0]:.3f}; it should be "
                              f"{right[0]:.3f}.")
    return Verdict(True, "games of two, three and four players are shared as Shapley says.")


def check_control(function):
    """Judge a function (old, new, seed) -> labels of both parts and which of the new types are known.

    Args:
        function: the reader's; old and new are lists of types.
    Returns:
        Verdict.
    Source: chapter 8.3.1.
    """
    rng = np.random.default_rng(0)
    types = ["".join(pair) for pair in itertools.product("abcdefghijklmnop", repeat=2)]
    old = [types[k] for k in rng.integers(0, 200, 3000)]
    new = [types[k] for k in rng.integers(40, 256, 1000)]
    answers = [call_answer(function, list(old), list(new), seed) for seed in (0, 0, 1)]
    for answer in answers:
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, tuple | list) or len(answer) != 3:
            return Verdict(False, "three arrays are expected: labels of old, labels of new, and known.")
    (first, second, known), again, other = ([np.asarray(part) for part in answer] for answer in answers)
    if [part.shape for part in (first, second, known)] != [(3000,), (1000,), (1000,)]:
        return Verdict(False, "each array has one entry for each type of its part.")
    if not set(np.unique(first)) <= {0, 1}:
        return Verdict(False, "labels are False or True.")
    table = {}
    for kind, label in zip(old, first, strict=True):
        if table.setdefault(kind, label) != label:
            return Verdict(False, f"the type {kind!r} has two labels within the first part: draw one for "
                                  "each type, not for each place.")
    right = np.array([kind in table for kind in new])
    if not np.array_equal(known.astype(bool), right):
        return Verdict(False, "known: True where the type of the new part has occurred in the old one.")
    if any(table[kind] != label for kind, label in zip(new, second, strict=True) if kind in table):
        return Verdict(False, "a type has another label in the new part: then there is nothing to "
                              "remember.")
    if not all(np.array_equal(a, b) for a, b in zip((first, second, known), again, strict=True)):
        return Verdict(False, "the same seed gives other labels the second time.")
    if np.array_equal(first, other[0]):
        return Verdict(False, "another seed gives the same labels: then there is one control task, not many.")
    if not 0.3 < np.mean(list(table.values())) < 0.7:
        return Verdict(False, "the two labels should be about equally frequent among the types.")
    return Verdict(True, "one label a type, the same in both parts, and another draw for another seed.")


def check_forget(function):
    """Judge a function (states, classes) -> states without what tells the classes' means apart.

    Args:
        function: the reader's; states is (N, H), classes (N,) of K integers.
    Returns:
        Verdict.
    Source: chapter 8.3.1.
    """
    rng = np.random.default_rng(1)
    for K in (2, 4):
        classes = rng.integers(0, K, 600)
        states = rng.normal(size=(600, 10)) @ rng.normal(size=(10, 10))
        states = states + 2 * rng.normal(size=(K, 10))[classes]
        answer = call_answer(function, states.copy(), classes)
        if isinstance(answer, Verdict):
            return answer
        answer = np.asarray(answer)
        if answer.shape != states.shape:
            return Verdict(False, f"the shape is {answer.shape}; {states.shape} is expected.")
        means = np.array([answer[classes == k].mean(axis=0) for k in range(K)])
        if np.abs(means - means[0]).max() > 1e-8:
            more = f": {K} classes differ in {K - 1} directions" if K > 2 else ""
            return Verdict(False, f"with {K} classes the means of the classes still differ{more}.")
        change = states - answer
        change = change - change.mean(axis=0)
        rank = np.linalg.matrix_rank(change, tol=1e-8)
        if rank > K - 1:
            return Verdict(False, f"with {K} classes {rank} directions have changed, where {K - 1} are "
                                  "enough.")
        span = np.array([states[classes == k].mean(axis=0) for k in range(K)])
        Q = np.linalg.qr((span[1:] - span[0]).T)[0]
        if np.abs((answer - answer.mean(axis=0)) @ Q).max() > 1e-8:
            return Verdict(False, "the means agree, but along their differences the states still vary: "
                                  "project every state, do not shift each class.")
        if np.abs(answer.mean(axis=0) - states.mean(axis=0)).max() > 1e-8:
            return Verdict(False, "the mean of all states has moved: subtract it first and add it "
                                  "afterwards.")
    return Verdict(True, "two and four classes: equal means, and nothing else touched.")
