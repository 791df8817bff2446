"""The manual's reference of commands, written from the parser itself: ``make reference``."""

import html
import sys
from collections.abc import Iterator
from typing import Any

import typer

from maileroo_cli.cli.app import GROUPS, build_app, command_lines, module_of
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
    yield f"Usage: `mhook {name} {' '.join(command.collect_usage_pieces(context))}`"
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
            default = f" Default: `{param.default}`." if _default(param) else ""
            yield f"`{param.metavar}`: {param.help}{default}"
            yield ""


def _options(command: Any, context: Any) -> Iterator[str]:
    yield "| option | default | meaning |"
    yield "|---|---|---|"
    for param in command.get_params(context):
        if param.param_type_name == "option":
            names = ", ".join(f"`{name}`" for name in sorted(param.opts, key=lambda one: not one.startswith("--")))
            value = _value(param)
            shown = f"{names} `{value}`" if value else names
            yield f"| {_cell(shown)} | {_cell(_default(param))} | {_cell(_meaning(param))} |"


def _value(param: Any) -> str:
    if param.is_flag:
        return ""
    if param.metavar is not None:
        return str(param.metavar)
    if hasattr(param.type, "choices"):
        return "CHOICE"
    return "NUMBER" if param.type.name.startswith(("int", "float")) else "TEXT"


def _meaning(param: Any) -> str:
    choices = getattr(param.type, "choices", None)
    required = " Required." if param.required else ""
    offered = f" One of {', '.join(f'`{one}`' for one in choices)}." if choices else ""
    meaning = html.escape(" ".join(param.help.split()), quote=False)
    return f"{meaning}{offered}{_range(param.type)}{required}"


def _range(kind: Any) -> str:
    least, most = getattr(kind, "min", None), getattr(kind, "max", None)
    if least is None:
        return ""
    return f" At least {least}." if most is None else f" From {least} to {most}."


def _default(param: Any) -> str:
    if param.default in (None, False, []) or callable(param.default):
        return ""
    return f"`{getattr(param.default, 'value', param.default)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    """Rewrite the reference in the manual."""
    COMMANDS.write_text(rewritten(COMMANDS.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
