"""Makes data/alice.txt from alice29.txt of the Canterbury corpus: one paragraph a line, the book's text only.

    python -m tools.make_alice path/to/alice29.txt

The file comes with the sources of Brotli, among others (`pip download --no-deps --no-binary :all: brotli`,
under tests/testdata). The title page, the rows of asterisks and "THE END" are left out, line ends inside a
paragraph and runs of spaces become one space. Poems become one line, too.
"""

import hashlib
import sys
from pathlib import Path

from tools.notebooks import write

SHA256 = "7467306ee0feed4971260f3c87421154a05be571d944e9cb021a5713700c38f0"
TARGET = Path(__file__).resolve().parents[1] / "data" / "alice.txt"


def clean(source):
    """Return the book's text, one paragraph a line.

    Args:
        source: bytes of alice29.txt.
    Returns:
        str, ASCII; a chapter begins with a line such as "CHAPTER I", then its title.
    Raises:
        ValueError: not that file.
    """
    if hashlib.sha256(source).hexdigest() != SHA256:
        raise ValueError(f"source: expected the file with SHA-256 {SHA256}, got another")
    text = source.decode("ascii").replace("\r\n", "\n").rstrip("\x1a\n")
    paragraphs = [" ".join(block.split()) for block in text.split("\n\n")]
    paragraphs = [line for line in paragraphs if line.strip("* ")]
    return "\n".join(paragraphs[paragraphs.index("CHAPTER I") : paragraphs.index("THE END")]) + "\n"


if __name__ == "__main__":
    write(TARGET, clean(Path(sys.argv[1]).read_bytes()))
