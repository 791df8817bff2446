"""The browser that the tests of the inspector's page share: Debian's Chromium, without a window.

Where there is none, the tests are skipped; where ``MHOOK_BROWSER`` is ``required``, or on a machine that sets ``CI``,
they fail.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.chromium import launch, program
from tests.browser.watched import PATIENCE, WatchedPage
from tests.inspecting import InspectProcess

_FOLDER = Path(__file__).parent
# Read before the variables of mhook are hidden from the tests.
_REQUIRED = os.environ.get("MHOOK_BROWSER") == "required" or bool(os.environ.get("CI"))

Opened = Callable[..., WatchedPage]
"""Opens a page of an inspector in a browser of its own, so to speak: nothing is shared with another page's."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the browser."""
    for item in items:
        if _FOLDER in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the one browser of all tests."""
    if program() is None:
        if _REQUIRED:
            pytest.fail("chromium is not installed, and the tests in a browser are required")
        pytest.skip("chromium is not installed")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Open pages of an inspector, and hold each at its end to what holds of all pages."""
    pages: list[WatchedPage] = []

    def start(inspector: InspectProcess, search: str = "", *, width: int = 1280, height: int = 800) -> WatchedPage:
        page = WatchedPage(browser, inspector.origin, width=width, height=height)
        pages.append(page)
        page.open(inspector.url_of(search))
        return page

    yield start
    for page in pages:
        page.close()
    for page in pages:
        page.check()
