"""From what a file or a variable says for a setting to its value. No error repeats what may be a secret."""

import os
import re
from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from maileroo_cli.errors import UsageError
from maileroo_cli.operation.config.header import read_headers
from maileroo_cli.operation.config.setting import Setting, SettingKind
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest
from maileroo_cli.webhook.text.shown import show

_VARIABLE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_REFERENCE = "env:NAME or file:PATH"
_MOST_BITS = 63


def read_value(setting: Setting, given: Any, where: str, folder: Path | None) -> Any:
    """Return the value of a setting as commands take it; what does not fit raises ``UsageError`` that says ``where``.

    ``folder`` is that of the file which says it: its paths begin there. ``None`` is for a variable, which is text.
    """
    return _READERS[setting.kind](setting, given, where, folder)


def _table(setting: Setting, given: Any, where: str, _folder: Path | None) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise UsageError(f"{where} has to be a table", f"write it like {setting.sample}")
    return given


def _text(setting: Setting, given: Any, where: str, _folder: Path | None = None) -> str:
    if not isinstance(given, str):
        raise UsageError(f"{where} has to be text", f"write it like {setting.sample}")
    if not given.strip():
        raise UsageError(f"{where} is empty", "give a value, or leave the setting out")
    return given


def _texts(setting: Setting, given: Any, where: str, _folder: Path | None = None, *, hides: bool = False) -> list[str]:
    values = given if isinstance(given, list) else [given]
    if not values or not all(isinstance(one, str) and one.strip() for one in values):
        form = f"text that is {_REFERENCE}" if hides else "text"
        raise UsageError(f"{where} has to be {form}, or a list of such", f"write it like {setting.sample}")
    return values


def _url(setting: Setting, given: Any, where: str, _folder: Path | None) -> str:
    from maileroo_cli.transport.client.target import parse_target

    text = _text(setting, given, where)
    try:
        parse_target(text)
    except UsageError as error:
        raise UsageError(f"{where}: {error.message}", error.hint) from None
    return text


def _number(setting: Setting, given: Any, where: str, folder: Path | None) -> float:
    kind = "a whole number" if setting.kind is SettingKind.WHOLE else "a number"
    number = given
    if folder is None:
        try:
            number = int(given) if setting.kind is SettingKind.WHOLE else float(given)
        except ValueError:
            number = None
    is_right = isinstance(number, int) or (
        isinstance(number, float) and setting.kind is SettingKind.NUMBER and isfinite(number)
    )
    if isinstance(number, bool) or not is_right:
        raise UsageError(f"{where} has to be {kind}, not {_repeated(given)}", f"write it like {setting.sample}")
    if isinstance(number, int) and number.bit_length() > _MOST_BITS:
        raise UsageError(f"{where} has more than 64 bits", "give a smaller number")
    least, most = setting.least, setting.most
    if (least is not None and number < least) or (most is not None and number > most):
        bounds = f"at least {least:g}" if most is None else f"from {least:g} to {most:.0f}"
        raise UsageError(f"{where} has to be {bounds}, not {_repeated(given)}", f"write it like {setting.sample}")
    return number  # type: ignore[no-any-return]


def _choice(setting: Setting, given: Any, where: str, _folder: Path | None) -> str:
    if isinstance(given, str) and given in setting.choices:
        return given
    *others, last = setting.choices
    near = find_nearest(given, setting.choices, most=1) if isinstance(given, str) else []
    what = f"{where} has to be {', '.join(others)} or {last}, not {_repeated(given)}"
    raise UsageError(what, did_you_mean(near, f"write it like {setting.sample}"))


def _headers(_setting: Setting, given: Any, where: str, _folder: Path | None) -> dict[str, str]:
    return read_headers(given, where)


def _references(setting: Setting, given: Any, where: str, folder: Path | None) -> list[str]:
    return [_reference(one, where, folder) for one in _texts(setting, given, where, hides=True)]


def _reference(text: str, where: str, folder: Path | None) -> str:
    """Return a reference to a secret; whatever may be the secret itself is refused, and not repeated."""
    if _VARIABLE.fullmatch(text):
        return text
    scheme, colon, path = text.partition(":")
    if colon and scheme == "file" and path.strip() and "\n" not in path and "\0" not in path:
        return text if folder is None else f"file:{folder / path}"
    raise UsageError(
        f"{where} has to be {_REFERENCE}, and never the secret itself",
        "put the secret into a variable or a file, and name that",
    )


def _place(setting: Setting, given: Any, where: str, folder: Path | None) -> str:
    """Return a path; one of a file may not leave its folder, by ``..`` or by a link."""
    text = _text(setting, given, where)
    if folder is None:
        return text
    path = folder / text
    try:
        inside, root = os.path.realpath(path), os.path.realpath(folder)
    except ValueError:
        raise UsageError(f"{where} is not a path", "write it like .mhook/captures.db") from None
    if os.path.isabs(text) or not inside.startswith(os.path.join(root, "")):
        what = f"{where} lies outside of the folder of that file"
        raise UsageError(what, "name a place below it; an option or a variable may name any other")
    return str(path)


def _repeated(given: Any) -> str:
    """Return what was given, for an error: a value of some other kind by that kind alone."""
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, int | float):
        return str(given)
    return f"'{show(given)}'" if isinstance(given, str) else "a list or a table"


_READERS: Mapping[SettingKind, Callable[[Setting, Any, str, Path | None], Any]] = {
    SettingKind.URL: _url,
    SettingKind.TEXT: _text,
    SettingKind.NUMBER: _number,
    SettingKind.WHOLE: _number,
    SettingKind.CHOICE: _choice,
    SettingKind.TEXTS: _texts,
    SettingKind.HEADERS: _headers,
    SettingKind.REFERENCES: _references,
    SettingKind.PLACE: _place,
    SettingKind.TABLE: _table,
}
