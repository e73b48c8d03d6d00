"""Word vectors: a vector for each word, and the files in which word2vec and GloVe keep them.

Three formats. word2vec's text: a line "words size", then a line a word: the word and its numbers, with blanks
between. word2vec's binary: the same first line, then for each word its name, a blank and `size` numbers as
little-endian float32, with or without a line end after them. GloVe's text: word2vec's without the first line.
Files are read entry by entry: what is not wanted is never kept.
"""

import gzip
import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rnnlib import checks

LONGEST = 4096  # bytes of a word; more is a sign of damage
BLOCK = 1 << 20  # bytes read at a time


@dataclass(frozen=True, eq=False)
class WordVectors:
    """Words with a vector each.

    Attributes:
        words: tuple of N different str.
        vectors: (N, D) floating array; row k belongs to words[k].
    Raises:
        TypeError: a word that is no string, or vectors that are no floating array.
        ValueError: a word that comes twice, a wrong shape, or a number that is not finite.
    Source: chapter 7.3.
    """

    words: tuple
    vectors: np.ndarray

    def __post_init__(self):
        words = tuple(self.words)
        object.__setattr__(self, "words", words)
        if wrong := [word for word in words if not isinstance(word, str)]:
            raise TypeError(f"words: expected strings, got {wrong[0]!r} of type {type(wrong[0]).__name__}")
        checks.check_array("vectors", self.vectors, (len(words), "D"))
        ids = {word: k for k, word in enumerate(words)}
        if len(ids) < len(words):
            twice = next(word for k, word in enumerate(words) if ids[word] != k)
            raise ValueError(f"words: expected every word once, got {twice!r} more than once")
        object.__setattr__(self, "_ids", ids)

    def __len__(self):
        return len(self.words)

    def __contains__(self, word):
        return word in self._ids

    def __getitem__(self, word):
        if word not in self._ids:
            raise KeyError(f"no vector for {word!r} among {len(self)} words")
        return self.vectors[self._ids[word]]

    def nearest(self, vector, count=10, *, exclude=()):
        """Return the words whose vectors have the largest cosine with a vector.

        Args:
            vector: (D,) floating array, not zero.
            count: how many, if there are as many.
            exclude: words that are left out.
        Returns:
            list of (word, cosine), the largest cosine first.
        Raises:
            TypeError, ValueError: a bad vector or count.
            KeyError: a word of `exclude` has no vector.
        """
        vector = checks.check_array("vector", np.asarray(vector), (self.vectors.shape[1],))
        count, length = checks.check_size("count", count), np.linalg.norm(vector)
        if not length:
            raise ValueError("vector: expected one that is not zero, got zeros only")
        norms = np.linalg.norm(self.vectors, axis=1)
        cosines = self.vectors @ vector / np.maximum(norms * length, np.finfo(norms.dtype).tiny)
        left_out = {word for word in exclude if self[word] is not None}
        order = (k for k in np.argsort(-cosines, kind="stable") if self.words[k] not in left_out)
        return [(self.words[k], float(cosines[k])) for k, _ in zip(order, range(count), strict=False)]

    def analogy(self, a, b, c, *, exclude=True):
        """Answer "a is to b as c is to what?" with the word nearest to b - a + c (3CosAdd).

        Each vector is first brought to length 1.

        Args:
            a, b, c: words.
            exclude: whether the three words themselves are no answers, as is the custom.
        Returns:
            str.
        Raises:
            KeyError: a word has no vector.
            ValueError: the vector to look near is zero.
        """
        unit = {word: self[word] / max(np.linalg.norm(self[word]), 1e-30) for word in (a, b, c)}
        return self.nearest(unit[b] - unit[a] + unit[c], 1, exclude=(a, b, c) if exclude else ())[0][0]


def read_word2vec(path, *, binary, only=None, limit=None, errors="strict"):
    """Read a file of word2vec, in its text or its binary format.

    Args:
        path: of the file; a name that ends in ".gz" is unpacked while reading.
        binary: whether the numbers are bytes.
        only: a collection of words: no others are kept, and reading stops when all of them are found.
        limit: read the first entries only, at most so many; files begin with the frequent words.
        errors: "strict" refuses a word that is no UTF-8, "replace" puts U+FFFD for what cannot be read.
    Returns:
        WordVectors, float32, in the order of the file.
    Raises:
        OSError: no such file, or one that cannot be read.
        ValueError: a damaged file: which entry, what was expected and what came; or no word found.
    Source: the program word2vec of Mikolov et al. (2013); chapter 7.3.
    """
    checks.check_flag("binary", binary)
    with _open(path) as file:
        first = file.readline(2 * LONGEST)
        fields = first.split()
        if len(fields) != 2 or not all(field.isdigit() and int(field) for field in fields):
            raise ValueError(f"{Path(path).name}: expected a first line of two whole numbers, 'words size', "
                             f"got {first[:40]!r}; GloVe's files have none: read_glove")
        count, size = map(int, fields)
        entries = _binary_entries(file, size) if binary else _text_entries(file, size, first_line=2)
        return _collect(Path(path).name, entries, size, only, limit, errors, promised=count)


def read_glove(path, *, size=None, only=None, limit=None, errors="strict"):
    """Read a text file of GloVe: word2vec's text without a first line.

    A word may hold blanks, as some in the largest files do: the last `size` fields of a line are the numbers.

    Args:
        path: of the file; a name that ends in ".gz" is unpacked while reading.
        size: how many numbers a word has; None to take it from the first line, whose word then has no blank.
        only, limit, errors: as in `read_word2vec`.
    Returns:
        WordVectors, float32, in the order of the file.
    Raises:
        OSError: no such file, or one that cannot be read.
        ValueError: a damaged file: which line, what was expected and what came; or no word found.
    Source: the files of Pennington et al. (2014); chapter 7.3.
    """
    with _open(path) as file:
        first = file.readline()
        fields = first.rstrip(b" \r\n").split(b" ")
        if len(fields) == 2 and all(field.isdigit() for field in fields):
            raise ValueError(f"{Path(path).name}: expected a word and its numbers in line 1, got {first!r}, "
                             "the first line of a word2vec file: read_word2vec")
        size = len(fields) - 1 if size is None else checks.check_size("size", size)
        if size < 1:
            raise ValueError(f"{Path(path).name}: expected a word and numbers in line 1, got {first[:40]!r}")
        entries = _text_entries(file, size, first_line=1, first=first)
        return _collect(Path(path).name, entries, size, only, limit, errors)


def write_word2vec(path, vectors, *, binary):
    """Write a file of word2vec, in its text or its binary format.

    Args:
        path: of the file.
        vectors: WordVectors, with no blank or line end in a word.
        binary: whether the numbers are written as bytes, float32.
    Raises:
        OSError: the file cannot be written.
        ValueError: a word that the format cannot hold.
    Source: the program word2vec of Mikolov et al. (2013); chapter 7.3.
    """
    checks.check_flag("binary", binary)
    words = [_checked_word(word, b" \n") for word in vectors.words]
    with Path(path).open("wb") as file:
        file.write(b"%d %d\n" % vectors.vectors.shape)
        for word, row in zip(words, vectors.vectors.astype("<f4"), strict=True):
            file.write(word + b" " + (row.tobytes() if binary else _as_text(row)) + b"\n")


def write_glove(path, vectors):
    """Write a text file of GloVe.

    Args:
        path: of the file.
        vectors: WordVectors, with no line end in a word, and no blank in the first.
    Raises:
        OSError: the file cannot be written.
        ValueError: a word that the format cannot hold.
    Source: the files of Pennington et al. (2014); chapter 7.3.
    """
    words = [_checked_word(word, b"\n" if k else b" \n") for k, word in enumerate(vectors.words)]
    with Path(path).open("wb") as file:
        for word, row in zip(words, vectors.vectors.astype("<f4"), strict=True):
            file.write(word + b" " + _as_text(row) + b"\n")


def _open(path):
    return gzip.open(path, "rb") if str(path).endswith(".gz") else Path(path).open("rb")


def _as_text(row):
    """Numbers as text that gives the same float32 back."""
    return b" ".join(b"%.9g" % number for number in row.tolist())


def _checked_word(word, forbidden):
    """A word as bytes, if a format can hold it."""
    found = word.encode()
    if not found or any(byte in forbidden for byte in found) or len(found) > LONGEST:
        raise ValueError(f"words: expected words without {forbidden!r} of 1 to {LONGEST} bytes, got {word!r}")
    return found


def _text_entries(file, size, first_line, first=b""):
    """Yield (where, word, numbers) of each line, the numbers as text."""
    for number, line in enumerate(itertools.chain([first] * bool(first), file), first_line):
        word, *fields = line.rstrip(b" \r\n").rsplit(b" ", size)
        if len(fields) != size or not word:
            raise ValueError(f"line {number}: expected a word and {size} numbers, got {len(fields)} after "
                             f"{word[:40]!r}")
        yield f"line {number}", word, fields


def _binary_entries(file, size):
    """Yield (where, word, numbers) of each entry, the numbers as bytes."""
    data, start, number, line_ends = b"", 0, 0, None
    while True:
        number += 1
        while (blank := data.find(b" ", start)) < 0 or len(data) < blank + 1 + 4 * size:
            if blank < 0 and len(data) - start > LONGEST or blank - start > LONGEST:
                raise ValueError(f"entry {number}: expected a word of at most {LONGEST} bytes and a blank, "
                                 f"got {data[start:start + 20]!r}...: damaged, or of another size")
            more = file.read(max(BLOCK, 4 * size))
            if not more:
                if rest := data[start:].strip(b"\r\n"):
                    raise ValueError(f"entry {number}: expected a word and {4 * size} bytes, got {len(rest)} "
                                     "bytes and the end of the file: it is cut off, or not binary")
                return
            data, start = data[start:] + more, 0
        if number > 1:  # either all vectors are followed by a line end, or none
            if line_ends not in (None, data[start] == 10):
                raise ValueError(f"entry {number}: expected line ends after all vectors or none, got both: "
                                 "bytes are lost or added")
            line_ends = data[start] == 10
        yield f"entry {number}", data[start:blank].lstrip(b"\n"), data[blank + 1:blank + 1 + 4 * size]
        start = blank + 1 + 4 * size


def _collect(name, entries, size, only, limit, errors, promised=None):
    """Make WordVectors of the entries that are wanted."""
    checks.check_choice("errors", errors, ("strict", "replace"))
    limit = None if limit is None else checks.check_size("limit", limit)
    only = None if only is None else {only} if isinstance(only, str) else set(only)
    found, rows, read, complete = {}, [], 0, True
    try:
        for where, word, numbers in entries:
            if read == promised:
                raise ValueError(f"{where}: expected the end, since the first line promises {promised} words")
            read += 1
            word = _decoded(word, where, errors)
            if only is None or word in only:
                if word in found:
                    raise ValueError(f"{where}: expected every word once, got {word!r}, as in {found[word]}")
                rows.append(_numbers(numbers, word, where))
                found[word] = where
            if read == limit or only is not None and len(found) == len(only):
                complete = False
                break
    except (ValueError, EOFError, gzip.BadGzipFile) as error:
        raise ValueError(f"{name}, {error}") from None
    if complete and promised is not None and read < promised:
        raise ValueError(f"{name}: expected {promised} words, as line 1 promises, got {read}: cut off")
    if not rows:
        raise ValueError(f"{name}: expected at least one word that is asked for, got none among {read} read")
    return WordVectors(tuple(found), np.stack(rows))


def _decoded(word, where, errors):
    try:
        text = word.decode("utf-8", errors)
    except UnicodeDecodeError:
        raise ValueError(f"{where}: expected UTF-8, got {word!r}; errors='replace' reads on") from None
    if not text:
        raise ValueError(f"{where}: expected a word, got none")
    return text


def _numbers(numbers, word, where):
    """The numbers of an entry as float32."""
    if isinstance(numbers, bytes):
        row = np.frombuffer(numbers, "<f4").astype(np.float32)
    else:
        try:
            row = np.array([float(field) for field in numbers], np.float32)
        except ValueError as error:
            raise ValueError(f"{where}: expected numbers after {word!r}; {error}") from None
    if not np.isfinite(row).all():
        raise ValueError(f"{where}: expected finite numbers for {word!r}, got "
                         f"{row[~np.isfinite(row)][0]}: damaged, or another size of vectors")
    return row
