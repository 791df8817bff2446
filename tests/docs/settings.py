"""The manual's table of settings, made from the one in ``operation.config``: ``python -m tests.docs.settings``."""

from typing import Any

import typer

from maileroo_cli.cli.app import build_app
from maileroo_cli.operation.config.setting import SETTINGS, Setting
from tests.docs.pages import MANUAL

PAGE = MANUAL / "configuration.md"
BEGIN, END = "<!-- settings: written by `python -m tests.docs.settings` -->\n", "<!-- end of settings -->"


def settings_table() -> str:
    """Return the table as Markdown: each setting, its variable, which options it fills in, and what it means."""
    rows = ["| setting | variable | fills in | meaning |", "|---|---|---|---|"]
    return "\n".join([*rows, *map(_row, SETTINGS)]) + "\n"


def rewritten(text: str) -> str:
    """Return the page's ``text`` with the table of now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{settings_table()}\n{END}{after}"


def option_of(command: str, parameter: str) -> Any:
    """Return the parser's option or argument of that name; ``None`` where the command has none."""
    one: Any = typer.main.get_command(build_app(tuple(command.split())))
    for word in command.split():
        one = one.commands[word]
    return next((found for found in one.params if found.name == parameter), None)


def _row(setting: Setting) -> str:
    variable = f"`{setting.variable}`" if setting.variable else ""
    default = f" Without it: {setting.default}." if setting.default else ""
    bounds = f" One of {', '.join(f'`{one}`' for one in setting.choices)}." if setting.choices else ""
    return f"| `{setting.name}` | {variable} | {_filled(setting)} | {setting.meaning}{bounds}{default} |"


def _filled(setting: Setting) -> str:
    if setting.lent:
        return f"`--{setting.name}` of every command that has it"
    if not setting.uses:
        return "`check`"
    names: dict[str, list[str]] = {}
    for use in setting.uses:
        param = option_of(use.command, use.parameter)
        is_option = param is None or param.param_type_name == "option"
        name = f"`--{use.parameter.replace('_', '-')}`" if is_option else f"the argument `{param.metavar.strip('[]')}`"
        names.setdefault(name, []).append(f"`{use.command}`")
    return ", ".join(f"{name} of {', '.join(commands)}" for name, commands in names.items())


def main() -> None:
    """Write the table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(rewritten(text), encoding="utf-8")


if __name__ == "__main__":
    main()
