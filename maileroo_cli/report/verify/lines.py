"""Showing what became of each request that was verified, and the sum of it.

Verifying is done in ``capture.check.checker``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from maileroo_cli.capture.check.checker import CheckedRequest
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink, ReportFormat, dump_object
from maileroo_cli.report.terminal.safe_text import safe

SCHEMA = "mhook.verify/1"
SUMMARY_SCHEMA = "mhook.verify-summary/1"
_INKS = {
    RequestVerdict.VALID: Ink.GOOD,
    RequestVerdict.INVALID: Ink.BAD,
    RequestVerdict.UNVERIFIABLE: Ink.RISK,
    RequestVerdict.DAMAGED: Ink.RISK,
}
_MARKS = {
    False: {outcome: f"{outcome:<12}" for outcome in RequestVerdict},
    True: {outcome: f"\x1b[{ink}m{outcome:<12}\x1b[0m" for outcome, ink in _INKS.items()},
}
_NAME_LIMIT = 80
_LINE_LIMIT = 160


@dataclass(slots=True)
class VerdictCounts:
    """How many requests had which outcome, for which causes, and under which secrets."""

    outcomes: Counter[RequestVerdict] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    secrets: Counter[str] = field(default_factory=Counter)

    def add(self, checked: CheckedRequest) -> None:
        """Count one request."""
        self.outcomes[checked.verdict] += 1
        if checked.secret is not None:
            self.secrets[checked.secret] += 1
        elif checked.causes:
            self.causes[checked.causes[0].code] += 1

    def add_valid(self, counts: Mapping[str, int]) -> None:
        """Count valid requests by the reference of their secret."""
        for secret, count in counts.items():
            self.outcomes[RequestVerdict.VALID] += count
            self.secrets[secret] += count

    def merge(self, other: "VerdictCounts") -> None:
        """Add another tally to this one."""
        self.outcomes.update(other.outcomes)
        self.causes.update(other.causes)
        self.secrets.update(other.secrets)

    @property
    def exit_code(self) -> ExitCode:
        """``FAILED`` where anything is invalid, else ``INPUT`` where anything could not be verified or read."""
        if self.outcomes[RequestVerdict.INVALID]:
            return ExitCode.FAILED
        unread = self.outcomes[RequestVerdict.DAMAGED] or self.outcomes[RequestVerdict.UNVERIFIABLE]
        return ExitCode.INPUT if unread else ExitCode.OK


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a request's line looks; ``quiet`` leaves the valid ones out."""

    format: ReportFormat
    color: bool
    quiet: bool


def render(results: Iterable[CheckedRequest], style: LineStyle, tally: VerdictCounts) -> bytes:
    """Return the lines of some results and count them in ``tally``."""
    as_text, mark = style.format is ReportFormat.TEXT, _MARKS[style.color][RequestVerdict.VALID]
    show = _shower(style)
    lines = []
    valid: dict[str, int] = {}
    for checked in results:
        if checked.verdict is not RequestVerdict.VALID:
            tally.add(checked)
        else:
            secret = checked.secret or ""
            valid[secret] = valid.get(secret, 0) + 1
            if style.quiet:
                continue
            rest = f"{checked.event_type or '-':<10}  {checked.event_id or '-'}  {checked.where}"
            if rest.isprintable() and len(rest) < _LINE_LIMIT and as_text and not checked.detail:
                lines.append(f"{mark}  {rest}\n")
                continue
        lines.append(show(checked))
    tally.add_valid(valid)
    return "".join(lines).encode("utf-8", "backslashreplace")


def _shower(style: LineStyle) -> Callable[[CheckedRequest], str]:
    """Return what makes the line, or lines, of one request."""
    if style.format is ReportFormat.TEXT:
        return partial(text_line, color=style.color)
    if style.format is ReportFormat.JSON:
        return json_line
    from maileroo_cli.report.verify.ci_case import github_line, junit_case

    return junit_case if style.format is ReportFormat.JUNIT else github_line


def text_line(checked: CheckedRequest, color: bool) -> str:
    """Return one request as a line for people; everything that came from outside is made safe."""
    mark = _MARKS[color][checked.verdict]
    kind, identity = safe(checked.event_type, _NAME_LIMIT) or "-", safe(checked.event_id, _NAME_LIMIT) or "-"
    start = f"{mark}  {kind:<10}  {identity}  {safe(checked.where)}"
    if checked.verdict is RequestVerdict.VALID:
        return f"{start}  ({safe(checked.detail)})\n" if checked.detail else f"{start}\n"
    if not checked.causes:
        return f"{mark}  {safe(checked.where)}  {safe(checked.detail)}\n"
    codes = " + ".join(cause.code for cause in checked.causes)
    fact = f" ({safe(checked.detail)})" if checked.detail else ""
    return f"{start}  {codes}{fact}\n"


def json_line(checked: CheckedRequest) -> str:
    """Return one request as a JSON object on a line; ``cause`` is the stable code of the most fundamental cause."""
    causes = checked.causes
    fields = {
        "where": checked.where,
        "id": checked.id,
        "event_type": checked.event_type,
        "event_id": checked.event_id,
        "verdict": str(checked.verdict),
        "cause": causes[0].code if causes else None,
        "causes": [cause.code for cause in causes],
        "reason": " ".join(cause.sentence for cause in causes) or None,
        "detail": checked.detail or None,
        "fix": causes[0].fix if causes else None,
        "secret": checked.secret,
    }
    return dump_object(SCHEMA, fields) + "\n"


def headline(tally: VerdictCounts, paint: Callable[[str, Ink], str] | None = None) -> str:
    """Return how many requests there were, and how many of each outcome, in one line."""
    total = sum(tally.outcomes.values())
    parts = [(f"{tally.outcomes[outcome]} {outcome}", ink) for outcome, ink in _INKS.items() if tally.outcomes[outcome]]
    told = ", ".join(text if paint is None else paint(text, ink) for text, ink in parts)
    return f"{total} {'request' if total == 1 else 'requests'}: {told}"


def show_summary(tally: VerdictCounts, console: Console) -> None:
    """Show the sum: how many were what, and each cause with its fix, the most frequent first."""
    outcomes = tally.outcomes
    if console.format is Format.JSON:
        console.object(
            SUMMARY_SCHEMA,
            {
                "total": sum(outcomes.values()),
                **{str(outcome): outcomes[outcome] for outcome in RequestVerdict},
                "causes": dict(tally.causes.most_common()),
                "secrets": dict(tally.secrets.most_common()),
                "exit_code": int(tally.exit_code),
            },
        )
        return
    console.line(headline(tally, console.paint))
    if len(tally.secrets) > 1:
        matched = ", ".join(f"{count} with {safe(name)}" for name, count in tally.secrets.most_common())
        console.line(f"  {matched}")
    _show_causes(tally, console)


def _show_causes(tally: VerdictCounts, console: Console) -> None:
    from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES

    for code, count in tally.causes.most_common():
        cause = CAUSES[code]
        console.line()
        told = f"{count} of {tally.outcomes[RequestVerdict.INVALID]} invalid: {code} - {cause.sentence}"
        first, *others = paragraph(told, console.width, "  ", first="")
        console.lines([first.replace(code, console.paint(code, Ink.NAME), 1), *others])
        console.lines(paragraph(f"Fix: {cause.fix}", console.width, "  "))
    if tally.causes:
        console.line()
        console.line(f"More on a cause: mhook causes {next(iter(tally.causes))}")
