"""A printed table: plain text with a header and columns, read back into cells.

The columns of such a table stand two spaces or more apart. Where they come closer, as right-aligned numbers
may, the places of the header's words decide.
"""

import re
from typing import NamedTuple

FIELD = re.compile(r"\S+(?: \S+)*")  # words with single spaces between them
PAPER, HERE = re.compile(r"paper\b", re.IGNORECASE), re.compile(r"here\b", re.IGNORECASE)


class Table(NamedTuple):
    """A table: the texts of its header, and its rows, each as long as the header."""

    header: tuple
    rows: list


def compares(header):
    """Say whether a header has a column that begins with *paper* and one that begins with *here*."""
    return any(map(PAPER.match, header)) and any(map(HERE.match, header))


def fields(line):
    """Return the fields of a line, those that stand two spaces or more apart."""
    return FIELD.findall(line)


def tables(text):
    """Return the tables in a text that set *paper* beside *here*, and the lines of those that cannot be read.

    A table begins with its header and ends before the first blank line, a line that is a sentence, or the
    end of the text. A header without a name for the first column gets an empty one.

    Args:
        text: what a cell has printed.
    Returns:
        (list of Table, list of str); the second holds headers and rows that do not fit.
    """
    found, bad = [], []
    lines = text.expandtabs().splitlines()
    while lines:
        header = lines.pop(0)
        if not compares(fields(header)):
            if re.search(r"\bpaper\b.*\bhere\b", header):
                bad.append(header)
            continue
        body = []
        while lines and lines[0].strip():
            body.append(lines.pop(0))
        if not body:
            bad.append(header)
            continue
        names, rows = _read(header, body)
        last = max((i for i, row in enumerate(rows) if row), default=-1)
        sentences = (i for i in range(last + 1, len(rows)) if i and len(fields(body[i])) == 1)
        ended = next(sentences, len(rows))
        found.append(Table(names, [row for row in rows[:ended] if row]))
        bad += [line for line, row in zip(body[:ended], rows, strict=False) if not row]
    return found, bad


def _read(header, body):
    """Read the names of the columns and the rows; a row that does not fit is None."""
    spans = [match.span() for match in FIELD.finditer(header)]
    names = [header[slice(*span)] for span in spans]
    first = compares(names[:2]) or PAPER.match(names[0]) or HERE.match(names[0])
    if first:  # the first column has no name
        names, spans = ["", *names], [(0, 0), *spans]
    right = _aligned_right(spans[1:], body)
    edges = [end for _, end in spans[1:-1]] if right else [start for start, _ in spans[1:]]
    if right:  # the first column ends where the text of its longest entry does
        gaps = [position for position in range(spans[1][1]) if all(_blank(line, position) for line in body)]
        edges = [gaps[-1] if gaps else spans[1][0], *edges]
    rows = []
    for line in body:
        row = fields(line)
        if len(row) != len(names) and len(row) > 1:
            cuts = [0, *edges, max(len(line), edges[-1])]
            row = [line[a:b].strip() for a, b in zip(cuts, cuts[1:], strict=False)]
            uncut = all(_blank(line, edge) or _blank(line, edge - 1) for edge in edges)
            if not uncut or row[0] != fields(line)[0] or sum(map(bool, row)) < max(2, len(fields(line))):
                row = None
        rows.append(row if row and len(row) == len(names) else None)
    return tuple(names), rows


def _blank(line, position):
    """Say whether a line is blank at a position."""
    return line[position : position + 1].strip() == ""


def _aligned_right(spans, body):
    """Say whether more words of the body end where the header's do than begin there."""
    starts = ends = 0
    for line in body:
        begins = {match.start() for match in re.finditer(r"\S+", line)}
        stops = {match.end() for match in re.finditer(r"\S+", line)}
        starts += sum(start in begins for start, _ in spans)
        ends += sum(end in stops for _, end in spans)
    return ends > starts


def pairs(header, rows):
    """Return what a table compares, one entry for each quantity.

    Columns that begin with *paper* or *here* give the two sides; the others name the quantity. With as many
    columns of the one kind as of the other and different names (*paper, pixels*, *paper, permuted*), a row
    becomes one entry for each name. Otherwise all columns of a kind stand together.

    Args:
        header: str for each column.
        rows: lists of one cell each, of any type.
    Returns:
        list of (name, cells of the quantity, cells of the paper, cells of here), each a list.
    """
    kinds = ["paper" if PAPER.match(name) else "here" if HERE.match(name) else "" for name in header]
    tails = [re.sub(r"^\w+[\s,:]*", "", name) for name in header]
    sides = {kind: [i for i, each in enumerate(kinds) if each == kind] for kind in ("", "paper", "here")}
    names = [tails[i] for i in sides["paper"]]
    apart = len(names) > 1 and len(set(names)) == len(names) and names == [tails[i] for i in sides["here"]]
    found = []
    for row in rows:
        quantity = [row[i] for i in sides[""]]
        if apart:
            for paper, here, name in zip(sides["paper"], sides["here"], names, strict=True):
                found.append((name, quantity, [row[paper]], [row[here]]))
        else:
            found.append(("", quantity, [row[i] for i in sides["paper"]], [row[i] for i in sides["here"]]))
    return found


def settings(header):
    """Return what a header says of the two sides beside their names, such as *TIMIT* of *paper: TIMIT*.

    Returns:
        (str, str) for paper and here, empty where there are several columns or nothing is said.
    """
    said = []
    for side in (PAPER, HERE):
        tails = [re.sub(r"^\w+[\s,:]*", "", name) for name in header if side.match(name)]
        said.append(tails[0] if len(tails) == 1 else "")
    return tuple(said)
