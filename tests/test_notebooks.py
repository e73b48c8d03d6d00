"""The form of the course's pages: the house rules of tools/form.py, applied to each page and across pages."""

import pytest

from tools import form, notebooks

PAGES = notebooks.pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(notebooks.ROOT).as_posix())
def test_page_keeps_the_house_rules(path):
    assert form.violations(path) == []


def test_no_public_name_is_derived_twice():
    assert form.repeated_definitions(PAGES) == []


def test_all_pages_are_found():
    """A page in a new folder must not escape the rules."""
    others = {"_build", "venv"}
    everywhere = set()
    for path in notebooks.ROOT.rglob("*.ipynb"):
        parts = path.relative_to(notebooks.ROOT).parts
        if not others & set(parts) and not any(part.startswith(".") for part in parts):
            everywhere.add(path)
    assert set(PAGES) == everywhere
