"""A rule explained as Markdown: for the manual, for SARIF, and for whoever makes a page of it."""

import re
from collections.abc import Iterable, Sequence

from maileroo_cli.report.rules.part import ExplanationPart, PartKind, explanation_parts, title_of
from maileroo_cli.rules.definition import Rule
from maileroo_cli.rules.lesson.definition import Framework

_SPECIAL = re.compile(r"[<>*\[\]|\\]|(?<!\w)_|_(?!\w)")


def explanation_markdown(rule: Rule, frameworks: Sequence[Framework] = (), *, level: int = 2) -> str:
    """Return all that is told of a rule as Markdown, below its heading, which is of ``level``.

    ``frameworks`` are those whose code is shown; without any it is that of the first, and of those that share it.
    """
    head = f"{'#' * level} {escape_markdown(title_of(rule))}"
    return "\n\n".join([head, parts_markdown(explanation_parts(rule, frameworks), level + 1)]) + "\n"


def parts_markdown(parts: Iterable[ExplanationPart], level: int) -> str:
    """Return parts of an explanation as Markdown; their headings are of ``level``."""
    return "\n\n".join(_drawn(part, level) for part in parts)


def escape_markdown(text: str) -> str:
    """Return text in which only what stands between backticks means something in Markdown."""
    pieces = text.split("`")
    even = len(pieces) % 2 == 0
    return "`".join(
        piece if number % 2 and not even else _SPECIAL.sub(r"\\\g<0>", piece) for number, piece in enumerate(pieces)
    )


def _drawn(part: ExplanationPart, level: int) -> str:
    match part.kind:
        case PartKind.HEADING:
            return f"{'#' * level} {escape_markdown(part.text)}"
        case PartKind.TEXT:
            return escape_markdown(part.text)
        case PartKind.CODE:
            return f"```{part.language}\n{part.text}\n```"
