"""The files that a command writes under a name that the user gave, and how errors about them are worded.

How they are made is decided in ``capture.disk``.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from maileroo_cli.capture.database.wording import write_error
from maileroo_cli.capture.disk.creation import UnfitFileError, open_named, open_named_private
from maileroo_cli.capture.disk.replacement import check_replaceable, replace
from maileroo_cli.errors import InputError, UsageError

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
"""Names the file in which a step of GitHub Actions keeps its summary."""


@contextmanager
def create_file(name: str, *, private: bool) -> Iterator[BinaryIO]:
    """Open a file for writing from its start; what cannot be written, to its end, raises ``InputError``.

    Where the user interrupts, or something fails, half a file does not stay.

    A ``private`` one is made anew with the rights of its owner alone, so that nobody who could read an older file of
    that name, or had it open, sees a byte; a symbolic link to a file, and a folder, are then refused.
    """
    file, was_there = None, os.path.lexists(name)
    try:
        try:
            file = open_named_private(name) if private else open_named(name)
            with file:
                yield file
        except BaseException as error:
            # A signal may come when the file is made, but not yet returned; what could not be opened is another's.
            if file is not None or not (was_there or isinstance(error, Exception)):
                _take_away_half(name)
            raise
    except UnfitFileError as error:
        hint = "name the file itself; signatures are only written to a file that you alone can read"
        raise InputError(f"{name!r} is {error}", hint) from None
    except OSError as error:
        raise write_error(name, error, "--output") from None
    except ValueError:
        raise UsageError(f"{name!r} is not a file name", "check --output") from None


def write_file(name: str, pieces: Iterable[bytes], *, private: bool = False) -> int:
    """Write pieces into a file as they come, and return how many they were; see :func:`create_file`."""
    number = 0
    with create_file(name, private=private) as file:
        for piece in pieces:
            file.write(piece)
            number += 1
    return number


def replace_file(name: str, content: bytes, option: str) -> None:
    """Write a file that is there whole or, where that fails, as it was before; what cannot be raises ``InputError``.

    A symbolic link stays one, and a file that was there keeps its rights. What is no regular file is refused.
    ``option`` is what the user named it with.
    """
    if "\0" in name:
        raise UsageError(f"{name!r} is not a file name", f"check {option}")
    path = os.path.realpath(name)
    try:
        if os.path.lexists(path) and not os.path.isfile(path):
            raise InputError(f"{name!r} is not a regular file", f"name a new one with {option}")
        replace(path, content, keep_rights=True)
    except OSError as error:
        raise write_error(name, error, option) from None


def check_place(name: str, option: str) -> None:
    """Raise ``InputError`` where :func:`replace_file` could not make a file of that name.

    For files that are written at the end of long work, so that it is not done in vain.
    """
    if "\0" in name:
        raise UsageError(f"{name!r} is not a file name", f"check {option}")
    path = os.path.realpath(name)
    if os.path.lexists(path) and not os.path.isfile(path):
        raise InputError(f"{name!r} is not a regular file", f"name a new one with {option}")
    try:
        check_replaceable(path)
    except OSError as error:
        raise write_error(name, error, option) from None


def _take_away_half(name: str) -> None:
    """Delete a file that was not written to its end; a pipe, a device and a link to a file stay."""
    try:
        if os.path.isfile(name):
            os.unlink(os.path.realpath(name))
    except OSError:
        return


def append_summary(markdown: str) -> str:
    """Add ``markdown`` to the step's summary, where there is one; return why it could not be added, or nothing."""
    path = os.environ.get(SUMMARY_VARIABLE)
    if not path:
        return ""
    try:
        with open_named(path, append=True) as file:
            file.write(markdown.encode("utf-8", "backslashreplace"))
    except (OSError, ValueError) as error:
        return f"cannot write the step's summary, which {SUMMARY_VARIABLE} names ({error})"
    return ""
