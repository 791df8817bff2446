"""What is signed and yet no event: every refusal is right, and so is 200, but not a crash."""

from collections.abc import Iterable

from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.judging import worst
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.reception import deliver, judge_survived
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import Consequence
from maileroo_cli.webhook.catalogue.event import Grade

LIST = RuleList(Family.SHAPE)
_CONTENT_TYPES = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")


@LIST.add(18, "survives an empty body", Consequence.CRASHED, Grade.UNKNOWN)
def empty_body(probe: Probe) -> Script:
    """Send nothing, signed."""
    return (yield from _stands(probe, [(b"", "an empty body")]))


@LIST.add(19, "survives JSON that is not an object", Consequence.CRASHED, Grade.UNKNOWN)
def no_object(probe: Probe) -> Script:
    """Send a list of events, null, a string and a number."""
    bodies = [
        (b"[%s]" % probe.event().body, "a list of events"),
        (b"null", "the body null"),
        (b'"delivered"', "a body that is a string"),
        (b"7", "a body that is a number"),
    ]
    return (yield from _stands(probe, bodies))


@LIST.add(20, "survives a body that is not JSON", Consequence.CRASHED, Grade.UNKNOWN)
def no_json(probe: Probe) -> Script:
    """Send text, half an event, and bytes that are no text."""
    event = probe.event().body
    bodies = [
        (b"hello", "a body that is not JSON"),
        (event[: len(event) // 2], "half an event"),
        (b'{"event_type":"\xff\xfe\x80"}', "a body that is not UTF-8"),
    ]
    return (yield from _stands(probe, bodies))


@LIST.add(21, "survives another content type", Consequence.CRASHED, Grade.UNKNOWN)
def other_content_type(probe: Probe) -> Script:
    """Send events as text, as a form, and as nothing in particular."""
    verdicts = []
    for content_type in _CONTENT_TYPES:
        attempt = yield from deliver(probe.request(probe.event(), headers=(("Content-Type", content_type),)))
        verdicts.append(judge_survived(attempt, f"an event with Content-Type: {content_type}"))
    attempt = yield from deliver(probe.request(probe.event(), without="content-type"))
    return worst([*verdicts, judge_survived(attempt, "an event without a Content-Type")])


def _stands(probe: Probe, bodies: Iterable[tuple[bytes, str]]) -> Script:
    verdicts = []
    for body, what in bodies:
        attempt = yield from deliver(probe.request(body), 400)
        verdicts.append(judge_survived(attempt, what))
    return worst(verdicts)
