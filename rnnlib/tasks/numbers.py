"""Tasks on real numbers: add two that are marked, and forecast a mixture of sines."""

import math

import numpy as np

from rnnlib import checks
from rnnlib.tasks.task import Batch, Task, at_end, stacked


class Adding(Task):
    """The adding problem: find the two marked numbers of a long row, and add them.

    Input (T, B, 2): numbers uniform on [0, 1), and markers, 1 at one place of the first half (rounded down)
    and at one of the second, 0 elsewhere. Target at the last step (K = 1): the sum of the two marked numbers.

    A uniform number has mean 1/2 and variance E[u^2] - E[u]^2 = 1/3 - 1/4 = 1/12. The two are independent, so
    their sum has mean 1 and variance 1/12 + 1/12 = 1/6 = 0.1667. The mean is the constant of least squared
    error, and its error is the variance. Whoever knows one of the two is left with the variance of the
    other, 1/12. (The numbers are multiples of 2 ** -24, which changes this by less than rounding.)

    Attributes:
        length: the argument.
    Args:
        length: steps T, >= 2.
        test_share: the share of the sequences that are for testing.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: Hochreiter and Schmidhuber (1997), experiment 4; in this form Le, Jaitly and Hinton (2015);
        chapter 2.3.2.
    """

    def __init__(self, length, *, test_share=0.1):
        self.length = checks.check_size("length", length, minimum=2)
        super().__init__(2, 1, test_share)

    def baseline(self, remembered=0):
        """Return the loss of the best predictor that knows 0, 1 or both of the two numbers: 1/6, 1/12, 0.

        Args:
            remembered: how many it knows.
        Returns:
            float, mean squared error.
        Raises:
            TypeError, ValueError: remembered is not 0, 1 or 2.
        """
        remembered = checks.check_size("remembered", remembered, minimum=0)
        checks.check_number("remembered", remembered, 0, 2)
        return (2 - remembered) / 12.0

    def _draw(self, count, generator):
        items = np.zeros((count, self.length, 2), np.float32)
        items[..., 0] = generator.random((count, self.length), np.float32)
        half = self.length // 2
        for low, high in ((0, half), (half, self.length)):
            items[np.arange(count), generator.integers(low, high, count), 1] = 1.0
        return items

    def _batch(self, items, dtype):
        numbers = stacked(items, (self.length, 2)).astype(np.float64)
        sums = (numbers[..., 0] * numbers[..., 1]).sum(axis=0)
        lengths = np.full(numbers.shape[1], self.length, np.int64)
        mask = at_end(lengths, self.length)
        targets = np.where(mask, sums, 0.0)[..., None].astype(dtype)
        return Batch(np.ascontiguousarray(numbers, dtype), targets, mask, lengths)


class Sines(Task):
    """Mixtures of sines: predict the next value of a sum of waves of different frequencies.

    s_t = sum over k of a_k sin(2 pi f_k t + p_k), with a_k uniform on [1/2, 1], f_k uniform on the
    frequencies allowed and p_k uniform on [0, 2 pi), all independent. Input (T, B, 1): s_0 .. s_{T - 1}.
    Target (K = 1): the next value.

    A sum of n waves obeys s_{t + 2 n} = c_1 (s_{t + 2 n - 1} + s_{t + 1}) + ... + c_n s_{t + n} - s_t, whose
    n constants follow from n such equations, and these need 3 n values. So from then on everything is
    determined (but for mixtures of probability 0), and the optimum is 0: the steps that count are those with
    3 n values seen.

    A uniform phase makes the mean 0 and E[(a sin)^2] = E[a^2] / 2 at every step, with
    E[a^2] = (1/4 + 1/2 + 1) / 3 = 7/12. So zero, the best constant, has the error 7 n / 24.

    Attributes:
        length, waves, lowest, highest: the arguments.
    Args:
        length: steps T, >= 3 n.
        waves: number of waves n.
        lowest, highest: the frequencies allowed, in cycles per step, 0 < lowest < highest <= 1/2.
        test_share: the share of the mixtures that are for testing.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: chapter 5.1.1.
    """

    def __init__(self, length, *, waves=2, lowest=0.02, highest=0.2, test_share=0.1):
        self.waves = checks.check_size("waves", waves)
        self.length = checks.check_size("length", length, minimum=3 * self.waves)
        self.lowest = checks.check_number("lowest", lowest, 0.0, 0.5, open_low=True, open_high=True)
        self.highest = checks.check_number("highest", highest, self.lowest, 0.5, open_low=True)
        super().__init__(1, 1, test_share)

    def baseline(self):
        """Return the loss of the best constant, zero: 7 n / 24.

        Returns:
            float, mean squared error.
        """
        return 7.0 * self.waves / 24.0

    def persistence(self):
        """Return the loss of predicting that the next value is the one now.

        For one wave, s_{t + 1} - s_t is a wave of amplitude 2 a sin(pi f), so its square has the mean
        2 a^2 sin(pi f)^2 = a^2 (1 - cos(2 pi f)). The mean over frequencies from l to h is
        7/12 (1 - (sin(2 pi h) - sin(2 pi l)) / (2 pi (h - l))); waves add up.

        Returns:
            float, mean squared error.
        """
        low, high = 2.0 * math.pi * self.lowest, 2.0 * math.pi * self.highest
        # sin(high) - sin(low) as a product: no cancellation for a narrow band
        middle, half = (low + high) / 2.0, (high - low) / 2.0
        return self.waves * 7.0 / 12.0 * (1.0 - math.cos(middle) * math.sin(half) / half)

    def _draw(self, count, generator):
        low = np.array([0.5, self.lowest, 0.0])[:, None]
        high = np.array([1.0, self.highest, 2.0 * np.pi])[:, None]
        return generator.uniform(low, high, (count, 3, self.waves))

    def _batch(self, items, dtype):
        amplitude, frequency, phase = stacked(items, (3, self.waves)).astype(np.float64)[..., None]
        angle = 2.0 * np.pi * frequency * np.arange(self.length + 1) + phase
        series = (amplitude * np.sin(angle)).sum(axis=1).T[..., None].astype(dtype)
        B = series.shape[1]
        mask = np.broadcast_to(np.arange(self.length)[:, None] >= 3 * self.waves - 1, (self.length, B)).copy()
        targets = np.where(mask[..., None], series[1:], dtype.type(0.0))
        return Batch(np.ascontiguousarray(series[:-1]), targets, mask, np.full(B, self.length, np.int64))
