"""The progress bar: shown for long work on a terminal, and never in the way of data."""

import re
import sys
from typing import Literal

import pytest

from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.progress import Progress
from tests.cli.calling import Stream


class Screen:
    """Streams in memory and a clock that a test turns."""

    def __init__(self, patch: pytest.MonkeyPatch, *, out: bool, err: bool) -> None:
        self.out, self.err = Stream(terminal=out), Stream(terminal=err)
        self.now = 0.0
        patch.setattr(sys, "stdout", self.out)
        patch.setattr(sys, "stderr", self.err)
        patch.setattr("time.monotonic", lambda: self.now)
        patch.setenv("TERM", "xterm")
        patch.setenv("COLUMNS", "100")

    def work(self, total: int | None, unit: Literal["bytes", "items"] = "items", seconds: float = 3.0) -> None:
        """Do three pieces of work, with a line of data after each."""
        console = Console()
        with Progress("verified", total, console, unit) as bar:
            for number in range(3):
                self.now += seconds / 3
                bar.advance(5)
                console.line(f"line {number} \x1b[31mred\x1b[0m [red]")
        console.line("end")


@pytest.fixture
def lines() -> list[str]:
    """Return the lines of data."""
    return [*(f"line {number} \x1b[31mred\x1b[0m [red]" for number in range(3)), "end"]


@pytest.mark.parametrize("total", [15, None])
def test_long_work(monkeypatch: pytest.MonkeyPatch, total: int | None, lines: list[str]) -> None:
    """Long work shows what is done on stderr, and data is not touched."""
    screen = Screen(monkeypatch, out=False, err=True)
    screen.work(total)
    assert screen.out.content.decode().splitlines() == lines
    shown = screen.err.content.decode()
    assert "verified" in shown
    assert ("15/15" in shown, "━" in shown) == (total is not None, total is not None)


@pytest.mark.parametrize(("unit", "shown"), [("items", "verified 15 #"), ("bytes", "verified 15 bytes #")])
def test_without_a_known_end(monkeypatch: pytest.MonkeyPatch, unit: Literal["bytes", "items"], shown: str) -> None:
    """Where nobody knows how much there is, no bar is drawn, which would look full: the number and the time are."""
    screen = Screen(monkeypatch, out=False, err=True)
    screen.work(None, unit)
    text = re.sub("\x1b\\[[0-9]*m", "", screen.err.content.decode())
    assert shown in re.sub(r"\d:\d\d:\d\d", "#", text)


def test_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes are counted as such."""
    screen = Screen(monkeypatch, out=False, err=True)
    screen.work(15, "bytes")
    assert "15/15 bytes" in screen.err.content.decode()


def test_one_terminal_for_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where data goes to the same terminal, its lines stand above the bar, with their colours and without markup."""
    screen = Screen(monkeypatch, out=True, err=True)
    screen.work(15)
    shown = screen.err.content.decode()
    assert "\x1b[31mred\x1b[0m [red]" in shown
    assert screen.out.content.decode().splitlines()[-1] == "end"


@pytest.mark.parametrize(("err", "seconds"), [(False, 9.0), (True, 0.9)], ids=["pipe", "short"])
def test_no_bar(monkeypatch: pytest.MonkeyPatch, err: bool, seconds: float, lines: list[str]) -> None:
    """Short work and pipes never see a bar."""
    screen = Screen(monkeypatch, out=True, err=err)
    screen.work(15, seconds=seconds)
    assert screen.err.content == b""
    assert screen.out.content.decode().splitlines() == lines


@pytest.mark.parametrize(("seconds", "shown"), [(0.999, False), (1.0, True)], ids=["just below", "at the limit"])
def test_after_a_second(monkeypatch: pytest.MonkeyPatch, seconds: float, shown: bool) -> None:
    """The bar appears with the first piece of work that is done after a whole second, and not before."""
    screen = Screen(monkeypatch, out=False, err=True)
    with Progress("verified", 10, Console(), "items") as bar:
        screen.now = seconds
        bar.advance(5)
        assert (b"verified" in screen.err.content) is shown
