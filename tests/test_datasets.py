"""Datasets: what ships is what its datasheet says, and a wrong or missing file is told clearly."""

import hashlib
import re

import pytest

from rnnlib import datasets
from tools import make_alice


def sheets():
    """The datasheets of data/README.md: pairs of a file's name and the SHA-256 printed there."""
    text = (datasets.data_folder() / "README.md").read_text(encoding="utf-8")
    parts = re.split(r"(?m)^## ", text)[1:]
    return [(part.split("\n")[0].strip(), re.search(r"`([0-9a-f]{64})`", part)[1]) for part in parts]


def test_every_file_has_a_datasheet_and_no_sheet_lacks_its_file():
    files = {path.name for path in datasets.data_folder().iterdir()} - {"README.md"}
    assert {name for name, _ in sheets()} == files


@pytest.mark.parametrize(("name", "sha256"), sheets())
def test_a_file_is_what_its_datasheet_says(name, sha256):
    content = datasets.shipped_bytes(name, sha256)
    assert hashlib.sha256(content).hexdigest() == sha256
    assert len(content) < 5_000_000


def test_the_data_stay_small():
    assert sum(path.stat().st_size for path in datasets.data_folder().iterdir()) < 10_000_000


def test_alice_is_the_whole_book():
    text = datasets.alice()
    assert len(text) == 142_219 and len(set(text)) == 69 and text.isascii()
    chapters = re.split(r"(?m)^CHAPTER [IVX]+\n", text)[1:]
    assert len(chapters) == 12 and chapters[0].startswith("Down the Rabbit-Hole\nAlice was beginning")
    assert text.endswith("the happy summer days.\n") and "\n\n" not in text and "  " not in text
    assert datasets.alice.__doc__.count("142,219") == 1


def test_alice_is_cut_between_chapters():
    parts = datasets.alice_parts()
    assert list(parts) == ["train", "validation", "test"] and "".join(parts.values()) == datasets.alice()
    starts = [part.split("\n")[0] for part in parts.values()]
    assert starts == ["CHAPTER I", "CHAPTER XI", "CHAPTER XII"] and parts["train"].count("CHAPTER") == 10


def test_another_source_of_alice_is_refused():
    with pytest.raises(ValueError, match="source: expected the file with SHA-256 7467"):
        make_alice.clean(b"CHAPTER I\r\n\r\nTHE END")


def test_a_damaged_or_missing_file_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNLIB_SHIPPED", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="alice.txt: expected a file at .*; take the"):
        datasets.alice()
    (tmp_path / "alice.txt").write_bytes(b"CHAPTER I")
    with pytest.raises(ValueError, match="alice.txt: expected SHA-256 28a0.*, got .*: damaged"):
        datasets.alice()
    monkeypatch.setenv("RNNLIB_SHIPPED", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match="data: expected a folder at .*nowhere, got none"):
        datasets.alice()
