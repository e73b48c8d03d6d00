"""The vocabulary: the symbols that a model knows, and the integers that stand for them."""

from collections import Counter

import numpy as np

from rnnlib import checks


class Vocabulary:
    """A vocabulary: the symbols that a model knows, each with its id.

    Ids run from 0 on: first the entry for unknown symbols, if there is one, then the most frequent symbol
    and so on, equally frequent ones in the order of their first appearance. So the order depends on the
    symbols alone.

    Attributes:
        symbols: tuple of the entries, in the order of their ids.
        unknown: the argument.
    Args:
        symbols: iterable of strings, such as a text (characters) or a list of words; at least one.
        unknown: name of the entry that stands for every symbol not in the vocabulary, such as "<unk>"; None
            for no such entry: then a symbol that is not in the vocabulary is an error.
        min_count: symbols that come less often are left out.
        max_size: entries at most, the unknown one included; the most frequent are kept. None for no limit.
    Raises:
        TypeError: a symbol that is no string, or another wrong type.
        ValueError: no symbol at all, none left, or a size out of range.
    Source: chapter 3.3.1.
    """

    def __init__(self, symbols, *, unknown=None, min_count=1, max_size=None):
        _check_unknown(unknown)
        min_count = checks.check_size("min_count", min_count)
        if max_size is not None:
            max_size = checks.check_size("max_size", max_size)
        counts = Counter(_check_symbols("symbols", symbols))
        if not counts:
            raise ValueError("symbols: expected at least one, got none")
        counts.pop(unknown, None)  # it has its entry
        known = [] if unknown is None else [unknown]
        frequent = sorted((s for s in counts if counts[s] >= min_count), key=lambda s: -counts[s])
        self._set((known + frequent)[:max_size], unknown)
        if not self.symbols:
            raise ValueError(f"min_count: expected a symbol that comes at least {min_count} times, got "
                             f"{max(counts.values())} at most")

    def _set(self, symbols, unknown):
        """Store the entries, whose order gives the ids."""
        self.symbols, self.unknown = tuple(symbols), unknown
        self._ids = {symbol: index for index, symbol in enumerate(self.symbols)}

    def __len__(self):
        return len(self.symbols)

    def __contains__(self, symbol):
        return isinstance(symbol, str) and symbol in self._ids

    def __eq__(self, other):
        if not isinstance(other, Vocabulary):
            return NotImplemented
        return (self.symbols, self.unknown) == (other.symbols, other.unknown)

    def __hash__(self):
        return hash((self.symbols, self.unknown))

    def __repr__(self):
        return f"Vocabulary of {len(self)} symbols, unknown={self.unknown!r}"

    def encode(self, symbols):
        """Return the ids of symbols.

        Args:
            symbols: iterable of strings, of any length.
        Returns:
            int64 array (N,).
        Raises:
            TypeError: a symbol that is no string.
            ValueError: a symbol that is not in the vocabulary, if that has no entry for unknown ones.
        """
        symbols = _check_symbols("symbols", symbols)
        default = None if self.unknown is None else 0
        ids = [self._ids.get(symbol, default) for symbol in symbols]
        if None in ids:
            position = ids.index(None)
            raise ValueError(f"symbols: expected symbols of the vocabulary, which has no entry for unknown "
                             f"ones, got {symbols[position]!r} at position {position}")
        return np.array(ids, np.int64)

    def decode(self, ids):
        """Return the symbols of ids; `"".join` or `" ".join` makes a text of them.

        Args:
            ids: integers in 0..len(self) - 1, shape (N,).
        Returns:
            list of str.
        Raises:
            TypeError: no integer array.
            ValueError: a wrong shape, or an id that does not exist.
        """
        checks.check_integers("ids", ids, ("N",), low=0, high=len(self) - 1)
        return [self.symbols[index] for index in ids]

    def to_dict(self):
        """Return what a checkpoint keeps: strings in lists, so that JSON can store it.

        Returns:
            dict with the keys "symbols" and "unknown".
        """
        return {"symbols": list(self.symbols), "unknown": self.unknown}

    @classmethod
    def from_dict(cls, stored):
        """Make the vocabulary that `to_dict` described.

        Args:
            stored: dict with the keys "symbols" and "unknown".
        Returns:
            Vocabulary, equal to the one stored.
        Raises:
            TypeError: no dict, or a symbol that is no string.
            ValueError: other keys, no symbol, one that comes twice, or an unknown entry not in front.
        """
        if not isinstance(stored, dict):
            raise TypeError(f"stored: expected a dict, got {type(stored).__name__}")
        if set(stored) != {"symbols", "unknown"}:
            raise ValueError(f"stored: expected the keys 'symbols' and 'unknown', got "
                             f"{sorted(map(str, stored))}")
        symbols, unknown = _check_symbols("symbols", stored["symbols"]), stored["unknown"]
        _check_unknown(unknown)
        if not symbols or len(set(symbols)) < len(symbols):
            raise ValueError(f"symbols: expected at least one, and none twice, got {len(symbols)} with "
                             f"{len(symbols) - len(set(symbols))} repeated")
        if unknown is not None and symbols[0] != unknown:
            raise ValueError(f"unknown: expected the first symbol, {symbols[0]!r}, or None, got {unknown!r}")
        vocabulary = cls.__new__(cls)
        vocabulary._set(symbols, unknown)
        return vocabulary


def _check_symbols(name, symbols):
    """Return an iterable of strings as a list (or as the str it is)."""
    if isinstance(symbols, str):
        return symbols
    try:
        symbols = list(symbols)
    except TypeError:
        raise TypeError(f"{name}: expected an iterable of strings, got {type(symbols).__name__}") from None
    for position, symbol in enumerate(symbols):
        if not isinstance(symbol, str):
            raise TypeError(f"{name}: expected strings, got {symbol!r} of type {type(symbol).__name__} at "
                            f"position {position}")
    return symbols


def _check_unknown(unknown):
    """Raise TypeError unless `unknown` is a string or None."""
    if unknown is not None and not isinstance(unknown, str):
        raise TypeError(f"unknown: expected a string or None, got {unknown!r} of type "
                        f"{type(unknown).__name__}")
