"""The detail of a capture: its verdict is explained, its signature stays masked, and what is opened can be closed."""

from pathlib import Path

from tests.browser.conftest import Opened
from tests.browser.watched import WatchedPage
from tests.cli.store import captured, event, fill, signature
from tests.inspecting import InspectProcess
from tests.receivers.raw import Receiver

ID = captured(1).entry.id


def detail(opened: Opened, inspector: InspectProcess) -> WatchedPage:
    """Open the detail of the one capture."""
    watched = opened(inspector, f"capture={ID}")
    watched.page.wait_for_selector("[data-section=headers]")
    return watched


def test_says_why_and_what_to_do(opened: Opened, tmp_path: Path) -> None:
    """A wrong signature is explained by its cause, and the answer by what follows it."""
    wrong = signature(event().replace(b",", b", ").replace(b":", b": ")).encode()
    headers = ((b"Host", b"a.test"), (b"x-maileroo-signature", wrong))
    one = captured(1, headers=headers, verdict="invalid", cause="json-python", status=500)
    with InspectProcess(fill(tmp_path / "captures.db", one)) as inspector:
        watched = detail(opened, inspector)
        cause = watched.find("[data-cause=json-python]")
        assert "re-serialised" in (cause.text_content() or "")
        assert "What to do: " in (cause.text_content() or "")
        following = watched.find("[data-section=next]")
        assert "Answered 500" in (following.text_content() or "")
        assert following.locator("tbody tr").count() == 8
        watched.press("y")
        assert watched.js("() => document.activeElement.textContent") == "Why this verdict"


def test_a_signature_is_shown_after_a_question(opened: Opened, tmp_path: Path) -> None:
    """It is masked until somebody has read what it may be used for, and only then asked of the server."""
    with InspectProcess(fill(tmp_path / "captures.db", captured(1))) as inspector:
        watched = detail(opened, inspector)
        whole = signature(event())
        assert f"{whole[:8]}…" in watched.page.content()
        watched.page.get_by_role("button", name="Show signatures").click()
        question = watched.page.get_by_role("dialog")
        assert "never expires" in question.inner_text()
        question.get_by_role("button", name="Cancel").click()
        assert whole not in watched.page.content()
        assert not any("signatures=1" in one.url for one in watched.requests)
        watched.page.get_by_role("button", name="Show signatures").click()
        question.get_by_role("button", name="Show signatures").click()
        watched.page.get_by_text(whole).wait_for()


def test_escape_closes_what_was_opened_last(opened: Opened, tmp_path: Path) -> None:
    """The form goes first, and focus returns to where it was; then the detail."""
    with Receiver() as receiver, InspectProcess(
        fill(tmp_path / "captures.db", captured(1)), "--target", receiver.url
    ) as inspector:  # fmt: skip
        watched = detail(opened, inspector)
        watched.page.get_by_role("button", name="Edit and resend").click()
        watched.page.wait_for_selector("[data-part=edit] form")
        assert watched.js("() => document.activeElement.textContent") == "Edit and resend"
        watched.find("[data-part=edit] textarea").focus()
        watched.press("Escape")
        watched.page.wait_for_selector("[data-part=edit]", state="detached")
        assert watched.js("() => document.activeElement.textContent") == "Edit and resend"
        watched.press("Escape")
        watched.page.wait_for_selector("article.detail", state="detached")


def test_without_a_target_it_says_how_to_name_one(opened: Opened, tmp_path: Path) -> None:
    """Nothing can be resent, and the page says with which option it could."""
    with InspectProcess(fill(tmp_path / "captures.db", captured(1))) as inspector:
        watched = detail(opened, inspector)
        assert watched.page.get_by_role("button", name="Resend", exact=True).is_disabled()
        assert "mhook inspect --target http" in watched.find("article.detail").inner_text()
        watched.press("e")
        watched.page.get_by_role("status").get_by_text("To resend, name a target").wait_for()
        assert watched.find("[data-part=edit]").count() == 0
