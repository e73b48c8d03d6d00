"""Stored demos cannot go stale: every sentence of every stored demo is computed anew and compared.

A demo of the course is known by its name, `rnnlib.demos.<function>`. One that a page makes for itself stands
in a cell tagged `demo-in-page`; there the page's cells run up to that one. Nothing is drawn for it.
"""

import ast
import importlib
import os
import warnings
from pathlib import Path
from types import SimpleNamespace

import demo_samples
import nbformat
import pytest

from rnnlib.explore import Demo, stored_sentences

ROOT = Path(__file__).resolve().parents[1]
COURSE = "rnnlib.demos."


def pages():
    """The notebooks of the course."""
    found = [ROOT / "index.ipynb", *sorted((ROOT / "chapters").rglob("*.ipynb"))]
    return [path for path in found if path.exists() and ".ipynb_checkpoints" not in path.parts]


def stored_demos(path):
    """Every stored demo of a notebook: index of the cell, the cells, what is stored."""
    cells = nbformat.read(path, as_version=4).cells
    for k, cell in enumerate(cells):
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/html", "")
            if 'class="rnn-demo"' in text:
                yield k, cells, stored_sentences(text)


def demo_of_cells(cells, folder):
    """Run code cells in a fresh namespace and return the value of the last line."""
    namespace, value, before = {"__name__": "__main__"}, None, Path.cwd()
    os.chdir(folder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a figure that is shown without a window, and the like
            for cell in cells:
                body, last = ast.parse(cell.source).body, None
                if body and isinstance(body[-1], ast.Expr):
                    last = ast.Expression(body.pop().value)
                exec(compile(ast.Module(body, []), "<page>", "exec"), namespace)
                value = eval(compile(last, "<page>", "eval"), namespace) if last else None
    finally:
        os.chdir(before)
    return value


def problems(path, demos=None):
    """What is no longer true of the demos stored in a notebook: a list of str."""
    found = []
    for k, cells, stored in stored_demos(path):
        where = f"{path.name}, cell {k}, {stored.name}"
        if stored.name.startswith(COURSE):
            make = getattr(demos or importlib.import_module("rnnlib.demos"), stored.name[len(COURSE):], None)
            demo = make() if make else None
        elif "demo-in-page" not in cells[k].metadata.get("tags", []):
            found.append(f"{where}: the cell needs the tag demo-in-page")
            continue
        else:
            demo = demo_of_cells([cell for cell in cells[:k + 1] if cell.cell_type == "code"], path.parent)
        if not isinstance(demo, Demo):
            found.append(f"{where}: expected a Demo, got {demo!r}")
            continue
        now = demo.stored()
        if now.name != stored.name:
            found.append(f"{where}: the demo is now called {now.name}")
        if now.grid != stored.grid:
            found.append(f"{where}: the page has the controls {stored.grid}, the demo {now.grid}")
        elif len(now.sentences) != len(stored.sentences):
            counts = len(stored.sentences), len(now.sentences)
            found.append(f"{where}: {counts[0]} sentences are stored for {counts[1]} frames")
        else:
            found += [f"{where}: the page says {old!r}, the demo {new!r}"
                      for old, new in zip(stored.sentences, now.sentences, strict=True) if old != new]
    return found


@pytest.fixture(autouse=True)
def live(monkeypatch):
    """Nothing is drawn, whatever the tester's shell says."""
    monkeypatch.delenv("RNNLIB_DEMOS", raising=False)
    monkeypatch.setenv("MPLBACKEND", "agg")


def test_every_stored_demo_of_the_course_is_true():
    assert [problem for path in pages() for problem in problems(path)] == []


def test_every_demo_of_the_course_stands_in_a_page():
    demos = importlib.import_module("rnnlib.demos")
    stored = {stored.name for path in pages() for _, _, stored in stored_demos(path)}
    assert {COURSE + function.__name__ for function in demos.ALL} <= stored


# --- the checker itself --------------------------------------------------------------------------------

IMPORTS = "from matplotlib.figure import Figure\n\nfrom rnnlib.explore import explore"
DEMO = '''explore(lambda a: Figure((1, 1)), describe=lambda a: f"Twice {a} is {factor * a}.", alt="Nothing.",
        name="here", a=[1, 2, 3])'''


def write_notebook(path, demo_source, html, tags):
    """A notebook of three code cells whose last one holds a stored demo."""
    notebook = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_code_cell(IMPORTS), nbformat.v4.new_markdown_cell("A demo."),
        nbformat.v4.new_code_cell("factor = 2\nfactor"),
        nbformat.v4.new_code_cell(demo_source, metadata={"tags": tags}, outputs=[nbformat.v4.new_output(
            "display_data", {"text/html": html, "text/plain": "Demo"})])])
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def page_html():
    """The HTML of the demo in the synthetic page."""
    cells = [SimpleNamespace(source=source) for source in (IMPORTS, "factor = 2", DEMO)]
    return demo_of_cells(cells, Path.cwd()).to_html()


def test_a_true_page_passes(tmp_path, page_html):
    path = write_notebook(tmp_path / "page.ipynb", DEMO, page_html, ["demo-in-page"])
    assert len(list(stored_demos(path))) == 1 and problems(path) == []


@pytest.mark.parametrize("source, old, new, words", [
    (DEMO, "Twice 3 is 6.", "Twice 3 is 7.", "the page says 'Twice 3 is 7.', the demo 'Twice 3 is 6.'"),
    (DEMO.replace("factor *", "factor +"), "", "", "the page says 'Twice 1 is 2.', the demo 'Twice 1 is 3.'"),
    (DEMO.replace("3]", "4]"), "", "", "has the controls {'a': [1, 2, 3]}, the demo {'a': [1, 2, 4]}"),
    (DEMO, ',"Twice 3 is 6."', "", "2 sentences are stored for 3 frames"),
    (DEMO.replace("here", "there"), "", "", "the demo is now called there"),
    ("3", "", "", "expected a Demo, got 3"),
    ("", "", "", "expected a Demo, got None"),
])
def test_a_stale_page_is_caught(tmp_path, page_html, source, old, new, words):
    assert old in page_html
    html = page_html.replace(old, new) if old else page_html
    path = write_notebook(tmp_path / "page.ipynb", source, html, ["demo-in-page"])
    found = problems(path)
    assert words in found[0] and found[0].startswith("page.ipynb, cell 3, here: ")


def test_a_demo_of_a_page_needs_the_tag(tmp_path, page_html):
    path = write_notebook(tmp_path / "page.ipynb", DEMO, page_html, [])
    assert problems(path) == ["page.ipynb, cell 3, here: the cell needs the tag demo-in-page"]


def test_a_demo_of_the_course_is_found_by_its_name(tmp_path):
    def lines():
        return demo_samples.lines(radius=[0.5, 1.5], name="rnnlib.demos.lines")

    html = lines().to_html()
    path = write_notebook(tmp_path / "page.ipynb", "no_python_at_all(", html, [])
    assert problems(path, SimpleNamespace(lines=lines)) == []
    assert "expected a Demo, got None" in problems(path, SimpleNamespace(other=lines))[0]
    stale = html.replace("after 20 steps the factor is 3.33e+03", "after 20 steps the factor is 3.34e+03")
    path = write_notebook(tmp_path / "stale.ipynb", "", stale, [])
    assert len(problems(path, SimpleNamespace(lines=lines))) == 1 and stale != html
