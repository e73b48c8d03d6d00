"""Grammars: Reber's, a small automaton that writes strings, and the one that embeds it to test memory."""

import math
from collections import Counter
from fractions import Fraction
from functools import cached_property

import numpy as np

from rnnlib.tasks.language import Language

END = "end"
REBER = {  # state -> symbol -> next state
    0: {"B": 1},
    1: {"T": 2, "P": 3},
    2: {"S": 2, "X": 4},
    3: {"T": 3, "V": 5},
    4: {"X": 3, "S": 6},
    5: {"P": 4, "V": 6},
    6: {"E": END},
    END: {},
}
RARE = 8  # bits: a string that is more probable than 2 ** -RARE is never held out for testing


class _Grammar(Language):
    """A finite automaton that writes strings: a table of states, with two equally likely ways out or one."""

    def __init__(self, table, test_share):
        super().__init__("BTSXPVE", test_share)
        self._table = table

    def bits(self, string):
        """Return the information in a string: how many times one of two ways was taken.

        Args:
            string: str, a complete string of the grammar.
        Returns:
            int, bits: the string has the probability 2 ** -bits.
        Raises:
            TypeError: string is no str.
            ValueError: it is no string of the grammar.
        """
        if not self.is_legal(string):
            raise ValueError(f"string: expected a complete string of the grammar, got {string!r}")
        return sum(len(options) == 2 for options in self._passed(string))

    def bits_per_symbol(self, strings=None):
        """Return the exact smallest loss: that of a predictor which knows the grammar and where it is.

        The first symbol of a string is given, not predicted. Of the others, a symbol that is one of two costs
        1 bit, one that must come costs nothing. Over the whole grammar the mean number of visits n_s to a
        state s follows from n_s = [s is the first] + sum over r of n_r P(r -> s), in fractions.

        Args:
            strings: list of str, such as those of a test batch; None for the whole grammar.
        Returns:
            Fraction, bits per predicted symbol: all bits over all predicted symbols (for the whole grammar,
            the mean over the symbols of ever more strings).
        Raises:
            TypeError: something in strings is no str.
            ValueError: strings is empty, or one of them is no string of the grammar.
        """
        if strings is None:
            bits = sum(visits for state, visits in self._visits.items() if len(self._table[state]) == 2)
            return bits / (sum(self._visits.values()) - 1)
        bits = [self.bits(string) for string in strings]
        if not bits:
            raise ValueError("strings: expected at least one, got none")
        return Fraction(sum(bits), sum(len(string) - 1 for string in strings))

    def baseline(self):
        """Return the loss of the best predictor that sees the symbol now and no other.

        The entropy of the next symbol given this one, from the mean number of times that each pair of
        neighbours comes in a string.

        Returns:
            float, nats per predicted symbol.
        """
        pairs, firsts = Counter(), Counter()
        for state, visits in self._visits.items():
            for symbol, after in self._table[state].items():
                for following in self._table[after]:
                    share = visits / len(self._table[state]) / len(self._table[after])
                    pairs[symbol, following] += share
                    firsts[symbol] += share
        surprise = sum(float(count) * math.log(firsts[first] / count) for (first, _), count in pairs.items())
        return surprise / float(sum(pairs.values()))

    def optimum(self):
        """Return the smallest loss, `bits_per_symbol()` in nats.

        Returns:
            float, nats per predicted symbol.
        """
        return float(self.bits_per_symbol()) * math.log(2.0)

    @cached_property
    def _visits(self):
        """The mean number of visits to each state in a string, as Fractions; without the end."""
        states = [state for state in self._table if state != END]
        N, place = len(states), {state: i for i, state in enumerate(states)}
        rows = [[Fraction(i == j) for j in range(N)] + [Fraction(i == 0)] for i in range(N)]
        for state in states:  # (I - P^T) n = first
            for after in self._table[state].values():
                if after != END:
                    rows[place[after]][place[state]] -= Fraction(1, len(self._table[state]))
        for i in range(N):  # Gauss and Jordan; a pivot exists, as every state leads to the end
            pivot = next(j for j in range(i, N) if rows[j][i])
            rows[i], rows[pivot] = rows[pivot], rows[i]
            rows[i] = [value / rows[i][i] for value in rows[i]]
            for j in range(N):
                if j != i and rows[j][i]:
                    rows[j] = [a - rows[j][i] * b for a, b in zip(rows[j], rows[i], strict=True)]
        return {state: rows[i][-1] for state, i in place.items()}

    @cached_property
    def _ways(self):
        """The table as arrays for fair bits: symbol and next state, each (states, 2)."""
        place = {state: i for i, state in enumerate(self._table)}
        symbol, after = np.zeros((2, len(place), 2), np.int64)
        for state, i in place.items():
            options = list(self._table[state].items()) or [(self.symbols[0], END)]
            for bit in (0, 1):  # with one way out, both bits take it
                way = options[min(bit, len(options) - 1)]
                symbol[i, bit], after[i, bit] = self.symbols.index(way[0]), place[way[1]]
        return symbol, after, place[END]

    @property
    def _start(self):
        return next(iter(self._table))

    def _options(self, state):
        return self._table[state]

    def _passed(self, string):
        """Return the options of every state in which a symbol of a legal string was written."""
        passed, state = [], self._start
        for letter in string:
            passed.append(self._table[state])
            state = self._table[state][letter]
        return passed

    def _draw(self, count, generator):
        symbol, after, end = self._ways
        state, lengths, columns = np.zeros(count, np.int64), np.zeros(count, np.int64), []
        while (state != end).any():
            bit = generator.integers(0, 2, count)
            columns.append(symbol[state, bit])
            lengths += state != end
            state = after[state, bit]
        rows = np.stack(columns, axis=1).astype(np.uint8)
        return [row[:length] for row, length in zip(rows, lengths, strict=True)]

    def _is_test(self, item):
        return super()._is_test(item) and self.bits("".join(self.symbols[i] for i in item)) >= RARE


class Reber(_Grammar):
    """Reber's grammar: strings of an automaton with six states, B at the start, E at the end.

    Two ways out of a state are equally likely. A string has 8 symbols on average, 7 of them predicted, with 6
    choices of one bit: the optimum is 6/7 bit a symbol. The symbol now does not always tell the state.

    Strings are held out for testing by a hash of the string, but only those with 8 choices or more (of
    probability 1/256 or less): without a common string the training data would be of another grammar. So
    test strings are longer than most, and what they cost at least is `bits_per_symbol(task.strings(batch))`.

    Args:
        test_share: the share of the rare strings that are for testing.
    Raises:
        TypeError, ValueError: a bad share.
    Source: Reber (1967); Cleeremans, Servan-Schreiber and McClelland (1989); chapter 1.1.2.
    """

    def __init__(self, *, test_share=0.1):
        super().__init__(REBER, test_share)


class EmbeddedReber(_Grammar):
    """The embedded Reber grammar: B, T or P, a whole Reber string, the same T or P again, E.

    The second symbol must be remembered through the inner string to predict the last but one. A string has
    12 symbols on average, 11 of them predicted: 1 bit for the second, 6 for the inner string, 0 for the rest.
    So the optimum is 7/11 = 0.636 bit a symbol.

    Strings are held out as in `Reber`.

    Args:
        test_share: the share of the rare strings that are for testing.
    Raises:
        TypeError, ValueError: a bad share.
    Source: Hochreiter and Schmidhuber (1997), experiment 1; chapter 4.2.
    """

    def __init__(self, *, test_share=0.1):
        table = {"first": {"B": "second"}, "second": {"T": ("T", 0), "P": ("P", 0)}}
        for outer in "TP":
            for state, row in REBER.items():
                table[outer, state] = {symbol: (outer, after) for symbol, after in row.items()}
            table[outer, END] = {outer: "last"}
        super().__init__({**table, "last": {"E": END}, END: {}}, test_share)

    def forgetful_bits_per_symbol(self, strings=None):
        """Return the loss of a predictor that knows all but which symbol was second.

        It has to guess the last but one, T or P, for 1 bit more in each string: 8/11 = 0.727 bit a symbol.

        Args:
            strings: list of str; None for the whole grammar.
        Returns:
            Fraction, bits per predicted symbol.
        Raises:
            TypeError, ValueError: as `bits_per_symbol`.
        """
        if strings is None:
            predicted = sum(self._visits.values()) - 1
        else:
            predicted = Fraction(sum(len(string) - 1 for string in strings), max(len(strings), 1))
        return self.bits_per_symbol(strings) + 1 / predicted
