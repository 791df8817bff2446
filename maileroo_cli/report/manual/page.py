"""One page of the manual: drawn for a terminal, as its Markdown, or as an object."""

from io import StringIO

from maileroo_cli.operation.manual import Page
from maileroo_cli.report.terminal.console import Console, Format

SCHEMA = "mhook.manual-page/1"
_WIDEST = 100


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

    from maileroo_cli.report.manual.drawing import ManualMarkdown

    drawn = StringIO()
    rich = RichConsole(
        file=drawn,
        width=min(console.width, _WIDEST),
        force_terminal=console.color,
        color_system="standard" if console.color else None,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
        theme=Theme({"markdown.code": "cyan", "markdown.code_block": "cyan"}),
    )
    rich.print(ManualMarkdown(page.markdown, plain=not console.can_show("─│•")), crop=False)
    return "\n".join(line.rstrip() for line in drawn.getvalue().split("\n"))
