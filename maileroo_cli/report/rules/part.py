"""What is told of a rule, part by part. Each place that shows it draws the same parts in its own manner."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from maileroo_cli.rules.definition import Rule
from maileroo_cli.rules.explanation import RuleText, find_text
from maileroo_cli.rules.in_process import why_blind
from maileroo_cli.rules.lesson.catalogue import find_lesson
from maileroo_cli.rules.lesson.definition import Framework, Lesson

SENT = "What is sent"


class PartKind(Enum):
    """How a part is drawn."""

    HEADING = auto()
    TEXT = auto()
    CODE = auto()


class ExplanationPart(NamedTuple):
    """One part; ``language`` is that of its code. Text has code between backticks."""

    kind: PartKind
    text: str
    language: str = ""


def title_of(rule: Rule) -> str:
    """Return what a rule asks, after its id."""
    return f"{rule.id}: a correct receiver {rule.title}"


def standing_of(rule: Rule) -> str:
    """Return what breaking a rule weighs and leads to, how sure its fact is, and what it needs."""
    needs = f" It needs {', and '.join(rule.needs)}." if rule.needs else ""
    leads_to = rule.consequence.told(1).partition(" ")[2]
    return f"{str(rule.severity).capitalize()}: {leads_to}. Grade: {rule.grade} ({rule.grade.meaning}).{needs}"


def explanation_parts(
    rule: Rule, frameworks: Sequence[Framework] = (), sample: Iterable[ExplanationPart] = ()
) -> Iterator[ExplanationPart]:
    """Yield all that is told of a rule; ``sample`` are the parts that show what it sends.

    Code is that for ``frameworks``; without any it is that of the first, and of those that share it.
    """
    yield text_part(standing_of(rule))
    text = find_text(rule.id)
    if text is None:
        yield from sample
        return
    for heading, words in told_of(text, why_blind(rule.id)):
        yield ExplanationPart(PartKind.HEADING, heading)
        yield text_part(words)
        if heading == SENT:
            yield from sample
    yield from lesson_parts(find_lesson(text.lesson), frameworks)


def told_of(text: RuleText, blind: str = "") -> list[tuple[str, str]]:
    """Return each thing that is told of a rule, below its heading; ``blind`` is why it cannot be shown in process."""
    told = [
        (SENT, text.sent),
        ("What a correct receiver answers", text.correct),
        ("What the mistake costs", text.cost),
        ("Known false alarms", text.false_alarms),
        ("With an application in process", f"It is skipped: it {blind}." if blind else ""),
        ("Where it was seen", text.seen),
        ("How to mend it", text.fix),
    ]
    return [(heading, words) for heading, words in told if words]


def lesson_parts(lesson: Lesson, frameworks: Sequence[Framework] = ()) -> Iterator[ExplanationPart]:
    """Yield a lesson with the code for ``frameworks``, by default that of the first snippet."""
    yield ExplanationPart(PartKind.HEADING, lesson.title)
    yield text_part(lesson.why)
    for number, (code, those) in enumerate(lesson.shared().items()):
        wanted = [one for one in those if one in frameworks] if frameworks else those
        if not wanted or (number and not frameworks):
            continue
        names = ", ".join(one.label for one in wanted)
        for word, side in (("Wrong", code.wrong), ("Right", code.right)):
            yield text_part(f"{word} ({names}):")
            yield ExplanationPart(PartKind.CODE, side, wanted[0].language)


def text_part(words: str) -> ExplanationPart:
    """Return a paragraph."""
    return ExplanationPart(PartKind.TEXT, words)
