"""Whether an attempt is good, by the provider's rule or by what a user expects. Why not is told by ``explanation``.

With a bad signature only a refusal is good, or leniency towards what nobody can forge; ``refusal`` says which it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import assert_never

from maileroo_cli.delivery.attempt.expected_outcome import ExpectedOutcome
from maileroo_cli.delivery.attempt.explanation import explain, raised_words, why_not_200
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.attempt.refusal import SignatureVerdict, read_verdict, who_answered
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.webhook.signing.tamper import BadSignature


class Success(StrEnum):
    """Which statuses count as success: exactly 200, as Maileroo counts (official), or any 2xx."""

    STRICT = "strict"
    ANY_2XX = "2xx"

    def accepts(self, status: int) -> bool:
        """Return whether an answer with ``status`` is a success under this rule."""
        match self:
            case Success.STRICT:
                return status == 200
            case Success.ANY_2XX:
                return 200 <= status < 300
            case _:
                assert_never(self)

    def is_met(self, attempt: Attempt) -> bool:
        """Return whether ``attempt`` was answered, and with a success."""
        return attempt.outcome is Outcome.ANSWERED and attempt.status is not None and self.accepts(attempt.status)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether an attempt is good, one sentence that says why and what to do, and a risk where a good one has one.

    Both texts may quote the peer (a redirect's target): make them safe before showing them. ``verdict`` is what came of
    a bad signature, where the attempt had one.
    """

    ok: bool
    sentence: str
    risk: str = ""
    verdict: SignatureVerdict | None = None


def judge(
    attempt: Attempt,
    success: Success = Success.STRICT,
    expectation: ExpectedOutcome | None = None,
    schedule: Schedule = MAILEROO,
) -> Judgement:
    """Say whether ``attempt`` is good and what to do if not.

    With an ``expectation`` alone that counts. Otherwise ``success`` does: exactly 200 is what Maileroo accepts
    (official); under ``Success.ANY_2XX`` a 201, 202 or 204 passes, with a risk that names what Maileroo would do, or
    the provider of another ``schedule``.
    """
    if expectation is not None:
        return _judge_expected(attempt, expectation)
    if attempt.status is None or not success.is_met(attempt):
        return Judgement(False, explain(attempt, schedule))
    risk = "" if attempt.status == 200 or schedule.any_2xx else why_not_200(attempt.status, schedule)
    if attempt.failed_afterwards:
        risk = f"accepted with {attempt.status}, but then {raised_words(attempt)}: it is not sent again"
    return Judgement(True, f"accepted with {attempt.status}", risk)


def judge_forged(
    attempt: Attempt, kind: BadSignature, expectation: ExpectedOutcome | None = None, *, is_open: bool = False
) -> Judgement:
    """Say whether an attempt with a bad signature is good: with an ``expectation`` where that is met.

    Otherwise where it was refused with 401, 403 or 400, or accepted although nobody could have made it without the
    secret. Any other answer shows nothing of the check: something before it answered. ``is_open`` says that the
    receiver has accepted what anybody can make, so that the secret protects from nothing.
    """
    verdict = read_verdict(attempt, needs_secret=kind.needs_secret)
    if expectation is None:
        return Judgement(verdict in _GOOD, _tell_forged(attempt, kind, verdict, is_open), verdict=verdict)
    if verdict is SignatureVerdict.REFUSED or expectation.is_met(attempt):
        return replace(_judge_expected(attempt, expectation), verdict=verdict)
    sentence = f"expected {expectation.text}, but {_tell_forged(attempt, kind, verdict, is_open)}"
    return Judgement(False, sentence, verdict=verdict)


_GOOD = (SignatureVerdict.REFUSED, SignatureVerdict.LENIENT)
_ODDITIES: Mapping[BadSignature, str] = MappingProxyType(
    {
        BadSignature.UPPERCASE: "whatever the case of the digits",
        BadSignature.PREFIXED: "whether or not sha256= precedes the digits",
        BadSignature.BASE64: "whether it is hex or base64",
        BadSignature.DOUBLED: "although a wrong header comes before the right one",
        BadSignature.TRAILING: "whatever follows the digits (Node's Buffer.from(text, 'hex') reads no further)",
        BadSignature.TRAILING_LIST: "although a comma and wrong digits follow the right ones",
        BadSignature.WHITESPACE: "although there is a space between the digits (Python's bytes.fromhex skips it)",
    }
)
"""What is odd about a receiver that accepts what nobody can make without the secret."""


def _tell_forged(attempt: Attempt, kind: BadSignature, verdict: SignatureVerdict, is_open: bool) -> str:
    status = attempt.status
    match verdict:
        case SignatureVerdict.REFUSED:
            return f"refused with {status}, as it should be"
        case SignatureVerdict.LENIENT:
            how_bad = "like the forged ones before" if is_open else "nobody can forge that without the secret"
            return f"lenient: accepted with {status}, {_ODDITIES[kind]}; {how_bad}"
        case SignatureVerdict.ACCEPTED:
            return f"accepted a bad signature ({kind}): {_danger(kind)}; the receiver has to answer 401"
        case SignatureVerdict.CRASHED:
            return _tell_crash(attempt, kind)
        case SignatureVerdict.UNDECIDED if status is not None and attempt.outcome is Outcome.ANSWERED:
            return f"answered {status}: {who_answered(status, attempt)}"
        case SignatureVerdict.UNDECIDED:
            return explain(attempt)
        case _:
            assert_never(verdict)


def _tell_crash(attempt: Attempt, kind: BadSignature) -> str:
    if attempt.status is None:
        return f"{explain(attempt)}; the receiver has to answer 401 to a bad signature ({kind})"
    what = f"answered {attempt.status} to a bad signature ({kind})"
    return f"{what}: {raised_words(attempt) or 'the check itself failed'}; the receiver has to answer 401"


def _danger(kind: BadSignature) -> str:
    if kind is BadSignature.SECRET_ITSELF:
        return "it is not made from the body, so it proves nothing about the event"
    if kind is BadSignature.TRUNCATED:
        return "where a part of the digits is enough, guessing soon forges an event"
    return "anybody could send such an event"


def _judge_expected(attempt: Attempt, expectation: ExpectedOutcome) -> Judgement:
    got = str(attempt.status) if attempt.outcome is Outcome.ANSWERED else str(attempt.outcome)
    if expectation.is_met(attempt):
        return Judgement(True, f"{got}, as expected")
    if attempt.outcome is Outcome.ANSWERED:
        sentence = f"expected {expectation.text}, but the receiver answered {got}"
        if Outcome.REFUSED in expectation.outcomes:  # a word that is also said of an answer like 401
            wanted = "a refused connection" if expectation.text == Outcome.REFUSED else expectation.text
            sentence = f"expected {wanted}, but the receiver answered {got}; --expect {got} expects that"
        return Judgement(False, sentence)
    return Judgement(False, f"expected {expectation.text}, but {explain(attempt)}")
