"""The T-maze: its steps, its exact returns, and its picture, against the rules written out another way."""

import itertools

import numpy as np
import pytest

from rnnlib import plotting
from rnnlib.datasets import maze_runs
from rnnlib.tasks import TMaze
from tools import make_maze_runs

FORWARD, LEFT, RIGHT = range(3)


def play(length, limit, bump, side, actions):
    """One episode by the rules, one agent at a time: its observations and rewards, until it is over."""
    cell, seen, rewards = 0, [], []
    for time, action in enumerate(actions, start=1):
        seen.append(side if cell == 0 else 3 if cell == length else 2)
        if cell == length and action != FORWARD:
            return seen, [*rewards, 1.0 if action == (RIGHT if side else LEFT) else 0.0]
        if cell < length and action == FORWARD:
            cell += 1
            rewards.append(0.0)
        else:
            rewards.append(-bump)
        if time == limit:
            return seen, rewards
    raise AssertionError("more actions are needed")


@pytest.mark.parametrize(("length", "limit"), [(1, 3), (2, 4), (3, 5)])
def test_every_course_of_actions_gives_what_the_rules_say(length, limit):
    courses = np.array(list(itertools.product((0, 1), *[range(3)] * limit)))
    maze = TMaze(length, bump=0.25, limit=limit)
    seen = [maze.reset((len(courses),), rng=0, sides=courses[:, 0])]
    rewards, over = [], [np.zeros(len(courses), bool)]
    for t in range(limit):
        observation, reward, done = maze.step(courses[:, t + 1])
        seen.append(observation)
        rewards.append(reward)
        over.append(done)
    assert over[-1].all()
    for k, (side, *actions) in enumerate(courses):
        right_seen, right_rewards = play(length, limit, 0.25, side, actions)
        steps = len(right_rewards)
        assert [int(o[k]) for o in seen[:steps]] == right_seen
        assert [float(r[k]) for r in rewards] == right_rewards + [0.0] * (limit - steps)
        assert [bool(d[k]) for d in over] == [False] * steps + [True] * (limit + 1 - steps)


@pytest.mark.parametrize("accuracy", [None, 0.8])
def test_the_exact_return_of_a_memoryless_policy_is_the_mean_over_all_courses(accuracy):
    maze = TMaze(2, bump=0.2, accuracy=accuracy, limit=4)
    policy = np.random.default_rng(1).dirichlet(np.ones(3), size=4)

    def value(cell, time, side):
        if time == maze.limit:
            return 0.0
        if cell == 2:
            chances = {3: 1.0}
        elif accuracy is None:
            chances = {side if cell == 0 else 2: 1.0}
        else:
            chances = {side: accuracy, 1 - side: 1 - accuracy}
        total = 0.0
        for seen, chance in chances.items():
            forward, left, right = policy[seen]
            if cell == 2:
                total += chance * (forward * (value(2, time + 1, side) - 0.2) + (left, right)[side])
            else:
                total += chance * (forward * value(cell + 1, time + 1, side)
                                   + (left + right) * (value(cell, time + 1, side) - 0.2))
        return total

    expected = (value(0, 0, 0) + value(0, 0, 1)) / 2
    assert maze.memoryless_return(policy) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("accuracy", [None, 0.7])
def test_no_memoryless_policy_does_better_than_one_half(accuracy):
    maze = TMaze(4, accuracy=accuracy)
    plain = [maze.memoryless_return(np.eye(3)[list(rows)]) for rows in itertools.product(range(3), repeat=4)]
    assert max(plain) == pytest.approx(maze.baseline(), abs=1e-12)
    rng = np.random.default_rng(0)
    drawn = [maze.memoryless_return(rng.dirichlet(np.full(3, 0.3), size=4)) for _ in range(60)]
    assert max(drawn) <= 0.5


@pytest.mark.parametrize(("length", "accuracy", "bump", "limit"), [
    (1, 0.6, 0.01, 5), (2, 0.7, 0.02, 6), (3, 0.8, 0.05, 7), (2, 1.0, 0.1, 4), (2, 0.5, 0.0, 5)])
def test_the_optimum_is_that_of_a_search_over_all_histories(length, accuracy, bump, limit):
    def value(cell, time, weights):  # weights: the probability of the history together with each side
        if time == limit:
            return 0.0
        if cell == length:
            return max(weights)
        return max(ahead(cell + 1, time, weights), ahead(cell, time, weights) - bump * sum(weights))

    def ahead(cell, time, weights):
        return value(cell, time + 1, weights) if cell == length else look(cell, time + 1, weights)

    def look(cell, time, weights):
        return sum(value(cell, time, [w * (accuracy if side == seen else 1 - accuracy)
                                      for side, w in enumerate(weights)]) for seen in (0, 1))

    maze = TMaze(length, accuracy=accuracy, bump=bump, limit=limit)
    assert maze.optimum() == pytest.approx(look(0, 0, [0.5, 0.5]), abs=1e-12)


def test_noisy_signals_are_right_as_often_as_they_should_be_and_belief_is_bayes_rule():
    maze = TMaze(3, accuracy=0.7)
    seen = np.stack([maze.reset((20_000,), rng=2), *(maze.step(np.zeros(20_000, int))[0] for _ in range(2))])
    assert (seen == maze.sides).mean() == pytest.approx(0.7, abs=0.01)
    lead = (2 * seen - 1).sum(axis=0)
    for value in np.unique(lead):
        there = maze.sides[lead == value].mean()
        assert maze.belief(np.array(value)) == pytest.approx(there, abs=0.03)


def test_one_seed_gives_one_episode_and_sides_are_fair():
    runs = []
    for _ in range(2):
        maze = TMaze(2, accuracy=0.6)
        first = maze.reset((3, 400), rng=5)
        runs.append((maze.sides, first, maze.step(np.zeros((3, 400), int))[0]))
    assert all(np.array_equal(a, b) for a, b in zip(*runs, strict=True))
    assert runs[0][0].mean() == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: TMaze(0), ValueError, "length"),
    (lambda: TMaze(3, bump=-1.0), ValueError, "bump"),
    (lambda: TMaze(3, accuracy=0.3), ValueError, "accuracy"),
    (lambda: TMaze(3, limit=3), ValueError, "limit"),
    (lambda: TMaze(3).step(np.zeros(2, int)), RuntimeError, "reset"),
    (lambda: TMaze(3).belief(np.array(1)), RuntimeError, "accuracy"),
    (lambda: TMaze(3).memoryless_return(np.ones((4, 3))), ValueError, "sum to 1"),
    (lambda: TMaze(3).reset((2,), rng=0, sides=[0, 2]), ValueError, "sides"),
])
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_the_picture_shows_every_step_of_every_episode():
    cells = np.array([[0, 0], [1, 0], [2, 1], [2, 2]])
    leanings = np.array([[0.5, 0.5], [0.9, 0.4], [0.95, 0.2], [0.99, 0.1]])
    figure = plotting.maze_walks(cells, np.array([0, 1]), leanings, titles=["a", "b"])
    for e in range(2):
        walk, lean = figure.axes[2 * e:2 * e + 2]
        dots = [line.get_xydata()[0] for line in walk.lines if line.get_marker() == "o"]
        assert np.array_equal(dots, np.stack([cells[:, e], np.arange(4)], axis=1))
        stars = [line.get_ydata()[0] for line in walk.lines if line.get_marker() == "*"]
        assert all((y > t) == (e == 1) for t, y in enumerate(stars))
        assert np.array_equal(lean.lines[-1].get_xdata(), leanings[:, e])
    with pytest.raises(ValueError, match="titles"):
        plotting.maze_walks(cells, np.array([0, 1]), leanings, titles=["a"])
    with pytest.raises(ValueError, match="leanings"):
        plotting.maze_walks(cells, np.array([0, 1]), leanings + 1, titles=["a", "b"])


def test_the_stored_runs_are_complete_and_the_script_makes_them_again():
    runs = maze_runs()
    expected = [(cell, keep, length) for cell in make_maze_runs.CELLS for keep in make_maze_runs.KEEPS
                for length in make_maze_runs.LENGTHS]
    assert [run[:3] for run in runs] == expected
    assert all(len(run.returns) == 6 and max(run.returns) <= 1 for run in runs)
    stored, = (run.returns for run in runs if run[:3] == ("GRU", 2, 5))
    again = make_maze_runs.returns("GRU", 2, 5)
    assert np.abs(again - stored).max() < 0.006
