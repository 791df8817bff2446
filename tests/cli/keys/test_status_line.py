"""The line at the bottom of `mhook listen`: it stays there, fits the terminal, and has colours only where wanted."""

import re
import sys
from pathlib import Path

import pytest

from tests.cli.commands.test_listen import event, post
from tests.cli.keys.terminal import SeenProgram, listen_line

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="these terminals are those of POSIX"),
    pytest.mark.usefixtures("measured_processes"),
]


def test_stays_at_the_bottom(tmp_path: Path) -> None:
    """While lines come, each is there once and whole, in order, and the last row is the line with the counts."""
    with SeenProgram(listen_line(tmp_path)) as listen:
        listen.see_below("no request yet")
        for start in range(0, 300, 60):
            post(listen.port, *(event("opened", f"id{number}") for number in range(start, start + 60)))
        lines = listen.see_below("300 valid")
    shown = [line.split()[4] for line in lines if " POST " in line]
    assert shown == [f"id{number}" for number in range(300)]
    assert len([line for line in lines if "q quit" in line]) == 1
    assert listen.cursor == (len(lines) - 1, 0)


def test_notes_come_above_it(tmp_path: Path) -> None:
    """What is told on stderr, on the same terminal, does not come in between."""
    with SeenProgram(listen_line(tmp_path)) as listen:
        listen.see_below("no request yet")
        listen.press("r")
        listen.see("mhook: note: no request has come yet")
        lines = listen.see_below("q quit")
    assert lines[-2] == "mhook: note: no request has come yet"
    assert lines[-1].startswith("no request yet")


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 80])
def test_fits(width: int, tmp_path: Path) -> None:
    """It is never wrapped, and what matters most is left: the counts, then help and quit."""
    with SeenProgram(listen_line(tmp_path), width=width) as listen:
        lines = listen.see_below("no request yet")
        wraps = listen.wraps
        assert len(lines[-1]) < width
        assert "q quit" in lines[-1]
        post(listen.port, event("opened", "1"), event("opened", "2", valid=False))
        listen.see_below("1 valid")
        listen.press("p")
        lines = listen.see_below("paused")
        assert len(lines[-1]) < width
    assert listen.wraps == wraps


def test_resizing(tmp_path: Path) -> None:
    """It takes the width that the terminal has now, as soon as that changes, and so do the lines that come."""
    with SeenProgram(listen_line(tmp_path), width=150) as listen:
        listen.see_below("o open in the inspector")
        listen.resize(60)
        listen.wait_until(lambda lines: "q quit" in lines[-1] and len(lines[-1]) < 60, "a shorter line")
        post(listen.port, event("opened", "an-id-that-is-long"))
        lines = listen.see_below("1 valid")
        assert all(len(line) < 60 for line in lines if " POST " in line)
        listen.resize(150)
        listen.see_below("o open in the inspector")


@pytest.mark.slow
@pytest.mark.parametrize("variable", ["NO_COLOR", "--no-color"])
def test_without_colour(variable: str, tmp_path: Path) -> None:
    """There is no colour in it where none is wanted, and else there is."""
    arguments = [variable] if variable.startswith("-") else []
    env = {} if arguments else {variable: "1"}
    for wanted in (True, False):
        folder = tmp_path / str(wanted)
        line = listen_line(folder, *([] if wanted else arguments))
        with SeenProgram(line, env={} if wanted else env) as listen:
            listen.see_below("q quit")
            assert bool(re.search(rb"\x1b\[[0-9;]*m", listen.raw)) is wanted


def test_a_terminal_that_takes_no_output(tmp_path: Path) -> None:
    """After Ctrl-S requests are answered as long as nothing has to be printed, and Ctrl-Q shows what came meanwhile."""
    with SeenProgram(listen_line(tmp_path)) as listen:
        listen.see_below("no request yet")
        port = listen.port
        listen.press("p")
        listen.see_below("paused")
        listen.hold_up()
        assert post(port, *(event("opened", str(number)) for number in range(50))) == [200] * 50
        listen.press("\x11")
        listen.see_below("50 held back")
