"""Variables of the environment that look like settings and are none, since a name was mistyped."""

import os
from collections.abc import Iterator

from maileroo_cli.operation.config.setting import PROFILE_VARIABLE, SETTINGS
from maileroo_cli.webhook.text.nearest import find_nearest
from maileroo_cli.webhook.text.shown import show

_PREFIX = "MHOOK_"
_OTHERS = (
    "MHOOK_CACHE_DIR",
    "MHOOK_EVENT_ID",
    "MHOOK_EVENT_TYPE",
    "MHOOK_KEEP_RUNS",
    "MHOOK_SECRETS",
    "MHOOK_STATE_DIR",
)
"""Variables that mhook reads, or gives to a command, and that are no settings."""

_LIKENESS = 0.8


def odd_variables() -> Iterator[tuple[str, str]]:
    """Yield each variable that was probably meant for a setting, and the name that the setting's variable has."""
    settings = {PROFILE_VARIABLE, *(setting.variable for setting in SETTINGS if setting.variable)}
    for name in sorted(os.environ):
        if name.startswith(_PREFIX) and name not in settings and name not in _OTHERS:
            for near in find_nearest(name, sorted(settings), 1, _LIKENESS):
                yield show(name), near
