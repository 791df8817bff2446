"""What became of the sources that a command was to read, aside from the requests in them: results of operations."""

from collections.abc import Iterator
from typing import NamedTuple

from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import describe


class UnreadSource(NamedTuple):
    """A file or folder that could not be read, while others could."""

    name: str
    error: InputError


class FilesPassedOver(NamedTuple):
    """Files that a folder holds beside captured requests."""

    names: tuple[str, ...]


class RequestsPassedOver(NamedTuple):
    """How many requests of an archive can be no webhooks: they have no body and no signature.

    With ``responses`` they are the answers to requests instead.
    """

    name: str
    number: int
    responses: bool = False

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
