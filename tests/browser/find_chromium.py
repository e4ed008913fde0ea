"""Finds a Chromium for the browser tests; run as a script, it also fetches one when none is there.

    python tests/browser/find_chromium.py

`GMM_CHROMIUM` names one outright. Otherwise: one of the machine's own, else Playwright's, else
Debian's package (as root only).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/usr/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
NONE = (
    "the browser tests need a Chromium that starts, and found none. Install Chromium or Chrome, or "
    "run `python -m playwright install --with-deps chromium`, or set GMM_CHROMIUM to its path."
)


def find() -> str:
    """Path of the first Chromium here that starts.

    Raises
    ------
    RuntimeError
        When there is none, saying what to do.
    """
    named = os.environ.get("GMM_CHROMIUM")
    if named:
        if starts(named):
            return named
        raise RuntimeError(f"GMM_CHROMIUM={named} does not start; correct it or unset it")
    for path in candidates():
        if starts(path):
            return path
    raise RuntimeError(NONE)


def candidates() -> Iterator[str]:
    """Paths worth a try, the machine's own first."""
    yield from (path for name in NAMES if (path := shutil.which(name)))
    yield from (path for path in PLACES if Path(path).exists())
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists():
        yield own


def starts(path: str) -> bool:
    """Whether the browser at `path` draws an empty page (a missing library shows up here)."""
    command = [path, "--headless", *ARGUMENTS, "--dump-dom", "about:blank"]
    return succeeds(command, seconds=120, quiet=True)


def fetch() -> str:
    """Fetch a Chromium, from Playwright or else from Debian, and return its path."""
    apt = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    ways = {
        "Playwright's": [[sys.executable, "-m", "playwright", "install", "chromium"]],
        "Debian's": [["apt-get", "update"], apt] if is_debian_root() else [],
    }
    for whose, commands in ways.items():
        if not commands:
            continue
        print(f"Chromium: none here; fetching {whose}", flush=True)
        if all(succeeds(command, seconds=600) for command in commands):
            try:
                return find()
            except RuntimeError:
                print(f"Chromium: {whose} is here but does not start", flush=True)
    raise RuntimeError(NONE)


def is_debian_root() -> bool:
    """Whether `apt-get install` may be run here."""
    return sys.platform == "linux" and os.geteuid() == 0 and bool(shutil.which("apt-get"))


def succeeds(command: list[str], *, seconds: float, quiet: bool = False) -> bool:
    """Run `command`, its output shown unless `quiet`; a time-out counts as a failure."""
    output = subprocess.DEVNULL if quiet else None
    try:
        done = subprocess.run(
            command,
            check=False,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    """Say which Chromium serves, having fetched it if need be."""
    try:
        try:
            path = find()
        except RuntimeError:
            if os.environ.get("GMM_CHROMIUM"):
                raise
            path = fetch()
    except RuntimeError as error:
        print(f"Chromium: {error}", file=sys.stderr)
        return 1
    print(f"Chromium: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
