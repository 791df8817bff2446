"""Comparing a check with an earlier one, whose JSON report is the baseline: what was mended, and what got worse."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from maileroo_cli.errors import InputError
from maileroo_cli.rules.verdict import RuleResult, Severity
from maileroo_cli.transport.file.source import read_source

BASELINE_FILE = "mhook-baseline.json"
"""The file that ``--baseline new`` writes: beside the project's own files, so that it is kept with them."""

NEW = "new"
RULE_SCHEMA = "mhook.check-rule/1"
_LARGEST = 64 * 1024 * 1024


class BaselineChange(StrEnum):
    """What became of a rule since the baseline."""

    MENDED = "mended"
    REGRESSED = "regressed"
    NEW = "new"
    UNCHANGED = "unchanged"

    @property
    def fails(self) -> bool:
        """Whether a finding fails the check: one that the baseline does not have."""
        return self in (BaselineChange.REGRESSED, BaselineChange.NEW)


@dataclass(frozen=True, slots=True)
class CheckBaseline:
    """The findings of an earlier check: the severity by rule, ``None`` where a rule was kept; skipped ones are not in.

    ``name`` is the file that it was read from.
    """

    name: str
    severities: Mapping[str, Severity | None]

    def compare(self, rule: str, result: RuleResult, severity: Severity | None) -> BaselineChange | None:
        """Return what became of a rule, ``None`` where it was well before and is now, or was not tried now.

        A finding of a rule that was not tried before is new; one that weighs more than before regressed.
        """
        if rule not in self.severities:
            return None if severity is None else BaselineChange.NEW
        before = self.severities[rule]
        if severity is None:
            return BaselineChange.MENDED if before is not None and result is RuleResult.PASS else None
        if before is None or not before.reaches(severity):
            return BaselineChange.REGRESSED
        return BaselineChange.UNCHANGED


def read_baseline(name: str) -> CheckBaseline:
    """Return the baseline in a JSON report; what is none raises ``InputError``."""
    severities: dict[str, Severity | None] = {}
    for number, line in enumerate(read_source(name, _LARGEST).splitlines(), 1):
        if line.strip() and (told := _read_line(line, f"{name}, line {number}")) is not None:
            rule, severity = told
            severities[rule] = severity
    if not severities:
        raise _no_baseline(f"{name!r} has no rule that was tried")
    return CheckBaseline(name, severities)


def _read_line(line: bytes, where: str) -> tuple[str, Severity | None] | None:
    """Return the rule and the severity that a line tells, ``None`` for any other object, and for a skipped rule."""
    try:
        found: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise _no_baseline(f"{where}: that is no JSON object") from None
    if not isinstance(found, dict) or found.get("schema") != RULE_SCHEMA:
        return None
    rule, result, severity = found.get("rule"), found.get("result"), found.get("severity")
    if not isinstance(rule, str) or result not in list(RuleResult) or severity not in [None, *Severity]:
        raise _no_baseline(f"{where}: that is not the object of a rule")
    if result == RuleResult.SKIP:
        return None
    return rule, None if severity is None else Severity(severity)


def _no_baseline(what: str) -> InputError:
    return InputError(what, f"--baseline takes a report of mhook check --report json=FILE, or {NEW} to write the first")
