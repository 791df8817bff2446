"""What is resent from the page arrives byte for byte, to the target of the command line alone."""

from pathlib import Path

import pytest

from tests.browser.conftest import Opened
from tests.browser.watched import WatchedPage
from tests.cli.store import captured, fill, signature
from tests.inspecting import InspectProcess
from tests.receivers.raw import Receiver, answer_bytes, answering

BODIES = {
    "plain": b'{"event_type":"delivered","event_id":"1"}',
    "CRLF": b'{"a":\r\n"b\r"}\r\n',
    "NUL and other controls": b'{"a":"\x00\x01\x1b\x7f"}',
    "invalid UTF-8": b'{"a":"\xff\xfe\xc0\x80\xed\xa0\x80"}',
    "beyond the plane": '{"a":"\U0001f4e8\u202e\ufeff\u2028"}'.encode(),
    "a mark at the start": b'\xef\xbb\xbf{"a":1}',
    "every byte": bytes(range(256)),
    "only line ends": b"\n\n\r\n\t ",
    "nothing": b"",
}


def body_of(request: bytes) -> bytes:
    """Return what stands behind the head."""
    return request.partition(b"\r\n\r\n")[2]


def edit(watched: WatchedPage) -> None:
    """Open the form for the newest capture, without waiting for its detail."""
    watched.press("j", "Enter", "e")
    watched.page.wait_for_selector("[data-part=edit] textarea")


@pytest.mark.parametrize("name", BODIES)
def test_what_was_not_touched_is_the_same(opened: Opened, name: str, tmp_path: Path) -> None:
    """A form that is sent as it was filled sends the bytes and headers that came; so does a plain resend."""
    headers = ((b"Host", b"a.test"), (b"X-One", b"1"), (b"x-one", b"2"), (b"x-maileroo-signature", b"0" * 64))
    store = fill(tmp_path / "captures.db", captured(1, BODIES[name], headers=headers))
    with Receiver() as receiver, InspectProcess(store, "--target", receiver.url) as inspector:
        watched = opened(inspector)
        edit(watched)
        watched.find("input[name=signature][value=kept]").check()
        watched.page.get_by_role("button", name="Send", exact=True).click()
        watched.page.wait_for_selector("[data-part=edit] [role=status] >> text=200")
        watched.press("Escape")
        watched.page.wait_for_selector("[data-part=edit]", state="detached")
        watched.press("r")
        watched.page.wait_for_selector("[data-part=edit] [role=status] >> text=200")
        assert [body_of(one) for one in receiver.requests] == [BODIES[name]] * 2
        for one in receiver.requests:
            assert one.index(b"\r\nX-One: 1\r\n") < one.index(b"\r\nx-one: 2\r\n")
            assert one.lower().count(b"\r\nx-maileroo-signature: " + b"0" * 64 + b"\r\n") == 1


@pytest.mark.parametrize("name", ["CRLF", "invalid UTF-8", "every byte"])
def test_edited_bytes_arrive(opened: Opened, name: str, tmp_path: Path) -> None:
    """Bytes that no text field can hold are edited in hex; the new signature is that of the new bytes."""
    store = fill(tmp_path / "captures.db", captured(1, BODIES[name]))
    with Receiver() as receiver, InspectProcess(store, "--target", receiver.url) as inspector:
        watched = opened(inspector)
        edit(watched)
        area = watched.find("[data-part=edit] textarea")
        assert bytes.fromhex(area.input_value()) == BODIES[name]
        area.fill(area.input_value() + " 00 0d 0A f09f93a8\nff")
        watched.find("input[name=signature][value=new]").check()
        watched.page.get_by_role("button", name="Send", exact=True).click()
        watched.page.wait_for_selector("[data-part=edit] [role=status] >> text=200")
        (request,) = receiver.requests
        wanted = BODIES[name] + b"\x00\r\n\xf0\x9f\x93\xa8\xff"
        assert body_of(request) == wanted
        assert f"x-maileroo-signature: {signature(wanted)}\r\n".encode().lower() in request.lower()


def test_edited_text_headers_and_method_arrive(opened: Opened, tmp_path: Path) -> None:
    """Text is sent as UTF-8, headers in the order of the form; without a signature there is none."""
    store = fill(tmp_path / "captures.db", captured(1, b'{"a":1}'))
    with Receiver() as receiver, InspectProcess(store, "--target", receiver.url) as inspector:
        watched = opened(inspector)
        edit(watched)
        watched.find("[data-part=edit] textarea").fill('{"a":"\U0001f4e8\u0130\n\u202e"}')
        watched.find("[data-part=edit]").get_by_label("Method").fill("PUT")
        watched.page.get_by_role("button", name="Add a header").click()
        watched.page.keyboard.type("X-Added")
        watched.press("Tab")
        watched.page.keyboard.type("one two")
        watched.find("input[name=signature][value=none]").check()
        watched.page.get_by_role("button", name="Send", exact=True).click()
        watched.page.wait_for_selector("[data-part=edit] [role=status] >> text=200")
        (request,) = receiver.requests
        assert request.startswith(b"PUT /webhook")
        assert b"\r\nX-Added: one two\r\n" in request
        assert b"x-maileroo-signature" not in request.lower()
        assert body_of(request) == '{"a":"\U0001f4e8\u0130\n\u202e"}'.encode()


def test_the_new_answer_stands_beside_the_first(opened: Opened, tmp_path: Path) -> None:
    """Both answers are shown, as text, and what differs is marked."""
    answer = b"HTTP/1.1 500 X\r\nContent-Length: 5\r\n\r\n", b"first"
    store = fill(tmp_path / "captures.db", captured(1, status=500, answered="application", answer=answer))
    behaviour = answering(answer_bytes(503, "X-Other: <b>1</b>", body="<i>second</i>"))
    with Receiver(behaviour) as receiver, InspectProcess(store, "--target", receiver.url) as inspector:
        watched = opened(inspector)
        watched.press("j", "Enter")
        watched.page.wait_for_selector("[data-role=detail]")
        watched.settle()
        watched.press("r")
        result = watched.find("[data-part=edit] [role=status]")
        result.locator("text=503").first.wait_for()
        text = result.inner_text()
        assert [one for one in ("500", "first", "<i>second</i>", "<b>1</b>", "\u2260") if one not in text] == []


@pytest.mark.parametrize(
    ("status", "told"), [(200, "The same as the first answer but for the date."), (201, "2 lines differ")]
)
def test_every_line_that_differs_is_marked(opened: Opened, status: int, told: str, tmp_path: Path) -> None:
    """So is the date, which is not counted where nothing else differs."""
    head = b"HTTP/1.1 200 OK\r\nDate: Mon, 16 Mar 2026 09:00:00 GMT\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
    store = fill(tmp_path / "captures.db", captured(1, answered="application", answer=(head, b"no")))
    behaviour = answering(
        f"HTTP/1.1 {status} OK\r\nDate: Tue, 17 Mar 2026 09:00:00 GMT\r\nContent-Length: 2\r\n"
        "Connection: close\r\n\r\nno".encode()
    )
    with Receiver(behaviour) as receiver, InspectProcess(store, "--target", receiver.url) as inspector:
        watched = opened(inspector, f"capture={captured(1).entry.id}")
        watched.page.wait_for_selector("[data-role=detail]")
        watched.press("r")
        result = watched.find("[data-part=edit] [role=status]")
        result.locator("table").wait_for()
        assert told in result.inner_text()
        marked = [one.inner_text() for one in result.locator("tr.differs th").all()]
        assert marked == (["≠ date"] if status == 200 else ["≠ Status", "≠ date"])


def test_no_answer_is_compared_with_nothing(opened: Opened, tmp_path: Path) -> None:
    """Where the receiver is gone, that alone is said."""
    with Receiver() as receiver:
        url = receiver.url
    with InspectProcess(fill(tmp_path / "captures.db", captured(1)), "--target", url) as inspector:
        watched = opened(inspector, f"capture={captured(1).entry.id}")
        watched.page.wait_for_selector("[data-role=detail]")
        watched.press("r")
        result = watched.find("[data-part=edit] [role=status]")
        result.get_by_text("No answer: nothing listens").wait_for()
        assert result.locator("table").count() == 0
        assert "first answer" not in result.inner_text()


def test_many_are_counted_first(opened: Opened, tmp_path: Path) -> None:
    """Of a selection or a filtered view the number is said before anything is sent; refused, nothing is."""
    store = fill(tmp_path / "captures.db", *(captured(number) for number in range(7)))
    with Receiver() as receiver, InspectProcess(store, "--target", receiver.url) as inspector:
        watched = opened(inspector)
        watched.press("j", "x", "j", "x", "j", "x", "r")
        dialog = watched.page.get_by_role("dialog")
        dialog.wait_for()
        assert "3" in dialog.inner_text()
        assert receiver.url in dialog.inner_text()
        watched.press("Escape")
        dialog.wait_for(state="hidden")
        assert receiver.requests == []
        watched.press("r")
        dialog.get_by_role("button", name="Resend 3").click()
        dialog.get_by_role("heading", name="3 \u00d7 200").wait_for()
        assert dialog.locator("tbody tr").count() == 3
        assert len(receiver.requests) == 3


def test_without_a_target_nothing_is_sent(opened: Opened, tmp_path: Path) -> None:
    """The page says which option names one."""
    with InspectProcess(fill(tmp_path / "captures.db", captured(1))) as inspector:
        watched = opened(inspector)
        watched.press("j", "Enter")
        watched.page.wait_for_selector("[data-role=detail]")
        watched.page.get_by_text("--target").first.wait_for()
        assert watched.page.get_by_role("button", name="Resend", exact=True).is_disabled()
