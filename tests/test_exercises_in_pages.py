"""The exercises of the pages: the starter fails, the solution passes, typical mistakes are told apart."""

import ast
import sys

import pytest
import torch
from sample_page import sample, save
from wrong_answers import WRONG_ANSWERS

from tools import form, notebooks


def run(source, namespace):
    """Execute a cell's source; return the value of its last expression, as a notebook shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), namespace)
    return None if last is None else eval(compile(ast.Expression(last.value), "cell", "eval"), namespace)


def verdict(page, part, *answers):
    """Return what the check says after the import cell, the starter and the answers have run."""
    namespace = {"__name__": "__main__"}
    check = part["check"][0].source
    for source in (page.code[0].source, part["starter"][0].source, *answers):
        run(source, namespace)
    return run(check, namespace)


def exercises():
    """Return (page, label) of every exercise of the course."""
    return [
        pytest.param(path, label, id=label)
        for path in notebooks.pages()
        for label in form.exercise_parts(form.Page(path))
    ]


@pytest.fixture
def enter(monkeypatch):
    """Return a function that goes where a page's kernel would be and reads the page.

    What an import cell sets for all of PyTorch is taken back, for the tests that come after. TensorFlow takes
    the number of its threads only before its first operation, so once it is there the number stays.
    """

    def go(path):
        monkeypatch.chdir(path.parent)
        monkeypatch.syspath_prepend(str(path.parent))
        if "tensorflow" in sys.modules:
            threading = sys.modules["tensorflow"].config.threading
            for name in ("set_intra_op_parallelism_threads", "set_inter_op_parallelism_threads"):
                monkeypatch.setattr(threading, name, lambda number: None)
        return form.Page(path)

    dtype, threads = torch.get_default_dtype(), torch.get_num_threads()
    yield go
    torch.set_default_dtype(dtype)
    torch.set_num_threads(threads)


class Lists(ast.NodeTransformer):
    """Turns `return a, b` into `return [a, b]`, which is as good an answer."""

    def visit_Return(self, node):
        """Return the changed statement."""
        if isinstance(node.value, ast.Tuple):
            node.value = ast.List(node.value.elts, ast.Load())
        return node


def with_lists(sources):
    """Return the sources with lists for tuples, or nothing where that changes nothing."""
    trees = [ast.parse(source) for source in sources]
    before = [ast.unparse(tree) for tree in trees]
    after = [ast.unparse(ast.fix_missing_locations(Lists().visit(tree))) for tree in trees]
    return after if after != before else []


def faults(page, label, wrong_answers):
    """Return what is wrong with an exercise, as a list of messages."""
    part = form.exercise_parts(page)[label]
    solution = [cell.source for cell in part["solution"]]
    start, end = verdict(page, part), verdict(page, part, *solution)
    found = []
    if start.ok:
        found.append("the starter passes its check")
    if not end.ok:
        found.append(f"the solution does not pass: {end.message}")
    lists = with_lists(solution)
    if end.ok and lists and not (other := verdict(page, part, *lists)).ok:
        found.append(f"the solution does not pass with a list instead of a tuple: {other.message}")
    if not wrong_answers:
        found.append("no typical wrong answer in tests/wrong_answers")
    for source, words in wrong_answers:
        answer = verdict(page, part, source)
        if answer.ok:
            found.append(f"a wrong answer passes: {source}")
        elif words not in answer.message:
            found.append(f"expected «{words}», the check says «{answer.message}»")
        elif answer.message in (start.message, end.message):
            found.append(f"a wrong answer gets no message of its own: {answer.message}")
    return found


@pytest.mark.parametrize(("path", "label"), exercises())
def test_exercise(enter, path, label):
    assert faults(enter(path), label, WRONG_ANSWERS.get(label, [])) == []


def test_wrong_answers_belong_to_exercises():
    assert set(WRONG_ANSWERS) <= {parameter.id for parameter in exercises()}


# ---- the test itself, on the sample page

SQUARE = ("def double(x):\n    return x * x", "you have squared it")
FAULTS = {
    "the starter passes": (lambda starter, solution: (solution, solution), [SQUARE], "the starter passes"),
    "the solution fails": (
        lambda starter, solution: (starter, starter),
        [SQUARE],
        "the solution does not pass",
    ),
    "no wrong answer": (lambda *both: both, [], "no typical wrong answer"),
    "a right one": (lambda *both: both, [("def double(x):\n    return x + x", "")], "a wrong answer passes"),
    "other words": (lambda *both: both, [(SQUARE[0], "try again")], "expected «try again»"),
    "the starter's own message": (lambda *both: both, [("", "returns nothing")], "no message of its own"),
}


@pytest.fixture
def fresh_checks():
    """Forget the sample's module of checks afterwards."""
    yield
    sys.modules.pop("checks_sample", None)


def sample_path(folder, change=lambda *both: both):
    """Write the sample page with changed sources of starter and solution."""
    notebook = sample()
    cells = [cell for cell in notebook.cells if cell.source.startswith("def double(")]
    for cell, source in zip(cells, change(*(cell.source for cell in cells)), strict=True):
        cell.source = source
    return save(folder, notebook)


def test_sample_has_no_fault(tmp_path, enter, fresh_checks):
    assert faults(enter(sample_path(tmp_path)), "ex-double", [SQUARE]) == []


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_noticed(tmp_path, enter, fresh_checks, name):
    change, wrong, expected = FAULTS[name]
    found = faults(enter(sample_path(tmp_path, change)), "ex-double", wrong)
    assert any(expected in message for message in found), found
