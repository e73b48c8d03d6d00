"""Makes data/reviews.tsv.xz: sentences of reviews, each with the mean rating of some 20 people.

    python -m tools.make_reviews path/to/vaderSentiment-2.5.tar.gz

The archive is the source distribution of vaderSentiment 2.5, as pip downloads it. Kept are sentences whose
mean rating is at least 0.5 from zero, on a scale from -4 to 4. Of two sentences with the same words the first
is kept. Sentences on films are shuffled once and cut into training, validation and test; sentences on
products make a part of their own. It takes a few seconds.
"""

import hashlib
import io
import lzma
import sys
import tarfile
from pathlib import Path

import numpy as np

from rnnlib.datasets.reviews import review_words

TARGET = Path(__file__).resolve().parents[1] / "data" / "reviews.tsv.xz"
SOURCE = "b960c954831f5ca58afee61780cc04ed48e551b91e783bfcbfb2c18bb8081a84"
INNER = "vaderSentiment-2.5/additional_resources/hutto_ICWSM_2014.tar.gz"
FILES = {"film": "hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt",
         "product": "hutto_ICWSM_2014/amazonReviewSnippets_GroundTruth.txt"}
CLEAR, VALIDATION, TEST = 0.5, 1000, 2000


def rated(source):
    """Read the rated sentences.

    Args:
        source: bytes of the archive.
    Returns:
        dict from "film" and "product" to a list of (rating, text).
    Raises:
        ValueError: it is another archive.
    """
    found = hashlib.sha256(source).hexdigest()
    if found != SOURCE:
        raise ValueError(f"source: expected the file with SHA-256 {SOURCE}, got {found}")
    with tarfile.open(fileobj=io.BytesIO(source)) as outer:
        inner = outer.extractfile(INNER).read()
    with tarfile.open(fileobj=io.BytesIO(inner)) as archive:
        texts = {kind: archive.extractfile(name).read().decode("utf-8") for kind, name in FILES.items()}
    rows = {kind: [line.split("\t") for line in text.split("\r\n") if line] for kind, text in texts.items()}
    return {kind: [(float(row[1]), " ".join(row[2].split())) for row in table]
            for kind, table in rows.items()}


def clear(pairs, seen):
    """Keep what is rated clearly and has words that were not seen before.

    Args:
        pairs: list of (rating, text).
        seen: set of tuples of words, which grows.
    Returns:
        list of (rating, text).
    """
    kept = []
    for rating, text in pairs:
        words = tuple(review_words(text))
        if abs(rating) >= CLEAR and words and words not in seen:
            seen.add(words)
            kept.append((rating, text))
    return kept


def parts(pairs):
    """Cut the clear sentences into parts.

    Args:
        pairs: what `rated` returns.
    Returns:
        dict from the part's name to a list of (rating, text), in a random order.
    """
    seen, rng = set(), np.random.default_rng(0)
    kept = {kind: clear(pairs[kind], seen) for kind in FILES}
    film, product = ([kept[kind][i] for i in rng.permutation(len(kept[kind]))] for kind in FILES)
    return {"test": film[:TEST], "validation": film[TEST:TEST + VALIDATION],
            "train": film[TEST + VALIDATION:], "products": product}


def main(path):
    """Write the file."""
    rows = [f"{part}\t{rating:.2f}\t{text}\n" for part, pairs in parts(rated(Path(path).read_bytes())).items()
            for rating, text in pairs]
    TARGET.write_bytes(lzma.compress("".join(rows).encode("utf-8"), preset=9))


if __name__ == "__main__":
    main(sys.argv[1])
