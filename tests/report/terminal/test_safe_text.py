"""Text that somebody else wrote reaches a terminal only as harmless, visible characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.terminal.safe_text import safe, safe_lines

ANY_TEXT = st.text(st.characters())

TABLE = {
    "plain": ("delivered 200", "delivered 200"),
    "empty": ("", ""),
    "other scripts": ("Gr\u00fc\u00dfe \u5c71\u7530 \U0001f600", "Gr\u00fc\u00dfe \u5c71\u7530 \U0001f600"),
    "markup is left to whoever prints it": ("[bold]x[/y]", "[bold]x[/y]"),
    "newline": ("a\nb", "a\\nb"),
    "carriage return": ("ok\rforged", "ok\\rforged"),
    "tab": ("a\tb", "a\\tb"),
    "escape": ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
    "title": ("\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
    "C1 control sequence": ("\x9b31m", "\\x9b31m"),
    "nul and delete": ("\x00\x7f", "\\x00\\x7f"),
    "right-to-left override": ("a\u202eb", "a\\u202eb"),
    "isolates": ("\u2066x\u2069", "\\u2066x\\u2069"),
    "zero width": ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
    "line separators": ("\u2028\u2029\x85", "\\u2028\\u2029\\x85"),
    "tag characters": ("\U000e0041", "\\U000e0041"),
    "lone surrogate": ("\ud800", "\\ud800"),
    "private use": ("\ue000", "\\ue000"),
    "bytes": (b"\xc3\xbc\xff\x1b", "\u00fc\\xff\\x1b"),
}


@pytest.mark.parametrize(("text", "expected"), TABLE.values(), ids=TABLE.keys())
def test_what_is_not_printable_becomes_visible(text: str | bytes, expected: str) -> None:
    """Nothing moves the cursor, colours, reorders or hides; everything else is left alone."""
    assert safe(text) == expected


@given(ANY_TEXT | st.binary())
def test_any_text_is_printable_and_encodable(text: str | bytes) -> None:
    """Whatever comes in, one printable line comes out that UTF-8 can hold, and making it safe again changes nothing."""
    result = safe(text)
    assert result.isprintable()
    assert result.encode().decode() == result
    assert safe(result) == result


@given(text=ANY_TEXT | st.binary(), limit=st.integers(1, 20))
def test_the_limit_is_that_of_the_result(text: str | bytes, limit: int) -> None:
    """A limit bounds what is shown, escapes included, and a cut can be seen."""
    whole, cut = safe(text), safe(text, limit)
    assert len(cut) <= limit
    assert cut == whole if len(whole) <= limit else cut == f"{whole[: limit - 1]}\u2026"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a\r\nb\nc", ["a", "b", "c"]),
        (b"a\n\xff\n", ["a", "\\xff", ""]),
        ("a\rb\x0bc", ["a\\rb\\x0bc"]),
    ],
)
def test_lines_are_kept_apart_and_made_safe(text: str | bytes, lines: list[str]) -> None:
    """Only real line ends make lines; each line is harmless."""
    assert safe_lines(text) == lines
