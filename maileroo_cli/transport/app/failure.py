"""Exceptions of an application: which request raised one, and how its traceback is told. Nothing is printed here.

Most frameworks catch what a view raises, log it and answer 500. So whatever is logged with an exception while a request
is under way is taken for what went wrong with it.
"""

import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Protocol

from maileroo_cli.webhook.signing.hiding import Hiding

_OURS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) + os.sep
_LIBRARIES = ("site-packages", "dist-packages", os.path.dirname(os.__file__))
_MOST_FRAMES = 20
_LONGEST = 300
_MOST_TEXT = 4_000
_UNTOLD = "(its text cannot be told)"
_NOTHING = Hiding()


class TakesFailure(Protocol):
    """What is told of an exception; ``number`` counts requests, the first has 1."""

    number: int

    def note_failure(self, error: BaseException) -> None:
        """Take ``error`` for what went wrong."""
        ...


CURRENT: ContextVar[TakesFailure | None] = ContextVar("mhook_exchange", default=None)
"""The request that is under way in this task or thread, and in those that it starts."""


class LoggedFailures:
    """Notes the exceptions that are logged while a request is under way, as long as one of its blocks runs.

    What logs itself is not changed: a record is looked at when it is made, and goes on as it would have.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._made: _NotingFactory | None = None

    def __enter__(self) -> None:
        with self._lock:
            self._users += 1
            if self._users == 1:
                self._made = _NotingFactory(logging.getLogRecordFactory())
                logging.setLogRecordFactory(self._made)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        with self._lock:
            self._users -= 1
            if self._users or self._made is None:
                return
            self._made.is_active = False  # an application may have put its own before it, and then it stays
            if logging.getLogRecordFactory() is self._made:
                logging.setLogRecordFactory(self._made.former)


class _NotingFactory:
    """Makes records of the log as the ``former`` factory does, and looks at their exceptions while it is active."""

    def __init__(self, former: Callable[..., logging.LogRecord]) -> None:
        self.former = former
        self.is_active = True

    def __call__(self, *arguments: Any, **keywords: Any) -> logging.LogRecord:
        record = self.former(*arguments, **keywords)
        exchange = CURRENT.get() if self.is_active else None
        if exchange is not None and record.levelno >= logging.WARNING and record.exc_info and record.exc_info[1]:
            exchange.note_failure(record.exc_info[1])
        return record


logged_failures = LoggedFailures()


def tell(error: BaseException, hiding: Hiding = _NOTHING) -> str:
    """Return the traceback of an exception from the application's first frame on; frames of libraries are one line.

    A text of an exception that is endless is cut, after what is to be hidden was.
    """
    error = unwrap(error)
    said = _cut(hiding.text("".join(_said(error))), _MOST_TEXT)
    frames = list(_frames(error.__traceback__, hiding))
    lines = ["Traceback (most recent call last):\n", *frames, said] if frames else [said]
    text = "".join(lines).rstrip("\n")
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return text if cause is None else f"{tell_cause(cause, hiding)}\n\n{text}"


def unwrap(error: BaseException) -> BaseException:
    """Return what a group of one exception is about: task groups put each that passes them into one."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def tell_cause(error: BaseException, hiding: Hiding = _NOTHING) -> str:
    """Return an exception that led to another, in one line."""
    where = place_of(error)
    return f"{tell_in_line(error, hiding)}{f' ({where})' if where else ''}, which led to"


def tell_in_line(error: BaseException, hiding: Hiding = _NOTHING) -> str:
    """Return an exception in one line, without its traceback."""
    told = _said(error)
    return _cut(" ".join(hiding.text(told[-1] if isinstance(error, SyntaxError) else "".join(told)).split()), _LONGEST)


def text_of(error: BaseException) -> str:
    """Return the text of an exception, whatever its own class makes of that."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001  (a class may raise whatever it likes)
        return _UNTOLD


def _said(error: BaseException) -> list[str]:
    """Return the type of an exception and its text, in lines; one that Python cannot tell has its type alone."""
    try:
        return traceback.format_exception_only(error)
    except Exception:  # noqa: BLE001  (a SyntaxError may have anything for its place)
        return [f"{type(error).__name__}: {_UNTOLD}\n"]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def place_of(error: BaseException) -> str:
    """Return where the application's own code last was, like ``shop/main.py, line 12``; empty where it was nowhere."""
    if isinstance(error, SyntaxError) and isinstance(error.filename, str):
        return f"{_shown(error.filename)}, line {error.lineno}"
    own = [one for one in traceback.extract_tb(error.__traceback__) if is_own(one.filename)]
    return f"{_shown(own[-1].filename)}, line {own[-1].lineno}" if own else ""


def _frames(trace: TracebackType | None, hiding: Hiding) -> Iterator[str]:
    """Yield frames; before the first of the application's own there is only its framework."""
    frames = [one for one in traceback.extract_tb(trace) if not is_ours(one.filename)]
    first = next((number for number, one in enumerate(frames) if is_own(one.filename)), 0)
    passed_over = 0
    for number, frame in enumerate(frames[first:][-_MOST_FRAMES:], 1):
        if is_own(frame.filename) or number == len(frames[first:][-_MOST_FRAMES:]):
            if passed_over:
                yield f"  ... {passed_over} frame{'s' if passed_over > 1 else ''} of libraries\n"
                passed_over = 0
            yield f'  File "{_shown(frame.filename)}", line {frame.lineno}, in {frame.name}\n'
            if frame.line:
                yield f"    {_cut(hiding.text(frame.line), _LONGEST)}\n"
        else:
            passed_over += 1


def after_ours(trace: TracebackType | None) -> TracebackType | None:
    """Return a traceback without what this package did first; one that is all of this package stays."""
    rest = trace
    while rest is not None and is_ours(rest.tb_frame.f_code.co_filename):
        rest = rest.tb_next
    return rest or trace


def is_ours(filename: str) -> bool:
    """Return whether code is of this package."""
    return filename.startswith(_OURS)


def is_own(filename: str) -> bool:
    """Return whether code is the application's own, and not of this package, a library or Python."""
    return (
        not filename.startswith((_OURS, "<frozen", "<string>"))
        and not any(part in filename for part in _LIBRARIES)
        and not filename.startswith(sys.prefix + os.sep + "lib")
    )


def _shown(filename: str) -> str:
    try:
        near = os.path.relpath(filename)
    except (ValueError, OSError):  # another drive of Windows, or a working directory that is no more
        return filename
    return filename if near.startswith("..") else near.replace(os.sep, "/")
