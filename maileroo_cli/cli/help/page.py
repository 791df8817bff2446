"""What stands on the help page of a command, and in which order: what is required first, the common options last."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from maileroo_cli.cli.help.layout import Row, break_command, lay_out, name_column, wrap_text
from maileroo_cli.cli.help.words import limits, meaning, value_name
from maileroo_cli.cli.option.shared import EITHER
from maileroo_cli.report.terminal.console import Console, Ink

ARGUMENTS, REQUIRED, OPTIONS, COMMANDS = "Arguments", "Required", "Options", "Commands"
_LAST = ("Output", OPTIONS)

Section = tuple[str, list[Row]]


def show_page(command: Any, context: Any, console: Console) -> None:
    """Print the help page of a command, or of a group of commands.

    Its epilog is a title and, a line each, the command lines below it.
    """
    width = console.width
    console.lines(wrap_text(f"Usage: {usage(command, context)}", width, " " * 7))
    for paragraph in filter(None, (command.help or "").split("\n\n")):
        console.lines(["", *wrap_text(paragraph, width)])
    for sections in (_commands(command), _parameters(command, context)):
        _show_sections([one for one in sections if one[1]], width, console)
    title, *examples = (command.epilog or "").split("\n")
    if examples:
        console.lines(["", console.paint(title, Ink.STRONG)])
        console.lines(line for example in examples for line in break_command(example, width))


def _show_sections(sections: Sequence[Section], width: int, console: Console) -> None:
    """Print parts of a page, their texts one below the other."""
    column = name_column([row for _, rows in sections for row in rows], width)
    for title, rows in sections:
        console.lines(["", console.paint(title, Ink.STRONG)])
        console.lines(lay_out(rows, column, width, lambda name: console.paint(name, Ink.NAME)))


def usage(command: Any, context: Any) -> str:
    """Return how a command is called: its name, the options that it needs, and its arguments."""
    needed = [f"{_longest(one)} {value_name(one)}" for one in _options(command, context) if one.required]
    either = [one for one in _options(command, context) if one.rich_help_panel == EITHER]
    if either:
        needed.append(f"({' | '.join(_alternative(one) for one in either)})")
    optional, *others = command.collect_usage_pieces(context)
    arguments = [str(one.metavar) for one in command.params if one.param_type_name == "argument"] or others
    return " ".join((context.command_path, *needed, optional, *arguments))


def _parameters(command: Any, context: Any) -> Iterator[Section]:
    """Yield the arguments, and the panels of options as they come, the required ones first and the common ones last."""
    yield ARGUMENTS, [(str(one.metavar), _text(one)) for one in command.params if one.param_type_name == "argument"]
    panels: dict[str, list[Row]] = {REQUIRED: [], EITHER: []}
    for option in _options(command, context):
        title = REQUIRED if option.required else option.rich_help_panel or OPTIONS
        panels.setdefault(title, []).append((_names(option), _text(option)))
    last = {title: panels.pop(title) for title in _LAST if title in panels}
    yield from (panels | last).items()


def _commands(command: Any) -> Iterator[Section]:
    """Yield the commands of a group in their panels; those that are in none come last."""
    left: dict[str, Row] = {name: (name, one.help) for name, one in getattr(command, "commands", {}).items()}
    panels: Mapping[str, Sequence[str]] = getattr(command, "panels", {})
    for title, names in panels.items():
        yield title, [left.pop(name) for name in names if name in left]
    yield COMMANDS, list(left.values())


def _options(command: Any, context: Any) -> list[Any]:
    return [one for one in command.get_params(context) if one.param_type_name == "option" and not one.hidden]


def _names(option: Any) -> str:
    long = _longest(option)
    short = next((f"{one}, " for one in option.opts if one != long), " " * 4)
    return f"{short}{long} {value_name(option)}".rstrip()


def _longest(option: Any) -> str:
    return str(max(option.opts, key=len))


def _alternative(option: Any) -> str:
    return f"{_longest(option)} {value_name(option).partition('[')[0]}"


def _text(param: Any) -> str:
    more = limits(param)
    return f"{meaning(param)} ({more})" if more else meaning(param)
