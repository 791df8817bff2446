"""A request as ordered pairs and exact bytes, before it is sent or after it arrived. Nothing is sent from here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

Headers: TypeAlias = tuple[tuple[str, str], ...]

METHOD = "POST"
CONTENT_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request: ``url`` is absolute when it is to be sent, a path when it was received.

    ``headers`` keep their order, case and duplicates; ``body`` is the very object that was signed.
    """

    method: str
    url: str
    headers: Headers
    body: bytes


def header_values(headers: Iterable[tuple[str, str]], name: str) -> list[str]:
    """Return every value of the header ``name`` in order; names compare without case."""
    wanted = name.lower()
    return [value for key, value in headers if key.lower() == wanted]
