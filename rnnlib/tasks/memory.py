"""Tasks of memory: copy symbols, recall the first of them, or tell the order of two, after a long wait."""

import math

import numpy as np

from rnnlib import checks
from rnnlib.tasks.task import Batch, Task, at_end, one_hot, padded, stacked


class CopyMemory(Task):
    """Copy memory: read some symbols, wait, and write them down in order when told to.

    With S = 10 symbols to copy of an alphabet of K = 8 and delay T, a sequence has T + 2 S steps. Input,
    one-hot of K + 2: S random symbols (0..K - 1), T - 1 blanks (K), one signal (K + 1), S blanks. Target, one
    of K + 1 classes: blank for T + S steps, then the S symbols in their order. Every step counts.

    The input of the last S steps is blank, whatever was to be copied. Without memory of the symbols (but
    with a clock), the blanks cost nothing and each of the S symbols, uniform on K, costs ln K: on average
    over all steps S ln K / (T + 2 S), which is 10 ln 8 / (T + 20).

    Attributes:
        delay, symbols, copied: the arguments.
        length: steps in all, T + 2 S.
    Args:
        delay: steps T between the last symbol and the first copy, >= 1.
        symbols: size K of the alphabet, >= 2.
        copied: number of symbols S.
        test_share: the share of the K ** S sequences that are for testing.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: Hochreiter and Schmidhuber (1997); in this form Arjovsky, Shah and Bengio (2016); chapter 8.1.1.
    """

    def __init__(self, delay, *, symbols=8, copied=10, test_share=0.1):
        self.delay = checks.check_size("delay", delay)
        self.symbols = checks.check_size("symbols", symbols, minimum=2)
        self.copied = checks.check_size("copied", copied)
        self.length = self.delay + 2 * self.copied
        super().__init__(self.symbols + 2, self.symbols + 1, test_share)

    def baseline(self):
        """Return the loss of the best predictor with a clock but no memory: S ln K / (T + 2 S).

        Returns:
            float, nats per step, averaged over all steps (over the S copies alone it is ln K).
        """
        return self.copied * math.log(self.symbols) / self.length

    def _draw(self, count, generator):
        return generator.integers(0, self.symbols, (count, self.copied), np.int64)

    def _batch(self, items, dtype):
        symbols = stacked(items, (self.copied,)).astype(np.int64)
        K, S, B = self.symbols, self.copied, symbols.shape[1]
        ids = np.full((self.length, B), K)
        targets = ids.copy()
        ids[:S], ids[S + self.delay - 1], targets[-S:] = symbols, K + 1, symbols
        lengths = np.full(B, self.length, np.int64)
        return Batch(one_hot(ids, K + 2, dtype), targets, np.ones(ids.shape, bool), lengths)


class Recall(Task):
    """Recall: name the first symbol after many steps of noise.

    Input (T + 1, B, K): the first step is one-hot of a random symbol, the other T are normal noise. Target
    at the last step: the symbol. The noise is independent of it: without memory the loss is ln K.

    Attributes:
        delay, symbols, noise: the arguments.
        length: steps in all, T + 1.
    Args:
        delay: steps T of noise, >= 1.
        symbols: number of symbols K, >= 2.
        noise: standard deviation of the noise, >= 0.
        test_share: the share of the sequences that are for testing.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: after the latch problem of Bengio, Simard and Frasconi (1994); chapter 4.2.
    """

    def __init__(self, delay, *, symbols=8, noise=0.1, test_share=0.1):
        self.delay = checks.check_size("delay", delay)
        self.symbols = checks.check_size("symbols", symbols, minimum=2)
        self.noise = checks.check_number("noise", noise, 0.0, 1e6)
        self.length = self.delay + 1
        super().__init__(self.symbols, self.symbols, test_share)

    def baseline(self):
        """Return the loss of the best predictor that does not remember the first step: ln K.

        Returns:
            float, nats per sequence.
        """
        return math.log(self.symbols)

    def _draw(self, count, generator):
        items = generator.standard_normal((count, self.length, self.symbols), np.float32)
        items *= np.float32(self.noise)
        items[:, 0] = one_hot(generator.integers(0, self.symbols, count), self.symbols, np.float32)
        return items

    def _batch(self, items, dtype):
        x = np.ascontiguousarray(stacked(items, (self.length, self.symbols)), dtype)
        lengths = np.full(x.shape[1], self.length, np.int64)
        mask = at_end(lengths, self.length)
        return Batch(x, np.where(mask, x[0].argmax(axis=-1), 0), mask, lengths)


class TemporalOrder(Task):
    """Temporal order: tell in which order two symbols came, far apart in a long row of others.

    Every sequence starts with E, ends with B, and is random letters a, b, c, d between, but for an X or a Y
    at each of two places. With length L there are L to L + L // 10 steps, each number equally likely; the
    first place is one of L // 10 to 2 L // 10, the second one of L // 2 to 6 L // 10 (counted from 0). Input:
    one-hot of "EBabcdXY". Target at the last step: XX 0, XY 1, YX 2, YY 3. L = 100 is the task of 1997.

    X and Y are fair and independent of each other, of the letters, places and lengths: without memory the
    loss is ln 4, and remembering one of the two alone leaves ln 2.

    Attributes:
        length: the argument.
    Args:
        length: the shortest length L, >= 10.
        test_share: the share of the sequences that are for testing.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: Hochreiter and Schmidhuber (1997), experiment 6a; chapter 2.3.2.
    """

    symbols = "EBabcdXY"

    def __init__(self, length=100, *, test_share=0.1):
        self.length = checks.check_size("length", length, minimum=10)
        super().__init__(len(self.symbols), 4, test_share)

    def baseline(self):
        """Return the loss of the best predictor that remembers neither of the two: ln 4.

        Returns:
            float, nats per sequence.
        """
        return math.log(4.0)

    def _draw(self, count, generator):
        L, rows = self.length, np.arange(count)
        lengths = generator.integers(L, L + L // 10 + 1, count)
        items = generator.integers(2, 6, (count, L + L // 10), np.uint8)
        first = generator.integers(L // 10, 2 * L // 10 + 1, count)
        second = generator.integers(L // 2, 6 * L // 10 + 1, count)
        for place in (first, second):
            items[rows, place] = generator.integers(6, 8, count, np.uint8)
        items[:, 0], items[rows, lengths - 1] = 0, 1
        return [item[:length] for item, length in zip(items, lengths, strict=True)]

    def _batch(self, items, dtype):
        ids, lengths = padded(items)
        mask = at_end(lengths, len(ids))
        orders = [item[item >= 6].astype(np.int64) - 6 for item in items]
        classes = np.array([2 * first + second for first, second in orders], np.int64)
        x = one_hot(ids, len(self.symbols), dtype)
        x[np.arange(len(ids))[:, None] >= lengths] = 0.0  # id 0 is E, padding is nothing
        return Batch(x, np.where(mask, classes, 0), mask, lengths)
