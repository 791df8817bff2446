"""The manual's reference of commands, written from the parser itself: ``make reference``."""

import html
import sys
from collections.abc import Iterator
from typing import Any

import typer

from maileroo_cli.cli.app import build_app
from maileroo_cli.cli.catalogue import GROUPS, command_lines, module_of
from maileroo_cli.cli.help.page import usage
from maileroo_cli.cli.help.words import bounds, default_of, meaning, value_name
from tests.docs.pages import COMMANDS

BEGIN, END = "<!-- reference: written by `make reference` -->\n", "<!-- end of reference -->"


def reference() -> str:
    """Return the Markdown of every command: usage, what it does, arguments, options with defaults, examples."""
    group: Any = typer.main.get_command(build_app())
    root = group.make_context("mhook", [], resilient_parsing=True)
    parts = ["## `mhook`", "", "Usage: `mhook [OPTIONS] COMMAND [ARGS]...`", "", *_options(group, root)]
    contexts: dict[tuple[str, ...], tuple[Any, Any]] = {(): (group, root)}
    for words in command_lines():
        above, parent = contexts[words[:-1]]
        command = above.commands[words[-1]]
        context = command.make_context(words[-1], [], parent=parent, resilient_parsing=True)
        contexts[words] = (command, context)
        parts += ["", *_command(words, command, context)]
    return "\n".join(parts) + "\n"


def rewritten(text: str) -> str:
    """Return the page's ``text`` with the reference of now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{reference()}\n{END}{after}"


def _command(words: tuple[str, ...], command: Any, context: Any) -> Iterator[str]:
    name = " ".join(words)
    yield f"## `mhook {name}`"
    yield ""
    yield f"Usage: `{usage(command, context)}`"
    yield ""
    yield command.help
    yield ""
    yield from _arguments(command)
    if name not in GROUPS:
        yield from _options(command, context)
        yield ""
    yield "```sh"
    yield from module_of(words).EXAMPLES
    yield "```"


def _arguments(command: Any) -> Iterator[str]:
    for param in command.params:
        if param.param_type_name == "argument":
            default = f" Default: {_code(default_of(param))}." if default_of(param) else ""
            yield f"`{param.metavar}`: {param.help}{default}"
            yield ""


def _options(command: Any, context: Any) -> Iterator[str]:
    yield "| option | default | meaning |"
    yield "|---|---|---|"
    for param in command.get_params(context):
        if param.param_type_name == "option":
            names = ", ".join(f"`{name}`" for name in sorted(param.opts, key=lambda one: not one.startswith("--")))
            value = value_name(param)
            shown = f"{names} `{value}`" if value else names
            yield f"| {_cell(shown)} | {_cell(_code(default_of(param)))} | {_cell(_meaning(param))} |"


def _meaning(param: Any) -> str:
    text = html.escape(meaning(param), quote=False)
    limits = bounds(param.type)
    required = " Required." if param.required else ""
    return f"{text}{f' {limits.capitalize()}.' if limits else ''}{required}"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    """Rewrite the reference in the manual."""
    COMMANDS.write_text(rewritten(COMMANDS.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
