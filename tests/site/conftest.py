"""What the browser tests share: the built book on a local server, one browser, windows used again."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import sync_playwright
from visiting import SITE, WIDE, Visitor

from tools import browser as chromium


@pytest.fixture(scope="session")
def site():
    """The folder of the built book."""
    if not (SITE / "index.html").is_file():
        pytest.fail(
            "the book is not built: run `jupyter-book build . -W -n --keep-going` first", pytrace=False
        )
    return SITE


@pytest.fixture(scope="session")
def server(site):
    """The address of the book on a server of this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}/"
        httpd.shutdown()


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.ADVICE, pytrace=False)
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield instance
        instance.close()


@pytest.fixture(scope="session")
def visitor(browser, server):
    """Return windows by theme and size; each is opened once and used again."""
    windows = {}

    def get(theme="light", size=WIDE):
        key = theme, size["width"]
        if key not in windows:
            windows[key] = Visitor(browser, server, color_scheme=theme, viewport=size)
        return windows[key]

    yield get
    for window in windows.values():
        window.context.close()
