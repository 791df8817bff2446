"""One HTTP try, what came of it, and whether that is good. The words for people are in ``explanation``.

Nothing here touches a socket: ``transport.client.sender`` makes attempts, this module holds and judges them.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from maileroo_cli.delivery.attempt.explanation import explain, why_not_200
from maileroo_cli.delivery.attempt.outcome import Outcome, Phase, TlsProblem
from maileroo_cli.delivery.schedule.definition import MAILEROO, Schedule
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.request import Headers

__all__ = [
    "EXPECTATION_FORMS",
    "Attempt",
    "ExpectedOutcome",
    "Judgement",
    "Outcome",
    "Phase",
    "Success",
    "TlsProblem",
    "judge",
    "parse_expected_outcome",
]

EXPECTATION_FORMS = f"a status (200), a class (4xx), several (200,204 or 401|403), or {', '.join(Outcome)}"
_PIECE = re.compile(r"[1-5](?:[0-9]{2}|xx)")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One HTTP try and what came of it.

    ``seconds`` is wall time from before the connection to the end of the answer. ``status``, ``headers`` and ``body``
    hold what arrived, also where the answer broke off; ``body`` is as it came (never decompressed) and cut at the
    sender's limit, which ``body_truncated`` tells. ``location`` is the target of a redirect. ``phase`` is how far it
    had come. ``place`` is ``host:port``. ``reused`` says that the connection had been kept from an earlier request.

    ``headers``, ``body``, ``location`` and ``detail`` are the peer's own text: make them safe before showing them.
    """

    outcome: Outcome
    seconds: float
    status: int | None = None
    headers: Headers = ()
    body: bytes = b""
    body_truncated: bool = False
    location: str | None = None
    phase: Phase = Phase.CONNECTING
    problem: TlsProblem | None = None
    detail: str = ""
    place: str = ""
    reused: bool = False

    @property
    def word(self) -> str:
        """What came back in one word: the status of a whole answer, or how the attempt ended."""
        return str(self.status) if self.outcome is Outcome.ANSWERED and self.status is not None else str(self.outcome)


class Success(StrEnum):
    """Which statuses count as success: exactly 200, as Maileroo counts (official), or any 2xx."""

    STRICT = "strict"
    ANY_2XX = "2xx"

    def accepts(self, status: int) -> bool:
        """Return whether an answer with ``status`` is a success under this rule."""
        return status == 200 or (self is Success.ANY_2XX and 200 <= status < 300)


@dataclass(frozen=True, slots=True)
class ExpectedOutcome:
    """What a user expects of each attempt: statuses (``401``, or ``4xx`` for a class) and other outcomes."""

    text: str
    statuses: frozenset[str]
    outcomes: frozenset[Outcome]

    def is_met(self, attempt: Attempt) -> bool:
        """Return whether ``attempt`` ended in one of the expected ways."""
        if attempt.outcome in self.outcomes:
            return True
        if attempt.outcome is not Outcome.ANSWERED or attempt.status is None:
            return False
        return str(attempt.status) in self.statuses or f"{attempt.status // 100}xx" in self.statuses


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether an attempt is good, one sentence that says why and what to do, and a risk where a good one has one.

    Both texts may quote the peer (a redirect's target): make them safe before showing them.
    """

    ok: bool
    sentence: str
    risk: str = ""


def parse_expected_outcome(text: str) -> ExpectedOutcome:
    """Read ``200``, ``4xx``, ``200,204``, ``401|403`` or ``refused``; anything else raises ``UsageError``."""
    statuses: set[str] = set()
    outcomes: set[Outcome] = set()
    names = [piece.strip().lower() for piece in re.split(r"[,|]", text)]
    for name in names:
        if _PIECE.fullmatch(name):
            statuses.add(name)
        elif name in set(Outcome):
            outcomes.add(Outcome(name))
        else:
            raise UsageError(f"cannot expect {text!r}", f"give {EXPECTATION_FORMS}")
    return ExpectedOutcome(" or ".join(names), frozenset(statuses), frozenset(outcomes))


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
    if attempt.outcome is not Outcome.ANSWERED or attempt.status is None or not success.accepts(attempt.status):
        return Judgement(False, explain(attempt, schedule))
    risk = "" if attempt.status == 200 or schedule.any_2xx else why_not_200(attempt.status, schedule)
    return Judgement(True, f"accepted with {attempt.status}", risk)


def _judge_expected(attempt: Attempt, expectation: ExpectedOutcome) -> Judgement:
    got = str(attempt.status) if attempt.outcome is Outcome.ANSWERED else str(attempt.outcome)
    if expectation.is_met(attempt):
        return Judgement(True, f"{got}, as expected")
    if attempt.outcome is Outcome.ANSWERED:
        return Judgement(False, f"expected {expectation.text}, but the receiver answered {got}")
    return Judgement(False, f"expected {expectation.text}, but {explain(attempt)}")
