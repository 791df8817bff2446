"""What the settings say for options that were not given. The parser asks when it needs one: help reads no file."""

from functools import cached_property
from typing import Any

from maileroo_cli.operation.config.effective import Config, Effective, SettingOrigin, find_config
from maileroo_cli.operation.config.setting import BY_USE, SettingKind, Use

IN_PROCESS_URL = "/webhook"
"""The URL of an application in this process where nobody says another one."""


class SettingDefaults:
    """The defaults of one call of a command, in the manner of a mapping, which the parser takes them for."""

    def __init__(self, context: Any, command: str) -> None:
        self._context = context
        self.command = command
        self.used: dict[str, Effective] = {}
        """What was filled in, by the parameter."""

    @cached_property
    def config(self) -> Config:
        """The settings under the profile of the command line, read when they are first needed."""
        return find_config(self._context.params.get("profile"))

    def get(self, parameter: str) -> Any:
        """Return what the settings say for a parameter, ``None`` where they say nothing.

        What was given comes first in the parser's order, so that it is known when the rest is asked for.
        """
        setting, use = BY_USE.get((self.command, parameter), (None, None))
        if setting is None or use is None or self._gives_way(use):
            return None
        found = self.config.effective(setting.name)
        if found.origin is SettingOrigin.DEFAULT:
            return IN_PROCESS_URL if parameter == "url" and self._context.params.get("app") is not None else None
        self.used[parameter] = found
        if setting.kind is not SettingKind.HEADERS:
            return found.value
        from maileroo_cli.operation.config.header import header_lines

        return header_lines(found.value, found.where)

    def _gives_way(self, use: Use) -> bool:
        """Whether something was given that the setting does not go with."""
        sources = map(self._context.get_parameter_source, use.unless)
        return any(source is not None and source.name == "COMMANDLINE" for source in sources)
