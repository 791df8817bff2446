"""Which findings the user has accepted, and which entries about them are expired or not needed any more."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from maileroo_cli.operation.check.results import AcceptedFinding, RuleOutcome
from maileroo_cli.rules.verdict import RuleResult


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
