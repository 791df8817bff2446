"""The views beside the list: the life of a mail, two captures compared, and runs with their pictures."""

from pathlib import Path

import pytest

from tests.browser.conftest import Opened
from tests.cli.store import captured, event, fill, signature
from tests.inspecting import InspectProcess
from tests.inspector.api.test_runs import replayed, stormed


def mail(path: Path) -> Path:
    """Make a store with one mail: its delivery came twice, it was opened before it was clicked, and much is missing."""
    types = ("delivered", "delivered", "clicked", "opened")
    times = (10, 10, 4_000, 3_000)
    ids = (1, 1, 3, 4)
    bodies = [
        event(number, kind, event_time=1_773_617_000 + at) for number, kind, at in zip(ids, types, times, strict=True)
    ]
    return fill(path, *(captured(number, body) for number, body in enumerate(bodies, 1)))


def test_the_life_of_a_mail(opened: Opened, tmp_path: Path) -> None:
    """Each type has a lane in which its events stand in order; what is odd is said, and marks open captures."""
    with InspectProcess(mail(tmp_path / "captures.db")) as inspector:
        watched = opened(inspector, f"view=mail&capture={captured(1).entry.id}")
        watched.page.wait_for_selector(".lanes")
        lanes = [one.inner_text() for one in watched.find(".lane > b").all()]
        assert lanes == ["After", "accepted", "delivered", "opened", "clicked"]
        marks = watched.find(".lane:has-text('delivered') button.mark")
        assert marks.count() == 2
        assert "duplicate" in marks.nth(1).inner_text()
        left = [one.evaluate("node => node.getBoundingClientRect().left") for one in watched.find("button.mark").all()]
        assert left == sorted(left)
        assert watched.find(".axis").locator("span").all_inner_texts() == [
            "+49\u00a0min\u00a050\u00a0s",
            "+16\u00a0min\u00a040\u00a0s",
        ]
        rows = watched.find("[data-role=mail] tbody").inner_text()
        said = [
            "accepted must have happened before delivered, but was not captured",
            "duplicate of ",
            "out of order: arrived after clicked",
        ]
        assert [rows.count(one) for one in said] == [1, 1, 1]
        assert [watched.page.inner_text("[data-role=mail]").count(one) for one in said] == [1, 1, 1]
        watched.find(".lane:has-text('clicked') button.mark").click()
        watched.page.wait_for_selector(f"article[data-capture='{captured(3).entry.id}']")


def test_a_life_says_what_was_answered(opened: Opened, tmp_path: Path) -> None:
    """Another answer than 200 stands in lane, table and first sentence; the mark of what is chosen is in sight."""
    many = [
        captured(number, event(number, "opened", event_time=1_773_617_000 + 90 * number)) for number in range(1, 12)
    ]
    last = captured(12, event(12, "complained", event_time=1_773_619_000), status=503)
    with InspectProcess(fill(tmp_path / "captures.db", *many, last)) as inspector:
        watched = opened(inspector, f"view=mail&capture={last.entry.id}", width=390)
        mark = watched.find(f"button.mark[data-capture='{last.entry.id}']")
        assert "503" in mark.inner_text()
        assert "1 not answered 200" in watched.find("[data-role=mail] p b").inner_text()
        assert "503" in watched.find("[data-role=mail] tr.failed").inner_text()
        watched.wait("() => document.querySelector('.lanes').scrollLeft > 0")
        inside = """one => (place => place.left >= 0 && place.right <= innerWidth)(one.getBoundingClientRect())"""
        assert mark.evaluate(inside)


BODY = b'{"event_type":"delivered","n":1,"e":"a"}'


@pytest.mark.parametrize(
    ("other", "summary", "values", "writing"),
    [
        (BODY.replace(b":1", b":2"), "differ in 1 value", "n\t1\t2", "Not compared: the values differ"),
        (BODY.replace(b":", b": "), "the same JSON", "Both bodies say the same", "Writing: 1 difference"),
        (BODY[:-1] + b"]", "not both JSON", "Not compared", "Not compared"),
        (BODY, "byte for byte", "Both bodies say the same", "written in the same way"),
    ],
)
def test_two_captures_are_compared_in_three_levels(
    opened: Opened, other: bytes, summary: str, values: str, writing: str, tmp_path: Path
) -> None:
    """The summary is first; values, writing and bytes follow, and what differs is marked on both sides."""
    store = fill(tmp_path / "captures.db", captured(2, other), captured(1, BODY))
    with InspectProcess(store) as inspector:
        watched = opened(inspector)
        watched.press("j", "d", "j", "d")
        watched.page.wait_for_selector("[data-role=diff] h3")
        assert summary in watched.find("[data-role=diff] p").first.inner_text()
        assert values in watched.find("[data-level=values]").inner_text()
        assert writing in watched.find("[data-level=writing]").inner_text()
        if other != BODY:
            shown = watched.find("[data-level=bytes] pre").all()
            assert [one.text_content() for one in shown] == [BODY.decode(), other.decode()]
            assert all(one.locator("mark").count() for one in shown)
            places = watched.find("[data-level=bytes] table").count()
            assert places == (summary != "differ in 1 value")


def test_runs_have_pictures(opened: Opened, tmp_path: Path) -> None:
    """A run is shown with its report, and its pictures are images that were drawn."""
    run = stormed(tmp_path / "runs", over=True)
    other = replayed(tmp_path / "runs")
    store = fill(tmp_path / "captures.db", captured(1))
    with InspectProcess(store, "--runs", tmp_path / "runs") as inspector:
        watched = opened(inspector, "view=runs")
        watched.page.wait_for_selector(f"[data-run='{other}']")
        watched.find(f"[data-run='{run}'] button").click()
        watched.page.wait_for_selector("figure img")
        watched.page.wait_for_function("() => [...document.images].every(one => one.complete && one.naturalWidth > 0)")
        assert all(one.get_attribute("alt") for one in watched.find("figure img").all())
        watched.page.get_by_text("Report as text").click()
        report = watched.find("pre[aria-label=Report]")
        assert (report.text_content() or "").strip()
        summary = watched.find("[data-role=runs] b").first.inner_text()
        assert watched.page.inner_text("[data-role=runs]").count(summary) == 1
        watched.press("Escape")
        watched.page.wait_for_selector(f"[data-run='{other}']")


@pytest.mark.parametrize("form", ["curl", "raw HTTP", "mhook command", "pytest"])
def test_a_capture_is_copied_without_its_signature(opened: Opened, form: str, tmp_path: Path) -> None:
    """It goes into the clipboard; where the browser refuses, it is shown selected instead."""
    with InspectProcess(fill(tmp_path / "captures.db", captured(1))) as inspector:
        watched = opened(inspector, f"capture={captured(1).entry.id}")
        watched.js("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
        watched.page.get_by_text("Copy as").click()
        watched.page.get_by_role("button", name=form, exact=True).click()
        area = watched.page.get_by_role("dialog").get_by_role("textbox")
        text = area.input_value()
        assert len(text) > 20
        assert signature(event()) not in text
        assert watched.js("() => getSelection().toString()").strip() == text.replace("\r\n", "\n").strip()


def test_a_pasted_signature_is_diagnosed(opened: Opened, tmp_path: Path) -> None:
    """What somebody's code computed is told by its cause."""
    with InspectProcess(fill(tmp_path / "captures.db", captured(1))) as inspector:
        watched = opened(inspector, f"capture={captured(1).entry.id}")
        watched.find("[data-section=signature] summary").click()
        field = watched.page.get_by_label("The signature that your code computed")
        again = event().replace(b":", b": ").replace(b",", b", ")
        for pasted, verdict in ((signature(again), "invalid"), (signature(event()), "valid")):
            field.fill(pasted)
            watched.press("Enter")
            watched.page.wait_for_selector(f"[data-section=signature] [role=status] [data-verdict={verdict}]")


def test_what_a_writer_would_change_is_marked(opened: Opened, tmp_path: Path) -> None:
    """The wire's text is shown with marks where another writer differs, and in words."""
    body = b'{"event_type":"delivered","n":1.0,"u":"\\u003c"}'
    with InspectProcess(fill(tmp_path / "captures.db", captured(1, body))) as inspector:
        watched = opened(inspector, f"capture={captured(1).entry.id}")
        section = watched.find("[data-section=rewriting]")
        section.locator("summary").click()
        section.locator("select").select_option(label="JSON.stringify")
        assert section.locator("mark").all_text_contents() == ["1.0", "\\u003c"]
        assert section.locator("pre").text_content() == body.decode()
        assert section.locator("tbody tr").count() == 2
