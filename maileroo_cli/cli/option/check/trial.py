"""The options of ``mhook check``: which rules, how they are tried, and what fails the check."""

import re
from typing import Annotated, NamedTuple

from typer import Option

from maileroo_cli.cli.option.shared import DELIVERY, OUTPUT, OptionGroup
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.check.settings import DEFAULT_CONCURRENCY, DEFAULT_LIMIT, DEFAULT_QUANTILE, DEFAULT_TIMEOUT
from maileroo_cli.rules.catalogue import Suite
from maileroo_cli.rules.verdict import Severity
from maileroo_cli.webhook.text.instant import parse_duration
from maileroo_cli.webhook.text.nearest import suggest
from maileroo_cli.webhook.text.shown import show

RULES = "Which rules"


class SuiteOptions(OptionGroup):
    """Which rules are tried, and what fails the check."""

    suite: Annotated[
        Suite | None,
        Option(
            "--suite",
            help="smoke tries a few quick and harmless rules, full all of them. "
            "Without it full for localhost, 127.0.0.1 and ::1, smoke for any other host.",
            show_default=False,
            rich_help_panel=RULES,
        ),
    ] = None
    select: Annotated[
        list[str],
        Option(
            "--select",
            metavar="RULES",
            help="Try these rules alone: ids, ranges or families, like SIG,BYTES001,SHAPE025-031. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=RULES,
        ),
    ]
    ignore: Annotated[
        list[str],
        Option(
            "--ignore",
            metavar="RULES",
            help="Leave out these rules. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=RULES,
        ),
    ]
    fail_on: Annotated[
        Severity,
        Option("--fail-on", help="Fail the check for findings of this severity or worse.", rich_help_panel=RULES),
    ] = Severity.ERROR
    authorize: Annotated[
        str | None,
        Option(
            "--authorize",
            metavar="HOST",
            help="The host of the URL, to confirm that the full suite may be played against it.",
            rich_help_panel=RULES,
        ),
    ] = None


class TrialOptions(OptionGroup):
    """How the rules are tried."""

    concurrency: Annotated[
        int,
        Option(
            "--concurrency",
            "-c",
            min=1,
            max=64,
            help="How many rules are tried at the same time.",
            rich_help_panel=DELIVERY,
        ),
    ] = DEFAULT_CONCURRENCY
    timeout: Annotated[
        float,
        Option(
            "--timeout",
            metavar="SECONDS",
            min=0.001,
            max=86_400,
            help="How long an answer may take.",
            rich_help_panel=DELIVERY,
        ),
    ] = DEFAULT_TIMEOUT
    budget: Annotated[
        str | None,
        Option(
            "--budget",
            metavar="NAME=DURATION",
            help="How fast the answers to 20 events have to be, like p95=500ms, with p50, p90, p95, p99 or max.",
            show_default=False,
            rich_help_panel=DELIVERY,
        ),
    ] = None
    max_time: Annotated[
        float,
        Option(
            "--max-time",
            metavar="SECONDS",
            min=1,
            max=86_400,
            help="How long the whole check may take, apart from the waits that some rules need.",
            rich_help_panel=DELIVERY,
        ),
    ] = DEFAULT_LIMIT
    wait_for_answer: Annotated[
        float | None,
        Option(
            "--wait-for-answer",
            metavar="SECONDS",
            min=0,
            help="Wait at most this long for your receiver to answer a GET, which carries no event, "
            "with anything but 502, 503 or 504.",
            rich_help_panel=DELIVERY,
        ),
    ] = None
    retries: Annotated[
        int,
        Option(
            "--retries",
            metavar="NUMBER",
            min=0,
            max=10,
            help="Try a rule that fails up to this many times again, for a receiver that is known to be flaky.",
            rich_help_panel=DELIVERY,
        ),
    ] = 0
    fail_fast: Annotated[
        bool, Option("--fail-fast", help="End with the first finding that fails the check.", rich_help_panel=DELIVERY)
    ] = False
    seed: Annotated[
        int | None,
        Option(
            "--seed",
            metavar="NUMBER",
            help="Make the same requests each time. Without it a new number, which is printed.",
            show_default=False,
            rich_help_panel=DELIVERY,
        ),
    ] = None
    marker: Annotated[
        str | None,
        Option(
            "--marker",
            metavar="HEX",
            help="What every message_reference_id begins with, so that what the check left can be found and deleted: "
            "4 to 16 hex digits. Without it 8 drawn ones, which are printed.",
            show_default=False,
            rich_help_panel=DELIVERY,
        ),
    ] = None


class CheckShownOptions(OptionGroup):
    """What is shown of a check."""

    show: Annotated[
        bool,
        Option("--show", help="Print each request of the rules, and its answer, in full.", rich_help_panel=OUTPUT),
    ] = False
    dry_run: Annotated[
        bool, Option("--dry-run", help="Print what would be sent, and send nothing.", rich_help_panel=OUTPUT)
    ] = False
    verbose: Annotated[
        bool, Option("--verbose", "-v", help="Print a line for the rules that passed too.", rich_help_panel=OUTPUT)
    ] = False


_MARKER = re.compile(r"[0-9a-f]{4,16}", re.ASCII)


def parse_marker(text: str) -> str:
    """Return the marker in lower case; what is not 4 to 16 hex digits raises ``UsageError``."""
    marker = text.strip().lower()
    if not _MARKER.fullmatch(marker):
        raise UsageError("--marker has to be 4 to 16 hex digits", "give some like c0ffee01")
    return marker


class LatencyBudget(NamedTuple):
    """The latency in ``seconds`` that ``quantile`` of all answers have to keep, ``None`` where nobody asks for one."""

    quantile: float
    seconds: float | None


_QUANTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "max": 1.0}
_BUDGET_FORMS = f"write it like p95=500ms, with {', '.join(list(_QUANTILES)[:-1])} or max"


def parse_budget(text: str | None, timeout: float) -> LatencyBudget:
    """Read a budget like ``p95=500ms``; what is none, or longer than the time-out, raises ``UsageError``."""
    if text is None:
        return LatencyBudget(DEFAULT_QUANTILE, None)
    name, sign, duration = (part.strip() for part in text.partition("="))
    if not sign:
        raise UsageError(f"--budget '{show(text)}' does not say of what it is", _BUDGET_FORMS)
    if name.lower() not in _QUANTILES:
        raise UsageError(f"--budget knows no '{show(name)}'", suggest(name, _QUANTILES))
    seconds = parse_duration(duration)
    if not 0 < seconds <= timeout:
        problem = f"is longer than --timeout, {timeout:g} s" if seconds else "is no time at all"
        raise UsageError(f"--budget '{show(text)}' {problem}", "give a longer --timeout" if seconds else _BUDGET_FORMS)
    return LatencyBudget(_QUANTILES[name.lower()], seconds)
