"""What is taught of a rule as a part of a page: why its mistake matters, and code with the mistake and without."""

from collections.abc import Iterator

from maileroo_cli.report.rules.part import ExplanationPart, PartKind, lesson_parts
from maileroo_cli.report.terminal.markup import markup
from maileroo_cli.rules.definition import Rule
from maileroo_cli.rules.explanation import find_text
from maileroo_cli.rules.lesson.catalogue import find_lesson


def lesson_html(rule: Rule) -> Iterator[str]:
    """Yield the elements of a rule's lesson, folded; nothing where it has none."""
    text = find_text(rule.id)
    if text is None:
        return
    yield "<details><summary>Wrong and right code</summary>"
    for part in lesson_parts(find_lesson(text.lesson)):
        yield _drawn(part)
    yield "</details>"


def _drawn(part: ExplanationPart) -> str:
    match part.kind:
        case PartKind.HEADING:
            return f"<p><strong>{_with_code(part.text)}</strong></p>"
        case PartKind.TEXT:
            return f"<p>{_with_code(part.text)}</p>"
        case PartKind.CODE:
            code = "\n".join(map(markup, part.text.split("\n")))
            return f"<pre>{code}</pre>"


def _with_code(text: str) -> str:
    """Return text as markup, what stands between backticks as code."""
    pieces = [markup(piece) for piece in text.split("`")]
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(f"<code>{piece}</code>" if number % 2 else piece for number, piece in enumerate(pieces))
