"""Asking for the state of a recipient: ``--state-cmd`` and ``--state-url``. It is a text that is only compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.observer.look import SIZE_LIMIT, TIME_LIMIT, LookStopped, Stopped, never

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.transport.app.interface.application import Application
    from maileroo_cli.transport.client.tls import Trust

RECIPIENT, REFERENCE_ID = "MHOOK_RECIPIENT", "MHOOK_REFERENCE_ID"
_RECIPIENT, _REFERENCE_ID = "{recipient}", "{reference_id}"
_COMMAND, _URL = "--state-cmd", "--state-url"
_NOT_THERE = (404, 410)


class StateObserver(Protocol):
    """What tells the state of a recipient, from any thread."""

    def ask(self, recipient: str, reference_id: str, stopped: Stopped = ...) -> str:
        """Return the state now; ``InputError`` or ``UnreachableError`` where it is not to be had.

        ``reference_id`` is that of a mail to the ``recipient``. Once ``stopped`` it raises ``LookStopped``, soon.
        """
        ...

    def interrupt(self) -> None:
        """Make questions that wait for a peer look whether they were stopped; other ones can be asked afterwards."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: object, error: object, trace: object) -> None: ...


class CommandState:
    """Runs a command for each question; whom it is about is in its environment."""

    def __init__(self, command: str, *, time_limit: float = TIME_LIMIT) -> None:
        self._command = command
        self._time_limit = time_limit

    def ask(self, recipient: str, reference_id: str, stopped: Stopped = never) -> str:
        """Run the command, and return what it prints."""
        from maileroo_cli.transport.process.output import CommandStopped, output_of
        from maileroo_cli.transport.process.start import ShellLine

        line = ShellLine(_COMMAND, self._command, {RECIPIENT: recipient, REFERENCE_ID: reference_id})
        try:
            return _text(output_of(line, self._time_limit, SIZE_LIMIT, stopped))
        except CommandStopped:
            raise LookStopped from None

    def interrupt(self) -> None:
        """Do nothing: a question notices by itself that it was stopped."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is kept open."""


class UrlState:
    """Asks a URL for each question; it has to name the recipient or the mail."""

    def __init__(
        self,
        url: str,
        trust: Trust | None,
        application: Application | None = None,
        *,
        time_limit: float = TIME_LIMIT,
    ) -> None:
        """Raise ``UsageError`` for a URL that cannot be asked, or that is the same for everybody."""
        from maileroo_cli.transport.observer.asking import UrlQuestion

        self._question = UrlQuestion(_URL, url, (_RECIPIENT, _REFERENCE_ID), trust, time_limit, application)
        if _RECIPIENT not in url and _REFERENCE_ID not in url:
            hint = f"put {_RECIPIENT} in its path or query"
            raise UsageError(f"{_URL} does not say whose state is asked for", hint)

    def ask(self, recipient: str, reference_id: str, stopped: Stopped = never) -> str:
        """Ask, and return the answer. Many a list of suppressed addresses answers 404 for one that is not in it."""
        values = {_RECIPIENT: recipient, _REFERENCE_ID: reference_id}
        where, status, body = self._question.ask(values, stopped)
        if status in _NOT_THERE:
            return f"answer {status}"
        if not 200 <= status < 300:
            raise InputError(f"{where} answered {status}", "it has to answer 200 with any text, or 404")
        return _text(body)

    def interrupt(self) -> None:
        """End the connection."""
        self._question.interrupt()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._question.close()


def open_state(
    command: str | None, url: str | None, *, trust: Trust | None = None, application: Application | None = None
) -> StateObserver | None:
    """Return the observer that ``--state-cmd`` or ``--state-url`` asks for, if any; nothing is run or asked yet."""
    if command is not None and url is not None:
        raise UsageError(f"{_COMMAND} and {_URL} cannot both be given", "give one of them")
    if command is not None:
        return CommandState(command)
    return None if url is None else UrlState(url, trust, application)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace").strip()
