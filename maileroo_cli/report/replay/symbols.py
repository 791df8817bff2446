"""The characters and colours with which a terminal shows the attempts of a replay."""

from typing import NamedTuple

from maileroo_cli.report.replay.point import Mark
from maileroo_cli.report.terminal.console import Console, Ink

INKS = {
    Mark.ACCEPTED: (Ink.GOOD,),
    Mark.MISSED: (Ink.BAD,),
    Mark.ACTED: (Ink.BAD, Ink.STRONG),
    Mark.UNKNOWN: (Ink.RISK,),
    Mark.PLANNED: (Ink.FAINT,),
}


class Signs(NamedTuple):
    """The characters: one for each mark, and those of lines; ``past`` is for what happened, ``ahead`` for the rest."""

    marks: dict[Mark, str]
    axis: str
    tick: str
    past: str
    ahead: str


SHAPES = Signs(
    {Mark.ACCEPTED: "●", Mark.MISSED: "✗", Mark.ACTED: "◆", Mark.UNKNOWN: "?", Mark.PLANNED: "○"}, "─", "┼", "─", "┄"
)
LETTERS = Signs(
    {Mark.ACCEPTED: "*", Mark.MISSED: "x", Mark.ACTED: "!", Mark.UNKNOWN: "?", Mark.PLANNED: "o"}, "-", "+", "-", "."
)


def signs_for(console: Console) -> Signs:
    """Return the characters that stdout can show."""
    return SHAPES if console.can_show("".join([*SHAPES.marks.values(), *SHAPES[1:]])) else LETTERS
