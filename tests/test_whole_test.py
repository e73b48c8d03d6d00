"""Tests of the test command itself: it runs all stages, counts honestly, and fails when anything failed."""

import sys

import pytest

from tools import browser
from tools import test as whole

REPORT = '<testsuite tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"/>'


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [((5, 0, 0, 0), (5, 0)), ((5, 1, 1, 0), (3, 2)), ((5, 0, 0, 1), (4, 1)), ((0, 0, 0, 0), (0, 1))],
)
def test_counts_of_a_report(tmp_path, numbers, expected):
    report = tmp_path / "report.xml"
    report.write_text(
        REPORT.format(**dict(zip(("tests", "failures", "errors", "skipped"), numbers, strict=True)))
    )
    assert whole.counts(report) == expected


def test_a_missing_report_is_a_failure(tmp_path):
    assert whole.counts(tmp_path / "report.xml") == (0, 1)


def outcome(stages):
    """Return the status and the lines of a run of the given stages."""
    lines = []
    status = whole.main(stages, say=lambda line, flush=False: lines.append(line))
    return status, lines


def test_all_stages_run_and_the_last_line_counts():
    ran = []

    def stage(name, result):
        return lambda: ran.append(name) or result

    status, lines = outcome({"one": stage("one", (3, 1)), "two": stage("two", (4, 0))})
    assert ran == ["one", "two"]
    assert status == 1 and lines[-1] == "7 passed, 1 failed"
    assert "one" in lines[-2] and " s " in lines[-2]


def test_status_is_zero_only_if_something_passed_and_nothing_failed():
    assert outcome({"one": lambda: (3, 0)})[0] == 0
    assert outcome({"one": lambda: (0, 0)})[0] == 1


def test_a_real_run_of_pytest_is_counted(tmp_path):
    file = tmp_path / "test_three.py"
    file.write_text(
        "import pytest\n\n\ndef test_a():\n    pass\n\n\ndef test_b():\n    assert False\n\n\n"
        "@pytest.mark.skip\ndef test_c():\n    pass\n"
    )
    assert whole.pytest("-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(file)) == (1, 2)


def test_a_failing_command_is_noticed():
    assert whole.run(sys.executable, "-c", "pass")
    assert not whole.run(sys.executable, "-c", "raise SystemExit(3)")


def test_the_named_browser_wins(monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert browser.find() == sys.executable


def test_a_wrong_name_of_the_browser_is_an_error(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    with pytest.raises(FileNotFoundError, match="CHROMIUM is set to 'no-such-browser'"):
        browser.find()


def test_browser_on_the_path(monkeypatch, tmp_path):
    program = tmp_path / "google-chrome"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.find() == str(program)


def test_install_uses_apt_where_it_may_and_playwright_elsewhere(monkeypatch):
    commands = []

    class Done:
        returncode = 1

    monkeypatch.setattr(browser.subprocess, "run", lambda command, **_: commands.append(command) or Done())
    monkeypatch.setattr(browser.shutil, "which", lambda name: "/bin/apt-get")
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    assert browser.install(say=lambda line: None) is None
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    assert browser.install(say=lambda line: None) is None
    assert commands[0][:2] == ["apt-get", "update"] and commands[1][1:] == [
        "-m",
        "playwright",
        "install",
        "chromium",
    ]
