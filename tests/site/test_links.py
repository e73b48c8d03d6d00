"""Tests of the built files: every internal link leads somewhere, and no page loads another site's files."""

from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

SOURCES = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "video": "src"}
OUTSIDE = {"http", "https", "mailto"}


class Collector(HTMLParser):
    """The ids, links and loaded files of an HTML page."""

    def __init__(self, text):
        """Parse the page."""
        super().__init__()
        self.ids, self.links, self.files = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note what the tag defines, links to or loads."""
        values = dict(attrs)
        self.ids |= {values[key] for key in ("id", "name") if values.get(key)}
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if values.get(SOURCES.get(tag)):
            self.files.append(values[SOURCES[tag]])


@lru_cache
def parsed(path):
    """Return the parsed page."""
    return Collector(path.read_text(encoding="utf-8"))


def dead(site):
    """Return (page, address) of every link or file that leads nowhere."""
    found = []
    for path in sorted(site.rglob("*.html")):
        if "_static" in path.parts:
            continue
        for address in [*parsed(path).links, *parsed(path).files]:
            parts = urlsplit(address)
            if parts.scheme in OUTSIDE or parts.scheme == "data":
                continue
            target = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
            anchor = unquote(parts.fragment)
            if not target.is_file() or (
                anchor and target.suffix == ".html" and anchor not in parsed(target).ids
            ):
                found.append((path.relative_to(site).as_posix(), address))
    return found


def test_every_internal_link_and_anchor_resolves(site):
    pages = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    assert sum(len(parsed(path).links) for path in pages) > 10 * len(pages)
    assert dead(site) == []


def test_pages_load_files_of_the_site_only(site):
    """Also what a crawl may not trigger."""
    for path in site.rglob("*.html"):
        outside = [
            file for file in parsed(path).files if urlsplit(file).scheme in OUTSIDE or file.startswith("//")
        ]
        assert not outside, (path, outside)


def test_style_sheets_load_files_of_the_site_only(site):
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "url(http" not in text and 'url("http' not in text and "@import url(//" not in text, path


def test_the_checker_sees_a_dead_link(tmp_path):
    Path(tmp_path, "a.html").write_text(
        '<a href="b.html#there">x</a><a href="#gone">x</a><a href="c.html">x</a>'
    )
    Path(tmp_path, "b.html").write_text(
        '<p id="there">y</p><img src="no.png"><a href="https://example.org">z</a>'
    )
    assert dead(tmp_path) == [("a.html", "#gone"), ("a.html", "c.html"), ("b.html", "no.png")]
