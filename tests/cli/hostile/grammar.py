"""The grammar of the command line as the parser has it: every command, its options and its arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import typer

from maileroo_cli.cli.app import build_app
from maileroo_cli.cli.catalogue import GROUPS, command_lines


@dataclass(frozen=True, slots=True)
class Parameter:
    """One option or argument. ``name`` is the longest form of an option, or what an argument is called in code."""

    name: str
    forms: tuple[str, ...]
    """How an option can be written; none for an argument."""

    place: str
    """The command, and the name."""

    is_switch: bool
    repeats: bool
    required: bool
    choices: tuple[str, ...]
    least: float | None
    most: float | None
    is_number: bool
    is_whole: bool

    @property
    def is_option(self) -> bool:
        """Whether it is written with a name."""
        return bool(self.forms)


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the words that name it, and what can follow them."""

    words: tuple[str, ...]
    parameters: tuple[Parameter, ...]

    def __str__(self) -> str:
        return " ".join(self.words)


def read_grammar() -> Sequence[Command]:
    """Return every command that does something, as the program itself would parse it."""
    program: Any = typer.main.get_command(build_app())
    groups = [(name,) for name in GROUPS]
    return [Command(words, _parameters(program, words)) for words in command_lines() if words not in groups]


def _parameters(program: Any, words: Sequence[str]) -> tuple[Parameter, ...]:
    found = program
    for word in words:
        found = found.commands[word]
    return tuple(_parameter(one, words) for one in found.params)


def _parameter(found: Any, words: Sequence[str]) -> Parameter:
    is_option = found.param_type_name == "option"
    kind = found.type
    is_number = kind.name.startswith(("int", "float"))
    return Parameter(
        name=(name := max(found.opts, key=len)),
        place=" ".join((*words, name)),
        forms=(*found.opts, *found.secondary_opts) if is_option else (),
        is_switch=is_option and found.is_flag,
        repeats=found.nargs == -1 or (is_option and found.multiple),
        required=found.required,
        choices=tuple(getattr(kind, "choices", ())),
        least=getattr(kind, "min", None),
        most=getattr(kind, "max", None),
        is_number=is_number,
        is_whole=is_number and kind.name.startswith("int"),
    )
