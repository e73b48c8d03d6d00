"""The Penn Treebank, WikiText and IMDB: loaders against a server, samples against their generator."""

import hashlib
import io
import tarfile
import zipfile

import pytest
from file_server import FileServer

from rnnlib import datasets
from rnnlib.datasets import (
    articles,
    imdb_reviews,
    penn_treebank,
    read_archive,
    wikitext_2,
    wikitext_103,
    words,
)
from tools import make_samples

PTB = {"ptb.train.txt": b" the <unk> rose N \n shares fell \n", "ptb.valid.txt": b" shares rose \n",
       "ptb.test.txt": b" the <unk> fell \n"}
WIKI = {f"wiki.{part}.tokens": f" \n = {part.title()} = \n \n A 2 @.@ 5 m <unk> – here . \n".encode()
        for part in ("train", "valid", "test")}


def zipped(files):
    """A zip file as bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(files):
    """A compressed tar file as bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def reviews(films=2):
    """Files in IMDB's format; the order is not that of the numbers."""
    files = {"aclImdb/README": b"read me", "aclImdb/train/unsup/0_0.txt": b"no label"}
    for part in ("test", "train"):
        for kind, stars in (("pos", 8), ("neg", 2)):
            for k in (1, 0):
                files[f"aclImdb/{part}/{kind}/{k}_{stars + k}.txt"] = f"{part} {kind} {k} é<br />".encode()
            links = [f"http://www.imdb.com/title/tt{number + k:07}/usercomments\n"
                     for number in ({"train": 100, "test": 200}[part] + stars,) for k in range(films)]
            files[f"aclImdb/{part}/urls_{kind}.txt"] = "".join(links).encode()
    return files


CONTENT = {"penn_treebank": PTB, "wikitext_2": {"wikitext-2-v1.zip": zipped({f"wikitext-2/{n}": c for n, c
                                                                             in WIKI.items()})},
           "wikitext_103": {"wikitext-103-v1.zip": zipped({f"wikitext-103/{n}": c for n, c in WIKI.items()})},
           "imdb": {"aclImdb_v1.tar.gz": tarred(reviews())}}
LOADERS = {"penn_treebank": penn_treebank, "wikitext_2": wikitext_2, "wikitext_103": wikitext_103,
           "imdb": imdb_reviews}


def serve(server, monkeypatch, name, files):
    """Let the sources of a set be files of the server."""
    server.files = dict(files)
    sources = tuple(source._replace(addresses=(server.address(f"files/{source.name}"),),
                                    size=len(files[source.name]),
                                    sha256=hashlib.sha256(files[source.name]).hexdigest())
                    for source in datasets.SOURCES[name])
    monkeypatch.setitem(datasets.SOURCES, name, sources)


@pytest.fixture
def server(monkeypatch, tmp_path):
    monkeypatch.setenv("RNNLIB_DATA", str(tmp_path / "cache"))
    with FileServer() as running:
        yield running


@pytest.mark.parametrize("name", LOADERS)
def test_a_set_is_downloaded_when_asked_for_and_then_read_from_the_cache(server, monkeypatch, name):
    serve(server, monkeypatch, name, CONTENT[name])
    with pytest.raises(FileNotFoundError, match="call again with download=True"):
        LOADERS[name]()
    assert server.asked == []
    first = LOADERS[name](download=True, progress=False)
    assert len(server.asked) == len(CONTENT[name])
    assert not first.sample and str(first).endswith("the real set")
    assert LOADERS[name]() == first and len(server.asked) == len(CONTENT[name])
    server.files = {}
    (datasets.cache_folder() / datasets.SOURCES[name][0].name).write_bytes(b"damaged")
    with pytest.raises(ValueError, match="damaged, or another file. Delete it"):
        LOADERS[name]()
    with pytest.raises(ConnectionError, match="HTTP Error 404"):
        LOADERS[name](download=True, progress=False)


def test_penn_treebank_is_the_files(server, monkeypatch):
    serve(server, monkeypatch, "penn_treebank", PTB)
    corpus = penn_treebank(download=True, progress=False)
    assert {part: text.encode() for part, text in corpus.parts.items()} == dict(
        zip(("train", "validation", "test"), PTB.values(), strict=True))
    assert list(words(corpus.parts["train"])) == "the <unk> rose N <eos> shares fell <eos>".split()


@pytest.mark.parametrize("name", ["wikitext_2", "wikitext_103"])
def test_wikitext_is_the_files(server, monkeypatch, name):
    serve(server, monkeypatch, name, CONTENT[name])
    corpus = LOADERS[name](download=True, progress=False)
    assert [text.encode() for text in corpus.parts.values()] == list(WIKI.values())
    assert articles(corpus.parts["test"]) == [("Test", " = Test = \n \n A 2 @.@ 5 m <unk> – here . \n")]


def test_imdb_is_in_the_order_of_numbers_with_its_films(server, monkeypatch):
    serve(server, monkeypatch, "imdb", CONTENT["imdb"])
    found = imdb_reviews(download=True, progress=False)
    assert [tuple(review) for review in found.train] == [
        ("train neg 0 é<br />", 0, 2, "tt0000102"), ("train neg 1 é<br />", 0, 3, "tt0000103"),
        ("train pos 0 é<br />", 1, 8, "tt0000108"), ("train pos 1 é<br />", 1, 9, "tt0000109")]
    assert [review.film for review in found.test] == ["tt0000202", "tt0000203", "tt0000208", "tt0000209"]


@pytest.mark.parametrize(("name", "files", "message"), [
    ("imdb", {"aclImdb_v1.tar.gz": tarred(reviews(films=1))}, "the film of review 1 in .*, got 1 films"),
    ("imdb", {"aclImdb_v1.tar.gz": tarred(reviews() | {"aclImdb/test/urls_pos.txt": b"nowhere"})},
     "expected an address with a film such as /tt0012345/, got 'nowhere'"),
    ("imdb", {"aclImdb_v1.tar.gz": tarred({"aclImdb/README": b""})}, "reviews to learn .*, got 0 and 0"),
    ("wikitext_2", {"wikitext-2-v1.zip": zipped({"x/wiki.train.tokens": b"x"})}, "for validation, got none"),
    ("penn_treebank", PTB | {"ptb.test.txt": b"\xff"}, "UTF-8 text for test, got invalid start byte"),
])
def test_files_of_another_form_are_told(server, monkeypatch, name, files, message):
    serve(server, monkeypatch, name, files)
    with pytest.raises(ValueError, match=message):
        LOADERS[name](download=True, progress=False)


# ---- words and articles


def test_words_are_what_stands_between_spaces():
    text = " a  b \n\n c\nd"
    assert list(words(text)) == ["a", "b", "<eos>", "<eos>", "c", "<eos>", "d", "<eos>"]
    assert list(words(text, end=None)) == ["a", "b", "c", "d"] and list(words("")) == []
    with pytest.raises(TypeError, match="text: expected a str, got bytes"):
        list(words(b"a"))


def test_articles_begin_with_titles_that_stand_alone():
    text = " \n = A b = \n \n x \n = c = \n y \n \n = = d = = \n \n = = = e = = = \n \n = F = \n \n z \n"
    assert [title for title, _ in articles(text)] == ["A b", "F"]
    assert "".join(body for _, body in articles(text)) == text[2:]
    with pytest.raises(ValueError, match="text: expected lines such as"):
        articles(" no title \n")
    with pytest.raises(TypeError, match="text: expected a str"):
        articles(None)


# ---- the samples


@pytest.mark.parametrize("name", ["ptb-sample.zip", "wikitext-sample.zip", "imdb-sample.tar.gz"])
def test_a_sample_is_what_its_script_makes(name):
    found = {member: content.decode() for member, content in read_archive(datasets.data_folder() / name)}
    assert found == make_samples.members()[name]


def test_the_sample_of_the_treebank_has_its_format():
    corpus = penn_treebank(sample=True)
    known = set(words(corpus.parts["train"]))
    assert corpus.sample and len(known) == 270
    for text in corpus.parts.values():
        assert set(words(text)) <= known
        assert all(line.startswith(" ") and line.endswith(" ") for line in text.splitlines())
        assert text == text.lower().replace(" n ", " N ") and not any(c.isdigit() for c in text)
        assert "<unk>" in text and " N " in text and "," not in text


def test_the_sample_of_wikitext_has_its_format():
    corpus = wikitext_2(sample=True)
    titles = {part: articles(text) for part, text in corpus.parts.items()}
    assert [len(found) for found in titles.values()] == [44, 6, 6]
    bodies = [body for found in titles.values() for _, body in found]
    assert len(set(bodies)) == len(bodies)  # no article stands in two parts
    for text in corpus.parts.values():
        for mark in ("@-@", "@,@", "@.@", "<unk>", "= =", "\n \n"):
            assert mark in text
    counts = {}
    for word in words(corpus.parts["train"]):
        counts[word] = counts.get(word, 0) + 1
    assert min(counts.values()) >= 3 and set(words(corpus.parts["test"])) <= set(counts)


def test_the_sample_of_imdb_has_its_format_and_the_duplicates_that_the_page_finds():
    found = imdb_reviews(sample=True)
    assert found.sample and str(found) == "IMDB, a sample made for this course"
    films = [{review.film for review in half} for half in (found.train, found.test)]
    texts = [{review.text for review in half} for half in (found.train, found.test)]
    assert not films[0] & films[1] and len(texts[0] & texts[1]) == 1
    assert [len(half) - len(text) for half, text in zip(found[2:], texts, strict=True)] == [1, 1]
    for half in found[2:]:
        assert sum(review.label for review in half) * 2 == len(half)
        assert all((review.stars >= 7) == review.label and review.stars not in (5, 6) for review in half)
        assert any("<br /><br />" in review.text for review in half)
        assert max(sum(other.film == film for other in half) for film in films[0] | films[1]) <= 4
