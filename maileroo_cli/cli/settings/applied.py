"""The settings of one call while its command runs: what is told of them, and what is lent to it by variables."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from maileroo_cli.cli.settings.defaults import SettingDefaults
from maileroo_cli.errors import InputError, MhookError, UsageError
from maileroo_cli.operation.config.effective import Config, Effective, SettingOrigin
from maileroo_cli.operation.config.setting import SETTINGS
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.transport.file.secret import VARIABLE
from maileroo_cli.webhook.text.shown import show

_LOUD = ("check", "send", "load", "replay", "captures resend")
"""Commands that send to the URL of the settings, and say so: nobody named it on the command line."""

_SHORTEST = 4
"""How long a value is at least that is looked for without quotation marks: shorter ones stand in many words."""


@contextmanager
def applied(context: Any, console: Console) -> Iterator[Config]:
    """Tell where the URL comes from, lend the command what it looks for by itself, and name what it then refuses."""
    defaults: SettingDefaults = context.default_map
    config = defaults.config
    url = defaults.used.get("url")
    if url is not None and defaults.command in _LOUD:
        console.note(f"sending to {_display(url.value)}{_into(context.params.get('app'))}: {url.where}")
    if "secret" in context.params or "secrets" in context.params:
        _note_shadowed(config, console, given=_is_given(context, "secret"))
    with lent(config) as written:
        try:
            yield config
        except (UsageError, InputError) as error:
            found = [(one.setting.name, one) for one in written if not _is_given(context, one.setting.name)]
            raise _attributed(error, (*defaults.used.items(), *found)) from None


@contextmanager
def lent(config: Config) -> Iterator[list[Effective]]:
    """Set the variables by which commands look for what they find by themselves, as far as the file says it."""
    settings = [config.effective(setting.name) for setting in SETTINGS if setting.lent]
    written = [one for one in settings if one.origin in (SettingOrigin.PROFILE, SettingOrigin.FILE)]
    try:
        for one in written:
            os.environ[one.setting.lent] = one.value if isinstance(one.value, str) else "\n".join(one.value)
        yield written
    finally:
        for one in written:
            os.environ.pop(one.setting.lent, None)


def _is_given(context: Any, name: str) -> bool:
    """Whether an option says itself what a command would look for, one value or several."""
    return bool(context.params.get(name) or context.params.get(f"{name}s"))


def _note_shadowed(config: Config, console: Console, *, given: bool) -> None:
    """Tell that a variable goes before the secret that the file names: a wrong one makes every signature wrong."""
    written = config.written("secret")
    if given or written is None or config.effective("secret").where != VARIABLE:
        return
    if f"env:{VARIABLE}" not in written.value:
        console.note(f"the secret is that of {VARIABLE}, which goes before {written.where}; unset it for that one")


def _into(app: str | None) -> str:
    return "" if app is None else f" in {show(app)}"


def _display(url: str) -> str:
    from maileroo_cli.transport.client.target import parse_target

    return parse_target(url).display


def _attributed(error: MhookError, used: Iterable[tuple[str, Effective]]) -> MhookError:
    """Add to an error which setting it is about, where it names the option of that, or repeats its value."""
    for parameter, one in used:
        option = f"--{parameter.replace('_', '-')} "
        if f"{error.message} ".startswith(option) or any(_is_repeated(text, error.message) for text in _texts(one)):
            return type(error)(f"{error.message} ({one.where})", error.hint)
    return error


def _texts(one: Effective) -> list[str]:
    values = one.value if isinstance(one.value, list) else [one.value]
    return [show(text.removeprefix("env:").removeprefix("file:")) for text in values if isinstance(text, str)]


def _is_repeated(text: str, message: str) -> bool:
    return f"'{text}'" in message or (len(text) >= _SHORTEST and text in message)
