"""The reference: a section for each module of rnnlib, from its docstrings.

`{modules} layers` documents every file of `rnnlib.layers`; `{modules} *` with `:besides:` every module that
is not named there, so that a new one is found without anybody's doing. What a module offers is read from its
source; a name that its package exports is documented under the package. The source itself is copied into the
site as text, which is light, and each *source* beside a name leads to its place there.
"""

import ast
import shutil
import sys
from pathlib import Path
from urllib.parse import quote

from docstrings import convert
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole

PACKAGE = "rnnlib"
HOMES = {}  # (module that a name is documented under, name) -> file that defines it
SOURCES = "_sources"  # folder of the site
SETTINGS = {
    "autodoc_mock_imports": ["torch", "keras", "tensorflow"],  # what the edges import is not needed here
    "autodoc_typehints": "none",
    "autodoc_preserve_defaults": True,
    "autodoc_inherit_docstrings": False,
    "autoclass_content": "both",
    "autodoc_member_order": "bysource",
    "toc_object_entries": False,  # or each page of the book would copy a thousand entries for its navigation
}


def modules(root, unit):
    """Return the modules of a unit, the package itself first.

    Args:
        root: folder of the package rnnlib.
        unit: name of a file or folder in it.
    Returns:
        list of (dotted name, path).
    """
    folder = Path(root, unit)
    if not folder.is_dir():
        return [(f"{PACKAGE}.{unit}", folder.with_suffix(".py"))]
    files = sorted(folder.glob("*.py"), key=lambda path: (path.stem != "__init__", path.stem))
    package = f"{PACKAGE}.{unit}"
    return [(package if path.stem == "__init__" else f"{package}.{path.stem}", path) for path in files]


def units(root):
    """Return the names of all units of the package: files and folders."""
    files = [path.stem for path in Path(root).glob("*.py") if path.stem != "__init__"]
    folders = [path.parent.name for path in Path(root).glob("*/__init__.py")]
    return sorted(name for name in files + folders if not name.startswith("_"))


def public(path):
    """Return the public classes and functions that a file defines, as (kind, name)."""
    kinds = {ast.ClassDef: "class", ast.FunctionDef: "function"}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (kinds[type(node)], node.name)
        for node in tree.body
        if type(node) in kinds and not node.name.startswith("_")
    ]


def exported(path):
    """Return the names in a package's `__all__`."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


class Modules(SphinxDirective):
    """`{modules} NAMES`: a section for each module."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {"besides": directives.unchanged_required}

    def run(self):
        """Return the sections."""
        root = Path(self.env.srcdir, PACKAGE)
        names = self.arguments[0].split()
        if names == ["*"]:
            besides = self.options.get("besides", "").split()
            names = [name for name in units(root) if name not in besides]
        self.env.note_dependency(str(root))
        return [self.section(root, *each) for name in names for each in modules(root, name)]

    def section(self, root, module, path):
        """Return the section of a module."""
        self.env.note_dependency(str(path))
        section = nodes.section(ids=[nodes.make_id(module)], names=[module])
        section += nodes.title("", "", nodes.literal("", module))
        self.set_source_info(section)
        package = module if path.stem == "__init__" else module.rpartition(".")[0]
        offered = exported(path.parent / "__init__.py") if package != PACKAGE else set()
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        lines = convert(docstring.splitlines())
        for kind, name in public(path):
            home = package if name in offered else module
            HOMES[home, name] = path.relative_to(root.parent).as_posix()
            lines += [f".. auto{kind}:: {home}.{name}", *(["   :members:"] if kind == "class" else []), ""]
        text = StringList(["```{eval-rst}", *lines, "```"], source=str(path))
        self.state.nested_parse(text, 0, section)
        return section


def configure(app, config):
    """Set autodoc up."""
    for name, value in SETTINGS.items():
        setattr(config, name, value)
    config.linkcode_resolve = lambda domain, info: link_to_source(app.env, info)


class chapter(nodes.Inline, nodes.TextElement):  # noqa: N801  (docutils names its nodes so)
    """The number of a page or heading, until it is known where that is."""


class Chapter(SphinxRole):
    """`:chapter:` with a number: a link to what has it."""

    def run(self):
        """Leave a place for the link."""
        return [chapter(self.text, self.text)], []


class Lead(SphinxPostTransform):
    """Lead the numbers of chapters to their pages; one that no page has stays a number."""

    default_priority = 1

    def run(self, **kwargs):
        """Replace all numbers of a page."""
        places = {
            ".".join(map(str, number)): (page, anchor)
            for page, anchors in self.env.toc_secnumbers.items()
            for anchor, number in anchors.items()
        }
        for node in list(self.document.findall(chapter)):
            text = node.astext()
            if text in places:
                page, anchor = places[text]
                target = self.app.builder.get_relative_uri(self.env.docname, page) + anchor
                node.replace_self(nodes.reference("", text, internal=True, refuri=target))
            else:
                node.replace_self(nodes.Text(text))


def documented(thing):
    """Return the name that a public class of rnnlib is documented under, or an empty string."""
    module, name = thing.__module__, thing.__name__
    if module.split(".")[0] != PACKAGE or name.startswith("_"):
        return ""
    package = module.rpartition(".")[0]
    offered = getattr(sys.modules.get(package), "__all__", ()) if package != PACKAGE else ()
    return f"{package if name in offered else module}.{name}"


def describe(app, what, name, thing, options, lines):
    """Turn a docstring of rnnlib into reStructuredText."""
    if name.split(".")[0] == PACKAGE:
        own = [line for line in lines if not line.startswith("Create new instance of ")]  # named tuples
        lines[:] = convert(own)
        bases = filter(None, map(documented, thing.__bases__)) if what == "class" else ()
        links = ", ".join(f":py:class:`~{base}`" for base in bases)
        lines += [f":Further methods: those of {links}", ""] if links else []


def link_to_source(env, info):
    """Return the address of a name's source in the site, from the page that is being read.

    Args:
        env: the build's environment.
        info: dict with `module` and `fullname`, as sphinx.ext.linkcode gives it.
    Returns:
        str, or None where there is no file; browsers scroll to the words after `:~:text=`.
    """
    parts = info["fullname"].split(".")
    path = HOMES.get((info["module"], parts[0]))
    if path is None:
        return None
    last = parts[-1]
    word = "class" if len(parts) == 1 and last[0].isupper() else "def"
    up = "../" * env.docname.count("/")
    return f"{up}{SOURCES}/{path}.txt#:~:text={quote(f'{word} {last}')}"


def copy_source(app, exception):
    """Copy the package's Python files into the site, as texts."""
    if exception or app.builder.format != "html":
        return
    source, target = Path(app.srcdir), Path(app.outdir, SOURCES)
    for path in sorted(source.glob(f"{PACKAGE}/**/*.py")):
        copy = target / f"{path.relative_to(source).as_posix()}.txt"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def places(app, env):
    """Have the reference written again, whose numbers lead to other pages."""
    return sorted(page for page in env.found_docs if "/reference/" in f"/{page}")


def skip(app, what, name, thing, skipped, options):
    """Leave the fields of named tuples out: the class has told of them."""
    if str(getattr(thing, "__doc__", "")).startswith("Alias for field number"):
        return True
    return None


def setup(app):
    """Add directive and role, and set autodoc up."""
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("sphinx.ext.linkcode")
    app.connect("build-finished", copy_source)
    sys.path.insert(0, str(app.srcdir))  # this checkout's rnnlib, whatever else is installed
    app.add_node(chapter)
    app.add_role("chapter", Chapter())
    app.add_directive("modules", Modules)
    app.add_post_transform(Lead)
    app.connect("env-updated", places)
    app.connect("config-inited", configure)
    app.connect("autodoc-process-docstring", describe)
    app.connect("autodoc-skip-member", skip)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
