"""The cell: what every recurrent cell shares, and the contract it keeps."""

import numpy as np

from rnnlib import checks
from rnnlib.initializers import glorot_uniform, orthogonal

DIVERGED = "the recurrence has diverged; make the inputs or the weights smaller, or the sequence shorter"


class Cell:
    """What all cells share: sizes, parameters by name, the zero state, checks of what comes in.

    A cell of one's own fills `params` and writes `forward(x_t, state)` and `backward(dh_t, dstate, cache)` as
    `rnnlib.cells` says; then `unroll` and `bptt` work with it. If its state is more than one array (B, H), it
    writes `initial_state` and `check_state` too. The initial state is zeros: it also stands for no gradient.

    Args:
        input_size: D, the number of features of x_t.
        hidden_size: H, the number of hidden units.
        dtype: float32 or float64, of the parameters and of everything that goes in and comes out.
    Raises:
        TypeError, ValueError: a size that is no positive whole number, or another dtype.
    Source: chapter 2.1.
    """

    def __init__(self, input_size, hidden_size, *, dtype=np.float64):
        self.input_size = checks.check_size("input_size", input_size)
        self.hidden_size = checks.check_size("hidden_size", hidden_size)
        self.dtype = checks.check_dtype("dtype", dtype)
        self.params = {}

    def initial_state(self, batch_size):
        """The state before the first step: zeros.

        Args:
            batch_size: B, may be 0.
        Returns:
            array (B, H).
        Raises:
            TypeError, ValueError: `batch_size` is no whole number >= 0.
        """
        B = checks.check_size("batch_size", batch_size, minimum=0)
        return np.zeros((B, self.hidden_size), self.dtype)

    def check_state(self, name, state, batch_size):
        """Return the state if its shape, dtype and numbers are right.

        Args:
            name: how the message calls it.
            state: what `initial_state` gives.
            batch_size: B.
        Returns:
            the same state.
        Raises:
            TypeError, ValueError: it does not fit this cell.
        """
        return checks.check_array(name, state, (batch_size, self.hidden_size), self.dtype)

    def _check_step(self, x_t, state):
        checks.check_array("x_t", x_t, ("B", self.input_size), self.dtype)
        return self.check_state("state", state, x_t.shape[0])

    def _check_gradients(self, dh_t, dstate, batch_size):
        checks.check_array("dh_t", dh_t, (batch_size, self.hidden_size), self.dtype)
        if dstate is None:
            return self.initial_state(batch_size)
        return self.check_state("dstate", dstate, batch_size)

    @staticmethod
    def _check_cache(cache, kind):
        if not isinstance(cache, kind):
            raise TypeError(f"cache: expected a {kind.__name__} from forward, got {type(cache).__name__}")
        return cache

    @staticmethod
    def _check_results(dx_t, dstate, grads):
        """Return what `backward` computed, unless a number in it has left the range of its dtype."""
        results = {"dx_t": dx_t, "dstate": np.asarray(dstate)}
        results |= {f"d{name}": value for name, value in grads.items()}
        for name, value in results.items():
            checks.check_overflow(name, value, DIVERGED)
        return dx_t, dstate, grads

    def _recurrent_weights(self, rng):
        """Weights (H, H + D) on [h_{t-1}, x_t]: orthogonal on h, Glorot on x."""
        H, D = self.hidden_size, self.input_size
        return np.concatenate([orthogonal((H, H), rng=rng, dtype=self.dtype),
                               glorot_uniform((H, D), rng=rng, dtype=self.dtype)], axis=1)
