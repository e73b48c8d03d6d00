"""Memory: the arrays of one run of a recurrent layer, kept for the way back and for the next run of the same shape."""

import itertools

import numpy as np

from rnnlib.layers.products import columns, input_products, step_product

BLOCK_COLUMNS = 1024  # steps times samples in a block of the way back; from 256 to 2048 the time hardly changes


class Memory:
    """The arrays that RNN, LSTM and GRU need alike, laid out for T steps of B samples.

    Fresh memory costs page faults, and fresh views of it, one by one, as much time as the arithmetic of a small
    step. So a layer keeps its memory, with the views of all steps as a list: at H = 16, B = 1 it takes a fifth less
    time.

    What a step's product multiplies by depends on the shape. *Stacked*: one product of [W_h W_x b] and the column
    z_t = [h_{t-1}; x_t; 1], where h_t is computed straight into the column of the step after. *Hoisted*: W_x x_t + b
    for all steps in one product before the loop, z_t = h_{t-1} alone in it, and one addition more a step. With few
    samples, a step's product takes the time its weights take to come from memory, and hoisting halves it (H = 512,
    B = 1 and 8: 25 % off the time forward); with small weights stacking saves more (H = 16: 15 % off).

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
        self.half = np.array(0.5, dtype)  # with a Python float, a small ufunc takes twice the time

    def take(self, x):
        """Copy the inputs (T, B, D) to where they are needed."""
        H = self.h.shape[1]
        if self.rows is not None:
            self.rows[:self.T, :, H:-1] = x
        else:
            self.z[:self.T, H:-1] = x.transpose(0, 2, 1)

    def plan_products(self, gates):
        """Arrange the product of each step; `gates` (T, R, B) is where the pre-activations go.

        Returns:
            for each step, where its product goes: to the gates, or to `recurrent`, to be added to them.
        """
        self.recurrent = np.empty(gates.shape[1:], self.dtype)
        out = self.recurrent if self.hoisted else gates
        self.multiply, self.A, out = step_product(self.W, out)
        return itertools.repeat(out, self.T) if self.hoisted else out

    def feed(self, weights, sigmoids, gates):
        """Copy the weights to where they are multiplied with, and do the inputs' product if it is hoisted.

        The rows of sigmoid gates are halved: sigmoid(a) = (1 + tanh(a / 2)) / 2, so that one tanh serves all gates.
        """
        H = self.h.shape[1]
        self.W[:] = weights[:, :self.W.shape[1]]  # contiguous: np.dot would copy a view at every step
        self.W[sigmoids] *= self.half
        if self.hoisted:
            self.W_x[:] = weights[:, H:]
            self.W_x[sigmoids] *= self.half
            input_products(self.W_x, self.rows[:self.T, :, H:], gates, self.block)

    def outputs(self):
        """A fresh array (T, B, H) of h_t, which its receiver may change."""
        H = self.h.shape[1]
        if self.rows is None:
            return np.ascontiguousarray(self.h[1:].transpose(0, 2, 1))
        if self.B != 1:
            self.rows[:, :, :H] = self.h.transpose(0, 2, 1)
        return self.rows[1:, :, :H].copy()

    def inputs(self, steps):
        """The matrix (n B, H + D + 1) of [h_{t-1}, x_t, 1] of a block of n steps."""
        if self.rows is None:
            return columns(self.z[steps]).T
        rows = self.rows[steps]
        return rows.reshape(rows.shape[0] * self.B, rows.shape[2])
