"""The T-maze: a corridor whose entrance shows which way to turn at its end, for many agents at once."""

import numpy as np

from rnnlib import checks


class TMaze:
    """A T-maze: see a signal, walk a corridor, turn left or right at its end.

    An episode goes through the cells 0 (entrance), 1 to length - 1 (corridor), length (junction). The side
    of the goal is left or right, each with probability 1/2, and hidden. Where the agent is, is hidden too:
    it sees one of `OBSERVATIONS`, the signal at the entrance, "corridor" and "junction".

    Actions: `ACTIONS`. "forward" moves on by one cell; at the junction it bumps. "left" and "right" bump
    everywhere but at the junction, where they end the episode. The reward is 1 for the turn to the side of
    the goal, 0 for the other turn, -bump for a bump, 0 for a step forward. After `limit` actions an episode
    ends as it is.

    With an accuracy, the signal is noisy, and shown afresh in every cell before the junction, and after each
    bump there: it names the side of the goal with that probability. Nothing shows "corridor" then.

    Attributes:
        length, bump, accuracy, limit: the arguments.
        sides: integers, the shape of `reset`, 0 where the goal is left, 1 where it is right.
        cells: integers of that shape, the cell of each agent.
        time: int, actions taken since `reset`.
        done: bool of that shape, which episodes are over.
    Args:
        length: steps from the entrance to the junction, >= 1.
        bump: cost of a bump, >= 0.
        accuracy: None, or the probability in [0.5, 1] that a noisy signal is right.
        limit: actions of an episode at most, > length; 3 (length + 1) if None.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: Bakker (2002); chapter 8.2.3.
    """

    OBSERVATIONS = ("signal left", "signal right", "corridor", "junction")
    ACTIONS = ("forward", "left", "right")

    def __init__(self, length, *, bump=0.1, accuracy=None, limit=None):
        self.length = checks.check_size("length", length)
        self.bump = checks.check_number("bump", bump, 0.0)
        self.accuracy = accuracy if accuracy is None else checks.check_number("accuracy", accuracy, 0.5, 1.0)
        limit = 3 * (self.length + 1) if limit is None else limit
        self.limit = checks.check_size("limit", limit, minimum=self.length + 1)

    def reset(self, shape, *, rng, sides=None):
        """Put agents at the entrance.

        Args:
            shape: of the array of agents, such as (B,) or (A, B).
            rng: Generator or int seed, for the sides and for noisy signals.
            sides: None, or the sides of the goal, integers 0 or 1 of that shape.
        Returns:
            observations, int64 of that shape, indices into `OBSERVATIONS`.
        Raises:
            TypeError, ValueError: a bad argument.
        """
        shape = checks.check_shape("shape", shape)
        self._generator = checks.as_generator(rng)
        self.sides = self._generator.integers(0, 2, shape)
        if sides is not None:
            self.sides = checks.check_integers("sides", np.asarray(sides), shape, low=0, high=1).copy()
        self.cells, self.time = np.zeros(shape, np.int64), 0
        self.done = np.zeros(shape, bool)
        return self._observe()

    def step(self, actions):
        """Let every agent act once; agents whose episode is over stay as they are.

        Args:
            actions: integers, the shape of `reset`, indices into `ACTIONS`.
        Returns:
            observations, int64; rewards, float64; done, bool, all of that shape.
        Raises:
            RuntimeError: before `reset`, or after the limit.
            TypeError, ValueError: bad actions.
        """
        if not hasattr(self, "cells") or self.time >= self.limit:
            raise RuntimeError("step: expected an episode that has begun and is not over; call reset first")
        actions = checks.check_integers("actions", np.asarray(actions), self.cells.shape, low=0, high=2)
        turns, live = actions > 0, ~self.done
        at_junction = self.cells == self.length
        right = actions - 1 == self.sides
        rewards = np.where(turns & at_junction & right, 1.0, 0.0)
        rewards = np.where(turns != at_junction, -self.bump, rewards) * live
        self.cells = self.cells + (live & ~turns & ~at_junction)
        self.time += 1
        self.done = self.done | (turns & at_junction) | (self.time == self.limit)
        return self._observe(), rewards, self.done.copy()

    def memoryless_return(self, policy):
        """Return what a policy without memory gets on average, exactly.

        The probabilities of all cells are carried forward through time, for each side of the goal.

        Args:
            policy: probabilities of the actions for each observation, floating (4, 3), rows that sum to 1.
        Returns:
            float.
        Raises:
            TypeError, ValueError: no such array.
        """
        policy = checks.check_array("policy", policy, (4, 3))
        if (policy < 0).any() or not np.allclose(policy.sum(axis=1), 1.0):
            raise ValueError("policy: expected probabilities, rows that sum to 1")
        total = 0.0
        for side in (0, 1):
            seen = self._seen(side)
            rows = seen @ policy
            here = np.zeros(self.length + 1)
            here[0] = 1.0
            for _ in range(self.limit):
                moving = here[:-1] * rows[:-1, 0]
                bumps = here[:-1] @ rows[:-1, 1:].sum(axis=1) + here[-1] * rows[-1, 0]
                total += 0.5 * (here[-1] * rows[-1, 1 + side] - self.bump * bumps)
                here = np.append(here[:-1] - moving, here[-1] * rows[-1, 0])
                here[1:] += moving
        return float(total)

    def baseline(self):
        """Return the largest return of a policy without memory: 1/2, whatever the corridor's length.

        Returns:
            float.
        """
        return 0.5

    def optimum(self):
        """Return the largest return of any policy: that of one that knows the belief.

        1 without noise. With noise, by dynamic programming over cell, time, and by how many signals right
        is ahead of left: these three are all that a whole history says of the goal and of the future.

        Returns:
            float.
        """
        if self.accuracy is None:
            return 1.0
        belief = self.belief(np.arange(-self.limit, self.limit + 1))
        one_more = belief * self.accuracy + (1 - belief) * (1 - self.accuracy)  # the next signal is right
        value = np.zeros((self.length + 1, len(belief)))
        for _ in range(self.limit):
            ahead = value.copy()  # of arriving in a cell, before its signal is seen
            ahead[:-1] = one_more * np.roll(value[:-1], -1, 1) + (1 - one_more) * np.roll(value[:-1], 1, 1)
            value[:-1] = np.maximum(ahead[1:], ahead[:-1] - self.bump)
            value[-1] = np.maximum(belief, 1 - belief)
        return float((value[0, self.limit - 1] + value[0, self.limit + 1]) / 2)

    def belief(self, lead):
        """Return the probability that the goal is right, after noisy signals.

        Args:
            lead: integers, any shape: how many more signals said right than left.
        Returns:
            float64, the shape of lead; NaN nowhere.
        Raises:
            RuntimeError: a maze without noise, where one signal says it all.
            TypeError: no integers.
        """
        if self.accuracy is None:
            raise RuntimeError("belief: expected a maze with an accuracy")
        lead = checks.check_integers("lead", np.asarray(lead))
        if self.accuracy == 1.0:
            return 0.5 + 0.5 * np.sign(lead)
        return 1.0 / (1.0 + ((1 - self.accuracy) / self.accuracy) ** lead.astype(float))

    def _seen(self, side):
        """The probability of each observation in each cell, (length + 1, 4)."""
        seen = np.zeros((self.length + 1, 4))
        seen[-1, 3] = 1.0
        if self.accuracy is None:
            seen[0, side], seen[1:-1, 2] = 1.0, 1.0
        else:
            seen[:-1, side], seen[:-1, 1 - side] = self.accuracy, 1 - self.accuracy
        return seen

    def _observe(self):
        """What every agent sees where it is now."""
        shown = self.sides
        if self.accuracy is not None:
            shown = np.where(self._generator.random(self.cells.shape) < self.accuracy, shown, 1 - shown)
            return np.where(self.cells == self.length, 3, shown)
        return np.select([self.cells == 0, self.cells == self.length], [shown, 3], 2)
