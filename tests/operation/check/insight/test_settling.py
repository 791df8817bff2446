"""When the work of events is done: after a time over a socket, and with an application in process when it says so."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Self

import pytest
from fastapi import FastAPI, Request, Response
from starlette.background import BackgroundTask

from maileroo_cli.operation.check.insight.settling import DEFAULT_SETTLE, Settling
from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.transport.app.interface.application import Application
from maileroo_cli.transport.app.opening import make_application
from tests.receivers.as_application import Call, as_wsgi
from tests.receivers.broken.effect import KnowsNoDuplicates
from tests.receivers.correct import PATH, CorrectReceiver, Incoming, Reply
from tests.receivers.insight import ReceiverObserver
from tests.rules.checking import check, findings, make_settings
from tests.rules.checking_in_process import URL

pytestmark = pytest.mark.slow

LOOKED_AT = ("EFFECT001", "EFFECT002", "EFFECT003", "EFFECT004", "EFFECT005", "EFFECT006", "EFFECT007", "EFFECT008")
TWICE = {"EFFECT004", "EFFECT005", "EFFECT006", "EFFECT008"}
_MOMENT = 0.02


class Later:
    """Makes a receiver do its work after its answer; ``do`` is given what is to be done."""

    def __init__(self, receiver: CorrectReceiver) -> None:
        self.receiver = receiver
        self.work, receiver.work = receiver.work, self.take  # type: ignore[method-assign]
        self.local = threading.local()

    def take(self, event: dict[str, Any]) -> None:
        """Keep the work of the request that is answered in this thread."""
        self.local.event = event

    def answer(self, method: str, path: str, headers: list[tuple[str, str]], body: bytes) -> tuple[Reply, list[Any]]:
        """Answer a request; return what is to be done, too."""
        self.local.event = None
        reply = self.receiver.answer(Incoming(method, path, headers, body, Call()))
        return reply, [] if self.local.event is None else [self.local.event]

    def do(self, event: dict[str, Any]) -> None:
        """Do it after a moment."""
        threading.Event().wait(_MOMENT)
        self.work(event)


def fastapi_app(later: Later, hand_over: Callable[[dict[str, Any]], BackgroundTask | None], **options: Any) -> FastAPI:
    """Return an application that hands the work over."""
    app = FastAPI(**options)

    @app.api_route(PATH, methods=["POST", "GET", "PUT"])
    async def hook(request: Request) -> Response:
        headers = [(name.decode(), value.decode("latin-1")) for name, value in request.headers.raw]
        reply, events = later.answer(request.method, PATH, headers, await request.body())
        tasks = [task for event in events if (task := hand_over(event)) is not None]
        return Response(reply.text, reply.status, background=tasks[0] if tasks else None)

    return app


def background_task(receiver: CorrectReceiver) -> Any:
    """Use a background task."""
    later = Later(receiver)
    return fastapi_app(later, lambda event: BackgroundTask(later.do, event))


def created_task(receiver: CorrectReceiver) -> Any:
    """Create a task."""
    later, tasks = Later(receiver), set()

    def hand_over(event: dict[str, Any]) -> None:
        tasks.add(asyncio.create_task(asyncio.to_thread(later.do, event)))

    return fastapi_app(later, hand_over)


def queue_worker(receiver: CorrectReceiver) -> Any:
    """Put the work into a queue, for a task that lives as long as the application."""
    later: Later = Later(receiver)
    events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def run() -> None:
        while True:
            await asyncio.to_thread(later.do, await events.get())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(run())
        yield
        task.cancel()

    return fastapi_app(later, events.put_nowait, lifespan=lifespan)


def outbox(receiver: CorrectReceiver) -> Any:
    """Write the work down, for a task that looks now and then."""
    later: Later = Later(receiver)
    events: deque[dict[str, Any]] = deque()

    async def run() -> None:
        while True:
            await asyncio.sleep(5 * _MOMENT)
            while events:
                later.work(events.popleft())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(run())
        yield
        task.cancel()

    return fastapi_app(later, events.append, lifespan=lifespan)


def thread(receiver: CorrectReceiver) -> Any:
    """Start a thread."""
    later = Later(receiver)

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        headers = [(key[5:].replace("_", "-").lower(), value) for key, value in environ.items() if key[:5] == "HTTP_"]
        body = environ["wsgi.input"].read()
        reply, events = later.answer(environ["REQUEST_METHOD"], environ["REQUEST_URI"], headers, body)
        for event in events:
            threading.Thread(target=later.do, args=(event,)).start()
        start_response(f"{reply.status} Status", [])
        return [reply.text.encode()]

    return app


IN_BACKGROUND = [background_task, created_task, queue_worker, thread]


def check_app(make: Callable[[CorrectReceiver], Any], receiver: CorrectReceiver, **changes: object) -> CheckSummary:
    """Check the rules that count effects, without a time to settle that anybody gave."""
    with make_application(make(receiver)) as application:
        endpoint = replace(make_settings(URL).endpoint, application=application)
        return check(receiver, LOOKED_AT, endpoint=endpoint, url=URL, **{"settle": None} | changes)


def told(summary: CheckSummary) -> dict[str, str]:
    """Return what was found, and what was skipped."""
    return {one.rule.id: one.verdict.reason for one in summary.outcomes if one.verdict.reason}


@pytest.mark.parametrize("make", [as_wsgi, *IN_BACKGROUND])
def test_nothing_is_waited_for_where_all_is_done(make: Callable[[CorrectReceiver], Any]) -> None:
    """A correct application passes, however late it works, and no time to settle passes."""
    with CorrectReceiver() as receiver:
        summary = check_app(make, receiver)
    assert told(summary) == {}
    assert sum(one.seconds for one in summary.outcomes) < len(LOOKED_AT) * DEFAULT_SETTLE


@pytest.mark.parametrize("make", [as_wsgi, *IN_BACKGROUND, outbox])
def test_an_effect_too_many_is_seen(make: Callable[[CorrectReceiver], Any]) -> None:
    """The second effect of a duplicate is not missed, however late it comes."""
    with KnowsNoDuplicates() as receiver:
        summary = check_app(make, receiver)
    assert findings(summary) == TWICE, told(summary)


def test_what_works_now_and_then_loses_nothing() -> None:
    """Nobody knows when such an application has done its work, so that it has its time as over a socket."""
    with CorrectReceiver() as receiver:
        summary = check_app(outbox, receiver)
    assert told(summary) == {}


class LateObserver(ReceiverObserver):
    """Sees what was done a while ago, as if another process did it."""

    def __init__(self, receiver: CorrectReceiver, seconds: float) -> None:
        super().__init__(receiver)
        self._worker = receiver
        self._seconds = seconds
        self._seen: deque[tuple[float, dict[str, int]]] = deque([(0.0, {})])
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="mhook-test-observer")

    def _watch(self) -> None:
        while not self._stop.wait(0.005):
            with self._worker.lock:
                self._seen.append((time.monotonic(), dict(self._worker.effects)))

    def look(
        self, event_type: str, event_id: str, stopped: Callable[[], bool] = lambda: False, body: bytes = b""
    ) -> float:
        """Return the number of then."""
        then = time.monotonic() - self._seconds
        return float(next(seen for at, seen in reversed(tuple(self._seen)) if at <= then).get(event_id, 0))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._stop.set()
        self._thread.join()


@pytest.mark.parametrize(("kind", "found"), [(CorrectReceiver, set()), (KnowsNoDuplicates, TWICE)])
def test_work_of_another_process_is_seen(kind: type[CorrectReceiver], found: set[str]) -> None:
    """Where an effect comes after all work in this process is done, there is time for more, and none is lost."""
    with kind() as receiver:
        summary = check_app(as_wsgi, receiver, observer=LateObserver(receiver, 0.15))
    assert findings(summary) == found, told(summary)


def test_the_time_that_a_user_gives_is_kept() -> None:
    """Somebody who says how long work takes knows more than can be seen in this process."""
    with KnowsNoDuplicates() as receiver:
        summary = check_app(as_wsgi, receiver, observer=LateObserver(receiver, 0.15), settle=0.4)
    assert findings(summary) == TWICE
    with CorrectReceiver() as receiver:
        quick = check_app(as_wsgi, receiver, settle=0.0)
    assert told(quick) == {}


class FakeApplication:
    """Tells what it is asked, and whether all is done."""

    def __init__(self, *, is_done: bool) -> None:
        self.is_done = is_done
        self.asked: list[float] = []

    def finish_background(self, seconds: float, stopped: Callable[[], bool]) -> bool:
        """Answer."""
        self.asked.append(seconds)
        return self.is_done


def make_settling(seconds: float | None, application: FakeApplication | None) -> Settling:
    """Return one of an application."""
    found: Application | None = application  # type: ignore[assignment]
    return Settling(seconds, found)


def test_an_application_is_asked_once_after_each_request() -> None:
    """What was done is done until something is sent again."""
    application = FakeApplication(is_done=True)
    settling = make_settling(None, application)
    for _ in range(2):
        settling.note_request()
        assert not settling.is_over
        settling.finish(lambda: False)
        settling.finish(lambda: False)
        assert (settling.is_over, settling.rest) == (True, 0.0)
    assert application.asked == [5.0, 5.0]
    settling.note_late()
    assert (settling.is_over, settling.rest) == (False, DEFAULT_SETTLE)


def test_an_application_that_never_ends_is_not_waited_for_long_twice() -> None:
    """Once in vain it has no longer than is usual over a socket."""
    application = FakeApplication(is_done=False)
    settling = make_settling(None, application)
    for _ in range(3):
        settling.note_request()
        settling.finish(lambda: False)
    assert (application.asked, settling.is_over) == ([5.0, DEFAULT_SETTLE, DEFAULT_SETTLE], False)


@pytest.mark.parametrize(("seconds", "application"), [(None, None), (0.5, None), (0.5, FakeApplication(is_done=True))])
def test_a_time_passes_where_nobody_tells(seconds: float | None, application: FakeApplication | None) -> None:
    """Over a socket, and where the user says so, it is over when the time is."""
    settling = make_settling(seconds, application)
    settling.note_request()
    settling.finish(lambda: False)
    length = DEFAULT_SETTLE if seconds is None else seconds
    assert (settling.is_over, settling.rest) == (False, length)
    assert settling.end(3) - settling.end() == pytest.approx(2 * length)
    assert 0 < settling.end() - time.monotonic() <= length
