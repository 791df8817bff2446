"""Reading what the user names: a file or ``-`` for the standard input. What the bytes mean is decided elsewhere."""

import os
import stat
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from maileroo_cli.errors import InputError

if TYPE_CHECKING:
    from io import BufferedReader

STDIN = "-"
LARGEST_BODY = 256 * 1024 * 1024
"""The most bytes that are taken into memory as one body."""

PATIENCE = 2.0
"""After so many seconds without a byte on the standard input, people are told what is waited for."""

_LOOK_AGAIN = 0.02
_PIECE = 1024 * 1024


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
        raise InputError(f"{name!r} is a directory", "name a file in it")
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
        raise _too_large(name, limit)
    return content


def read_pieces(name: str, first: int, limit: int = LARGEST_BODY) -> Iterator[bytes]:
    """Yield the bytes of a file or of the standard input: at most ``first`` of them, and then what follows, in pieces.

    More than ``limit`` in all raises ``InputError``.
    """
    file, left, size = open_source(name), limit, first
    try:
        while True:
            wanted = min(size, left + 1)
            piece = file.read(wanted)
            left -= len(piece)
            if left < 0:
                raise _too_large(name, limit)
            is_last = len(piece) < wanted
            if piece:
                yield piece
            if is_last:  # at a terminal, to read on would wait for a second end
                return
            size = _PIECE
    except OSError as error:
        raise unreadable(name, error) from None
    finally:
        if name != STDIN:
            file.close()


def _too_large(name: str, limit: int) -> InputError:
    return InputError(f"{describe(name)} is larger than {limit} bytes", "a webhook body cannot be that large")


def is_stdin_given() -> bool:
    """Tell whether the standard input is a pipe or a file: a terminal, and nothing at all, hold no requests."""
    if sys.stdin is None or sys.stdin.isatty():
        return False
    try:
        return not stat.S_ISCHR(os.fstat(sys.stdin.fileno()).st_mode)
    except (OSError, ValueError):
        return True


def is_stdin_terminal() -> bool:
    """Tell whether the standard input is what somebody types."""
    try:
        return sys.stdin is not None and sys.stdin.isatty()
    except ValueError:
        return False


def is_stdin_silent(seconds: float = PATIENCE) -> bool:
    """Wait for the first byte, or the end, of a pipe on the standard input; tell whether neither came in ``seconds``.

    Nothing is read. What is no pipe is never silent.
    """
    try:
        descriptor = sys.stdin.fileno()
        mode = os.fstat(descriptor).st_mode
    except (AttributeError, OSError, ValueError):
        return False
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return False
    return _is_pipe_silent(descriptor, seconds)


def is_stdin_an_empty_pipe() -> bool:
    """Tell whether nothing at all comes through a pipe on the standard input, for which its first byte is awaited.

    A file that holds nothing is none: somebody named it.
    """
    stream = _stdin()
    try:
        if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            return False
    except (OSError, ValueError):
        pass
    if not stream.seekable():
        return not cast("BufferedReader", stream).peek(1)
    start = stream.tell()
    first = stream.read(1)
    stream.seek(start)
    return not first


def stdin_sentence(wanted: str, *, typed: bool) -> str:
    """Return what is told before the standard input is read, where it holds nothing yet: ``wanted`` should come there.

    Without it, whoever waits for the program and the program would wait for each other.
    """
    if not typed:
        return f"waiting for {wanted} on the standard input: nothing has come for {PATIENCE:.0f} seconds"
    keys = "Ctrl-Z and Enter end" if sys.platform == "win32" else "Ctrl-D ends"
    return f"reading {wanted} from the standard input; {keys} it"


def describe(name: str) -> str:
    """Return how a source is called in a message."""
    return "the standard input" if name == STDIN else repr(name)


def label(name: str) -> str:
    """Return how a source is called where a request's place is told."""
    return "stdin" if name == STDIN else name


def unreadable(name: str, error: OSError) -> InputError:
    """Return the error of a source that cannot be read."""
    if isinstance(error, IsADirectoryError):
        return InputError(f"{describe(name)} is a directory", "name a file in it")
    hint = "check the path" if isinstance(error, FileNotFoundError) else "check that it can be read"
    hint = getattr(error, "hint", hint)
    return InputError(f"cannot read {describe(name)} ({error.strerror or error})", hint)


def _stdin() -> BinaryIO:
    if sys.stdin is None:
        raise InputError("the standard input is closed", "name a file instead of -")
    return sys.stdin.buffer


if sys.platform == "win32":

    def _is_pipe_silent(descriptor: int, seconds: float) -> bool:
        """Look into a pipe of Windows, which cannot be waited for, again and again."""
        import _winapi
        import msvcrt
        import time

        end = time.monotonic() + seconds
        try:
            while not _winapi.PeekNamedPipe(msvcrt.get_osfhandle(descriptor), 0)[0]:
                if time.monotonic() >= end:
                    return True
                time.sleep(_LOOK_AGAIN)
        except OSError:  # the other end is closed: that is the end
            return False
        return False

else:

    def _is_pipe_silent(descriptor: int, seconds: float) -> bool:
        from select import select

        return not select([descriptor], [], [], seconds)[0]
