"""What became of the sources that a command was to read, aside from the requests in them: results of operations."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import STDIN, describe, is_stdin_silent, is_stdin_terminal, stdin_sentence


class UnreadSource(NamedTuple):
    """A file or folder that could not be read, while others could."""

    name: str
    error: InputError


class FilesPassedOver(NamedTuple):
    """Files that a folder holds beside captured requests."""

    names: tuple[str, ...]


class RequestsPassedOver(NamedTuple):
    """How many requests of an archive can be no webhooks: they have no body and no signature.

    With ``responses`` they are the answers to requests instead, with ``lines`` the lines of a log that are no webhooks.
    """

    name: str
    number: int
    responses: bool = False
    lines: bool = False

    @property
    def source(self) -> str:
        """How messages call the file."""
        return describe(self.name)


def passed_over(found: object, name: str) -> Iterator[RequestsPassedOver]:
    """Yield what the reader ``found`` passed over in the file that the user called ``name``."""
    if number := getattr(found, "passed_over", 0):
        yield RequestsPassedOver(name, number)
    if number := getattr(found, "responses", 0):
        yield RequestsPassedOver(name, number, responses=True)
    if number := getattr(found, "other_lines", 0):
        yield RequestsPassedOver(name, number, lines=True)


class StdinAwaited(NamedTuple):
    """The standard input is read now and holds nothing yet: it is what somebody types, or a pipe that is silent."""

    wanted: str
    typed: bool

    @property
    def sentence(self) -> str:
        """What is told of it."""
        return stdin_sentence(self.wanted, typed=self.typed)


def await_stdin(name: str, wanted: str) -> Iterator[StdinAwaited]:
    """Yield what is to be told before ``name`` is read, where that is the standard input and holds nothing yet.

    ``wanted`` names what should come there. Of a pipe the first byte is awaited for a while.
    """
    if name != STDIN:
        return
    if is_stdin_terminal():
        yield StdinAwaited(wanted, typed=True)
    elif is_stdin_silent():
        yield StdinAwaited(wanted, typed=False)


def note_stdin(name: str, wanted: str, note: Callable[[str], None]) -> None:
    """Tell ``note`` what :func:`await_stdin` yields."""
    for awaited in await_stdin(name, wanted):
        note(awaited.sentence)
