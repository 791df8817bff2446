"""A body is shown as it came: by windows however long it is, with what cannot be seen made visible, and as bytes."""

from pathlib import Path

import pytest

from tests.browser.conftest import Opened
from tests.browser.watched import WatchedPage
from tests.cli.store import captured, fill
from tests.inspecting import InspectProcess

WINDOW = 65_536
BODY = "[aria-label=Body]"


def shown(opened: Opened, inspector: InspectProcess) -> WatchedPage:
    """Open the one capture of the store."""
    watched = opened(inspector, f"capture={captured(1).entry.id}")
    watched.page.wait_for_selector(f"{BODY} pre")
    return watched


def test_a_long_body_is_read_by_windows(opened: Opened, tmp_path: Path) -> None:
    """Only 64 KiB are asked for at a time, and each part can be reached; the last one is shorter."""
    lines = b"".join(b"line %010d\n" % number for number in range(16_000))
    with InspectProcess(fill(tmp_path / "captures.db", captured(1, lines))) as inspector:
        watched = shown(opened, inspector)
        section = watched.find("[data-section=body]")
        for name, first in (("Next", WINDOW), ("Last", 3 * WINDOW), ("Previous", 2 * WINDOW), ("First", 0)):
            section.get_by_role("button", name=name).click()
            window = lines[first : first + WINDOW]
            section.get_by_text(f"Bytes {first:,} to {first + len(window) - 1:,} of {len(lines):,} bytes").wait_for()
            assert section.locator("pre").text_content() == window.decode()
        limits = [one.url for one in watched.requests if "/body?" in one.url]
        assert len(limits) == 5
        assert all(f"limit={WINDOW}" in url for url in limits)
        assert section.get_by_role("button", name="Previous").is_disabled()


@pytest.mark.parametrize(("width", "a_row"), [(1280, 16), (800, 8)])
def test_bytes_are_shown_in_hex(opened: Opened, width: int, a_row: int, tmp_path: Path) -> None:
    """A body that is no text is shown as offsets, bytes and ASCII, fewer in a row where there is less room."""
    body = bytes(range(256))
    with InspectProcess(fill(tmp_path / "captures.db", captured(1, body))) as inspector:
        watched = opened(inspector, f"capture={captured(1).entry.id}", width=width)
        watched.page.wait_for_selector(f"{BODY} .hex")
        offsets, digits, signs = (one.text_content() or "" for one in watched.find(f"{BODY} pre").all())
        assert bytes.fromhex(digits) == body
        assert offsets.split("\n") == [f"{at:08x}" for at in range(0, 256, a_row)]
        assert signs.replace("\n", "") == "".join(chr(one) if 32 <= one < 127 else "·" for one in body)


def test_what_cannot_be_seen_is_shown(opened: Opened, tmp_path: Path) -> None:
    """Controls, directions and broken bytes are escapes, which look unlike those that somebody wrote."""
    body = b'{"a":"x\xe2\x80\xaey\\u202ez\t\xc2\xa0\xf0\x9f\x93\xa8"}\r\n\xff\xe2\x82'
    with InspectProcess(fill(tmp_path / "captures.db", captured(1, body))) as inspector:
        watched = shown(opened, inspector)
        section = watched.find("[data-section=body]")
        section.get_by_role("button", name="As it came").click()
        section.get_by_text("\\u{202e}").wait_for()
        text = '{"a":"x\\u{202e}y\\u202ez\\t\\u{00a0}\U0001f4e8"}\\r\n\\xff\\xe2\\x82'
        assert section.locator("pre").text_content() == text
        escapes = [one.text_content() for one in section.locator(".invisible").all()]
        assert escapes == ["\\u{202e}", "\\t", "\\u{00a0}", "\\r", "\\xff", "\\xe2", "\\x82"]
        section.get_by_label("Show invisible characters").uncheck()
        watched.page.wait_for_function("() => !document.querySelector('.invisible')")
        assert section.locator("pre").text_content() == body.decode("utf-8", "replace")


def test_pretty_keeps_each_literal(opened: Opened, tmp_path: Path) -> None:
    """The pretty form has a value on each line, written as it came."""
    with InspectProcess(fill(tmp_path / "captures.db", captured(1, b'{"n":1.0e1,"s":"\\u003c"}'))) as inspector:
        watched = shown(opened, inspector)
        watched.find("[data-form=pretty]").click()
        watched.page.wait_for_function(
            "() => document.querySelector('[aria-label=Body] pre').textContent.includes('\\n')"
        )
        assert "".join((watched.find(f"{BODY} pre").text_content() or "").split()) == '{"n":1.0e1,"s":"\\u003c"}'
