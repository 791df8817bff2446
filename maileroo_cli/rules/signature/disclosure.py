"""No answer tells what the right signature would have been, or the secret: neither in its body nor in its headers."""

from collections.abc import Callable, Generator, Iterable, Iterator
from typing import NamedTuple

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.signature.trace import SHORTEST_PART, has_secret, has_signature
from maileroo_cli.rules.signature.trial import try_refused
from maileroo_cli.rules.step import Script, Step, StepResult, send
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleVerdict, Severity, failed, skipped
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper

LIST = RuleList(Family.SIGNATURE)


class TalkExchange(NamedTuple):
    """A request that holds nothing of the right signature, and its answer."""

    what: str
    right: str
    request: Request
    attempt: Attempt

    @property
    def answered(self) -> bytes:
        """All that the receiver said."""
        head = b"".join(f"{name}: {value}\n".encode("utf-8", "surrogateescape") for name, value in self.attempt.headers)
        return head + self.attempt.body

    @property
    def asked(self) -> bytes:
        """All that it was told: what it says of that is an echo."""
        head = "".join(f"{name}: {value}\n" for name, value in self.request.headers)
        return f"{self.request.url}\n{head}".encode("utf-8", "surrogateescape") + self.request.body


def _ask(probe: Probe) -> Generator[Step, StepResult, list[TalkExchange]]:
    """Send what makes receivers talk: a wrong, a missing, an odd and a short signature, and a body that is not JSON.

    The first that gets no answer in time is the last: each of them might take as long.
    """
    found: list[TalkExchange] = []
    for what, body, signatures in _talkative(probe):
        request = probe.request(body, signatures=signatures)
        if found and found[-1].attempt.outcome is Outcome.TIMEOUT:
            break
        found.append(TalkExchange(what, probe.sign(body), request, (yield from try_refused(request))))
    return found


def _talkative(probe: Probe) -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    for what, change in _ODD:
        body = probe.event().body
        yield what, body, change(tamper(BadSignature.WRONG_SECRET, body, probe.secret)[0])
    body = probe.event().body[:-1]
    yield "a body that is not JSON", body, tamper(BadSignature.WRONG_SECRET, body, probe.secret)


_ODD: tuple[tuple[str, Callable[[str], tuple[str, ...]]], ...] = (
    ("a wrong signature", lambda wrong: (wrong,)),
    ("a missing signature", lambda _wrong: ()),
    ("a signature that begins with é", lambda wrong: (f"é{wrong[1:]}",)),
    ("a signature of 32 digits", lambda wrong: (wrong[:32],)),
)


@LIST.add(28, "keeps the right signature to itself", Consequence.FORGED, Grade.OFFICIAL, smoke=True, certain=True)
def no_oracle(probe: Probe) -> Script:
    """Look for the right signature in every answer to a bad one."""
    exchanges = yield from _ask(probe)
    for one in exchanges:
        if has_signature(one.answered, one.right):
            return failed(f"the answer to {one.what} tells what the right one would have been", one.attempt)
    return _passed_or_silent(exchanges)


@LIST.add(29, "keeps the secret to itself", Consequence.FORGED, Grade.OFFICIAL, certain=True)
def no_secret(probe: Probe) -> Script:
    """Look for the secret, and for parts of it, in every answer."""
    if len(probe.secret.reveal()) < SHORTEST_PART:
        return skipped(f"a secret of fewer than {SHORTEST_PART} characters cannot be told from other text")
    exchanges = yield from _ask(probe)
    event = probe.event()
    request = probe.request(event)
    exchanges.append(TalkExchange("a valid event", probe.sign(event.body), request, (yield from send(request))))
    for one in exchanges:
        if (found := has_secret(one.answered, probe.secret, one.asked)) is not None:
            severity = None if found.is_sure else Severity.WARNING
            return failed(f"the answer to {one.what} holds {found.what}", one.attempt, severity=severity)
    return _passed_or_silent(exchanges)


def _passed_or_silent(exchanges: Iterable[TalkExchange]) -> RuleVerdict:
    if any(one.attempt.outcome is Outcome.TIMEOUT for one in exchanges):
        return skipped("not all was answered in time")
    if any(one.attempt.status is not None for one in exchanges):
        return PASSED
    return skipped("nothing was answered")
