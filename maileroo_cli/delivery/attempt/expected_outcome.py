"""What a user expects of each attempt instead of a success, and how it is written: ``--expect``."""

import re
from dataclasses import dataclass

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.errors import UsageError

EXPECTATION_FORMS = f"a status (200), a class (4xx), several (200,204 or 401|403), or {', '.join(Outcome)}"
_PIECE = re.compile(r"[1-5](?:[0-9]{2}|xx)")


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
