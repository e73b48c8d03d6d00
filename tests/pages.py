"""What tests of single pages share."""

import pytest

from tools.page import Page


def names_of(path, wanted):
    """Run those code cells of a page whose source is wanted, and return the names that they define.

    The modules of checks beside the page are found, as its kernel finds them.
    """
    scope = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(path.parent))
        for cell in Page(path).code:
            if wanted(cell.source):
                exec(cell.source, scope)
    return scope
