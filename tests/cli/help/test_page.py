"""Every page of ``--help``: what is on it, in which order, and that it can be read on any terminal in any encoding."""

import re
import sys
from typing import Any
from unittest import mock

import pytest

from maileroo_cli.cli.app import run
from maileroo_cli.cli.catalogue import COMMANDS, PANELS, command_lines
from tests.cli.calling import Mhook, Stream

LINES = [(), *command_lines()]
EVERY = pytest.mark.parametrize("words", LINES, ids=[" ".join(words) or "mhook" for words in LINES])
OPTION = re.compile(r"(?:-\w, |    )--[a-z-]+( \S.*)?")


def titles(text: str) -> list[str]:
    """Return the titles of a page's parts."""
    return re.findall(r"\n\n(\S.*)(?=\n  )", text)


@pytest.mark.parametrize("width", [60, 80, 120])
@EVERY
def test_a_page_fits(mhook: Mhook, words: tuple[str, ...], width: int) -> None:
    """No line is wider than the terminal, and neither the name of an option nor a word of its text is broken."""
    ran, wide = (mhook(*words, "--help", env={"COLUMNS": str(one)}) for one in (width, 1000))
    assert ran.code == 0
    assert [line for line in ran.lines if len(line) > width] == []
    assert set(ran.text.split()) - {"\\"} == set(wide.text.split()) - {"\\"}
    assert not re.search(r"<(int|float|str)|x>=|x<=", ran.text)


@EVERY
def test_examples_can_be_copied(mhook: Mhook, words: tuple[str, ...]) -> None:
    """On a narrow terminal too each example is a line of shell: where it goes on, a backslash ends the line."""
    narrow, wide = (mhook(*words, "--help", env={"COLUMNS": str(one)}).text for one in (60, 1000))
    examples = [re.split(r"\n(?:Examples|Start with)\n", text)[1].replace(" \\\n   ", "") for text in (narrow, wide)]
    assert examples[0] == examples[1]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "cp1252", "utf-8"])
@EVERY
def test_a_page_in_any_encoding(words: tuple[str, ...], encoding: str) -> None:
    """A page comes in the encoding of the terminal, without an escape for what that lacks."""
    out, err = Stream(encoding=encoding), Stream(encoding=encoding)
    with mock.patch.object(sys, "stdout", out), mock.patch.object(sys, "stderr", err):
        code = run([*words, "--help"])
    assert (code, err.content) == (0, b"")
    text = out.content.decode(encoding)
    assert not re.search(r"\\[uxU]|\ufffd|\x1b", text)
    assert text.startswith("Usage: mhook")


def test_the_order_of_the_panels(mhook: Mhook) -> None:
    """What is required comes first, then which events, their values and their delivery; common options come last."""
    panels = titles(mhook("send", "--help", env={"COLUMNS": "120"}).text)
    wanted = ["Arguments", "Required", "Which events", "Which values", "What a file holds", "Delivery"]
    assert panels == [*wanted, "Application in process", "Output", "Options", "Examples"]


def test_a_required_option_is_in_the_usage(mhook: Mhook) -> None:
    """The usage names what a command cannot do without."""
    assert mhook("send", "--help").lines[0] == "Usage: mhook send --url URL [OPTIONS] [TYPE|FILE|-]..."
    first = mhook("replay", "--help").lines[0]
    assert first == "Usage: mhook replay (--url URL | --against KIND) [OPTIONS] [TYPE|FILE|-]..."
    assert mhook("captures", "diff", "--help").lines[0] == "Usage: mhook captures diff [OPTIONS] ID ID"
    assert mhook("captures", "import", "--help").lines[0] == "Usage: mhook captures import [OPTIONS] FILE|DIR|-..."


def test_the_commands_are_in_groups(mhook: Mhook) -> None:
    """Each command is in one group, and the groups name no other."""
    text = mhook("--help").text
    assert titles(text)[: len(PANELS)] == list(PANELS)
    assert sorted(name for names in PANELS.values() for name in names) == sorted(COMMANDS)
    assert "\nCommands\n" not in text


def test_a_page_has_colour_on_a_terminal_alone(mhook: Mhook) -> None:
    """Titles and names have colour on a terminal, unless it is not wanted."""
    assert "\x1b[" in mhook("events", "--help", terminal=True).text
    for more in ({"env": {"NO_COLOR": "1"}}, {"env": {"TERM": "dumb"}}):
        options: Any = more
        assert "\x1b[" not in mhook("events", "--help", terminal=True, **options).text
    assert "\x1b[" not in mhook("events", "--no-color", "--help", terminal=True).text
    assert "\x1b[" not in mhook("events", "--help").text


def test_help_imports_no_table_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page needs neither rich nor what it brings: it starts as fast as a command does."""
    for name in [one for one in sys.modules if one.partition(".")[0] == "rich"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "stdout", Stream())
    assert run(["send", "--help"]) == 0
    assert "rich" not in sys.modules
