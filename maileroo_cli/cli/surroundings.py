"""What surrounds the command line: the standard streams, and variables that the libraries below take at their word.

Variables of our own are read where they are needed.
"""

import os
import sys
from contextlib import suppress
from typing import TextIO

_SIZES = ("COLUMNS", "LINES", "TERMINAL_WIDTH")
_LARGEST = 10_000


def settle_surroundings() -> None:
    """Take out what libraries would fail on: a size that no terminal has, and an encoding that lacks a character."""
    for name in _SIZES:
        if name in os.environ and not _is_size(os.environ[name]):
            del os.environ[name]
    if os.environ.get("NO_COLOR"):
        os.environ["_TYPER_FORCE_DISABLE_TERMINAL"] = "1"  # or the help would still be bold and dim
    with suppress(AttributeError):  # where the stream is closed, or none of the interpreter's
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def abandon(stream: TextIO | None) -> None:
    """Let the interpreter's last flush of a standard stream go nowhere: whoever read it has gone."""
    if stream is None:
        return
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def abandon_unwritable(stream: TextIO | None) -> None:
    """Abandon a stream that keeps what it cannot write, as on a full disk: that would become the exit code."""
    try:
        if stream is not None:
            stream.flush()
    except (OSError, ValueError):
        abandon(stream)


def abandon_full(stream: TextIO | None) -> None:
    """Abandon a stream that takes nothing now, since its reader does not read: a last word would wait for it."""
    from select import select

    with suppress(OSError, ValueError):  # Windows asks sockets alone
        if stream is not None and not select([], [stream], [], 0)[1]:
            abandon(stream)


def _is_size(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST)) and 0 < int(text) <= _LARGEST
