"""Tests of every page in the browser: no error, no outside request, accessible, fit for a narrow screen."""

import re

import pytest
from outline import CHAPTERS, OUTLINE
from visiting import NARROW, PAGES

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
THEME = "document.documentElement.dataset.theme"
UNSET_MATH = """() => [...document.querySelectorAll(".math")]
    .filter(e => !e.querySelector("mjx-container") || e.querySelector("mjx-merror, [data-mjx-error]"))
    .map(e => e.textContent.slice(0, 80))"""
BROKEN_IMAGES = """() => [...document.images].filter(i => i.naturalWidth === 0 && i.getClientRects().length)
    .map(i => i.src)"""
LISTINGS = ("index", "chapters/05-projects/pytorch")  # where the colours of code are looked at, too
NO_ALT = "() => [...document.images].filter(i => !(i.getAttribute('alt') || '').trim()).map(i => i.src)"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page(visitor, name, theme):
    """One load for all that is asked of a page at full width."""
    window = visitor(theme)
    page = window.go(f"{name}.html")
    assert page.evaluate(THEME) == theme
    assert page.evaluate(UNSET_MATH) == [], "mathematics that is not typeset"
    assert page.evaluate(BROKEN_IMAGES) == []
    assert page.evaluate(NO_ALT) == [], "images without alt text"
    assert window.axe(code=name in LISTINGS) == []
    assert window.problems == []


@pytest.mark.parametrize("name", PAGES)
def test_page_on_a_narrow_screen(visitor, name):
    window = visitor("light", NARROW)
    page = window.go(f"{name}.html")
    assert page.evaluate(OVERFLOW) <= 0, "the page scrolls sideways"
    assert window.axe(code=name in LISTINGS) == []
    assert window.problems == []


def section_numbers(page):
    """Return (number, text) of the numbered headings of a page."""
    found = []
    for heading in page.locator("article h1, article h2").all():
        number = heading.locator(".section-number")
        if number.count():
            text = heading.evaluate(
                "h => [...h.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join('')"
            )
            found.append((number.inner_text().strip().rstrip("."), text.strip()))
    return found


WRITTEN = [name for name in PAGES if name.startswith("chapters/0") and not name.endswith("/index")]


@pytest.mark.parametrize("name", WRITTEN)
def test_headings_follow_the_outline(visitor, name):
    number, title, topics = OUTLINE[name]
    found = section_numbers(visitor().go(f"{name}.html"))
    assert found[0][0] == number
    assert re.search(title, found[0][1], re.IGNORECASE), f"«{found[0][1]}» is not about {title}"
    assert [n for n, _ in found[1:]] == [f"{number}.{k}" for k in range(1, len(found))]
    assert len(found) > len(topics)
    for (where, text), topic in zip(found[1:], topics, strict=False):
        assert re.search(topic, text, re.IGNORECASE), f"{where} «{text}» is not about {topic}"


def test_written_pages_stand_in_the_order_of_the_outline():
    assert WRITTEN == [name for name in OUTLINE if name in WRITTEN]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_chapters_are_numbered(visitor, chapter):
    found = section_numbers(visitor().go(f"chapters/{chapter}/index.html"))
    assert [number for number, _ in found] == [str(int(chapter[:2]))]


def test_a_page_is_not_heavy(visitor, server):
    """What the browser has to fetch for the landing page, compressed or not, stays under two megabytes."""
    window = visitor("light")
    page = window.go("index.html")
    sizes = page.evaluate(
        "() => performance.getEntriesByType('resource').map(r => [r.name, r.decodedBodySize])"
    )
    assert sum(size for _, size in sizes) < 2_000_000, sorted(sizes, key=lambda each: -each[1])[:6]


def test_search_finds_a_word(visitor):
    window = visitor()
    page = window.go("search.html?q=clipping")
    page.wait_for_selector("#search-results li a")
    links = page.locator("#search-results li a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert any("glossary" in link or "backpropagation" in link for link in links), links
    assert window.problems == []
