"""The token stays where it belongs, and nothing that was captured is fetched."""

from pathlib import Path

from tests.browser.conftest import Opened
from tests.browser.hostile_captures import captures_of
from tests.cli.store import captured, fill
from tests.inspecting import InspectProcess


def test_leaves_the_address_bar(opened: Opened, tmp_path: Path) -> None:
    """It moves from the address to the storage; no request has it in its address, or a Referer or a cookie."""
    with InspectProcess(fill(tmp_path / "captures.db", captured(1))) as inspector:
        watched = opened(inspector, "verdict=valid")
        token = inspector.token
        assert watched.page.url == f"{inspector.origin}/?verdict=valid"
        assert watched.js("() => Object.values(localStorage)").count(token) == 1
        watched.press("j", "Enter")
        watched.page.wait_for_selector("[data-role=detail]")
        assert len(watched.requests) > 5
        headers = [one.all_headers() for one in watched.requests]
        assert [one.url for one in watched.requests if token in one.url] == []
        assert [one for one in headers if one.get("referer") or "cookie" in one] == []
        assert {one["authorization"] for one in headers if "authorization" in one} == {f"Bearer {token}"}
        assert watched.context.cookies() == []
        assert token not in watched.page.content()


def test_a_reload_goes_on(opened: Opened, tmp_path: Path) -> None:
    """After a reload, and in a new tab of the plain address, the page is there with the same view."""
    with InspectProcess(fill(tmp_path / "captures.db", captured(1), captured(2, verdict="invalid"))) as inspector:
        watched = opened(inspector, "verdict=invalid")
        watched.page.reload()
        watched.wait_live()
        assert [one["id"] for one in watched.rows()] == [captured(2).entry.id]
        second = watched.tab(f"{inspector.origin}/")
        assert len(watched.rows(second)) == 2
        assert second.url == f"{inspector.origin}/"


def test_without_it_nothing_is_shown(opened: Opened, tmp_path: Path) -> None:
    """A page without the token, or with another one, says what to open; it shows and asks for nothing more."""
    with InspectProcess(fill(tmp_path / "captures.db", captured(1))) as inspector:
        watched = opened(inspector)
        watched.js("() => localStorage.clear()")
        for address in (f"{inspector.origin}/", f"{inspector.origin}/#token={'A' * 43}"):
            page = watched.context.new_page()
            page.goto(address)
            page.get_by_role("heading", name="Open the address that mhook inspect printed").wait_for()
            assert watched.rows(page) == []
            assert captured(1).entry.id not in page.content()
            page.close()


def test_no_captured_address_is_fetched(opened: Opened, tmp_path: Path) -> None:
    """Addresses, pictures and style sheets in a capture stay text, in every view."""
    text = "http://evil.example/pixel.gif"
    hostile = captures_of(f'<img src="{text}"><link rel="stylesheet" href="{text}"> url({text})')
    with InspectProcess(fill(tmp_path / "captures.db", *hostile)) as inspector:
        watched = opened(inspector)
        for row in watched.rows():
            for view in ("detail", "mail"):
                watched.open(f"{inspector.origin}/?capture={row['id']}&view={view}")
                watched.page.wait_for_selector(f"[data-role={view}]")
                watched.settle()
        assert "evil.example" in watched.page.inner_text("body")
        assert watched.foreign == []
