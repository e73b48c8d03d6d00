"""The page: a notebook with the views of it that the rules of form and the tests of exercises need."""

import ast
import re
import sys
from functools import cached_property
from pathlib import Path

import nbformat

EXERCISE_TAGS = {"exercise-starter", "exercise-check", "exercise-solution"}


class Page:
    """A notebook with the views of it that the rules need."""

    def __init__(self, path):
        """Read the notebook at `path`."""
        self.path = Path(path)
        self.text = self.path.read_text(encoding="utf-8")
        self.notebook = nbformat.reads(self.text, as_version=4)
        self.cells = self.notebook.cells
        self.code = [cell for cell in self.cells if cell.cell_type == "code"]
        self.markdown = [cell for cell in self.cells if cell.cell_type == "markdown"]
        self.is_landing = self.path.name == "index.ipynb"

    @cached_property
    def prose(self):
        """All markdown as one text, without fenced code, mathematics and inline code."""
        text = without_code("\n\n".join(cell.source for cell in self.markdown))
        text = re.sub(r"(?s)\$\$.*?\$\$", "", text)
        return re.sub(r"\$[^$\n]+\$|`[^`\n]+`", "X", text)

    @cached_property
    def headings(self):
        """Pairs (level, text) of all headings."""
        return [
            (len(marks), text.strip()) for marks, text in re.findall(r"(?m)^(#{1,6})\s+(.*)$", self.prose)
        ]


def without_code(markdown):
    """Return MyST text without its fenced code and mathematics; what stands in other directives is prose."""
    kept, open_fences = [], []  # pairs (marks that close it, whether it holds prose)
    for line in markdown.splitlines():
        marks = re.match(r"\s*(`{3,}|:{3,})(?:\{([\w:-]+)\})?(.*)$", line)
        if marks and open_fences and not marks[2] and not marks[3].strip() and marks[1] == open_fences[-1][0]:
            open_fences.pop()
        elif marks and all(holds_prose for _, holds_prose in open_fences):
            open_fences.append(
                (marks[1], bool(marks[2]) and marks[2] not in ("math", "code", "code-block", "code-cell"))
            )
            kept.append(marks[3])
        elif all(holds_prose for _, holds_prose in open_fences):
            kept.append(line)
    return "\n".join(kept)


def tags(cell):
    """Return a cell's tags as a set."""
    return set(cell.metadata.get("tags", []))


def where(cell):
    """Return the beginning of a cell, to find it by."""
    return f"«{cell.source.strip().splitlines()[0][:60] if cell.source.strip() else 'an empty cell'}»"


def syntax_tree(cell):
    """Return a code cell's syntax tree, or None where the source is no plain Python."""
    try:
        return ast.parse(cell.source)
    except SyntaxError:
        return None


def exercise_parts(page):
    """Return the exercises of a page: label -> its cells "starter", "check", "solution" and its "markdown".

    An exercise reaches from the cell with its directive to the next one's.
    """
    found, current = {}, None
    for cell in page.cells:
        # a cell may close one exercise and open the next
        source = cell.source if cell.cell_type == "markdown" else ""
        for piece in re.split(r"(?m)^(?=[`:]{3,}\{exercise(?:-start)?\})", source):
            match = re.match(r"[`:]{3,}\{exercise(?:-start)?\}.*?:label:\s*(\S+)", piece, re.DOTALL)
            if match:
                current = found[match[1]] = {"starter": [], "check": [], "solution": [], "markdown": ""}
            if current is not None:
                current["markdown"] += piece + "\n"
        for tag in tags(cell) & EXERCISE_TAGS:
            if current is not None:
                current[tag.removeprefix("exercise-")].append(cell)
    return found


def definitions(path, known=()):
    """Run the imports, functions and classes of a page, and nothing else.

    Args:
        path: of the notebook.
        known: dict of names that they need at once, such as those of arrays of the page.
    Returns:
        dict from name to what it stands for.
    """
    tree = ast.parse("\n".join(cell.source for cell in Page(path).code))
    kinds = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
    tree.body = [
        node
        for node in tree.body
        if isinstance(node, kinds) and not getattr(node, "module", "").startswith("checks_")
    ]
    found = {"__name__": "page", **dict(known)}
    exec(compile(tree, str(path), "exec"), found)
    return found


def run_cells(path, wanted, known=()):
    """Run some code cells of a page, as its kernel would: the modules of checks beside it are found.

    Args:
        path: of the notebook.
        wanted: function of a cell that says whether it is to be run.
        known: dict of names that are there before the first cell.
    Returns:
        dict from name to what it stands for, `known` included.
    """
    scope, folder = {"__name__": "page", **dict(known)}, str(Path(path).parent)
    sys.path.insert(0, folder)
    try:
        for cell in filter(wanted, Page(path).code):
            exec(compile(cell.source, str(path), "exec"), scope)
    finally:
        sys.path.remove(folder)
    return scope
