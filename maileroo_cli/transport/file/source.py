"""Reading what the user names: a file or ``-`` for the standard input. What the bytes mean is decided elsewhere."""

import os
import stat
import sys
from typing import BinaryIO

from maileroo_cli.errors import InputError

STDIN = "-"
LARGEST_BODY = 256 * 1024 * 1024
"""The most bytes that are taken into memory as one body."""


def open_source(name: str) -> BinaryIO:
    """Open a file or the standard input for reading bytes; what cannot be read raises ``InputError``."""
    if name == STDIN:
        return _stdin()
    try:
        file = open(name, "rb")  # noqa: SIM115  (the caller closes it)
    except OSError as error:
        raise unreadable(name, error) from None
    except ValueError:
        raise InputError(f"{name!r} is not a file name", "check the path") from None
    if stat.S_ISDIR(os.fstat(file.fileno()).st_mode):  # Windows refuses already at open
        file.close()
        raise InputError(f"{name!r} is a directory", "name a file, or - for the standard input")
    return file


def read_source(name: str, limit: int = LARGEST_BODY) -> bytes:
    """Return the bytes of a file or of the standard input; more than ``limit`` raises ``InputError``."""
    file = open_source(name)
    try:
        content = file.read(limit + 1)
    except OSError as error:
        raise unreadable(name, error) from None
    finally:
        if name != STDIN:
            file.close()
    if len(content) > limit:
        raise InputError(f"{describe(name)} is larger than {limit} bytes", "that is more than a webhook body can be")
    return content


def is_stdin_given() -> bool:
    """Tell whether the standard input is a pipe or a file: a terminal, and nothing at all, hold no requests."""
    if sys.stdin is None or sys.stdin.isatty():
        return False
    try:
        return not stat.S_ISCHR(os.fstat(sys.stdin.fileno()).st_mode)
    except (OSError, ValueError):
        return True


def describe(name: str) -> str:
    """Return how a source is called in a message."""
    return "the standard input" if name == STDIN else repr(name)


def label(name: str) -> str:
    """Return how a source is called where a request's place is told."""
    return "stdin" if name == STDIN else name


def unreadable(name: str, error: OSError) -> InputError:
    """Return the error of a source that cannot be read."""
    if isinstance(error, IsADirectoryError):
        return InputError(f"{describe(name)} is a directory", "name a file, or - for the standard input")
    hint = "check the path" if isinstance(error, FileNotFoundError) else "check that it can be read"
    hint = getattr(error, "hint", hint)
    return InputError(f"cannot read {describe(name)} ({error.strerror or error})", hint)


def _stdin() -> BinaryIO:
    if sys.stdin is None:
        raise InputError("the standard input is closed", "name a file instead of -")
    return sys.stdin.buffer
