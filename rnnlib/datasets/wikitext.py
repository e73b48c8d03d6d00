"""WikiText: whole articles of Wikipedia, with capitals, numbers and punctuation, in two sizes."""

import re

from rnnlib import checks
from rnnlib.datasets.archives import read_archive
from rnnlib.datasets.corpora import Corpus, check_parts
from rnnlib.datasets.download import fetch
from rnnlib.datasets.shipped import shipped_bytes, shipped_path
from rnnlib.datasets.sources import SOURCES

SAMPLE = "wikitext-sample.zip"
SAMPLE_SHA256 = "f7d46b67d3996164c4e3d3a24d2edf2db8adea1a57e672f005d7d1c4820905ff"
NAMES = {"wiki.train.tokens": "train", "wiki.valid.tokens": "validation", "wiki.test.tokens": "test"}


def wikitext_2(*, sample=False, download=False, **options):
    """Read WikiText-2, or the sample of its format.

    600 articles to learn from, 60 to choose with, 60 to test on; in all of them words that come less than
    three times in the training part are <unk>.

    Args:
        sample: True for the sample, which ships with the course; nothing is downloaded then.
        download: whether the archive may be got from the network if the cache has none (4.5 MB).
        **options: of `fetch`: folder, timeout, progress.
    Returns:
        Corpus.
    Raises:
        FileNotFoundError, ValueError: no file in the cache, or a damaged one; the message says what to do.
        ConnectionError: the download failed.
    Source: Merity et al. (2017).
    """
    if checks.check_flag("sample", sample):
        shipped_bytes(SAMPLE, SAMPLE_SHA256)
        return _read("WikiText-2", True, shipped_path(SAMPLE))
    return _read("WikiText-2", False, fetch(*SOURCES["wikitext_2"], download=download, **options))


def wikitext_103(*, download=False, **options):
    """Read WikiText-103: the same test articles as WikiText-2, and 28,475 articles to learn from.

    Args:
        download: whether the archive may be got from the network if the cache has none (190 MB; the text
            takes 550 MB of memory, and twice that while it is read).
        **options: of `fetch`: folder, timeout, progress.
    Returns:
        Corpus.
    Raises:
        FileNotFoundError, ValueError: no file in the cache, or a damaged one; the message says what to do.
        ConnectionError: the download failed.
    Source: Merity et al. (2017).
    """
    return _read("WikiText-103", False, fetch(*SOURCES["wikitext_103"], download=download, **options))


def articles(text):
    """Cut a text in WikiText's format into its articles.

    An article begins with its title between single equals signs; headings within it have two or more.

    Args:
        text: str, a part of a WikiText corpus.
    Returns:
        list of (title, text of the article with its title line).
    Raises:
        TypeError: `text` is no str.
        ValueError: no title in it.
    Source: Merity et al. (2017); chapter 7.2.2.
    """
    if not isinstance(text, str):
        raise TypeError(f"text: expected a str, got {type(text).__name__}")
    titles = [match for match in re.finditer(r"(?m)^ ?= ([^=\n]+) = *$", text)
              if _stands_alone(text, *match.span())]  # a line of a formula may look like a title
    if not titles:
        raise ValueError("text: expected lines such as ' = Title = ', got none")
    ends = [match.start() for match in titles[1:]] + [len(text)]
    return [(match[1].strip(), text[match.start():end]) for match, end in zip(titles, ends, strict=True)]


def _stands_alone(text, start, end):
    """Whether the lines before and after text[start:end], a line, are empty."""
    before = text[text.rfind("\n", 0, max(start - 1, 0)) + 1:start]
    stop = text.find("\n", end + 1)
    after = text[end + 1:len(text) if stop < 0 else stop]
    return not before.strip() and not after.strip()


def _read(name, sample, path):
    """Read the three parts from the archive, where it lies."""
    parts = {NAMES[file.split("/")[-1]]: content for file, content
             in read_archive(path, wanted=lambda file: file.split("/")[-1] in NAMES)}
    return Corpus(name, sample, check_parts(path.name, parts))
