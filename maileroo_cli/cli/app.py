"""The program: which commands there are, and what runs for a command line. Only the asked command is imported."""

import os
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Annotated

import typer

from maileroo_cli import __version__
from maileroo_cli.cli.boundary import guard, usage_line
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.report.console import Console, Format

PROGRAM = "mhook"
COMMANDS = {
    "events": "Show the event types: meaning, fields, types, how sure each fact is, and a sample.",
    "generate": "Make events: the exact body of one, or one JSON object per line for several.",
    "sign": "Sign a body as Maileroo would, and print the signature or a ready request.",
    "send": "Send events to an endpoint and judge its answers.",
    "listen": "Catch webhooks: keep every request byte for byte, verify it, and answer it or forward it.",
    "verify": "Verify captured requests, and say why a signature does not verify.",
    "schema": "Print the JSON Schema (2020-12) of one event type or of all, each fact with its grade.",
    "causes": "Show every cause that mhook verify can name: what happened, how one comes by it, and the fix.",
    "demo": "Show what mhook does: send every event to a receiver of its own, verify them, and explain three mistakes.",
}
"""Every command with the first sentence of its help, so that the list of them can be shown without importing any."""

_COMPLETION = "_MHOOK_COMPLETE"
_OWN_OPTIONS = ("--help", "-h", "--version", "--install-completion", "--show-completion")


def run(arguments: Sequence[str]) -> int:
    """Run one command line (without the program's name) and return the exit code; an empty one shows the help."""
    if not arguments and _COMPLETION not in os.environ:
        arguments = ["--help"]
    if os.environ.get("NO_COLOR"):
        os.environ["_TYPER_FORCE_DISABLE_TERMINAL"] = "1"  # or the help would still be bold and dim
    console = Console(format=Format.JSON if _wants_json(arguments) else Format.TEXT, color=_color(arguments))
    return guard(console, lambda: _run(arguments), closed_output=ExitCode.OK)


def _run(arguments: Sequence[str]) -> ExitCode:
    completing = _COMPLETION in os.environ
    asked = next((word for word in arguments if not word.startswith("-")), None)
    if asked is not None and not completing:
        _check(arguments, asked)
    parser = typer.main.get_command(build_app() if completing else build_app([asked] if asked else [], asked is None))
    try:
        return ExitCode(parser(list(arguments), prog_name=PROGRAM, standalone_mode=False) or 0)
    except typer.TyperException as error:
        raise UsageError(usage_line(error, arguments), _help_hint(asked)) from None
    except (typer.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except SystemExit:  # so typer and rich end where the reader of a help text has gone
        raise BrokenPipeError from None


def _check(arguments: Sequence[str], asked: str) -> None:
    """Refuse a command that is none; an option before it is named without its value, which may be a secret."""
    first = arguments[0]
    if first.startswith("-") and first not in _OWN_OPTIONS:
        option = first.partition("=")[0] if first.startswith("--") else first[:2]
        raise UsageError(
            f"there is no option {option} before the command", f"options follow it: {PROGRAM} COMMAND {option} …"
        )
    if asked not in COMMANDS:
        raise UsageError(f"there is no command {asked!r}", _nearest_command(asked))


def build_app(names: Iterable[str] = COMMANDS, list_all: bool = False) -> typer.Typer:
    """Return the typer application with the named commands; ``list_all`` adds the others by name and summary alone."""
    app = typer.Typer(
        name=PROGRAM,
        help="Maileroo's webhooks on your own machine: make events, sign them, send them, and learn why a signature "
        "does not verify.",
        epilog="Start with: mhook demo",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_root)
    for name in names:
        module = import_module(f"maileroo_cli.cli.{name}")
        function = getattr(module, name)
        app.command(name, help=_unwrapped(function.__doc__), epilog=_examples(module.EXAMPLES))(function)
    if list_all:
        for name, summary in COMMANDS.items():
            app.command(name, help=summary)(_listed)
    return app


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


def _unwrapped(text: str) -> str:
    """Return a docstring with one line a paragraph, so that the terminal's width decides where lines break."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _examples(lines: Sequence[str]) -> str:
    """Return examples as an epilog of one paragraph a line, brackets kept from being read as markup."""
    return "\n\n".join(["Examples:", *(line.replace("[", "\\[") for line in lines)])


def _wants_json(arguments: Sequence[str]) -> bool:
    pairs = zip(arguments, [*arguments, ""][1:], strict=True)
    return any(
        (word in ("--format", "-f") and value == "json") or word in ("--format=json", "-fjson") for word, value in pairs
    )


def _color(arguments: Sequence[str]) -> bool | None:
    return False if "--no-color" in arguments else None


def _help_hint(asked: str | None) -> str:
    return f"see {PROGRAM} {asked} --help" if asked in COMMANDS else f"see {PROGRAM} --help"


def _nearest_command(asked: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(asked, COMMANDS, 1)
    return f"did you mean {PROGRAM} {near[0]}?" if near else f"use one of {', '.join(COMMANDS)}"
