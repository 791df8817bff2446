"""What text is laid out for: a terminal with its width and colours, or a file without any."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from maileroo_cli.operation.check.plan import CheckPlan
from maileroo_cli.report.check.wording import check_command
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.rules.definition import Rule


def _as_it_is(text: str) -> str:
    return text


def _unpainted(text: str, *_: Ink) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Sheet:
    """So many columns wide, what colours a text, where that is wanted, and how the reader sends a rule again.

    ``worded`` says a sentence in the words of who reads it, before it is broken into lines.
    """

    width: int = 100
    paint: Callable[..., str] = _unpainted
    again: Callable[[CheckPlan, Rule], str] = check_command
    worded: Callable[[str], str] = _as_it_is

    @classmethod
    def of(cls, console: Console) -> Self:
        """Return that of stdout."""
        return cls(console.width, console.paint)
