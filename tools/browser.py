"""The browser that the site is tested in: where Chromium is, and how it comes onto a machine without one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ADVICE = (
    "No Chromium was found and none could be installed. Install it (on Debian: apt-get install chromium; "
    "elsewhere: python -m playwright install chromium) or set CHROMIUM to the path of a Chromium or Chrome."
)


def find():
    """Return the path of a Chromium: the variable CHROMIUM, the PATH, or playwright's own; None without one.

    Raises:
        FileNotFoundError: CHROMIUM is set to something that is no program.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        path = shutil.which(named)
        if path is None:
            raise FileNotFoundError(f"CHROMIUM is set to {named!r}, which is no program")
        return path
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def install(say=print):
    """Install Chromium: with apt where that is possible, else with playwright.

    Returns:
        the path of the browser, or None if it could not be installed.
    """
    if shutil.which("apt-get") and os.geteuid() == 0:
        ways = [["apt-get", "update", "-q"], ["apt-get", "install", "-q", "-y", "chromium"]]
    else:
        ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    for command in ways:
        say(f"no Chromium yet: {' '.join(command)}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if subprocess.run(command, env=environment, stdin=subprocess.DEVNULL).returncode != 0:
            return None
    return find()
