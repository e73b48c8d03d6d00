"""GRU: a layer of gated recurrent units over whole sequences."""

import numpy as np

from rnnlib.cells import GRUCell
from rnnlib.layers.products import add_product, blank, columns, step_product
from rnnlib.layers.recurrent import Recurrent


class GRU(Recurrent):
    """GRUCell over a whole sequence, with the same parameters, fast.

    r_t = sigmoid(W_r [h_{t-1}, x_t] + b_r)      z_t = sigmoid(W_z [h_{t-1}, x_t] + b_z)
    h~_t = tanh(W_h [r_t * h_{t-1}, x_t] + b_h)  h_t = (1 - z_t) * h_{t-1} + z_t * h~_t

    With reset_after=True: h~_t = tanh(W_hx x_t + b_h + r_t * (W_hh h_{t-1} + b_hh)), W_h = [W_hh, W_hx].

    Parameters: W_r, W_z, W_h (H, H + D), b_r, b_z, b_h (H,), and b_hh (H,) when reset_after, with the same
    initial values as GRUCell.

    Args:
        input_size: D.
        hidden_size: H.
        reset_after: False as in Cho et al. (2014), True as in PyTorch, cuDNN and Keras.
        rng: Generator or int seed for the weights.
        dtype: float32 or float64.
    Raises:
        TypeError, ValueError: a wrong size, flag, rng or dtype.
    Source: Cho et al. (2014); chapter 4.3.
    """

    cell_class = GRUCell
    options = ("reset_after",)
    n_gates = 3
    stackable = False  # r stands between the two products that give h~

    def __init__(self, input_size, hidden_size, *, reset_after=False, rng, dtype=np.float32):
        super().__init__(GRUCell(input_size, hidden_size, reset_after=reset_after, rng=rng, dtype=dtype))

    def _more_rows(self):
        return int(self.reset_after)  # a row whose first H entries are b_hh

    def _name(self, weights):
        H = self.hidden_size
        rows = dict(zip("hzr", np.split(weights[:3 * H], 3), strict=True))
        named = {f"W_{g}": rows[g][:, :-1] for g in "rzh"} | {f"b_{g}": rows[g][:, -1] for g in "rzh"}
        return named | {"b_hh": weights[-1, :H]} if self.reset_after else named

    def _plan(self, m):
        T, B, H = m.T, m.B, self.hidden_size
        n = 4 if self.reset_after else 3
        # Rows h~, z, r, and W_hh h_{t-1} + b_hh if the reset comes after.
        m.a = np.empty((T, n * H, B), self.dtype)
        m.recurrent = np.empty(((n - 1) * H, B), self.dtype)
        m.tmp = np.empty((2, H, B), self.dtype)
        m.steps = list(zip(m.h, m.a[:, H:], m.a[:, H:3 * H], *np.split(m.a, n, axis=1), m.h[1:],
                           strict=False))

    def _run(self, m):
        H = self.hidden_size
        m.feed(self._weights[:3 * H], slice(H, None), m.a[:, :3 * H])
        if self.reset_after:
            m.a[:, 3 * H:] = self.params["b_hh"][:, None]
            self._run_after(m)
        else:
            self._run_before(m)

    def _run_after(self, m):
        H = self.hidden_size
        half, recurrent, tmp = m.half, m.recurrent, m.tmp[0]
        times, W_zrh, product = step_product(np.concatenate([m.W[H:], m.W[:H]]), recurrent)
        tanh, multiply, add, subtract = np.tanh, np.multiply, np.add, np.subtract
        for h_prev, zrh, zr, h_tilde, z, r, from_h, h_t in m.steps:
            times(W_zrh, h_prev, product)
            add(zrh, recurrent, zrh)
            tanh(zr, zr)
            multiply(zr, half, zr)
            add(zr, half, zr)
            multiply(r, from_h, tmp)
            add(h_tilde, tmp, h_tilde)
            tanh(h_tilde, h_tilde)
            subtract(h_tilde, h_prev, h_t)
            multiply(z, h_t, h_t)
            add(h_t, h_prev, h_t)

    def _run_before(self, m):
        H = self.hidden_size
        half, recurrent, rh, from_rh = m.half, m.recurrent, *m.tmp
        times, W_zr, product = step_product(m.W[H:], recurrent)
        times_rh, W_hh, product_rh = step_product(m.W[:H], from_rh)
        tanh, multiply, add, subtract = np.tanh, np.multiply, np.add, np.subtract
        for h_prev, _, zr, h_tilde, z, r, h_t in m.steps:
            times(W_zr, h_prev, product)
            add(zr, recurrent, zr)
            tanh(zr, zr)
            multiply(zr, half, zr)
            add(zr, half, zr)
            multiply(r, h_prev, rh)
            times_rh(W_hh, rh, product_rh)
            add(h_tilde, from_rh, h_tilde)
            tanh(h_tilde, h_tilde)
            subtract(h_tilde, h_prev, h_t)
            multiply(z, h_t, h_t)
            add(h_t, h_prev, h_t)

    def _plan_back(self, m, back):
        n, B, H = m.block, m.B, self.hidden_size
        # Rows: 1 - z; what the deltas of h~, z and r are multiples of; the same for what r multiplies (reset
        # after), or r itself (before). All get multiplied by dL/dh; before, the last two by dL/d(r * h).
        back.e = e = np.empty((n, 5 * H, B), self.dtype)
        back.tmp = np.empty((2, H, B), self.dtype)
        e5 = e.reshape(n, 5, H, B)
        if self.reset_after:
            views = back.dy, e5, e[:, 2 * H:], e[:, :H]
        else:
            views = (back.dy, e5[:, :3], e[:, H:2 * H], e5[:, 3:], e[:, 4 * H:], e[:, 2 * H:4 * H],
                     e[:, :H])
        back.steps = list(zip(*views, strict=True))[::-1]

    def _start_back(self, back):
        H = self.hidden_size
        W = self._weights[:3 * H, :H]
        if self.reset_after:
            back.W_zrhT = np.concatenate([W[H:], W[:H]]).T.copy(order="C")
        else:
            back.W_zrT, back.W_hhT = W[H:].T.copy(order="C"), W[:H].T.copy(order="C")

    def _run_back(self, m, back, steps, n, padding, gradient, dx):
        H, first = self.hidden_size, steps.stop == m.T
        e, a, h_prev = back.e[:n], m.a[steps], m.h[steps]
        h_tilde, z, r = a[:, :H], a[:, H:2 * H], a[:, 2 * H:3 * H]
        self._derive(a, h_tilde, z, r, h_prev, *np.split(e, 5, axis=1))
        if padding is not None:
            blank(e, padding)
            blank(e[:, :H], padding, 1)  # padding hands dL/dh on as it is
        (self._recur_after if self.reset_after else self._recur_before)(back, n)

        inputs, deltas = m.inputs(steps), columns(e[:, H:4 * H])
        add_product(gradient[H:3 * H], deltas[H:], inputs, first)
        add_product(gradient[:H, H:], deltas[:H], inputs[:, H:], first)
        if self.reset_after:
            d_from_h = columns(e[:, 4 * H:])
            add_product(gradient[:H, :H], d_from_h, inputs[:, :H], first)
            gradient[-1, :H] += d_from_h.sum(axis=1)
        else:
            add_product(gradient[:H, :H], deltas[:H], columns(r * h_prev).T, first)
        np.matmul(deltas.T, self._weights[:3 * H, H:-1], out=dx)

    def _derive(self, a, h_tilde, z, r, h_prev, e_carry, e_h, e_z, e_r, e_last):
        """Write the local derivatives of a block of steps into the rows of e."""
        np.subtract(1, z, out=e_carry)
        np.multiply(h_tilde, h_tilde, out=e_h)
        np.subtract(1, e_h, out=e_h)
        e_h *= z
        np.subtract(h_tilde, h_prev, out=e_z)
        e_z *= z
        e_z *= e_carry
        np.subtract(1, r, out=e_r)
        e_r *= r
        if self.reset_after:
            e_r *= a[:, 3 * self.hidden_size:]
            e_r *= e_h
            np.multiply(e_h, r, out=e_last)
        else:
            e_r *= h_prev
            e_last[:] = r

    def _recur_after(self, back, n):
        dh, = back.carried
        tmp, multiply, add = back.tmp[0], np.multiply, np.add
        times, W_zrhT, product = step_product(back.W_zrhT, tmp)
        for dy_t, times_dh, deltas, carry in back.steps[-n:]:
            add(dh, dy_t, dh)
            multiply(times_dh, dh, times_dh)
            times(W_zrhT, deltas, product)
            add(carry, tmp, dh)

    def _recur_before(self, back, n):
        dh, = back.carried
        tmp, drh = back.tmp
        multiply, add = np.multiply, np.add
        times, W_zrT, product = step_product(back.W_zrT, tmp)
        times_h, W_hhT, product_h = step_product(back.W_hhT, drh)
        for dy_t, times_dh, d_h, times_drh, through_r, d_zr, carry in back.steps[-n:]:
            add(dh, dy_t, dh)
            multiply(times_dh, dh, times_dh)
            times_h(W_hhT, d_h, product_h)
            multiply(times_drh, drh, times_drh)
            times(W_zrT, d_zr, product)
            add(carry, through_r, dh)
            add(dh, tmp, dh)
