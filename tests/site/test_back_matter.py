"""Tests of the pages that the book writes itself: nothing that the course prints is missing or changed there.

The notebooks are read here in another way than the book reads them: as JSON, with regular expressions.
"""

import html
import json
import re

import pytest
from visiting import ROOT, SITE, toc_pages

NUMBER = re.compile(r"\d[\d.,]*\d|\d")
FIELDS = re.compile(r"\S+(?: \S+)*")


def plain(text):
    """A piece of HTML as text."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def page_of(name):
    """The HTML of a built page's article."""
    text = (SITE / f"{name}.html").read_text(encoding="utf-8")
    return re.search(r"<article.*?</article>", text, re.DOTALL)[0]


def notebook_cells(name):
    """The cells of a page: (its Markdown, or what it has printed)."""
    path = ROOT / f"{name}.ipynb"
    if not path.is_file():
        return [("markdown", (ROOT / f"{name}.md").read_text(encoding="utf-8"))]
    found = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            found.append(("markdown", "".join(cell["source"])))
        for output in cell.get("outputs", []):
            found.append(("printed", "".join(output.get("text", ""))))
    return found


def is_header(cells):
    """Whether cells are the header of a table that sets paper beside here."""
    starts = [re.match(r"\W*(paper|here)\b", cell.strip(), re.IGNORECASE) for cell in cells]
    return {"paper", "here"} <= {start[1].lower() for start in starts if start}


def compared(name):
    """The comparisons of a page: for each, the words and numbers that must come in the map, row by row."""
    found = []
    for kind, text in notebook_cells(name):
        lines = text.splitlines()
        for at, line in enumerate(lines):
            if kind == "markdown" and line.startswith("|") and is_header(line.strip("|").split("|")):
                rows = []
                for row in lines[at + 2 :]:
                    if not row.startswith("|"):
                        break
                    rows.append(NUMBER.findall(re.sub(r"\{[\w:]+\}`[^`]*`|\$[^$]*\$", "", row)))
                found.append(rows)
            elif kind == "printed" and re.search(r"\bpaper\b.*\bhere\b", line):
                rows = []
                for row in lines[at + 1 :]:
                    if not row.strip() or len(FIELDS.findall(row)) == 1:
                        break
                    rows.append(row.split())
                found.append(rows)
    return found


def shown():
    """The map's comparisons: (page that is linked, anchor, texts of its rows)."""
    body = page_of("chapters/results")
    found = []
    for row in re.findall(r"<tr.*?</tr>", body[: body.index('id="the-projects')], re.DOTALL):
        if "colspan" in row:
            page, anchor = re.search(r'href="([^"#]+)\.html#([^"]+)"', row).groups()
            found.append((f"chapters/{page}", anchor, []))
        elif found:
            found[-1][2].append(plain(row))
    return found


COMPARING = [name for name in toc_pages() if compared(name)]


def test_the_map_lists_the_pages_that_compare(site):
    listed = [page for page, _, _ in shown()]
    assert listed == [name for name in COMPARING for _ in compared(name)]
    assert len(COMPARING) > 8


@pytest.mark.parametrize("name", COMPARING)
def test_the_map_says_what_the_page_says(site, name):
    there = [rows for page, _, rows in shown() if page == name]
    for rows, texts in zip(compared(name), there, strict=True):
        assert rows and len(texts) >= len(rows)
        words = plain(" ".join(texts)).split()
        for row in rows:
            missing = [word for word in row if not any(word in each for each in words)]
            assert not missing, f"the map lacks {missing} of {row}"


def test_links_land_on_a_table_or_on_what_a_cell_prints(site):
    for page, anchor, _ in shown():
        place = re.search(rf'<(\w+)[^>]*\bid="{anchor}"', page_of(page))
        assert place and place[1] in ("table", "div"), (page, anchor)


def projects():
    """The table of projects: (page, texts of the columns)."""
    body = page_of("chapters/results")
    rows = re.findall(r"<tr.*?</tr>", body[body.index('id="the-projects') :], re.DOTALL)[1:]
    links = [re.search(r'href="([^#"]+)\.html', row)[1] for row in rows[::2]]
    cells = [[plain(cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)] for row in rows[1::2]]
    return [(f"chapters/{link}", texts) for link, texts in zip(links, cells, strict=True)]


def test_every_project_is_in_the_table(site):
    """If this fails, give the page its entry in chapters/results.md: what it prints, as a pattern."""
    sections = ("natural-language", "speech", "time-series", "others", "index")
    pages = [name for name in toc_pages()
             if name.startswith("chapters/06") and not name.endswith(sections)]
    assert [page for page, _ in projects()] == pages
    assert [page for page, cells in projects() if "see the page" in cells] == []


def test_the_numbers_of_projects_are_those_that_are_printed(site):
    for page, (_, *cells) in projects():
        printed = " ".join(text for kind, text in notebook_cells(page) if kind == "printed")
        for value in re.findall(r"(?:: |± )([^;]+)", " ; ".join(cells)):
            for number in NUMBER.findall(value):
                assert re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", printed), (page, number)


def lore(name):
    """The beliefs in the boxes of a page, as its source quotes them."""
    text = "\n\n".join(text for kind, text in notebook_cells(name) if kind == "markdown")
    boxes = re.findall(r":{3,}\{admonition\}[^\n]*\n:class: lore\n(.*?)\n:{3,}", text, re.DOTALL)
    return [belief for box in boxes for belief in re.findall(r"^\*(?!\*)(.+?)\*(?!\*)", box, re.MULTILINE)]


def letters(text):
    """A text without what typesetting changes."""
    return re.sub(r"[^a-z]", "", re.sub(r"\$[^$]*\$|\\\(.*?\\\)", "", text).lower())


def test_the_errata_are_the_beliefs_of_all_boxes_in_order(site):
    listed = re.findall(r'<li><p><a class="reference internal" href="([^"#]+)\.html#([^"]+)">(.*?)</a></p>',
                        page_of("chapters/errata"), re.DOTALL)
    expected = [(name, letters(belief)) for name in toc_pages() for belief in lore(name)]
    assert [(f"chapters/{page}", letters(plain(text))) for page, _, text in listed] == expected
    assert len(expected) > 40
    for page, anchor, _ in listed:
        assert re.search(rf'<div class="[^"]*\blore\b[^"]*" id="{anchor}"', page_of(f"chapters/{page}"))


def test_the_reference_has_a_section_for_every_module(site):
    pages = [name for name in toc_pages() if name.startswith("chapters/reference/")]
    section = re.compile(r'<section id="(rnnlib[\w-]*)"')
    found = [module for name in pages for module in section.findall(page_of(name))]
    files = [path.relative_to(ROOT).with_suffix("") for path in ROOT.glob("rnnlib/**/*.py")]
    modules = [path.parent if path.name == "__init__" else path for path in files]
    wanted = ["-".join(path.parts).replace("_", "-") for path in modules if len(path.parts) > 1]
    assert sorted(found) == sorted(wanted)


def test_the_reference_describes_public_names_and_shows_their_source(site):
    layers = page_of("chapters/reference/layers")
    assert 'id="rnnlib.layers.LSTM"' in layers and 'id="rnnlib.layers.Recurrent.forward"' in layers
    assert "_sources/rnnlib/layers/lstm.py.txt" in layers
    assert 'id="rnnlib.keras.from_keras"' in page_of("chapters/reference/frameworks")
    source = SITE / "_sources" / "rnnlib" / "layers" / "lstm.py.txt"
    assert source.read_text(encoding="utf-8") == (ROOT / "rnnlib/layers/lstm.py").read_text(encoding="utf-8")
