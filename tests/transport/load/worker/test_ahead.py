"""The source of the engine: it never waits, holds so many bytes and no more, and each end is counted once."""

from collections.abc import Sequence

import pytest

from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import ReadyRequest
from maileroo_cli.delivery.load.tally import LoadTally
from maileroo_cli.transport.load.worker.ahead import MadeAhead
from maileroo_cli.transport.load.worker.records import encode_end, encode_requests

BODY = b"x" * 1_000


def requests(number: int, kind: RequestKind = RequestKind.EVENT) -> list[ReadyRequest]:
    """Return so many requests."""
    return [(index, index / 100, int(kind), index, -1, b"POST\r\n\r\n" + BODY) for index in range(number)]


class Feed:
    """Gives these pieces one by one; ``None`` stands for a moment in which nothing has come."""

    def __init__(self, pieces: Sequence[bytes | None]) -> None:
        self.pieces = list(pieces)
        self.read_count = 0

    def read(self) -> bytes | None:
        """Return the next piece, and at last the end."""
        self.read_count += 1
        return self.pieces.pop(0) if self.pieces else b""


def source(number: int, *, most: int = 1 << 30, sampled: int = 0, end: bytes | None = None) -> tuple[MadeAhead, Feed]:
    """Return a source to which so many requests come, a chunk at a time."""
    feed = Feed([*encode_requests(iter(requests(number))), encode_end() if end is None else end])
    return MadeAhead(feed, LoadTally(0.5), most=most, sampled=sampled), feed


def take_all(ahead: MadeAhead) -> list[int]:
    """Take requests as the engine does, each of which is accepted."""
    taken = []
    while not ahead.is_over or ahead.queue:
        ahead.fill(0.0)
        while ahead.queue:
            request = ahead.queue.popleft()
            taken.append(request[0])
            ahead.ended(request, request[1], request[1] + 0.1, 200)
    return taken


def test_all_requests_come_in_order_and_are_counted() -> None:
    """None is lost between the pipe and the tally."""
    ahead, _ = source(1_000)
    assert take_all(ahead) == list(range(1_000))
    ahead.finish()
    assert (ahead.taken, ahead.ended_count, ahead.tally.started, ahead.tally.ends.total()) == (1_000,) * 4
    assert ahead.seconds == pytest.approx(10.09)
    assert ahead.failure == ""


def test_memory_is_bounded() -> None:
    """Not more is read than may wait, and reading goes on as soon as there is room."""
    ahead, feed = source(2_000, most=200_000)
    ahead.fill_ahead()
    read = feed.read_count
    assert read < 10
    assert ahead.fill(0.0) is None or feed.read_count <= read + 1
    assert take_all(ahead) == list(range(2_000))


def test_the_engine_is_told_when_to_ask_again() -> None:
    """At once while there is something to do, soon while requests are being made, and else whenever it likes."""
    chunk, *_ = encode_requests(iter(requests(10)))
    ahead = MadeAhead(Feed([chunk, None, encode_end()]), LoadTally(0.5))
    assert ahead.fill(5.0) == 5.0
    assert len(ahead.queue) == 10
    asked = ahead.fill(5.0)
    assert asked is not None
    assert 5.0 < asked < 5.1
    for _ in range(300):
        ahead.ended(ahead.queue[0], 0.0, 0.1, 200)
    ahead.fill(6.0)
    assert ahead.tally.started == 256
    ahead.queue.clear()
    assert ahead.fill(6.01) == 6.01
    latest = ahead.fill(6.01)
    assert latest is not None
    assert [ahead.is_over, ahead.tally.started] == [True, 256]
    assert [ahead.fill(latest), ahead.tally.started] == [None, 300]


def test_ends_are_counted_also_where_the_engine_never_rests() -> None:
    """Else they would hold the bytes of all requests."""
    ahead, _ = source(0)
    for request in requests(10_000):
        ahead.ended(request, 0.0, 0.1, 500)
    assert ahead.tally.started > 5_000
    assert ahead.ended_count == 10_000


def test_what_is_broken_off_is_counted_apart() -> None:
    """Nobody knows what came of it, so it is no end."""
    ahead, _ = source(0)
    ahead.broken_off(requests(1)[0], 0.5)
    ahead.finish()
    assert (ahead.tally.started, ahead.tally.unfinished, ahead.ended_count) == (1, 1, 0)


@pytest.mark.parametrize(
    ("end", "failure"),
    [(encode_end("no more"), "no more"), (b"", "ended before all were made")],
    ids=["told", "killed"],
)
def test_requests_that_are_missing_are_told(end: bytes, failure: str) -> None:
    """Whether the process that makes them says why, or just ends."""
    ahead, _ = source(3, end=end)
    assert take_all(ahead) == [0, 1, 2]
    assert failure in ahead.failure


def test_samples_are_spread_over_all_events_that_were_accepted() -> None:
    """Neither forged ones nor failures are among them, and they are no more than wanted."""
    ahead, _ = source(0, sampled=10)
    for request in requests(5_000):
        ahead.ended(request, 0.0, 0.1, 500 if request[0] < 1_000 else 200)
    for request in requests(500, RequestKind.BAD_SIGNATURE):
        ahead.ended(request, 0.0, 0.1, 200)
    ahead.finish()
    assert 5 <= len(ahead.samples) <= 10
    kept = [request[0] for request in ahead._samples]
    assert min(kept) >= 1_000
    assert max(kept) - min(kept) > 3_000
