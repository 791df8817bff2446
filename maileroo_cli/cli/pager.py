"""The pager: the program of ``PAGER``, or ``less``, in which a long text is read. Without one the text is printed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from shutil import which

from maileroo_cli.report.terminal.console import Console

_FAILED = range(1, 128)
"""The exit codes with which a pager says that it could not show a text; larger ones are signals."""


def page_text(console: Console, text: str) -> None:
    """Show a text in the pager; print it where there is none, or where the pager fails."""
    command = _command()
    if not command or not _was_shown(command, text):
        console.lines(text.rstrip("\n").split("\n"))


def _command() -> str:
    """Return the command line of the pager for this terminal; empty where a person reads without one."""
    dumb = os.environ.get("TERM", "dumb" if os.name == "posix" else "") == "dumb"
    if dumb or not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        return ""
    if "PAGER" in os.environ:
        return os.environ["PAGER"].strip()
    return next((name for name in ("less", "more") if which(name)), "")


def _is_terminal(stream: object) -> bool:
    with suppress(AttributeError, ValueError):  # closed, or none
        return bool(stream.isatty())  # type: ignore[attr-defined]
    return False


def _was_shown(command: str, text: str) -> bool:
    """Run the pager and wait until it is closed; say whether it could show the text."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    with _left_alone():
        try:
            program = subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, env=_environment())  # noqa: S602
        except (OSError, ValueError):
            return False
        try:
            with suppress(OSError):  # closed before its end was read
                program.communicate(text.encode(encoding, "backslashreplace"))
            return program.wait() not in _FAILED
        except BaseException:
            program.terminate()
            raise


def _environment() -> dict[str, str]:
    """Return the variables for the pager: less shows colours, and ends at once where the page fits the screen."""
    options = os.environ.get("LESS")
    return {**os.environ, "LESS": "FRX" if options is None else f"{options} -R"}


@contextmanager
def _left_alone() -> Iterator[None]:
    """Leave Ctrl-C to the pager while it runs: there it ends a search, not the reading."""
    former = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
