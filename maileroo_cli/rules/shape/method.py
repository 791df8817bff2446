"""What is no POST is no webhook: it is refused, and nothing is done.

Each goes over a connection of its own: some servers leave the body of what they refuse unread, or send one with the
answer to HEAD, and the next event on that connection would be refused for it, which Maileroo's never are.
"""

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.reception import deliver, judge_survived
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleVerdict, Severity, failed, passed_with
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper

LIST = RuleList(Family.SHAPE)


@LIST.add(22, "refuses GET", Consequence.CRASHED, Grade.OFFICIAL)
def get(probe: Probe) -> Script:
    """Ask as a browser does that was given the URL."""
    attempt = yield from deliver(
        probe.request(b"", signatures=(), method="GET", without="content-type"), 405, apart=True
    )
    return _judge_reading(attempt, "GET")


@LIST.add(23, "refuses HEAD", Consequence.CRASHED, Grade.OFFICIAL)
def head(probe: Probe) -> Script:
    """Ask as a monitor does."""
    attempt = yield from deliver(
        probe.request(b"", signatures=(), method="HEAD", without="content-type"), 405, apart=True
    )
    return _judge_reading(attempt, "HEAD")


@LIST.add(24, "refuses PUT", Consequence.CRASHED, Grade.OFFICIAL)
def put(probe: Probe) -> Script:
    """Send an event with a bad signature by PUT, which a check for POST alone would let through."""
    event = probe.event()
    signatures = tamper(BadSignature.FLIPPED_BIT, event.body, probe.secret)
    attempt = yield from deliver(probe.request(event, signatures=signatures, method="PUT"), 405, apart=True)
    verdict = judge_survived(attempt, "PUT")
    if verdict is PASSED and _succeeded(attempt):
        reason = f"PUT with a bad signature was answered {attempt.status}: see that nothing is done with it"
        return failed(reason, attempt, severity=Severity.WARNING, consequence=Consequence.COSMETIC)
    return verdict


def _judge_reading(attempt: Attempt, method: str) -> RuleVerdict:
    """A page for people is no mistake, but a wrong URL that shows one looks right in a browser."""
    verdict = judge_survived(attempt, method)
    if verdict is PASSED and _succeeded(attempt):
        return passed_with(
            Severity.INFO, f"{method} was answered {attempt.status}; 405 says better what it is", attempt
        )
    return verdict


def _succeeded(attempt: Attempt) -> bool:
    return attempt.status is not None and 200 <= attempt.status < 300
