"""RNN: a layer of simple recurrent units over whole sequences."""

import numpy as np

from rnnlib.cells import RNNCell
from rnnlib.layers.products import add_product, blank, columns, step_product
from rnnlib.layers.recurrent import Recurrent


class RNN(Recurrent):
    """RNNCell over a whole sequence, with the same parameters, fast.

    h_t = act(W_xh x_t + W_hh h_{t-1} + b_h)

    Parameters: W_xh (H, D), W_hh (H, H), b_h (H,), with the same initial values as RNNCell.

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

    cell_class = RNNCell
    options = ("activation",)

    def __init__(self, input_size, hidden_size, *, activation="tanh", rng, dtype=np.float32):
        super().__init__(RNNCell(input_size, hidden_size, activation=activation, rng=rng, dtype=dtype))

    def _name(self, weights):
        H = self.hidden_size
        return {"W_xh": weights[:, H:-1], "W_hh": weights[:, :H], "b_h": weights[:, -1]}

    def _plan(self, m):
        m.steps = list(zip(m.z, m.plan_products(m.h[1:]), m.h[1:], strict=False))

    def _run(self, m):
        is_relu, is_sigmoid = self.activation == "relu", self.activation == "sigmoid"
        m.feed(self._weights, slice(None if is_sigmoid else 0), m.h[1:])
        hoisted, recurrent, half, zero = m.hoisted, m.recurrent, m.half, np.zeros((), self.dtype)
        times, W, tanh, maximum, multiply, add = m.multiply, m.A, np.tanh, np.maximum, np.multiply, np.add
        for z_t, product, h_t in m.steps:
            times(W, z_t, product)
            if hoisted:
                add(h_t, recurrent, h_t)
            if is_relu:
                maximum(h_t, zero, out=h_t)  # here NumPy does not take `out` by position
                continue
            tanh(h_t, h_t)
            if is_sigmoid:
                multiply(h_t, half, h_t)
                add(h_t, half, h_t)

    def _plan_back(self, m, back):
        back.deltas = np.empty((m.block, self.hidden_size, m.B), self.dtype)
        back.steps = list(zip(back.dy, back.deltas, strict=True))[::-1]

    def _start_back(self, back):
        back.W_hhT = self._weights[:, :self.hidden_size].T.copy(order="C")

    def _run_back(self, m, back, steps, n, padding, gradient, dx):
        h, deltas = m.h[steps.start + 1:steps.stop + 1], back.deltas[:n]
        if self.activation == "tanh":
            np.multiply(h, h, out=deltas)
            np.subtract(1, deltas, out=deltas)
        elif self.activation == "relu":
            deltas[:] = h > 0
        else:
            np.subtract(1, h, out=deltas)
            deltas *= h
        if padding is not None:
            blank(deltas, padding)

        dh, = back.carried
        multiply, add = np.multiply, np.add
        times, W_hhT, product = step_product(back.W_hhT, dh)
        for dy_t, deltas_t in back.steps[-n:]:
            add(dh, dy_t, dh)
            multiply(deltas_t, dh, deltas_t)
            times(W_hhT, deltas_t, product)

        deltas = columns(deltas)
        add_product(gradient, deltas, m.inputs(steps), first=steps.stop == m.T)
        np.matmul(deltas.T, self._weights[:, self.hidden_size:-1], out=dx)
