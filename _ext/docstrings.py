"""Docstrings: from the form that the house writes to the reStructuredText that autodoc reads.

The form is that of `tests/test_docstrings.py`: sentences, lists, indented examples, then sections. Whatever
means something to reStructuredText and is not meant so here is escaped: a docstring never breaks the book.
"""

import re

SECTIONS = ("Attributes", "Args", "Returns", "Yields", "Raises", "Source")
NAMED = ("Attributes", "Args", "Raises")  # sections whose entries begin with names
ENTRY = re.compile(r"(\*{0,2}\w+(?:, \*{0,2}\w+)*): +(\S.*)")
ITEM = re.compile(r"(-|\d+\.) +(?=\S)")
CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)
CHAPTERS = re.compile(r"chapters? \d[\d.]*(?:(?:,| and|, and) \d[\d.]*)*")
EMPHASIS = re.compile(r"(?<![\w*\\])\*(\w(?:[\w ,'-]*\w)?)\*(?![\w*])")


def inline(text):
    """Return a sentence as reStructuredText: code between backticks, emphasis, and nothing else special."""
    parts, at = [], 0
    for match in CODE.finditer(text):
        parts += [_escaped(text[at : match.start()]), f"\\ ``{match[2].strip()}``\\ "]
        at = match.end()
    return "".join([*parts, _escaped(text[at:])]).strip()


def _escaped(text):
    """Escape what is special outside of code."""
    parts, at = [], 0
    for match in EMPHASIS.finditer(text):
        parts += [re.sub(r"([\\*`|_])", r"\\\1", text[at : match.start()]), f"\\ *{match[1]}*\\ "]
        at = match.end()
    return "".join([*parts, re.sub(r"([\\*`|_])", r"\\\1", text[at:])])


def convert(lines):
    """Return a docstring as reStructuredText.

    Args:
        lines: of the docstring, without its indentation.
    Returns:
        list of str.
    """
    parts, current = [("", [])], None
    for line in lines:
        match = re.match(r"(\w+):(?: +(\S.*))?$", line)
        if match and match[1] in SECTIONS and (not match[2] or match[1] == "Source"):
            current = match[1]
            parts.append((current, [f"    {match[2]}"] if match[2] else []))
        elif current == "Source" and line.strip():
            parts[-1][1].append(f"    {line.strip()}")
        elif current and line and not line.startswith(" "):  # text again
            current = None
            parts.append(("", [line]))
        else:
            parts[-1][1].append(line)
    found = []
    for name, body in parts:
        if name:
            content = entries(body) if name in NAMED else blocks(_dedented(body))
            if name == "Source":
                content = [CHAPTERS.sub(_led, line) for line in content]
            found += [f":{name}:", *_indented(content or ["None."])]
        else:
            found += blocks(body)
    return [*found, ""]


def _led(match):
    """Make links of the numbers in *chapters 2.1 and 3.1*."""
    return re.sub(r"\d+(?:\.\d+)*", r"\\ :chapter:`\g<0>`\\ ", match[0])


def entries(lines):
    """Return the entries of a section, `name: text` with deeper lines that go on, as a definition list."""
    found, name = [], None
    for line in _dedented(lines):
        match = ENTRY.match(line)
        if match:
            names = ", ".join(f"``{each}``" for each in match[1].split(", "))
            found.append([names, match[2]])
            name = names
        elif line.strip() and name:
            found[-1][1] += f" {line.strip()}"
        elif line.strip():
            found.append(["", line.strip()])
    return [
        line
        for names, text in found
        for line in ([names, f"   {_started(inline(text))}", ""] if names else [_started(inline(text)), ""])
    ]


def blocks(lines):
    """Return paragraphs, lists, equations and indented examples as reStructuredText."""
    found = []
    for block in re.split(r"\n(?:[ \t]*\n)+", "\n".join(lines).strip("\n")):
        rows = block.split("\n")
        if not block.strip():
            continue
        if rows[0].startswith(" ") or _equations(rows):
            found += [".. code-block:: text", "", *_indented(_dedented(rows)), ""]
            continue
        items = []
        for row in rows:
            match = ITEM.match(row)
            if match:
                items.append([match[1] + " ", row[match.end() :]])
            elif items:
                items[-1][1] += f" {row.strip()}"
            else:
                items.append(["", row.strip()])
        if len({bool(mark) for mark, _ in items}) > 1 and not items[0][0]:  # a list right after its sentence
            found += [_started(inline(items.pop(0)[1])), ""]
        found += [mark + _started(inline(text)) for mark, text in items] + [""]
    return found


def _equations(rows):
    """Say whether lines are equations, one a line, rather than a paragraph."""
    ends = rows[-1].rstrip().endswith((".", ",", ":", ";"))
    return not ends and all(re.search(" (=|<-) ", row) for row in rows)


def _started(text):
    """Keep the beginning of a paragraph from looking like a list, a rule or a directive."""
    return "\\" + text if re.match(r"[-+•=~^\"#.:>]|\w{1,4}[.)](?: |$)|\(\w+\) ", text) else text


def _dedented(lines):
    """Return lines without the indentation that all of them have."""
    margins = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    margin = min(margins, default=0)
    return [line[margin:].rstrip() for line in lines]


def _indented(lines):
    """Return lines moved to the right."""
    return [f"   {line}" if line else "" for line in lines]
