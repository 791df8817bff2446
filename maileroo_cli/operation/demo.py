"""The demonstration: a receiver, events, the life of a mail, broken requests explained, a check, and a replay.

What it yields is in the order of the story; ``good`` tells afterwards whether all went as it should.
"""

import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from maileroo_cli.capture.check.checker import CheckedRequest, Checker
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.delivery.attempt.expected_outcome import parse_expected_outcome
from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.requests import OutgoingRequest, RequestTemplate, build_requests
from maileroo_cli.delivery.replay.clock import VIRTUAL
from maileroo_cli.delivery.replay.deliveries import deliver_events
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.attempts.summary import JudgedAttempt
from maileroo_cli.operation.check.plan import CheckPlan
from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.operation.events import make_planned
from maileroo_cli.operation.replay.plan import EMBEDDED_URL
from maileroo_cli.operation.replay.play import play_new
from maileroo_cli.operation.replay.results import ReplayEnded, ReplayEvent
from maileroo_cli.operation.send import Endpoint, SendTerms, send
from maileroo_cli.operation.verify.counts import VerdictCounts
from maileroo_cli.rules.catalogue import Suite, find_rule, select_rules
from maileroo_cli.transport.client.sender import DEFAULT_TIMEOUT
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.embedded.receiver import EmbeddedReceiver
from maileroo_cli.transport.embedded.specification import parse_specification
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.catalogue.sample import sample
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES
from maileroo_cli.webhook.generation.plan import Plan
from maileroo_cli.webhook.generation.stream import EncodedEvent
from maileroo_cli.webhook.signing.body_style import Style, encode
from maileroo_cli.webhook.signing.request import METHOD, Request, webhook_headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign

LIFE = LIFECYCLES["deferred-then-delivered"]
"""The mail whose events are sent."""

_FOUND = "EFFECT004"
"""The rule that the receiver of the check breaks."""

_ASKED_OF_NOBODY = ("SHAPE022", "SHAPE023")
"""Rules that no built-in receiver keeps: it answers GET and HEAD, for whoever asks whether it is there."""

_SEED, _MARKER = 1, "d3300001"

_SECRET = "demo-secret"  # noqa: S105  (made up, known to everybody, and used on this machine alone)


class Chapter(StrEnum):
    """The parts of the story, in order."""

    RECEIVER = "receiver"
    EVENTS = "events"
    LIFE = "life"
    ARRIVED = "arrived"
    MISTAKES = "mistakes"
    CHECK = "check"
    REPLAY = "replay"
    YOURS = "yours"


class Mistake(StrEnum):
    """What somebody did wrong who signed a request; each has to be refused, and its cause to be found."""

    RESERIALISED = "Somebody parsed the JSON and re-serialised it before hashing"
    PASTED_NEWLINE = "Somebody pasted the secret with a newline"
    PREFIXED = "Somebody wrote sha256= before the digits"


class ChapterBegun(NamedTuple):
    """A part of the story begins; ``url`` is the receiver's."""

    chapter: Chapter
    url: str


class MistakeExplained(NamedTuple):
    """What is said of a request that was signed wrongly, after it was refused."""

    mistake: Mistake
    checked: CheckedRequest


class ArrivalsChecked(NamedTuple):
    """All that arrived so far, verified against the bytes that were received."""

    counts: VerdictCounts


class EndpointChecked(NamedTuple):
    """A check of a receiver that works twice for an event that comes twice, and what it came to."""

    plan: CheckPlan
    summary: CheckSummary


DemoEvent: TypeAlias = (
    ChapterBegun | JudgedAttempt | ArrivalsChecked | MistakeExplained | Mistake | EndpointChecked | ReplayEvent
)


class Demo(Iterator[DemoEvent]):
    """Plays the demonstration as it is iterated."""

    def __init__(self) -> None:
        self._secret = Secret(_SECRET, "demo secret")
        self._events = self._play()
        self.good = True
        """Whether all went as it should so far."""

    def __next__(self) -> DemoEvent:
        return next(self._events)

    @property
    def exit_code(self) -> ExitCode:
        """``FAILED`` where anything did not go as it should."""
        return ExitCode.OK if self.good else ExitCode.FAILED

    def close(self) -> None:
        """End it, and its receiver."""
        self._events.close()

    def _play(self) -> Generator[DemoEvent, None, None]:
        with EmbeddedReceiver(parse_specification("careful"), self._secret) as receiver:
            url = receiver.url
            yield ChapterBegun(Chapter.RECEIVER, url)
            yield ChapterBegun(Chapter.EVENTS, url)
            yield from self._send(url, Plan(types=tuple(EventType)))
            yield ChapterBegun(Chapter.LIFE, url)
            yield from self._send(url, Plan(lifecycle=LIFE))
            yield ChapterBegun(Chapter.ARRIVED, url)
            checker = Checker([self._secret])
            counts = VerdictCounts()
            for record in receiver.captures():
                counts.add(checker.check(record, record.id))
            self.good &= counts.exit_code is ExitCode.OK
            yield ArrivalsChecked(counts)
            yield ChapterBegun(Chapter.MISTAKES, url)
            for mistake, outgoing in _mistakes(url, self._secret):
                yield mistake
                yield from self._deliver(url, [outgoing], SendTerms(Success.STRICT, parse_expected_outcome("401")))
                checked = checker.check(receiver.captures()[-1], mistake)
                self.good &= checked.verdict is RequestVerdict.INVALID and checked.causes[0].code != "unexplained"
                yield MistakeExplained(mistake, checked)
        yield from self._check()
        yield ChapterBegun(Chapter.REPLAY, url)
        yield from self._replay()
        yield ChapterBegun(Chapter.YOURS, url)

    def _send(self, url: str, plan: Plan) -> Iterator[JudgedAttempt]:
        return self._deliver(url, build_requests(make_planned(plan), RequestTemplate(url, self._secret)))

    def _deliver(
        self, url: str, requests: Iterable[OutgoingRequest], terms: SendTerms | None = None
    ) -> Iterator[JudgedAttempt]:
        with closing(send(requests, Endpoint(parse_target(url)), terms)) as run:
            yield from run
        self.good &= run.summary.exit_code is ExitCode.OK

    def _check(self) -> Iterator[DemoEvent]:
        """Check a receiver that has one fault, with all rules that need nothing, and the one that finds it."""
        rules = [rule for rule in select_rules(Suite.FULL, ignore=_ASKED_OF_NOBODY) if not rule.needs]
        with EmbeddedReceiver(parse_specification("careless"), self._secret) as receiver:
            yield ChapterBegun(Chapter.CHECK, receiver.url)
            run = CheckRun(
                CheckSettings(
                    Endpoint(parse_target(receiver.url)),
                    receiver.url,
                    self._secret,
                    [*rules, find_rule(_FOUND)],
                    _SEED,
                    _MARKER,
                    time.time(),
                    observer=receiver.observer(),
                    settle=0.0,
                )
            )
            with closing(run):
                for _ in run:
                    pass
        self.good &= [one.rule.id for one in run.summary.findings] == [_FOUND]
        yield EndpointChecked(run.plan, run.summary)

    def _replay(self) -> Iterator[ReplayEvent]:
        """Play the schedule: no connection, a failure of the receiver's own, a lost answer, and in the end success."""
        plan = RunPlan(
            url="",
            against="careful:500,200",
            schedule=MAILEROO,
            success=Success.STRICT,
            clock=VIRTUAL.text,
            start=time.time(),
            timeout=DEFAULT_TIMEOUT,
            fault_list="refuse,ok,lost",
        )
        events = list(make_planned(Plan(types=(EventType.FAILED,))))
        deliveries = deliver_events(events, RequestTemplate(EMBEDDED_URL, self._secret), together=True)
        for event in play_new(plan, deliveries, self._secret):
            if isinstance(event, ReplayEnded):
                self.good &= event.result.exit_code is ExitCode.OK
            yield event


def _mistakes(url: str, secret: Secret) -> Iterator[tuple[Mistake, OutgoingRequest]]:
    """Yield three requests with broken signatures."""
    payload = sample(EventType.CLICKED)
    body, reserialised = encode(payload), encode(payload, Style.COMPACT)
    pasted = Secret(secret.reveal() + b"\n", "pasted")
    event = EncodedEvent(payload["event_type"], payload["event_id"], payload["event_time"], body)
    signatures = {
        Mistake.RESERIALISED: sign(reserialised, secret),
        Mistake.PASTED_NEWLINE: sign(body, pasted),
        Mistake.PREFIXED: f"sha256={sign(body, secret)}",
    }
    for mistake, signature in signatures.items():
        request = Request(METHOD, url, webhook_headers((signature,)), body)
        yield mistake, OutgoingRequest(request, event.type, event.event_id)
