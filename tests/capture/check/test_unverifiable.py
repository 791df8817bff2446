"""Signatures that say nothing: a mask and a variable; all others say something."""

import pytest

from maileroo_cli.capture.check.unverifiable import why_unverifiable
from maileroo_cli.capture.masking import mask_signature

DIGITS = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "value",
    [
        mask_signature(DIGITS), mask_signature(f"sha256={DIGITS}"), mask_signature("anything"),
        "***", "•" * 12, "0123…", "0123****cdef", "xxxxxxxxxxxx", "[REDACTED]", "<redacted>", "{Filtered}", "masked",
    ],
)  # fmt: skip
def test_a_masked_signature(value: str) -> None:
    """What mhook and other programs write in place of a signature is known as that."""
    assert "masked" in why_unverifiable(value)


@pytest.mark.parametrize(
    "value",
    [DIGITS, f"sha256={DIGITS}", DIGITS[:8], "", " ", "x", "hello", f"{DIGITS}...", "{}", "{{}}", "é" * 50, "."],
)
def test_any_other_signature(value: str) -> None:
    """A signature that is merely wrong is no mask."""
    assert why_unverifiable(value) == ""


def test_a_variable() -> None:
    """A variable that only an editor knows is named."""
    assert "{{ signature }}" in why_unverifiable("sha256={{ signature }}")
