"""LSTMVariant: a layer of LSTM cells with one part taken away or changed."""

import numpy as np

from rnnlib.cells.lstm_variant import GATES, LSTMVariantCell
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.products import add_product, blank, columns, step_product
from rnnlib.layers.recurrent import Recurrent


class LSTMVariant(LSTM):
    """LSTMVariantCell over a whole sequence, with the same parameters, fast.

    With variant="V" it is the layer LSTM. It takes up to one and a half times LSTM's time.

    Args:
        input_size: D.
        hidden_size: H.
        variant: "V", "NFG", "NIG", "NOG", "NIAF", "NOAF" or "CIFG", as LSTMVariantCell explains them.
        forget_bias: where b_f starts, if there is one.
        rng: Generator or int seed for the weights.
        dtype: float32 or float64.
    Raises:
        TypeError, ValueError: an unknown variant, or a wrong size, forget bias, rng or dtype.
    Source: Greff et al. (2017), section III; chapter 4.2.
    """

    cell_class = LSTMVariantCell
    options = ("variant",)

    def __init__(self, input_size, hidden_size, *, variant="V", forget_bias=1.0, rng, dtype=np.float32):
        Recurrent.__init__(self, LSTMVariantCell(input_size, hidden_size, variant=variant, rng=rng,
                                                 forget_bias=forget_bias, dtype=dtype))

    @property
    def n_gates(self):
        """Number of products with [h_{t-1}, x_t]: the gates and the candidate."""
        return len(self._parts)

    @property
    def _parts(self):
        """The names of the rows of the weights: the candidate first, as it is no sigmoid."""
        return "C" + GATES[self.variant]

    def _split(self, array, axis):
        """The pieces of an array that belong to the candidate and to each gate, by name."""
        return dict(zip(self._parts, np.split(array, self.n_gates, axis=axis), strict=True))

    def _name(self, weights):
        rows = self._split(weights, 0)
        gates = [gate for gate in "fiCo" if gate in rows]  # the order in LSTM
        return {f"W_{g}": rows[g][:, :-1] for g in gates} | {f"b_{g}": rows[g][:, -1] for g in gates}

    def _plan(self, m):
        T, B, H = m.T, m.B, self.hidden_size
        m.a = np.empty((T, self.n_gates * H, B), self.dtype)
        m.C, m.out = np.empty((T + 1, H, B), self.dtype), np.empty((T, H, B), self.dtype)
        m.states.append(m.C)
        m.new = np.empty((H, B), self.dtype)
        nothing = [None] * T
        parts = self._split(m.a, 1)
        gates = [parts.get(gate, nothing) for gate in "fio"]
        m.steps = list(zip(m.z, m.plan_products(m.a), m.a, m.a[:, H:], parts["C"], *gates, m.C, m.C[1:],
                           m.out, m.h[1:], strict=False))

    def _run(self, m):
        m.feed(self._weights, slice(self.hidden_size, None), m.a)
        coupled, keep_a, keep_C = (self.variant == name for name in ("CIFG", "NIAF", "NOAF"))
        times, W, new, half, one = m.multiply, m.A, m.new, m.half, np.ones((), self.dtype)
        tanh, multiply, add, subtract = np.tanh, np.multiply, np.add, np.subtract
        for z_t, product, a, sigmoids, C_tilde, f, i, o, C_prev, C_t, out, h_t in m.steps:
            times(W, z_t, product)
            if m.hoisted:
                add(a, m.recurrent, a)
            tanh(sigmoids if keep_a else a, sigmoids if keep_a else a)
            multiply(sigmoids, half, sigmoids)
            add(sigmoids, half, sigmoids)
            if coupled:
                subtract(one, f, new)
                multiply(new, C_tilde, new)
            elif i is not None:
                multiply(i, C_tilde, new)
            if f is None:
                add(C_prev, new, C_t)
            else:
                multiply(f, C_prev, C_t)
                add(C_t, C_tilde if i is None and not coupled else new, C_t)
            if keep_C:
                out[:] = C_t
            else:
                tanh(C_t, out)
            if o is None:
                h_t[:] = out
            else:
                multiply(o, out, h_t)

    def _plan_back(self, m, back):
        n, B, H = m.block, m.B, self.hidden_size
        # Rows: what dL/dC gets multiplied by to give the candidate's and the gates' deltas, but dL/dh for o;
        # then dC_t/dh_t and f, by which dL/dC goes on to the step before.
        rows = self.n_gates
        back.e = e = np.empty((n, (rows + 2) * H, B), self.dtype)
        back.dC, back.tmp = np.empty((H, B), self.dtype), np.empty((H, B), self.dtype)
        by_C = rows - ("o" in self._parts)
        views = (back.dy, e[:, :by_C * H].reshape(n, by_C, H, B), e[:, by_C * H:rows * H], e[:, :rows * H],
                 e[:, rows * H:-H], e[:, -H:])
        back.steps = list(zip(*views, strict=True))[::-1]

    def _run_back(self, m, back, steps, n, padding, gradient, dx):
        H, rows = self.hidden_size, self.n_gates
        e = back.e[:n]
        self._derive(m, steps, e)
        if padding is not None:
            blank(e, padding)
            blank(e[:, -H:], padding, 1)  # padding hands dL/dC on as it is

        dh, dC_carried = back.carried
        dC, tmp, multiply, add = back.dC, back.tmp, np.multiply, np.add
        dC[:] = dC_carried
        times, W_hT, product = step_product(back.W_hT, dh)
        for dy_t, times_dC, d_o, deltas_t, through_h, f in back.steps[-n:]:
            add(dh, dy_t, dh)
            multiply(through_h, dh, tmp)
            add(dC, tmp, dC)
            multiply(d_o, dh, d_o) if len(d_o) else None
            multiply(times_dC, dC, times_dC)
            multiply(dC, f, dC)
            times(W_hT, deltas_t, product)
        dC_carried[:] = dC

        deltas = columns(e[:, :rows * H])
        add_product(gradient, deltas, m.inputs(steps), first=steps.stop == m.T)
        np.matmul(deltas.T, self._weights[:, H:-1], out=dx)

    def _derive(self, m, steps, e):
        """Write the local derivatives of a block of steps into the rows of e."""
        H = self.hidden_size
        a, d = self._split(m.a[steps], 1), self._split(e[:, :-2 * H], 1)
        C_prev, out, through_h, through_C = m.C[steps], m.out[steps], e[:, -2 * H:-H], e[:, -H:]
        for gate in GATES[self.variant]:
            np.subtract(1, a[gate], out=d[gate])
            d[gate] *= a[gate]
        if "i" in a:
            d["i"] *= a["C"]
        if "f" in a:
            d["f"] *= C_prev - a["C"] if self.variant == "CIFG" else C_prev
        if "o" in a:
            d["o"] *= out
        through_C[:] = a.get("f", 1)
        d["C"][:] = 1 if self.variant == "NIAF" else 1 - a["C"] ** 2
        d["C"] *= 1 - a["f"] if self.variant == "CIFG" else a.get("i", 1)
        through_h[:] = 1 if self.variant == "NOAF" else 1 - out ** 2
        through_h *= a.get("o", 1)
