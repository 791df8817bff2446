"""The list of the manual's topics."""

from collections.abc import Iterable

from maileroo_cli.operation.manual import Page
from maileroo_cli.report.terminal.column import lay_out
from maileroo_cli.report.terminal.console import Console, Format, Ink

SCHEMA = "mhook.manual-topic/1"


def show_topics(console: Console, pages: Iterable[Page]) -> None:
    """Show each topic in a line with its summary."""
    if console.format is Format.JSON:
        for page in pages:
            console.object(SCHEMA, {"topic": page.topic, "title": page.title, "summary": page.summary})
        return
    rows = [(page.topic, page.summary.replace("`", "")) for page in pages]
    console.lines(lay_out(rows, console.width, [lambda text: console.paint(text, Ink.NAME)], "  "))
    console.line()
    console.line("Show one with: mhook manual TOPIC")
