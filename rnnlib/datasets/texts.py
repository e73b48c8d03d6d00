"""Texts: running text to learn language from."""

import re

from rnnlib.datasets.shipped import shipped_bytes

ALICE = "28a0547d8ead4b0b56631bb516ca750d8045bf421c7b8e80ae2952748631eea7"


def alice():
    """Read Alice's Adventures in Wonderland, one paragraph a line.

    Returns:
        str, 142,219 ASCII characters of 69 kinds; each of the 12 chapters begins with a line "CHAPTER ...".
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: Lewis Carroll (1865), from the Canterbury corpus; data/README.md.
    """
    return shipped_bytes("alice.txt", ALICE).decode("ascii")


def alice_parts():
    """Cut Alice's Adventures in Wonderland into what to learn from, to choose with, and to test on.

    Returns:
        dict: "train", chapters I to X; "validation", chapter XI; "test", chapter XII. Together they are the
        book.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: chapters 2.3 and 3.3.
    """
    chapters = re.split(r"(?m)^(?=CHAPTER )", alice())[1:]
    return {"train": "".join(chapters[:10]), "validation": chapters[10], "test": chapters[11]}
