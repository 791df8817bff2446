"""How answers are written where they are asked for, so that the hint of an error says it in the reader's own terms.

The command line's is here; whoever asks in another way hands in an :class:`AnswerSyntax` of its own.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnswerSyntax:
    """Sentences: ``forms`` shows steps, ``typed`` those of an event type (its name and the steps go into ``{}``).

    ``apart`` says how several types get their own steps.
    """

    forms: str
    typed: str
    apart: str


COMMAND_LINE = AnswerSyntax(
    forms="write it like 503, 500*3,200, deferred=503, reset,ok, 503+delay:2s or 200+body:done",
    typed="write = after an event type, as in {}={}",
    apart="give each event type its own --respond",
)
