"""The two streams: what is data and what is talk, in which form and colour."""

import io
import json
import sys

import pytest

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.report.terminal.console import Console, Format, Ink, dump_object, wants_color
from tests.cli.calling import Stream


def redirect(patch: pytest.MonkeyPatch, encoding: str = "utf-8") -> tuple[Stream, Stream]:
    """Put streams in memory in place of stdout and stderr."""
    out, err = Stream(encoding=encoding), Stream(encoding=encoding)
    patch.setattr(sys, "stdout", out)
    patch.setattr(sys, "stderr", err)
    return out, err


def test_data_and_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes pass as they are, text gets a newline, objects their schema first."""
    streams = redirect(monkeypatch)
    console = Console()
    console.data(b"\xff\x00")
    console.line("é")
    console.lines(["a", ""])
    console.line()
    console.object("x/1", {"b": 1, "a": "é\n"})
    console.flush()
    assert streams[0].content == b'\xff\x00\xc3\xa9\na\n\n\n{"schema":"x/1","b":1,"a":"\\u00e9\\n"}\n'
    assert streams[1].content == b""


def test_an_encoding_that_lacks_a_character(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal of another encoding its signs become ASCII, what else it lacks an escape, and nothing fails."""
    out, err = redirect(monkeypatch, "ascii")
    console = Console()
    console.line("e\u0301 → …")
    console.note("…")
    assert out.content == b"e\\u0301 -> ...\n"
    assert err.content == b"mhook: note: ...\n"


@pytest.mark.parametrize(("encoding", "written"), [("utf-8", "é…".encode()), ("latin-1", b"\xe9...")])
def test_text_that_comes_as_bytes(monkeypatch: pytest.MonkeyPatch, encoding: str, written: bytes) -> None:
    """Text of which there is much comes as bytes, and is written in the encoding of the terminal all the same."""
    out, _ = redirect(monkeypatch, encoding)
    Console().text("é…".encode())
    assert out.content == written


@pytest.mark.parametrize(("encoding", "shown"), [("utf-8", True), ("ascii", False), ("cp437", False)])
def test_can_show(monkeypatch: pytest.MonkeyPatch, encoding: str, shown: bool) -> None:
    """Whoever draws with shapes can ask whether stdout has all of them; every encoding has ASCII."""
    redirect(monkeypatch, encoding)
    assert Console().can_show("●✗") is shown
    assert Console().can_show("ok")


def test_talk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes and errors go to stderr, one harmless line each."""
    streams = redirect(monkeypatch)
    console = Console()
    console.note("a\x1b[31m")
    console.error(UsageError("what\nis wrong", "what to do"))
    console.error(InputError("what is wrong"))
    lines = streams[1].content.decode().splitlines()
    assert lines == [
        "mhook: note: a\\x1b[31m",
        "mhook: error: what\\nis wrong: what to do",
        "mhook: error: what is wrong",
    ]


def test_a_long_hint_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hint that repeats what was given has an end, too."""
    _, err = redirect(monkeypatch)
    Console().error(UsageError("short", "x" * 70_000))
    assert len(err.content) < 2000
    assert err.content.endswith("x…\n".encode())


def test_a_long_error_keeps_its_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong is cut where it is endless, what to do never."""
    streams = redirect(monkeypatch)
    Console().error(UsageError("x" * 10_000, "do this"))
    line = streams[1].content.decode()
    assert line.endswith("x…: do this\n")
    assert len(line) < 700


def test_talk_on_a_terminal_is_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal notes and errors go on below, broken between words; elsewhere each is one line."""
    monkeypatch.setenv("COLUMNS", "30")
    talk = "one two three four five six seven eight nine ten"
    for terminal in (True, False):
        err = Stream(terminal=terminal)
        monkeypatch.setattr(sys, "stderr", err)
        console = Console(color=False)
        console.note(talk)
        console.error(UsageError(talk, "eleven"))
        lines = err.content.decode().splitlines()
        if terminal:
            assert all(len(line) <= 30 for line in lines)
            assert [line[:12] for line in lines if not line.startswith("  ")] == ["mhook: note:", "mhook: error"]
        assert " ".join(line.strip() for line in lines) == f"mhook: note: {talk} mhook: error: {talk}: eleven"
        assert (len(lines) == 2) is not terminal


def test_talk_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """With JSON notes and errors are objects."""
    streams = redirect(monkeypatch)
    console = Console(format=Format.JSON)
    console.note("a")
    console.error(UsageError("b", "c"))
    note, error = map(json.loads, streams[1].content.decode().splitlines())
    assert note == {"schema": "mhook.note/1", "note": "a"}
    assert error == {"schema": "mhook.error/2", "error": "b", "hint": "c", "exit_code": 2, "kind": "usage"}


def test_paint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colour is added where it is wanted and nowhere else."""
    streams = redirect(monkeypatch)
    assert Console(color=True).paint("x", Ink.BAD, Ink.STRONG) == "\x1b[31;1mx\x1b[0m"
    assert Console(color=True).paint("x") == "x"
    assert Console(color=False).paint("x", Ink.BAD) == "x"
    Console(color=True).note("x")
    assert streams[1].content == b"mhook: \x1b[33mnote:\x1b[0m x\n"


COLORS: dict[str, tuple[dict[str, str], bool, bool]] = {
    "terminal": ({}, True, True),
    "pipe": ({}, False, False),
    "NO_COLOR": ({"NO_COLOR": "1"}, True, False),
    "an empty NO_COLOR": ({"NO_COLOR": ""}, True, True),
    "FORCE_COLOR": ({"FORCE_COLOR": "1"}, False, True),
    "FORCE_COLOR=0": ({"FORCE_COLOR": "0"}, False, False),
    "both": ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
    "dumb": ({"TERM": "dumb"}, True, False),
    "dumb, but forced": ({"TERM": "dumb", "FORCE_COLOR": "3"}, True, True),
}


@pytest.mark.parametrize(("env", "terminal", "wanted"), COLORS.values(), ids=COLORS.keys())
def test_wants_color(monkeypatch: pytest.MonkeyPatch, env: dict[str, str], terminal: bool, wanted: bool) -> None:
    """NO_COLOR wins, then FORCE_COLOR, then what the stream is."""
    monkeypatch.delenv("TERM", raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert wants_color(Stream(terminal=terminal)) is wanted


def test_no_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without stdout writing is an error of its own; without stderr talking is silence."""
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    console = Console()
    assert (console.color, console.is_terminal, console.is_talk_terminal) == (False, False, False)
    console.note("x")
    console.error(UsageError("x"))
    console.flush()
    with pytest.raises(InputError, match="the standard output is closed"):
        console.data(b"x")


def test_broken_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that was closed is no terminal, and talk that nobody can hear is let go."""
    closed = Stream()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)
    console = Console()
    assert not console.is_talk_terminal
    console.note("x")


def test_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal's width is used, or that of ``COLUMNS``, or 100."""
    redirect(monkeypatch)
    assert Console().width == 100
    monkeypatch.setenv("COLUMNS", "42")
    assert Console().width == 42


def test_lines_above_a_progress_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever shares the terminal prints the lines."""
    streams = redirect(monkeypatch)
    console, seen = Console(), io.StringIO()
    console.above = lambda text: print(text, file=seen)
    console.line("x")
    assert (seen.getvalue(), streams[0].content) == ("x\n", b"")


def test_dumped_objects_are_ascii() -> None:
    """An object is one line of ASCII, so that no terminal can be harmed by it."""
    line = dump_object("s/1", {"a": "\x1b\x9b\u202e\ud800\n"})
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["a"] == "\x1b\x9b\u202e\ud800\n"
