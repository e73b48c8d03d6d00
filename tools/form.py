"""The form of a page: every house rule on notebooks that a machine can check.

A rule is a function of a `Page` that yields messages; `RULES` lists them all. `violations(path)` applies them
to one page, and `repeated_definitions(paths)` looks across pages.
"""

import ast
import importlib
import re
from collections import defaultdict
from pathlib import Path

import nbformat

from tools import notebooks
from tools.page import Page, exercise_parts, syntax_tree, tags, where

LINES = 20  # the longest code cell
IGNORED_SHARE = 1 / 4  # of the code cells may go uncompared
LEVELS = ("activations", "initializers", "losses", "optimizers", "schedules", "clipping", "gradcheck")
LEVELS += ("cells", "unroll", "layers", "diagnostics")
UNSTABLE = ("text/html", "image/svg+xml", "application/javascript")
HIDING = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
MACHINE_PATH = re.compile(
    r"(?<![\w./:-])/(?:tmp|home|root|work|opt|usr|var|mnt|private|Users)/|\b[A-Z]:\\\\?Users|site-packages"
)
POSITION = re.compile(
    r"\b(?:see|shown|as|described|defined|derived|mentioned|given|printed|plotted|listed|discussed|used|the"
    r"|figure|equation|table|code|cell|plot|demo|section|example|list|formula|paragraph|exercise)\s+(?:just\s+)?"
    r"(?:above|below)\b(?!\s+(?:the|a|an|its|that|\$|[-−]?\d))"
    r"|\b(?:above|below)(?=\s*[:)])",
    re.IGNORECASE,
)


def valid(page):
    """The file is a valid notebook in canonical form, and not too heavy."""
    try:
        nbformat.validate(page.notebook)
    except nbformat.ValidationError as error:
        yield f"not a valid notebook: {error.message}"
        return
    if page.text != notebooks.text_of(page.notebook):
        yield "not canonical: run `python -m tools.notebooks tidy` (or execute)"
    if len(page.text.encode()) > notebooks.BYTES:
        yield f"weighs {len(page.text.encode()) / 1e6:.2f} MB; {notebooks.BYTES / 1e6} MB at most"


def executed(page):
    """Every code cell has run, once and in order; else nbval would compare nothing."""
    if [cell.execution_count for cell in page.code] != list(range(1, len(page.code) + 1)):
        yield "execution counts are not 1..n: run `python -m tools.notebooks execute`"


def compared(page):
    """nbval compares the outputs of nearly all cells."""
    for cell in page.code:
        if "nbval-skip" in tags(cell) or "NBVAL_" in cell.source:
            yield f"{where(cell)}: no nbval-skip and no NBVAL comments"
    ignored = sum("nbval-ignore-output" in tags(cell) for cell in page.code)
    if ignored > IGNORED_SHARE * len(page.code):
        yield f"{ignored} of {len(page.code)} code cells are not compared; a quarter at most"


def outputs(page):
    """Outputs are what a strict comparison can hold: no errors, no stderr, nothing of this machine."""
    for cell in page.code:
        for output in cell.outputs:
            if output.output_type == "error" and not tags(cell) & {
                "raises-exception",
                "nbval-raises-exception",
            }:
                yield f"{where(cell)}: stores an error and is not tagged raises-exception"
            if output.output_type == "stream" and output.name == "stderr":
                yield f"{where(cell)}: writes to stderr"
            texts = [str(value) for kind, value in output.get("data", {}).items() if kind != "image/png"]
            shown = output.get("text", "") + "".join(texts)
            if MACHINE_PATH.search(shown):
                yield f"{where(cell)}: a path of a machine in its output"
            for kind in UNSTABLE:
                if kind in output.get("data", {}) and "nbval-ignore-output" not in tags(cell):
                    yield f"{where(cell)}: {kind} is compared byte by byte: tag the cell nbval-ignore-output"
            plain = output.get("text", "") + str(output.get("data", {}).get("text/plain", ""))
            if re.search(r"0x[0-9a-f]{6,}", plain):
                yield f"{where(cell)}: a memory address in its output"
            if re.search(r"\d\.\d{10,}", plain):
                yield f"{where(cell)}: a raw float in its output: round it to 3 significant digits"


def sources(page):
    """Code is short, plain and visible Python."""
    for cell in page.code:
        lines = cell.source.splitlines()
        if len(lines) > LINES:
            yield f"{where(cell)}: {len(lines)} lines; {LINES} at most"
        if cell.source.rstrip().endswith(";"):
            yield f"{where(cell)}: ends in ';', which does not silence the output under nbval"
        if any(re.match(r"\s*[!%]", line) for line in lines):
            yield f"{where(cell)}: no shell line and no magic"
        elif syntax_tree(cell) is None:
            yield f"{where(cell)}: not plain Python"
        if "sys.path" in cell.source:
            yield f"{where(cell)}: no sys.path"
        hidden = tags(cell) & HIDING
        if hidden - {"hide-input"} or (hidden and not page.is_landing):  # there, the demo comes first
            yield f"{where(cell)}: no hidden code"
    for cell in page.cells:
        if MACHINE_PATH.search(cell.source):
            yield f"{where(cell)}: a path of a machine"


def imports(page):
    """All imports are in the first code cell, none with a star."""
    for index, cell in enumerate(page.code):
        nodes = ast.walk(syntax_tree(cell) or ast.Module([], []))
        found = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
        if index == 0 and not found:
            yield f"{where(cell)}: the first code cell is the import cell"
        if index > 0 and found:
            yield f"{where(cell)}: imports belong in the first code cell"
        if any(alias.name == "*" for node in found for alias in node.names):
            yield f"{where(cell)}: no star import"


def prose(page):
    """Prose before every code cell; one title; no numbers by hand, no footnotes, no position words."""
    for before, cell in zip([None, *page.cells], page.cells, strict=False):
        if cell.cell_type == "code" and (before is None or before.cell_type != "markdown"):
            yield f"{where(cell)}: a prose cell before each code cell says why"
    first = page.cells[0] if page.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        yield "the first cell opens with the title"
    if [level for level, _ in page.headings].count(1) != 1:
        yield "exactly one title (heading of level 1)"
    for (level, _), (deeper, text) in zip(page.headings, page.headings[1:], strict=False):
        if deeper > level + 1:
            yield f"heading «{text}» skips a level"
    for _, text in page.headings:
        if re.match(r"(?:\d+(?:\.\d+)+|\d+[.)]\s|chapter\s+\d)", text, re.IGNORECASE):
            yield f"heading «{text}» is numbered by hand; the book numbers it"
    for match in POSITION.finditer(page.prose):
        context = " ".join(page.prose[max(0, match.start() - 20) : match.end() + 10].split())
        yield f"«{context}»: refer by label, not by position"
    if re.search(r"\[\^\w+\]", page.prose):
        yield "no footnotes"


def figures(page):
    """Every figure has alt text and is followed by the printed number that carries its claim."""
    for index, cell in enumerate(page.code):
        if not any("image/png" in o.get("data", {}) and "text/html" not in o.data for o in cell.outputs):
            continue
        if not str(cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")).strip():
            yield f'{where(cell)}: no alt text: metadata "mystnb": {{"image": {{"alt": "..."}}}}'
        near = [output for each in page.code[index : index + 2] for output in each.outputs]
        if not any(o.output_type == "stream" and re.search(r"\d", o.text) for o in near):
            yield f"{where(cell)}: no printed number in this or the next code cell"


def skeleton(page):
    """What every page has: what you will learn, the minutes, take-away, further reading."""
    if page.is_landing:
        return
    markdown = "\n\n".join(cell.source for cell in page.markdown)
    if not re.search(r"\{admonition\}\s+What you will learn", markdown):
        yield "no admonition «What you will learn»"
    if not re.search(r"\b\d+\s+minutes\b", markdown):
        yield "does not say how many minutes it takes"
    for wanted in ("Take-away", "Further reading"):
        if not any(text.lower().startswith(wanted.lower()) for _, text in page.headings):
            yield f"no heading «{wanted}»"


def exercises(page):
    """At least two exercises, each with a starter, a check and a solution in a dropdown."""
    if page.is_landing:
        return
    parts = exercise_parts(page)
    if len(parts) < 2:
        yield f"{len(parts)} labelled exercises; at least two"
    directives = len(re.findall(r"\{exercise(?:-start)?\}", "\n".join(cell.source for cell in page.markdown)))
    if directives != len(parts):
        yield f"{directives} exercises but {len(parts)} labels: give each its own cell and its own label"
    for label, part in parts.items():
        for name in ("starter", "check"):
            if len(part[name]) != 1:
                yield f"exercise {label}: {len(part[name])} cells tagged exercise-{name}; exactly one"
        if not part["solution"]:
            yield f"exercise {label}: no cell tagged exercise-solution"
        directive = rf"\{{solution-start\}}\s+{re.escape(label)}\s*\n(.*?)\n(?:`{{3,}}|:{{3,}})"
        start = re.search(directive, part["markdown"], re.DOTALL)
        if not start or "dropdown" not in start[1] or "{solution-end}" not in part["markdown"]:
            yield (
                f"exercise {label}: no {{solution-start}} {label} with :class: dropdown, "
                "closed by {solution-end}"
            )


RULES = (valid, executed, compared, outputs, sources, imports, prose, figures, skeleton, exercises)


def violations(path):
    """Return the messages of all rules for one page."""
    page = Page(path)
    return [message for rule in RULES for message in rule(page)]


def public_names():
    """Return the names that rnnlib's modules offer: what a page derives once and other pages import.

    The modules at the edge (drawing, demos, exercises) are left out: a page may well define a `describe`.
    """
    names = set()
    for level in LEVELS:
        module = importlib.import_module(f"rnnlib.{level}")
        home = {name: str(getattr(value, "__module__", "")) for name, value in vars(module).items()}
        own = {name for name, where in home.items() if where.startswith("rnnlib.")}
        names |= set(getattr(module, "__all__", own))
    return {name for name in names if not name.startswith("_")}


def repeated_definitions(paths, public=None):
    """Return a message for each public name of rnnlib that more than one page defines.

    Args:
        paths: notebooks.
        public: the names; those of rnnlib if None.
    """
    public, homes = public_names() if public is None else public, defaultdict(list)
    for path in paths:
        trees = [tree for tree in map(syntax_tree, Page(path).code) if tree]
        defined = {
            node.name
            for tree in trees
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        for name in defined & public:
            homes[name].append(Path(path).name)
    return [
        f"{name} is derived in {', '.join(where)}: derive it once, then import it"
        for name, where in sorted(homes.items())
        if len(where) > 1
    ]
