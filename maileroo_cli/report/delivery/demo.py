"""The demonstration: a receiver, every event, the life of a mail, three broken requests explained, and a replay."""

import time
from collections.abc import Iterable, Iterator
from contextlib import closing

from maileroo_cli.capture.check.checker import CheckedRequest, Checker, RequestVerdict
from maileroo_cli.delivery.attempt.expected_outcome import parse_expected_outcome
from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.requests import OutgoingRequest, RequestTemplate, address
from maileroo_cli.delivery.attempt.sending import deliver
from maileroo_cli.delivery.replay.clock import VIRTUAL, VirtualClock
from maileroo_cli.delivery.replay.deliveries import deliver_events, first_attempts
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.replay.receiver import open_receiver
from maileroo_cli.report.delivery.attempts import DeliveryReport, SendTerms
from maileroo_cli.report.replay.report import ReplayReport
from maileroo_cli.report.replay.run import Course, play
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink, ReportFormat
from maileroo_cli.report.verify.lines import VerdictCounts, show_summary
from maileroo_cli.transport.client.sender import DEFAULT_TIMEOUT, Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.embedded.demo_receiver import DemoReceiver
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.catalogue.sample import sample
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES
from maileroo_cli.webhook.generation.stream import Event, Plan, stream
from maileroo_cli.webhook.generation.vocabulary import Vocabulary
from maileroo_cli.webhook.signing.body_style import Style, encode
from maileroo_cli.webhook.signing.request import METHOD, Request, webhook_headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign

BROKEN_SCHEMA = "mhook.demo/1"
_SECRET = "demo-secret"  # noqa: S105  (made up, known to everybody, and used on this machine alone)
_LIFE = LIFECYCLES["deferred-then-delivered"]


def show_demo(console: Console, vocabulary: Vocabulary) -> ExitCode:
    """Play the whole demonstration; ``FAILED`` where anything did not go as it should."""
    secret = Secret(_SECRET, "demo secret")
    with DemoReceiver([secret]) as receiver:
        _say(console, "What Maileroo would do to your webhook endpoint, on this machine alone.", Ink.STRONG)
        _chapter(console, 1, f"A receiver listens on {receiver.url} and checks every signature")
        _chapter(console, 2, f"All {len(EventType)} event types, signed as Maileroo signs them")
        good = _send(console, receiver, secret, Plan(types=tuple(EventType)), vocabulary)
        _chapter(console, 3, f"The life of one mail: {_LIFE.meaning}")
        good &= _send(console, receiver, secret, Plan(lifecycle=_LIFE), vocabulary)
        _chapter(console, 4, "What arrived, verified against the bytes that were received")
        good &= _verify(console, receiver, secret)
        _chapter(console, 5, "Three mistakes that every webhook project meets, and what mhook says about them")
        good &= _explain(console, receiver, secret)
    _chapter(console, 6, "Fourteen hours of retries, on a clock that does not wait, with an answer that gets lost")
    good &= _replay(console, secret, vocabulary)
    _chapter(console, 7, "Now your own endpoint")
    _say(console, "     export MAILEROO_WEBHOOK_SECRET=…            the secret that Maileroo shows for the webhook")
    _say(console, "     mhook send delivered --url http://localhost:8000/webhook")
    _say(console, "     mhook replay failed --url http://localhost:8000/webhook --faults refuse,503,lost")
    _say(console, "     mhook --help")
    return ExitCode.OK if good else ExitCode.FAILED


def _send(console: Console, receiver: DemoReceiver, secret: Secret, plan: Plan, vocabulary: Vocabulary) -> bool:
    outbox = address(stream(plan, vocabulary, time.time), RequestTemplate(receiver.url, secret))
    return _deliver(console, receiver, outbox, SendTerms(Success.STRICT))


def _deliver(console: Console, receiver: DemoReceiver, outbox: Iterable[OutgoingRequest], terms: SendTerms) -> bool:
    report = DeliveryReport(console, terms)
    target = parse_target(receiver.url)
    with closing(deliver(outbox, lambda: Sender(target))) as attempts:
        for result in attempts:
            report.add(result)
    return report.exit_code is ExitCode.OK


def _verify(console: Console, receiver: DemoReceiver, secret: Secret) -> bool:
    checker, tally = Checker([secret]), VerdictCounts()
    for record in receiver.captured:
        tally.add(checker.check(record, record.id))
    show_summary(tally, console)
    return tally.exit_code is ExitCode.OK


def _explain(console: Console, receiver: DemoReceiver, secret: Secret) -> bool:
    """Send three requests with broken signatures; each has to be refused and its cause to be found."""
    checker, good = Checker([secret]), True
    for title, outgoing in _mistakes(receiver.url, secret):
        _say(console, "")
        _say(console, f"   {title}", Ink.STRONG)
        good &= _deliver(console, receiver, [outgoing], SendTerms(Success.STRICT, parse_expected_outcome("401")))
        checked = checker.check(receiver.captured[-1], title)
        good &= checked.outcome is RequestVerdict.INVALID and checked.causes[0].code != "unexplained"
        _show_cause(console, title, checked)
    return good


def _replay(console: Console, secret: Secret, vocabulary: Vocabulary) -> bool:
    """Play the schedule: no connection, a failure of the receiver's own, a lost answer, and in the end success."""
    plan = RunPlan(
        url="",
        against="listen:500,200",
        schedule=MAILEROO,
        success=Success.STRICT,
        clock=VIRTUAL.text,
        start=time.time(),
        timeout=DEFAULT_TIMEOUT,
        fault_list="refuse,ok,lost",
    )
    events = list(stream(Plan(types=(EventType.FAILED,)), vocabulary, time.time))
    with (
        open_receiver(plan, secret) as replay_receiver,
        ReplayReport(console, plan, ReportFormat(console.format)) as report,
    ):
        deliveries = deliver_events(events, RequestTemplate(replay_receiver.url, secret), together=True)
        report.start(len(deliveries))
        course = Course(first_attempts(deliveries, plan.start), len(deliveries))
        return play(plan, course, replay_receiver, report, VirtualClock(plan.start)) is ExitCode.OK


def _mistakes(url: str, secret: Secret) -> Iterator[tuple[str, OutgoingRequest]]:
    payload = sample(EventType.CLICKED)
    body, reserialised = encode(payload), encode(payload, Style.COMPACT)
    pasted = Secret(secret.reveal() + b"\n", "pasted")
    event = Event(payload["event_type"], payload["event_id"], payload["event_time"], body)
    yield "Somebody parsed the JSON and hashed it anew", _outgoing(url, event, sign(reserialised, secret))
    yield "Somebody pasted the secret with a newline", _outgoing(url, event, sign(body, pasted))
    yield "Somebody wrote sha256= before the digits", _outgoing(url, event, f"sha256={sign(body, secret)}")


def _outgoing(url: str, event: Event, signature: str) -> OutgoingRequest:
    return OutgoingRequest(Request(METHOD, url, webhook_headers((signature,)), event.body), event.type, event.event_id)


def _show_cause(console: Console, title: str, checked: CheckedRequest) -> None:
    cause = checked.causes[0]
    if console.format is Format.JSON:
        fields = {"mistake": title, "cause": cause.code, "reason": cause.sentence, "fix": cause.fix}
        console.object(BROKEN_SCHEMA, fields)
        return
    width = min(console.width, 100)
    console.line(f"     {console.paint('invalid', Ink.BAD)}  {console.paint(cause.code, Ink.NAME)}")
    console.lines(paragraph(cause.sentence, width, "     "))
    console.lines(paragraph(f"Fix: {cause.fix}", width, "     "))


def _chapter(console: Console, number: int, title: str) -> None:
    _say(console, "")
    _say(console, f"{number}. {title}", Ink.STRONG)


def _say(console: Console, text: str, *inks: Ink) -> None:
    if console.format is Format.TEXT:
        console.line(console.paint(text, *inks))
