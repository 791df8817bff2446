"""A page of another origin, which a browser lets near the inspector, reads no byte of it and sends nothing with it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.foreign import ATTACKS, Site
from tests.cli.store import captured, fill
from tests.inspecting import InspectProcess
from tests.receivers.raw import Receiver


def attack(page: Page, victim: str, token: str) -> list[str]:
    """Attack from a page that is open; return what could be read."""
    found: list[str] = page.evaluate(ATTACKS, [victim, token])
    return found


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"], ids=["of the same site", "of another site"])
def test_reads_and_sends_nothing(browser: Browser, host: str, tmp_path: Path) -> None:
    """Whatever it tries, while the inspector is open in another tab and even where it knows the token."""
    store = fill(tmp_path / "captures.db", captured(1))
    with Receiver() as receiver, Site() as site, InspectProcess(store, "--target", receiver.url) as inspector:
        context = browser.new_context()
        context.new_page().goto(inspector.url)
        page = context.new_page()
        page.goto(f"http://{host}:{site.port}/")
        assert attack(page, inspector.origin, inspector.token) == []
        assert attack(page, inspector.origin.replace("127.0.0.1", "localhost"), inspector.token) == []
        assert context.cookies() == []
        assert inspector.ask("/api/state")[0] == 200
        context.close()
    assert receiver.requests == []


def test_the_attacks_are_attacks(browser: Browser) -> None:
    """What is refused here succeeds where a site lets everybody in."""
    with Site() as site, Site(lets_in=True) as victim:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{site.port}/")
        found = {one.partition(":")[0] for one in attack(page, f"http://127.0.0.1:{victim.port}", "token")}
        context.close()
    assert {"fetch /api/state", "fetch with the token /api/state", "EventSource", "script", "module"} <= found
    assert {"post json", "post json with the token"} <= found
    assert len(victim.posts) >= 7
    assert {path for path, _ in victim.posts} == {"/api/resend"}
