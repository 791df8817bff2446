"""The token of one run of the inspector, and the file that tells it to scripts of the same user.

The file lies outside every project, one for each port, and is gone when the inspector has ended.
"""

import json
import os
import secrets
import sys
from contextlib import suppress
from dataclasses import dataclass
from errno import EPERM
from pathlib import Path

from maileroo_cli.capture.disk.reading import open_own_file
from maileroo_cli.capture.disk.replacement import replace
from maileroo_cli.transport.run.origin.user_folder import state_folder

TOKEN_SCHEMA = "mhook.inspector-token/1"  # noqa: S105  (the name of a form)
_BYTES = 32
_LONGEST = 16_384


def make_token() -> str:
    """Return a new token: 256 random bits in letters, digits, ``-`` and ``_``."""
    return secrets.token_urlsafe(_BYTES)


def page_address(url: str, token: str) -> str:
    """Return the address that opens the page: what follows the ``#`` never leaves the browser."""
    return f"{url}/#token={token}"


def _refuse_shared(folder: Path) -> None:
    """Raise ``OSError`` for a folder that others can write to: they could put a file of theirs in its place."""
    found = os.stat(folder)
    if sys.platform != "win32" and (found.st_uid != os.getuid() or found.st_mode & 0o022):
        raise OSError(EPERM, "others can write to its folder")


@dataclass(frozen=True, slots=True)
class TokenFile:
    """The file of the inspector that listens on one port."""

    path: Path

    @classmethod
    def of_port(cls, port: int) -> "TokenFile | None":
        """Return the file; ``None`` where this user has no folder for it."""
        folder = state_folder()
        return None if folder is None else cls(folder / f"inspect-{port}.json")

    def write(self, url: str, token: str, store: Path) -> None:
        """Write it for this user alone, in place of one that a killed inspector left; ``OSError`` if it cannot be."""
        fields = {"schema": TOKEN_SCHEMA, "url": url, "token": token, "pid": os.getpid(), "store": str(store)}
        self.path.parent.mkdir(0o700, parents=True, exist_ok=True)
        _refuse_shared(self.path.parent)
        replace(self.path, f"{json.dumps(fields)}\n".encode(), private=True)

    def remove(self, token: str) -> None:
        """Take it away, if it still holds this token."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            with open_own_file(self.path) as file:
                held = json.loads(file.read(_LONGEST))["token"]
            if held == token:
                os.unlink(self.path)
