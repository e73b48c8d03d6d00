"""Memory: the arrays of one run of a recurrent layer, kept for the way back and the next run like it."""

import itertools

import numpy as np

from rnnlib.layers.products import columns, input_products, step_product

BLOCK_COLUMNS = 1024  # steps times samples in a block of the way back; from 256 to 2048 is all the same


class Memory:
    """The arrays that RNN, LSTM and GRU need alike, laid out for T steps of B samples.

    Fresh memory costs page faults, and fresh views of it, one by one, much of the time of a small step. So a
    layer keeps its memory, with the views of all steps as a list (LSTM, H = 16: 13 % less time at B = 8, 20 %
    at B = 1).

    What a step's product multiplies by depends on the shape. *Stacked*: one product of [W_h W_x b] and the
    column z_t = [h_{t-1}; x_t; 1], where h_t is computed straight into the column of the step after.
    *Hoisted*: W_x x_t + b for all steps in one product before the loop, z_t = h_{t-1} alone in it, and one
    addition more a step. With few samples a product takes as long as its weights take to come from memory,
    and hoisting spares half of that at every step (H = 512, B = 1 or 8: 10 to 25 % off the time forward);
    with small weights the calls and copies count, and stacking has fewer (H = 16: 5 to 20 % off).

    Args:
        input_size, hidden_size: D and H.
        n_rows: R, rows of the weights that a step multiplies by.
        stackable: False if the layer cannot stack.
        dtype: of all arrays.
        T: number of steps.
        B: number of samples.
    Source: chapter 3.1.
    """

    def __init__(self, input_size, hidden_size, n_rows, stackable, dtype, T, B):
        H, K, R = hidden_size, hidden_size + input_size + 1, n_rows
        self.T, self.B, self.dtype = T, B, dtype
        self.block = max(1, min(T, BLOCK_COLUMNS // max(1, B)))
        self.hoisted = not stackable or R * K > 4096 * (B + 4)
        self.rows = self.back = None
        if self.hoisted or B == 1:
            self.rows = np.empty((T + 1, B, K), dtype)  # h_{t-1}, x_t, 1
            self.rows[:, :, -1] = 1
        if B == 1:  # one sample's columns and rows are the same piece of memory
            self.z = self.rows[:, 0, :H if self.hoisted else K, None]
        else:
            self.z = np.empty((T + 1, H if self.hoisted else K, B), dtype)
            self.z[:, H:] = 1
        self.h = self.z[:, :H]
        self.states = [self.h]  # arrays (T + 1, H, B), state before each step
        self.W = np.empty((R, self.z.shape[1]), dtype)
        self.W_x = np.empty((R, K - H), dtype) if self.hoisted else None
        self.half = np.array(0.5, dtype)  # with a Python float, a small ufunc takes 0.46 us instead of 0.22

    def take(self, x):
        """Copy the inputs to where they are needed.

        Args:
            x: inputs, (T, B, D).
        """
        H = self.h.shape[1]
        if self.rows is not None:
            self.rows[:self.T, :, H:-1] = x
        else:
            self.z[:self.T, H:-1] = x.transpose(0, 2, 1)

    def plan_products(self, gates):
        """Arrange the product of each step, `multiply(A, z_t, out)`.

        Args:
            gates: where the sums that go into the activation functions belong, (T, R, B).
        Returns:
            `out` for each step: a place in `gates`, or `recurrent`, which is to be added to them.
        """
        self.recurrent = np.empty(gates.shape[1:], self.dtype)
        out = self.recurrent if self.hoisted else gates
        self.multiply, self.A, out = step_product(self.W, out)
        return itertools.repeat(out, self.T) if self.hoisted else out

    def feed(self, weights, sigmoids, gates):
        """Copy the weights to where they are multiplied with, and do the inputs' product if it is hoisted.

        The rows of sigmoid gates are halved: sigmoid(a) = (1 + tanh(a / 2)) / 2, so that one tanh serves all.

        Args:
            weights: [W_h W_x b], (R, H + D + 1).
            sigmoids: slice of the rows of sigmoid gates.
            gates: as in `plan_products`.
        """
        H = self.h.shape[1]
        # A contiguous copy: np.dot itself would copy a view at every step (H = 64, B = 1: 2.7 us, not 1.0).
        self.W[:] = weights[:, :self.W.shape[1]]
        self.W[sigmoids] *= self.half
        if self.hoisted:
            self.W_x[:] = weights[:, H:]
            self.W_x[sigmoids] *= self.half
            input_products(self.W_x, self.rows[:self.T, :, H:], gates, self.block)

    def outputs(self):
        """Return h_t of all steps.

        Returns:
            fresh array (T, B, H), which its receiver may change.
        """
        H = self.h.shape[1]
        if self.rows is None:
            return np.ascontiguousarray(self.h[1:].transpose(0, 2, 1))
        if self.B != 1:
            self.rows[:, :, :H] = self.h.transpose(0, 2, 1)
        return self.rows[1:, :, :H].copy()

    def inputs(self, steps):
        """Return what the weights were multiplied by in a block of n steps.

        Args:
            steps: slice of the steps.
        Returns:
            [h_{t-1}, x_t, 1], matrix (n B, H + D + 1).
        """
        if self.rows is None:
            return columns(self.z[steps]).T
        rows = self.rows[steps]
        return rows.reshape(rows.shape[0] * self.B, rows.shape[2])
