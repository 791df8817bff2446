"""The formats of a check's report. Each is rendered in ``text`` or ``document``."""

from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from maileroo_cli.operation.check.plan import CheckPlan
from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.report.terminal.console import Format
from maileroo_cli.transport.client.target import parse_target


class CheckFormat(StrEnum):
    """What a report of a check is written as."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    GITHUB = "github"
    SARIF = "sarif"
    HTML = "html"
    MARKDOWN = "markdown"

    @property
    def talk(self) -> Format:
        """How notes and errors are written beside it."""
        return Format.JSON if self is CheckFormat.JSON else Format.TEXT


class RepositoryPlace(NamedTuple):
    """Where in the user's repository findings are shown: a file by its path from the root, with ``/``, and a line."""

    file: str
    line: int = 1


class CheckReport(NamedTuple):
    """All that a report tells: the plan, what came of it, and where in the user's repository findings are shown.

    ``named`` tells that the user has named that place. ``shows_all`` that the requests of kept rules are told too.
    """

    plan: CheckPlan
    summary: CheckSummary
    place: RepositoryPlace = RepositoryPlace("pyproject.toml")
    named: bool = False
    shows_all: bool = False


def without_query(report: CheckReport) -> CheckReport:
    """Return a report whose URL has no query that anybody could read."""
    return report._replace(plan=replace(report.plan, url=parse_target(report.plan.url).display))
