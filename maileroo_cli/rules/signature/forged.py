"""A valid event is accepted, and a signature that was not made from this body with the secret is refused."""

from maileroo_cli.delivery.attempt.explanation import raised_words
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.attempt.refusal import PASSING
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.judging import is_accepted, judge_accepted, judge_refused
from maileroo_cli.rules.probe import Probe, ProbeEvent
from maileroo_cli.rules.signature.trial import Forgery, of_kind, refuses, try_refused
from maileroo_cli.rules.step import Script, send
from maileroo_cli.rules.verdict import PASSED, Consequence, failed
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper

LIST = RuleList(Family.SIGNATURE)

_MORE = 5
"""So many more valid events are sent where the first is accepted."""

_FOLLOWED = 1.0
"""So many seconds an application in this process may take for the work that it does after its answer."""

_FIX_LATE = "store the event before you answer 200: what fails afterwards is not sent again"

_LONG = 64
"""So many times the 64 digits: 4,096 characters, which every server takes in a header."""


@LIST.add(1, "accepts a valid event", Consequence.LOST, Grade.OFFICIAL, smoke=True)
def valid_accepted(probe: Probe) -> Script:
    """Send an event as Maileroo would, and where it is accepted more of them, each over a connection of its own.

    Behind a balancer one instance may refuse what the others accept: no other rule could be believed then. What may be
    a limit or the network is left to other rules.
    """
    attempt = yield from send(probe.request(probe.event()), follow=_FOLLOWED)
    if not is_accepted(attempt):
        return judge_accepted(attempt, "a valid event")
    if attempt.failed_afterwards:
        reason = f"a valid event was answered {attempt.status}, and then {raised_words(attempt)}"
        return failed(reason, attempt, fix=_FIX_LATE)
    refused: list[Attempt] = []
    for _ in range(_MORE):
        another = yield from send(probe.request(probe.event()), apart=True)
        if another.outcome is not Outcome.ANSWERED:
            break
        if not is_accepted(another) and another.status not in PASSING:
            refused += [another]
    if not refused:
        return PASSED
    told = refused[0]
    reason = f"{len(refused)} of {_MORE + 1} valid events were answered {told.status}, and others accepted"
    fix = "see whether it is several instances, one of them with another secret or version"
    return failed(reason, told, fix=fix, consequence=Consequence.RETRIED)


def _with_flipped_body_bit(probe: Probe) -> Request:
    """Change one bit of the event's id, so that the JSON is as good as before."""
    event = probe.event()
    last = event.body.index(event.event_id.encode()) + len(event.event_id) - 1
    body = bytearray(event.body)
    body[last] ^= 1
    return probe.request(bytes(body), signatures=(probe.sign(event.body),))


def _with_long_signature(probe: Probe) -> Request:
    event = probe.event()
    return probe.request(event, signatures=(_wrong(probe, event) * _LONG,))


def _with_wrong_letter_first(probe: Probe) -> Request:
    """Let the first digit be none: a decoder that stops there compares nothing with nothing."""
    event = probe.event()
    return probe.request(event, signatures=(f"g{_wrong(probe, event)[1:]}",))


def _with_wrong_letter_last(probe: Probe) -> Request:
    event = probe.event()
    return probe.request(event, signatures=(f"{probe.sign(event.body)[:-1]}g",))


def _wrong(probe: Probe, event: ProbeEvent) -> str:
    return tamper(BadSignature.WRONG_SECRET, event.body, probe.secret)[0]


_FORGED: tuple[tuple[int, str, bool, tuple[Forgery, ...]], ...] = (
    (
        2,
        "refuses a request without a signature",
        True,
        (of_kind("a request without a signature", BadSignature.MISSING),),
    ),
    (3, "refuses an empty signature", False, (of_kind("an empty signature", BadSignature.EMPTY),)),
    (
        4,
        "refuses a signature with one flipped bit",
        False,
        (of_kind("a signature with one flipped bit", BadSignature.FLIPPED_BIT),),
    ),
    (
        5,
        "refuses a signature made with another secret",
        True,
        (of_kind("a signature made with another secret", BadSignature.WRONG_SECRET),),
    ),
    (
        6,
        "refuses a body with one flipped bit",
        False,
        (Forgery("a body with one flipped bit", _with_flipped_body_bit),),
    ),
    (
        7,
        "refuses half a signature",
        False,
        (of_kind("the first half of the right signature", BadSignature.TRUNCATED),),
    ),
    (
        9,
        "refuses the secret itself in place of a signature",
        False,
        (of_kind("the secret itself in place of a signature", BadSignature.SECRET_ITSELF),),
    ),
    (
        10,
        "refuses a signature with a letter that is not ASCII",
        False,
        (of_kind("a signature that begins with é", BadSignature.NON_ASCII),),
    ),
    (
        11,
        "refuses a signature of 4,096 characters",
        False,
        (Forgery("a signature of 4,096 characters", _with_long_signature),),
    ),
    (
        12,
        "refuses 64 characters of which one is not a hex digit",
        False,
        (
            Forgery("a wrong signature that begins with g", _with_wrong_letter_first),
            Forgery("a signature that ends with g", _with_wrong_letter_last),
        ),
    ),
)

for _number, _title, _smoke, _forgeries in _FORGED:
    LIST.add(_number, _title, Consequence.FORGED, Grade.OFFICIAL, smoke=_smoke, certain=True)(
        refuses(_forgeries, judge_refused)
    )


@LIST.add(8, "refuses the signature of another event", Consequence.FORGED, Grade.OFFICIAL, certain=True)
def other_event_refused(probe: Probe) -> Script:
    """Send an event, and then another one with the signature of the first: what one has who has seen one request."""
    seen = probe.event()
    yield from send(probe.request(seen))
    attempt = yield from try_refused(probe.request(probe.event(), signatures=(probe.sign(seen.body),)))
    return judge_refused(attempt, "the signature of another event")
