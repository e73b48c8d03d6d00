"""Corpora: running text in three parts, to learn from, to choose with and to test on, and its words."""

from typing import NamedTuple

ORIGINS = {True: "a sample made for this course", False: "the real set"}


class Corpus(NamedTuple):
    """A text in three parts, as its files have it.

    Attributes:
        name: of the set.
        sample: True for the small text in the same format that ships with the course, False for the real set.
        parts: dict from "train", "validation" and "test" to str; a line of the file is a line of the text.
    Source: chapter 7.2.
    """

    name: str
    sample: bool
    parts: dict

    def __str__(self):
        return f"{self.name}, {ORIGINS[self.sample]}"


def words(text, *, end="<eos>"):
    """Yield the words of a text that is already cut into words: what stands between spaces.

    Args:
        text: str.
        end: what is added at the end of each line, as nearly all published numbers count it; None for
            nothing.
    Yields:
        str.
    Raises:
        TypeError: `text` is no str.
    Source: Mikolov et al. (2010); chapter 7.2.
    """
    if not isinstance(text, str):
        raise TypeError(f"text: expected a str, got {type(text).__name__}")
    start = 0
    while start < len(text):  # splitting the lines of half a gigabyte at once would copy it
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        yield from text[start:stop].split()
        if end is not None:
            yield end
        start = stop + 1


def check_parts(name, parts):
    """Return the parts of a corpus, decoded, in their order.

    Args:
        name: of the file they come from, for the message.
        parts: dict from "train", "validation" and "test" to bytes, in any order.
    Returns:
        dict from the same names to str.
    Raises:
        ValueError: a part is missing or empty, or no UTF-8 text.
    Source: chapter 7.2.
    """
    found = {}
    for part in ("train", "validation", "test"):
        if not parts.get(part):
            raise ValueError(f"{name}: expected text for {part}, got none")
        try:
            found[part] = parts[part].decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise ValueError(f"{name}: expected UTF-8 text for {part}, got {error.reason} at byte "
                             f"{error.start}") from None
    return found
