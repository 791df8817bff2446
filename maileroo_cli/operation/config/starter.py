"""The first config file of a project: every setting with its meaning, all but the URL commented out."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from maileroo_cli.capture.database.wording import short_name, write_error
from maileroo_cli.capture.disk.creation import create
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.config.setting import SETTINGS, Setting
from maileroo_cli.transport.config.place import OWN_FILE, files_in

EXAMPLE_URL = "http://localhost:8000/webhook"
_HEAD = """\
# The settings of mhook for this project: `mhook manual configuration` tells more about them.
# An option goes before a variable, a variable before a profile, and a profile before the rest of this file.
# It holds no secret, only where to find it; and no commands, no --insecure and no output files.
"""
_PROFILE = """\

# A profile goes before all of the above: mhook check --profile staging
# [profile.staging]
# url = "https://staging.example.com/webhook"
# secret = "env:STAGING_WEBHOOK_SECRET"
# check.suite = "full"
# check.authorize = "staging.example.com"
"""


def write_starter(url: str) -> Path:
    """Write ``mhook.toml`` into the current folder, and return its path.

    Where it has a config file already nothing is written, and ``UsageError`` says what to do.
    """
    try:
        folder = Path.cwd()
    except OSError as error:
        raise write_error(OWN_FILE, error, "the current folder") from None
    path = folder / OWN_FILE
    if os.path.lexists(path):
        raise UsageError(f"{OWN_FILE} is there already", "edit it, or delete it first; mhook config show reads it")
    for other in files_in(folder):
        raise UsageError(f"{other.name} has the settings already, in [tool.mhook]", "edit them there")
    try:
        with os.fdopen(create(path, private=False), "w", encoding="utf-8", newline="\n") as file:
            file.write(starter_text(url))
    except OSError as error:
        raise write_error(short_name(path), error, "the current folder") from None
    return path


def starter_text(url: str) -> str:
    """Return the text of a first config file, which sends to ``url``."""
    return "\n".join((_HEAD, *_settings(url))) + "\n" + _PROFILE


def _settings(url: str) -> Iterator[str]:
    table = ""
    for setting in SETTINGS:
        *above, key = setting.path
        if setting.reserved:
            continue
        if "".join(above) != table:
            table = "".join(above)
            yield f"\n[{table}]"
        sample = json.dumps(url, ensure_ascii=False) if setting.name == "url" else setting.sample
        yield f"# {setting.meaning}"
        yield f"{'' if setting.name == 'url' else '# '}{key} = {sample}{_default(setting)}"


def _default(setting: Setting) -> str:
    return f"  # without it {setting.default}" if setting.default else ""
