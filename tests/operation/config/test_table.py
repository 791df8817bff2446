"""The one table of settings: it fits the options of the commands, and the manual prints it."""

from typing import Any

import pytest
import typer

from maileroo_cli.cli.app import build_app
from maileroo_cli.cli.catalogue import command_lines
from maileroo_cli.cli.help.words import choices_of
from maileroo_cli.operation.config.refused import REFUSED
from maileroo_cli.operation.config.setting import BY_USE, PARAMETERS, SETTINGS, Setting, SettingKind
from maileroo_cli.transport.file.secret import REFERENCE_VARIABLE
from tests.docs.settings import PAGE, option_of, rewritten

USES = [(setting, use) for setting in SETTINGS for use in setting.uses]
TYPES = {
    SettingKind.URL: "str",
    SettingKind.TEXT: "str",
    SettingKind.NUMBER: "float",
    SettingKind.WHOLE: "int",
    SettingKind.CHOICE: "choice",
    SettingKind.TEXTS: "str",
    SettingKind.HEADERS: "str",
}


@pytest.mark.parametrize(("setting", "use"), USES, ids=lambda one: getattr(one, "name", getattr(one, "command", "")))
def test_a_setting_is_what_its_option_is(setting: Setting, use: tuple[str, str, tuple[str, ...]]) -> None:
    """Each use names an option of its command, of the same type, with the same words, and with bounds that it keeps."""
    command, parameter, unless = use
    option = option_of(command, parameter)
    assert option is not None, use
    assert {"text": "str", "integer": "int"}.get(option.type.name, option.type.name).startswith(TYPES[setting.kind][:3])
    assert tuple(choices_of(option)) == setting.choices
    assert option.multiple == (setting.kind in (SettingKind.TEXTS, SettingKind.HEADERS))
    if setting.kind in (SettingKind.NUMBER, SettingKind.WHOLE):
        assert (option.type.min, option.type.max) == (setting.least, setting.most)
    assert all(option_of(command, other) is not None for other in unless)


def test_commands_with_settings_have_profiles() -> None:
    """``--profile`` is an option of each command that a setting may reach, and of no other."""
    for words in command_lines():
        name = " ".join(words)
        params = {param.name for param in _params(name)}
        has = bool(params & PARAMETERS) or name == "config show"
        assert ("profile" in params) == has, name


def test_names_are_told_apart() -> None:
    """No two settings share a name or a variable, and none is an option that files may not give."""
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    variables = [setting.variable for setting in SETTINGS if setting.variable]
    assert len(set(variables)) == len(variables)
    assert not {setting.path[-1] for setting in SETTINGS} & set(REFUSED)
    assert {setting.lent for setting in SETTINGS if setting.lent} <= {*variables, REFERENCE_VARIABLE}


def test_what_a_run_has_to_be_confirmed_with_is_no_setting() -> None:
    """A run that came from elsewhere says where it sends: no file beside it may confirm that."""
    assert not [use for use in BY_USE if use[0] == "runs resume"]


def test_the_manual_has_the_table() -> None:
    """The page of settings is that of the table."""
    text = PAGE.read_text(encoding="utf-8")
    assert rewritten(text) == text


def _params(name: str) -> list[Any]:
    one: Any = typer.main.get_command(build_app(tuple(name.split())))
    for word in name.split():
        one = one.commands[word]
    return list(one.params)
