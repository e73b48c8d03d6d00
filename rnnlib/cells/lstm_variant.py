"""LSTM cells with one part taken away or changed, to measure what that part is worth."""

import numpy as np

from rnnlib import checks
from rnnlib.activations import sigmoid, sigmoid_derivative, tanh_derivative
from rnnlib.cells.cell import DIVERGED
from rnnlib.cells.lstm import LSTMCache, LSTMCell, LSTMState

#: Variant -> the gates that it computes; one that is missing is 1, in CIFG i is 1 - f.
GATES = {"V": "fio", "NFG": "io", "NIG": "fo", "NOG": "fi", "NIAF": "fio", "NOAF": "fio", "CIFG": "fo"}


class LSTMVariantCell(LSTMCell):
    """LSTMCell with one part taken away or changed, in the names of Greff et al.

    V     the cell as it is, without peepholes     NIAF  no tanh around the candidate
    NFG   no forget gate, f_t = 1                  NOAF  no tanh in the output, h_t = o_t * C_t
    NIG   no input gate, i_t = 1                   CIFG  input gate coupled to it, i_t = 1 - f_t
    NOG   no output gate, o_t = 1

    Parameters: those of LSTMCell but for the gates that are missing. One seed gives all variants the same
    values, and the values of LSTMCell.

    Attributes:
        variant: the argument.
    Args:
        input_size: D.
        hidden_size: H.
        variant: one of the names.
        forget_bias: where b_f starts, if there is one.
        rng: Generator or int seed for the weights.
        dtype: float32 or float64.
    Raises:
        TypeError, ValueError: an unknown variant, or a wrong size, forget bias, rng or dtype.
    Source: Greff et al. (2017), section III; chapter 4.2.
    """

    def __init__(self, input_size, hidden_size, *, variant="V", forget_bias=1.0, rng, dtype=np.float64):
        self.variant = checks.check_choice("variant", variant, tuple(GATES))
        super().__init__(input_size, hidden_size, forget_bias=forget_bias, rng=rng, dtype=dtype)
        for gate in set("fio") - set(GATES[variant]):
            del self.params[f"W_{gate}"], self.params[f"b_{gate}"]

    @np.errstate(all="ignore")
    def forward(self, x_t, state):
        """One step forward.

        Args:
            x_t: input, (B, D).
            state: LSTMState of h_{t-1} and C_{t-1}, each (B, H).
        Returns:
            h_t (B, H); the new LSTMState; the cache for `backward`, where `tanh_C` is C_t if NOAF.
        Raises:
            TypeError, ValueError: wrong shapes, dtypes, NaN or infinity.
            OverflowError: h_t is no number.
        """
        h_prev, C_prev = self._check_step(x_t, state)
        hx = np.concatenate([h_prev, x_t], axis=1)
        a = {name[2:]: hx @ W.T + self.params[f"b_{name[2:]}"]
             for name, W in self.params.items() if name[0] == "W"}
        f, i, o = (sigmoid(a[gate]) if gate in a else np.ones_like(C_prev) for gate in "fio")
        if self.variant == "CIFG":
            i = 1 - f
        C_tilde = a["C"] if self.variant == "NIAF" else np.tanh(a["C"])
        C_t = f * C_prev + i * C_tilde
        out = C_t if self.variant == "NOAF" else np.tanh(C_t)
        h_t = o * out
        checks.check_overflow("h_t", h_t, DIVERGED)
        return h_t, LSTMState(h_t, C_t), LSTMCache(hx, C_prev, f, i, C_tilde, o, out)

    @np.errstate(all="ignore")
    def backward(self, dh_t, dstate, cache):
        """One step back, as LSTMCell.backward.

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
        hx, C_prev, f, i, C_tilde, o, out = self._check_cache(cache, LSTMCache)
        dstate = self._check_gradients(dh_t, dstate, len(o))
        p, H = self.params, self.hidden_size
        dh = dh_t + dstate.h
        dC = dstate.c + dh * o * (1 if self.variant == "NOAF" else tanh_derivative(out))
        through_f = C_prev - C_tilde if self.variant == "CIFG" else C_prev
        da = {"f": dC * through_f * sigmoid_derivative(f),
              "i": dC * C_tilde * sigmoid_derivative(i),
              "C": dC * i * (1 if self.variant == "NIAF" else tanh_derivative(C_tilde)),
              "o": dh * out * sigmoid_derivative(o)}
        da = {gate: value for gate, value in da.items() if f"W_{gate}" in p}
        dhx = sum(value @ p[f"W_{gate}"] for gate, value in da.items())
        grads = {f"W_{gate}": value.T @ hx for gate, value in da.items()}
        grads |= {f"b_{gate}": value.sum(axis=0) for gate, value in da.items()}
        return self._check_results(dhx[:, H:], LSTMState(dhx[:, :H], dC * f), grads)
