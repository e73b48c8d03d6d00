"""The glossary and the bibliography are complete: no word and no work is missing, and none is idle."""

import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
TERM = re.compile(r"\{term\}`([^`]+)`")
CITE = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
DOC = re.compile(r"\{doc\}`([^`]+)`")


def prose(path):
    """The Markdown of a page."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    cells = nbformat.reads(text, 4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def pages():
    """The prose of all pages of the book, by name."""
    paths = [ROOT / "index.ipynb", *ROOT.glob("chapters/**/*.ipynb"), *ROOT.glob("chapters/**/*.md")]
    return {path.relative_to(ROOT).as_posix(): prose(path) for path in paths}


def entries(glossary):
    """The entries of a glossary, as (names, text)."""
    body = re.search(r"```\{glossary\}\n(.*?)\n```", glossary, re.DOTALL)[1]
    found = []
    for block in re.split(r"\n\s*\n", body):
        lines = block.strip("\n").split("\n")
        names = [line.strip() for line in lines if not line.startswith(" ")]
        found.append((names, " ".join(line.strip() for line in lines if line.startswith(" "))))
    return found


def used_terms(texts):
    """The terms that pages refer to, in lower case."""
    found = {}
    for page, text in texts.items():
        for reference in TERM.findall(text):
            target = re.search(r"<([^<>]+)>$", reference)
            term = " ".join((target[1] if target else reference).split()).lower()
            found.setdefault(term, []).append(page)
    return found


def idle(glossary, texts):
    """The entries that no page refers to, and that name no page that introduces them."""
    used = used_terms(texts)
    return [names[0] for names, text in entries(glossary)
            if not any(name.lower() in used for name in names) and not DOC.search(text)]


def cited(texts):
    """The works that pages cite."""
    lists = (keys for text in texts.values() for keys in CITE.findall(text))
    return {key.strip() for keys in lists for key in keys.split(",")}


def works(bibliography):
    """The keys of a bibliography, as often as they come."""
    return Counter(re.findall(r"^@\w+\{\s*([^,\s]+)\s*,", bibliography, re.MULTILINE))


PAGES = pages()
GLOSSARY = PAGES["chapters/glossary.md"]
WORKS = works((ROOT / "references.bib").read_text(encoding="utf-8"))


def test_every_term_has_an_entry():
    known = {name.lower() for names, _ in entries(GLOSSARY) for name in names}
    assert {term: where for term, where in used_terms(PAGES).items() if term not in known} == {}


def test_every_entry_is_used_or_names_the_page_that_introduces_it():
    assert idle(GLOSSARY, PAGES) == []


def test_entries_are_sentences_and_explained_once():
    names = [name.lower() for every, _ in entries(GLOSSARY) for name in every]
    assert len(names) == len(set(names))
    assert [every for every, text in entries(GLOSSARY) if not re.search(r"[.`]$", text)] == []


def test_every_work_cited_is_listed_and_every_work_listed_is_cited():
    assert sorted(cited(PAGES) - set(WORKS)) == [], "cited, not in references.bib"
    assert sorted(set(WORKS) - cited(PAGES)) == [], "in references.bib, not cited by any page"
    assert [key for key, count in WORKS.items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "missing"), [("a {term}`loop`", []), ("{term}`loops <Loop>`", []), ("no loop", ["loop"])]
)
def test_an_idle_entry_is_seen(text, missing):
    glossary = "```{glossary}\nloop\ncycle\n  What comes round.\n```\n"
    assert idle(glossary, {"page": text}) == missing
    assert idle(glossary.replace("round.", "round: {doc}`page`."), {"page": text}) == []


def test_keys_are_seen():
    assert cited({"page": "{cite:p}`a, b` and {cite}`c`"}) == {"a", "b", "c"}
    assert works("@misc{a,\n  x = {1}\n}\n@book{ b ,\n}\n@misc{a,\n}\n") == {"a": 2, "b": 1}
