"""From a config file to its settings and profiles, each with its place; what is wrong in it is refused as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from maileroo_cli.errors import UsageError
from maileroo_cli.operation.config.refused import REFUSED
from maileroo_cli.operation.config.setting import BY_NAME, PROFILES
from maileroo_cli.operation.config.value import read_value
from maileroo_cli.transport.config.place import ConfigFile
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest
from maileroo_cli.webhook.text.shown import show

_TABLES = tuple({name.partition(".")[0] for name in BY_NAME if "." in name})
_SECRETIVE = ("secret", "token", "password", "key", "credential")


class SetValue(NamedTuple):
    """What a file or a variable says for a setting: ``given`` as it was written, ``value`` as commands take it."""

    given: Any
    value: Any
    where: str
    line: int | None = None


Layer = Mapping[str, SetValue]


class FileLayers(NamedTuple):
    """What a config file says: to everybody, and in each of its profiles."""

    general: Layer
    profiles: Mapping[str, Layer]


def read_layers(file: ConfigFile) -> FileLayers:
    """Return what a file says; the first setting in it that is unknown or wrong raises ``UsageError``."""
    general = {key: value for key, value in file.table.items() if key != PROFILES}
    profiles = file.table.get(PROFILES, {})
    if not isinstance(profiles, Mapping) or not all(isinstance(one, Mapping) for one in profiles.values()):
        what = f"{PROFILES} in {file.name}{_line(file, (PROFILES,))} has to be a table of tables"
        raise UsageError(what, f"begin each profile with a line like [{'.'.join((*file.above, PROFILES))}.staging]")
    return FileLayers(
        _layer(file, general, ()), {name: _layer(file, table, (PROFILES, name)) for name, table in profiles.items()}
    )


def _layer(file: ConfigFile, table: Mapping[str, Any], above: tuple[str, ...]) -> Layer:
    layer = {}
    for name, given in _entries(file, table, above):
        setting = BY_NAME.get(name)
        path = (*above, *name.split("."))
        if setting is None:
            raise _unknown(file, name, path)
        where = _where(file, name, path)
        if setting.reserved and not above:
            what = f"{where} holds for everybody, but has to be asked for"
            raise UsageError(what, f"write it into a profile, like [{PROFILES}.staging.check], for --profile staging")
        layer[name] = SetValue(given, read_value(setting, given, where, file.path.parent), where, file.line_of(path))
    return layer


def _entries(file: ConfigFile, table: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield each setting of a table by its whole name."""
    for key, given in table.items():
        if key not in _TABLES:
            yield key, given
        elif isinstance(given, Mapping):
            yield from ((f"{key}.{name}", value) for name, value in given.items())
        else:
            what = f"{_where(file, key, (*above, key))} has to be a table"
            raise UsageError(what, f"begin it with a line like [{'.'.join((*file.above, *above, key))}]")


def _where(file: ConfigFile, name: str, path: Sequence[str]) -> str:
    """Return the words for the place of a setting."""
    profile = f" of the profile {show(path[1])}" if path[0] == PROFILES and len(path) > 2 else ""
    return f"{show(name)}{profile} in {file.name}{_line(file, path)}"


def _line(file: ConfigFile, path: Sequence[str]) -> str:
    line = file.line_of(path)
    return "" if line is None else f":{line}"


def _unknown(file: ConfigFile, name: str, path: Sequence[str]) -> UsageError:
    key = path[-1].lower().replace("_", "-")
    where = f"{file.name}{_line(file, path)}"
    if key in REFUSED:
        return UsageError(f"{show(name)} cannot be set in {where}: {REFUSED[key]}", f"give --{key} to the command")
    what = f"there is no setting '{show(name)}' in {where}"
    near = [one for one in BY_NAME if one.endswith(f".{key}")] or find_nearest(
        name, (*BY_NAME, *_TABLES, PROFILES), most=1
    )
    if any(word in key for word in _SECRETIVE):
        return UsageError(what, 'a secret itself stands in no config file: write secret = "env:NAME" or "file:PATH"')
    return UsageError(what, did_you_mean(near, "mhook config show lists them all"))
