"""One page of the manual: drawn for a terminal, as its Markdown, or as an object."""

import re
from io import StringIO

from maileroo_cli.operation.manual import Page
from maileroo_cli.report.terminal.console import Console, Format

SCHEMA = "mhook.manual-page/1"
_WIDEST = 100
"""Columns: longer lines are hard to read."""
_END_OF_LINE = re.compile(r" *((?:\x1b\[[0-9;]*m)*) *\n")


def show_page(console: Console, page: Page) -> None:
    """Write the page as it is, or as an object: for whoever is no person at a terminal."""
    if console.format is Format.JSON:
        fields = {"topic": page.topic, "title": page.title, "summary": page.summary, "markdown": page.markdown}
        console.object(SCHEMA, fields)
    else:
        console.text(page.markdown.encode())


def draw_page(console: Console, page: Page) -> str:
    """Return the page as lines for the terminal of ``console``, with its colours where it has any."""
    from rich.console import Console as RichConsole
    from rich.theme import Theme

    from maileroo_cli.report.manual.drawing import STYLES, ManualMarkdown

    drawn = _Drawn()
    drawn.encoding = "utf-8" if console.can_show("─•") else "ascii"
    rich = RichConsole(
        file=drawn,
        width=min(console.width, _WIDEST),
        force_terminal=console.color,
        color_system="standard" if console.color else None,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
        theme=Theme(STYLES),
    )
    rich.print(ManualMarkdown(page.markdown), crop=False)
    text = drawn.getvalue() if console.can_show("•") else drawn.getvalue().replace("\n • ", "\n * ")
    return _END_OF_LINE.sub(r"\1\n", text)


class _Drawn(StringIO):
    """Where rich draws; what ``encoding`` says decides which frames it takes."""

    encoding = "utf-8"
