"""The book's own Sphinx extension: a site that needs no other site, and buttons that lead to this repository.

It computes the launch buttons from the git remote, serves MathJax from the site, drops scripts that no page
needs, and cuts the icon script down to the icons in use.
"""

import functools
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pybtex.plugin
from sphinx.errors import ExtensionError

PUBLIC_HOST = re.compile(r"https://(github|gitlab)\.com/[^/]+/[^/]+")
MATHJAX_MAIN = "tex-chtml.js"
# Shape of one icon in the theme's icon script: name:[width,height,[aliases],"code point",path or paths]
ICON = re.compile(
    r'(?:"(?P<quoted>[\w-]+)"|(?P<bare>[A-Za-z_]\w*)):'
    r'\[\d+,\d+,\[[^\]]*\],"[0-9a-f]+",(?:"[^"]*"|\["[^"]*"(?:,"[^"]*")*\])\]'
)


def _git(folder, *arguments):
    """Return git's answer, or an empty string where there is no git or no repository."""
    try:
        answer = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def web_url(remote):
    """Turn a git remote into the address of its web page, or into an empty string.

    Args:
        remote: what `git remote get-url` prints; user names and tokens in it are dropped.
    Returns:
        str such as "https://github.com/someone/course".
    """
    match = re.match(
        r"(?:(?:https?|ssh|git)://)?(?:[^@/]+@)?"  # scheme, user or token
        r"([\w-]+(?:\.[\w-]+)+)(?::\d+)?[:/](.+?)(?:\.git)?/?$",  # host, port, path
        remote,
    )
    return f"https://{match[1]}/{match[2]}" if match else ""


def set_repository(app, config):
    """Point the buttons at the checkout's own public repository, or remove them."""
    options = config.html_theme_options
    source = Path(app.srcdir).resolve()
    url = os.environ.get("COURSE_REPOSITORY") or web_url(_git(source, "remote", "get-url", "origin"))
    if not PUBLIC_HOST.fullmatch(url):
        for key in ("repository_url", "launch_buttons"):  # rather none than one that leads to somebody else
            options.pop(key, None)
        return
    branch = os.environ.get("COURSE_BRANCH") or _git(source, "rev-parse", "--abbrev-ref", "HEAD")
    top = _git(source, "rev-parse", "--show-toplevel")
    folder = source.relative_to(Path(top).resolve()).as_posix() if top else "."
    options.update(
        repository_url=url,
        repository_branch=branch if branch not in ("", "HEAD") else "main",
        path_to_docs="" if folder == "." else folder,
        use_repository_button=True,
        use_issues_button=True,
    )


def mathjax_folder():
    """Return the folder of MathJax's files inside the wheel sphinx-mathjax-offline.

    The wheel's module name has hyphens, so it is looked up rather than imported.
    """
    spec = find_spec("sphinx-mathjax-offline")
    if spec is None:
        raise ExtensionError("sphinx-mathjax-offline is not installed: pip install -r requirements.txt")
    return Path(spec.origin).parent / "static" / "mathjax"


def set_mathjax(app, config):
    """Let pages load MathJax from the site itself."""
    config.mathjax_path = f"mathjax/{MATHJAX_MAIN}"


def copy_mathjax(app, exception):
    """Copy MathJax, its fonts and its small TeX extensions into the built site."""
    if exception or app.builder.format != "html":
        return
    source, target = mathjax_folder(), Path(app.outdir, "_static", "mathjax")
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / MATHJAX_MAIN, target)
    for folder in ("output/chtml/fonts", "input/tex/extensions"):
        shutil.copytree(source / folder, target / folder, dirs_exist_ok=True)


def disconnect_thebe(app, config):
    """Take sphinx-thebe, which Jupyter Book always loads, out of the build: live code needs other sites."""
    for listeners in app.events.listeners.values():
        listeners[:] = [each for each in listeners if not each.handler.__module__.startswith("sphinx_thebe")]
    app.registry.css_files[:] = [entry for entry in app.registry.css_files if "thebe" not in entry[0]]


def remember_plugins(app, config):
    """Let pybtex look each of its plugins up once, and not once a citation, which takes seconds in all."""
    find = pybtex.plugin.find_plugin
    if not hasattr(find, "cache_info"):
        pybtex.plugin.find_plugin = functools.cache(find)


def drop_unused_mathjax(app, pagename, templatename, context, doctree):
    """Leave MathJax, by far the heaviest script, out of pages without mathematics."""
    if 'class="math' not in context.get("body", ""):
        scripts = context["script_files"]
        context["script_files"] = [each for each in scripts if "mathjax" not in str(each).lower()]


def mend(page):
    """Return a page's HTML with what the theme and its extensions leave inaccessible.

    The buttons that unfold the navigation get a name, the bibliography roles that are allowed in a list, and
    tables, which scroll inside themselves on a phone, a place among what the keyboard reaches.
    """
    page = re.sub(
        r'>([^<>]+)</a><details([^>]*)><summary><span class="toctree-toggle" role="presentation">',
        r'>\1</a><details\2><summary aria-label="Pages of \1">'
        r'<span class="toctree-toggle" role="presentation">',
        page,
    )
    page = re.sub(r'<table class="((?:[\w-]+ )*table)"(?! tabindex)', r'<table class="\1" tabindex="0"', page)
    return page.replace('role="doc-biblioentry"', 'role="listitem"')


def trim_icons(script, pages):
    """Return the icon script with only the icons that the pages name.

    Args:
        script: the text of the theme's Font Awesome script.
        pages: the HTML of all pages, in one string.
    Returns:
        str; the script unchanged if it does not have the expected form.
    """
    used = {
        name
        for classes in re.findall(r'class="([^"]*\bfa-[^"]*)"', pages)
        for name in re.findall(r"\bfa-([\w-]+)", classes)
    }
    used |= {"sun", "moon", "circle-half-stroke"}  # set by the theme's script
    icons = list(ICON.finditer(script))
    if len(icons) < 500:
        return script
    keep = []
    for icon in icons:
        name = icon["quoted"] or icon["bare"]
        aliases = re.search(r"\[\d+,\d+,\[([^\]]*)\]", icon[0])[1]
        if name in used or used & set(re.findall(r'"([\w-]+)"', aliases)):
            keep.append(icon)
    return _without(script, icons, keep)


def _without(script, icons, keep):
    """Cut the icons that are not kept out of their object literals, commas included."""
    kept, parts, at = {icon.start() for icon in keep}, [], 0
    for icon in icons:
        if icon.start() in kept:
            continue
        start, end = icon.start(), icon.end()
        parts.append(script[at:start])
        at = end + 1 if script[end : end + 1] == "," else end
    parts.append(script[at:])
    return re.sub(r",\}", "}", "".join(parts))


def finish_site(app, exception):
    """Mend the pages, cut the icon script down, and remove files that no page loads."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = {path: path.read_text(encoding="utf-8") for path in out.rglob("*.html")}
    for path, text in pages.items():
        mended = mend(text)
        if mended != text:
            path.write_text(mended, encoding="utf-8")
    icons = out / "_static" / "scripts" / "fontawesome.js"
    if icons.is_file():
        script = icons.read_text(encoding="utf-8")
        icons.write_text(trim_icons(script, "".join(pages.values())), encoding="utf-8")
    for leftover in [*out.rglob("*.map"), *out.rglob("*.ttf")]:
        leftover.unlink()


def setup(app):
    """Connect the functions of this file to the build."""
    app.connect("config-inited", set_repository, priority=100)
    app.connect("config-inited", set_mathjax)
    app.connect("config-inited", disconnect_thebe)
    app.connect("config-inited", remember_plugins)
    app.connect("html-page-context", drop_unused_mathjax, priority=900)
    app.connect("build-finished", copy_mathjax)
    app.connect("build-finished", finish_site, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
