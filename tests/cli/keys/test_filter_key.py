"""`/` in `mhook listen`: typing a filter on the line at the bottom, and printing only what fits it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands.test_listen import event, post
from tests.cli.keys.terminal import SeenProgram, listen_line
from tests.listening import read_captures

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="these terminals are those of POSIX"),
    pytest.mark.usefixtures("measured_processes"),
]
PROMPT = "filter (Enter sets it, Esc cancels): "


@pytest.fixture
def listen(tmp_path: Path) -> Iterator[SeenProgram]:
    """Yield a listener that hears keys."""
    with SeenProgram(listen_line(tmp_path)) as program:
        program.see_below("no request yet")
        yield program


def test_only_what_fits_is_printed(listen: SeenProgram, tmp_path: Path) -> None:
    """What does not fit is answered, stored and counted, but not printed; the line says how many were."""
    port = listen.port
    listen.press("/type=failed verdict=valid\r")
    listen.see_below("filter: type=failed verdict=valid, 0 of 0 shown")
    post(
        port,
        event("failed", "shown"),
        event("opened", "other-type"),
        event("failed", "other-verdict", valid=False),
    )
    lines = listen.see_below("1 of 3 shown")
    assert [line.split()[4] for line in lines if " POST " in line] == ["shown"]
    assert len(read_captures(tmp_path / "captures.db")) == 3
    listen.press("/\x15\r")
    listen.wait_until(lambda lines: "filter:" not in lines[-1], "no filter")
    post(port, event("opened", "after"))
    lines = listen.see("after")
    assert "filter" not in lines[-1].replace("/ filter", "")


def test_last_is_the_last_that_is_seen(listen: SeenProgram) -> None:
    """Enter shows the last request that was printed, not one that the filter left out."""
    port = listen.port
    listen.press("/opened\r")
    listen.see_below("filter: opened")
    post(port, event("opened", "seen"), event("failed", "unseen"))
    listen.see_below("1 of 2 shown")
    listen.press("\r")
    lines = listen.see('"event_id": "seen"')
    assert not any("unseen" in line for line in lines)


def test_typing(listen: SeenProgram) -> None:
    """Backspace, Ctrl-W and Ctrl-U erase, the cursor stands behind the text, and keys of the table are text here."""
    listen.press("/qpr")
    listen.see_below(f"{PROMPT}qpr")
    listen.press("\x7f ab")
    listen.see_below(f"{PROMPT}qp ab")
    assert listen.cursor[1] == len(f"{PROMPT}qp ab")
    listen.press("\x17c")
    listen.see_below(f"{PROMPT}qp c")
    listen.press("\x15é")
    listen.see_below(f"{PROMPT}é")
    listen.press("\x1b")
    listen.see_below("no request yet")
    assert listen.process.poll() is None


def test_word_that_is_none(listen: SeenProgram) -> None:
    """A name that nothing has is refused with the nearest, and can be corrected."""
    listen.press("/typ=failed\r")
    listen.see("did you mean type=?")
    listen.see_below(f"{PROMPT}typ=failed")
    listen.press("\x15type=failed\r")
    listen.see_below("filter: type=failed")


def test_long_text_stays_on_one_row(listen: SeenProgram) -> None:
    """Of a text that is longer than the terminal is wide, the end is shown."""
    listen.press("/" + "a" * 190 + "z")
    listen.see_below("aaz")
    assert len(listen.bottom) < 150
    assert listen.wraps == 0
