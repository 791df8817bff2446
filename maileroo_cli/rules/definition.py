"""What a rule is: its id, what breaking it costs, how sure the fact behind it is, and the script that tries it.

The rules themselves are in the folders of their families; all of them together in ``catalogue``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script
from maileroo_cli.rules.verdict import Consequence, Severity
from maileroo_cli.webhook.catalogue.event import Grade


class Family(StrEnum):
    """What a rule is about; the value is what its id begins with."""

    SIGNATURE = "SIG"
    ENCODING = "BYTES"
    SHAPE = "SHAPE"
    ARRIVAL = "DELIVERY"
    EFFECT = "EFFECT"
    LAYER = "WHY"

    @property
    def meaning(self) -> str:
        """What its rules ask, in a line."""
        return _FAMILY_MEANINGS[self]


_FAMILY_MEANINGS = {
    Family.SIGNATURE: "Is every forged request refused, and every signed one accepted?",
    Family.ENCODING: "Are the raw bytes verified, however the JSON is written and however it arrives?",
    Family.SHAPE: "Is every event understood, also one that nobody has seen yet?",
    Family.ARRIVAL: "Do duplicates, retries, waves and lost answers do no harm?",
    Family.EFFECT: "Is the work of each event done, once, and in the end right?",
    Family.LAYER: "Where a valid event is refused: which layer refused it?",
}


class Need(StrEnum):
    """What a rule needs besides the endpoint; the value is the option that gives it."""

    OBSERVER = "--observe-cmd or --observe-url"
    STATE = "--state-cmd or --state-url"
    BREAK = "--break-cmd and --mend-cmd"
    RESTART = "--restart-cmd"
    SECRET_HOOK = "--secret-cmd"  # noqa: S105  (the name of an option)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a correct receiver does.

    ``title`` says it in one sentence, with the receiver as its subject. ``script`` tries it. A rule that is ``alone``
    is tried while nothing else is sent; ``waits`` is how many seconds it waits by nature. ``smoke`` tells that it is
    quick, harmless and one of the few that say most. One that is ``certain`` is tried also where no valid event is
    accepted: what it finds then holds all the same. One that is ``last`` is tried after all others, since the receiver
    may defend itself against it for a while.
    """

    id: str
    title: str
    severity: Severity
    consequence: Consequence
    grade: Grade
    script: Callable[[Probe], Script]
    needs: tuple[Need, ...] = ()
    smoke: bool = False
    alone: bool = False
    certain: bool = False
    waits: float = 0.0
    last: bool = False

    @property
    def family(self) -> Family:
        """What it is about."""
        return Family(self.id.rstrip("0123456789"))


RuleScript: TypeAlias = Callable[[Probe], Script]


class RuleList:
    """Collects the rules of one module, in order: :meth:`add` decorates the script of each."""

    def __init__(self, family: Family) -> None:
        self._family = family
        self.rules: list[Rule] = []

    def add(
        self,
        number: int,
        title: str,
        consequence: Consequence,
        grade: Grade,
        severity: Severity = Severity.ERROR,
        *,
        needs: tuple[Need, ...] = (),
        smoke: bool = False,
        alone: bool = False,
        certain: bool = False,
        waits: float = 0.0,
        last: bool = False,
    ) -> Callable[[RuleScript], RuleScript]:
        """Return what adds a script as rule ``number`` of the family, such as ``SIG004``."""

        def take(script: RuleScript) -> RuleScript:
            name = f"{self._family}{number:03}"
            flags = (needs, smoke, alone, certain, waits, last)
            self.rules.append(Rule(name, title, severity, consequence, grade, script, *flags))
            return script

        return take
