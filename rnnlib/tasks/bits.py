"""Tasks on bits: XOR of bits that come one after another, as Elman put it to his network, and parity."""

import math

import numpy as np

from rnnlib import checks
from rnnlib.tasks.task import Batch, Task, at_end, stacked


class _Bits(Task):
    """A task with one input, a bit, and yes or no as the answer: 2 classes."""

    def __init__(self, length, test_share):
        super().__init__(1, 2, test_share)
        self.length = length

    def _draw(self, count, generator):
        return generator.integers(0, 2, (count, self.length), np.uint8)

    def _batch(self, items, dtype):
        bits = stacked(items, (self.length,)).astype(np.int64)
        lengths = np.full(bits.shape[1], self.length, np.int64)
        targets, mask = self._answer(bits, lengths)
        return Batch(bits[..., None].astype(dtype), np.where(mask, targets, 0), mask, lengths)


class DelayedXOR(_Bits):
    """Delayed XOR: say whether the bit now differs from the bit some steps ago.

    Input (T, B, 1): random bits. Target at t >= delay: x_t XOR x_{t - delay}; earlier steps do not count.

    All bits are fair and independent. Whoever has seen only the last `delay` bits knows nothing of
    x_{t - delay}, and XOR with an unknown fair bit is a fair bit: the loss is ln 2, with any network, if its
    window has at most `delay` steps. With one step more everything is known: 0.

    Attributes:
        length, delay: the arguments.
    Args:
        length: steps T, > delay.
        delay: how far back the other bit is, in steps, >= 1.
        test_share: the share of the 2 ** T sequences that are for testing.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: chapter 1.1.2.
    """

    def __init__(self, length, delay=1, *, test_share=0.1):
        self.delay = checks.check_size("delay", delay)
        super().__init__(checks.check_size("length", length, minimum=self.delay + 1), test_share)

    def baseline(self):
        """Return the loss of any predictor whose window has at most `delay` steps: ln 2, half of it right.

        Returns:
            float, nats per output that counts.
        """
        return math.log(2.0)

    def _answer(self, bits, lengths):
        mask = np.broadcast_to(np.arange(self.length)[:, None] >= self.delay, bits.shape).copy()
        return bits ^ np.roll(bits, self.delay, axis=0), mask


class TemporalXOR(_Bits):
    """Elman's temporal XOR: predict the next bit of a stream in which every third is the XOR of two before.

    The stream is a_1 b_1 (a_1 XOR b_1) a_2 b_2 (a_2 XOR b_2) ...; the a and b are fair independent bits.
    With n triples the input (T, B, 1) is the stream without its last bit, T = 3 n - 1, and the target at
    every step is the next bit. Elman's stream had 3,000 bits, which is 1,000 triples.

    Any two bits of a triple are independent, so the bit now says nothing of the next: without memory the
    loss is ln 2. With memory the third bit of a triple is known and the two others are fair: of the T
    targets, n cost nothing and 2 n - 1 cost ln 2 (the first a is no target).

    Attributes:
        triples: the argument.
        length: steps T = 3 n - 1.
    Args:
        triples: number of triples n.
        test_share: the share of the 4 ** n streams that are for testing.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: Elman (1990); chapter 1.1.2.
    """

    def __init__(self, triples, *, test_share=0.1):
        self.triples = checks.check_size("triples", triples)
        super().__init__(3 * self.triples - 1, test_share)

    def baseline(self):
        """Return the loss of the best predictor that sees the bit now and no other: ln 2.

        Returns:
            float, nats per step.
        """
        return math.log(2.0)

    def optimum(self):
        """Return the loss of whoever knows the rule: (2 n - 1) / (3 n - 1) ln 2.

        Returns:
            float, nats per step; 2/3 ln 2 in the limit of long streams.
        """
        return (2 * self.triples - 1) / self.length * math.log(2.0)

    def predictable(self):
        """Return the steps whose target is determined by the past: every third.

        Returns:
            bool (T,).
        """
        return np.arange(self.length) % 3 == 1

    def _draw(self, count, generator):
        pairs = generator.integers(0, 2, (count, self.triples, 2), np.uint8)
        triples = np.concatenate([pairs, pairs[..., :1] ^ pairs[..., 1:]], axis=2)
        return triples.reshape(count, 3 * self.triples)[:, :self.length]  # the last bit follows from these

    def _answer(self, bits, lengths):
        last = bits[-2:-1] ^ bits[-1:]
        return np.concatenate([bits[1:], last]), np.ones(bits.shape, bool)


class Parity(_Bits):
    """Parity: say whether the number of ones is odd.

    Input (T, B, 1): random bits. Target at the last step: the parity of all bits; or at every step: the
    parity of the bits so far.

    From the second step on, the bit now says nothing of the parity: the bits before it are fair and
    independent, so their parity is a fair bit of its own. The first step's parity is its bit.

    Attributes:
        length, every_step: the arguments.
    Args:
        length: steps T.
        every_step: whether every step counts, not the last alone.
        test_share: the share of the 2 ** T sequences that are for testing.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: Minsky and Papert (1969); chapter 1.1.1.
    """

    def __init__(self, length, *, every_step=False, test_share=0.1):
        self.every_step = checks.check_flag("every_step", every_step)
        super().__init__(checks.check_size("length", length), test_share)

    def baseline(self):
        """Return the loss of the best predictor that sees the bit now and no other.

        ln 2 at every step but the first: ln 2 at the last step of two or more, (T - 1) / T ln 2 over all.

        Returns:
            float, nats per output that counts.
        """
        unknown = (self.length - 1) / self.length if self.every_step else float(self.length > 1)
        return unknown * math.log(2.0)

    def _answer(self, bits, lengths):
        mask = np.ones(bits.shape, bool) if self.every_step else at_end(lengths, self.length)
        return np.bitwise_xor.accumulate(bits, axis=0), mask
