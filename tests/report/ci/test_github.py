"""Workflow commands of GitHub: nothing in them can end them early or forge another."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.ci.github import Level, annotation
from maileroo_cli.report.terminal.safe_text import safe

COMMAND = re.compile(r"::(\w+)(?: ([^:\n]*))?::([^\n]*)")


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Read a command as GitHub's runner does."""
    found = COMMAND.fullmatch(line)
    assert found is not None
    pairs = (part.split("=", 1) for part in (found[2] or "").split(",") if part)
    return found[1], {name: decode(value) for name, value in pairs}, decode(found[3])


def decode(text: str) -> str:
    """Undo what a command escapes."""
    for code, char in {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n", "%25": "%"}.items():
        text = text.replace(code, char)
    return text


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({}, "::error::what: happened%0AFix: 100%25, this"),
        ({"title": "a: b"}, "::error title=a%3A b::what: happened%0AFix: 100%25, this"),
        ({"file": "a,b.http", "line": 3}, "::error file=a%2Cb.http,line=3::what: happened%0AFix: 100%25, this"),
        ({"line": 3}, "::error::what: happened%0AFix: 100%25, this"),
    ],
)
def test_a_command(place: dict[str, object], expected: str) -> None:
    """Lines, title, file and line stand where GitHub looks for them, escaped as it wants; no line without a file."""
    assert annotation(Level.ERROR, ["what: happened", "Fix: 100%, this"], **place) == expected  # type: ignore[arg-type]


@given(text=st.text(), level=st.sampled_from(Level))
def test_any_text_stays_in_its_command(text: str, level: Level) -> None:
    """Whatever a text holds, it is one line, and GitHub reads back the harmless form of it."""
    line = annotation(level, [text, text], text, text, 7)
    name, places, message = read(line)
    assert (name, message) == (str(level), f"{safe(text)}\n{safe(text)}")
    assert places == ({"title": safe(text), "file": safe(text), "line": "7"} if text else {})
