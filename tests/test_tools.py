"""Tests of the tools: every rule catches its violation, execution repeats itself, nbval sees a change."""

import base64
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from PIL import Image
from sample_page import png, sample, save

from tools import form, notebooks

ROOT = Path(__file__).resolve().parents[1]


def cell_with(notebook, text):
    """Return the first cell whose source contains the text."""
    return next(cell for cell in notebook.cells if text in cell.source)


def messages(folder, change):
    """Break the sample page by `change` and return what the rules say."""
    notebook = sample()
    change(notebook)
    return form.violations(save(folder, notebook))


def test_the_sample_page_breaks_no_rule(tmp_path):
    assert form.violations(save(tmp_path)) == []


def source(text, new):
    """Return a change: the cell that contains `text` gets the source `new`."""

    def change(notebook):
        cell_with(notebook, text).source = new

    return change


def add_code(text, tags=(), outputs=()):
    """Return a change: one more code cell with prose before it, executed."""

    def change(notebook):
        count = sum(cell.cell_type == "code" for cell in notebook.cells) + 1
        cell = new_code_cell(
            text, metadata={"tags": list(tags)}, outputs=list(outputs), execution_count=count
        )
        notebook.cells += [new_markdown_cell("And this."), cell]

    return change


def add_prose(text):
    """Return a change: one more prose cell."""
    return lambda notebook: notebook.cells.append(new_markdown_cell(text))


def tag(text, *names):
    """Return a change: the cell that contains `text` gets these tags."""

    def change(notebook):
        cell_with(notebook, text).metadata["tags"] = list(names)

    return change


def unrun(notebook):
    cell_with(notebook, "print(").execution_count = None


def ignore_many(notebook):
    for cell in [cell for cell in notebook.cells if cell.cell_type == "code"][:4]:
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "nbval-ignore-output"]


def no_alt(notebook):
    del cell_with(notebook, "plt.subplots").metadata["mystnb"]


def no_number(notebook):
    cell_with(notebook, "print(").outputs = []


def too_heavy(notebook):
    add_prose("word " * 320_000)(notebook)


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def shown(kind, text):
    return new_output("display_data", {kind: text})


VIOLATIONS = {
    "unrun cell": (unrun, "counts are not 1..n"),
    "nbval-skip": (add_code("1 + 1", ["nbval-skip"]), "no nbval-skip"),
    "nbval comment": (add_code("# NBVAL_SKIP\n1 + 1"), "no NBVAL comments"),
    "too many ignored": (ignore_many, "a quarter at most"),
    "semicolon": (add_code("1 + 1;"), "ends in ';'"),
    "error": (add_code("1 / 0", outputs=[new_output("error", ename="E", evalue="e")]), "stores an error"),
    "stderr": (add_code("x = 1", outputs=[stream("careful\n", "stderr")]), "writes to stderr"),
    "html": (
        add_code("x = 1", outputs=[shown("text/html", "<b>x</b>")]),
        "text/html is compared byte by byte",
    ),
    "svg": (add_code("x = 1", outputs=[shown("image/svg+xml", "<svg/>")]), "image/svg+xml is compared"),
    "machine path in output": (
        add_code("x = 1", outputs=[stream("saved in /home/ada/model\n")]),
        "a path of a machine in its output",
    ),
    "machine path in source": (add_code('x = "/tmp/model"'), "a path of a machine"),
    "machine path in prose": (add_prose("Look into /work/data/x."), "a path of a machine"),
    "address": (add_code("x = 1", outputs=[stream("<object at 0x7f2233445566>\n")]), "a memory address"),
    "raw float": (add_code("x = 1", outputs=[stream("0.12345678901234\n")]), "a raw float"),
    "late import": (add_code("import math"), "imports belong in the first code cell"),
    "import inside a function": (add_code("def f():\n    import math\n    return math.pi"), "imports belong"),
    "no import cell": (source("import matplotlib", "plt = None"), "the first code cell is the import cell"),
    "star import": (source("import matplotlib", "from math import *"), "no star import"),
    "shell": (add_code("!ls"), "no shell line and no magic"),
    "pip": (add_code("%pip install numpy"), "no shell line and no magic"),
    "broken code": (add_code("def f(:"), "not plain Python"),
    "sys.path": (add_code("sys.path.append('..')"), "no sys.path"),
    "hidden code": (add_code("x = 1", ["remove-input"]), "no hidden code"),
    "long cell": (add_code("\n".join(f"x{k} = {k}" for k in range(21))), "21 lines; 20 at most"),
    "no prose before code": (source("The number.", ""), "a prose cell before each code cell"),
    "heading by hand": (add_prose("## 2.1 The cell"), "numbered by hand"),
    "heading by hand, short": (add_prose("## 3. The cell"), "numbered by hand"),
    "second title": (add_prose("# Another"), "exactly one title"),
    "no title": (source("# Double", "Double a number."), "the first cell opens with the title"),
    "skipped level": (add_prose("#### Deep"), "skips a level"),
    "below": (add_prose("The figure below shows it."), "refer by label"),
    "above": (add_prose("As shown above, it works."), "refer by label"),
    "below with colon": (add_prose("Run the code below:"), "refer by label"),
    "footnote": (add_prose("A claim.[^1]\n\n[^1]: A note."), "no footnotes"),
    "no alt": (no_alt, "no alt text"),
    "no number after a figure": (no_number, "no printed number"),
    "nothing to learn": (
        source("# Double", "# Double a number\n\nIt takes 5 minutes."),
        "What you will learn",
    ),
    "no minutes": (
        source("# Double", "# Double\n\n```{admonition} What you will learn\nMuch.\n```"),
        "how many minutes",
    ),
    "no take-away": (source("## Take-away", "## Further reading\n\nNothing."), "no heading «Take-away»"),
    "no further reading": (source("## Take-away", "## Take-away\n\nFour."), "no heading «Further reading»"),
    "one exercise": (source(":label: ex-half", "Write it."), "1 labelled exercises"),
    "label missing": (
        source(":label: ex-half", "```{exercise} Half\nWrite it.\n```"),
        "2 exercises but 1 labels",
    ),
    "no starter": (tag("def half(x):\n    return None"), "0 cells tagged exercise-starter"),
    "no check": (tag("check_half(half)"), "0 cells tagged exercise-check"),
    "no solution": (tag("return x / 2"), "no cell tagged exercise-solution"),
    "open solution": (
        source("{solution-start} ex-half", "```{solution-start} ex-half\n```"),
        "with :class: dropdown",
    ),
    "too heavy": (too_heavy, "1.5 MB at most"),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_each_rule_catches_its_violation(tmp_path, name):
    change, expected = VIOLATIONS[name]
    found = messages(tmp_path, change)
    assert any(expected in message for message in found), found


ALLOWED = {
    "a tagged error": add_code("1 / 0", ["raises-exception"], [new_output("error", ename="E", evalue="e")]),
    "a tagged demo": add_code("x = 1", ["nbval-ignore-output"], [shown("text/html", "<b>x</b>")]),
    "above a number": add_prose("The loss stays above 0.5 and falls below the baseline."),
    "code fences": add_prose("```python\n# not a title, see the code below\n```"),
    "an address on the web": add_prose("See https://example.org/home/page for more."),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_allowed_stays_allowed(tmp_path, name):
    assert messages(tmp_path, ALLOWED[name]) == []


def test_landing_page_needs_no_exercises(tmp_path):
    notebook = sample()
    notebook.cells = notebook.cells[:8]
    cell_with(notebook, "# Double").source = "# Welcome"
    path = save(tmp_path, notebook).rename(tmp_path / "index.ipynb")
    assert form.violations(path) == []


def test_a_file_that_is_not_canonical_is_noticed(tmp_path):
    path = save(tmp_path)
    path.write_text(path.read_text().replace('"tags"', '"note": "mine",\n    "tags"', 1))
    assert any("not canonical" in message for message in form.violations(path))


def test_a_public_name_is_derived_on_one_page_only(tmp_path):
    first, second = save(tmp_path / "a"), save(tmp_path / "b")
    assert form.repeated_definitions([first], {"double_all"}) == []
    assert form.repeated_definitions([first, second], {"other"}) == []
    assert "double_all" in form.repeated_definitions([first, second], {"double_all"})[0]


def test_public_names_are_those_of_the_package():
    assert {"unroll", "bptt", "LSTMCell"} <= form.public_names()


def test_a_cell_may_close_an_exercise_and_open_the_next(tmp_path):
    def merge(notebook):
        cells = notebook.cells
        at = next(k for k, cell in enumerate(cells) if "{solution-end}" in cell.source)
        cells[at].source += "\n\n" + cells.pop(at + 1).source

    assert messages(tmp_path, merge) == []


def test_exercise_parts():
    page = form.Page.__new__(form.Page)
    page.cells = sample().cells
    parts = form.exercise_parts(page)
    assert list(parts) == ["ex-double", "ex-half"]
    assert all(len(part[name]) == 1 for part in parts.values() for name in ("starter", "check", "solution"))


# ---- canonical form


def test_canonical_form_is_reached_in_one_step(tmp_path):
    text = notebooks.text_of(sample())
    path = tmp_path / "page.ipynb"
    assert notebooks.write(path, text)
    assert notebooks.text_of(notebooks.read(path)) == text
    assert not notebooks.write(path, text)
    assert list(tmp_path.iterdir()) == [path]


def test_canonical_form_drops_what_changes_from_run_to_run():
    notebook = sample()
    cell = cell_with(notebook, "print(")
    cell.metadata["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00Z"}
    cell.outputs = [stream("a"), stream("b\n"), shown(notebooks.WIDGET_VIEW, {"model_id": "1234"})]
    notebook.metadata["widgets"] = {"state": {}}
    notebook.metadata["language_info"] = {"name": "python", "version": "3.11.7"}
    result = notebooks.canonical(notebook)
    found = cell_with(result, "print(")
    assert found.metadata == {} and found.outputs[0].text == "ab\n" and found.outputs[1].data == {}
    assert (
        set(result.metadata) == {"kernelspec", "language_info"}
        and "version" not in result.metadata.language_info
    )


def test_cell_ids_are_unique_and_follow_the_cell_not_its_place():
    before = {cell.id for cell in notebooks.canonical(sample()).cells}
    notebook = sample()
    for _ in range(2):
        notebook.cells.insert(1, new_markdown_cell("New."))
    after = [cell.id for cell in notebooks.canonical(notebook).cells]
    assert len(set(after)) == len(after) == len(before) + 2
    assert before < set(after)


def test_a_cell_that_never_ran_stays_visibly_unrun():
    notebook = sample()
    unrun(notebook)
    assert cell_with(notebooks.canonical(notebook), "print(").execution_count is None


def test_png_gets_a_palette_and_keeps_its_colours():
    before = png(colours=3000)
    after = notebooks.palette_png(before)
    image = Image.open(io.BytesIO(base64.b64decode(after)))
    assert image.mode == "P" and len(after) < len(before)
    assert min(image.convert("RGB").getpixel((63, 63))) > 250
    assert notebooks.palette_png(after) == after


def test_transparent_png_becomes_white():
    buffer = io.BytesIO()
    Image.effect_noise((32, 32), 50).convert("RGBA").save(buffer, "PNG")
    image = Image.open(buffer)
    image.putalpha(0)
    again = io.BytesIO()
    image.save(again, "PNG", compress_level=0)
    small = notebooks.palette_png(base64.b64encode(again.getvalue()).decode())
    assert Image.open(io.BytesIO(base64.b64decode(small))).convert("RGB").getpixel((3, 3)) == (255, 255, 255)


def test_write_leaves_the_old_file_if_it_fails(tmp_path, monkeypatch):
    path = tmp_path / "page.ipynb"
    notebooks.write(path, "old")

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        notebooks.write(path, "new")
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


# ---- execution, in real kernels


def test_second_execution_is_byte_identical(tmp_path):
    path = save(tmp_path)
    assert notebooks.execute([path], say=lambda line: None) == []
    first = path.read_bytes()
    lines = []
    assert notebooks.execute([path], say=lines.append) == []
    assert path.read_bytes() == first and "unchanged" in lines[0]
    assert form.violations(path) == []


def test_a_raising_cell_is_reported_and_nothing_is_written(tmp_path):
    notebook = sample()
    cell_with(notebook, "print(").source = 'raise ValueError("the callback broke")'
    path = save(tmp_path, notebook)
    before = path.read_bytes()
    problems = notebooks.execute([path], say=lambda line: None)
    assert len(problems) == 1 and "the callback broke" in problems[0]
    assert path.read_bytes() == before


def test_budgets_are_errors(tmp_path, monkeypatch):
    path = save(tmp_path)
    monkeypatch.setattr(notebooks, "BYTES", 100)
    monkeypatch.setattr(notebooks, "run", lambda path: sample())
    assert any("may weigh" in problem for problem in notebooks.execute([path], say=lambda line: None))
    monkeypatch.setattr(notebooks, "SECONDS", 0)
    assert any("may take" in problem for problem in notebooks.execute([path], say=lambda line: None))


def test_demos_are_executed_in_their_static_form(tmp_path):
    notebook = sample()
    cell_with(notebook, "import matplotlib").source += "\nimport os"
    cell_with(notebook, "print(").source = 'print(os.environ["RNNLIB_DEMOS"], os.path.basename(os.getcwd()))'
    result = notebooks.run(save(tmp_path / "chapter", notebook))
    assert cell_with(result, "RNNLIB_DEMOS").outputs[0].text == "static chapter\n"


def test_command_line(tmp_path, capsys):
    path = save(tmp_path)
    assert notebooks.main(["check", str(path)]) == 0
    path.write_text(path.read_text().replace("# Double a number", "Double a number"))
    assert notebooks.main(["tidy", str(path)]) == 0
    assert notebooks.main(["check", str(path)]) == 1
    assert "the first cell opens with the title" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        notebooks.main(["check", str(tmp_path / "absent.ipynb")])


# ---- nbval, as it is set up here


def nbval(path):
    """Run nbval on a page with the project's settings."""
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-c",
            str(ROOT / "pyproject.toml"),
            str(path),
        ],
        capture_output=True,
        text=True,
        cwd=path.parent,
    )


def test_nbval_passes_the_page_and_catches_a_changed_output(tmp_path):
    path = save(tmp_path)
    assert notebooks.execute([path], say=lambda line: None) == []
    good = nbval(path)
    assert good.returncode == 0, good.stdout
    path.write_text(path.read_text().replace("last: 4", "last: 5"))
    bad = nbval(path)
    assert bad.returncode == 1 and "1 failed" in bad.stdout, bad.stdout
