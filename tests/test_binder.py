"""The Binder environment, as far as its files tell: supported Python, the book's requirements, a check."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BINDER = ROOT / ".binder"


def test_runtime_is_supported():
    """repo2docker takes python-3.N and had 3.11 to 3.14 when this was written."""
    found = re.fullmatch(r"python-3\.(\d+)", (BINDER / "runtime.txt").read_text().strip())
    assert found and 11 <= int(found[1]) <= 14


def test_requirements_are_the_books_own():
    lines = (BINDER / "requirements.txt").read_text().split("\n")
    assert "-r ../requirements.txt" in lines
    assert any(line.startswith("--extra-index-url") for line in lines), "the CPU build of PyTorch"
    own = (ROOT / "requirements.txt").read_text().split("\n")
    assert "-e ." in own and not any("index-url" in line for line in own)


def test_there_is_one_binder_folder():
    assert not (ROOT / "binder").exists()


@pytest.fixture
def post_build():
    """The path of the script that Binder runs last."""
    return BINDER / "postBuild"


def test_post_build_is_executable(post_build):
    assert os.access(post_build, os.X_OK)
    assert post_build.read_text().startswith("#!/bin/bash\nset -eu\n")


def test_post_build_imports_what_it_says(post_build):
    line = re.search(r'^python -c "(.*)"$', post_build.read_text(), re.MULTILINE)
    assert {"torch", "numpy", "ipywidgets", "rnnlib"} <= set(re.findall(r"\w+", line[1]))
    result = subprocess.run([sys.executable, "-c", line[1]], capture_output=True, text=True, cwd=ROOT)
    assert result.returncode == 0 and result.stdout.startswith("2."), result.stderr
