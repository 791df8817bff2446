"""The program: what runs for a command line. Only the asked command is imported; ``catalogue`` says which there are."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from maileroo_cli.cli.boundary import guard
from maileroo_cli.cli.catalogue import COMMANDS, GROUPS, PANELS, module_of
from maileroo_cli.cli.command_name import as_options, nearest_command
from maileroo_cli.cli.completion.answer import (
    HELP,
    SCRIPT_OPTIONS,
    VARIABLE,
    answer_shell,
    take_named_shell,
    typed_words,
)
from maileroo_cli.cli.help.command import HelpedCommand, HelpedGroup, examples, unwrapped
from maileroo_cli.cli.repetition import SingleOptionCommand
from maileroo_cli.cli.surroundings import abandon_unwritable, settle_surroundings
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.version import __version__

PROGRAM = "mhook"
_HELP = ("--help", "-h")
_OWN_OPTIONS = (*_HELP, "--version")


class _Program(HelpedGroup):
    """The program itself, whose help lists its commands by what they are for."""

    panels = PANELS

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the program's own options, with our words for those that typer adds."""
        options: list[Any] = super().get_params(ctx)
        for option in options:
            option.help = HELP.get(option.name, option.help)
        return options


def run(arguments: Sequence[str]) -> int:
    """Run one command line (without the program's name) and return the exit code; an empty one shows the help."""
    settle_surroundings()
    console = Console(format=Format.JSON if _wants_json(arguments) else Format.TEXT, color=_color(arguments))
    try:
        return guard(console, lambda: _run(arguments, console), closed_output=ExitCode.OK)
    finally:
        abandon_unwritable(sys.stderr)


def _run(arguments: Sequence[str], console: Console) -> ExitCode:
    if os.environ.get(VARIABLE):
        return _complete(arguments, console)
    arguments = as_options(arguments)
    if arguments and arguments[0].startswith(SCRIPT_OPTIONS):
        take_named_shell(arguments)
        return _call(build_app(()), arguments, (), console)
    arguments = _with_default(arguments)
    asked = _asked(arguments)
    if tuple(arguments) == asked and (not asked or asked[-1] in GROUPS):
        arguments = [*arguments, "--help"]
    return _call(build_app(asked), arguments, asked, console)


def _complete(arguments: Sequence[str], console: Console) -> ExitCode:
    """Answer a shell, with no more of the program than the command that it asks about."""
    return answer_shell(lambda: _call(build_app(_known(typed_words())), arguments, (), console))


def _known(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words that name a command, as far as they do."""
    commands: Mapping[str, str] = COMMANDS
    named: tuple[str, ...] = ()
    for word in words[:2]:
        if word in commands:
            named = (*named, word)
        if word not in commands or word not in GROUPS:
            break
        commands = module_of(named).COMMANDS
    return named


def _call(app: typer.Typer, arguments: Sequence[str], asked: tuple[str, ...], console: Console) -> ExitCode:
    program = typer.main.get_command(app)
    try:
        return ExitCode(program(list(arguments), prog_name=PROGRAM, standalone_mode=False, obj=console) or 0)
    except typer.TyperException as error:
        from maileroo_cli.cli.usage import usage_error

        command = program
        for word in asked:
            command = command.commands[word]  # type: ignore[attr-defined]
        raise usage_error(error, command, arguments, f"see {' '.join((PROGRAM, *asked))} --help") from None
    except typer.Abort:
        return ExitCode.INTERRUPTED
    except SystemExit:  # so typer ends where the reader of a help text has gone
        raise BrokenPipeError from None


def _with_default(arguments: Sequence[str]) -> Sequence[str]:
    """Return a command line with the command that a group stands for alone, where it has one and none is named."""
    name, *rest = arguments or [""]
    if name not in GROUPS or (rest and (rest[0] in _HELP or not rest[0].startswith("-"))):
        return arguments
    default: str | None = getattr(module_of((name,)), "DEFAULT", None)
    return arguments if default is None else [name, default, *rest]


def _asked(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the words that name the command, none where no command is named; refuse what names none."""
    name = _command_among(COMMANDS, arguments, (), _OWN_OPTIONS)
    if name not in GROUPS:
        return (name,) if name else ()
    rest = arguments[list(arguments).index(name) + 1 :]
    second = _command_among(module_of((name,)).COMMANDS, rest, (name,), _HELP)
    return (name, second) if second else (name,)


def _command_among(
    commands: Mapping[str, str], arguments: Sequence[str], before: tuple[str, ...], own: Sequence[str]
) -> str:
    """Return the first word, which has to be one of ``commands``; empty where there is none.

    An option before it is named without its value, which may be a secret.
    """
    program = " ".join((PROGRAM, *before))
    asked = next((word for word in arguments if not word.startswith("-")), None)
    if asked is None:
        return ""
    first = arguments[0]
    if first.startswith("-") and first not in own:
        option = first.partition("=")[0] if first.startswith("--") else first[:2]
        raise UsageError(
            f"there is no option {option} before the command", f"options follow it: {program} COMMAND {option} …"
        )
    if asked not in commands:
        raise UsageError(
            f"there is no command {' '.join((*before, asked))!r}", nearest_command(asked, commands, before)
        )
    return asked


def build_app(words: Sequence[str] | None = None) -> typer.Typer:
    """Return the typer application with every command, or with the one that ``words`` name.

    Where they name none, or a group, the commands to choose from are there by name and summary alone.
    """
    app = typer.Typer(
        name=PROGRAM,
        cls=_Program,
        help="Maileroo's webhooks on your own machine: check your receiver, send it signed events, and learn why a "
        "signature does not verify.",
        epilog="Start with\nmhook demo",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": list(_HELP)},
    )
    app.callback()(_root)
    _fill(app, COMMANDS, (), words)
    return app


def _fill(app: typer.Typer, commands: Mapping[str, str], before: tuple[str, ...], words: Sequence[str] | None) -> None:
    """Add to ``app`` the command that ``words`` name after those ``before``, all of them, or their list."""
    if words is not None and not words:
        for name, summary in commands.items():
            app.command(name, cls=HelpedCommand, help=summary)(_listed)
        return
    for name in commands if words is None else words[:1]:
        whole = (*before, name)
        module = module_of(whole)
        if name in GROUPS and not before:
            group = typer.Typer(cls=HelpedGroup, help=unwrapped(module.HELP), epilog=examples(module.EXAMPLES))
            _fill(group, module.COMMANDS, whole, None if words is None else words[1:])
            app.add_typer(group, name=name)
        else:
            function = getattr(module, "_".join(whole))
            text, epilog = unwrapped(function.__doc__ or commands[name]), examples(module.EXAMPLES)
            app.command(name, cls=SingleOptionCommand, help=text, epilog=epilog)(function)


def _listed() -> None:
    """Stand for a command in the list of all: it never runs, since a command that is asked for is imported."""


def _show_version(wanted: bool) -> None:
    if wanted:
        Console().line(f"{PROGRAM} {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Take the program's own options."""


def _wants_json(arguments: Sequence[str]) -> bool:
    pairs = zip(arguments, [*arguments, ""][1:], strict=True)
    return any(
        (word in ("--format", "-f") and value == "json") or word in ("--format=json", "-fjson") for word, value in pairs
    )


def _color(arguments: Sequence[str]) -> bool | None:
    return False if "--no-color" in arguments else None
