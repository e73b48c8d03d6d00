"""Dense: the output layer, one linear map at every step."""

import math

import numpy as np

from rnnlib import checks
from rnnlib.initializers import glorot_uniform
from rnnlib.layers.layer import Layer
from rnnlib.layers.parameters import Parameters

TOO_LARGE = "make the inputs, the weights or the gradients smaller"


class Dense(Layer):
    """The same linear map for every step and sample.

    y_t = W_hy h_t + b_y

    Parameters: W_hy (K, H), Glorot uniform; b_y (K,), zero.

    Args:
        input_size: H.
        output_size: K.
        rng: Generator or int seed for the weights.
        dtype: float32 or float64.
    Raises:
        TypeError, ValueError: a wrong size, rng or dtype.
    Source: Elman (1990); chapters 2.1 and 4.1.2.
    """

    def __init__(self, input_size, output_size, *, rng, dtype=np.float32):
        super().__init__()
        self.input_size = checks.check_size("input_size", input_size)
        self.output_size = checks.check_size("output_size", output_size)
        self.dtype = checks.check_dtype("dtype", dtype)
        K, H = self.output_size, self.input_size
        self.params = Parameters({"W_hy": glorot_uniform((K, H), rng=rng, dtype=self.dtype),
                                  "b_y": np.zeros(K, self.dtype)})

    @np.errstate(over="ignore", invalid="ignore", under="ignore")
    def forward(self, h):
        """Map every vector of h.

        Args:
            h: hidden states, (..., H): (T, B, H) for whole sequences, (B, H) for one step.
        Returns:
            y (..., K).
        Raises:
            TypeError, ValueError: `h` does not fit.
            OverflowError: y is no longer finite.
        Source: chapter 3.1.2.
        """
        checks.check_array("h", h, dtype=self.dtype)
        if h.ndim == 0 or h.shape[-1] != self.input_size:
            found = checks.describe_shape(h.shape)
            raise ValueError(f"h: expected shape (..., {self.input_size}), got {found}")
        self._forget()
        rows = h.reshape(math.prod(h.shape[:-1]), self.input_size).copy()  # the caller may change h later on
        y = rows @ self.params["W_hy"].T + self.params["b_y"]
        checks.check_overflow("y", y, TOO_LARGE)
        self._trace = (h.shape[:-1], rows)
        return y.reshape(*h.shape[:-1], self.output_size)

    @np.errstate(over="ignore", invalid="ignore", under="ignore")
    def backward(self, dy):
        """The way back of the last `forward`; may be called again.

        Args:
            dy: dL/dy, (..., K).
        Returns:
            dh (..., H). The gradients of the parameters are in `grads`, new arrays keyed as `params`, summed
            over all leading axes.
        Raises:
            RuntimeError: no `forward` came before.
            TypeError, ValueError: `dy` does not fit.
            OverflowError: a gradient is no longer finite.
        Source: chapter 3.2.
        """
        leading, rows = self._recall()
        checks.check_array("dy", dy, (*leading, self.output_size), self.dtype)
        drows = dy.reshape(len(rows), self.output_size)
        dh = drows @ self.params["W_hy"]
        grads = {"W_hy": drows.T @ rows, "b_y": drows.sum(axis=0)}
        for name, value in {"dh": dh, "dW_hy": grads["W_hy"], "db_y": grads["b_y"]}.items():
            checks.check_overflow(name, value, TOO_LARGE)
        self.grads = grads
        return dh.reshape(*leading, self.input_size)
