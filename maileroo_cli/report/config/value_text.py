"""A setting's value as it is shown: never a secret, only where it is looked for."""

from collections.abc import Mapping
from typing import Any

from maileroo_cli.operation.config.effective import Effective, SettingOrigin
from maileroo_cli.operation.config.setting import SettingKind
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.transport.client.target import parse_target

_LONGEST = 300


def value_text(one: Effective) -> str:
    """Return a value as it was written, in one line; empty where nothing is set, and no default can be told."""
    if one.origin is SettingOrigin.DEFAULT:
        return one.setting.default
    if one.setting.kind is SettingKind.URL:
        return safe(parse_target(one.value).display, _LONGEST)
    if one.setting.kind is SettingKind.HEADERS:
        return safe(", ".join(f"{name}: {value}" for name, value in one.value.items()), _LONGEST)
    return safe(_plain(one.given), _LONGEST)


def _plain(given: Any) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, int | float):
        return f"{given:g}" if isinstance(given, float) else str(given)
    if isinstance(given, Mapping):
        return ", ".join(map(str, given))
    return ", ".join(map(str, given))
