"""The hidden Markov model: a state that cannot be seen moves at random, and emits a symbol at each step."""

import numpy as np

from rnnlib import checks


class HiddenMarkovModel:
    """A chain of K hidden states that emits one of V symbols at every step.

    s_1 ~ start, s_{t + 1} ~ transition[s_t], x_t ~ emission[s_t]. Everything is computed from one linear
    recurrence, the forward algorithm, on the belief p_t(k) = P(s_t = k | x_1 .. x_{t - 1}):

        w_t = p_t * emission[:, x_t],   c_t = sum of w_t,   p_{t + 1} = (w_t / c_t) @ transition

    and c_t = P(x_t | x_1 .. x_{t - 1}). Dividing by c_t keeps the numbers in range at any length.

    Attributes:
        start, transition, emission: the arguments, float64.
        states, vocabulary_size: K and V.
        parameter_count: free numbers, (K - 1) + K (K - 1) + K (V - 1).
    Args:
        start: probabilities of the first state, (K,).
        transition: row i holds those of the state after i, (K, K).
        emission: row i holds those of the symbols in state i, (K, V).
    Raises:
        TypeError: no floating array.
        ValueError: a wrong shape, a negative number, or a row that does not add up to 1.
    Source: Rabiner (1989); chapter 9.4.2.
    """

    def __init__(self, start, transition, emission):
        self.start = _distributions("start", start, ("K",))
        K = self.states = len(self.start)
        self.transition = _distributions("transition", transition, (K, K))
        self.emission = _distributions("emission", emission, (K, "V"))
        self.vocabulary_size = self.emission.shape[1]
        self.parameter_count = (K - 1) + K * (K - 1) + K * (self.vocabulary_size - 1)

    @classmethod
    def random(cls, states, vocabulary_size, *, rng):
        """Draw a model to begin learning from: each row uniform on [0.5, 1.5), then divided by its sum.

        Args:
            states, vocabulary_size: K and V.
            rng: Generator or int seed.
        Returns:
            HiddenMarkovModel.
        Raises:
            TypeError, ValueError: a bad size or seed.
        """
        K, V = checks.check_size("states", states), checks.check_size("vocabulary_size", vocabulary_size)
        generator = checks.as_generator(rng)
        rows = [generator.uniform(0.5, 1.5, shape) for shape in ((K,), (K, K), (K, V))]
        return cls(*(row / row.sum(axis=-1, keepdims=True) for row in rows))

    def sample(self, length, batch_size, *, rng):
        """Draw sequences.

        Args:
            length, batch_size: steps T and sequences B.
            rng: Generator or int seed.
        Returns:
            ids and states, int64, both (T, B).
        Raises:
            TypeError, ValueError: a bad size or seed.
        """
        T, B = checks.check_size("length", length), checks.check_size("batch_size", batch_size)
        generator = checks.as_generator(rng)
        ids, states = np.zeros((T, B), np.int64), np.zeros((T, B), np.int64)
        p = np.broadcast_to(self.start, (B, self.states))
        for t in range(T):
            states[t] = _draw(p, generator)
            ids[t] = _draw(self.emission[states[t]], generator)
            p = self.transition[states[t]]
        return ids, states

    def log_probabilities(self, ids):
        """Return the logarithm of the probability of each symbol, given those before it.

        Args:
            ids: integers in 0..V - 1, (T, B).
        Returns:
            float64 array (T, B), in nats; -inf from the first symbol on that the model rules out.
        Raises:
            TypeError: no integers.
            ValueError: a wrong shape, or an id that does not exist.
        """
        with np.errstate(divide="ignore"):
            return np.log(self._forward(self._check(ids))[1])

    def next_probabilities(self, ids):
        """Return the probability of every symbol after each prefix of the sequences.

        Args:
            ids: integers in 0..V - 1, (T, B).
        Returns:
            float64 array (T, B, V), entry t is of what comes after ids[:t + 1].
        Raises:
            TypeError: no integers.
            ValueError: a wrong shape, or an id that does not exist.
        """
        return self._forward(self._check(ids))[0] @ self.transition @ self.emission

    def posteriors(self, ids):
        """Return the probability of every state at each step, given the whole sequence.

        Args:
            ids: integers in 0..V - 1, (T, B), a sequence that the model does not rule out.
        Returns:
            float64 array (T, B, K).
        Raises:
            TypeError: no integers.
            ValueError: a wrong shape, an id that does not exist, or a sequence of probability 0.
        """
        ids = self._check(ids)
        filtered, scale = self._forward(ids)
        return filtered * self._backward(ids, scale)

    def fit(self, ids, passes, *, smoothing=0.0):
        """Climb the likelihood by the Baum-Welch algorithm, in place.

        One pass counts, in expectation over the hidden paths, how often each state starts, follows another
        and emits each symbol, and takes the shares as the new probabilities. Without smoothing no pass
        lowers the likelihood.

        Args:
            ids: integers in 0..V - 1, (T, B): B sequences of T steps.
            passes: how often, >= 0.
            smoothing: what is added to each expected count, >= 0: with 0, what was not seen becomes
                impossible.
        Returns:
            list of floats: before each pass, the mean log-likelihood of a symbol, in nats.
        Raises:
            TypeError: a wrong type.
            ValueError: a wrong shape, an id that does not exist, a negative number, or a sequence of
                probability 0.
        """
        ids, history = self._check(ids), []
        passes = checks.check_size("passes", passes, minimum=0)
        smoothing = checks.check_number("smoothing", smoothing, low=0.0)
        symbols = np.arange(self.vocabulary_size)
        for _ in range(passes):
            filtered, scale = self._forward(ids)
            after = self._backward(ids, scale)
            posterior = filtered * after
            weighed = self.emission.T[ids[1:]] * after[1:] / scale[1:, :, None]
            pairs = np.einsum("ti,tj->ij", *(a.reshape(-1, self.states) for a in (filtered[:-1], weighed)),
                              optimize=True)
            one_hot = (ids.reshape(-1, 1) == symbols).astype(np.float64)
            history.append(float(np.log(scale).mean()))
            self.start = _shares(posterior[0].sum(axis=0) + smoothing)
            self.transition = _shares(pairs * self.transition + smoothing)
            self.emission = _shares(posterior.reshape(-1, self.states).T @ one_hot + smoothing)
        return history

    def _forward(self, ids):
        """Beliefs given the symbols up to now (T, B, K), and the probability of each symbol (T, B)."""
        p = np.broadcast_to(self.start, (ids.shape[1], self.states))
        filtered, scale = np.zeros((*ids.shape, self.states)), np.zeros(ids.shape)
        for t, x in enumerate(ids):
            w = p * self.emission.T[x]
            scale[t] = w.sum(axis=1)
            filtered[t] = w / np.where(scale[t] > 0.0, scale[t], 1.0)[:, None]
            p = filtered[t] @ self.transition
        return filtered, scale

    def _backward(self, ids, scale):
        """P(symbols after t | s_t = k) / P(symbols after t | those up to t), (T, B, K)."""
        if not scale.all():
            raise ValueError("ids: expected sequences that the model can emit, got one of probability 0")
        after = np.ones((*ids.shape, self.states))
        for t in range(len(ids) - 1, 0, -1):
            weighed = self.emission.T[ids[t]] * after[t] / scale[t][:, None]
            after[t - 1] = weighed @ self.transition.T
        return after

    def _check(self, ids):
        return checks.check_integers("ids", ids, ("T", "B"), low=0, high=self.vocabulary_size - 1)


def _distributions(name, value, shape):
    """A float64 copy whose rows are probabilities; ValueError where they are not."""
    rows = checks.check_array(name, value, shape).astype(np.float64)
    if rows.min() < 0.0 or not np.allclose(rows.sum(axis=-1), 1.0):
        raise ValueError(f"{name}: expected rows of probabilities that add up to 1, got others")
    return rows


def _shares(counts):
    """Rows divided by their sums; a row of zeros, a state never visited, becomes uniform."""
    total = counts.sum(axis=-1, keepdims=True)
    return np.where(total > 0.0, counts / np.where(total > 0.0, total, 1.0), 1.0 / counts.shape[-1])


def _draw(p, generator):
    """One index for each row of probabilities (B, K)."""
    u = generator.random(len(p))[:, None]
    return np.minimum((p.cumsum(axis=1) < u).sum(axis=1), p.shape[1] - 1)
