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

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Offer the options, each with a line of its help."""
        return _shortened(super().shell_complete(ctx, incomplete))


class HelpedGroup(TyperGroup):
    """A group of commands with a page of our own, on which its commands may stand in panels."""

    panels: Mapping[str, Sequence[str]] = {}

    def get_help(self, ctx: Any) -> NoReturn:
        """Print the page, and end."""
        _show(self, ctx)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Offer the commands and options, each with a line of its help."""
        return _shortened(super().shell_complete(ctx, incomplete))


def unwrapped(text: str) -> str:
    """Return a docstring with one line a paragraph, so that the terminal's width decides where lines break."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def examples(lines: Sequence[str]) -> str:
    """Return examples as an epilog: their title and a line each."""
    return "\n".join(["Examples", *lines])


def _show(command: HelpedCommand | HelpedGroup, context: Any) -> NoReturn:
    from maileroo_cli.cli.help.page import show_page

    show_page(command, context, context.obj if isinstance(context.obj, Console) else Console())
    raise typer.Exit


def _shortened(offers: list[Any]) -> list[Any]:
    from maileroo_cli.cli.completion.offers import short

    for one in offers:
        one.help = short(one.help or "")
    return offers
