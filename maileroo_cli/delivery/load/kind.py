"""The kinds of requests that a load is made of; what is counted is counted for each of them apart."""

from enum import IntEnum


class RequestKind(IntEnum):
    """What a request is to the receiver. The numbers go between processes; reports use :attr:`word`."""

    EVENT = 0
    """A new event with a valid signature."""

    DUPLICATE = 1
    """The same bytes as an earlier request, some time after it."""

    CONCURRENT_DUPLICATE = 2
    """The same bytes as the request before, due at the same moment on another connection."""

    BAD_SIGNATURE = 3
    """An event of its own whose signature is wrong: it has to be refused."""

    @property
    def word(self) -> str:
        """The kind in reports and JSON: ``event``, ``concurrent-duplicate``."""
        return self.name.lower().replace("_", "-")
