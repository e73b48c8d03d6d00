"""Gathering: pages of the back matter that the book writes itself, from what its other pages hold.

While pages are read, this notes on each the tables that set *paper* beside *here*, in Markdown or printed by
a cell, the boxes of class *lore*, and everything that cells have printed. The directives `results`,
`projects` and `errata` put it together when they are written, in the book's order, so that they cannot be out
of date.
"""

import copy
import re
from functools import partial
from typing import NamedTuple

import printed
import yaml
from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

LOG = logging.getLogger(__name__)


class Compared(NamedTuple):
    """A table that sets paper beside here: its anchor, header, and rows of cells, each a list of nodes."""

    anchor: str
    header: tuple
    rows: list


class Lore(NamedTuple):
    """A box: its anchor, and the beliefs that it quotes, each a list of nodes."""

    anchor: str
    beliefs: list


class Notes(NamedTuple):
    """What was noted on a page: its comparisons, its boxes, and the texts that its cells print."""

    compared: list
    lore: list
    texts: list


class gathered(nodes.General, nodes.Element):  # noqa: N801  (docutils names its nodes so)
    """The place of a directive until all pages are read; `kind` says which, `content` is its text."""


class Gather(SphinxDirective):
    """`results`, `projects` or `errata`: a place to be filled."""

    has_content = True

    def run(self):
        """Leave a place to be filled."""
        place = gathered(kind=self.name, content="\n".join(self.content))
        self.set_source_info(place)
        _kept(self.env, "places").setdefault(self.env.docname, set()).add(self.name)
        return [place]


def _kept(env, name):
    """Return a dict from page to what is noted of it, kept with the environment."""
    name = f"course_{name}"
    if not hasattr(env, name):
        setattr(env, name, {})
    return getattr(env, name)


def note(app, doctree):
    """Note what a page holds, and give it anchors."""
    notes = Notes([], [], [])
    for node in doctree.findall(nodes.literal_block):
        if "output" in node["classes"]:
            notes.texts.append(node.astext())
            _note_printed(node, notes)
    for table in doctree.findall(nodes.table):
        _note_table(table, notes)
    for box in doctree.findall(nodes.admonition):
        if "lore" in box["classes"]:
            anchor = _anchor(box, f"lore-{len(notes.lore) + 1}")
            notes.lore.append(Lore(anchor, beliefs(box)))
            if not notes.lore[-1].beliefs:
                LOG.warning("a box of class lore that quotes no belief in italics", location=box)
    if app.env.docname in _kept(app.env, "places"):  # what will stand there may hold mathematics
        app.env.get_domain("math").data["has_equations"][app.env.docname] = True
    if any(notes):
        _kept(app.env, "notes")[app.env.docname] = notes


def _anchor(node, name):
    """Return an id of a node, which gets one if it has none."""
    if not node["ids"]:
        node["ids"].append(name)
    return node["ids"][0]


def _note_printed(node, notes):
    """Note the comparisons that a cell has printed; say which lines of one cannot be read."""
    found, bad = printed.tables(node.astext())
    for line in bad:
        LOG.warning("printed paper beside here, but not in columns two spaces apart: %r", line, location=node)
    for table in found:
        anchor = _anchor(node.parent, f"result-{len(notes.compared) + 1}")
        rows = [[[nodes.Text(text)] for text in row] for row in table.rows]
        notes.compared.append(Compared(anchor, table.header, rows))


def _note_table(table, notes):
    """Note a table of the page's text if it is a comparison."""
    grids = [
        [[entry for entry in row.findall(nodes.entry)] for row in part.findall(nodes.row)]
        for part in (*table.findall(nodes.thead), *table.findall(nodes.tbody))
    ]
    if len(grids) != 2 or len(grids[0]) != 1:
        return
    header = tuple(entry.astext().strip() for entry in grids[0][0])
    if not printed.compares(header):
        return
    rows = [[_inline(entry) for entry in row] for row in grids[1]]
    anchor = _anchor(table, f"result-{len(notes.compared) + 1}")
    notes.compared.append(Compared(anchor, header, rows))


def _inline(entry):
    """Return copies of what a table's cell holds, out of its paragraphs."""
    return [child.deepcopy() for block in entry.children for child in block.children]


def beliefs(box):
    """Return the beliefs that a box quotes: the emphasised text that its paragraphs begin with.

    Args:
        box: an admonition whose first child is its title.
    Returns:
        list of lists of nodes.
    """
    found = []
    for paragraph in box.findall(nodes.paragraph):
        first = paragraph.children[0] if paragraph.children else None
        if isinstance(first, nodes.emphasis):
            found.append([child.deepcopy() for child in first.children])
    return found


def reading_order(env):
    """Return the pages in the order of the table of contents."""
    order, waiting = [], [env.config.root_doc]
    while waiting:
        page = waiting.pop(0)
        if page not in order:
            order.append(page)
            waiting = [*env.toctree_includes.get(page, []), *waiting]
    return order


class Fill(SphinxPostTransform):
    """Fill the places, before references are resolved, so that those of the cells are resolved as well."""

    default_priority = 1

    def run(self, **kwargs):
        """Fill every place of a page."""
        for place in list(self.document.findall(gathered)):
            build = {"results": self.results, "projects": self.projects, "errata": self.errata}
            filling = build[place["kind"]](place)
            place.replace_self(filling or [nodes.paragraph("", "None yet.")])

    def noted(self, field):
        """Return (page, what was noted), in reading order."""
        notes = _kept(self.env, "notes")
        order = (page for page in reading_order(self.env) if page in notes)
        return [(page, getattr(notes[page], field)) for page in order if getattr(notes[page], field)]

    def link(self, page, anchor, children):
        """Return a link to a place on a page."""
        target = self.app.builder.get_relative_uri(self.env.docname, page) + (f"#{anchor}" if anchor else "")
        return nodes.reference("", "", *children, internal=True, refuri=target)

    def name(self, page):
        """Return a page's number and title, as nodes."""
        number = ".".join(map(str, self.env.toc_secnumbers.get(page, {}).get("", ())))
        title = copy.deepcopy(self.env.titles[page]).children
        return [nodes.Text(f"{number} " if number else ""), *title]

    def moved(self, page, cell):
        """Return copies of a cell's nodes whose references still lead from their own page's folder."""
        holder = nodes.inline("", "", *(child.deepcopy() for child in cell))
        for reference in holder.findall(addnodes.pending_xref):
            if reference.get("reftype") == "doc" and not reference["reftarget"].startswith("/"):
                folder = page.rpartition("/")[0]
                reference["reftarget"] = "/" + _joined(folder, reference["reftarget"])
            reference["refdoc"] = self.env.docname
        return holder.children

    def results(self, place):
        """Return the table of all comparisons."""
        rows = []
        for page, comparisons in self.noted("compared"):
            for each in comparisons:
                said = zip(("paper", "here"), printed.settings(each.header), strict=True)
                said = "".join(f" · {side}: {setting}" for side, setting in said if setting)
                link = self.link(page, each.anchor, self.name(page))
                rows.append([[link, nodes.Text(said)]])
                rows += [self.compared(page, *entry) for entry in printed.pairs(each.header, each.rows)]
        return [table(["quantity", "paper", "here"], rows, [44, 28, 28])] if rows else []

    def compared(self, page, name, quantity, paper, here):
        """Return one row of the table of comparisons."""
        first = _between([self.moved(page, cell) for cell in quantity], ", ")
        if name:
            first += [nodes.Text(f", {name}")]
        sides = [[self.moved(page, cell) for cell in side] for side in (paper, here)]
        return [first, *(_between(side, " | ") for side in sides)]

    def errata(self, place):
        """Return the beliefs, as a list for each page."""
        filling = []
        for page, boxes in self.noted("lore"):
            items = []
            for box in boxes:
                for belief in box.beliefs:
                    link = self.link(page, box.anchor, self.moved(page, belief))
                    items.append(nodes.list_item("", nodes.paragraph("", "", link)))
            title = nodes.paragraph("", "", nodes.strong("", "", *self.name(page)), classes=["errata-page"])
            filling += [title, nodes.bullet_list("", *items, classes=["errata"])]
        return filling

    def projects(self, place):
        """Return the table of projects; each number is read from what its page has printed."""
        entries = {entry["page"]: entry for entry in yaml.safe_load(place["content"]) or []}
        rows = []
        for page in reading_order(self.env):
            number = self.env.toc_secnumbers.get(page, {}).get("", ())
            folder = page.rpartition("/")[0]
            if not folder.startswith("chapters/06") or len(number) < 3:
                continue
            entry = entries.get(page.rpartition("/")[2])
            link = self.link(page, "", self.name(page))
            if entry is None:
                rows += [[[link]], [[nodes.Text("see the page")] for _ in range(4)]]
                continue
            texts = _kept(self.env, "notes")[page].texts
            read = partial(self.read, place, page, texts)
            rows.append([[link, nodes.Text(f" · {entry['data']}")]])
            numbers = [_between([[read(one)] for one in entry[side]], "; ") for side in ("baseline", "model")]
            rows.append([[nodes.Text(entry["metric"])], *numbers, [read(entry["spread"])]])
        return [table(["metric", "baseline", "model", "spread"], rows, [22, 28, 28, 22])]

    def read(self, place, page, texts, wanted):
        """Return what an entry of a project names: its words, then the number that the page prints.

        Args:
            place: the directive.
            page: the page's name.
            texts: what its cells print.
            wanted: (words, pattern with groups) or (words, pattern, text of the output that is meant).
        Returns:
            Text, with *to* between the groups; the pattern has to be found exactly once.
        """
        words, pattern, *within = wanted
        found = [
            " to ".join(map(str.strip, match.groups()))
            for text in texts
            if not within or within[0] in text
            for match in re.finditer(pattern, text, re.MULTILINE)
        ]
        if len(found) != 1:
            LOG.warning("%s: %r is printed %d times, not once", page, pattern, len(found), location=place)
            return nodes.Text("see the page")
        return nodes.Text(f"{words} {found[0]}" if words.endswith("±") else f"{words}: {found[0]}")


def _joined(folder, target):
    """Return the name of a page from the folder that a relative name starts in."""
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def _between(cells, text):
    """Return the nodes of cells one after another, with a text between them."""
    joined = []
    for cell in cells:
        joined += [nodes.Text(text), *cell] if joined and cell else cell
    return joined


def table(header, rows, widths):
    """Return a table.

    Args:
        header: list of str.
        rows: lists of cells, each a list of nodes; a row of one cell goes over all columns.
        widths: of the columns, in parts of a hundred.
    Returns:
        nodes.table.
    """
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(header))
    entries = [nodes.entry("", nodes.paragraph("", name)) for name in header]
    group += nodes.thead("", nodes.row("", *entries))
    body = nodes.tbody()
    for row in rows:
        entries = [nodes.entry("", nodes.paragraph("", "", *cell)) for cell in row]
        if len(row) == 1:
            entries[0]["morecols"] = len(header) - 1
        body += nodes.row("", *entries, classes=["group"] if len(row) == 1 else [])
    group += body
    return nodes.table("", group, classes=["gathered"])


def forget(app, env, docname):
    """Forget what was noted of a page that is read again."""
    for name in ("notes", "places"):
        _kept(env, name).pop(docname, None)


def merge(app, env, docnames, other):
    """Take over what another process has noted."""
    for name in ("notes", "places"):
        _kept(env, name).update({page: each for page, each in _kept(other, name).items() if page in docnames})


def places(app, env):
    """Have the pages written again whose places are filled from the others."""
    return sorted(_kept(env, "places"))


def setup(app):
    """Add the three directives and what feeds them."""
    app.add_node(gathered)
    for name in ("results", "projects", "errata"):
        app.add_directive(name, Gather)
    app.add_post_transform(Fill)
    app.connect("doctree-read", note)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", places)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
