"""Showing the demonstration, chapter by chapter. What happens in each is decided in the operation."""

from contextlib import closing
from typing import assert_never

from maileroo_cli.capture.check.checker import CheckedRequest
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.attempts.summary import JudgedAttempt
from maileroo_cli.operation.demo import (
    LIFE,
    ArrivalsChecked,
    Chapter,
    ChapterBegun,
    Demo,
    DemoEvent,
    EndpointChecked,
    Mistake,
    MistakeExplained,
)
from maileroo_cli.operation.replay.results import (
    AttemptsLate,
    OldRunsRemoved,
    ReplayedAttempt,
    ReplayEnded,
    ReplayStarted,
)
from maileroo_cli.report.check.text.page import closing_lines, plan_lines
from maileroo_cli.report.check.text.sheet import Sheet
from maileroo_cli.report.delivery.attempts import AttemptReport
from maileroo_cli.report.replay.report import ReplayReport
from maileroo_cli.report.terminal.column import command_lines, paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink, ReportFormat
from maileroo_cli.report.terminal.rows import sentence_lines, width_of
from maileroo_cli.report.verify.summary import show_summary
from maileroo_cli.webhook.catalogue.event import EventType

BROKEN_SCHEMA = "mhook.demo/1"
_TITLES = {
    Chapter.RECEIVER: "A receiver listens on {url} and checks every signature",
    Chapter.EVENTS: f"All {len(EventType)} event types, signed as Maileroo signs them",
    Chapter.LIFE: f"The life of one mail: {LIFE.meaning}",
    Chapter.ARRIVED: "What arrived, verified against the bytes that were received",
    Chapter.MISTAKES: "Three mistakes that every webhook project meets, and what mhook says about them",
    Chapter.CHECK: "A receiver with one fault, checked rule by rule: it acts again on an event that comes again",
    Chapter.REPLAY: "Fourteen hours of retries, on a clock that does not wait, with an answer that gets lost",
    Chapter.YOURS: "Now your own receiver",
}
_URL = "http://localhost:8000/webhook"
_NEXT = {
    "Use the secret that Maileroo's dashboard shows for the webhook": ("export MAILEROO_WEBHOOK_SECRET=…",),
    "Check your receiver, send it events, and survive the retries": (
        f"mhook check {_URL}",
        f"mhook send delivered --url {_URL}",
        f"mhook replay failed --url {_URL} --faults refuse,503,lost",
    ),
    "Catch what Maileroo really sends, pass it on to your receiver, and look at it": (
        f"mhook listen --forward-to {_URL}",
        "mhook captures list",
        f"mhook captures resend last --url {_URL}",
    ),
    "See everything else": ("mhook --help", "mhook manual"),
}
"""What to do after the demonstration, and how."""

_NUMBERS = {chapter: number for number, chapter in enumerate(Chapter, 1)}


def show_demo(demo: Demo, console: Console) -> ExitCode:
    """Show the whole demonstration; ``FAILED`` where anything did not go as it should."""
    report = _DemoReport(console)
    with closing(demo):
        for event in demo:
            report.take(event)
    return demo.exit_code


class _DemoReport:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._attempts = AttemptReport(console)
        self._replay = ReplayReport(console, ReportFormat(console.format))

    def take(self, event: DemoEvent) -> None:
        """Show one thing that happened."""
        match event:
            case ChapterBegun():
                self._begin(event)
            case JudgedAttempt():
                self._attempts.add(event)
            case ArrivalsChecked():
                show_summary(event.counts, self._console)
            case Mistake():
                self._say("")
                self._say(f"   {event}", Ink.STRONG)
            case MistakeExplained():
                self._show_cause(event.mistake, event.checked)
            case EndpointChecked():
                self._show_check(event)
            case ReplayStarted() | ReplayedAttempt() | ReplayEnded() | OldRunsRemoved() | AttemptsLate():
                self._replay.take(event)
            case _:
                assert_never(event)

    def _begin(self, begun: ChapterBegun) -> None:
        if begun.chapter is Chapter.RECEIVER:
            self._say("What Maileroo would do to your webhook receiver, on this machine alone.", Ink.STRONG)
        self._say("")
        self._say(f"{_NUMBERS[begun.chapter]}. {_TITLES[begun.chapter].format(url=begun.url)}", Ink.STRONG)
        if begun.chapter is Chapter.YOURS and self._console.format is Format.TEXT:
            self._show_what_is_next()

    def _show_what_is_next(self) -> None:
        width = width_of(self._console)
        for purpose, commands in _NEXT.items():
            self._say(f"   {purpose}:")
            for command in commands:
                self._console.lines(command_lines(command, width or len(command) + 5, "     "))

    def _show_cause(self, title: str, checked: CheckedRequest) -> None:
        console, cause = self._console, checked.causes[0]
        if console.format is Format.JSON:
            fields = {"mistake": str(title), "cause": cause.code, "reason": cause.sentence, "fix": cause.fix}
            console.object(BROKEN_SCHEMA, fields)
            return
        width = min(console.width, 100)
        console.line(f"     {console.paint('invalid', Ink.BAD)}  {console.paint(cause.code, Ink.NAME)}")
        console.lines(paragraph(cause.sentence, width, "     "))
        console.lines(paragraph(f"Fix: {cause.fix}", width, "     "))

    def _show_check(self, checked: EndpointChecked) -> None:
        plan, summary = checked
        if self._console.format is Format.JSON:
            from maileroo_cli.report.check.document.object import plan_object, rule_object, summary_object

            self._console.line(plan_object(plan))
            self._console.lines(rule_object(one, plan, summary, shows_all=False) for one in summary.outcomes)
            self._console.line(summary_object(plan, summary))
            return
        sheet = Sheet.of(self._console)
        self._console.lines([*plan_lines(plan, sheet), *closing_lines(plan, summary, sheet)])

    def _say(self, text: str, *inks: Ink) -> None:
        if self._console.format is Format.TEXT:
            start = text[: len(text) - len(text.lstrip())]
            indent = "" if text[:1].isalpha() else "   "
            lines = sentence_lines(text.strip(), self._console, indent, first=start) if text else [""]
            self._console.lines(self._console.paint(line, *inks) for line in lines)
