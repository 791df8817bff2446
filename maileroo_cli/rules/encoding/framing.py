"""One event that arrives in another way: in chunks, after asking leave, with other headers, or much too large."""

from dataclasses import replace

from maileroo_cli.delivery.attempt.explanation import explain
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.judging import is_accepted, worst
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.reception import deliver, judge_survived, judge_taken
from maileroo_cli.rules.step import Manner, Script, send
from maileroo_cli.rules.verdict import (
    PASSED,
    Consequence,
    RuleResult,
    RuleVerdict,
    Severity,
    failed,
    passed_with,
    skipped,
)
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

LIST = RuleList(Family.ENCODING)
_LARGE = 200_000
_REFUSALS = (400, 401, 403, 413)


@LIST.add(15, "verifies a body that comes in chunks", Consequence.RETRIED, Grade.UNKNOWN, Severity.WARNING)
def chunked(probe: Probe) -> Script:
    """Send the body without its length: a proxy may do so."""
    attempt = yield from deliver(probe.request(probe.event()), manner=Manner.CHUNKED)
    verdict = _judge_framing(attempt, "a body in chunks", (411, 501))
    return _mend(verdict, "let the proxy before it send bodies with their length, as nginx does unless told otherwise")


@LIST.add(16, "answers 100 Continue to a sender that asks for it", Consequence.RETRIED, Grade.UNKNOWN, Severity.WARNING)
def asks_leave(probe: Probe) -> Script:
    """Ask with ``Expect: 100-continue`` before sending the body."""
    attempt = yield from deliver(probe.request(probe.event()), manner=Manner.EXPECT_CONTINUE)
    verdict = _judge_framing(attempt, "a request with Expect: 100-continue", (417,))
    return _mend(verdict, "let the server, or the proxy before it, answer 100 Continue")


@LIST.add(17, "accepts a content type with a charset", Consequence.RETRIED, Grade.UNKNOWN, Severity.WARNING)
def with_charset(probe: Probe) -> Script:
    """Name the charset in the content type."""
    content_type = "application/json; charset=utf-8"
    attempt = yield from deliver(probe.request(probe.event(), headers=(("Content-Type", content_type),)))
    verdict = judge_taken(attempt, f"Content-Type: {content_type}")
    return _mend(verdict, "compare what stands before the semicolon, or do not look at the content type at all")


@LIST.add(18, "reads the signature's header in upper and lower case", Consequence.LOST, Grade.OFFICIAL)
def other_case(probe: Probe) -> Script:
    """Write the name of the header as Go's own client would, and in capitals."""
    verdicts = []
    for name in (SIGNATURE_HEADER.title(), SIGNATURE_HEADER.upper()):
        event = probe.event()
        attempt = yield from deliver(probe.request(event, headers=((name, probe.sign(event.body)),)))
        verdicts.append(judge_taken(attempt, f"a signature in {name}"))
    return _mend(worst(verdicts), "look the header up without regard to the case of its name")


@LIST.add(19, "accepts a request without a User-Agent", Consequence.RETRIED, Grade.UNKNOWN, Severity.WARNING)
def without_agent(probe: Probe) -> Script:
    """Leave the User-Agent out: Maileroo's own is unknown."""
    attempt = yield from deliver(probe.request(probe.event(), without="user-agent"))
    verdict = judge_taken(attempt, "a request without a User-Agent")
    return _mend(verdict, "let webhooks pass what wants a User-Agent")


@LIST.add(20, "accepts a body of 200 kB", Consequence.RETRIED, Grade.UNKNOWN, Severity.WARNING)
def large_body(probe: Probe) -> Script:
    """Fill an event with blanks to 200 kB: nothing but its size is unusual."""
    attempt = yield from deliver(probe.request(probe.event().body.ljust(_LARGE)))
    return _mend(
        judge_taken(attempt, "an event of 200 kB"), "set the limit of a body to 1 MB, also in the proxy before it"
    )


@LIST.add(21, "refuses 50 MiB within seconds", Consequence.STOPPED, Grade.UNKNOWN, alone=True)
def huge_body(probe: Probe) -> Script:
    """Send an event with blanks behind it, 50 MiB in all and so with a wrong signature; then a valid one."""
    attempt = yield from send(probe.request(probe.event()), 413, manner=Manner.PADDED)
    verdict = _judge_huge(attempt)
    after = yield from send(probe.request(probe.event()), apart=True)
    return worst((verdict, _judge_after(after)))


def _mend(verdict: RuleVerdict, fix: str) -> RuleVerdict:
    """Say how a failure is mended, where nothing better is known."""
    return replace(verdict, fix=verdict.fix or fix) if verdict.result is RuleResult.FAIL else verdict


def _judge_framing(attempt: Attempt, what: str, refusals: tuple[int, ...]) -> RuleVerdict:
    """Judge as always, but let the receiver say that it does not do this, as HTTP allows."""
    if attempt.status in refusals and attempt.outcome is Outcome.ANSWERED:
        reason = f"{what} was answered {attempt.status}: it does not take that, as HTTP allows"
        return passed_with(Severity.INFO, reason, attempt)
    return judge_taken(attempt, what)


def _judge_after(attempt: Attempt) -> RuleVerdict:
    """A receiver that was there before and accepts no connection now has ended."""
    what = "the next valid event after 50 MiB"
    if attempt.reached_receiver:
        return judge_taken(attempt, what)
    return failed(f"{what}: {explain(attempt)}", attempt, consequence=Consequence.CRASHED)


def _judge_huge(attempt: Attempt) -> RuleVerdict:
    """Any refusal is right, and so is an end of the connection: what comes next shows whether it still lives."""
    what = "50 MiB with a wrong signature"
    if attempt.outcome is Outcome.RESET or (attempt.status is not None and attempt.status in _REFUSALS):
        return _read_whole(attempt, what) if attempt.status == 401 else PASSED
    if attempt.outcome is Outcome.TIMEOUT:
        if attempt.phase is not Phase.WAITING:
            return skipped(f"{what} could not be sent in {attempt.seconds:.0f} s")
        return failed(f"{what}: {explain(attempt)}", attempt, severity=Severity.WARNING)
    if is_accepted(attempt):
        reason = f"{what} was accepted with {attempt.status}"
        return failed(reason, attempt, consequence=Consequence.FORGED)
    return judge_survived(attempt, what)


def _read_whole(attempt: Attempt, what: str) -> RuleVerdict:
    """A 401 for a signature of the right form comes of reading all that it could belong to."""
    reason = f"{what} was answered 401, so all of it was read first"
    return passed_with(Severity.INFO, reason, attempt, fix="limit a body to 1 MB, and answer 413 to what is larger")
