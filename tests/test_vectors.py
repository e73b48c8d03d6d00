"""Word vectors and their files: round trips, oddities of real files, and damage that must not pass unseen."""

import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib.text import WordVectors, read_glove, read_word2vec, write_glove, write_word2vec

NAMES = ("the", "of", "Zürich", "日本", "n't", "\u00a0", "x\u0085y")


def sample(size=5, words=NAMES):
    rng = np.random.default_rng(3)
    return WordVectors(words, rng.normal(size=(len(words), size)).astype(np.float32))


def written(path, kind, vectors):
    if kind == "glove":
        write_glove(path, vectors)
    else:
        write_word2vec(path, vectors, binary=kind == "binary")
    return path


def read(path, kind, **options):
    return read_glove(path, **options) if kind == "glove" else read_word2vec(path, binary=kind == "binary",
                                                                            **options)


each_kind = pytest.mark.parametrize("kind", ["text", "binary", "glove"])


@each_kind
@settings(deadline=None, max_examples=30)
@given(numbers=st.lists(st.floats(-2.0**99, 2.0**99, width=32), min_size=6, max_size=6))
def test_round_trip_is_exact(kind, numbers, tmp_path_factory):
    before = WordVectors(("a", "b"), np.array(numbers, np.float32).reshape(2, 3))
    after = read(written(tmp_path_factory.mktemp("v") / "x", kind, before), kind)
    assert after.words == before.words and after.vectors.dtype == np.float32
    np.testing.assert_array_equal(after.vectors, before.vectors)


@each_kind
def test_odd_words_subsets_limits_and_gzip(kind, tmp_path):
    before, path = sample(), written(tmp_path / "x", kind, sample())
    np.testing.assert_array_equal(read(path, kind).vectors, before.vectors)
    assert read(path, kind).words == NAMES
    assert read(path, kind, limit=2).words == NAMES[:2]
    some = read(path, kind, only={"日本", "of", "absent"})
    assert some.words == ("of", "日本")
    np.testing.assert_array_equal(some["日本"], before["日本"])
    packed = tmp_path / "x.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    np.testing.assert_array_equal(read(packed, kind).vectors, before.vectors)
    packed.write_bytes(gzip.compress(path.read_bytes())[:-12])
    with pytest.raises(ValueError, match=r"x\.gz"):
        read(packed, kind)


def test_reading_stops_when_all_words_are_found(tmp_path):
    path = written(tmp_path / "x", "binary", sample())
    path.write_bytes(path.read_bytes()[:60])
    assert read_word2vec(path, binary=True, only={"the"}).words == ("the",)


def test_binary_without_line_ends_and_longer_than_a_block(tmp_path):
    words = tuple(f"w{k}" for k in range(3000))
    before, path = sample(150, words), tmp_path / "x"
    path.write_bytes(b"3000 150\n" + b"".join(
        word.encode() + b" " + row.tobytes() for word, row in zip(words, before.vectors, strict=True)))
    after = read_word2vec(path, binary=True)
    assert after.words == words
    np.testing.assert_array_equal(after.vectors, before.vectors)


def test_glove_words_may_hold_blanks(tmp_path):
    before = WordVectors(("the", ". . .", "at name@domain.com"), sample(4, ("a", "b", "c")).vectors)
    path = written(tmp_path / "x", "glove", before)
    assert read_glove(path).words == before.words
    assert read_glove(path, size=4).words == before.words


DAMAGE = {
    "cut in a vector": ("binary", lambda b: b[:-7], "cut off"),
    "cut between entries": ("binary", lambda b: b[:-30], "entry|cut off"),
    "a byte lost in the middle": ("binary", lambda b: b[:20] + b[21:], "entry 3: expected line ends"),
    "more than promised": ("binary", lambda b: b + b"new " + b"\0" * 20, "promises 7 words"),
    "not a number": ("binary", lambda b: b[:8] + b"\xff\xff\xff\x7f" + b[12:], "finite numbers for 'the'"),
    "wrong size in the first line": ("binary", lambda b: b.replace(b"7 5", b"7 4", 1), "entry|UTF-8|finite"),
    "too many words promised": ("text", lambda b: b.replace(b"7 5", b"8 5", 1), "expected 8 words.*got 7"),
    "too few promised": ("text", lambda b: b.replace(b"7 5", b"6 5", 1), "line 8: expected the end"),
    "no first line": ("text", lambda b: b.split(b"\n", 1)[1], "read_glove"),
    "a zero size": ("text", lambda b: b.replace(b"7 5", b"7 0", 1), "two whole numbers"),
    "empty": ("text", lambda b: b"", "two whole numbers"),
    "a number lost": ("text", lambda b: b.rsplit(b" ", 1)[0] + b"\n", "line 8: expected a word and 5"),
    "a word among the numbers": ("glove", lambda b: b.replace(b"of ", b"of x ", 1).replace(b"of x", b"of", 1)
                                 .replace(b"of -", b"of y-", 1).replace(b"of 0", b"of y0", 1), "line 2"),
    "no UTF-8": ("text", lambda b: b.replace("ü".encode(), b"\xfc", 1), "line 4: expected UTF-8"),
    "a word twice": ("text", lambda b: b.replace(b"\nof ", b"\nthe ", 1), "line 3.*'the', as in line 2"),
    "infinity": ("glove", lambda b: b.rsplit(b" ", 1)[0] + b" inf\n", "finite numbers"),
    "a first line too much": ("glove", lambda b: b"7 5\n" + b, "read_word2vec"),
    "a lone word": ("glove", lambda b: b"word\n", "line 1"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_named(name, tmp_path):
    kind, spoil, message = DAMAGE[name]
    path = written(tmp_path / "vectors.x", kind, sample())
    spoilt = spoil(path.read_bytes())
    assert spoilt != path.read_bytes()
    path.write_bytes(spoilt)
    with pytest.raises(ValueError, match=message) as caught:
        read(path, kind)
    assert str(caught.value).startswith("vectors.x") and str(tmp_path) not in str(caught.value)


def test_bad_utf8_can_be_replaced(tmp_path):
    path = written(tmp_path / "x", "text", sample())
    path.write_bytes(path.read_bytes().replace("ü".encode(), b"\xfc", 1))
    assert read_word2vec(path, binary=False, errors="replace").words[2] == "Z\ufffdrich"


def test_no_word_found_and_bad_words_are_errors(tmp_path):
    path = written(tmp_path / "x", "text", sample())
    with pytest.raises(ValueError, match="got none among 7"):
        read_word2vec(path, binary=False, only={"absent"})
    for kind, words in (("text", ("a b",)), ("glove", ("a b",)), ("glove", ("a", "b\nc")), ("binary", ("",))):
        with pytest.raises(ValueError, match="words: expected"):
            written(tmp_path / "y", kind, sample(2, words))


def test_nearest_and_analogy_are_the_definition():
    vectors = WordVectors(("a", "b", "c", "d", "e"),
                          np.array([[1.0, 0], [1, 1], [2, 0.1], [0, 3], [-1, 0]]))
    assert [w for w, _ in vectors.nearest(np.array([2.0, 0]), 3)] == ["a", "c", "b"]
    word, cosine = vectors.nearest(vectors["b"], 1, exclude=["b"])[0]
    assert word in "cd" and cosine == pytest.approx(max(
        vectors["b"] @ v / np.linalg.norm(v) / np.sqrt(2) for v in vectors.vectors[[0, 2, 3, 4]]))
    assert len(vectors.nearest(vectors["a"], 99)) == 5
    unit = vectors.vectors / np.linalg.norm(vectors.vectors, axis=1, keepdims=True)
    scores = unit @ (unit[1] - unit[0] + unit[2])
    assert vectors.analogy("a", "b", "c", exclude=False) == vectors.words[int(scores.argmax())]
    assert vectors.analogy("a", "b", "c") == vectors.words[3 + int(scores[3:].argmax())]


def test_word_vectors_refuse_what_they_cannot_hold():
    with pytest.raises(ValueError, match="'a' more than once"):
        WordVectors(("a", "b", "a"), np.zeros((3, 2)))
    with pytest.raises(ValueError, match="shape"):
        WordVectors(("a",), np.zeros((2, 2)))
    with pytest.raises(TypeError, match="strings"):
        WordVectors((1,), np.zeros((1, 2)))
    with pytest.raises(KeyError, match="absent"):
        sample()["absent"]
    with pytest.raises(ValueError, match="not zero"):
        sample().nearest(np.zeros(5, np.float32))
