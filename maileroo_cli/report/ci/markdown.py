"""Tables and text in Markdown, as the summary of a step shows them; any text is shown as the text that it is."""

import re
from collections.abc import Iterable, Sequence

from maileroo_cli.report.terminal.safe_text import safe

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&@])")


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown, each cell shown as the text that it is."""
    lines = [heads, ["---"] * len(heads), *([markdown_text(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def markdown_text(text: str) -> str:
    """Return Markdown that shows ``text`` as it is, on one line."""
    return _MARKDOWN.sub(r"\\\1", safe(text))
