"""What a load may cost: how long answers may take, and how many errors there may be. ``verdict`` says who keeps it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.instant import format_seconds, parse_span
from maileroo_cli.webhook.text.nearest import suggest
from maileroo_cli.webhook.text.shown import show

PERCENTS = {"p50": 50.0, "p90": 90.0, "p95": 95.0, "p99": 99.0, "p99.9": 99.9, "max": 100.0}
_BUDGET_FORMS = f"write it like p99=1s, with {', '.join(list(PERCENTS)[:-1])} or max"
_ERRORS = re.compile(r"(\d{1,9})(\.\d{1,6})?\s*(%?)", re.ASCII)
_ERROR_FORMS = "write it like 0, 10 or 0.5%"


class LoadBudget(NamedTuple):
    """At most ``seconds`` from due to the end for what ``name`` says: a percentile, or the longest."""

    name: str
    seconds: float

    @property
    def percent(self) -> float:
        """The share of requests that has to keep it, in percent."""
        return PERCENTS[self.name]

    @property
    def text(self) -> str:
        """The budget as a user writes it."""
        whole = self.seconds >= 1
        return f"{self.name}={format_seconds(self.seconds) if whole else f'{self.seconds * 1000:.6g}ms'}"

    def measure(self, latencies: Latencies) -> float:
        """Return what is to be at most ``seconds``."""
        return latencies.longest if self.percent == 100 else latencies.percentile(self.percent)

    def is_kept(self, latencies: Latencies) -> bool:
        """Tell whether latencies keep it; none at all do."""
        return not latencies.count or self.measure(latencies) <= self.seconds


class ErrorAllowance(NamedTuple):
    """How many requests may go wrong: a ``number``, or a ``share`` of all that were begun."""

    number: int = 0
    share: float | None = None

    @property
    def text(self) -> str:
        """The allowance as a user writes it."""
        return f"{self.number:,}" if self.share is None else f"{self.share * 100:.6g}%"

    def most(self, started: int) -> int:
        """Return how many of ``started`` requests that is."""
        return self.number if self.share is None else int(self.share * started + 1e-9)


NO_ERRORS = ErrorAllowance()


def parse_budgets(texts: Sequence[str], timeout: float) -> tuple[LoadBudget, ...]:
    """Read budgets like ``p99=1s,p50=100ms``; a wrong one, or one given twice, raises ``UsageError``.

    One that is longer than the time-out can hardly be broken, and is refused.
    """
    budgets: dict[str, LoadBudget] = {}
    for text in (part.strip() for whole in texts for part in whole.split(",")):
        budget = _budget(text, timeout)
        if budget.name in budgets:
            raise UsageError(f"--budget has {budget.name} twice", "give each once")
        budgets[budget.name] = budget
    return tuple(sorted(budgets.values(), key=lambda one: one.percent))


def parse_max_errors(text: str) -> ErrorAllowance:
    """Read how many errors are allowed: a whole number, or a share like ``0.5%``; else raises ``UsageError``."""
    found = _ERRORS.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"--max-errors '{show(text)}' is neither a number nor a share", _ERROR_FORMS)
    whole, fraction, percent = found.groups()
    if percent:
        share = float(f"{whole}{fraction or ''}") / 100
        if share > 1:
            raise UsageError(f"--max-errors '{show(text)}' is more than all requests", _ERROR_FORMS)
        return ErrorAllowance(share=share)
    if fraction:
        hint = f"did you mean {float(whole + fraction) * 100:.6g}%?"
        raise UsageError(f"--max-errors '{show(text)}' is no whole number", hint)
    return ErrorAllowance(int(whole))


def _budget(text: str, timeout: float) -> LoadBudget:
    name, sign, duration = (part.strip() for part in text.partition("="))
    if not sign:
        raise UsageError(f"--budget '{show(text)}' does not say of what it is", _BUDGET_FORMS)
    if name.lower() not in PERCENTS:
        raise UsageError(f"--budget knows no '{show(name)}'", suggest(name, PERCENTS))
    try:
        seconds = parse_span(duration, ("ms", "s"))
    except UsageError as error:
        raise UsageError(f"--budget {name}: {error.message}", error.hint) from None
    if not seconds:
        raise UsageError(f"--budget '{show(text)}' is no time at all", _BUDGET_FORMS)
    if seconds > timeout:
        raise UsageError(f"--budget '{show(text)}' is longer than --timeout, {timeout:g} s", "give a longer --timeout")
    return LoadBudget(name.lower(), seconds)
