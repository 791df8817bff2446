"""The other requests of one input, among which the owner of a signature is looked for that verifies nothing here.

Requests that verified and passed by are remembered, a bounded number of them; records in files are searched through
``RequestSearch``, and those of other files are read ahead, so that verifying those that are valid costs nothing more.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol

from maileroo_cli.capture.event_names import peek_event
from maileroo_cli.capture.probe import is_other_method
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Verdict

_MOST_REMEMBERED = 10_000
_MOST_FOUND = 16
Verify = Callable[[bytes, str | bytes | None], Verdict]


class RequestSearch(Protocol):
    """Finds requests by a text in them, wherever they are kept."""

    def find(self, text: str) -> Iterator[tuple[str, CaptureRecord]]:
        """Yield requests that hold ``text``, each with its place; as many as can be found quickly."""
        ...

    def pass_block(self, block: bytes, first: int, source: str) -> None:
        """Take notice of records that are being verified; ``first`` is the number of their first line."""
        ...


class Owner(NamedTuple):
    """The request that a signature belongs to: its place, and the id of its event."""

    where: str
    event_id: str

    def describe(self, event_id: str) -> str:
        """Return how the request stands to one with the event ``event_id`` that has its signature."""
        if event_id and event_id == self.event_id:
            return f"it belongs to {self.where}, which has the same event: the body was changed after it was signed"
        return f"it belongs to {self.where}"


class OtherRequests:
    """What is known of the requests of one input: which signature verified where, and what is found by ``search``."""

    def __init__(self, search: RequestSearch | None = None) -> None:
        self.search = search
        self._ahead: Callable[[], Iterable[tuple[str, CaptureRecord]]] = tuple
        self._passed: deque[tuple[str, str, str]] = deque(maxlen=_MOST_REMEMBERED)
        self._known: dict[str, Owner] = {}
        self._asked: dict[str, Owner | None] = {}

    def remember(self, signature: str, where: str, event_id: str) -> None:
        """Take notice of the right signature of a request: quickly, since every valid one comes by."""
        self._passed.append((signature, where, event_id))

    def look_ahead(self, ahead: Callable[[], Iterable[tuple[str, CaptureRecord]]]) -> None:
        """Take notice of requests with their places; they are asked for where a signature verifies nothing."""
        self._ahead = ahead

    def take_ahead(self) -> Iterator[tuple[str, CaptureRecord]]:
        """Yield what is ahead, once: no probe, and no empty body."""
        ahead, self._ahead = self._ahead, tuple
        for where, record in ahead():
            if record.content and not is_other_method(record.method):
                yield where, record

    def find_owner(self, signature: str, verify: Verify, *, searched: bool = True) -> Owner | None:
        """Return another request that ``signature`` verifies, if one is known or found: no probe, and no empty body.

        Where it is not to be ``searched`` for, one that is known.
        """
        self._sort_in()
        if signature in self._known or self.search is None or not searched:
            return self._known.get(signature)
        if signature not in self._asked:
            if len(self._asked) >= _MOST_REMEMBERED:
                self._asked.clear()
            self._asked[signature] = self._search(signature, signature, verify)
        return self._asked[signature]

    def _sort_in(self) -> None:
        """Sort in what passed by since the last question, and let go of the oldest."""
        while self._passed:
            signature, where, event_id = self._passed.popleft()
            self._known[signature] = Owner(where, event_id)
        while len(self._known) > _MOST_REMEMBERED:
            del self._known[next(iter(self._known))]

    def find_swapped(self, signature: str, expected: str, verify: Verify) -> Owner | None:
        """Return a request that has the signature ``expected`` here, while ``signature`` is the one it should have."""
        return self._search(expected, signature, verify) if self.search is not None else None

    def _search(self, text: str, signature: str, verify: Verify) -> Owner | None:
        if self.search is None:
            return None
        for number, (where, record) in enumerate(self.search.find(text)):
            if number >= _MOST_FOUND:
                break
            body = record.content
            if not body or record.header(SIGNATURE_HEADER) != text or is_other_method(record.method):
                continue
            if verify(body, signature).valid:
                return Owner(where, peek_event(body)[1])
        return None
