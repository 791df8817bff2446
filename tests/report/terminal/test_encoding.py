"""Readable ASCII in place of the signs that an encoding lacks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.terminal.encoding import encodable, encoded

ENCODINGS = ("utf-8", "latin-1", "ascii", "cp437", "cp1252")


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("✓ ok … ✗ ● ○ →", "utf-8", "✓ ok … ✗ ● ○ →"),
        ("✓ ok … ✗ ● ○ →", "ascii", "+ ok ... x * o ->"),
        ("é … ✓", "cp1252", "é … +"),
        ("é … ✓", "latin-1", "é ... +"),
        ("─┼┄ ┌│└ ╭━╮", "cp437", "─┼- ┌│└ +-+"),
        ("─┼┄ ┌│└ ╭━╮", "ascii", "-+- +|+ +-+"),
        ("evt_1…      │", "ascii", "evt_1...    |"),
        ("evt_1…  ok", "ascii", "evt_1... ok"),
        ("evt_1… ok", "ascii", "evt_1... ok"),
        ("Zoë “x” \ud800", "ascii", "Zo\\xeb \\u201cx\\u201d \\ud800"),
        ("\ud800 …", "utf-8", "\\ud800 …"),
    ],
)
def test_what_stands_in(text: str, encoding: str, shown: str) -> None:
    """Signs become ASCII where they must, columns stay in place, and foreign characters keep their code points."""
    assert encodable(text, encoding) == shown


@given(st.text(st.characters(codec=None) | st.sampled_from("…✓✗●○─┼┄→ ")), st.sampled_from(ENCODINGS))
def test_every_text_can_be_written(text: str, encoding: str) -> None:
    """Whatever a text holds, every encoding can write it, and ASCII alone is never changed."""
    shown = encodable(text, encoding)
    assert shown.encode(encoding) == encoded(text, encoding)
    assert not text.isascii() or shown == text
