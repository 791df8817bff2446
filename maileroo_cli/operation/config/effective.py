"""What holds of each setting in the end, and where it comes from: option, then environment, profile, file, default.

What options say is known to the command line alone, which asks here for the rest.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from maileroo_cli.errors import UsageError
from maileroo_cli.operation.config.setting import BY_NAME, PROFILE_VARIABLE, PROFILES, SETTINGS, Setting
from maileroo_cli.transport.config.place import OWN_FILE, ConfigFile, find_file
from maileroo_cli.transport.file.secret import VARIABLE
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest
from maileroo_cli.webhook.text.shown import show

if TYPE_CHECKING:
    from maileroo_cli.operation.config.layer import Layer, SetValue


class SettingOrigin(StrEnum):
    """Where a value comes from, the strongest first."""

    ENVIRONMENT = "environment"
    PROFILE = "profile"
    FILE = "file"
    DEFAULT = "default"


class Effective(NamedTuple):
    """What holds of a setting: nothing is set where the origin is the default."""

    setting: Setting
    origin: SettingOrigin
    given: Any = None
    value: Any = None
    where: str = ""
    line: int | None = None


class Config:
    """The settings that hold in the current folder, under a profile or none, with the variables of ``environment``."""

    def __init__(
        self,
        file: ConfigFile | None = None,
        general: "Layer | None" = None,
        profiles: "Mapping[str, Layer] | None" = None,
        profile: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.file = file
        self.profile = profile
        self.profiles = tuple(profiles or ())
        self._environment = environment or {}
        chosen = (profiles or {})[profile] if profile is not None else {}
        self._layers = ((SettingOrigin.PROFILE, chosen), (SettingOrigin.FILE, general or {}))

    def effective(self, name: str) -> Effective:
        """Return what holds of the setting ``name``."""
        return (
            self._of_environment(BY_NAME[name]) or self.written(name) or Effective(BY_NAME[name], SettingOrigin.DEFAULT)
        )

    def written(self, name: str) -> Effective | None:
        """Return what the profile or the file says, whatever the environment does."""
        for origin, layer in self._layers:
            if (found := layer.get(name)) is not None:
                return _effective(BY_NAME[name], origin, found)
        return None

    def all(self) -> Iterator[Effective]:
        """Yield what holds of every setting, in order."""
        return (self.effective(setting.name) for setting in SETTINGS)

    @property
    def check_accept(self) -> Mapping[str, object]:
        """The rules that may fail, as the file has them under ``check.accept``; they are read elsewhere."""
        value: Mapping[str, object] = self.effective("check.accept").value or {}
        return value

    def _of_environment(self, setting: Setting) -> Effective | None:
        if setting.variable and (text := self._environment.get(setting.variable)):
            from maileroo_cli.operation.config.value import read_value

            given: Any = text.split("\n") if setting.name == "secret" else text
            value = read_value(setting, given, setting.variable, None)
            return Effective(setting, SettingOrigin.ENVIRONMENT, given, value, setting.variable)
        if setting.name == "secret" and VARIABLE in self._environment:
            reference = f"env:{VARIABLE}"
            return Effective(setting, SettingOrigin.ENVIRONMENT, reference, [reference], VARIABLE)
        return None


def find_config(profile: str | None = None) -> Config:
    """Return the settings of the current folder under ``profile``, or the one that ``MHOOK_PROFILE`` names.

    A file that is wrong, and a profile that it does not have, raise ``UsageError``.
    """
    file, environment = find_file(), dict(os.environ)
    general: Layer = {}
    profiles: Mapping[str, Layer] = {}
    if file is not None:
        from maileroo_cli.operation.config.layer import read_layers

        general, profiles = read_layers(file)
    named = profile if profile is not None else environment.get(PROFILE_VARIABLE) or None
    if named is not None and named not in profiles:
        raise _no_profile(named, file, tuple(profiles), PROFILE_VARIABLE if profile is None else "--profile")
    return Config(file, general, profiles, named, environment)


def _no_profile(name: str, file: ConfigFile | None, known: Sequence[str], by: str) -> UsageError:
    if file is None:
        what = f"there is no profile '{show(name)}' ({by}), since there is no {OWN_FILE} here"
        return UsageError(what, "mhook init writes one")
    near = [show(one) for one in find_nearest(name, known, most=1)]
    table = ".".join((*file.above, PROFILES, "NAME"))
    otherwise = f"it has {', '.join(map(show, known))}" if known else f"it has none; begin one with [{table}]"
    return UsageError(f"there is no profile '{show(name)}' ({by}) in {file.name}", did_you_mean(near, otherwise))


def _effective(setting: Setting, origin: SettingOrigin, found: "SetValue") -> Effective:
    return Effective(setting, origin, found.given, found.value, found.where, found.line)
