"""Findings that the user has accepted: what is written about each, and which of them no longer holds.

Where they are written down is decided by whoever asks; they come as the table that was read.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from maileroo_cli.errors import UsageError
from maileroo_cli.operation.check.results import AcceptedFinding, RuleOutcome
from maileroo_cli.rules.catalogue import GATE, RULES
from maileroo_cli.rules.verdict import RuleResult
from maileroo_cli.webhook.text.nearest import suggest
from maileroo_cli.webhook.text.shown import show

_KEYS = ("reason", "until")
_FORM = '"SIG004" = { reason = "…", until = 2027-01-31 }'


def parse_accepted(table: Mapping[str, object], where: str = "accept") -> dict[str, AcceptedFinding]:
    """Return what is accepted, by the id of its rule; what is not written as it has to be raises ``UsageError``.

    Each entry has a ``reason``, and may have the last day that it holds, ``until``. ``where`` names the table.
    """
    found: dict[str, AcceptedFinding] = {}
    for name, entry in table.items():
        rule = name.strip().upper()
        if rule not in RULES:
            raise UsageError(f"{where}: there is no rule '{show(name)}'", suggest(rule, RULES))
        if rule == GATE:
            hint = "mend the receiver first: where no valid event is accepted, hardly another rule is tried"
            raise UsageError(f"{where}: {GATE} cannot be accepted", hint)
        if rule in found:
            raise UsageError(f"{where}: {rule} is there twice", "leave one out")
        found[rule] = _parse_entry(entry, f"{where}: {rule}")
    return found


def _parse_entry(entry: object, where: str) -> AcceptedFinding:
    if not isinstance(entry, Mapping):
        raise UsageError(f"{where} is not a table", f"write it like {_FORM}")
    for key in entry:
        if key not in _KEYS:
            raise UsageError(f"{where} has the unknown key '{show(str(key))}'", suggest(str(key), _KEYS))
    reason = entry.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        raise UsageError(f"{where} has no reason", f"say why it is accepted: {_FORM}")
    return AcceptedFinding(reason.strip(), _parse_day(entry.get("until"), where))


def _parse_day(value: object, where: str) -> dt.date | None:
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    try:
        if isinstance(value, str):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise UsageError(f"{where}: until is not a day", "write it like until = 2027-01-31")


def mark_accepted(outcome: RuleOutcome, accepted: Mapping[str, AcceptedFinding], today: dt.date) -> RuleOutcome:
    """Return an outcome that knows that its finding is accepted, where it is, and that has not expired."""
    entry = accepted.get(outcome.rule.id)
    if entry is None or outcome.severity is None or entry.is_over(today):
        return outcome
    return replace(outcome, accepted=entry)


def find_overdue(
    outcomes: Iterable[RuleOutcome], accepted: Mapping[str, AcceptedFinding], today: dt.date
) -> Iterator[str]:
    """Yield a sentence for each entry that is expired, or that the rules which were tried do not need any more.

    A rule that only passed when it was tried again may fail the next time: its entry is still needed.
    """
    for outcome in outcomes:
        name, entry = outcome.rule.id, accepted.get(outcome.rule.id)
        if entry is None:
            continue
        if outcome.verdict.result is RuleResult.PASS and outcome.severity is None:
            if not outcome.retries:
                yield f"{name} is accepted, but the receiver keeps this rule now: take the entry out"
        elif entry.until is not None and entry.is_over(today):
            yield f"{name} was accepted until {entry.until.isoformat()}, which is over: mend it, or set another day"
