"""Archives: zip and tar files, read or unpacked so that nothing leaves its folder or fills the disk."""

import os
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path

from rnnlib import checks

LIMIT = 2_000_000_000  # bytes after unpacking
MEMBERS = 250_000  # files and folders
BLOCK = 1 << 20
_BROKEN = (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError,
           RuntimeError)


def read_archive(path, *, wanted=None, limit=LIMIT):
    """Yield the files of an archive one after the other, without unpacking it.

    Every member is judged before it is read, wanted or not: a name that would leave a folder, a link, a
    device, a name that comes twice, or more bytes than allowed end it.

    Args:
        path: of a zip file, or of a tar file, compressed or not.
        wanted: function from a name to bool; None for all files.
        limit: bytes that all members together may have when unpacked, at least 1.
    Yields:
        name (str, with slashes), content (bytes).
    Raises:
        ValueError: no archive, a damaged one, or one that is not harmless.
        FileNotFoundError: no such file.
    Source: chapter 7.2.
    """
    for name, stream in _files(Path(path), checks.check_size("limit", limit)):
        if wanted is None or wanted(name):
            yield name, _read(path, stream.read)


def unpack(path, folder, *, limit=LIMIT):
    """Unpack an archive into a new folder: all of it, or nothing.

    Members go to a temporary folder beside it, which gets its name when everything is there.

    Args:
        path: of a zip file, or of a tar file, compressed or not.
        folder: the new folder; its parent has to exist.
        limit: bytes that all members together may have when unpacked, at least 1.
    Returns:
        Path of the folder.
    Raises:
        FileExistsError: the folder is there already.
        ValueError: no archive, a damaged one, or one that is not harmless: see `read_archive`.
        FileNotFoundError: no such file, or no parent folder.
    Source: chapter 7.2.
    """
    limit, folder = checks.check_size("limit", limit), Path(folder)
    if folder.exists():
        raise FileExistsError(f"folder: expected a new one, got {folder}, which exists")
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, stream in _files(Path(path), limit):
            target = scratch / name
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with open(target, "xb") as file:
                    while block := _read(path, stream.read, BLOCK):
                        file.write(block)
            except (FileExistsError, NotADirectoryError):
                raise ValueError(f"{Path(path).name}: expected each name once, got {name!r} as file and as "
                                 "folder, or in two spellings") from None
        scratch.chmod(0o755)  # until now it was its maker's alone
        os.replace(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return folder


def _files(path, limit):
    """Yield name and stream of each regular file, every member having been judged."""
    if not path.is_file():
        raise FileNotFoundError(f"path: expected an archive at {path}, got none")
    opened = _zip_members(path) if _read(path, zipfile.is_zipfile, path) else _tar_members(path)
    total, seen = 0, set()
    for name, kind, size, stream in opened:
        clean = _clean(path, name)
        if kind not in ("file", "folder"):
            raise ValueError(f"{path.name}: expected files and folders, got {name!r}, a link or a device")
        total += size
        if total > limit:
            raise ValueError(f"{path.name}: expected at most {limit:,} bytes when unpacked, got "
                             f"{total:,} with {name!r}")
        if kind == "folder":
            continue
        if clean in seen or len(seen) >= MEMBERS:
            expected = "each name once" if clean in seen else f"at most {MEMBERS:,} files"
            raise ValueError(f"{path.name}: expected {expected}, got {name!r} on top")
        seen.add(clean)
        with _read(path, stream) as file:
            yield clean, file


def _zip_members(path):
    """Yield name, kind, size and a function that opens it, for each member of a zip file."""
    with _read(path, zipfile.ZipFile, path) as archive:
        for info in archive.infolist():
            form = stat.S_IFMT(info.external_attr >> 16)
            kind = "folder" if info.is_dir() else "file"
            if form not in (0, stat.S_IFREG, stat.S_IFDIR):
                kind = "other"
            yield info.filename, kind, info.file_size, lambda info=info: archive.open(info)


def _tar_members(path):
    """Yield name, kind, size and a function that opens it, for each member of a tar file."""
    with _read(path, tarfile.open, path) as archive:
        while (info := _read(path, archive.next)) is not None:
            archive.members.clear()  # else it keeps what it has told us, for a hundred thousand files
            plain = info.type in (tarfile.REGTYPE, tarfile.AREGTYPE)
            kind = "folder" if info.isdir() else "file" if plain else "other"
            yield info.name, kind, info.size, lambda info=info: archive.extractfile(info)


def _clean(path, name):
    """The name without empty parts and dots; ValueError if it would lead out of the folder."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or "\0" in name or ":" in parts[0]:
        raise ValueError(f"{path.name}: expected names that stay in one folder, got {name!r}")
    return "/".join(part for part in parts if part not in ("", "."))


def _read(path, function, *args):
    """Call what reads from an archive; ValueError, with the archive's name, where that is broken."""
    try:
        return function(*args)
    except _BROKEN as error:
        raise ValueError(f"{Path(path).name}: expected a whole zip or tar archive, got one that cannot be "
                         f"read: {type(error).__name__}: {error}") from None
