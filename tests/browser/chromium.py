"""Finding and starting Chromium: the one of the system, never one that is downloaded."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

_QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def program() -> str | None:
    """Return the path of Chromium; ``None`` where it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def launch(playwright: Playwright, *more: str) -> Browser:
    """Start Chromium without a window, and without any connection of its own; ``more`` are arguments of a test's."""
    # Chromium refuses its sandbox to root.
    sandbox = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    return playwright.chromium.launch(executable_path=program(), args=[*sandbox, *_QUIET, *more])
