"""Where the config file of a project is: ``mhook.toml``, or the table ``[tool.mhook]`` of ``pyproject.toml``.

A command without one costs two looks a folder: ``pyproject.toml``, which most projects have, is parsed only where
its bytes hold such a table.
"""

import os
import re
import stat
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.store.file import project_folders
from maileroo_cli.errors import InputError, UsageError

OWN_FILE, SHARED_FILE = "mhook.toml", "pyproject.toml"
_LARGEST = 4 * 1024 * 1024
_TABLE = rb"""(?m)^\s*\[{1,2}\s*["']?tool["']?\s*(\.\s*["']?mhook["']?\s*[].]|\])|tool\s*\.\s*mhook\b"""
"""What a file has that may hold the table; ``[tool]`` alone may be followed by ``mhook.url = …``."""


class ConfigFile(NamedTuple):
    """A config file as it was read: its table of settings, which lies in the tables ``above``."""

    path: Path
    text: str
    table: Mapping[str, Any]
    above: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file as messages name it, from the current folder."""
        return short_name(self.path)

    def line_of(self, name: Sequence[str]) -> int | None:
        """Return the line in which a setting stands, ``None`` where that is not certain."""
        from maileroo_cli.transport.config.lines import find_line

        return find_line(self.text, (*self.above, *name))


def find_file() -> ConfigFile | None:
    """Return the nearest config file, from the current folder up to that of the project; ``None`` without one.

    Two in one folder, or what is no TOML, raise ``UsageError``; what cannot be read raises ``InputError``.
    """
    try:
        folders = project_folders()
    except OSError:
        return None
    for folder in folders:
        if found := files_in(folder):
            if len(found) > 1:
                what = f"both {found[0].name} and [tool.mhook] in {found[1].name} are there"
                raise UsageError(what, "keep one of them, with all settings")
            return found[0]
    return None


def files_in(folder: Path) -> list[ConfigFile]:
    """Return the config files of one folder, of which there should be one at most."""
    found = []
    for path, above in ((folder / OWN_FILE, ()), (folder / SHARED_FILE, ("tool", "mhook"))):
        content = _read(path)
        if content is None or (above and not (b"mhook" in content and re.search(_TABLE, content))):
            continue
        from maileroo_cli.transport.config.toml import parse_table

        text = _decoded(path, content)
        table = parse_table(text, short_name(path), above)
        if table is not None:
            _refuse_planted(path)
            found.append(ConfigFile(path, text, table, above))
    return found


def _read(path: Path) -> bytes | None:
    """Return the bytes of a file, ``None`` where there is none; only a regular file is opened, so that none hangs."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode):
        if path.name == SHARED_FILE:
            return None
        raise InputError(f"{short_name(path)!r} is not a file", "delete it, or make it a file of settings")
    try:
        with open(path, "rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        hint = "check that it can be read: settings may stand in it"
        raise InputError(f"cannot read {short_name(path)!r} ({error.strerror or error})", hint) from None
    if len(content) > _LARGEST:
        raise InputError(f"{short_name(path)!r} is larger than {_LARGEST} bytes", "settings need a few lines")
    return content


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        what = f"{short_name(path)!r} is not valid TOML (it is not UTF-8 text)"
        raise UsageError(what, "write it again as UTF-8") from None


def _refuse_planted(path: Path) -> None:
    """Refuse a file that another user put where everybody may write, as in ``/tmp``: it would say where to send."""
    if sys.platform == "win32":
        return
    found, folder = os.stat(path), os.stat(path.parent)
    if found.st_uid not in (os.getuid(), 0) and folder.st_mode & stat.S_IWOTH:
        what = f"{short_name(path)!r} belongs to another user, in a folder where everybody may write"
        raise InputError(what, "work in a folder of your own")
