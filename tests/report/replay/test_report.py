"""A replay as it is played: what a run that is cut short shows at its end."""

import json
from collections.abc import Callable

import pytest

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.effects.ledger import Ledger
from maileroo_cli.delivery.replay.clock import VirtualClock
from maileroo_cli.delivery.replay.engine import replay
from maileroo_cli.delivery.replay.records import AttemptRecord, Delivery
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.errors import InputError, MhookError, UnreachableError, UsageError
from maileroo_cli.operation.replay.in_flight import InFlightAttempts
from maileroo_cli.operation.replay.play import RemainingRun, follow
from maileroo_cli.operation.replay.receiver import ReplayReceiver
from maileroo_cli.operation.replay.results import AttemptsLate
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.report.replay.report import ReplayReport, show_replay
from maileroo_cli.report.terminal.console import Format, ReportFormat
from maileroo_cli.transport.client.target import parse_target
from tests.delivery.replaying import START, FunctionSender, NotedJournal, pending
from tests.report.conftest import Page
from tests.report.replaying import plan_for

STOPS = {
    "Ctrl-C": (KeyboardInterrupt(), 130),
    "usage": (UsageError("no"), 2),
    "input": (InputError("no"), 3),
    "unreachable": (UnreachableError("no"), 4),
}
stops = pytest.mark.parametrize(("stop", "code"), STOPS.values(), ids=STOPS)


def play(page: Page, receiver: Callable[[Delivery, int], int], journal: NotedJournal | None = None) -> None:
    """Play two events on the virtual clock and show them as JSON."""
    plan = plan_for()
    in_flight = InFlightAttempts(MAILEROO, journal)
    ledger = Ledger(MAILEROO, Success.STRICT, observed=False, per_event=True, total=2)
    remaining = RemainingRun(pending(0, 60), 2)
    sender = FunctionSender(receiver)
    report = ReplayReport(page.open(format=Format.JSON, terminal=False), ReportFormat.JSON)
    report.start(plan, 2)
    attempts = replay(remaining.pending, sender.open, VirtualClock(START), MAILEROO, journal=in_flight)
    show_replay(
        follow(ledger, remaining, attempts, ReplayReceiver(Endpoint(parse_target(plan.url)), None), in_flight), report
    )


@stops
def test_cut_short_during_an_attempt(page: Page, stop: KeyboardInterrupt | MhookError, code: int) -> None:
    """The sum has the exit code of the process, and the attempt that was under way is unknown."""

    def receiver(delivery: Delivery, number: int) -> int:
        if (delivery.index, number) == (0, 2):
            raise stop
        return 503

    with pytest.raises(type(stop)):
        play(page, receiver)
    found = [json.loads(line) for line in page.lines]
    attempts = [one for one in found if one["schema"] == "mhook.replay-attempt/2"]
    assert [(one["attempt"], one["outcome"]) for one in attempts] == [(1, "answered"), (1, "answered"), (2, "unknown")]
    assert [one["unknown"] for one in found if one["schema"] == "mhook.replay-delivery/2"] == [1, 0]
    assert (found[-1]["attempts"], found[-1]["unknown"], found[-1]["exit_code"]) == (2, 1, code)


@stops
def test_cut_short_after_an_attempt(page: Page, stop: KeyboardInterrupt | MhookError, code: int) -> None:
    """What came of an attempt before the stop is shown, although the engine had not handed it on yet."""

    class Stopping(NotedJournal):
        def commit(self) -> None:
            super().commit()
            if self.steps.count(("commit", 0, 0)) == 2:
                raise stop

    with pytest.raises(type(stop)):
        play(page, lambda *_: 200, Stopping())
    found = [json.loads(line) for line in page.lines]
    assert [(one["outcome"], one["end"]) for one in found if "attempt" in one] == [("answered", "accepted")]
    assert (found[-1]["accepted"], found[-1]["unknown"], found[-1]["exit_code"]) == (1, 0, code)


def test_a_whole_run(page: Page) -> None:
    """Nothing is left of a run that came to its end, and each attempt is shown once."""
    play(page, lambda *_: 200)
    found = [json.loads(line) for line in page.lines]
    assert len([one for one in found if one["schema"] == "mhook.replay-attempt/2"]) == 2
    assert (found[-1]["accepted"], found[-1]["unknown"], found[-1]["exit_code"]) == (2, 0, 0)


def test_an_interruption_while_it_is_shown(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Ctrl-C that comes while an attempt is printed ends the run as one during an attempt does."""
    shown: list[int] = []

    def interrupt(self: ReplayReport, record: AttemptRecord, findings: object = ()) -> None:
        shown.append(record.number)
        if len(shown) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(ReplayReport, "add", interrupt)
    with pytest.raises(KeyboardInterrupt):
        play(page, lambda *_: 503)
    found = [json.loads(line) for line in page.lines]
    assert len(shown) == 3
    assert (found[-1]["attempts"], found[-1]["open"], found[-1]["exit_code"]) == (3, 2, 130)


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (AttemptsLate(1, 151.4, "scaled:60", observed=False), "1 attempt was made late, by up to 2m 31s: the"),
        (
            AttemptsLate(1_200, 7_200, "scaled:9", observed=True),
            "1,200 attempts were made late, by up to 2h: the",
        ),
        (AttemptsLate(2, 300, "scaled:60", observed=False), "too fast for the receiver; use less than scaled:60"),
        (AttemptsLate(2, 300, "scaled:60", observed=True), "too fast for the receiver or the observer; use less"),
    ],
)
def test_a_clock_that_is_too_fast(page: Page, late: AttemptsLate, said: str) -> None:
    """A note says how many attempts came late and by how much, in every format."""
    ReplayReport(page.open(format=Format.JSON, terminal=False), ReportFormat.JSON).take(late)
    assert said in page.err.content.decode()
    assert page.text == ""
