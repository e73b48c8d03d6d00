"""Downloads: the cache holds the right file or none, whatever the network does, and errors say what to do."""

import os
import socket
import subprocess
import sys
import time

import pytest
from file_server import CONTENT, OTHER, FileServer

from rnnlib.datasets import SOURCES, Source, cache_folder, fetch
from rnnlib.datasets import download as module


@pytest.fixture
def server():
    with FileServer() as running:
        yield running


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


def get(source, cache, **options):
    return fetch(source, folder=cache, progress=False, **{"download": True, "timeout": 5, **options})


def names(cache):
    return sorted(path.name for path in cache.iterdir()) if cache.exists() else []


@pytest.mark.parametrize("way", ["right", "redirect", "named-agents-only"])
def test_the_right_file_is_kept_and_not_asked_for_again(server, cache, way):
    source = server.source(way)
    path = get(source, cache)
    assert path == cache / "file.bin" and path.read_bytes() == CONTENT and names(cache) == ["file.bin"]
    asked = list(server.asked)
    assert get(source, cache) == path and get(source, cache, download=False) == path
    assert server.asked == asked


WRONG = {
    "wrong": "expected SHA-256 .*, got",
    "empty": "ended after 0 of 300,000 bytes|Content-Length|IncompleteRead",
    "longer": "sends more than the 300,000 bytes expected",
    "shorter": "ended after 299,999 of 300,000 bytes",
    "truncated": "ended after 150,000 of 300,000 bytes|IncompleteRead",
    "unannounced": "ended after 150,000 of 300,000 bytes",
    "stall": "timed out",
    "circle": "redirect",
    "to-a-file": "not allowed",
    "nowhere": "HTTP Error 404",
    "hangs-up": "Remote end closed connection|RemoteDisconnected",
}


@pytest.mark.parametrize("way", WRONG)
def test_a_wrong_answer_leaves_nothing_is_told_and_the_next_try_works(server, cache, way):
    with pytest.raises(ConnectionError, match=WRONG[way]) as caught:
        get(server.source(way), cache, timeout=0.5)
    for part in ("file.bin: expected 300,000 bytes", "Nothing was kept", "by hand", str(cache / "file.bin"),
                 "RNNLIB_DATA", server.address(way)):
        assert part in str(caught.value)
    assert names(cache) == []
    assert get(server.source("right"), cache).read_bytes() == CONTENT


def test_the_next_address_is_tried(server, cache):
    assert get(server.source("nowhere", "wrong", "right"), cache).read_bytes() == CONTENT
    assert server.asked == ["/nowhere", "/wrong", "/right"] and names(cache) == ["file.bin"]


def test_off_line_says_what_to_do(cache):
    with socket.socket() as taken:  # bound, but nobody listens: refused, as without a network
        taken.bind(("127.0.0.1", 0))
        source = Source("file.bin", (f"http://127.0.0.1:{taken.getsockname()[1]}/x",), 3, "0" * 64, "CC0")
        with pytest.raises(ConnectionError, match="from one of 1 addresses, got none that .*refused"):
            get(source, cache)
    assert names(cache) == []


def test_nothing_is_downloaded_unasked(server, cache):
    with pytest.raises(FileNotFoundError) as caught:
        fetch(server.source("right"), folder=cache)
    for part in ("expected a file at", "got none", "download=True (0.3 MB from the network; CC0)", "by hand"):
        assert part in str(caught.value)
    assert server.asked == [] and not cache.exists()


def test_a_damaged_file_is_told_and_replaced_when_asked(server, cache):
    path = get(server.source("right"), cache)
    for damage in (OTHER, CONTENT[:1000], b""):
        path.write_bytes(damage)
        with pytest.raises(ValueError, match="damaged, or another file. Delete it, then call again with"):
            fetch(server.source("right"), folder=cache)
        assert path.read_bytes() == damage
        with pytest.raises(ConnectionError):
            get(server.source("nowhere"), cache)
        assert path.read_bytes() == damage  # a failed try takes nothing away
        assert get(server.source("right"), cache).read_bytes() == CONTENT


def test_a_file_put_there_by_hand_is_taken(server, cache):
    cache.mkdir()
    (cache / "file.bin").write_bytes(CONTENT)
    assert fetch(server.source("right"), folder=cache).read_bytes() == CONTENT and server.asked == []


def test_killed_half_way(server, cache):
    source = server.source("stall")
    code = ("import sys; from rnnlib.datasets import Source, fetch; "
            f"fetch(Source{tuple(source)!r}, download=True, folder=sys.argv[1], progress=False)")
    process = subprocess.Popen([sys.executable, "-c", code, str(cache)])
    try:
        end = time.monotonic() + 60
        while not any(path.stat().st_size for path in cache.glob(".file.bin-*.part")):
            assert process.poll() is None and time.monotonic() < end
            time.sleep(0.02)
    finally:
        process.kill()
        process.wait()
    assert "file.bin" not in names(cache) and len(names(cache)) == 1
    left = cache / names(cache)[0]
    assert get(server.source("right"), cache).read_bytes() == CONTENT
    assert left.exists()  # it might belong to a download that is running
    (cache / "file.bin").unlink()
    os.utime(left, (time.time() - 2 * module.OLD,) * 2)
    assert get(server.source("right"), cache).read_bytes() == CONTENT and names(cache) == ["file.bin"]


def test_an_interrupt_leaves_nothing(server, cache, monkeypatch):
    def interrupted(*args):
        args[2].write(b"half")
        raise KeyboardInterrupt
    monkeypatch.setattr(module, "_transfer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        get(server.source("right"), cache)
    assert names(cache) == []


def test_progress_shows_size_licence_and_the_end(server, cache, capsys):
    fetch(server.source("right"), download=True, folder=cache)
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("file.bin: 0.3 MB, CC0\n") and err.endswith(f"\r[{'#' * 25}] 100 %\n")


def test_the_cache_is_where_the_variable_says(monkeypatch, tmp_path):
    monkeypatch.setenv("RNNLIB_DATA", str(tmp_path / "there"))
    assert cache_folder() == tmp_path / "there"
    monkeypatch.delenv("RNNLIB_DATA")
    assert cache_folder().parts[-2:] == (".cache", "rnnlib")


def test_only_the_web_is_asked(cache):
    source = Source("file.bin", ("file:///etc/hostname",), 3, "0" * 64, "CC0")
    with pytest.raises(ConnectionError, match="begins with http"):
        get(source, cache)


@pytest.mark.parametrize(("options", "error", "message"), [
    ({"source": "file.bin"}, TypeError, "source: expected a Source, got str"),
    ({"download": "no"}, TypeError, "download: expected True or False"),
    ({"timeout": 0}, ValueError, "timeout: expected a finite number in"),
    ({"progress": 1}, TypeError, "progress: expected True or False"),
])
def test_bad_arguments_are_told(options, error, message):
    source = Source("file.bin", ("http://127.0.0.1/x",), 3, "0" * 64, "CC0")
    with pytest.raises(error, match=message):
        fetch(**{"source": source, **options})


@pytest.mark.parametrize("source", [source for files in SOURCES.values() for source in files],
                         ids=lambda source: source.name)
def test_sources_are_well_formed(source):
    assert len(source.sha256) == 64 and set(source.sha256) <= set("0123456789abcdef")
    assert all(address.startswith("https://") and address.endswith(f"/{source.name}")
               for address in source.addresses)
    assert source.size > 100_000 and source.licence
