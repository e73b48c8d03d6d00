"""The simple recurrent cell: one layer of units that also see their own last values."""

from typing import NamedTuple

import numpy as np

from rnnlib import checks
from rnnlib.activations import ACTIVATIONS
from rnnlib.cells.cell import DIVERGED, Cell
from rnnlib.initializers import glorot_uniform, orthogonal


class RNNCache(NamedTuple):
    """What RNNCell.backward needs of its forward step.

    Args:
        x_t: (B, D).
        h_prev: h_{t-1}, (B, H).
        h_t: (B, H).
    Source: chapter 3.2.
    """

    x_t: np.ndarray
    h_prev: np.ndarray
    h_t: np.ndarray


class RNNCell(Cell):
    """The simple recurrent cell.

    h_t = act(W_xh x_t + W_hh h_{t-1} + b_h)

    Parameters: W_xh (H, D), Glorot uniform; W_hh (H, H), orthogonal; b_h (H,), zero.

    Args:
        input_size: D.
        hidden_size: H.
        activation: "tanh", "relu" or "sigmoid".
        rng: Generator or int seed for the weights.
        dtype: float32 or float64.
    Raises:
        TypeError, ValueError: a wrong size, activation, rng or dtype.
    Source: Elman (1990); chapters 2.1 and 4.1.
    """

    def __init__(self, input_size, hidden_size, *, activation="tanh", rng, dtype=np.float64):
        super().__init__(input_size, hidden_size, dtype=dtype)
        self.activation = checks.check_choice("activation", activation, ACTIVATIONS)
        rng = checks.as_generator(rng)
        H, D = self.hidden_size, self.input_size
        self.params = {"W_xh": glorot_uniform((H, D), rng=rng, dtype=self.dtype),
                       "W_hh": orthogonal((H, H), rng=rng, dtype=self.dtype),
                       "b_h": np.zeros(H, self.dtype)}

    @np.errstate(all="ignore")
    def forward(self, x_t, state):
        """One step forward.

        Args:
            x_t: input, (B, D).
            state: h_{t-1}, (B, H).
        Returns:
            h_t (B, H); the new state, which is h_t; the cache for `backward`.
        Raises:
            TypeError, ValueError: wrong shapes, dtypes, NaN or infinity.
            OverflowError: h_t is no longer finite (relu with large recurrent weights).
        """
        h_prev = self._check_step(x_t, state)
        p = self.params
        act = ACTIVATIONS[self.activation].function
        h_t = act(x_t @ p["W_xh"].T + h_prev @ p["W_hh"].T + p["b_h"])
        checks.check_overflow("h_t", h_t, DIVERGED)
        return h_t, h_t, RNNCache(x_t, h_prev, h_t)

    @np.errstate(all="ignore")
    def backward(self, dh_t, dstate, cache):
        """One step back: from the gradients at h_t to those at x_t, h_{t-1} and the parameters.

        Args:
            dh_t: dL/dh_t through this step's output, (B, H).
            dstate: dL/dh_t through the steps after it, (B, H); None stands for zero.
            cache: from `forward`.
        Returns:
            dx_t (B, D); dL/dh_{t-1} (B, H); gradients keyed as `params`.
        Raises:
            TypeError, ValueError: wrong shapes, dtypes, NaN or infinity.
            OverflowError: a gradient is no longer finite.
        """
        x_t, h_prev, h_t = self._check_cache(cache, RNNCache)
        dh = dh_t + self._check_gradients(dh_t, dstate, len(h_t))
        p = self.params
        da = dh * ACTIVATIONS[self.activation].derivative(h_t)        # a: what goes into act
        grads = {"W_xh": da.T @ x_t, "W_hh": da.T @ h_prev, "b_h": da.sum(axis=0)}
        return self._check_results(da @ p["W_xh"], da @ p["W_hh"], grads)
