"""The Penn Treebank: news of the Wall Street Journal, as language models have read it since 2010."""

from rnnlib import checks
from rnnlib.datasets.archives import read_archive
from rnnlib.datasets.corpora import Corpus, check_parts
from rnnlib.datasets.download import fetch
from rnnlib.datasets.shipped import shipped_bytes, shipped_path
from rnnlib.datasets.sources import SOURCES

SAMPLE = "ptb-sample.zip"
SAMPLE_SHA256 = "dedd67a81594a8b54d8a24a99aa586b7a16f18cb77509bcc942c126f776ab45a"
NAMES = {"train": "ptb.train.txt", "validation": "ptb.valid.txt", "test": "ptb.test.txt"}


def penn_treebank(*, sample=False, download=False, **options):
    """Read the Penn Treebank in Mikolov's preparation, or the sample of its format.

    One sentence a line, lower case, no punctuation, numbers as N, words beyond the 10,000 most frequent as
    <unk>. The text is licensed by the Linguistic Data Consortium, so the course does not ship it.

    Args:
        sample: True for the sample, which ships with the course; nothing is downloaded then.
        download: whether the files may be got from the network if the cache has none (6 MB).
        **options: of `fetch`: folder, timeout, progress.
    Returns:
        Corpus.
    Raises:
        FileNotFoundError, ValueError: no file in the cache, or a damaged one; the message says what to do.
        ConnectionError: the download failed.
    Source: Marcus, Santorini and Marcinkiewicz (1993); Mikolov et al. (2010).
    """
    if checks.check_flag("sample", sample):
        shipped_bytes(SAMPLE, SAMPLE_SHA256)
        content = dict(read_archive(shipped_path(SAMPLE)))
        return Corpus("Penn Treebank", True, check_parts(SAMPLE, {part: content.get(name) for part, name
                                                                  in NAMES.items()}))
    paths = {source.name: fetch(source, download=download, **options) for source in SOURCES["penn_treebank"]}
    parts = {part: paths[name].read_bytes() for part, name in NAMES.items()}
    return Corpus("Penn Treebank", False, check_parts("Penn Treebank", parts))
