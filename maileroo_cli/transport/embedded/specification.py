"""The language of ``--against``: a built-in receiver, and what it answers.

::

    --against NAME[:SCRIPT]
    NAME      careful    acts on each event once, and answers a copy as any other request
              careless   acts on every request that it accepts, and never looks for duplicates
              picky      acts on each event once, and answers 409 to a copy, so that it is retried to the end
    SCRIPT    as in mhook listen --respond: 500,500,reset,200; without one it always answers 200
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from maileroo_cli.capture.answer.language import parse_script
from maileroo_cli.capture.answer.script import AnswerScript
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest
from maileroo_cli.webhook.text.shown import show

CONFLICT_STATUS = 409
SPECIFICATION_FORMS = "write it like careful, careful:500,500,reset,200, careless or picky:503,200"


class DuplicatePolicy(StrEnum):
    """How a built-in receiver treats an event that comes again."""

    CAREFUL = "careful"
    CARELESS = "careless"
    PICKY = "picky"


MEANINGS: Mapping[DuplicatePolicy, str] = MappingProxyType(
    {
        DuplicatePolicy.CAREFUL: "acts on each event once",
        DuplicatePolicy.CARELESS: "acts on every copy",
        DuplicatePolicy.PICKY: "answers 409 to a copy",
    }
)
_MEANT = {
    "listener": "careful",
    "good": "careful",
    "correct": "careful",
    "naive": "careless",
    "double": "careless",
    "strict": "picky",
    "fussy": "picky",
}


@dataclass(frozen=True, slots=True)
class ReceiverSpecification:
    """A built-in receiver; ``text`` is how the user wrote it."""

    text: str
    policy: DuplicatePolicy
    script: AnswerScript

    @property
    def statuses(self) -> frozenset[int]:
        """Every status that it answers on purpose to a request that verifies."""
        steps = [*self.script.general, *(step for kind in self.script.by_kind.values() for step in kind)]
        own = [CONFLICT_STATUS] if self.policy is DuplicatePolicy.PICKY else []
        return frozenset([*(step.status for step in steps if step.action.answers), *own])


def parse_specification(text: str) -> ReceiverSpecification:
    """Read ``careful``, ``careless:500*3,200``, …; anything else raises ``UsageError`` with what was probably meant."""
    name, colon, steps = text.strip().partition(":")
    name = name.strip().lower()
    where = f"--against '{show(text)}'"
    policy = next((one for one in DuplicatePolicy if one == name), None)
    if policy is None:
        raise UsageError(f"{where}: there is no receiver '{show(name)}'", _nearest(name))
    if colon and not steps.strip():
        raise UsageError(f"{where}: there is nothing after the colon", SPECIFICATION_FORMS)
    script = parse_script([steps], f"--against {name}:") if colon else AnswerScript()
    return ReceiverSpecification(text.strip(), policy, script)


def _nearest(name: str) -> str:
    if name in _MEANT:
        return did_you_mean([_MEANT[name]])
    known = "; ".join(f"{policy} {meaning}" for policy, meaning in MEANINGS.items())
    return did_you_mean(
        find_nearest(name, list(DuplicatePolicy), most=1, likeness=0.5), f"{known}: {SPECIFICATION_FORMS}"
    )
