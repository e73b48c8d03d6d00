"""The whole test: `python -m tools.test`, the one command that has to pass.

    browser    Chromium, which is installed if there is none
    ruff       the style of all Python, the pages' code included
    pytest     units, the form of the pages, and every page run again and compared strictly (nbval)
    book       the book, from nothing, warnings as errors
    site       the built book in a real browser

All stages run, also after one has failed. The last line counts every test, and one for each
other stage. A skipped test counts as failed, because nothing here may be skipped.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from tools import browser
from tools.notebooks import ONE_THREAD

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable


def run(*command):
    """Run a command at the root of the checkout, one thread a process, its output passed through.

    Returns:
        bool, whether it succeeded.
    """
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env={**ONE_THREAD, **os.environ},
    )
    return done.returncode == 0


def counts(report):
    """Read the counts of a pytest run from its JUnit report.

    Returns:
        (passed, failed); errors and skipped tests are failures, and so is a missing report or an empty run.
    """
    if not Path(report).is_file():
        return 0, 1
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    total = sum(int(suite.get("tests", 0)) for suite in suites)
    failed = sum(int(suite.get(kind, 0)) for suite in suites for kind in ("failures", "errors", "skipped"))
    return (total - failed, failed) if total else (0, 1)


def pytest(*arguments):
    """Run pytest and return (passed, failed); a run that breaks off counts as a failure."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        succeeded = run(PYTHON, "-m", "pytest", "-q", "-rs", f"--junitxml={report}", *arguments)
        passed, failed = counts(report)
    return passed, failed if succeeded else max(failed, 1)


def chromium():
    """Find Chromium, or install it."""
    path = browser.find() or browser.install()
    print(path or browser.ADVICE)
    return (1, 0) if path else (0, 1)


def style():
    """Check the style of all Python files and notebooks."""
    return (1, 0) if run(PYTHON, "-m", "ruff", "check", "--no-cache", ".") else (0, 1)


def units_and_pages():
    """Run the unit tests and all pages on two cores, each page in one worker."""
    return pytest("-n", "2", "--dist", "loadscope")


def book():
    """Build the book from nothing with warnings as errors."""
    shutil.rmtree(ROOT / "_build", ignore_errors=True)
    program = Path(PYTHON).with_name("jupyter-book")  # beside the interpreter, whatever the PATH says
    built = run(program, "build", ".", "-W", "-n", "--keep-going")
    return (1, 0) if built else (0, 1)


def site():
    """Test the built book in Chromium, on two cores."""
    return pytest("tests/site", "-n", "2", "--dist", "load")


STAGES = {"browser": chromium, "ruff": style, "pytest": units_and_pages, "book": book, "site": site}


def main(stages=STAGES, say=print):
    """Run all stages and report; the status is 1 if any of them failed."""
    passed = failed = 0
    lines = []
    for name, stage in stages.items():
        say(f"\n=== {name}", flush=True)
        start = time.perf_counter()
        good, bad = stage()
        passed, failed = passed + good, failed + bad
        seconds = time.perf_counter() - start
        lines.append(f"{name:8} {seconds:6.1f} s   {good} passed, {bad} failed")
    say("\n" + "\n".join(lines) + "\n")
    say(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
