"""Downloads: files from the network, fetched when asked for, proved to be the right ones, kept in a cache."""

import hashlib
import http.client
import os
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

from rnnlib import checks

AGENT = "rnnlib (a course on recurrent networks)"  # some servers refuse the name that urllib gives itself
BLOCK = 1 << 16
OLD = 3600.0  # seconds after which what an interrupted download has left is swept away


class Source(NamedTuple):
    """A file on the network, and how to know that it is the right one.

    Attributes:
        name: its name in the cache.
        addresses: tuple of str, http or https; tried in this order, all for the same bytes.
        size: in bytes.
        sha256: 64 hexadecimal digits.
        licence: who may use it for what, in a few words.
    Source: chapter 7.2.
    """

    name: str
    addresses: tuple[str, ...]
    size: int
    sha256: str
    licence: str


def cache_folder():
    """Say where downloaded files lie.

    Returns:
        Path: the folder named in the environment variable RNNLIB_DATA, else .cache/rnnlib in the home folder.
        It need not exist.
    Source: chapter 7.2.
    """
    named = os.environ.get("RNNLIB_DATA")
    return Path(named).expanduser() if named else Path.home() / ".cache" / "rnnlib"


def fetch(source, *, download=False, folder=None, timeout=30.0, progress=True):
    """Return the path of a file in the cache; with download=True, get it first if it is not there.

    Whatever happens, the cache holds the whole right file under its name, or none: bytes go to a temporary
    file, and only a file of the right size and SHA-256 is moved to its name. The SHA-256 is checked at every
    call, so a file that was put there by hand, or that has been damaged since, is checked, too.

    Args:
        source: Source.
        download: whether the network may be used, and a damaged file replaced.
        folder: of the cache; None for `cache_folder()`.
        timeout: seconds without a byte after which an address is given up, above 0.
        progress: whether to show name, size, licence and a progress bar, on the error stream.
    Returns:
        Path.
    Raises:
        TypeError, ValueError: a wrong argument.
        FileNotFoundError: the file is not there, and download is False; the message says what to do.
        ValueError: the file there is another one or damaged, and download is False; the same.
        ConnectionError: no address gave the right file; the message says why not, for each, and what to do.
    Source: chapter 7.2.
    """
    if not isinstance(source, Source):
        raise TypeError(f"source: expected a Source, got {type(source).__name__}")
    checks.check_flag("download", download)
    checks.check_flag("progress", progress)
    timeout = checks.check_number("timeout", timeout, 0.0, open_low=True)
    folder = cache_folder() if folder is None else Path(folder)
    path = folder / source.name
    advice = _advice(source, path)
    if path.is_file():
        found = file_sha256(path)
        if found == source.sha256:
            return path
        if not download:
            raise ValueError(f"{source.name}: expected SHA-256 {source.sha256}, got {found} at {path}: "
                             f"damaged, or another file. Delete it, then {advice}")
    elif not download:
        raise FileNotFoundError(f"{source.name}: expected a file at {path}, got none. To have it, {advice}")
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder, source)
    failures = []
    for address in source.addresses:
        try:
            _download(address, source, path, timeout, progress)
            return path
        except (OSError, ValueError, http.client.HTTPException) as error:
            failures.append(f"{address} ({type(error).__name__}: {error})")
            if isinstance(error, urllib.error.HTTPError):
                error.close()  # it holds the connection
    raise ConnectionError(f"{source.name}: expected {source.size:,} bytes from one of {len(failures)} "
                          f"addresses, got none that are right: {'; '.join(failures)}. Nothing was kept. "
                          f"Try again later, or {advice}")


def file_sha256(path):
    """Return the SHA-256 of a file.

    Args:
        path: of the file.
    Returns:
        str, 64 hexadecimal digits.
    Source: FIPS 180-4, through Python's hashlib.
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _advice(source, path):
    """What to do to have the file, as the end of a sentence."""
    return (f"call again with download=True ({_megabytes(source.size)} from the network; {source.licence}), "
            f"or put it there by hand: get {source.addresses[0]} on a machine that has a network, and move "
            f"it, unchanged, to {path}. Another folder can be named in the environment variable RNNLIB_DATA.")


def _download(address, source, path, timeout, progress):
    """Get the file from one address, under a temporary name until it is whole and right."""
    handle, part = tempfile.mkstemp(prefix=_prefix(source), suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            found = _transfer(address, source, file, timeout, progress)
        if found != source.sha256:
            raise ValueError(f"expected SHA-256 {source.sha256}, got {found}")
        os.replace(part, path)  # in one step: at no time is there half a file of this name
    finally:
        Path(part).unlink(missing_ok=True)


def _transfer(address, source, file, timeout, progress):
    """Copy what an address sends into an open file; return its SHA-256."""
    if not address.startswith(("http://", "https://")):
        raise ValueError("expected an address that begins with http:// or https://")
    request = urllib.request.Request(address, headers={"User-Agent": AGENT, "Accept-Encoding": "identity"})
    digest, size, shown = hashlib.sha256(), 0, -1
    if progress:
        print(f"{source.name}: {_megabytes(source.size)}, {source.licence}", file=sys.stderr)
    with urllib.request.urlopen(request, timeout=timeout) as response:
        while block := response.read1(BLOCK):
            size += len(block)
            if size > source.size:
                raise ValueError(f"it sends more than the {source.size:,} bytes expected")
            digest.update(block)
            file.write(block)
            if progress and (percent := 100 * size // source.size) != shown:
                shown = percent
                bar = "#" * (percent // 4)
                print(f"\r[{bar:<25}] {percent} %", end="", file=sys.stderr, flush=True)
    if progress:
        print(file=sys.stderr)
    if size < source.size:
        raise ValueError(f"it ended after {size:,} of {source.size:,} bytes")
    return digest.hexdigest()


def _sweep(folder, source):
    """Remove what downloads of this file that were killed have left; a running one is younger than OLD."""
    for part in folder.glob(f"{_prefix(source)}*.part"):
        try:
            if time.time() - part.stat().st_mtime > OLD:
                part.unlink()
        except OSError:
            pass  # another process was quicker, or has it open


def _prefix(source):
    return f".{source.name}-"


def _megabytes(size):
    return f"{size / 1e6:.1f} MB" if size >= 50_000 else f"{size:,} bytes"
