"""LSTM: a layer of long short-term memory over whole sequences."""

import numpy as np

from rnnlib.cells import LSTMCell, LSTMState
from rnnlib.layers.products import add_product, blank, columns, step_product
from rnnlib.layers.recurrent import Recurrent


class LSTM(Recurrent):
    """LSTMCell over a whole sequence, with the same parameters, fast.

    f_t = sigmoid(W_f [h_{t-1}, x_t] + b_f)      i_t = sigmoid(W_i [h_{t-1}, x_t] + b_i)
    C~_t = tanh(W_C [h_{t-1}, x_t] + b_C)        C_t = f_t * C_{t-1} + i_t * C~_t
    o_t = sigmoid(W_o [h_{t-1}, x_t] + b_o)      h_t = o_t * tanh(C_t)

    Parameters: W_f, W_i, W_C, W_o (H, H + D) and b_f, b_i, b_C, b_o (H,), with the same initial values as
    LSTMCell.

    Args:
        input_size: D.
        hidden_size: H.
        forget_bias: where b_f starts.
        rng: Generator or int seed for the weights.
        dtype: float32 or float64.
    Raises:
        TypeError, ValueError: a wrong size, forget bias, rng or dtype.
    Source: Hochreiter and Schmidhuber (1997); Gers, Schmidhuber and Cummins (2000); chapter 4.2.
    """

    cell_class = LSTMCell
    state_names = LSTMState._fields
    n_gates = 4

    def __init__(self, input_size, hidden_size, *, forget_bias=1.0, rng, dtype=np.float32):
        super().__init__(LSTMCell(input_size, hidden_size, forget_bias=forget_bias, rng=rng, dtype=dtype))

    def _name(self, weights):
        rows = dict(zip("Cfio", np.split(weights, 4), strict=True))
        return {f"W_{g}": rows[g][:, :-1] for g in "fiCo"} | {f"b_{g}": rows[g][:, -1] for g in "fiCo"}

    def _pack(self, arrays):
        return LSTMState(*arrays)

    def _unpack(self, name, state, batch_size):
        if state is None:
            return super()._unpack(name, None, batch_size)
        if not isinstance(state, tuple) or len(state) != 2:
            raise TypeError(f"{name}: expected LSTMState(h, c), got {type(state).__name__}")
        return [array for part, value in zip(self.state_names, state, strict=True)
                for array in super(LSTM, self)._unpack(f"{name}.{part}", value, batch_size)]

    def _plan(self, m):
        T, B, H = m.T, m.B, self.hidden_size
        # Rows C_{t-1}, C~, f, i, o: so one product of two neighbours gives f * C_{t-1} and i * C~, and their
        # sum goes straight into the C_{t-1} of the step after. Each call saved is 0.2 us of the 2 us that a
        # step takes at H = 16, B = 1.
        m.a = np.empty((T + 1, 5 * H, B), self.dtype)
        m.C, m.gates = m.a[:, :H], m.a[:T, H:]
        m.states.append(m.C)
        m.tanh_C = np.empty((T, H, B), self.dtype)
        m.fC_iC = np.empty((2 * H, B), self.dtype)
        a = m.a[:T]
        m.steps = list(zip(m.z, m.plan_products(m.gates), m.gates, a[:, 2 * H:], a[:, :2 * H],
                           a[:, 2 * H:4 * H], a[:, 4 * H:], m.C[1:], m.tanh_C, m.h[1:], strict=False))

    def _run(self, m):
        H = self.hidden_size
        m.feed(self._weights, slice(H, None), m.gates)
        hoisted, recurrent, half = m.hoisted, m.recurrent, m.half
        fC_iC, fC, iC = m.fC_iC, m.fC_iC[:H], m.fC_iC[H:]
        times, W, tanh, multiply, add = m.multiply, m.A, np.tanh, np.multiply, np.add
        for z_t, product, gates, sigmoids, C_C, f_i, o, C_t, tanh_C_t, h_t in m.steps:
            times(W, z_t, product)
            if hoisted:
                add(gates, recurrent, gates)
            tanh(gates, gates)
            multiply(sigmoids, half, sigmoids)
            add(sigmoids, half, sigmoids)
            multiply(C_C, f_i, fC_iC)
            add(fC, iC, C_t)
            tanh(C_t, tanh_C_t)
            multiply(o, tanh_C_t, h_t)

    def _plan_back(self, m, back):
        n, B, H = m.block, m.B, self.hidden_size
        # Rows: f; what dL/dC (C~, f, i) and dL/dh (o) get multiplied by to give the deltas; dC_t/dh_t. One
        # step more than a block has, for the f * dL/dC that comes from the block after.
        back.e = e = np.empty((n + 1, 6 * H, B), self.dtype)
        back.dC = np.empty((H, B), self.dtype)
        times_dC = e.reshape(n + 1, 6, H, B)[:, :4]
        views = back.dy, times_dC, e[:, 4 * H:5 * H], e[:, 5 * H:], e[1:, :H], e[:, H:5 * H]
        back.steps = list(zip(*(view[:n] for view in views), strict=True))[::-1]

    def _start_back(self, back):
        # transposed in memory, too: at H = 512, B = 8 a step's product takes 205 us, with a view 263
        back.W_hT = self._weights[:, :self.hidden_size].T.copy(order="C")

    def _run_back(self, m, back, steps, n, padding, gradient, dx):
        H = self.hidden_size
        e, a, tanh_C = back.e[:n], m.a[steps], m.tanh_C[steps]
        sigmoids, times_sigmoid = a[:, 2 * H:], e[:, 2 * H:5 * H]
        np.subtract(1, sigmoids, out=times_sigmoid)
        times_sigmoid *= sigmoids
        e[:, 2 * H:4 * H] *= a[:, :2 * H]  # f's by C_{t-1}, i's by C~
        e[:, 4 * H:5 * H] *= tanh_C
        for derivative, value, gate in ((e[:, H:2 * H], a[:, H:2 * H], a[:, 3 * H:4 * H]),
                                        (e[:, 5 * H:], tanh_C, a[:, 4 * H:])):
            np.multiply(value, value, out=derivative)
            np.subtract(1, derivative, out=derivative)
            derivative *= gate
        e[:, :H] = a[:, 2 * H:3 * H]
        if padding is not None:
            blank(e, padding)
            blank(e[:, :H], padding, 1)  # padding hands dL/dC on as it is

        dh, dC_carried = back.carried
        back.e[n, :H] = dC_carried
        dC, multiply, add = back.dC, np.multiply, np.add
        times, W_hT, product = step_product(back.W_hT, dh)
        for dy_t, times_dC, d_o, through_h, from_next, deltas_t in back.steps[-n:]:
            add(dh, dy_t, dh)
            multiply(d_o, dh, d_o)
            multiply(through_h, dh, through_h)
            add(through_h, from_next, dC)
            multiply(times_dC, dC, times_dC)  # gives f * dL/dC for the step before, too
            times(W_hT, deltas_t, product)
        dC_carried[:] = e[0, :H]

        deltas = columns(e[:, H:5 * H])
        add_product(gradient, deltas, m.inputs(steps), first=steps.stop == m.T)
        np.matmul(deltas.T, self._weights[:, H:-1], out=dx)
