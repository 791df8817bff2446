"""What a rule says of a receiver: pass, fail or skip, with its reason and, if not all is well, how much it weighs."""

from dataclasses import dataclass
from enum import StrEnum

from maileroo_cli.delivery.attempt.outcome import Attempt


class Severity(StrEnum):
    """How much a finding weighs, the heaviest first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    def reaches(self, threshold: "Severity") -> bool:
        """Return whether it weighs at least as much as ``threshold``."""
        order = list(Severity)
        return order.index(self) <= order.index(threshold)


class Consequence(StrEnum):
    """What breaking a rule leads to in production, the worst first."""

    FORGED = "forged"
    LOST = "lost"
    LEAKED = "leaked"
    STOPPED = "stopped"
    CRASHED = "crashed"
    TWICE = "twice"
    WRONG = "wrong"
    RETRIED = "retried"
    COSMETIC = "cosmetic"

    def told(self, number: int) -> str:
        """Return how many rules lead to it, as a part of the verdict."""
        one, several = _TOLD[self]
        return f"{number} {one if number == 1 else several}"


_TOLD = {
    Consequence.FORGED: ("lets forged events in", "let forged events in"),
    Consequence.LOST: ("loses events for ever", "lose events for ever"),
    Consequence.LEAKED: ("tells strangers too much", "tell strangers too much"),
    Consequence.STOPPED: ("lets one sender stop it", "let one sender stop it"),
    Consequence.CRASHED: ("crashes on a bad request", "crash on a bad request"),
    Consequence.TWICE: ("does work twice", "do work twice"),
    Consequence.WRONG: ("does the wrong work", "do the wrong work"),
    Consequence.RETRIED: ("is retried for 14 hours", "are retried for 14 hours"),
    Consequence.COSMETIC: ("cosmetic", "cosmetic"),
}


class RuleResult(StrEnum):
    """What became of a rule."""

    PASS = "pass"  # noqa: S105  (no secret)
    FAIL = "fail"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """What came of one rule.

    ``reason`` says what the receiver did, or why the rule was skipped; it is empty where all is well. ``severity`` is
    ``None`` there, is the rule's own where it failed and nothing else is said, and may accompany a pass: then all is
    well but for what ``reason`` says. ``fix`` is what to do here, where that is more than the rule's own text says.
    ``seen`` is the attempt that shows it; without one it is the last. ``consequence`` is what this leads to, where it
    is not what the rule says. ``alike`` is the same for several rules that found the same: they are told together.
    ``is_guess`` tells that it only fits what was seen: what is sure, though tried later, counts for more.
    ``reason`` and ``fix`` may quote the peer: make them safe before showing them.
    """

    result: RuleResult
    reason: str = ""
    severity: Severity | None = None
    fix: str = ""
    seen: Attempt | None = None
    consequence: Consequence | None = None
    alike: str = ""
    is_guess: bool = False


PASSED = RuleVerdict(RuleResult.PASS)


def failed(
    reason: str,
    seen: Attempt | None = None,
    *,
    fix: str = "",
    severity: Severity | None = None,
    consequence: Consequence | None = None,
) -> RuleVerdict:
    """Return that the rule is broken; where no ``severity`` and no ``consequence`` is given, they are the rule's."""
    return RuleVerdict(RuleResult.FAIL, reason, severity, fix, seen, consequence)


def passed_with(severity: Severity, reason: str, seen: Attempt | None = None, *, fix: str = "") -> RuleVerdict:
    """Return that the rule is kept, but for something that weighs less."""
    return RuleVerdict(RuleResult.PASS, reason, severity, fix, seen)


def skipped(reason: str) -> RuleVerdict:
    """Return that nothing can be said, and why."""
    return RuleVerdict(RuleResult.SKIP, reason)
