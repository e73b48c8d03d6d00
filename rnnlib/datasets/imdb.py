"""IMDB: film reviews, each with its stars, half of them to learn from and half to test on."""

import re
from typing import NamedTuple

from rnnlib import checks
from rnnlib.datasets.archives import read_archive
from rnnlib.datasets.corpora import ORIGINS
from rnnlib.datasets.download import fetch
from rnnlib.datasets.shipped import shipped_bytes, shipped_path
from rnnlib.datasets.sources import SOURCES

SAMPLE = "imdb-sample.tar.gz"
SAMPLE_SHA256 = "88f391570b338ede493af1d45366910f2be2da1187f30dde7c41920ca785f7b6"
_REVIEW = re.compile(r"aclImdb/(train|test)/(pos|neg)/(\d+)_(\d+)\.txt")
_FILMS = re.compile(r"aclImdb/(train|test)/urls_(pos|neg)\.txt")


class Review(NamedTuple):
    """A film review.

    Attributes:
        text: str, as written, with its HTML breaks.
        label: 1 for a positive one (7 stars or more), 0 for a negative one (4 or less).
        stars: 1 to 10; never 5 or 6.
        film: str, what stands for the film in its address, such as "tt0012345".
    Source: Maas et al. (2011).
    """

    text: str
    label: int
    stars: int
    film: str


class Reviews(NamedTuple):
    """Reviews to learn from and reviews to test on, of other films.

    Attributes:
        name: of the set.
        sample: True for the small set in the same format that ships with the course, False for the real one.
        train, test: lists of Review, the negative ones first, each half in the order of the files' numbers.
    Source: chapter 7.2.
    """

    name: str
    sample: bool
    train: list
    test: list

    def __str__(self):
        return f"{self.name}, {ORIGINS[self.sample]}"


def imdb_reviews(*, sample=False, download=False, **options):
    """Read the labelled reviews of IMDB, or the sample of their format.

    The archive is read where it lies; its 100,000 small files are not unpacked. The 50,000 reviews without
    a label, which are in it, too, are passed over.

    Args:
        sample: True for the sample, which ships with the course; nothing is downloaded then.
        download: whether the archive may be got from the network if the cache has none (84 MB).
        **options: of `fetch`: folder, timeout, progress.
    Returns:
        Reviews.
    Raises:
        FileNotFoundError, ValueError: no file in the cache, or a damaged one; the message says what to do.
        ConnectionError: the download failed.
    Source: Maas et al. (2011).
    """
    if checks.check_flag("sample", sample):
        shipped_bytes(SAMPLE, SAMPLE_SHA256)
        return _read("IMDB", True, shipped_path(SAMPLE))
    return _read("IMDB", False, fetch(*SOURCES["imdb"], download=download, **options))


def _read(name, sample, path):
    """Read reviews and films from the archive, where it lies."""
    reviews, films = {}, {}
    for file, content in read_archive(path, wanted=lambda file: bool(_REVIEW.fullmatch(file)
                                                                     or _FILMS.fullmatch(file))):
        if match := _FILMS.fullmatch(file):
            links = content.decode("utf-8").splitlines()
            films[match.groups()] = [_film(path, link) for link in links]
        else:
            part, kind, number, stars = _REVIEW.fullmatch(file).groups()
            reviews[part, kind, int(number)] = (content.decode("utf-8"), int(stars))
    parts = {"train": [], "test": []}
    for (part, kind, number), (text, stars) in sorted(reviews.items()):
        known = films.get((part, kind), ())
        if number >= len(known):
            raise ValueError(f"{path.name}: expected the film of review {number} in {part}/urls_{kind}.txt, "
                             f"got {len(known)} films there")
        parts[part].append(Review(text, int(kind == "pos"), stars, known[number]))
    if not all(parts.values()):
        raise ValueError(f"{path.name}: expected reviews to learn from and to test on, got "
                         f"{len(parts['train'])} and {len(parts['test'])}")
    return Reviews(name, sample, **parts)


def _film(path, link):
    """The film in the address of a review, such as http://www.imdb.com/title/tt0012345/usercomments."""
    found = re.search(r"/(tt\d+)/", link)
    if not found:
        raise ValueError(f"{path.name}: expected an address with a film such as /tt0012345/, got {link!r}")
    return found[1]
