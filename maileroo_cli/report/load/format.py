"""The formats of a load's report, and what each of them tells. How each looks is in a module of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self

from maileroo_cli.delivery.load.judgement.budget import ErrorAllowance, LoadBudget
from maileroo_cli.delivery.load.judgement.verdict import LoadVerdict
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import LoadResult
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.transport.client.target import parse_target

_LONGEST_URL = 300


class LoadFormat(StrEnum):
    """What a report of a load is written as."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    GITHUB = "github"
    HTML = "html"

    @property
    def talk(self) -> Format:
        """How notes and errors are written beside it."""
        return Format.JSON if self is LoadFormat.JSON else Format.TEXT


@dataclass(frozen=True, slots=True)
class LoadSetup:
    """What a load is judged by, and by how many processes or machines it is sent."""

    plan: LoadPlan
    budgets: tuple[LoadBudget, ...]
    allowance: ErrorAllowance
    workers: int = 1
    over_machines: bool = False

    def judge(self, result: LoadResult, interruption: ExitCode = ExitCode.INTERRUPTED) -> LoadVerdict:
        """Return the verdict on what the load came to; ``interruption`` tells by what it was interrupted, if it was."""
        return LoadVerdict(result, self.budgets, self.allowance, interruption)


class LoadReport(NamedTuple):
    """All that a report tells: what was to be sent, and the verdict on what came of it."""

    setup: LoadSetup
    verdict: LoadVerdict


def _unpainted(text: str, *_: Ink) -> str:
    return text


@dataclass(frozen=True, slots=True)
class LoadSheet:
    """What text is laid out for: so many columns, what colours it, where that is wanted, and whether it is ASCII."""

    width: int = 100
    paint: Callable[..., str] = _unpainted
    ascii: bool = False

    @classmethod
    def of(cls, console: Console) -> Self:
        """Return that of stdout."""
        from maileroo_cli.report.chart.cells import ALL_SIGNS

        return cls(console.width, console.paint, not console.can_show(ALL_SIGNS))


def shown_url(url: str) -> str:
    """Return a URL for a report: without its query, which may be a token."""
    return safe(parse_target(url).display, _LONGEST_URL)
