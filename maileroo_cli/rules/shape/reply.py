"""What the receiver's answers hold: nothing that was sent as markup, and nothing of its inside."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from maileroo_cli.delivery.attempt.explanation import explain
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.judging import worst
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.reception import deliver
from maileroo_cli.rules.shape.hostile import NUL, QUOTES, hostile_events
from maileroo_cli.rules.shape.trace import find_trace
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleVerdict, Severity, failed, skipped
from maileroo_cli.webhook.catalogue.event import EventType, Grade
from maileroo_cli.webhook.signing.request import Request, header_values
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.tamper import BadSignature

LIST = RuleList(Family.SHAPE)
_SHORTEST_SECRET = 8

_Provocation: TypeAlias = tuple[str, Request, int]
"""What it is, the request, and what a correct receiver answers."""


@LIST.add(
    32,
    "shows nothing of an event as HTML",
    Consequence.COSMETIC,
    Grade.UNKNOWN,
    Severity.WARNING,
    certain=True,
)
def no_markup(probe: Probe) -> Script:
    """Send a tag that nothing else holds, and look for it in answers that a browser would show as a page."""
    tag = f"<script>mhook_{probe.rng.getrandbits(48):012x}</script>"
    verdicts = []
    for what, request, ideal in _with_tag(probe, tag):
        attempt = yield from deliver(request, ideal)
        verdicts.append(_judge_markup(attempt, tag.encode(), what))
        if _is_absent(attempt):
            break
    return worst(verdicts)


@LIST.add(
    33,
    "shows no stack trace, path, SQL or secret in any answer",
    Consequence.LEAKED,
    Grade.UNKNOWN,
    certain=True,
)
def nothing_inside(probe: Probe) -> Script:
    """Send what breaks receivers, and look at each answer."""
    verdicts = []
    for what, request, ideal in _provocations(probe):
        attempt = yield from deliver(request, ideal)
        verdicts.append(_judge_inside(attempt, probe.secret, what))
        if _is_absent(attempt):
            break
    return worst(verdicts)


def _is_absent(attempt: Attempt) -> bool:
    """Return whether nobody is there to answer: to wait for the same with each request would take minutes."""
    return attempt.outcome is Outcome.TIMEOUT or not attempt.reached_receiver


def _with_tag(probe: Probe, tag: str) -> Iterator[_Provocation]:
    unknown, failing = probe.payload("postponed"), probe.payload(EventType.FAILED)
    unknown["event_type"] = f"postponed{tag}"
    failing["event_data"]["reason"] = tag
    yield "an unknown event type", probe.request(probe.encoded(unknown)), 200
    yield "a reason", probe.request(probe.encoded(failing)), 200
    yield "a body that is not JSON", probe.request(tag.encode()), 400
    yield "a forged event", probe.forged(BadSignature.FLIPPED_BIT, probe.encoded(unknown)), 401
    yield "a signature", probe.request(probe.event(), signatures=(tag,)), 401


def _judge_markup(attempt: Attempt, tag: bytes, what: str) -> RuleVerdict:
    if _is_absent(attempt):
        return _unseen(attempt, what)
    types = header_values(attempt.headers, "content-type")
    if tag in attempt.body and any(one.strip().lower().startswith("text/html") for one in types):
        return failed(f"a tag in {what} came back in a page, as it was sent", attempt)
    return PASSED


def _provocations(probe: Probe) -> Iterator[_Provocation]:
    yield "a valid event", probe.request(probe.event()), 200
    yield "an event of an unknown type", probe.request(probe.event("postponed")), 200
    for text, told in ((QUOTES, "quotes and SQL"), (NUL, "a NUL character")):
        event = next(hostile_events(probe, text))
        yield f"{told} in {event.fields}", probe.request(probe.encoded(event.payload)), 200
    for body, told in _BROKEN_BODIES:
        yield told, probe.request(body), 400
    whole = probe.event().body
    yield "half an event", probe.request(whole[: len(whole) // 2]), 400
    for kind in (BadSignature.MISSING, BadSignature.FLIPPED_BIT, BadSignature.TRUNCATED, BadSignature.NON_ASCII):
        yield f"a bad signature ({kind})", probe.forged(kind), 401
    yield "another content type", probe.request(probe.event(), headers=(("Content-Type", "text/plain"),)), 200
    yield "GET", probe.request(b"", signatures=(), method="GET", without="content-type"), 405


_BROKEN_BODIES = (
    (b"", "an empty body"),
    (b"[]", "an empty list"),
    (b'{"event_type":null,"event_data":7}', "an event with values of other types"),
)


def _judge_inside(attempt: Attempt, secret: Secret, what: str) -> RuleVerdict:
    if _is_absent(attempt):
        return _unseen(attempt, what)
    if _holds_secret(_parts(attempt), secret):
        return failed(f"the answer to {what} holds the secret", attempt)
    if (found := find_trace(attempt.body)) is not None:
        return failed(f"the answer to {what} shows {found}", attempt, severity=Severity.WARNING)
    return PASSED


def _unseen(attempt: Attempt, what: str) -> RuleVerdict:
    return skipped(f"not all answers could be looked at: {what}: {explain(attempt)}")


def _parts(attempt: Attempt) -> Iterator[bytes]:
    yield attempt.body
    yield from (value.encode("latin-1", "replace") for _, value in attempt.headers)


def _holds_secret(parts: Iterable[bytes], secret: Secret) -> bool:
    """A secret that is short, or a plain word, may stand in an answer by chance: nothing is said of such a one."""
    value = secret.reveal()
    if len(value) < _SHORTEST_SECRET or value.isalpha():
        return False
    return any(value in part for part in parts)
