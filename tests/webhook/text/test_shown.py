"""A user's text in an error message is short, on one line, and cannot act on a terminal."""

import pytest

from maileroo_cli.webhook.text.shown import show


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("event_data.to", "event_data.to"),
        ("é 💌", "é 💌"),
        ("a\nb\x1b[2J", "a\\nb\\x1b[2J"),
        ("\u202eevil", "\\u202eevil"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
    ],
    ids=["plain", "not ASCII", "control", "direction", "longest", "too long"],
)
def test_show(text: str, shown: str) -> None:
    """What can be printed stays as it is, anything else becomes an escape, and what is too long is cut."""
    assert show(text) == shown
