"""The file that tells scripts where ``mhook listen`` is: claimed before anything begins, written when it is ready."""

import os
import re
from contextlib import suppress
from pathlib import Path

from maileroo_cli.capture.database.wording import write_error
from maileroo_cli.capture.disk.reading import open_own_file
from maileroo_cli.capture.disk.replacement import check_replaceable, replace
from maileroo_cli.capture.store.file import companions
from maileroo_cli.errors import InputError, UsageError

_OURS = re.compile(rb"(?:http://[^\s/]+:\d{1,5}\n?)?")
"""What may be replaced: the URL of an earlier start that was killed, or nothing."""

_LONGEST = 1024


class ReadyFile:
    """One ready file. ``store`` is the file of captures, which it must not be."""

    def __init__(self, name: str, store: Path) -> None:
        self._name = name
        self._store = store
        self._written = b""

    def claim(self) -> None:
        """Take an old URL away, so that nobody reads it while the start fails.

        What holds anything else, or is the store, raises ``UsageError``; what cannot be written ``InputError``.
        """
        wanted = os.path.realpath(self._name)
        if wanted in {os.path.realpath(one) for one in (self._store, *companions(self._store))}:
            raise UsageError(f"--ready-file {self._name!r} is the store", "name another file for one of them")
        try:
            self._remove_old()
            if not self._comes_with_store():
                check_replaceable(self._name)
        except OSError as error:
            raise self._unwritable(error) from None

    def write(self, url: str) -> None:
        """Write the URL: the file is there whole or not at all; raise ``InputError`` where that cannot be."""
        line = f"{url}\n".encode()
        try:
            replace(self._name, line)
        except OSError as error:
            raise self._unwritable(error) from None
        self._written = line

    def remove(self) -> None:
        """Take the file away, if it was written and still holds that URL."""
        with suppress(OSError):
            if self._written and _read(self._name) == self._written:
                os.unlink(self._name)

    def _remove_old(self) -> None:
        if not os.path.lexists(self._name):
            return
        if not os.path.isdir(self._name) and (what := self._unfit()):
            raise UsageError(f"--ready-file {self._name!r} {what}", "name a file that does not exist yet")
        os.unlink(self._name)

    def _unfit(self) -> str:
        """Return why what is there must not be replaced; nothing where it may be."""
        is_file = os.path.isfile(self._name)
        if is_file and _OURS.fullmatch(_read(self._name)):
            return ""
        if os.path.islink(self._name):
            return "is a symbolic link"
        return "holds something other than an earlier URL" if is_file else "is not a regular file"

    def _comes_with_store(self) -> bool:
        """Whether the file's folder is not there yet, and will be made for the store."""
        folder = Path(os.path.realpath(os.path.dirname(self._name)))
        return not folder.exists() and folder in Path(os.path.realpath(self._store)).parents

    def _unwritable(self, error: OSError) -> InputError:
        return write_error(self._name, error, "--ready-file")


def _read(name: str) -> bytes:
    """Return what stands in a file that somebody else may have put there."""
    with open_own_file(name, follow=True) as file:
        return file.read(_LONGEST)
