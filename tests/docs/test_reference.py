"""The manual's reference of commands is what ``mhook --help`` says."""

import re
import subprocess
import sys
from functools import cache

import pytest

from maileroo_cli.cli.catalogue import GROUPS, command_lines
from tests.cli.calling import Mhook
from tests.docs.pages import COMMANDS, Section, sections
from tests.docs.reference import rewritten

PARTS = {one.title: one for one in sections(COMMANDS.read_text(encoding="utf-8"))}
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-zA-Z])(?![\w-])")


@cache
def shown_by_help(*arguments: str) -> str:
    """Return the help of a command, each option with all of its text on one line."""
    ran = Mhook()(*arguments, "--help", env={"COLUMNS": "300", "NO_COLOR": "1"})
    assert ran.code == 0
    return re.sub(r"\n {6,}(?!-)", "  ", ran.text)


def options_of_help(text: str) -> set[str]:
    """Return the options in the first columns of the help's panels."""
    rows = [line for line in text.split("\n") if re.match(r"  (-\w, |    )--", line)]
    return {name for row in rows for name in OPTION.findall(re.split(r"(?<=\S)  ", row)[0])}


def rows_of(part: Section) -> dict[str, list[str]]:
    """Return the cells of each row of a part's table, by the row's first option."""
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in part.text.split("\n") if line.startswith("| `-")]
    return {OPTION.findall(row[0])[0]: [cell.strip() for cell in row] for row in rows}


def test_reference_is_that_of_the_program() -> None:
    """``make reference`` would change nothing."""
    text = COMMANDS.read_text(encoding="utf-8")
    assert rewritten(text) == text, "run: make reference"


def test_every_command_has_its_part() -> None:
    """The reference has one part for the program, and one for each command in the order of the help."""
    assert list(PARTS) == ["mhook", *(" ".join(("mhook", *words)) for words in command_lines())]


@pytest.mark.parametrize("title", [title for title in PARTS if title.removeprefix("mhook ") not in GROUPS])
def test_options_are_those_of_the_help(title: str) -> None:
    """Each option that the help lists stands in the reference, and each of the reference in the help."""
    listed = {name for row in rows_of(PARTS[title]).values() for name in OPTION.findall(row[0].split("` `")[0])}
    assert listed == options_of_help(shown_by_help(*title.split()[1:]))


@pytest.mark.parametrize("title", list(PARTS)[1:])
def test_defaults_are_those_of_the_help(title: str) -> None:
    """Each default that the help shows stands in the reference, and none else does."""
    shown = re.findall(r"  (?:-\w, |    )(--[a-z-]+).*[(; ]default +([^)]+)\)", shown_by_help(*title.split()[1:]))
    listed = {name: row[1].strip("`") for name, row in rows_of(PARTS[title]).items() if row[1]}
    assert listed == dict(shown)


def test_nothing_shows_the_help() -> None:
    """``mhook`` alone shows its help."""
    done = subprocess.run(
        [sys.executable, "-m", "maileroo_cli"], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Start with\n  mhook demo" in done.stdout
