"""The signature is verified before anything else: with a bad one every body gets the same status."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.attempt.refusal import PASSING, is_refusal, who_answered
from maileroo_cli.rules.definition import Family, RuleList, RuleScript
from maileroo_cli.rules.judging import judge_refused, worst
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.signature.trial import try_refused
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import (
    PASSED,
    Consequence,
    RuleVerdict,
    Severity,
    failed,
    skipped,
)
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper

LIST = RuleList(Family.SIGNATURE)

_LARGE = 300_000


class Variant(NamedTuple):
    """A body that differs from an ordinary event in one respect; ``what`` completes ``with a bad signature``."""

    what: str
    make: Callable[[Probe], bytes]
    headers: Headers = ()


def _changed(**fields: object) -> Callable[[Probe], bytes]:
    return lambda probe: probe.encoded(probe.payload() | fields).body


def _large(probe: Probe) -> bytes:
    """Return an ordinary event with spaces behind it, so that nothing but its size is unusual."""
    return probe.event().body.ljust(_LARGE)


def _of_type(content_type: str) -> Variant:
    return Variant(
        f"the content type {content_type}", lambda probe: probe.event().body, (("Content-Type", content_type),)
    )


_UNPARSABLE = (
    Variant("a body that is not JSON", lambda probe: probe.event().body[:-1]),
    Variant("an empty body", lambda _probe: b""),
    Variant("a JSON array", lambda probe: b"[%s]" % probe.event().body),
    Variant("a body that is not UTF-8", lambda _probe: b'{"event_type":"\xff\xfe"}'),
)
_UNKNOWN = (
    Variant("a type that does not exist", _changed(event_type="mhook_unknown")),
    Variant("no event_data", _changed(event_data=None)),
    Variant("a number in place of its type", _changed(event_type=7)),
)
_TYPES = tuple(map(_of_type, ("text/plain", "application/x-www-form-urlencoded", "application/xml")))


def judge_same(base: Attempt, attempt: Attempt, what: str, *, is_large: bool = False) -> RuleVerdict:
    """Judge whether a bad signature is refused with ``what`` as it is with an ordinary event.

    What may limit a request before the body is read may always do so: its size, or how many there are.
    """
    status = attempt.status
    if attempt.outcome is not Outcome.ANSWERED or status is None:
        unread = is_large and attempt.outcome is Outcome.RESET  # ended without being read, as a limit may do
        return PASSED if unread else judge_refused(attempt, f"a bad signature with {what}")
    if status == base.status or (is_large and status == 413):
        return PASSED
    if status in PASSING:
        return skipped(f"a bad signature with {what} was answered {status}: {who_answered(status, attempt)}")
    reason = f"a bad signature is refused with {base.status}, but one with {what} was answered {status}"
    consequence = Consequence.FORGED if status < 300 else Consequence.CRASHED if status >= 500 else None
    return failed(reason, attempt, severity=Severity.ERROR if consequence else None, consequence=consequence)


def _got(attempt: Attempt) -> str:
    return str(attempt.status) if attempt.outcome is Outcome.ANSWERED else "no answer"


def _same_status(variants: Iterable[Variant], *, is_large: bool = False) -> RuleScript:
    tried = tuple(variants)

    def script(probe: Probe) -> Script:
        base = yield from try_refused(probe.forged(BadSignature.WRONG_SECRET))
        if base.status is None or not is_refusal(base.status):
            return skipped(f"a bad signature got {_got(base)}, so there is nothing to compare with (SIG005)")
        verdicts = []
        for variant in tried:
            body = variant.make(probe)
            signatures = tamper(BadSignature.WRONG_SECRET, body, probe.secret)
            request = probe.request(body, signatures=signatures, headers=variant.headers)
            attempt = yield from try_refused(request)
            verdicts.append(judge_same(base, attempt, variant.what, is_large=is_large))
        return worst(verdicts)

    return script


for _number, _title, _variants in (
    (23, "verifies before it parses the body", _UNPARSABLE),
    (24, "verifies before it looks at the event", _UNKNOWN),
    (25, "verifies first, whatever the content type", _TYPES),
    (26, "verifies a body of 300 kB like any other", (Variant("a body of 300 kB", _large),)),
):
    LIST.add(_number, _title, Consequence.LEAKED, Grade.OFFICIAL, Severity.WARNING)(
        _same_status(_variants, is_large=_number == 26)
    )


@LIST.add(27, "refuses a missing signature like a wrong one", Consequence.COSMETIC, Grade.OFFICIAL, Severity.WARNING)
def missing_like_wrong(probe: Probe) -> Script:
    """Send the same event with a wrong signature, and without one."""
    event = probe.event()
    wrong = yield from try_refused(probe.forged(BadSignature.WRONG_SECRET, event))
    missing = yield from try_refused(probe.forged(BadSignature.MISSING, event))
    for attempt, rule in ((wrong, "SIG005"), (missing, "SIG002")):
        if attempt.status is None or not is_refusal(attempt.status):
            return skipped(f"one of the two got {_got(attempt)}, so there is nothing to compare ({rule})")
    if wrong.status == missing.status:
        return PASSED
    reason = f"a wrong signature was refused with {wrong.status}, a missing one with {missing.status}"
    return failed(reason, missing)
