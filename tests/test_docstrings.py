"""Docstrings: every public name of rnnlib says what it does, takes, returns, raises, and where it is from."""

import ast
import inspect
import re
from pathlib import Path

import pytest

import rnnlib

ROOT = Path(rnnlib.__file__).parent
PATHS = {path.relative_to(ROOT).as_posix(): path for path in sorted(ROOT.rglob("*.py"))}
SECTIONS = ("Attributes:", "Args:", "Returns:", "Yields:", "Raises:")
HARMLESS = {"describe_shape"}  # functions of checks that raise nothing
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def sections(docstring):
    """A docstring as (first line, {section heading: its lines}), headings in the order they come."""
    lines = inspect.cleandoc(docstring).splitlines()
    found, current = {}, None
    for line in lines[1:]:
        if line in SECTIONS:
            current = found.setdefault(line, [])
        elif line.startswith("Source:"):
            current = found.setdefault("Source:", [line.removeprefix("Source:").strip()])
        elif line and not line.startswith(" ") and current is not None and "Source:" not in found:
            current = None
        elif current is not None:
            current.append(line)
    return lines[0], found


def documented(lines):
    """The names that entries of an Args section explain, such as `low, high: the interval's ends`."""
    names = []
    for line in lines:
        if match := re.match(r" {4}(\*{0,2}\w+(?:, \*{0,2}\w+)*): \S", line):
            names += [name.lstrip("*") for name in match[1].split(", ")]
    return names


def own_nodes(function):
    """The nodes of a function's body, without those of functions and classes defined inside it."""
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))


def parameters(function, is_method):
    """The names of a function's parameters, without self or cls."""
    a = function.args
    names = [arg.arg for arg in (*a.posonlyargs, *a.args)]
    if is_method and "staticmethod" not in decorators(function):
        names = names[1:]
    names += [arg.arg for arg in a.kwonlyargs]
    return names + [arg.arg for arg in (a.vararg, a.kwarg) if arg]


def decorators(node):
    """The decorators' names, `functools.cached_property` as `cached_property`."""
    return {ast.unparse(d).split("(")[0].split(".")[-1] for d in node.decorator_list}


def gives_back(function):
    """The heading that a function's results need: "Returns:", "Yields:" or None."""
    nodes = list(own_nodes(function))
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes):
        return "Yields:"
    values = [node.value for node in nodes if isinstance(node, ast.Return) and node.value]
    return "Returns:" if any(ast.unparse(value) != "None" for value in values) else None


def can_raise(function):
    """Whether a body holds a `raise`, or a call of `checks.` that may raise."""
    for node in own_nodes(function):
        if isinstance(node, ast.Raise):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "checks" and node.func.attr not in HARMLESS:
                return True
    return False


def judge(node, kind, bodies, names, results, inherits_source=False):
    """What is wrong with one docstring, one sentence each.

    `bodies` are the functions it answers for, `names` the parameters, `results` the heading they need.
    """
    docstring = ast.get_docstring(node, clean=False)
    if not docstring:
        return [f"{kind} has no docstring"]
    first, found = sections(docstring)
    wrong = []
    if not re.match(r"[^a-z\s]\S*.*\.$", first):
        wrong.append(f"{kind}: its first line is no sentence: {first!r}")
    if kind.startswith("module"):
        return wrong
    told = documented(found.get("Args:", ()))
    if isinstance(node, ast.ClassDef) and names and names == fields(node):
        told += documented(found.get("Attributes:", ()))  # a record's parameters are its attributes
    wrong += [f"{kind}: parameter {name} is not under Args" for name in names if name not in told]
    wrong += [f"{kind}: Args explains {name}, which is no parameter" for name in told if name not in names]
    if results and not any(found.get(results, ())):
        wrong.append(f"{kind} has no {results} section")
    if any(map(can_raise, bodies)) and not any(found.get("Raises:", ())):
        wrong.append(f"{kind} has no Raises section")
    if not inherits_source and not any(found.get("Source:", ())):
        wrong.append(f"{kind} has no Source")
    order = [heading for heading in (*SECTIONS, "Source:") if heading in found]
    if list(found) != order:
        wrong.append(f"{kind}: sections come as {list(found)}, not as {order}")
    return wrong


def fields(node):
    """The fields of a NamedTuple or dataclass; none for other classes."""
    bases = {ast.unparse(base).split(".")[-1] for base in node.bases}
    if "NamedTuple" not in bases and "dataclass" not in decorators(node):
        return []
    return [item.target.id for item in node.body
            if isinstance(item, ast.AnnAssign) and not item.target.id.startswith("_")]


def check_function(node, kind, is_method=False):
    """What is wrong with a function's docstring. A property is an attribute: it returns what it is."""
    names = [name for name in parameters(node, is_method) if not name.startswith("_")]
    results = gives_back(node)
    if decorators(node) & {"property", "cached_property"}:
        results = None if "Returns:" not in (ast.get_docstring(node) or "") else "Returns:"
    if "contextmanager" in decorators(node):
        results = results if "Yields:" in (ast.get_docstring(node) or "") else "Returns:"
    return judge(node, kind, [node], names, results, inherits_source=is_method)


def check_class(node, kind):
    """What is wrong with a class's docstring and with those of its methods.

    It answers for __init__ too, unless that has a docstring of its own.
    """
    starts = [item for item in node.body if isinstance(item, FUNCTIONS) and item.name == "__init__"]
    own = [start for start in starts if ast.get_docstring(start)]
    starts = [start for start in starts if start not in own]
    names = [name for start in starts for name in parameters(start, True)]
    wrong = judge(node, kind, starts, names or fields(node), None)
    for start in own:
        wrong += check_function(start, f"method {node.name}.__init__", is_method=True)
    for item in node.body:
        if isinstance(item, FUNCTIONS) and not item.name.startswith("_"):
            if any(d.endswith((".setter", ".deleter")) for d in map(ast.unparse, item.decorator_list)):
                continue  # the getter has the docstring
            wrong += check_function(item, f"method {node.name}.{item.name}", is_method=True)
        elif isinstance(item, ast.ClassDef) and not item.name.startswith("_"):
            wrong += check_class(item, f"class {node.name}.{item.name}")
    return wrong


def check_module(source, name):
    """What is wrong with a module's docstrings and length, one sentence each."""
    tree = ast.parse(source)
    wrong = judge(tree, f"module {name}", [], [], None) if source.strip() else []
    lines = source.count("\n")
    if lines >= 300:
        wrong.append(f"module {name} has {lines} lines, not under 300")
    for node in tree.body:
        if isinstance(node, FUNCTIONS) and not node.name.startswith("_"):
            wrong += check_function(node, f"function {node.name}")
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            wrong += check_class(node, f"class {node.name}")
    return wrong


@pytest.mark.parametrize("name", PATHS)
def test_docstrings(name):
    assert check_module(PATHS[name].read_text(), name) == []


GOOD = '''"""Things: a noun."""

def double(x, *more, scale=2):
    """Return twice x.

    Args:
        x: a number.
        more, scale: not used.
    Returns:
        number.
    Raises:
        ValueError: x is negative.
    Source: chapter 1.
    """
    checks.check_number("x", x, low=0)
    return 2 * x

class Thing:
    """A thing.

    Args:
        size: how large.
    Raises:
        ValueError: never large enough.
    Source: chapter 2.
    """

    def __init__(self, size):
        raise ValueError(size)

    @property
    def area(self):
        """The area."""
        return self.size ** 2

    def grow(self, by):
        """Make it larger.

        Args:
            by: how much.
        """
        def inner():
            raise ValueError
        self.size += by
'''


def test_a_good_module_passes():
    assert check_module(GOOD, "good") == []
    assert check_module("", "empty") == []


@pytest.mark.parametrize(("old", "new", "message"), [
    ('"""Things: a noun."""', "", "module bad has no docstring"),
    ("Things: a noun.", "things: a noun.", "no sentence"),
    ("Things: a noun.", "Things", "no sentence"),
    ("Return twice x.", "Return twice x", "no sentence"),
    ("        x: a number.\n", "", "parameter x is not under Args"),
    ("more, scale: not", "scale: not", "parameter more is not under Args"),
    ("more, scale: not", "more, scale, y: not", "Args explains y"),
    ("    Returns:\n        number.\n", "", "function double has no Returns: section"),
    ("    Returns:\n        number.\n", "    Returns:\n", "function double has no Returns: section"),
    ("    Raises:\n        ValueError: x is negative.\n", "", "function double has no Raises section"),
    ("    Source: chapter 1.\n", "", "function double has no Source"),
    ("    Source: chapter 1.\n", "    Source:\n", "function double has no Source"),
    ("    Source: chapter 2.\n", "", "class Thing has no Source"),
    ("        size: how large.\n", "", "parameter size is not under Args"),
    ("    Raises:\n        ValueError: never large enough.\n", "", "class Thing has no Raises section"),
    ("            by: how much.\n", "", "method Thing.grow: parameter by is not under Args"),
    ('        """The area."""\n', "", "method Thing.area has no docstring"),
    ("        self.size += by", "        return by", "method Thing.grow has no Returns: section"),
    ("        self.size += by", "        raise ValueError", "method Thing.grow has no Raises section"),
    ("        self.size += by", "        yield by", "method Thing.grow has no Yields: section"),
    ("    return 2 * x", "\n" * 300 + "    return 2 * x", "lines, not under 300"),
])
def test_a_planted_fault_is_found(old, new, message):
    assert GOOD.count(old) == 1
    found = check_module(GOOD.replace(old, new), "bad")
    assert len(found) == 1 and message in found[0]


RECORD = '''"""Records: pairs."""

class Pair(NamedTuple):
    """A pair.

    Attributes:
        a, b: both.
    Source: chapter 1.
    """

    a: int
    b: int

class Maker:
    """Makes pairs.

    Attributes:
        made: how many.
    Source: chapter 1.
    """

    def __init__(self, limit):
        """Start with none.

        Args:
            limit: how many at most.
        """
        self.made = 0
'''


def test_fields_are_attributes_and_init_may_have_a_docstring_of_its_own():
    assert check_module(RECORD, "good") == []
    assert check_module(RECORD.replace("a, b: both", "a: one"), "bad") == [
        "class Pair: parameter b is not under Args"]
    assert check_module(RECORD.replace("limit: how many at most", "made: none"), "bad") == [
        "method Maker.__init__: parameter limit is not under Args",
        "method Maker.__init__: Args explains made, which is no parameter"]


def test_sections_out_of_order_are_found():
    args = "    Args:\n        x: a number.\n        more, scale: not used.\n"
    returns = "    Returns:\n        number.\n"
    assert args + returns in GOOD
    found = check_module(GOOD.replace(args + returns, returns + args), "bad")
    assert len(found) == 1 and "sections come as" in found[0]
