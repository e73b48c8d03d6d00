"""Dropout: noise in training that sets numbers to zero at random."""

import numpy as np

from rnnlib import checks
from rnnlib.layers.layer import Layer
from rnnlib.layers.parameters import Parameters


class Dropout(Layer):
    """Set each number to zero with probability p in training, else do nothing.

    y = m * x / (1 - p)      with m = 0 with probability p, else 1

    The division keeps the expectation, so that nothing needs to change when training is over.

    Args:
        rate: p, in [0, 1).
        rng: Generator or int seed; needed if `rate` is not 0.
    Raises:
        TypeError, ValueError: a wrong rate or rng.
    Source: Srivastava et al. (2014); between layers: Zaremba, Sutskever and Vinyals (2014); chapter 9.1.2.
    """

    def __init__(self, rate, *, rng=None):
        super().__init__()
        self.rate = checks.check_number("rate", rate, low=0.0, high=1.0, open_high=True)
        self.params = Parameters({})
        self._rng = None if rng is None and self.rate == 0 else checks.as_generator(rng)

    @np.errstate(over="ignore")
    def forward(self, x, training=False):
        """Drop numbers, with a new mask at each call.

        Args:
            x: floating array of any shape.
            training: whether to drop; otherwise y is x.
        Returns:
            y, of the shape and dtype of x.
        Raises:
            TypeError, ValueError: no floating array, NaN or infinity, or `training` is no bool.
            OverflowError: a scaled number is no longer finite.
        Source: chapter 9.1.2.
        """
        checks.check_array("x", x)
        training = checks.check_flag("training", training)
        self._forget()
        factor = None
        if training and self.rate > 0:
            # float32 draws for both dtypes: the same seed drops the same numbers
            kept = self._rng.random(x.shape, dtype=np.float32) >= self.rate
            factor = kept * x.dtype.type(1 / (1 - self.rate))
        self._trace = (x.shape, x.dtype, factor)
        return self._scale("y", x, factor)

    @np.errstate(over="ignore")
    def backward(self, dy):
        """Pass gradients on where numbers were kept, by the mask of the last `forward`.

        Args:
            dy: dL/dy, of the shape and dtype of x.
        Returns:
            dx, of the same shape.
        Raises:
            RuntimeError: no `forward` came before.
            TypeError, ValueError: `dy` does not fit.
            OverflowError: a scaled number is no longer finite.
        Source: chapter 9.1.2.
        """
        shape, dtype, factor = self._recall()
        return self._scale("dx", checks.check_array("dy", dy, shape, dtype), factor)

    @staticmethod
    def _scale(name, value, factor):
        if factor is None:
            return value
        result = value * factor
        checks.check_overflow(name, result, "make the numbers or the rate smaller")
        return result
