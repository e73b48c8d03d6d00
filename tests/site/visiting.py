"""The visitor: a browser window that notes every problem, and the list of pages it goes to."""

from pathlib import Path

import yaml
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
WCAG = {
    "preload": False,
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"color-contrast": {"enabled": False}},
}
CONTRAST = {"preload": False, "runOnly": {"type": "rule", "values": ["color-contrast"]}}


def toc_pages():
    """Return the names of all pages of the table of contents, without suffix."""

    def walk(node):
        if isinstance(node, dict):
            for key, value in node.items():
                yield from [value] if key in ("file", "root") else walk(value)
        elif isinstance(node, list):
            for item in node:
                yield from walk(item)

    return list(walk(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))))


PAGES = [*toc_pages(), "search", "genindex"]


class Visitor:
    """A browser window that keeps a list of everything that went wrong in it."""

    def __init__(self, browser, home, **options):
        """Open a window; requests that leave `home` are blocked and noted."""
        self.home, self.problems, self.requests = home, [], []
        self.context = browser.new_context(**options)
        self.context.route("**/*", self._gate)
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        self.page.on("requestfailed", lambda request: self.problems.append(f"failed: {request.url}"))
        self.page.on("response", self._response)

    def _gate(self, route):
        url = route.request.url
        self.requests.append(url)
        if url.startswith((self.home, "data:", "blob:")):
            route.continue_()
        else:
            self.problems.append(f"leaves the site: {url}")
            route.abort()

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(f"console {message.type}: {message.text}")

    def _response(self, response):
        if response.status >= 400:
            self.problems.append(f"{response.status}: {response.url}")

    def go(self, name):
        """Load a page, wait until its mathematics is set, and return it."""
        self.problems.clear()
        self.page.goto(f"{self.home}{name}", wait_until="load")
        self.page.evaluate("window.MathJax?.startup?.promise")
        return self.page

    def axe(self, code=True):
        """Return axe's violations of WCAG 2.2 A and AA, one line for each element.

        Contrast is nearly all of axe's time, and most of that goes into the words of listings. Their colours
        come from one theme, alike on all pages, so with code=False they are left out.
        """
        glyphs = [["mjx-math"]]  # MathJax's boxes, hidden from readers; the MathML beside them counts
        unseen = [["mjx-container"], *([] if code else [[".highlight"]])]
        found = [
            *Axe().run(self.page, context={"exclude": glyphs}, options=WCAG).response["violations"],
            *Axe().run(self.page, context={"exclude": unseen}, options=CONTRAST).response["violations"],
        ]
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
