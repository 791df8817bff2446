"""``mhook manual``: everything that there is to know, topic by topic."""

from typing import Annotated

from typer import Argument

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.shared import CommonOptions
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.manual import all_pages, find_topic, read_page
from maileroo_cli.report.manual.list import show_topics
from maileroo_cli.report.manual.page import draw_page, show_page
from maileroo_cli.report.terminal.console import Format

EXAMPLES = ("mhook manual", "mhook manual getting-started", "mhook manual replay > replay.md")


@command(closed_output=ExitCode.OK)
def manual(
    topic: Annotated[
        str | None,
        Argument(
            metavar="[TOPIC]",
            help="A topic, a command, or another word for one of them; without it the topics are listed.",
            autocompletion=lambda: [(page.topic, page.title) for page in all_pages()],
        ),
    ] = None,
    *,
    common: CommonOptions,
) -> ExitCode:
    """Read the manual: list its topics, or show one.

    On a terminal a page is drawn and opened in the pager of PAGER; in a pipe it is the Markdown itself.
    """
    console = console_of(common)
    if topic is None:
        show_topics(console, all_pages())
        return ExitCode.OK
    page = read_page(find_topic(topic))
    if console.format is Format.JSON or not console.is_terminal:
        show_page(console, page)
    else:
        from maileroo_cli.cli.pager import page_text

        page_text(console, draw_page(console, page))
    return ExitCode.OK
