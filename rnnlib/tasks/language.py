"""The language: strings with rules, a checker of them, and the task of predicting the next symbol."""

from abc import abstractmethod

import numpy as np

from rnnlib.tasks.task import Batch, Task, one_hot, padded


class Language(Task):
    """A language: predict each symbol of a string from those before it.

    Input (T, B, D), one-hot: a string without its last symbol. Target: the next symbol's id. Every step of a
    string counts. Which symbol comes next is often open: the right answer is then the set of those that may
    (`next_symbols`, `legal_next`), each with its probability.

    Attributes:
        symbols: the argument.
    Args:
        symbols: the alphabet, whose order gives the ids.
        test_share: the share of the strings that are for testing.
    Raises:
        TypeError, ValueError: a bad share.
    Source: Elman (1990); chapter 1.1.2.
    """

    def __init__(self, symbols, test_share):
        self.symbols = symbols
        super().__init__(len(symbols), len(symbols), test_share)

    def next_symbols(self, prefix):
        """Return the symbols that may follow the beginning of a string.

        Args:
            prefix: str, the beginning of a legal string; "" for nothing yet.
        Returns:
            set of str, empty after a complete string.
        Raises:
            TypeError: prefix is no str.
            ValueError: no legal string begins so; says where it goes wrong.
        """
        self._check_string("prefix", prefix)
        state, read = self._read(prefix)
        if read < len(prefix):
            raise ValueError(f"prefix: expected one of {sorted(self._options(state))} at position {read}, "
                             f"got {prefix[read]!r} in {prefix!r}")
        return set(self._options(state))

    def is_legal(self, string):
        """Say whether a string is a complete string of the language.

        Args:
            string: str, of any symbols.
        Returns:
            bool.
        Raises:
            TypeError: string is no str.
        """
        self._check_string("string", string)
        state, read = self._read(string)
        return read == len(string) and not self._options(state)

    def strings(self, batch):
        """Return the strings that a batch was made of.

        Args:
            batch: Batch of this task.
        Returns:
            list of B str.
        """
        ids = batch.x.argmax(axis=-1)
        return ["".join(self.symbols[i] for i in [*ids[:length, b], *batch.targets[length - 1:length, b]])
                for b, length in enumerate(batch.lengths)]

    def legal_next(self, batch):
        """Return which symbols may come next at each step of a batch.

        Args:
            batch: Batch of this task.
        Returns:
            bool (T, B, K), False in padding.
        """
        legal = np.zeros((*batch.targets.shape, len(self.symbols)), bool)
        for b, string in enumerate(self.strings(batch)):
            state = self._start
            for t, symbol in enumerate(string[:-1]):
                state = self._options(state)[symbol]
                legal[t, b] = [other in self._options(state) for other in self.symbols]
        return legal

    @property
    @abstractmethod
    def _start(self):
        """The state of the language's automaton in which a string begins."""

    @abstractmethod
    def _options(self, state):
        """Return what may follow in a state: dict symbol -> next state, empty at the end of a string."""

    def _read(self, string):
        """Return the state reached, and how many symbols were read before one that is not legal."""
        state = self._start
        for position, symbol in enumerate(string):
            options = self._options(state)
            if symbol not in options:
                return state, position
            state = options[symbol]
        return state, len(string)

    @staticmethod
    def _check_string(name, value):
        """Raise TypeError unless `value` is a str."""
        if not isinstance(value, str):
            raise TypeError(f"{name}: expected a str, got {value!r} of type {type(value).__name__}")

    def _batch(self, items, dtype):
        ids, lengths = padded([item[:-1] for item in items])
        targets, _ = padded([item[1:] for item in items])
        mask = np.arange(len(ids))[:, None] < lengths
        return Batch(one_hot(ids, len(self.symbols), dtype) * mask[..., None], targets, mask, lengths)
