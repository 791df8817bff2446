"""Sizes as users write them and as they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.size import format_size, parse_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0), ("1", 1), (" 12 ", 12), ("12b", 12), ("1k", 1000), ("1kB", 1000), ("1 KB", 1000), ("1KiB", 1024),
        ("1.5M", 1_500_000), ("10MiB", 10 * 1024**2), ("2g", 2 * 1000**3), ("1TiB", 1024**4), ("0.5kB", 500),
    ],
)  # fmt: skip
def test_sizes(text: str, size: int) -> None:
    """Units are powers of 1000, or of 1024 with an i."""
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "1x", "1ib", "1e3", "1,5M", "\u0661", "1kBB", "1 k B", "nan", "1.", "." * 99]
)
def test_what_is_no_size(text: str) -> None:
    """Anything else is refused with the forms that there are."""
    with pytest.raises(UsageError, match=r"is not a size.*write it like 500kB"):
        parse_size(text)


@pytest.mark.parametrize("text", ["9223373T", "999999999999999TiB"])
def test_a_size_that_nothing_has(text: str) -> None:
    """What does not fit into 64 bits is not a size of anything."""
    assert parse_size("9223372T") < 2**63
    with pytest.raises(UsageError, match="is larger than any file"):
        parse_size(text)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1349, "1.3 kB"), (9949, "9.9 kB"), (9951, "10 kB"),
        (999_499, "999 kB"), (999_500, "1.0 MB"), (12_345_678, "12 MB"), (5 * 10**9, "5.0 GB"), (10**12, "1.0 TB"),
        (10**15, "1000.0 TB"),
    ],
)  # fmt: skip
def test_shown(size: int, text: str) -> None:
    """A size has two or three digits and the unit that needs no more."""
    assert format_size(size) == text


@given(st.integers(0, 10**14))
def test_what_is_shown_can_be_read(size: int) -> None:
    """A size that was shown is read as about the same."""
    assert parse_size(format_size(size)) == pytest.approx(size, rel=0.06)
