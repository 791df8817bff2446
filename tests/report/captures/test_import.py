"""An import as it is told: what came, what was passed over, and the sum."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.operation.captures.import_ import (
    DamagedRequest,
    ImportedLot,
    ImportedThrough,
    ImportResult,
    ImportTotal,
)
from maileroo_cli.operation.inputs import FilesPassedOver, RequestsPassedOver, StdinAwaited, UnreadSource
from maileroo_cli.report.captures.import_ import show_import
from maileroo_cli.report.terminal.console import Format
from tests.report.conftest import Page

TOTAL = ImportTotal(0, {}, 0, 0, 0, Path("/x/s.db"), "s.db", {}, 0)
V = StoredVerdict


def show(page: Page, *results: ImportResult, format: Format = Format.TEXT) -> tuple[list[str], list[str], ExitCode]:
    """Return the lines of both streams, and the exit code."""

    def given() -> Iterator[ImportResult]:
        yield from results

    console = page.open(terminal=False, format=format)
    code = show_import(given(), console)  # type: ignore[arg-type]  # a generator
    console.flush()
    return page.lines, page.err.content.decode().splitlines(), code


def test_what_is_told_meanwhile(page: Page) -> None:
    """Through whom it goes, what was passed over and what is waited for are notes; what is damaged is data."""
    lines, notes, code = show(
        page, ImportedThrough("mhook listen", 7), StdinAwaited("captured requests", typed=True), ImportedLot(3),
        RequestsPassedOver("a.har", 2), DamagedRequest("a.har", "entry 3", "cut"), TOTAL._replace(damaged=1),
    )  # fmt: skip
    assert notes == [
        "mhook: note: importing through mhook listen (process 7), which has the store open",
        "mhook: note: reading captured requests from the standard input; Ctrl-D ends it",
        "mhook: note: 2 other requests were skipped in 'a.har': no body and no signature",
    ]
    assert lines == ["damaged  a.har:#3  cut", "0 imported into s.db; 1 damaged"]
    assert code is ExitCode.INPUT


def test_what_is_told_at_the_end(page: Page) -> None:
    """Files that were passed over or cannot be read are told before the sum, however early they came."""
    lines, notes, code = show(
        page, FilesPassedOver(("b",)), UnreadSource("c", InputError("cannot read 'c'", "check it")), ImportedLot(1),
        TOTAL._replace(imported=1, verdicts={V.VALID: 1}, unread=1),
    )  # fmt: skip
    assert notes == [
        "mhook: note: 1 file without captured requests was skipped: 'b'",
        "mhook: error: cannot read 'c': check it",
    ]
    assert (lines, code) == (["1 imported into s.db: 1 valid"], ExitCode.INPUT)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"present": 1_000}, "0 imported into s.db; 1,000 already there"),
        (
            {"imported": 6, "verdicts": {V.PROBE: 2, V.UNVERIFIABLE: 1, V.UNCHECKED: 1, V.INVALID: 1, V.VALID: 1}},
            "6 imported into s.db: 1 valid, 1 invalid, 1 unverifiable, 1 unchecked, 2 probes",
        ),
        ({"imported": 1, "verdicts": {V.PROBE: 1}}, "1 imported into s.db: 1 probe"),
        (
            {"completed": {V.VALID: 2, V.INVALID: 1}, "present": 1, "damaged": 1_000},
            "0 imported into s.db; 3 completed with the signature: 2 valid, 1 invalid; 1 already there; 1,000 damaged",
        ),
    ],
)
def test_sums(page: Page, change: dict[str, object], line: str) -> None:
    """The sum tells what there is, and nothing that there is not."""
    assert show(page, TOTAL._replace(**change))[0] == [line]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "note"),
    [
        (1, "1 request has the id of another capture but different bytes: it was imported under a new id"),
        (
            2_000,
            "2,000 requests have the ids of other captures but different bytes: they were imported under new ids",
        ),
    ],
)
def test_ids_of_others(page: Page, number: int, note: str) -> None:
    """A request whose id another has is told to have a new one."""
    assert show(page, TOTAL._replace(renamed=number))[1] == [f"mhook: note: {note}"]
    assert show(page, TOTAL)[1] == []


def test_for_programs(page: Page) -> None:
    """Programs get every number."""
    total = TOTAL._replace(imported=3, verdicts={V.VALID: 1, V.PROBE: 2}, completed={V.VALID: 4}, renamed=1, present=5)
    lines, _, _ = show(page, DamagedRequest("a", "line 1", "cut"), total, format=Format.JSON)
    damage, told = map(json.loads, lines)
    assert damage == {"schema": "mhook.import-damage/1", "where": "a:1", "reason": "cut"}
    assert told == {
        "schema": "mhook.import-summary/2", "imported": 3, "valid": 1, "invalid": 0, "unverifiable": 0, "unchecked": 0,
        "probes": 2, "already_there": 5, "damaged": 0, "completed": 4, "renamed": 1, "store": str(total.store),
        "exit_code": 0,
    }  # fmt: skip
