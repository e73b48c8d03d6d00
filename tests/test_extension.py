"""Tests of the book's Sphinx extension: buttons that lead home or nowhere, icons, and mended pages."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "_ext"))

import course  # noqa: E402

REMOTES = {
    "git@github.com:ada/rnn.git": "https://github.com/ada/rnn",
    "https://github.com/ada/rnn": "https://github.com/ada/rnn",
    "https://github.com/ada/rnn.git/": "https://github.com/ada/rnn",
    "https://ada:secret@github.com/ada/rnn.git": "https://github.com/ada/rnn",
    "ssh://git@gitlab.com:22/ada/rnn.git": "https://gitlab.com/ada/rnn",
    "/srv/git/rnn.git": "",
    "../rnn": "",
    "": "",
}


def test_plugins_are_looked_up_once():
    course.remember_plugins(None, None)
    find = course.pybtex.plugin.find_plugin
    course.remember_plugins(None, None)
    assert course.pybtex.plugin.find_plugin is find
    assert find("pybtex.backends", "plaintext") is find("pybtex.backends", "plaintext")
    assert find.cache_info().hits >= 1


@pytest.mark.parametrize("remote", REMOTES)
def test_web_address_of_a_remote(remote):
    assert course.web_url(remote) == REMOTES[remote]


def git(folder, *arguments):
    """Run git in a folder."""
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def options(folder, monkeypatch, **environment):
    """Return the theme's options as the extension leaves them for a checkout."""
    for name in ("COURSE_REPOSITORY", "COURSE_BRANCH"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    start = {"launch_buttons": {"binderhub_url": "x"}, "repository_url": "https://github.com/other/book"}
    config = SimpleNamespace(html_theme_options=start)
    course.set_repository(SimpleNamespace(srcdir=str(folder)), config)
    return config.html_theme_options


@pytest.fixture
def checkout(tmp_path):
    """A git checkout on the branch trunk, without a remote."""
    git(tmp_path, "init", "-q", "-b", "trunk")
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    git(tmp_path, *identity, "commit", "-q", "--allow-empty", "-m", "start")
    return tmp_path


def test_no_remote_no_buttons(checkout, monkeypatch):
    assert options(checkout, monkeypatch) == {}


def test_no_git_no_buttons(tmp_path, monkeypatch):
    assert options(tmp_path, monkeypatch) == {}


@pytest.mark.parametrize(
    "remote", ["git@git.example.org:ada/rnn.git", "https://github.com/ada", "/srv/git/rnn.git"]
)
def test_a_remote_that_is_no_public_host_gives_no_buttons(checkout, monkeypatch, remote):
    git(checkout, "remote", "add", "origin", remote)
    assert options(checkout, monkeypatch) == {}


def test_buttons_lead_to_the_own_repository(checkout, monkeypatch):
    git(checkout, "remote", "add", "origin", "git@github.com:ada/rnn.git")
    found = options(checkout, monkeypatch)
    assert found["repository_url"] == "https://github.com/ada/rnn"
    assert found["repository_branch"] == "trunk" and found["path_to_docs"] == ""
    assert found["launch_buttons"] == {"binderhub_url": "x"} and found["use_repository_button"]


def test_a_book_in_a_folder_knows_its_path(checkout, monkeypatch):
    git(checkout, "remote", "add", "origin", "git@github.com:ada/rnn.git")
    (checkout / "docs" / "book").mkdir(parents=True)
    assert options(checkout / "docs" / "book", monkeypatch)["path_to_docs"] == "docs/book"


def test_environment_overrides_git(tmp_path, monkeypatch):
    found = options(tmp_path, monkeypatch, COURSE_REPOSITORY="https://gitlab.com/a/b", COURSE_BRANCH="dev")
    assert found["repository_url"] == "https://gitlab.com/a/b" and found["repository_branch"] == "dev"


def test_a_detached_head_counts_as_main(checkout, monkeypatch):
    git(checkout, "remote", "add", "origin", "https://github.com/ada/rnn")
    git(checkout, "checkout", "-q", "--detach")
    assert options(checkout, monkeypatch)["repository_branch"] == "main"


# ---- icons


def icon_script(names):
    """Return a script with the form of the theme's."""
    icons = ",".join(
        f'"{name}":[16,16,["{name}-alias"],"f00{k % 10}","M0 0"]' for k, name in enumerate(names)
    )
    return f"(()=>{{var icons={{{icons}}};use(icons)}})()"


def test_icons_are_cut_down_to_those_in_use():
    names = [f"icon-{k}" for k in range(600)]
    page = '<i class="fa-solid fa-icon-7"></i><i class="fas fa-icon-9-alias"></i>'
    script = course.trim_icons(icon_script(names), page)
    assert [name for name in names if f'"{name}"' in script] == ["icon-7", "icon-9"]
    assert script.startswith("(()=>{var icons={") and script.endswith("};use(icons)})()")
    assert ",}" not in script and ",," not in script and "{," not in script


def test_an_unknown_icon_script_is_left_alone():
    assert course.trim_icons("var icons = 1", '<i class="fa-solid fa-x"></i>') == "var icons = 1"


def test_the_themes_own_icon_script_is_cut_and_still_a_script():
    import pydata_sphinx_theme

    scripts = (
        Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static" / "scripts"
    )
    before = (scripts / "fontawesome.js").read_text(encoding="utf-8")
    after = course.trim_icons(before, '<i class="fa-solid fa-download"></i>')
    assert len(after) < len(before) / 10
    assert "download:[" in after and '"circle-half-stroke":[' in after and "clapperboard:[" not in after
    assert [after.count(mark) for mark in "{}()"] == [before.count(mark) for mark in "{}()"]


# ---- pages


def test_navigation_buttons_get_a_name():
    page = '<a href="x">2. Core</a><details><summary><span class="toctree-toggle" role="presentation"></span>'
    mended = course.mend(page)
    assert '<summary aria-label="Pages of 2. Core">' in mended
    assert course.mend(mended) == mended


def test_bibliography_entries_are_list_items():
    assert course.mend('<div role="doc-biblioentry">') == '<div role="listitem">'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('class="table"', 'class="table" tabindex="0"'),
        ('class="table" id="result-1"', 'class="table" tabindex="0" id="result-1"'),
        ('class="gathered table"', 'class="gathered table" tabindex="0"'),
        ('class="timetable"', 'class="timetable"'),
    ],
)
def test_tables_can_be_scrolled_by_keyboard(before, after):
    mended = course.mend(f"<table {before}><tr></tr></table>")
    assert mended == f"<table {after}><tr></tr></table>"
    assert course.mend(mended) == mended


@pytest.mark.parametrize(
    ("body", "kept"), [("<p>no formula</p>", 1), ('<span class="math notranslate">x</span>', 2)]
)
def test_mathjax_is_loaded_where_there_is_mathematics(body, kept):
    context = {"body": body, "script_files": ["_static/mathjax/tex-chtml.js", "_static/doctools.js"]}
    course.drop_unused_mathjax(None, "page", "page.html", context, None)
    assert len(context["script_files"]) == kept


def test_mathjax_comes_with_its_fonts():
    folder = course.mathjax_folder()
    assert (folder / course.MATHJAX_MAIN).is_file()
    assert list((folder / "output" / "chtml" / "fonts").rglob("*.woff"))


def test_a_missing_mathjax_says_what_to_do(monkeypatch):
    monkeypatch.setattr(course, "find_spec", lambda name: None)
    with pytest.raises(course.ExtensionError, match="pip install -r requirements.txt"):
        course.mathjax_folder()
