"""Acting on several captures at once: marked ones, a range, all that match; and what the list says when it is empty."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Opened
from tests.browser.large_store import write_store
from tests.cli.store import captured, fill
from tests.inspecting import InspectProcess
from tests.receivers.raw import Receiver


def test_marked_captures_are_resent(opened: Opened, tmp_path: Path) -> None:
    """Their number is asked for first; Cancel sends nothing."""
    with (
        Receiver() as receiver,
        InspectProcess(write_store(tmp_path / "a.db", 40), "--target", receiver.url) as inspector,
    ):
        watched = opened(inspector)
        watched.press("j", "x", "j", "j", "x", "r")
        dialog = watched.page.get_by_role("dialog", name="Resend 2 captures?")
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_be_hidden()
        assert receiver.requests == []
        watched.press("r")
        dialog.get_by_role("button", name="Resend 2", exact=True).click()
        watched.page.get_by_text("Resent 2 captures: 2 × 200").wait_for()  # noqa: RUF001  (as it is shown)
        assert len(receiver.requests) == 2


def test_a_range_and_all_are_marked(opened: Opened, tmp_path: Path) -> None:
    """Shift marks up to a row, Ctrl one more or one less, and a button all that match; Esc unmarks."""
    with InspectProcess(write_store(tmp_path / "captures.db", 1_000)) as inspector:
        watched = opened(inspector, "verdict=invalid")
        count = watched.find("[data-role=count]")
        rows = watched.find("[role=grid] .row:not([hidden])")
        expect(count).to_have_text("100 match")
        watched.press("j")
        rows.and_(watched.find("[aria-rowindex='6']")).click(modifiers=["Shift"])
        expect(count).to_have_text("5 captures marked")
        rows.and_(watched.find("[aria-rowindex='4']")).click(modifiers=["Control"])
        expect(count).to_have_text("4 captures marked")
        assert watched.find("[aria-selected=true]").count() == 4
        watched.page.get_by_role("button", name="Mark all 100").click()
        expect(count).to_have_text("100 captures marked")
        with watched.page.expect_download() as download:
            watched.press("p")
            watched.page.get_by_label("With signatures").check()
            watched.page.get_by_role("button", name="Promote 100", exact=True).click()
        assert Path(download.value.path()).read_text(encoding="utf-8").count("def test_") > 0
        watched.press("Escape")
        expect(count).to_have_text("100 match")


def test_chips_filter_by_verdict(opened: Opened, tmp_path: Path) -> None:
    """Each has its count and can be pressed; the address follows, and back undoes it."""
    with InspectProcess(write_store(tmp_path / "captures.db", 50)) as inspector:
        watched = opened(inspector)
        chip = watched.page.get_by_role("button", name=re.compile("invalid 5"))
        chip.click()
        watched.wait_count(5)
        assert watched.page.url == f"{inspector.origin}/?verdict=invalid"
        expect(chip).to_have_attribute("aria-pressed", "true")
        watched.page.go_back()
        watched.wait_count(50)
        expect(chip).to_have_attribute("aria-pressed", "false")


def test_a_wrong_filter_is_explained_beside_it(opened: Opened, tmp_path: Path) -> None:
    """The list stays as it was; the right one takes the error away."""
    with InspectProcess(write_store(tmp_path / "captures.db", 50)) as inspector:
        watched = opened(inspector)
        watched.press("/")
        watched.page.keyboard.type("since:yesteryear")
        watched.press("Enter")
        error = watched.find("[data-role=filter-error]")
        expect(error).to_contain_text("yesteryear")
        watched.wait_count(50)
        watched.press("/")
        watched.page.keyboard.type("verdict:probe")
        watched.press("Enter")
        watched.wait_count(5)
        expect(error).to_be_hidden()


def test_an_empty_list_says_what_to_do(opened: Opened, tmp_path: Path) -> None:
    """Without captures it has the commands that make some; where none match, a button that clears the filter."""
    store = fill(tmp_path / "captures.db")
    with InspectProcess(store) as inspector:
        watched = opened(inspector)
        empty = watched.find("[data-role=empty]")
        expect(empty).to_contain_text("mhook send delivered --url")
        fill(store, captured(1))
        watched.wait_count(1)
        expect(empty).to_be_hidden()
        watched.open(f"{inspector.origin}/?text=nowhere")
        watched.page.get_by_role("button", name="Clear the filter").click()
        watched.wait_count(1)
        assert watched.page.url == f"{inspector.origin}/"
