"""Window: a layer without a recurrent connection, which sees the last few inputs and nothing before them."""

import numpy as np

from rnnlib import checks
from rnnlib.activations import ACTIVATIONS
from rnnlib.initializers import glorot_uniform
from rnnlib.layers.layer import Layer
from rnnlib.layers.parameters import Parameters

TOO_LARGE = "make the inputs, the weights or the gradients smaller"


class Window(Layer):
    """A feed-forward layer that slides over a sequence: at each step it reads the last `width` inputs.

    h_t = act(W_xh [x_{t-width+1}, ..., x_t] + b_h)

    Inputs before the first step are zeros. The state, which carries a window across the border between two
    pieces of a sequence, is a plain buffer: the last width - 1 inputs in a row, the oldest first.
    Parameters: W_xh (H, width D), Glorot uniform, the oldest input's columns first; b_h (H,), zero.

    Args:
        input_size: D.
        hidden_size: H.
        width: number of inputs in the window, the present one included; 1: no memory at all.
        activation: "tanh", "relu" or "sigmoid".
        rng: Generator or int seed for the weights.
        dtype: float32 or float64.
    Raises:
        TypeError, ValueError: a wrong size, activation, rng or dtype.
    Source: Sejnowski and Rosenberg (1987); chapter 2.2.1.
    """

    options = ("width", "activation")

    def __init__(self, input_size, hidden_size, *, width, activation="tanh", rng, dtype=np.float32):
        super().__init__()
        self.input_size = checks.check_size("input_size", input_size)
        self.hidden_size = checks.check_size("hidden_size", hidden_size)
        self.width = checks.check_size("width", width)
        self.activation = checks.check_choice("activation", activation, ACTIVATIONS)
        self.dtype = checks.check_dtype("dtype", dtype)
        shape = self.hidden_size, self.width * self.input_size
        self.params = Parameters({"W_xh": glorot_uniform(shape, rng=rng, dtype=self.dtype),
                                  "b_h": np.zeros(self.hidden_size, self.dtype)})

    @property
    def output_size(self):
        """Number of features of y_t, H."""
        return self.hidden_size

    def initial_state(self, batch_size):
        """The inputs before the first step: zeros.

        Args:
            batch_size: B, may be 0.
        Returns:
            array (B, (width - 1) D).
        Raises:
            TypeError, ValueError: `batch_size` is no whole number >= 0.
        Source: chapter 2.2.1.
        """
        B = checks.check_size("batch_size", batch_size, minimum=0)
        return np.zeros((B, (self.width - 1) * self.input_size), self.dtype)

    @np.errstate(all="ignore")
    def forward(self, x, state=None, lengths=None):
        """Slide over a sequence.

        Args:
            x: inputs, (T, B, D); T and B may be 0.
            state: the inputs before the first step, as `initial_state` gives them; None for zeros.
            lengths: number of steps of each sample, integers (B,) in [0, T]; None: all have T. What x holds
                beyond them is not read.
        Returns:
            y (T, B, H), 0 beyond a sample's length; the inputs that a next piece of each sample needs.
        Raises:
            TypeError, ValueError: an argument does not fit the layer.
            OverflowError: y is no longer finite.
        Source: chapter 2.2.1.
        """
        checks.check_array("x", x, ("T", "B", self.input_size), self.dtype, finite=lengths is None)
        T, B, _ = x.shape
        state = self._check_state("state", state, B)
        ends, padding = np.full(B, T), None
        if lengths is not None:
            ends = checks.check_integers("lengths", lengths, (B,), low=0, high=T).astype(np.intp)
            padding = np.arange(T)[:, None] >= ends
            x = checks.check_array("x", np.where(padding[..., None], np.zeros((), self.dtype), x))
        self._forget()
        seen = np.concatenate([self._steps(state), x])
        windows = np.concatenate([seen[k:k + T] for k in range(self.width)], axis=2)
        act = ACTIVATIONS[self.activation].function
        h = act(windows @ self.params["W_xh"].T + self.params["b_h"])
        if padding is not None:
            h[padding] = 0
        checks.check_overflow("y", h, TOO_LARGE)
        self._trace = windows, h, ends, padding
        return h.copy(), seen[self._last(ends), np.arange(B)[:, None]].reshape(state.shape)

    @np.errstate(all="ignore")
    def backward(self, dy, dstate=None):
        """The way back of the last `forward`; may be called again.

        Args:
            dy: dL/dy, (T, B, H). What it holds beyond a sample's length is not read.
            dstate: dL/d(inputs handed on), as `forward` returns them; None for zero.
        Returns:
            dx (T, B, D), 0 beyond a sample's length; dL/d(inputs before the first step). The gradients of the
            parameters are in `grads`, new arrays keyed as `params`, summed over steps and samples.
        Raises:
            RuntimeError: no `forward` came before.
            TypeError, ValueError: `dy` or `dstate` does not fit.
            OverflowError: a gradient is no longer finite.
        Source: chapter 2.2.2.
        """
        windows, h, ends, padding = self._recall()
        T, B, H = h.shape
        checks.check_array("dy", dy, h.shape, self.dtype, finite=padding is None)
        dstate = self._check_state("dstate", dstate, B)
        if padding is not None:
            dy = checks.check_array("dy", np.where(padding[..., None], np.zeros((), self.dtype), dy))
        da = dy * ACTIVATIONS[self.activation].derivative(h)
        rows, D = da.reshape(T * B, H), self.input_size
        grads = {"W_xh": rows.T @ windows.reshape(T * B, self.width * D), "b_h": rows.sum(axis=0)}
        dwindows = da @ self.params["W_xh"]
        dseen = np.zeros((self.width - 1 + T, B, D), self.dtype)
        for k in range(self.width):
            dseen[k:k + T] += dwindows[..., k * D:(k + 1) * D]
        dseen[self._last(ends), np.arange(B)[:, None]] += dstate.reshape(B, self.width - 1, D)
        for name, value in {"dx": dseen, **{f"d{name}": value for name, value in grads.items()}}.items():
            checks.check_overflow(name, value, TOO_LARGE)
        self.grads = grads
        return dseen[self.width - 1:], dseen[:self.width - 1].transpose(1, 0, 2).reshape(dstate.shape)

    def _check_state(self, name, state, B):
        """The state, checked; None stands for zeros."""
        size = (self.width - 1) * self.input_size
        if state is None:
            return np.zeros((B, size), self.dtype)
        return checks.check_array(name, state, (B, size), self.dtype)

    def _steps(self, state):
        """A state as steps before the first one, (width - 1, B, D)."""
        return state.reshape(len(state), self.width - 1, self.input_size).transpose(1, 0, 2)

    def _last(self, ends):
        """For each sample, where the inputs stand that the next piece needs, (B, width - 1)."""
        return ends[:, None] + np.arange(self.width - 1)
