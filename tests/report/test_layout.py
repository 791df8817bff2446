"""Lists fit whatever terminal they are shown on: no line is longer than it, and what is too long is cut, not broken."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.operation.captures.list import ListTotal
from maileroo_cli.report.captures.list import show_captures
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.fitted import Column, fit
from tests.cli.calling import Stream

WIDTHS = st.integers(40, 200)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
ENTRIES = st.builds(
    CaptureEntry,
    id=st.text("0123456789abcdef", min_size=16, max_size=16),
    at=st.floats(0, 4e9),
    peer=TEXT,
    method=TEXT,
    target=TEXT,
    event_type=TEXT,
    event_id=TEXT,
    verdict=st.sampled_from(["valid", "invalid", "unverifiable", "damaged", "probe"]),
    cause=st.sampled_from(["", "header-uppercase", "json-reserialised+secret-newline"]),
    size=st.integers(0, 1 << 40),
    status=st.none() | st.integers(100, 599),
    milliseconds=st.none() | st.floats(0, 1e7),
)


@pytest.mark.usefixtures("page")
@given(st.lists(ENTRIES, min_size=1, max_size=5), WIDTHS)
def test_a_list_of_captures_fits(entries: list[CaptureEntry], width: int) -> None:
    """A long path, type or id never breaks the columns."""
    from pathlib import Path

    def results() -> Iterator[list[CaptureEntry] | ListTotal]:
        yield entries
        yield ListTotal(Path("captures.db"), len(entries), len(entries))

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        stream = Stream(terminal=True)
        patch.setattr(sys, "stdout", stream)
        show_captures(results(), Console(color=False), 0.0)  # type: ignore[arg-type]  # it is a generator
    lines = stream.content.decode().splitlines()
    assert max(map(len, lines)) <= width
    shown = [line for line in lines if line[:8] in {entry.id[:8] for entry in entries}]
    assert len(shown) >= len(entries)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4), st.integers(1, 90)), min_size=1, max_size=9), WIDTHS)
def test_columns_that_may_be_cut_or_left_out_fit(columns: list[tuple[int, int, int]], width: int) -> None:
    """Where enough columns may be cut or left out, the sum of all widths and gaps is within the terminal."""
    made = [Column("C", least, rank) for least, rank, _ in columns]
    natural = [size for _, _, size in columns]
    widths = fit(made, natural, width)
    fixed = [
        size if not column.least else min(4, size)
        for column, size in zip(made, natural, strict=True)
        if not column.rank
    ]
    floor = sum(fixed) + 2 * max(0, len(fixed) - 1)
    total = sum(widths) + 2 * max(0, sum(map(bool, widths)) - 1)
    assert total <= max(width, floor)
    assert all(have <= size for have, size in zip(widths, natural, strict=True))
