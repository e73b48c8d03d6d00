"""Tests of the pages that the book writes itself, in a small book of their own."""

import html
import io
import re
import sys
from pathlib import Path

import nbformat
import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "_ext"))

CONF = """
extensions = ["myst_nb", "gathering", "reference"]
nb_execution_mode = "off"
myst_enable_extensions = ["colon_fence", "dollarmath"]
exclude_patterns = ["rnnlib"]
html_theme = "basic"
"""
INDEX = """# Book

```{toctree}
:numbered:
chapters/01-early/index
chapters/06-applications/index
back/map
```
"""
FIRST = """# First

```{toctree}
late
early
```

:::{admonition} Lore and truth
:class: lore
*"A loop has $n$ lives."* It has one.

It is not so.
:::

| network | paper: **big** | here |
| --- | --- | --- |
| {doc}`late` | 12.5 | 7 |
| *paper* tiger | 1 | 2 |

| how | on paper | here and now |
| --- | --- | --- |
| never | 98765 | 0 |
"""
LORE = """# {name}

:::{{admonition}} Lore and truth
:class: lore
*"{name} one."* No.

*"{name} two."* No again.
:::
"""
SECOND = "# Applications\n\n```{toctree}\nsection\n```\n"
SECTION = "# Section\n\n```{toctree}\nproject\nother\n```\n"
BACK = """# Map

```{results}
```

## Projects

```{projects}
- page: project
  data: made up
  metric: error
  baseline: [["mean", '^mean +(\\S+)'], ["last", '^last +(\\S+)', table],
             ["all", '^range +(\\S+) +(\\S+)', table]]
  model: [["RNN", '^RNN +(\\S+) ±', table]]
  spread: ["3 seeds, ±", '± (\\S+)', table]
```

## Errata

```{errata}
```

## Package

```{modules} *
:besides: named
```
"""
TOY = '''"""Toy: a module with `code`, *stress* and 2 ** 3 | x_.

- one
- two
"""

def double(x, *more, scale=object()):
    """Return twice x_.

    Args:
        x, *more: T.
        scale: a *number*, as in
            a ** b.
    Returns:
        number.
    Source: Elman (1990); chapters 2.1.1 and 7.7.
    """

def _private():
    """Hidden."""

class Base:
    """A base.

    y_t = 2 x_t
    z_t = y_t

    It is what it = is
    and no more = less.
    """

    def run(self):
        """Run."""

class Top(Base):
    """A top."""
'''


def notebook(*outputs):
    """A notebook whose cells have printed these texts."""
    cells = [nbformat.v4.new_markdown_cell("# Project")]
    for text in outputs:
        cells.append(nbformat.v4.new_code_cell("print()", outputs=[
            nbformat.v4.new_output("stream", name="stdout", text=text)]))
    metadata = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata=metadata))


PRINTED = "quantity  paper  here\nerror     0.25   0.31\nseeds     1      3 of 4\n"
TABLE = "the table\nmean  0.99\nRNN   0.10 ± 0.02\nlast  0.5\nrange  0.1  0.7\n"
PAGES = {
    "conf.py": CONF, "index.md": INDEX, "back/map.md": BACK,
    "chapters/01-early/index.md": FIRST,
    "chapters/01-early/late.md": LORE.format(name="Late"),
    "chapters/01-early/early.md": LORE.format(name="Early"),
    "chapters/06-applications/index.md": SECOND,
    "chapters/06-applications/section.md": SECTION,
    "chapters/06-applications/project.ipynb": notebook(TABLE, "RNN   8 of 9\n", PRINTED),
    "chapters/06-applications/other.md": "# Other\n",
    "rnnlib/__init__.py": '"""Package."""\n', "rnnlib/toy.py": TOY,
    "rnnlib/named/__init__.py": '"""Named elsewhere."""\n',
}  # fmt: skip


def build(folder):
    """Build the small book; return its warnings."""
    warnings = io.StringIO()
    with patch_docutils(str(folder)), docutils_namespace():
        app = Sphinx(folder, folder, folder / "out", folder / "trees", "html", status=None, warning=warnings,
                     confoverrides={"nitpicky": True})
        app.build()
    return re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue())


def write(folder, **changed):
    """Write the small book's files."""
    for name, text in {**PAGES, **changed}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The folder of the built small book."""
    folder = tmp_path_factory.mktemp("book")
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "rnnlib"}
    path = list(sys.path)
    write(folder)
    try:
        assert build(folder) == ""
        yield folder
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "rnnlib"]:
            del sys.modules[name]
        sys.modules.update(kept)
        sys.path[:] = path


def rows(page):
    """The rows of a page's tables, each a list of texts."""
    plain = lambda text: " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())  # noqa: E731
    return [[plain(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)]
            for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)]


def test_the_map_shows_every_comparison(book):
    found = rows((book / "out/back/map.html").read_text())
    start = found.index(["quantity", "paper", "here"])
    assert found[start + 1 : start + 7] == [
        ["1 First · paper: big"], ["Late", "12.5", "7"], ["paper tiger", "1", "2"],
        ["2.1.1 Project"], ["error", "0.25", "0.31"], ["seeds", "1", "3 of 4"]]
    assert "98765" not in str(found)


def test_mathematics_can_be_set_where_it_is_gathered(book):
    page = (book / "out/back/map.html").read_text()
    assert 'class="math' in page and re.search(r"<script[^>]*mathjax", page)
    other = (book / "out/chapters/06-applications/other.html").read_text()
    assert not re.search(r"<script[^>]*mathjax", other)


def test_the_projects_are_read_from_what_is_printed(book):
    found = rows((book / "out/back/map.html").read_text())
    start = found.index(["metric", "baseline", "model", "spread"])
    assert found[start + 1 :] == [
        ["2.1.1 Project · made up"],
        ["error", "mean: 0.99; last: 0.5; all: 0.1 to 0.7", "RNN: 0.10", "3 seeds, ± 0.02"],
        ["2.1.2 Other"], ["see the page"] * 4]


def test_the_errata_come_in_reading_order(book):
    page = (book / "out/back/map.html").read_text()
    errata = page[page.index('id="errata"') :]
    beliefs = re.findall(r'<li><p><a class="reference internal" href="(.*?)">(.*?)</a>', errata, re.DOTALL)
    assert [link for link, _ in beliefs] == [
        "../chapters/01-early/index.html#lore-1", *["../chapters/01-early/late.html#lore-1"] * 2,
        *["../chapters/01-early/early.html#lore-1"] * 2]
    assert "Late two." in beliefs[2][1] and "lives" in beliefs[0][1]


def test_all_links_land_on_what_they_name(book):
    page = (book / "out/back/map.html").read_text()
    links = re.findall(r'href="(\.\./chapters/[^"#]+)#([^"]+)"', page)
    assert {anchor for _, anchor in links} >= {"result-1", "lore-1"}
    for path, anchor in links:
        assert f'id="{anchor}"' in (book / "out/back" / path).read_text(), (path, anchor)


def test_docstrings_are_read_as_they_are_meant(book):
    page = (book / "out/back/map.html").read_text()
    package = html.unescape(re.sub(r"<[^>]+>", "", page[page.index('id="package"') :]))
    assert "rnnlib.toy" in package and "rnnlib.named" not in package and "Hidden" not in package
    for words in ("Toy: a module with code, stress and 2 ** 3 | x_.", "Return twice x_.", "scale=object()",
                  "x, *more", "T.", "a number, as in a ** b.", "chapters 2.1.1 and 7.7."):
        assert words in package, words
    assert 'href="../chapters/06-applications/project.html">2.1.1</a>' in page


def test_equations_keep_their_lines(book):
    page = (book / "out/back/map.html").read_text()
    assert "y_t = 2 x_t\nz_t = y_t\n" in page and "It is what it = is and no more = less." in page


def test_a_class_leads_to_what_it_inherits(book):
    page = (book / "out/back/map.html").read_text()
    top = page[page.index('id="rnnlib.toy.Top"') :]
    assert re.search(r'Further methods.*?href="#rnnlib.toy.Base"', top, re.DOTALL)


def test_a_name_leads_to_its_source(book):
    page = (book / "out/back/map.html").read_text()
    path, fragment = re.search(r'href="(\.\./_sources/[^"#]+)#([^"]+)"', page).groups()
    assert (book / "out/back" / path).read_text() == TOY and fragment == ":~:text=def%20double"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("chapters/06-applications/project.ipynb", notebook(TABLE, "RNN  8\n", "paper and here\n"),
         "not in columns"),
        ("chapters/06-applications/project.ipynb", notebook(TABLE, TABLE), "printed 2 times"),
        ("chapters/01-early/late.md", LORE.format(name="Late").replace("*", ""), "quotes no belief"),
    ],
)  # fmt: skip
def test_what_cannot_be_gathered_is_a_warning(book, name, text, message):
    write(book, **{name: text})
    assert message in build(book)
