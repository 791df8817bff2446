"""GET /api/stream: what is committed is told soon, once, and together; what does not hold any more is told as well."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from maileroo_cli.capture.store.file import companions
from maileroo_cli.capture.store.writer import Store, StoredAnswer
from maileroo_cli.inspector.api import stream as streaming
from maileroo_cli.inspector.api.stream import stream
from maileroo_cli.inspector.call import InspectorCall
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.operation.inspect.news import Subscription
from tests.answer_keys import check_answer
from tests.capture.stored import capture

PATIENCE = 30.0


class Event(NamedTuple):
    """One event of a stream."""

    name: str
    id: str | None
    data: dict[str, Any]

    @property
    def rows(self) -> list[int]:
        """The rows of its captures."""
        return [one["row"] for one in self.data["captures"]]


class Follower:
    """Somebody who follows a stream, piece by piece."""

    def __init__(self, settings: InspectorSettings, last_row: int | None = None) -> None:
        self.pieces: AsyncIterator[bytes] = stream(InspectorCall(settings), last_row)
        self._events: list[Event] = []

    async def begin(self) -> "Follower":
        """Be told that the stream has begun."""
        assert (await self._piece()).startswith(b":")
        return self

    async def next(self) -> Event:
        """Wait for the next event."""
        while not self._events:
            self._events = list(events(await self._piece()))
        return self._events.pop(0)

    async def end(self) -> None:
        """Wait for the end of the stream, which nothing precedes any more."""
        with pytest.raises(StopAsyncIteration):
            await self._piece()

    async def _piece(self) -> bytes:
        return await asyncio.wait_for(anext(self.pieces), PATIENCE)


def events(piece: bytes) -> Iterator[Event]:
    """Yield the events of a piece; each is one object of JSON in one line."""
    for block in piece.decode("ascii").split("\n\n")[:-1]:
        if block.startswith(":"):
            continue
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        yield Event(fields["event"], fields.get("id"), check_answer(json.loads(fields["data"])))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a store with two captures, open for writing."""
    with Store(tmp_path / "captures.db") as opened:
        opened.add([capture(1, status=200, answered="script"), capture(2, status=200, answered="script")])
        yield opened


@pytest.fixture
def settings(store: Store) -> Iterator[InspectorSettings]:
    """Return the settings of an inspector of that store."""
    made = InspectorSettings(store.path, store.path.parent)
    yield made
    made.follower.close()


def test_new_captures(store: Store, settings: InspectorSettings) -> None:
    """A stream begins with what is stored after it: new captures, all counts, and the row to go on from."""

    async def follow() -> None:
        one = await Follower(settings).begin()
        store.add([capture(3, verdict="valid", status=200), capture(4, status=200)])
        event = await one.next()
        assert (event.name, event.id, event.rows) == ("captures", "4", [3, 4])
        assert (event.data["total"], event.data["newest_row"], event.data["left_out"]) == (4, 4, 0)
        assert event.data["verdict_counts"] == {"valid": 1, "unchecked": 3}
        store.add([capture(5, status=200)])
        assert (await one.next()).rows == [5]
        await one.pieces.aclose()  # type: ignore[attr-defined]

    asyncio.run(follow())


def test_what_becomes_known_later(store: Store, settings: InspectorSettings) -> None:
    """An answer and a cause that come after the capture are told of it, and of no other."""

    async def follow() -> None:
        one = await Follower(settings).begin()
        first = store.add([capture(3), capture(4, verdict="invalid", status=200, answered="script"), capture(5)])
        assert (await one.next()).rows == [3, 4, 5]
        store.set_answers([StoredAnswer(500, "application", 2.5, first)])
        event = await one.next()
        assert (event.name, event.id, event.rows) == ("answered", None, [3])
        assert (event.data["captures"][0]["status"], event.data["captures"][0]["duration_ms"]) == (500, 2.5)
        store.set_details([("wrong-secret", 4)])
        event = await one.next()
        assert (event.name, event.rows, event.data["captures"][0]["cause"]) == ("answered", [4], "wrong-secret")

    asyncio.run(follow())


def test_many_at_once(store: Store, settings: InspectorSettings) -> None:
    """Of many the newest 200 are told, and how many more there are: nothing is kept for somebody slow."""

    async def follow() -> None:
        one = await Follower(settings).begin()
        for start in range(3, 1003, 100):
            store.add([capture(number, status=200) for number in range(start, start + 100)])
        told: list[int] = []
        left_out = 0
        while not told or told[-1] < 1002:
            event = await one.next()
            told += event.rows
            left_out += event.data["left_out"]
            assert len(event.rows) <= 200
        assert len(told) + left_out == 1000
        assert told == sorted(set(told))

    asyncio.run(follow())


def test_going_on_after_a_break(store: Store, settings: InspectorSettings) -> None:
    """Whoever was told of a row gets what came after it, and how those before it were answered meanwhile."""

    async def follow() -> None:
        store.add([capture(number, status=200) for number in range(3, 303)])
        one = await Follower(settings, 2).begin()
        event = await one.next()
        assert (event.name, event.id, event.data["left_out"]) == ("captures", "302", 100)
        assert event.rows == list(range(103, 303))
        event = await one.next()
        assert (event.name, event.rows) == ("answered", [1, 2])
        store.add([capture(303, status=200)])
        assert (await one.next()).rows == [303]
        same = await Follower(settings, 303).begin()
        assert (await same.next()).name == "answered"
        later = await Follower(settings, 304).begin()
        assert (await later.next()) == Event(
            "reset", None, {"schema": "mhook.inspector-reset/1", "reason": "the store was replaced"}
        )

    asyncio.run(follow())


def test_deleted_captures(store: Store, settings: InspectorSettings) -> None:
    """What is deleted is told, wherever it was, and new captures go on behind that."""

    async def follow() -> None:
        store.add([capture(number, status=200) for number in range(3, 10)])
        one = await Follower(settings).begin()
        for gone in (1, 5):
            store.delete([f"{gone:016x}"])
            event = await one.next()
            assert (event.name, event.data["reason"]) == ("reset", "captures were deleted")
        store.add([capture(10, status=200)])
        event = await one.next()
        assert (event.rows, event.data["total"]) == ([10], 8)

    asyncio.run(follow())


def test_another_store(tmp_path: Path) -> None:
    """A store that comes to be, goes, or is replaced by another is told each time."""

    async def follow(settings: InspectorSettings) -> None:
        one = await Follower(settings).begin()
        for number in range(2):
            with Store(settings.store) as store:
                store.add([capture(number, status=200)])
                assert (await one.next()).data["reason"] == "the store was replaced"
                store.add([capture(9, status=200)])
                while (event := await one.next()).data.get("newest_row") != 2:
                    pass
                assert event.rows[-1] == 2
            for path in (store.path, *companions(store.path)):
                await asyncio.to_thread(path.unlink, missing_ok=True)
            assert (await one.next()).data["reason"] == "the store was replaced"

    settings = InspectorSettings(tmp_path / "captures.db", tmp_path)
    asyncio.run(follow(settings))
    settings.follower.close()


def test_hostile_text(store: Store, settings: InspectorSettings) -> None:
    """Whatever was captured, an event is one line of ASCII for each of its fields."""

    async def follow() -> None:
        one = await Follower(settings).begin()
        text = "\r\n\ndata: x\u2028\u202e\0</script>é"
        store.add([capture(3, target=text, event_id=text, status=200)])
        event = await one.next()
        assert event.data["captures"][0]["target"] == text

    asyncio.run(follow())


def test_the_end_of_the_inspector(store: Store, settings: InspectorSettings) -> None:
    """All streams end at once where the follower is closed, and one that begins later ends as well."""

    async def follow() -> None:
        all_of_them = [await Follower(settings).begin() for _ in range(20)]
        store.add([capture(3, status=200)])
        for one in all_of_them:
            assert (await one.next()).rows == [3]
        ends = [asyncio.create_task(one.end()) for one in all_of_them]
        await asyncio.to_thread(settings.follower.close)
        await asyncio.gather(*ends)
        await (await Follower(settings).begin()).end()

    asyncio.run(follow())


def test_a_quiet_stream(store: Store, settings: InspectorSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing happens a comment comes from time to time."""
    monkeypatch.setattr(streaming, "QUIET", 0.01)

    async def follow() -> None:
        one = await Follower(settings).begin()
        await one.begin()
        await one.begin()

    asyncio.run(follow())


def test_nobody_follows(store: Store, settings: InspectorSettings) -> None:
    """Once the last stream has ended the store is not looked at any more, and a new one begins from now."""

    async def follow() -> None:
        one = await Follower(settings).begin()
        await one.pieces.aclose()  # type: ignore[attr-defined]
        thread = settings.follower._thread
        assert thread is not None
        await asyncio.to_thread(thread.join, PATIENCE)
        assert not thread.is_alive()
        store.add([capture(3, status=200)])
        two = await Follower(settings).begin()
        store.add([capture(4, status=200)])
        assert (await two.next()).rows == [4]

    asyncio.run(follow())


def test_a_client_that_goes_at_once(store: Store, settings: InspectorSettings) -> None:
    """Whoever goes before the stream has begun is forgotten as well."""

    async def follow() -> None:
        begun, go_on = threading.Event(), threading.Event()
        subscribe = settings.follower.subscribe
        ended = threading.Event()

        def slow(wake: Callable[[], None], last_row: int | None = None) -> Subscription:
            begun.set()
            assert go_on.wait(PATIENCE)
            made = subscribe(wake, last_row)
            close = made.close

            def closing() -> None:
                close()
                ended.set()

            made.close = closing  # type: ignore[method-assign]
            return made

        settings.follower.subscribe = slow  # type: ignore[method-assign]
        task = asyncio.create_task(Follower(settings).begin())
        await asyncio.to_thread(begun.wait, PATIENCE)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
        assert await asyncio.to_thread(ended.wait, PATIENCE)
        assert not settings.follower._board.is_followed

    asyncio.run(follow())
