"""Layering: imports within rnnlib point down only, and only the edges import other packages than NumPy.

The table is the whole rule: a module that is not in it fails, and so does any import it does not allow.
"""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import rnnlib

ROOT = Path(rnnlib.__file__).parent
BASE, ROOT_LEVEL, FRAMES, EDGE = -1, 8, 9, 10
ROWS = {
    BASE: ("checks",),
    0: ("activations", "audio", "ctc", "initializers", "losses", "optimizers", "schedules",
        "clipping", "gradcheck", "metrics", "privacy", "text", "tasks", "scan", "audit", "hmm"),
    1: ("cells",),
    2: ("unroll", "layers"),
    3: ("diagnostics", "models"),
    4: ("training",),
    # rnnlib/__init__ stands here, at ROOT_LEVEL: what follows are the edges
    FRAMES: ("frames",),  # an edge, the one that the others draw with
    EDGE: ("plotting", "explore", "demos", "exercises", "pytorch", "keras", "reader",
           "datasets"),
}
LEVELS = {unit: level for level, units in ROWS.items() for unit in units}
PARTS = {"compact_svg": "frames", "demo_page": "explore"}  # modules that belong to another's unit
USES_EDGES = {"demos"}  # the edge that may import other edges


def unit_of(module):
    """The row of the table that a module of rnnlib belongs to; None for rnnlib itself."""
    names = module.split(".")
    return PARTS.get(names[1], names[1]) if len(names) > 1 else None


def module_names():
    """Every module of the package, as dotted names."""
    names = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = ("rnnlib", *path.relative_to(ROOT).with_suffix("").parts)
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


MODULES = module_names()


def imports(module, source, is_package, known):
    """The modules that a source imports anywhere, inside functions too; `from a import b` may name a.b."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parent = module.split(".") if is_package else module.split(".")[:-1]
            base = parent[:len(parent) - node.level + 1] if node.level else []
            base = ".".join(base + ([node.module] if node.module else []))
            for alias in node.names:
                name = f"{base}.{alias.name}"
                found.add(name if name in known else base)
        elif isinstance(node, ast.Call):
            if ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__"):
                argument = node.args[0] if node.args else None
                found.add(argument.value if isinstance(argument, ast.Constant) else "?")
    return found


def violations(module, source, is_package=False, known=MODULES):
    """What the table says against the imports of a module, one sentence each."""
    unit, found = unit_of(module), []
    if unit and unit not in LEVELS:
        return [f"{module} has no level in the table"]
    level = LEVELS[unit] if unit else ROOT_LEVEL
    for name in sorted(imports(module, source, is_package, known)):
        top = name.split(".")[0]
        if top != "rnnlib":
            if level < FRAMES and top != "numpy" and top not in sys.stdlib_module_names:
                found.append(f"{module} imports {name}, which only an edge may")
        elif unit_of(name) is None:
            found.append(f"{module} imports rnnlib itself; name the module")
        elif unit_of(name) not in LEVELS:
            found.append(f"{module} imports {name}, which has no level in the table")
        elif unit_of(name) != unit and LEVELS[unit_of(name)] >= level and not (
                unit in USES_EDGES and LEVELS[unit_of(name)] == EDGE):
            found.append(f"{module} imports {name}, which is not below it")
    return found


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module):
    path = MODULES[module]
    assert violations(module, path.read_text(), path.name == "__init__.py") == []


@pytest.mark.parametrize("unit", sorted({unit_of(m) for m in MODULES} - {None}))
def test_modules_of_one_unit_do_not_import_each_other_in_a_circle(unit):
    graph = {}
    for module, path in MODULES.items():
        if unit_of(module) == unit and path.name != "__init__.py":
            graph[module] = {name for name in imports(module, path.read_text(), False, MODULES)
                             if unit_of(name) == unit}
    done = set()
    while ready := {module for module, needed in graph.items() if module not in done and needed <= done}:
        done |= ready
    assert sorted(set(graph) - done) == []


def test_every_row_of_the_table_exists():
    assert {unit for unit in LEVELS if f"rnnlib.{unit}" not in MODULES} == set()
    assert {part for part in PARTS if f"rnnlib.{part}" not in MODULES} == set()


KNOWN = {*MODULES, *(f"rnnlib.{unit}" for unit in LEVELS)}


@pytest.mark.parametrize(("module", "source", "message"), [
    ("rnnlib.checks", "import rnnlib.losses", "not below"),
    ("rnnlib.losses", "from rnnlib import activations", "not below"),
    ("rnnlib.losses", "from rnnlib.cells import RNNCell", "not below"),
    ("rnnlib.losses", "from .activations import tanh", "not below"),
    ("rnnlib.losses", "def f():\n    from rnnlib import unroll", "not below"),
    ("rnnlib.layers.rnn", "from rnnlib.unroll import unroll", "not below"),
    ("rnnlib.layers.rnn", "from ..unroll import unroll", "not below"),
    ("rnnlib.diagnostics", "from rnnlib import plotting", "not below"),
    ("rnnlib.diagnostics", "from rnnlib.models import LanguageModel", "not below"),
    ("rnnlib.models.language_model", "from rnnlib.training import Trainer", "not below"),
    ("rnnlib.training.trainer", "from rnnlib import plotting", "not below"),
    ("rnnlib.plotting", "from rnnlib import explore", "not below"),
    ("rnnlib.frames", "from rnnlib import explore", "not below"),
    ("rnnlib", "from rnnlib import frames", "not below"),
    ("rnnlib.plotting", "from rnnlib import demos", "not below"),
    ("rnnlib", "from rnnlib.plotting import x", "not below"),
    ("rnnlib", "from rnnlib import checks, demos", "not below"),
    ("rnnlib.cells.rnn", "from rnnlib import something", "rnnlib itself"),
    ("rnnlib.unheard", "import numpy", "no level"),
    ("rnnlib.losses", "from rnnlib.unheard import x", "no level"),
    ("rnnlib.losses", "import scipy.special", "only an edge"),
    ("rnnlib.diagnostics", "def f():\n    from matplotlib import figure", "only an edge"),
    ("rnnlib.diagnostics", "import importlib\nimportlib.import_module('torch')", "only an edge"),
    ("rnnlib.diagnostics", "__import__(name)", "only an edge"),
])
def test_a_planted_violation_is_found(module, source, message):
    known = dict.fromkeys(KNOWN | {"rnnlib.unheard"})
    found = violations(module, source, module == "rnnlib", known)
    assert len(found) == 1 and message in found[0]


@pytest.mark.parametrize(("module", "source"), [
    ("rnnlib.checks", "import numbers\nimport numpy as np"),
    ("rnnlib.losses", "from rnnlib import checks\nfrom . import checks"),
    ("rnnlib.layers.lstm", "from rnnlib.layers.recurrent import Recurrent\nfrom rnnlib.cells.lstm import x"),
    ("rnnlib.training.trainer", "import zipfile\nfrom rnnlib.models import x\nfrom rnnlib import text"),
    ("rnnlib.demos", "import matplotlib\nfrom rnnlib import diagnostics, explore, plotting"),
    ("rnnlib.explore", "from rnnlib import demo_page, frames\nimport ipywidgets"),
    ("rnnlib.plotting", "from rnnlib import frames, losses"),
    ("rnnlib", "from rnnlib.diagnostics import x\nfrom rnnlib.layers import LSTM"),
])
def test_what_the_table_allows_passes(module, source):
    assert violations(module, source, module == "rnnlib", dict.fromkeys(KNOWN)) == []


def loaded_after(statement):
    """The top-level packages that a fresh interpreter has loaded after a statement."""
    code = f"import sys\n{statement}\nimport json\nprint(json.dumps(sorted(sys.modules)))"
    result = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True,
                            check=True, cwd=ROOT.parent)
    return set(json.loads(result.stdout))


def test_import_rnnlib_loads_no_package_but_numpy_and_no_edge():
    loaded = loaded_after("import rnnlib")
    assert loaded.isdisjoint({"torch", "keras", "tensorflow", "matplotlib", "ipywidgets", "IPython"})
    edges = {f"rnnlib.{unit}" for unit, level in LEVELS.items() if level >= FRAMES}
    assert loaded.isdisjoint(edges)
    below = [m for m in MODULES if unit_of(m) and LEVELS[unit_of(m)] < FRAMES]
    loaded = loaded_after("\n".join(f"import {module}" for module in below))
    assert "rnnlib.layers" in loaded
    assert loaded.isdisjoint({"torch", "keras", "tensorflow", "matplotlib", "ipywidgets", "IPython", *edges})
