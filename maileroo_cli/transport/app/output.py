"""Where an application prints to while a command runs: never into the data on the standard output.

It is left out unless somebody wants it: hundreds of requests make much noise, and exceptions are told anyway. What is
shown goes to the standard error.
"""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from maileroo_cli.transport.app.failure import CURRENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

APP_THREADS = "mhook-app"
"""How the names of threads begin in which an application runs."""
_STREAMS = ("stdout", "stderr", "__stdout__", "__stderr__")


class AppOutput:
    """Tells what an application prints from what mhook does; ``is_starting`` while it is imported and started."""

    def __init__(self, talk: Any, *, shows: bool) -> None:
        self.talk = talk if shows else None
        self.is_starting = True

    def is_from_application(self) -> bool:
        """Whether the application is what prints in this thread now."""
        return self.is_starting or CURRENT.get() is not None or threading.current_thread().name.startswith(APP_THREADS)


class _SharedStream:
    """Stands for a standard stream into which mhook and an application print; on stdout mhook writes no text."""

    def __init__(self, stream: Any, output: AppOutput, *, is_data: bool) -> None:
        self._stream = stream
        self._output = output
        self._is_data = is_data

    def write(self, text: str) -> int:
        stream = self._goal()
        if stream is not None:
            stream.write(text)
        return len(text)

    def _goal(self) -> Any:
        is_foreign = self._is_data or self._output.is_from_application()
        return self._output.talk if is_foreign else self._stream

    @property
    def buffer(self) -> Any:
        """Where bytes are written to, which go the same way."""
        return _SharedBuffer(getattr(self._stream, "buffer", None), self._goal)

    def close(self) -> None:
        """Do nothing: mhook needs the stream after the application."""

    def detach(self) -> Any:
        return self.buffer

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _SharedBuffer:
    """Stands for the bytes of such a stream."""

    def __init__(self, buffer: Any, goal: Callable[[], Any]) -> None:
        self._buffer = buffer
        self._goal = goal

    def write(self, data: Any) -> int:
        stream = self._goal()
        if stream is not None:
            stream.write(bytes(data).decode("utf-8", "backslashreplace"))
        return len(data)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def close(self) -> None:
        """Do nothing."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._buffer, name)


@contextmanager
def log_left_out() -> Iterator[None]:
    """Keep what an application logs while it answers from whoever collects a whole log, such as a test runner."""
    import logging

    handlers = tuple(logging.getLogger().handlers)
    for handler in handlers:
        handler.addFilter(_is_no_answer)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(_is_no_answer)


def _is_no_answer(_record: object) -> bool:
    return CURRENT.get() is None


@contextmanager
def separate_output(*, shows: bool) -> Iterator[AppOutput]:
    """Keep what an application prints in this block apart from what the command prints.

    The command itself has to write to the streams that it had before: the application may put others in their place.
    """
    former = {name: getattr(sys, name) for name in _STREAMS}
    output = AppOutput(sys.stderr, shows=shows)
    for name, stream in former.items():
        if stream is not None:
            setattr(sys, name, _SharedStream(stream, output, is_data="stdout" in name))
    try:
        yield output
    finally:
        for name, stream in former.items():
            setattr(sys, name, stream)
