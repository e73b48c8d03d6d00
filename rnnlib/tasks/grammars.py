"""Grammars: Reber's, in which one symbol must be remembered at most, and the one that embeds it in itself."""

import math
from collections import Counter
from fractions import Fraction
from functools import cached_property

import numpy as np

from rnnlib.tasks.language import Language

END = "end"
REBER = {  # state -> symbol -> next state; two ways out are equally likely
    0: {"B": 1},
    1: {"T": 2, "P": 3},
    2: {"S": 2, "X": 4},
    3: {"T": 3, "V": 5},
    4: {"X": 3, "S": 6},
    5: {"P": 4, "V": 6},
    6: {"E": END},
    END: {},
}


class _Grammar(Language):
    """A finite automaton that writes strings: a table of states with one or two ways out, and the end."""

    def __init__(self, table, test_share):
        super().__init__("BTSXPVE", test_share)
        self._table = table
        self._states = list(table)
        # two columns, equal where there is one way: every string can be drawn by fair bits
        ways = [(list(row.items()) or [("B", END)]) * 2 for row in table.values()]
        pairs = [(way[0], way[len(way) // 2 - 1 + len(way) % 2]) for way in ways]
        self._symbol = np.array([[self.symbols.index(s) for s, _ in pair] for pair in pairs], np.uint8)
        self._next = np.array([[self._states.index(n) for _, n in pair] for pair in pairs])
