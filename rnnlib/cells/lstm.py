"""The long short-term memory cell: a state that gates protect."""

from typing import NamedTuple

import numpy as np

from rnnlib import checks
from rnnlib.activations import sigmoid, sigmoid_derivative, tanh_derivative
from rnnlib.cells.cell import DIVERGED, Cell


class LSTMState(NamedTuple):
    """What an LSTM carries from step to step.

    Args:
        h: hidden state, shape (B, H).
        c: cell state, shape (B, H), C_t in the equations.
    Source: Hochreiter and Schmidhuber (1997); chapter 4.2.
    """

    h: np.ndarray
    c: np.ndarray


class LSTMCache(NamedTuple):
    """What LSTMCell.backward needs of its forward step; the gates are here to be looked at.

    Args:
        hx: [h_{t-1}, x_t], (B, H + D).
        C_prev: C_{t-1}, (B, H).
        f, i, C_tilde, o: forget gate, input gate, candidate, output gate, each (B, H).
        tanh_C: tanh(C_t), (B, H).
    Source: chapter 4.2.
    """

    hx: np.ndarray
    C_prev: np.ndarray
    f: np.ndarray
    i: np.ndarray
    C_tilde: np.ndarray
    o: np.ndarray
    tanh_C: np.ndarray


class LSTMCell(Cell):
    """The long short-term memory cell, with forget gate.

    f_t = sigmoid(W_f [h_{t-1}, x_t] + b_f)      i_t = sigmoid(W_i [h_{t-1}, x_t] + b_i)
    C~_t = tanh(W_C [h_{t-1}, x_t] + b_C)        C_t = f_t * C_{t-1} + i_t * C~_t
    o_t = sigmoid(W_o [h_{t-1}, x_t] + b_o)      h_t = o_t * tanh(C_t)

    Parameters: W_f, W_i, W_C, W_o (H, H + D), orthogonal on h and Glorot uniform on x; b_i, b_C, b_o zero and
    b_f = forget_bias, each (H,).

    Args:
        input_size: D.
        hidden_size: H.
        forget_bias: where b_f starts. At 0 the cell state halves at every step, at 1 every 2.2 steps.
        rng: Generator or int seed for the weights.
        dtype: float32 or float64.
    Raises:
        TypeError, ValueError: a wrong size, forget bias, rng or dtype.
    Source: Hochreiter and Schmidhuber (1997); forget gate: Gers, Schmidhuber and Cummins (2000); its bias:
        Jozefowicz, Zaremba and Sutskever (2015); chapter 4.2.
    """

    def __init__(self, input_size, hidden_size, *, forget_bias=1.0, rng, dtype=np.float64):
        super().__init__(input_size, hidden_size, dtype=dtype)
        largest = float(np.finfo(self.dtype).max)
        forget_bias = checks.check_number("forget_bias", forget_bias, low=-largest, high=largest)
        rng = checks.as_generator(rng)
        self.params = {f"W_{gate}": self._recurrent_weights(rng) for gate in "fiCo"}
        self.params |= {f"b_{gate}": np.zeros(self.hidden_size, self.dtype) for gate in "fiCo"}
        self.params["b_f"] += forget_bias

    def initial_state(self, batch_size):
        """The state before the first step: zeros.

        Args:
            batch_size: B, may be 0.
        Returns:
            LSTMState of two arrays (B, H).
        Raises:
            TypeError, ValueError: `batch_size` is no whole number >= 0.
        """
        return LSTMState(super().initial_state(batch_size), super().initial_state(batch_size))

    def check_state(self, name, state, batch_size):
        """Return the state as an LSTMState if its shapes, dtypes and numbers are right.

        Args:
            name: how the message calls it.
            state: LSTMState, or any pair (h, c).
            batch_size: B.
        Returns:
            LSTMState.
        Raises:
            TypeError, ValueError: it does not fit this cell.
        """
        if not isinstance(state, tuple) or len(state) != 2:
            raise TypeError(f"{name}: expected LSTMState(h, c), got {type(state).__name__}")
        return LSTMState(super().check_state(f"{name}.h", state[0], batch_size),
                         super().check_state(f"{name}.c", state[1], batch_size))

    @np.errstate(all="ignore")
    def forward(self, x_t, state):
        """One step forward.

        Args:
            x_t: input, (B, D).
            state: LSTMState of h_{t-1} and C_{t-1}, each (B, H).
        Returns:
            h_t (B, H); the new LSTMState; the cache for `backward`.
        Raises:
            TypeError, ValueError: wrong shapes, dtypes, NaN or infinity.
            OverflowError: h_t is no number (inputs or weights near the largest float).
        """
        h_prev, C_prev = self._check_step(x_t, state)
        p = self.params
        hx = np.concatenate([h_prev, x_t], axis=1)
        f = sigmoid(hx @ p["W_f"].T + p["b_f"])
        i = sigmoid(hx @ p["W_i"].T + p["b_i"])
        C_tilde = np.tanh(hx @ p["W_C"].T + p["b_C"])
        C_t = f * C_prev + i * C_tilde
        o = sigmoid(hx @ p["W_o"].T + p["b_o"])
        tanh_C = np.tanh(C_t)
        h_t = o * tanh_C
        checks.check_overflow("h_t", h_t, DIVERGED)
        return h_t, LSTMState(h_t, C_t), LSTMCache(hx, C_prev, f, i, C_tilde, o, tanh_C)

    @np.errstate(all="ignore")
    def backward(self, dh_t, dstate, cache):
        """One step back: from the gradients at h_t and C_t to x_t, h_{t-1}, C_{t-1} and the parameters.

        Args:
            dh_t: dL/dh_t through this step's output, (B, H).
            dstate: LSTMState of dL/dh_t and dL/dC_t through the steps after it; None stands for zero.
            cache: from `forward`.
        Returns:
            dx_t (B, D); LSTMState of dL/dh_{t-1} and dL/dC_{t-1}; gradients keyed as `params`.
        Raises:
            TypeError, ValueError: wrong shapes, dtypes, NaN or infinity.
            OverflowError: a gradient is no longer finite.
        """
        hx, C_prev, f, i, C_tilde, o, tanh_C = self._check_cache(cache, LSTMCache)
        dstate = self._check_gradients(dh_t, dstate, len(o))
        p, H = self.params, self.hidden_size
        dh = dh_t + dstate.h
        dC = dstate.c + dh * o * tanh_derivative(tanh_C)
        da = {"f": dC * C_prev * sigmoid_derivative(f),               # a: what goes into each gate
              "i": dC * C_tilde * sigmoid_derivative(i),
              "C": dC * i * tanh_derivative(C_tilde),
              "o": dh * tanh_C * sigmoid_derivative(o)}
        dhx = sum(da[gate] @ p[f"W_{gate}"] for gate in "fiCo")
        grads = {f"W_{gate}": da[gate].T @ hx for gate in "fiCo"}
        grads |= {f"b_{gate}": da[gate].sum(axis=0) for gate in "fiCo"}
        return self._check_results(dhx[:, H:], LSTMState(dhx[:, :H], dC * f), grads)
