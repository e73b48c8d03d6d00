"""The n-gram model: the next symbol from counts of what followed the last few, smoothed."""

import numpy as np

from rnnlib import checks


class NGrams:
    """Probabilities of the next symbol given the n - 1 before it, by interpolated Kneser-Ney smoothing.

    With h the n - 1 symbols before, and h' the same without the first of them,

    p(s | h) = max(c(hs) - d, 0) / c(h.) + d types(h) / c(h.) * p(s | h')

    where c(h.) is the sum of c(hs) over s, and types(h) is how many s have c(hs) > 0. In the longest context,
    c(hs) counts how often hs occurs; in shorter ones, how many different symbols have stood before it.
    A context that never occurred hands over to the shorter one, and after the empty one comes 1 / V. So every
    symbol has a probability above 0, and they add up to 1 after any context.

    Attributes:
        order, vocabulary_size, discount: the arguments.
    Args:
        ids: the text to count in, integers in 0..V - 1, shape (N,), N >= n.
        order: n >= 1: 1 sees no symbol before, 2 the last one, and so on.
        vocabulary_size: V.
        discount: d, in (0, 1]: what every count gives up for what was not seen.
    Raises:
        TypeError: a wrong type or dtype.
        ValueError: a wrong shape, a text shorter than n, an id that does not exist, or a number out of range.
    Source: Kneser and Ney (1995), as Chen and Goodman (1999) interpolate it; chapter 3.3.1.
    """

    def __init__(self, ids, order, vocabulary_size, *, discount=0.75):
        self.order = n = checks.check_size("order", order)
        self.vocabulary_size = V = checks.check_size("vocabulary_size", vocabulary_size)
        self.discount = checks.check_number("discount", discount, low=0.0, high=1.0, open_low=True)
        ids = checks.check_integers("ids", ids, ("N",), low=0, high=V - 1).astype(np.int64)
        if len(ids) < n:
            raise ValueError(f"ids: expected at least order = {n} of them, got {len(ids)}")
        # Level k holds the k-grams that occur, each known by its place in their sorted keys. The key of
        # (a, rest) is made of a and of the place of rest among the (k - 1)-grams; level 0 is the empty gram.
        self._keys, self._counts, self._totals, self._types = [np.zeros(1, np.int64)], [], [], []
        place, prefixes = np.zeros(len(ids) + 1, np.int64), []  # of the grams that end at each position
        for k in range(1, n + 1):
            keys = ids[:len(ids) - k + 1] * len(self._keys[-1]) + place[1:]
            unique, first, now = np.unique(keys, return_index=True, return_inverse=True)
            prefixes.append(place[first])
            self._keys.append(unique)
            place = now
        counts = np.bincount(place)  # how often each n-gram occurs
        for k in range(n, 0, -1):
            size = len(self._keys[k - 1])
            self._counts.insert(0, counts)
            self._totals.insert(0, np.bincount(prefixes[k - 1], counts, size))
            self._types.insert(0, np.bincount(prefixes[k - 1], counts > 0, size))
            counts = np.bincount(self._keys[k] % size, minlength=size)  # how many k-grams end with each

    def log_probabilities(self, ids):
        """Return the logarithm of the probability of each symbol of a text, given those before it.

        Args:
            ids: integers in 0..V - 1, shape (N,).
        Returns:
            float64 array (N,), in nats. The first symbols have shorter contexts.
        Raises:
            TypeError: no integers.
            ValueError: a wrong shape, or an id that does not exist.
        """
        ids = checks.check_integers("ids", ids, ("N",), low=0, high=self.vocabulary_size - 1)
        ids = ids.astype(np.int64)
        before = np.full((self.order - 1, len(ids)), -1)
        for j, row in enumerate(before, start=1):
            row[j:] = ids[:-j]
        return np.log(self._probabilities(before, ids))

    def cross_entropy(self, ids):
        """Return how many nats a symbol costs, over all symbols of a text but the first.

        The first is left out because a recurrent network that reads the text cannot be asked for it. So the
        number is comparable with `evaluate(model, contiguous_batches(ids, 1, T), carry_state=True)`.

        Args:
            ids: integers in 0..V - 1, shape (N,), N >= 2.
        Returns:
            float, nats a symbol.
        Raises:
            TypeError: no integers.
            ValueError: a wrong shape, fewer than two symbols, or an id that does not exist.
        """
        found = self.log_probabilities(ids)
        if len(found) < 2:
            raise ValueError(f"ids: expected at least two of them, got {len(found)}")
        return float(-found[1:].mean())

    def probabilities(self, context):
        """Return the probability of every symbol after a context.

        Args:
            context: the symbols before, integers in 0..V - 1, shape (N,); the last n - 1 count.
        Returns:
            float64 array (V,), which adds up to 1.
        Raises:
            TypeError: no integers.
            ValueError: a wrong shape, or an id that does not exist.
        """
        context = checks.check_integers("context", context, ("N",), low=0, high=self.vocabulary_size - 1)
        before, last = np.full(self.order - 1, -1), context[::-1][:self.order - 1]
        before[:len(last)] = last
        symbols = np.arange(self.vocabulary_size)
        return self._probabilities(np.repeat(before[:, None], len(symbols), axis=1), symbols)

    def _probabilities(self, before, symbols):
        """The probabilities (M,) of symbols (M,), of which before[j] holds the one j + 1 earlier, or -1."""
        p = np.full(len(symbols), 1.0 / self.vocabulary_size)
        context, gram = np.zeros(len(symbols), np.int64), self._find(1, symbols, 0)
        for k in range(1, self.order + 1):
            if k > 1:
                context = self._find(k - 1, before[k - 2], context)
                gram = self._find(k, before[k - 2], gram)
            level = k - 1
            total = np.where(context >= 0, self._totals[level][context], 0)
            count = np.where(gram >= 0, self._counts[level][gram], 0)
            known = total > 0
            total = np.where(known, total, 1)
            lower = self.discount * self._types[level][context] / total
            p = np.where(known, np.maximum(count - self.discount, 0) / total + lower * p, p)
        return p

    def _find(self, k, first, rest):
        """The places of the k-grams (first, rest) among those that occur; -1 where one does not."""
        keys = self._keys[k]
        wanted = np.where((first >= 0) & (rest >= 0), first * len(self._keys[k - 1]) + rest, -1)
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[place] == wanted, place, -1)
