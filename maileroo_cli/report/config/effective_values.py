"""Showing what holds of each setting: a line each for people, an object each for programs."""

from maileroo_cli.operation.config.effective import Config, Effective, SettingOrigin
from maileroo_cli.report.config.value_text import value_text
from maileroo_cli.report.terminal.column import lay_out, paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.safe_text import safe

SCHEMA = "mhook.setting/1"


def show_settings(config: Config, console: Console) -> None:
    """Show every setting, its origin and its value, and which profiles there are."""
    if console.format is Format.JSON:
        for one in config.all():
            console.object(SCHEMA, _as_object(one, config))
        return
    console.lines(paragraph(_head(config), console.width))
    console.line()
    rows = [(one.setting.name, _origin(one), value_text(one) or "-") for one in config.all()]
    paints = [lambda text: console.paint(text, Ink.NAME), lambda text: console.paint(text, Ink.FAINT)]
    console.lines(lay_out(rows, console.width, paints, "  "))


def _head(config: Config) -> str:
    if config.file is None:
        return "There is no config file here: mhook init writes one."
    known = ", ".join(safe(name) for name in config.profiles)
    if config.profile is not None:
        return f"Settings of {safe(config.file.name)}, profile {safe(config.profile)}:"
    return f"Settings of {safe(config.file.name)}, {f'without a profile (it has {known})' if known else 'no profiles'}:"


def _origin(one: Effective) -> str:
    match one.origin:
        case SettingOrigin.DEFAULT:
            return "default" if one.setting.default else "not set"
        case SettingOrigin.ENVIRONMENT:
            return one.where
        case SettingOrigin.PROFILE | SettingOrigin.FILE:
            place = "profile" if one.origin is SettingOrigin.PROFILE else "file"
            return place if one.line is None else f"{place}, line {one.line}"


def _as_object(one: Effective, config: Config) -> dict[str, object]:
    place = one.where
    if config.file is not None and one.origin in (SettingOrigin.PROFILE, SettingOrigin.FILE):
        place = config.file.name if one.line is None else f"{config.file.name}:{one.line}"
    return {
        "setting": one.setting.name,
        "value": value_text(one) or None,
        "origin": str(one.origin),
        "origin_place": place or None,
        "profile": config.profile,
        "variable": one.setting.variable or None,
    }
