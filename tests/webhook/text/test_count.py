"""How many there are of something."""

import pytest

from maileroo_cli.webhook.text.count import count


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 effects"), (1, "1 effect"), (1.0, "1 effect"), (1.5, "1.5 effects"), (1200, "1,200 effects")],
)
def test_count(number: float, text: str) -> None:
    """One has no s, everything else has."""
    assert count(number, "effect") == text
