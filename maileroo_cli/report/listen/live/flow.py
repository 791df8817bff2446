"""Which requests are printed as they come: some are held back in a pause, some do not fit the filter; all are counted.

Everything that arrives is answered and stored, whatever is printed.
"""

import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.report.listen.live.filter import ArrivalFilter

if TYPE_CHECKING:
    from maileroo_cli.transport.server.arrival import Arrival

MOST_PRINTED = 20
"""So many of those that were held back are printed after a pause."""

_INVALID = StoredVerdict.INVALID.value


class HeldBack(NamedTuple):
    """What a pause has held back: how many requests that fit the filter, and the last of them."""

    number: int
    last: "Sequence[Arrival]"


class _Latest:
    """The last requests: of all, and of those that are invalid."""

    def __init__(self) -> None:
        self.any: Arrival | None = None
        self.invalid: Arrival | None = None

    def note(self, arrivals: "Sequence[Arrival]") -> None:
        for arrival in arrivals:
            if arrival.entry.verdict == _INVALID:
                self.invalid = arrival
        if arrivals:
            self.any = arrivals[-1]


class ArrivalFlow:
    """Decides it. Requests come from one thread, keys from another.

    ``last`` is the request that a reader takes for the last: of those that were printed, or where none was, of all.
    """

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.filter = ArrivalFilter()
        self.fitting = self.counted = 0
        """How many fit the filter, of how many since it was set."""
        self.is_paused = False
        self.held_back = 0
        self._held: deque[Arrival] = deque(maxlen=MOST_PRINTED)
        self._seen, self._printed = _Latest(), _Latest()
        self._lock = threading.Lock()

    @property
    def last(self) -> "Arrival | None":
        """The last request."""
        return self._printed.any or self._seen.any

    @property
    def last_invalid(self) -> "Arrival | None":
        """The last request that is invalid."""
        return self._printed.invalid or self._seen.invalid

    def take(self, arrivals: "Sequence[Arrival]") -> "Sequence[Arrival]":
        """Count requests, and return those that are to be printed now."""
        with self._lock:
            self.verdicts.update([one.entry.verdict for one in arrivals])
            self._seen.note(arrivals)
            if self.filter:
                self.counted += len(arrivals)
                arrivals = [one for one in arrivals if self.filter.takes(one.entry)]
                self.fitting += len(arrivals)
            if not self.is_paused:
                self._printed.note(arrivals)
                return arrivals
            self.held_back += len(arrivals)
            self._held.extend(arrivals)
            return ()

    def set_filter(self, wanted: ArrivalFilter) -> None:
        """Print only what fits from now on."""
        with self._lock:
            self.filter, self.fitting, self.counted = wanted, 0, 0

    def pause(self) -> None:
        """Hold back what comes."""
        self.is_paused = True

    def go_on(self, show: Callable[[HeldBack], None]) -> None:
        """Hold nothing back any more; what was held back is printed before anything that comes later."""
        with self._lock:
            held = HeldBack(self.held_back, list(self._held))
            self.is_paused, self.held_back = False, 0
            self._held.clear()
            self._printed.note(held.last)
            show(held)
