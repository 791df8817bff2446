"""A page in a browser context of its own, and all that it does which no page of the inspector may do."""

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, Request

_WATCH = """
window.__violations = [];
addEventListener('securitypolicyviolation', event =>
  window.__violations.push(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample));
"""
PATIENCE = 60_000.0
"""Milliseconds after which a test that waits for something has failed; nothing is expected to take so long."""

_ROWS = """
() => [...document.querySelectorAll('[role=grid] [data-id]')].filter(row => !row.hidden)
  .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
  .map(row => ({id: row.dataset.id, row: +row.dataset.row, index: +row.ariaRowIndex, text: row.innerText}))
"""
# Chromium says of each answer that is no success, and of each connection that ends, that it is an error.
_OF_THE_NETWORK = re.compile(r"Failed to load resource")


class WatchedPage:
    """A page of the inspector at ``origin``, what it asked for, and what went wrong on it."""

    def __init__(self, browser: Browser, origin: str, *, width: int = 1280, height: int = 800) -> None:
        self.origin = origin
        self.faults: list[str] = []
        self.requests: list[Request] = []
        self.context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(_WATCH)
        self._pending: set[Request] = set()
        self.context.on("request", self._begin)
        self.context.on("requestfinished", self._end)
        self.context.on("requestfailed", self._end)
        self.context.on("console", self._hear)
        self.context.on("dialog", self._refuse)
        self.context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        self.page: Page = self.context.new_page()
        self._open = True

    def open(self, url: str) -> None:
        """Open an address and wait until the stream runs, which begins when the rows are there."""
        self.page.goto(url)
        self.wait_live()

    def wait_live(self, page: Page | None = None) -> None:
        """Wait until a tab, the first by default, has its rows and hears of new ones."""
        (page or self.page).wait_for_selector("[data-role=connection][data-state=live]")

    def go(self, search: str) -> None:
        """Change what the address says as the browser's back and forward do, without loading the page anew."""
        self.js("to => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); }", search)

    def tab(self, url: str) -> Page:
        """Open a second tab, which shares all that tabs of a browser share."""
        page = self.context.new_page()
        page.goto(url)
        self.wait_live(page)
        return page

    def rows(self, page: Page | None = None) -> list[dict[str, Any]]:
        """Return the rows that are drawn, the newest first: their ``id``, ``row``, ``index`` and ``text``."""
        found: list[dict[str, Any]] = (page or self.page).evaluate(_ROWS)
        return found

    def wait(self, function: str, argument: Any = None) -> None:
        """Wait until a function of the page returns something true."""
        self.page.wait_for_function(function, arg=argument)

    def settle(self) -> None:
        """Wait until the page has drawn, and asks for nothing but the stream."""
        quiet = 0
        while quiet < 3:
            self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
            quiet = 0 if self._pending else quiet + 1

    def wait_count(self, count: int, page: Page | None = None) -> None:
        """Wait until the list has so many captures."""
        (page or self.page).wait_for_selector(f'[role=grid][aria-rowcount="{count + 1}"]')

    def wait_drawn(self, page: Page | None = None) -> None:
        """Wait until each row in view has been read."""
        unread = "[role=grid] .row:not([hidden]):not([data-id])"
        (page or self.page).wait_for_function("unread => !document.querySelector(unread)", arg=unread)

    def wait_row(self, capture: str, page: Page | None = None) -> None:
        """Wait until the row of a capture is drawn."""
        (page or self.page).wait_for_selector(f'[role=grid] [data-id="{capture}"]', state="attached")

    def find(self, selector: str) -> Locator:
        """Return what a selector finds."""
        return self.page.locator(selector)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def js(self, function: str, argument: Any = None) -> Any:
        """Run a function in the page and return what it returns."""
        return self.page.evaluate(function, argument)

    def violations(self) -> list[str]:
        """Return what the page's policy had to stop so far, in all tabs."""
        return [one for page in self.context.pages for one in page.evaluate("() => window.__violations || []")]

    @property
    def foreign(self) -> list[str]:
        """Return the address of each request that went elsewhere than to the inspector."""
        own = urlsplit(self.origin).netloc
        return [one.url for one in self.requests if urlsplit(one.url).netloc != own and not one.url.startswith("blob:")]

    def close(self) -> None:
        """Take note of what the policy stopped, and close all tabs."""
        if self._open:
            self._open = False
            self.faults += [f"stopped by the policy: {one}" for one in self.violations()]
            self.context.close()

    def check(self) -> None:
        """Hold it to what holds of every page: nothing fails, and nothing goes elsewhere."""
        assert self.faults == []
        assert self.foreign == []

    def _begin(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.endswith("/api/stream"):
            self._pending.add(request)

    def _end(self, request: Request) -> None:
        self._pending.discard(request)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _OF_THE_NETWORK.match(message.text):
            self.faults.append(f"console: {message.text}")

    def _refuse(self, dialog: Dialog) -> None:
        self.faults.append(f"a dialog: {dialog.message}")
        dialog.dismiss()
