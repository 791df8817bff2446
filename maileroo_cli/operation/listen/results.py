"""What a session of listening yields: where it listens, what arrives, what is wrong with the store, and the sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from maileroo_cli.errors import ExitCode

if TYPE_CHECKING:
    from maileroo_cli.capture.expectation.tracker import ClauseResult
    from maileroo_cli.transport.server.arrival import Arrival


class Exposed(NamedTuple):
    """Others than this machine may be able to send requests to ``host``."""

    host: str


class Ready(NamedTuple):
    """Connections are accepted at ``url``, by the process ``pid``; ``store`` already holds ``kept`` captures.

    ``others`` are the URLs of the other hosts that were named.
    """

    url: str
    store: str
    kept: int
    pid: int
    others: tuple[str, ...] = ()


class Arrivals(NamedTuple):
    """Requests that were stored, and answered or given up, since the result before."""

    arrivals: Sequence[Arrival]


class StoreTrouble(NamedTuple):
    """What is wrong with the store, in a sentence; told once until it works again."""

    sentence: str


class DelegatedWrites(NamedTuple):
    """Another program, which does ``doing`` as the process ``pid``, had captures added to the store, or deleted."""

    doing: str
    pid: int
    added: int
    deleted: int


class StoreChange(NamedTuple):
    """How many captures the store had ``before``, and what became of them and of what was ``received``.

    ``deleted`` went since they were beyond the limits; ``kept`` are those that the limits apply to and have left, and
    ``left`` are all that it has now.
    """

    before: int = 0
    received: int = 0
    deleted: int = 0
    kept: int = 0
    left: int = 0


class ListenSummary(NamedTuple):
    """What came in all, and what came of the expectation.

    ``verdicts_by_type`` counts verdicts by the type of event, ``causes_by_type`` what was wrong: the codes of causes
    joined with ``+``, or an anomaly. A request without a type is counted as ``-``, and types beyond a hundred as
    ``…``. ``probes``, which can be no webhooks, are counted nowhere else. ``not_kept`` were answered with 507;
    ``turned_away`` is a number of connections. ``met`` is ``None`` where nothing was awaited.
    """

    verdicts_by_type: Mapping[str, Counter[str]]
    causes_by_type: Mapping[str, Counter[str]]
    probes: int = 0
    not_kept: int = 0
    turned_away: int = 0
    expectations: tuple[ClauseResult, ...] = ()
    met: bool | None = None
    store: StoreChange = StoreChange()

    @property
    def verdicts(self) -> Counter[str]:
        """How many requests got each verdict."""
        return sum(self.verdicts_by_type.values(), Counter())

    @property
    def causes(self) -> Counter[str]:
        """How often each cause was found."""
        return sum(self.causes_by_type.values(), Counter())

    @property
    def total(self) -> int:
        """How many requests came that can be webhooks."""
        return self.verdicts.total()

    @property
    def exit_code(self) -> ExitCode:
        """``FAILED`` where what was awaited has not come, or too much has."""
        return ExitCode.FAILED if self.met is False else ExitCode.OK


ListenResult = Exposed | Ready | Arrivals | StoreTrouble | DelegatedWrites | ListenSummary


class ListenResults(Protocol):
    """The results of a session as they come, and a way to end it."""

    def __iter__(self) -> Iterator[ListenResult]:
        """Yield what comes; the sum is the last."""
        ...

    def stop(self) -> None:
        """Wish for the end: what is still told comes all the same."""
        ...
