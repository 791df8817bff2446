"""Replays against receivers that act rightly and wrongly: what they did is what the ledger says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

import pytest

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.effects.ledger import Ledger
from maileroo_cli.delivery.effects.result import FindingKind, RunResult
from maileroo_cli.delivery.fault.kind import FaultKind
from maileroo_cli.delivery.replay.clock import VirtualClock
from maileroo_cli.delivery.replay.engine import replay
from maileroo_cli.delivery.replay.records import Delivery, DueAttempt
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.errors import ExitCode
from maileroo_cli.transport.embedded.receiver import EmbeddedReceiver
from maileroo_cli.transport.embedded.specification import parse_specification
from maileroo_cli.transport.observer.look import Observer, Stopped, never
from maileroo_cli.transport.observer.opening import open_observer
from maileroo_cli.transport.observer.sender import ObservedSender
from maileroo_cli.webhook.signing.request import Request, webhook_headers
from maileroo_cli.webhook.signing.signature import sign
from tests.delivery.ledger_book import kinds
from tests.delivery.replaying import START
from tests.receivers.raw import Peer, Receiver
from tests.transport.effect_receivers import (
    SECRET,
    ActingSender,
    Application,
    charging_again,
    checking_then_inserting,
    deduplicating,
    faults,
    refusing,
)

LOST, TWICE, TRUNCATED, ALTERED = FaultKind.LOST, FaultKind.DUPLICATE, FaultKind.TRUNCATE, FaultKind.CORRUPT


def delivery(index: int = 0) -> Delivery:
    """Return an event that is rightly signed."""
    event_id = f"event-{index}"
    body = b'{"event_id": "%s", "event_type": "delivered"}' % event_id.encode()
    return Delivery(index, "delivered", event_id, Request("POST", "/", webhook_headers([sign(body, SECRET)]), body))


def run(url: str, observer: Observer, *kinds_of_fault: FaultKind | None, events: int = 1) -> tuple[Ledger, RunResult]:
    """Replay events on the virtual clock, each with these faults at its first attempts."""

    @contextmanager
    def open_sender() -> Iterator[ObservedSender]:
        with ActingSender(url) as sender:
            yield ObservedSender(sender, observer)

    ledger = Ledger(MAILEROO, Success.STRICT, observed=True, per_event=observer.per_event)
    pending = [DueAttempt(delivery(index), 1, START) for index in range(events)]
    for record in replay(pending, open_sender, VirtualClock(START), MAILEROO, choose=faults(*kinds_of_fault)):
        ledger.add(record)
    return ledger, ledger.result()


@contextmanager
def counting(application: Application) -> Iterator[str]:
    """Serve how many effects an application has had, of all events or of the one that the path names."""

    def behave(peer: Peer) -> None:
        while (data := peer.read()) is not None:
            name = data.split()[1].decode().rpartition("/")[2]
            number = b"%d" % (application.effects[name] if name else application.effects.total())
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(number), number))

    with Receiver(behave) as receiver:
        yield f"http://127.0.0.1:{receiver.port}/"


Act = Callable[[Application, str], int]
CASES: dict[str, tuple[Act, list[FaultKind | None], int, list[FindingKind], str]] = {
    "one that deduplicates": (deduplicating, [LOST], 1, [], "accepted at attempt 2 after 5m 30s; 1 effect"),
    "one that does not": (
        charging_again,
        [LOST],
        2,
        [FindingKind.SEVERAL_EFFECTS],
        "accepted at attempt 2 after 5m 30s; 2 effects for one event",
    ),
    "check, then insert": (
        checking_then_inserting,
        [TWICE],
        2,
        [FindingKind.SEVERAL_EFFECTS],
        "accepted at attempt 1; 2 effects for one event",
    ),
    "two copies of one that deduplicates": (deduplicating, [TWICE], 1, [], "accepted at attempt 1; 1 effect"),
    "one that refuses a retry": (
        refusing,
        [LOST],
        1,
        [FindingKind.GIVEN_UP, FindingKind.REFUSED_DUPLICATE],
        (
            "given up after 9 attempts in 14h 30s, although the receiver accepted it at attempt 1; "
            "a duplicate was refused; 1 effect"
        ),
    ),
    "one that refuses a copy": (
        refusing,
        [TWICE],
        1,
        [FindingKind.REFUSED_DUPLICATE],
        "accepted at attempt 1; a duplicate was refused; 1 effect",
    ),
    "a cut and an altered body": (
        deduplicating,
        [TRUNCATED, ALTERED],
        1,
        [],
        "accepted at attempt 3 after 15m; 1 effect",
    ),
}


@pytest.mark.parametrize("place", ["", "{event_id}"], ids=["one number", "one per event"])
@pytest.mark.parametrize(("act", "faulty", "effects", "found", "verdict"), CASES.values(), ids=CASES.keys())
def test_receivers(
    act: Act, faulty: list[FaultKind | None], effects: int, found: list[FindingKind], verdict: str, place: str
) -> None:
    """What a receiver did for one event is what is counted, found and said, whichever way it is observed."""
    application = Application(act)
    with Receiver(application.behave) as receiver, counting(application) as url:
        observer = open_observer(None, url + place, None)
        assert observer is not None
        with observer:
            ledger, result = run(receiver.url, observer, *faulty)
    (one,) = ledger.delivered()
    assert (application.effects.total(), one.effects) == (effects, effects)
    assert [kind for kind, _ in kinds(one.findings)] == found
    assert result.verdict == verdict
    assert result.exit_code is (ExitCode.FAILED if found else ExitCode.OK)
    assert (result.unattributed, result.fell) == (0.0, 0)


def test_one_that_checks_no_signature() -> None:
    """A receiver that acts on an altered body is named, with what it did."""
    application = Application(charging_again, checks=False)
    with Receiver(application.behave) as receiver, counting(application) as url:
        observer = open_observer(None, url, None)
        assert observer is not None
        with observer:
            ledger, result = run(receiver.url, observer, ALTERED)
    (one,) = ledger.delivered()
    assert FindingKind.ACCEPTED_ALTERED in result.findings
    assert FindingKind.ACTED_ON_PART in result.findings
    assert one.effects == application.effects.total()


def test_several_events() -> None:
    """Each event has its own effects: one number tells them apart, since attempts do not overlap."""
    application = Application(charging_again)
    with Receiver(application.behave) as receiver, counting(application) as url:
        observer = open_observer(None, url, None)
        assert observer is not None
        with observer:
            ledger, result = run(receiver.url, observer, LOST, events=3)
    assert {one.event_id: one.effects for one in ledger.delivered()} == dict(application.effects)
    assert result.findings == {FindingKind.SEVERAL_EFFECTS: 3}
    assert result.verdict == "3 of 3 with several effects; 3 accepted; 6 effects"


AGAINST = [
    ("careful", [LOST], "accepted at attempt 2 after 5m 30s; 1 effect"),
    ("careless", [LOST], "accepted at attempt 2 after 5m 30s; 2 effects for one event"),
    ("picky", [TWICE], "accepted at attempt 1; a duplicate was refused; 1 effect"),
    ("careful:500,500,reset,200", [], "accepted at attempt 4 after 30m; 1 effect"),
    ("careful:500,200", [TRUNCATED, ALTERED, LOST], "accepted at attempt 4 after 30m 30s; 1 effect"),
    (
        "careful:500*7,200",
        [],
        "accepted at attempt 8 after 8h; 1 effect; would have been lost under mailgun",
    ),
    (
        "careless:201",
        [],
        "given up after 9 attempts in 14h, although the receiver accepted it at attempt 1; 9 effects for one event; ",
    ),
    ("careful:503", [], "given up after 9 attempts in 14h: this event is lost; no effect"),
]


@pytest.mark.parametrize(("against", "faulty", "verdict"), AGAINST, ids=[against for against, _, _ in AGAINST])
def test_embedded_receivers(against: str, faulty: list[FaultKind | None], verdict: str) -> None:
    """The receivers of --against show what they are made to show."""
    with EmbeddedReceiver(parse_specification(against), SECRET) as receiver:
        _, result = run(receiver.url, receiver, *faulty)
    assert result.verdict.startswith(verdict)


def test_an_effect_that_comes_after_the_run() -> None:
    """An effect that is only seen at the last look counts."""

    class Late:
        per_event = False

        def __init__(self) -> None:
            self.turn = receiver.turn

        def look(self, event_type: str, event_id: str, stopped: Stopped = never, body: bytes = b"") -> float:
            return 0.0

        def interrupt(self) -> None:
            """Do nothing."""

        def __enter__(self) -> Self:
            return self

        def __exit__(self, kind: object, error: object, trace: object) -> None:
            """Do nothing."""

    with EmbeddedReceiver(parse_specification("careful"), SECRET) as receiver:
        ledger, result = run(receiver.url, Late())
        assert result.verdict == "accepted at attempt 1; no effect"
        ledger.settle(None, receiver.count("event-0"))
    assert ledger.result().verdict == "accepted at attempt 1; 1 effect"
