"""An attempt that was to change places says where it had nothing to change them with, and only where that is sure."""

import json

import pytest

from maileroo_cli.delivery.effects.comparison.lone_reorders import ReorderTracker
from maileroo_cli.delivery.fault.kind import Fault, FaultKind
from maileroo_cli.delivery.replay.clock import VirtualClock
from maileroo_cli.delivery.replay.engine import replay
from maileroo_cli.delivery.replay.records import AttemptRecord
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.report.replay.report import ReplayReport
from maileroo_cli.report.terminal.console import Format, ReportFormat
from tests.delivery.replaying import START, FunctionSender, pending
from tests.report.conftest import Page
from tests.report.replaying import plan_for

CASES = {
    "one event": ((0,), 1, [200], [(0, 1)]),
    "two change places": ((0, 1), 1, [200], []),
    "the last of three": ((0, 1, 2), 1, [200], [(2, 1)]),
    "four change places": ((0, 1, 2, 3), 1, [200], []),
    "two at the same moment": ((0, 0), 1, [200], []),
    "one event's second attempt": ((0,), 2, [503, 200], [(0, 2)]),
    "two at their second attempt": ((0, 1), 2, [503, 200], []),
}
REORDER = Fault(FaultKind.REORDER)


def run(offsets: tuple[int, ...], number: int, statuses: list[int]) -> list[AttemptRecord]:
    """Return the attempts of deliveries that are all to change places at attempt ``number``."""
    sender = FunctionSender(lambda _, number: statuses[number - 1])

    def choose(_: int, at: int) -> Fault | None:
        return REORDER if at == number else None

    return list(replay(pending(*offsets), sender.open, VirtualClock(START), MAILEROO, choose=choose))


@pytest.mark.parametrize(("offsets", "number", "statuses", "alone"), CASES.values(), ids=CASES)
def test_who_was_alone(
    offsets: tuple[int, ...], number: int, statuses: list[int], alone: list[tuple[int, int]]
) -> None:
    """With the engine's own order the ones that changed places are never called alone."""
    neighbours = ReorderTracker(len(offsets), MAILEROO.attempts)
    found = [record for record in run(offsets, number, statuses) if neighbours.is_alone(record)]
    assert [(record.delivery.index, record.number) for record in found] == alone


def test_the_other_one_was_accepted_before() -> None:
    """An event whose only companion was accepted earlier has nothing to change places with any more."""
    sender = FunctionSender(lambda one, number: 200 if one.index == 1 or number == 2 else 503)
    neighbours = ReorderTracker(2, MAILEROO.attempts)
    record = replay(
        pending(0, 1), sender.open, VirtualClock(START), MAILEROO, choose=lambda _, at: REORDER if at == 2 else None
    )
    assert [(one.delivery.index, one.number) for one in record if neighbours.is_alone(one)] == [(0, 2)]


@pytest.mark.parametrize("format", [ReportFormat.TEXT, ReportFormat.JSON])
def test_it_is_said(page: Page, format: ReportFormat) -> None:
    """The line of such an attempt says so, in text and in JSON."""
    console = page.open(width=140, format=Format.JSON if format is ReportFormat.JSON else Format.TEXT, terminal=False)
    with ReplayReport(console, format) as report:
        report.start(plan_for(faults=("1=reorder",)), 1)
        for record in run((0,), 1, [200]):
            report.add(record)
    sentence = "reorder: there was no other event to swap places with; accepted with 200"
    if format is ReportFormat.JSON:
        assert json.loads(page.lines[-1])["reason"] == sentence
    else:
        assert page.lines[-1].endswith(sentence)
