"""Commands, and groups of them, whose ``--help`` is the page that is laid out here."""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from maileroo_cli.report.terminal.console import Console


class HelpedCommand(TyperCommand):
    """A command with a page of our own; the console to print it on is the context's object, if any."""

    def get_help(self, ctx: Any) -> NoReturn:
        """Print the page, and end: the parser would print what is returned in an encoding that may lack it."""
        _show(self, ctx)


class HelpedGroup(TyperGroup):
    """A group of commands with a page of our own, on which its commands may stand in panels."""

    panels: Mapping[str, Sequence[str]] = {}

    def get_help(self, ctx: Any) -> NoReturn:
        """Print the page, and end."""
        _show(self, ctx)


def _show(command: HelpedCommand | HelpedGroup, context: Any) -> NoReturn:
    from maileroo_cli.cli.help.page import show_page

    show_page(command, context, context.obj if isinstance(context.obj, Console) else Console())
    raise typer.Exit
