"""The characters and colours with which a terminal shows the attempts of a replay."""

from typing import NamedTuple

from maileroo_cli.report.replay.point import AttemptMark
from maileroo_cli.report.terminal.console import Console, Ink

INKS = {
    AttemptMark.ACCEPTED: (Ink.GOOD,),
    AttemptMark.MISSED: (Ink.BAD,),
    AttemptMark.REFUSED: (Ink.BAD,),
    AttemptMark.ACTED: (Ink.BAD, Ink.STRONG),
    AttemptMark.UNKNOWN: (Ink.RISK,),
    AttemptMark.PLANNED: (Ink.FAINT,),
}


class Symbols(NamedTuple):
    """The characters: one for each mark, and those of lines; ``past`` is for what happened, ``ahead`` for the rest."""

    marks: dict[AttemptMark, str]
    axis: str
    tick: str
    past: str
    ahead: str


SHAPES = Symbols(
    {
        AttemptMark.ACCEPTED: "●",
        AttemptMark.MISSED: "✗",
        AttemptMark.REFUSED: "⊘",
        AttemptMark.ACTED: "◆",
        AttemptMark.UNKNOWN: "?",
        AttemptMark.PLANNED: "○",
    },
    "─",
    "┼",
    "─",
    "┄",
)
LETTERS = Symbols(
    {
        AttemptMark.ACCEPTED: "*",
        AttemptMark.MISSED: "x",
        AttemptMark.REFUSED: "#",
        AttemptMark.ACTED: "!",
        AttemptMark.UNKNOWN: "?",
        AttemptMark.PLANNED: "o",
    },
    "-",
    "+",
    "-",
    ".",
)


def symbols_for(console: Console) -> Symbols:
    """Return the characters that stdout can show."""
    return SHAPES if console.can_show("".join([*SHAPES.marks.values(), *SHAPES[1:]])) else LETTERS
