"""Which connection has to go where there are too many: the order is the one that is written down."""

import asyncio
from collections.abc import Iterator

import pytest

from maileroo_cli.capture.http.framing import FrameLimits
from maileroo_cli.transport.server.byte_budget import ByteBudget
from maileroo_cli.transport.server.config import Deadlines
from maileroo_cli.transport.server.connection.reading import Connection
from maileroo_cli.transport.server.connection.table import ConnectionTable
from maileroo_cli.transport.server.connection.timing import ConnectionPhase, TimedConnection
from maileroo_cli.transport.server.pipeline.stages import RequestPipeline

NOW = 1000.0
IDLE, HEAD, BODY = ConnectionPhase.IDLE, ConnectionPhase.HEAD, ConnectionPhase.BODY
BUSY, UNREAD = ConnectionPhase.BUSY, ConnectionPhase.UNREAD
HANG, LINGER = ConnectionPhase.HANG, ConnectionPhase.LINGER


class Owner:
    """A listener of which connections need nothing but its limits."""

    deadlines = Deadlines(head=10, request=60, idle=60, linger=2)
    frame_limits = FrameLimits()
    pipeline: RequestPipeline

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.budget = ByteBudget(self.frame_limits)

    def free_bytes(self, connection: TimedConnection) -> bool:
        """Find nothing."""
        return False

    def opened(self, connection: Connection) -> None:
        """Do nothing."""

    def closed(self, connection: Connection) -> None:
        """Do nothing."""


@pytest.fixture
def owner() -> Iterator[Owner]:
    """An owner, whose loop is closed at the end."""
    owner = Owner()
    yield owner
    owner.loop.close()


LIMITS = {IDLE: 60.0, HEAD: 10.0, BODY: 60.0, UNREAD: 60.0, LINGER: 2.0}


class Standing(Connection):
    """A connection that has been in a phase for so many seconds, and takes note of its end."""

    def __init__(self, owner: Owner, phase: ConnectionPhase, seconds: float, *, half_closed: bool = False) -> None:
        super().__init__(owner)
        self.phase, self.since = phase, NOW - seconds
        self.deadline = self.since + LIMITS[phase] if phase in LIMITS else None
        self._half_closed = half_closed
        self.evicted = False

    def evict(self) -> None:
        """Take note of it."""
        self.evicted = True


CASES: dict[str, list[tuple[ConnectionPhase, float, bool]]] = {
    "the longest idle": [(IDLE, 5, False), (IDLE, 3, False), (IDLE, 1.5, False)],
    "idle before all else": [(IDLE, 1.1, False), (HEAD, 9.9, False), (BODY, 58, False), (UNREAD, 57, False)],
    "the longest under way": [(HEAD, 9, False), (HEAD, 8, False), (HEAD, 1, False)],
    "by the share of its time": [(HEAD, 5, False), (BODY, 24, False), (LINGER, 0.6, False), (HEAD, 2, False)],
    "hangs and unread answers too": [(UNREAD, 30, False), (HANG, 24, False), (BODY, 12, False), (HEAD, 1, False)],
    "young idle ones after the others": [(HEAD, 0.1, False), (IDLE, 0.9, False), (IDLE, 0.1, False)],
    "who has probably left at last": [(HEAD, 0.1, False), (BUSY, 9, True), (BUSY, 3, True)],
}


@pytest.mark.parametrize("case", CASES)
def test_order(case: str, owner: Owner) -> None:
    """Those that have to go are found in order; a whole request whose client waits is never among them."""
    table = ConnectionTable(len(CASES[case]) + 1, lambda: NOW)
    waiting = Standing(owner, BUSY, 3600)
    expected = [Standing(owner, phase, seconds, half_closed=half) for phase, seconds, half in CASES[case]]
    for one in (waiting, *reversed(expected)):
        table.opened(one)
    for number in range(len(expected)):
        table.opened(Standing(owner, BUSY, 0))
        assert [one.evicted for one in expected] == [place <= number for place in range(len(expected))]
    assert not waiting.evicted
    assert table.turned_away == len(expected)


def test_what_has_gone_on_stays(owner: Owner) -> None:
    """A connection that has begun something new since all were looked at does not have to go for its old wait."""
    table = ConnectionTable(3, lambda: NOW)
    first, second, third = (Standing(owner, HEAD, seconds) for seconds in (9, 8, 7))
    for one in (first, second, third):
        table.opened(one)
    table.opened(Standing(owner, BUSY, 0))
    second.phase, second.since = IDLE, NOW
    table.opened(Standing(owner, BUSY, 0))
    assert (first.evicted, second.evicted, third.evicted) == (True, False, True)


def test_bytes(owner: Owner) -> None:
    """Where bytes are too many, what has held many of them for longest has to go, but not for one that came before."""
    table = ConnectionTable(9, lambda: NOW)
    few, many, asker = Standing(owner, BODY, 50), Standing(owner, BODY, 40), Standing(owner, BODY, 30)
    few.held, many.held, asker.held = 100, 100_000, 100_000
    for one in (few, many, asker):
        table.opened(one)
    assert not table.free_bytes(many)
    assert table.free_bytes(asker)
    assert (few.evicted, many.evicted, asker.evicted) == (False, True, False)
