"""The exceptions and exit codes of mhook. Nothing here prints: the boundary in ``cli`` does.

::

    MhookError                  one line: what is wrong, where, and what to do
    ├── UsageError         2    something is asked for that cannot be
    │   ├── OverrideError       a value or a path that does not fit the event
    │   └── EmptySecretError    a secret without a single byte
    ├── InputError         3    a file or a stream that cannot be read, or is damaged
    └── UnreachableError   4    the receiver cannot be reached

    KeyboardInterrupt    130    Ctrl-C
    └── Terminated       143    the system, or another program, wants the process to end
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells the shell; the README lists the same table."""

    OK = 0
    FAILED = 1
    USAGE = 2
    INPUT = 3
    UNREACHABLE = 4
    INTERRUPTED = 130
    TERMINATED = 143


class MhookError(Exception):
    """An expected failure. ``message`` says what and where, ``hint`` says what to do; both are one line.

    >>> error = MhookError("there is no event type 'bounced'", "Maileroo calls it failed")
    >>> str(error)
    "there is no event type 'bounced': Maileroo calls it failed"
    """

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}: {self.hint}" if self.hint else self.message


class UsageError(MhookError):
    """Something is asked for that cannot be: an option, or the argument of a call, is wrong."""

    exit_code = ExitCode.USAGE


class OverrideError(UsageError):
    """A value or a path that does not fit the event it is meant for."""


class EmptySecretError(UsageError):
    """A secret without a single byte would sign everything that anybody sends."""


class InputError(MhookError):
    """A file or a stream that cannot be read, or whose content is damaged."""

    exit_code = ExitCode.INPUT


class UnreachableError(MhookError):
    """The receiver cannot be reached at all."""

    exit_code = ExitCode.UNREACHABLE


class Terminated(KeyboardInterrupt):
    """SIGTERM came, or its counterpart on Windows; whatever heeds Ctrl-C heeds it too."""


def interruption_code(stop: KeyboardInterrupt) -> ExitCode:
    """Return the exit code of what was interrupted, which tells a shell by what."""
    return ExitCode.TERMINATED if isinstance(stop, Terminated) else ExitCode.INTERRUPTED
