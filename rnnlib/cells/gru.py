"""The gated recurrent unit: two gates, one state."""

from typing import NamedTuple

import numpy as np

from rnnlib import checks
from rnnlib.activations import sigmoid, sigmoid_derivative, tanh_derivative
from rnnlib.cells.cell import DIVERGED, Cell


class GRUCache(NamedTuple):
    """What GRUCell.backward needs of its forward step; the gates are here to be looked at.

    Args:
        x_t: (B, D).
        h_prev: h_{t-1}, (B, H).
        r, z, h_tilde: reset gate, update gate, candidate, each (B, H).
        recurrent: what the reset gate multiplies: h_{t-1}, or W_hh h_{t-1} + b_hh when reset_after; (B, H).
    Source: chapter 4.3.
    """

    x_t: np.ndarray
    h_prev: np.ndarray
    r: np.ndarray
    z: np.ndarray
    h_tilde: np.ndarray
    recurrent: np.ndarray


class GRUCell(Cell):
    """The gated recurrent unit. The update gate z multiplies the candidate.

    r_t = sigmoid(W_r [h_{t-1}, x_t] + b_r)      z_t = sigmoid(W_z [h_{t-1}, x_t] + b_z)
    h~_t = tanh(W_h [r_t * h_{t-1}, x_t] + b_h)  h_t = (1 - z_t) * h_{t-1} + z_t * h~_t

    With reset_after=True the reset gate comes after the recurrent product, W_h = [W_hh, W_hx]:
    h~_t = tanh(W_hx x_t + b_h + r_t * (W_hh h_{t-1} + b_hh)).

    PyTorch and Keras let z multiply the old state instead: their z is one minus this z, so their weights and
    biases of z are the negatives of these. The two places of the reset gate cannot be converted.

    Parameters: W_r, W_z, W_h (H, H + D), orthogonal on h and Glorot uniform on x; b_r, b_z, b_h (H,), and
    b_hh (H,) when reset_after, zero.

    Args:
        input_size: D.
        hidden_size: H.
        reset_after: False as in Cho et al. (2014), True as in PyTorch, cuDNN and Keras.
        rng: Generator or int seed for the weights.
        dtype: float32 or float64.
    Raises:
        TypeError, ValueError: a wrong size, flag, rng or dtype.
    Source: Cho et al. (2014), with the z of Chung et al. (2014); chapter 4.3.
    """

    def __init__(self, input_size, hidden_size, *, reset_after=False, rng, dtype=np.float64):
        super().__init__(input_size, hidden_size, dtype=dtype)
        self.reset_after = checks.check_flag("reset_after", reset_after)
        rng = checks.as_generator(rng)
        self.params = {f"W_{gate}": self._recurrent_weights(rng) for gate in "rzh"}
        self.params |= {f"b_{gate}": np.zeros(self.hidden_size, self.dtype) for gate in "rzh"}
        if self.reset_after:
            self.params["b_hh"] = np.zeros(self.hidden_size, self.dtype)

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
            OverflowError: h_t is no number (inputs or weights near the largest float).
        """
        h_prev = self._check_step(x_t, state)
        p, H = self.params, self.hidden_size
        hx = np.concatenate([h_prev, x_t], axis=1)
        r = sigmoid(hx @ p["W_r"].T + p["b_r"])
        z = sigmoid(hx @ p["W_z"].T + p["b_z"])
        W_hh, W_hx = p["W_h"][:, :H], p["W_h"][:, H:]
        if self.reset_after:
            recurrent = h_prev @ W_hh.T + p["b_hh"]
            h_tilde = np.tanh(x_t @ W_hx.T + p["b_h"] + r * recurrent)
        else:
            recurrent = h_prev
            h_tilde = np.tanh(x_t @ W_hx.T + p["b_h"] + (r * recurrent) @ W_hh.T)
        h_t = (1 - z) * h_prev + z * h_tilde
        checks.check_overflow("h_t", h_t, DIVERGED)
        return h_t, h_t, GRUCache(x_t, h_prev, r, z, h_tilde, recurrent)

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
        x_t, h_prev, r, z, h_tilde, recurrent = self._check_cache(cache, GRUCache)
        dh = dh_t + self._check_gradients(dh_t, dstate, len(z))
        p, H = self.params, self.hidden_size
        W_hh, W_hx = p["W_h"][:, :H], p["W_h"][:, H:]
        da_h = dh * z * tanh_derivative(h_tilde)                      # a: what goes into tanh and the gates
        da_z = dh * (h_tilde - h_prev) * sigmoid_derivative(z)
        dh_prev = dh * (1 - z)
        if self.reset_after:
            drecurrent = da_h * r
            da_r = da_h * recurrent * sigmoid_derivative(r)
            dh_prev += drecurrent @ W_hh
            dW_hh = drecurrent.T @ h_prev
        else:
            dproduct = da_h @ W_hh                                    # at r * h_{t-1}
            da_r = dproduct * h_prev * sigmoid_derivative(r)
            dh_prev += dproduct * r
            dW_hh = da_h.T @ (r * h_prev)
        dhx = da_r @ p["W_r"] + da_z @ p["W_z"]
        dh_prev += dhx[:, :H]
        dx_t = dhx[:, H:] + da_h @ W_hx
        hx = np.concatenate([h_prev, x_t], axis=1)
        grads = {"W_r": da_r.T @ hx, "W_z": da_z.T @ hx,
                 "W_h": np.concatenate([dW_hh, da_h.T @ x_t], axis=1),
                 "b_r": da_r.sum(axis=0), "b_z": da_z.sum(axis=0), "b_h": da_h.sum(axis=0)}
        if self.reset_after:
            grads["b_hh"] = drecurrent.sum(axis=0)
        return self._check_results(dx_t, dh_prev, grads)
