"""One rule explained on a terminal, or as an object."""

from collections.abc import Iterator, Sequence

from maileroo_cli.operation.check.sample import KnownRule
from maileroo_cli.report.rules.list import rule_fields
from maileroo_cli.report.rules.part import ExplanationPart, PartKind, explanation_parts, title_of
from maileroo_cli.report.rules.sample import sample_fields, sample_parts
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.rules.lesson.definition import Framework, Lesson

SCHEMA = "mhook.rule-explained/1"


def show_rule(console: Console, known: KnownRule, frameworks: Sequence[Framework] = ()) -> None:
    """Show all that is known of a rule: what it sends, what breaking it costs, and code."""
    if console.format is Format.JSON:
        _show_object(console, known, frameworks)
        return
    for line in paragraph(title_of(known.rule), console.width):
        console.line(console.paint(line, Ink.STRONG))
    for part in explanation_parts(known.rule, frameworks, sample_parts(known.sample)):
        console.lines(_drawn(part, console))
    if known.lesson is not None and (others := _others(known.lesson, frameworks)):
        console.line()
        console.lines(paragraph(f"Code for others: --framework {others}", console.width))


def _drawn(part: ExplanationPart, console: Console) -> Iterator[str]:
    match part.kind:
        case PartKind.HEADING:
            yield ""
            yield from (console.paint(line, Ink.STRONG) for line in paragraph(_plain(part.text), console.width))
        case PartKind.TEXT:
            yield from paragraph(_plain(part.text), console.width, "  ")
        case PartKind.CODE:
            yield from (console.paint(f"    {line}", Ink.NAME) if line else "" for line in part.text.split("\n"))


def _plain(text: str) -> str:
    return text.replace("`", "")


def _others(lesson: Lesson, frameworks: Sequence[Framework]) -> str:
    """Return the names of the frameworks whose code is not shown."""
    shown = set(frameworks) or set(next(iter(lesson.shared().values()), []))
    return ", ".join(str(one) for one in lesson.snippets if one not in shown)


def _show_object(console: Console, known: KnownRule, frameworks: Sequence[Framework]) -> None:
    text, lesson = known.text, known.lesson
    fields = {
        **rule_fields(known.rule),
        "what_is_sent": text.sent if text else None,
        "correct_answer": text.correct if text else None,
        "cost": text.cost if text else None,
        "false_alarms": (text.false_alarms or None) if text else None,
        "seen_in": text.seen if text else None,
        "requests": len(known.sample.requests),
        "example": sample_fields(known.sample),
        "lesson": lesson.title if lesson else None,
        "why": lesson.why if lesson else None,
        "snippets": _snippet_fields(lesson, frameworks) if lesson else [],
    }
    console.object(SCHEMA, fields)


def _snippet_fields(lesson: Lesson, frameworks: Sequence[Framework]) -> list[dict[str, object]]:
    return [
        {"frameworks": [str(one) for one in those], "wrong": code.wrong, "right": code.right}
        for code, those in lesson.shared().items()
        if not frameworks or set(those) & set(frameworks)
    ]
