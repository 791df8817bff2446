"""How a bad signature is tried, and what a rule of one such signature is made of."""

from collections.abc import Callable, Generator, Iterable
from typing import NamedTuple

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.rules.definition import RuleScript
from maileroo_cli.rules.judging import worst
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script, Step, StepResult, send
from maileroo_cli.rules.verdict import RuleVerdict, skipped
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.tamper import BadSignature

Judge = Callable[[Attempt, str], RuleVerdict]
_NOT_IN_HEADERS = "\r\n\0"


class Forgery(NamedTuple):
    """One bad signature; ``what`` names it, such as ``an empty signature``."""

    what: str
    make: Callable[[Probe], Request]


def of_kind(what: str, kind: BadSignature) -> Forgery:
    """Return one that ``mhook send --bad-signature`` makes too."""
    return Forgery(what, lambda probe: probe.forged(kind))


def try_refused(request: Request) -> Generator[Step, StepResult, Attempt]:
    """Send a request that has to be refused, and return its attempt.

    A connection that was kept may end at the moment it is used again, so what was lost there is sent once more. Where
    nobody listens then, the request has ended the receiver.
    """
    attempt = yield from send(request, 401)
    if attempt.outcome is Outcome.RESET and attempt.reused:
        again = yield from send(request, 401, apart=True)
        return again if again.reached_receiver else attempt
    return attempt


def refuses(forgeries: Iterable[Forgery], judge: Judge) -> RuleScript:
    """Return the script that tries each forgery, and judges the worst of what came back."""
    tried = tuple(forgeries)

    def script(probe: Probe) -> Script:
        verdicts = []
        for forgery in tried:
            request = forgery.make(probe)
            if not _can_be_sent(request):
                verdicts.append(skipped(f"{forgery.what} holds what no header can carry"))
                continue
            attempt = yield from try_refused(request)
            verdicts.append(judge(attempt, forgery.what))
        return worst(verdicts)

    return script


def _can_be_sent(request: Request) -> bool:
    return not any(char in value for _, value in request.headers for char in _NOT_IN_HEADERS)
