"""What requests leave behind: ``finish_background`` waits for all of it, and tells where something cannot be known."""

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import anyio
import pytest
from fastapi import BackgroundTasks, FastAPI
from flask import Flask
from quart import Quart
from starlette.background import BackgroundTask
from starlette.requests import Request as StarletteRequest
from starlette.responses import PlainTextResponse

from tests.transport.app.calling import PATIENCE, Caller, answer, calling, http

_MOMENT = 0.05
"""So long takes work here that is done after the answer."""


class Work:
    """Counts the work that was done."""

    def __init__(self) -> None:
        self.done = 0
        self.ended = threading.Event()
        self.end: Callable[[], object] = self.ended.set

    def do(self, *_: object) -> None:
        """Do some, after a moment."""
        threading.Event().wait(_MOMENT)
        self.done += 1

    async def await_it(self) -> None:
        """Do some in a loop, after a moment."""
        await asyncio.sleep(_MOMENT)
        self.done += 1


def starlette_task(work: Work) -> Any:
    """Use a background task of Starlette's, in a thread."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        request = StarletteRequest(scope, receive)
        await request.body()
        await PlainTextResponse("ok", background=BackgroundTask(work.do))(scope, receive, send)

    return http(app)


def fastapi_tasks(work: Work) -> Any:
    """Use those of FastAPI's."""
    app = FastAPI()

    @app.post("/")
    async def hook(tasks: BackgroundTasks) -> str:
        tasks.add_task(work.await_it)
        return "ok"

    return app


def created_task(work: Work) -> Any:
    """Create a task that nobody waits for."""
    tasks: set[Any] = set()

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        tasks.add(asyncio.create_task(work.await_it()))
        await answer(send)

    return app


def chained_tasks(work: Work) -> Any:
    """Create a task that creates the next one, and that a thread."""
    tasks: set[Any] = set()

    async def first() -> None:
        await asyncio.sleep(_MOMENT)
        tasks.add(asyncio.create_task(second()))

    async def second() -> None:
        await asyncio.sleep(_MOMENT)
        threading.Thread(target=work.do).start()

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        tasks.add(asyncio.create_task(first()))
        await answer(send)

    return app


def later_call(work: Work) -> Any:
    """Let the loop call something a little later."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        asyncio.get_running_loop().call_later(_MOMENT, work.do)
        await answer(send)

    return app


def forgotten_executor(work: Work) -> Any:
    """Give work to the loop's own threads, and wait for none of it."""
    futures: list[Any] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        futures.append(asyncio.get_running_loop().run_in_executor(None, work.do))
        await answer(send)

    return app


def quart_task(work: Work) -> Any:
    """Use a background task of Quart's."""
    app = Quart(__name__)

    @app.post("/")
    async def hook() -> str:
        app.add_background_task(work.await_it)
        return "ok"

    return app


def asgi_worker(work: Work) -> Any:
    """Put work into a queue, for a worker that starts with the application."""
    events: asyncio.Queue[int] = asyncio.Queue()

    async def run() -> None:
        while True:
            await events.get()
            await work.await_it()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(run())
        yield
        task.cancel()

    app = FastAPI(lifespan=lifespan)

    @app.post("/")
    async def hook() -> str:
        events.put_nowait(1)
        return "ok"

    return app


def lazy_asgi_worker(work: Work) -> Any:
    """Start the worker at the first request."""
    events: asyncio.Queue[int] = asyncio.Queue()
    tasks: list[Any] = []

    async def run() -> None:
        while True:
            await asyncio.wait_for(events.get(), None)
            await work.await_it()

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if not tasks:
            tasks.append(asyncio.create_task(run()))
        events.put_nowait(1)
        await answer(send)

    return app


def anyio_worker(work: Work) -> Any:
    """Send work over a memory stream of AnyIO's."""
    giving, taking = anyio.create_memory_object_stream[int](10)

    async def run() -> None:
        async for _ in taking:
            await work.await_it()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with anyio.create_task_group() as group:
            group.start_soon(run)
            yield
            giving.close()
        taking.close()

    app = FastAPI(lifespan=lifespan)

    @app.post("/")
    async def hook() -> str:
        await giving.send(1)
        return "ok"

    return app


def flask_app(hook: Callable[[], object]) -> Flask:
    """Return an application of Flask that calls ``hook`` before it answers."""
    app = Flask(__name__)

    @app.post("/")
    def view() -> str:
        hook()
        return "ok"

    return app


def thread(work: Work) -> Any:
    """Start a thread."""
    return flask_app(lambda: threading.Thread(target=work.do).start())


def timer(work: Work) -> Any:
    """Start a timer."""
    return flask_app(lambda: threading.Timer(_MOMENT, work.do).start())


def pool(work: Work) -> Any:
    """Give work to a pool of threads."""
    threads = ThreadPoolExecutor(2)
    work.end = threads.shutdown
    return flask_app(lambda: threads.submit(work.do))


def worker_thread(work: Work) -> Any:
    """Put work into a queue, for a thread that starts with the application."""
    events: queue.Queue[int] = queue.Queue()

    def run() -> None:
        while events.get():
            work.do()

    work.end = lambda: events.put(0)
    threading.Thread(target=run, daemon=True).start()
    return flask_app(lambda: events.put(1))


def simple_worker_thread(work: Work) -> Any:
    """Use the simple queue, and start the thread at the first request."""
    events: queue.SimpleQueue[int] = queue.SimpleQueue()
    started: list[threading.Thread] = []

    def run() -> None:
        while events.get():
            work.do()

    work.end = lambda: events.put(0)

    def hook() -> None:
        if not started:
            started.append(threading.Thread(target=run, daemon=True))
            started[0].start()
        events.put(1)

    return flask_app(hook)


def generator_tail(work: Work) -> Any:
    """Work in the answer itself, after its last byte."""

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", "2")])
        yield b"ok"
        work.do()

    return app


def closing(work: Work) -> Any:
    """Work when the answer is closed, as ``call_on_close`` of Werkzeug does."""
    from werkzeug.wrappers import Response

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        response = Response("ok")
        response.call_on_close(work.do)
        return response(environ, start_response)

    return app


ASGI = [
    starlette_task,
    fastapi_tasks,
    created_task,
    chained_tasks,
    later_call,
    forgotten_executor,
    quart_task,
    asgi_worker,
    lazy_asgi_worker,
    anyio_worker,
]
WSGI = [thread, timer, pool, worker_thread, simple_worker_thread, generator_tail, closing]


@contextmanager
def serving(make: Callable[[Work], Any], *, in_caller: bool = False) -> Iterator[tuple[Caller, Work]]:
    """Yield what sends into an application, and what it has done."""
    work = Work()
    before = set(threading.enumerate())
    with calling(make(work), in_caller=in_caller) as caller:
        yield caller, work
    work.end()
    for one in set(threading.enumerate()) - before:
        one.join(PATIENCE)


@pytest.mark.parametrize("make", [*ASGI, *WSGI])
def test_all_work_is_done_afterwards(make: Callable[[Work], Any]) -> None:
    """It is surely done, however an application does it, and takes no longer than it takes."""
    with serving(make) as (caller, work):
        began = time.monotonic()
        for number in (1, 2):
            assert caller.send().ok
            assert caller.finish()
            assert work.done == number
        assert time.monotonic() - began < PATIENCE / 2


@pytest.mark.parametrize("make", [thread, pool, worker_thread, closing])
def test_so_it_is_in_the_thread_that_sends(make: Callable[[Work], Any]) -> None:
    """Where a WSGI application is called does not matter."""
    with serving(make, in_caller=True) as (caller, work):
        assert caller.send().ok
        assert caller.finish()
        assert work.done == 1


@pytest.mark.parametrize("make", [asgi_worker, lazy_asgi_worker, worker_thread, simple_worker_thread, pool])
def test_work_that_waits_in_a_queue_is_waited_for(make: Callable[[Work], Any]) -> None:
    """Not only what is under way has to be done, but all that lies in a queue."""
    with serving(make) as (caller, work):
        for _ in range(5):
            assert caller.send().ok
        assert caller.finish()
        assert work.done == 5


@pytest.mark.parametrize("make", [created_task, thread])
def test_nothing_is_waited_for_where_nothing_was_left(make: Callable[[Work], Any]) -> None:
    """It costs no time worth mentioning to ask."""
    with serving(make) as (caller, work):
        caller.send()
        caller.finish()
        began = time.monotonic()
        for _ in range(20):
            assert caller.finish()
        assert (time.monotonic() - began < 2.0, work.done) == (True, 1)


def long_task(ended: threading.Event) -> Any:
    """Start a task at each request that goes on."""
    tasks: set[Any] = set()

    async def wait() -> None:
        while not ended.is_set():  # noqa: ASYNC110  (it is to work now and then)
            await asyncio.sleep(0.01)

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        tasks.add(asyncio.create_task(wait()))
        await answer(send)

    return app


def long_thread(ended: threading.Event) -> Any:
    """Start a thread at each request that goes on."""
    return flask_app(lambda: threading.Thread(target=ended.wait, args=(PATIENCE,), daemon=True).start())


def long_request(ended: threading.Event) -> Any:
    """Answer, and go on."""

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", "2")])
        yield b"ok"
        ended.wait(PATIENCE)

    return app


@pytest.mark.parametrize("make", [long_task, long_thread, long_request])
def test_what_goes_on_is_not_waited_for_twice(make: Callable[[threading.Event], Any]) -> None:
    """It is waited for as long as one likes, once; that its work may come later is said each time."""
    ended = threading.Event()
    with calling(make(ended)) as caller:
        caller.send()
        began = time.monotonic()
        assert not caller.finish(0.2)
        first = time.monotonic() - began
        caller.finish(PATIENCE)
        again = time.monotonic() - began - first
        ended.set()
    assert (first >= 0.2, again < PATIENCE / 2) == (True, True)


def periodic_task(_: Work) -> Any:
    """Look for work now and then, in the loop."""

    async def run() -> None:
        while True:  # noqa: ASYNC110  (it is to work now and then)
            await asyncio.sleep(0.01)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(run())
        yield
        task.cancel()

    return FastAPI(lifespan=lifespan)


def ticking_loop(_: Work) -> Any:
    """Let the loop call something again and again."""

    def tick() -> None:
        asyncio.get_running_loop().call_later(0.01, tick)

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        tick()
        await answer(send)

    return app


def periodic_thread(work: Work) -> Any:
    """Look for work now and then, in a thread."""

    def run() -> None:
        while not work.ended.wait(0.01):
            pass

    threading.Thread(target=run, daemon=True).start()
    return flask_app(lambda: None)


@pytest.mark.parametrize("make", [periodic_task, ticking_loop, periodic_thread])
def test_what_works_now_and_then_is_told(make: Callable[[Work], Any]) -> None:
    """Nobody can know whether it has done its work: that is said at once, without waiting for its end."""
    with serving(make) as (caller, _):
        caller.send()
        began = time.monotonic()
        assert not caller.finish()
        assert not caller.finish()
        assert time.monotonic() - began < PATIENCE / 2


def busy_hands(work: Work) -> Any:
    """Do the work of each request in a task, or a thread, as its path says."""
    tasks: set[Any] = set()

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/task":
            tasks.add(asyncio.create_task(work.await_it()))
        else:
            threading.Thread(target=work.do).start()
        await answer(send)

    return app


@pytest.mark.parametrize("path", ["/task", "/thread"])
def test_requests_that_come_meanwhile_are_not_waited_for(path: str) -> None:
    """While others go on and on sending, what was left behind before is done soon all the same."""
    ended = threading.Event()
    with serving(busy_hands) as (caller, work):

        def send() -> None:
            while not ended.is_set():
                caller.send(path)

        threads = [threading.Thread(target=send) for _ in range(3)]
        for one in threads:
            one.start()
        try:
            for _ in range(5):
                caller.send(path)
                began, before = time.monotonic(), work.done
                assert caller.finish()
                assert (work.done > before, time.monotonic() - began < PATIENCE / 4) == (True, True)
        finally:
            ended.set()
            for one in threads:
                one.join(PATIENCE)
        assert caller.finish()


def test_waiting_can_be_stopped() -> None:
    """Whoever does not want to know any more has not to wait, and what goes on is waited for the next time."""
    ended = threading.Event()
    for make in (long_task, long_thread, long_request):
        ended.clear()
        with calling(make(ended)) as caller:
            caller.send()
            began = time.monotonic()
            assert not caller.application.finish_background(PATIENCE, lambda: True)
            assert time.monotonic() - began < PATIENCE / 2
            threading.Timer(0.1, ended.set).start()
            assert caller.finish()


def test_threads_of_a_test_are_not_waited_for() -> None:
    """Whoever sends from many threads does not wait for the others to send."""
    work = Work()
    number = 8
    together = threading.Barrier(number)
    took: list[float] = []
    with calling(thread(work)) as caller:

        def send() -> None:
            together.wait(PATIENCE)
            began = time.monotonic()
            caller.send()
            caller.finish()
            took.append(time.monotonic() - began)

        threads = [threading.Thread(target=send) for _ in range(number)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(PATIENCE)
        assert caller.finish()
    assert (work.done, max(took) < PATIENCE / 2) == (number, True)


def test_a_loop_that_is_blocked_is_not_waited_for_longer() -> None:
    """An application that blocks its loop after its answer holds nobody up for ever."""
    released = threading.Event()

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await answer(send)
        released.wait(PATIENCE)

    with calling(app) as caller:
        caller.send()
        began = time.monotonic()
        assert not caller.finish(0.1)
        took = time.monotonic() - began
        released.set()
    assert took < PATIENCE / 2
