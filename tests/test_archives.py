"""Archives: what is in order is read; what would leave the folder or fill the disk is refused."""

import gzip
import io
import stat
import tarfile
import zipfile

import pytest

from rnnlib.datasets import archives, read_archive, unpack

FILES = {"set/train/0_9.txt": b"good", "set/train/1_2.txt": b"bad" * 1000, "set/README": "ärgerlich".encode()}


def make_zip(path, members):
    """A zip file of pairs (name, bytes); a third entry is a Unix mode."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, *mode in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if mode:
                info.create_system, info.external_attr = 3, mode[0] << 16
            archive.writestr(info, content)
    return path


def make_tar(path, members):
    """A compressed tar file of pairs (name, bytes) or TarInfos."""
    with tarfile.open(path, "w:gz") as archive:
        for member in members:
            info = member
            if isinstance(member, tuple):
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
            archive.addfile(info, io.BytesIO(member[1]) if isinstance(member, tuple) else None)
    return path


def special(name, kind, target=""):
    """A member of a tar file that is no file: a link, a device, ..."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


MAKE = {"a.zip": make_zip, "a.tar.gz": make_tar}


def inside(folder):
    """All files below a folder, name to bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*")
            if path.is_file()}


@pytest.mark.parametrize("name", MAKE)
def test_a_good_archive(tmp_path, name):
    path = MAKE[name](tmp_path / name, FILES.items())
    assert dict(read_archive(path)) == FILES
    assert [n for n, _ in read_archive(path, wanted=lambda n: n.endswith("9.txt"))] == ["set/train/0_9.txt"]
    assert unpack(path, tmp_path / "out") == tmp_path / "out"
    assert inside(tmp_path / "out") == FILES
    assert {entry.name for entry in tmp_path.iterdir()} == {name, "out"}
    with pytest.raises(FileExistsError, match="expected a new one"):
        unpack(path, tmp_path / "out")


@pytest.mark.parametrize("name", MAKE)
def test_folders_and_dots_are_harmless(tmp_path, name):
    members = [("./a/", b""), ("./a/./b.txt", b"1"), ("a//c.txt", b"2")]
    if name == "a.tar.gz":
        members[0] = special("./a", tarfile.DIRTYPE)
    path = MAKE[name](tmp_path / name, members)
    assert dict(read_archive(path)) == {"a/b.txt": b"1", "a/c.txt": b"2"}
    unpack(path, tmp_path / "out")
    assert inside(tmp_path / "out") == {"a/b.txt": b"1", "a/c.txt": b"2"}


def link(target):
    return ("link", target, stat.S_IFLNK | 0o777)


ESCAPES = {
    "parent": ("a.zip", [("../evil.txt", b"x")], "stay in one folder"),
    "inner parent": ("a.zip", [("set/../../evil.txt", b"x")], "stay in one folder"),
    "absolute": ("a.zip", [("/evil.txt", b"x")], "stay in one folder"),
    "backslash": ("a.zip", [("..\\evil.txt", b"x")], "stay in one folder"),
    "drive": ("a.zip", [("C:/evil.txt", b"x")], "stay in one folder"),
    "zip link": ("a.zip", [link(b".."), ("link/evil.txt", b"x")], "a link or a device"),
    "zip pipe": ("a.zip", [("pipe", b"", stat.S_IFIFO | 0o644)], "a link or a device"),
    "tar parent": ("a.tar.gz", [("../evil.txt", b"x")], "stay in one folder"),
    "tar absolute": ("a.tar.gz", [("/evil.txt", b"x")], "stay in one folder"),
    "tar link": ("a.tar.gz", [special("link", tarfile.SYMTYPE, ".."), ("link/evil.txt", b"x")], "a link or"),
    "tar hard link": ("a.tar.gz", [special("link", tarfile.LNKTYPE, "../a.txt")], "a link or a device"),
    "tar device": ("a.tar.gz", [special("null", tarfile.CHRTYPE)], "a link or a device"),
    "tar pipe": ("a.tar.gz", [special("pipe", tarfile.FIFOTYPE)], "a link or a device"),
    "tar sparse": ("a.tar.gz", [special("hole", tarfile.GNUTYPE_SPARSE)], "a link or a device"),
    "folder outside": ("a.tar.gz", [special("../evil", tarfile.DIRTYPE)], "stay in one folder"),
    "twice": ("a.tar.gz", [("a.txt", b"1"), ("./a.txt", b"2")], "expected each name once"),
}


@pytest.mark.parametrize("case", ESCAPES)
@pytest.mark.parametrize("before", [[], [("first.txt", b"harmless")]])
def test_what_would_escape_is_refused_and_nothing_is_left(tmp_path, case, before):
    name, members, message = ESCAPES[case]
    room = tmp_path / "room" / "inner"
    room.mkdir(parents=True)
    path = MAKE[name](room / name, [*before, *members])
    with pytest.raises(ValueError, match=f"{name}: .*{message}"):
        list(read_archive(path))
    with pytest.raises(ValueError, match=f"{name}: .*{message}"):
        list(read_archive(path, wanted=lambda name: False))  # what is not wanted is judged, too
    with pytest.raises(ValueError, match=f"{name}: .*{message}"):
        unpack(path, room / "out")
    assert [entry.name for entry in tmp_path.rglob("*")] == ["room", "inner", name]


@pytest.mark.parametrize("name", MAKE)
def test_a_name_that_is_file_and_folder_is_refused(tmp_path, name):
    path = MAKE[name](tmp_path / name, [("a", b"1"), ("a/b", b"2")])
    with pytest.raises(ValueError, match="'a/b' as file and as folder"):
        unpack(path, tmp_path / "out")
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", MAKE)
def test_more_than_the_limit_is_refused_before_it_is_unpacked(tmp_path, name):
    path = MAKE[name](tmp_path / name, [("small.txt", b"12345"), ("zeros.bin", bytes(5_000_000))])
    assert path.stat().st_size < 20_000
    for call in (lambda: list(read_archive(path, limit=5_000_004)),
                 lambda: unpack(path, tmp_path / "out", limit=5_000_004)):
        with pytest.raises(ValueError, match="at most 5,000,004 bytes when .*, got 5,000,005 with 'zeros"):
            call()
    assert [entry.name for entry in tmp_path.iterdir()] == [name]
    assert len(list(read_archive(path, limit=5_000_005))) == 2


def test_a_zip_file_that_lies_about_its_size_yields_no_more(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("zeros.bin", bytes(1_000_000))])
    true, false = (size.to_bytes(4, "little") for size in (1_000_000, 1000))
    path.write_bytes(path.read_bytes().replace(true, false))
    with pytest.raises(ValueError, match="cannot be read"):
        list(read_archive(path, limit=2000))


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MEMBERS", 3)
    path = make_zip(tmp_path / "a.zip", [(f"{k}.txt", b"") for k in range(4)])
    with pytest.raises(ValueError, match="expected at most 3 files, got '3.txt' on top"):
        list(read_archive(path))


@pytest.mark.parametrize("name", MAKE)
def test_a_damaged_archive_is_told(tmp_path, name):
    path = MAKE[name](tmp_path / name, [("a.txt", b"x"), ("b.txt", bytes(range(256)) * 500)])
    content = path.read_bytes()
    for damage in (content[:len(content) // 2], b"no archive", b""):
        path.write_bytes(damage)
        with pytest.raises(ValueError, match=f"{name}: expected a whole zip or tar archive, got one"):
            list(read_archive(path))
        with pytest.raises(ValueError, match=name):
            unpack(path, tmp_path / "out")
        assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_a_flipped_bit_is_told(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("a.txt", b"x" * 1000)])
    content = bytearray(path.read_bytes())
    content[40] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(ValueError, match="cannot be read"):
        list(read_archive(path))


def test_no_file_and_no_archive_are_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="path: expected an archive at .*none.zip, got none"):
        list(read_archive(tmp_path / "none.zip"))
    (tmp_path / "text.gz").write_bytes(gzip.compress(b"not a tar file"))
    with pytest.raises(ValueError, match="text.gz: expected a whole zip or tar archive"):
        list(read_archive(tmp_path / "text.gz"))
    with pytest.raises(ValueError, match="limit: expected"):
        unpack(tmp_path / "text.gz", tmp_path / "out", limit=0)
