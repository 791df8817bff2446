"""Starting and ending an ASGI application: the lifespan part of ASGI."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI, Request
from litestar import Litestar, get
from litestar.datastructures import State
from quart import Quart
from starlette.applications import Starlette

from maileroo_cli.errors import InputError
from maileroo_cli.transport.app.hiding import hiding
from maileroo_cli.webhook.signing.secret import MASK, Secret
from tests.transport.app.calling import PATIENCE, answer, calling, http


def test_one_starts_before_its_first_request_and_ends_after_its_last() -> None:
    """What a framework does at its start and its end happens, in this order, with one loop for all."""
    seen: list[object] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, object]]:
        loop = asyncio.get_running_loop()
        seen.append("start")
        yield {"number": 7, "loop": loop}
        seen.append("end" if asyncio.get_running_loop() is loop else "another loop")

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    async def page(request: Request) -> int:
        seen.append("request" if asyncio.get_running_loop() is request.state.loop else "another loop")
        return int(request.state.number)

    with calling(app) as caller:
        assert caller.send(method="GET", body=b"").body == b"7"
    assert seen == ["start", "request", "end"]


def test_each_request_has_a_state_of_its_own() -> None:
    """What one request puts into the state is not there for the next one, as with a server."""
    seen: list[dict[str, Any]] = []

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            scope["state"]["shared"] = 1
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        seen.append(dict(scope["state"]))
        scope["state"]["own"] = True
        await answer(send)

    with calling(app) as caller:
        caller.send()
        caller.send()
    assert seen == [{"shared": 1}] * 2


def litestar_app(seen: list[str]) -> Litestar:
    """Return one of Litestar's."""

    @get("/", sync_to_thread=False)
    def page(state: State) -> str:
        return str(state.word)

    def start(app: Litestar) -> None:
        app.state.word = "started"
        seen.append("start")

    return Litestar([page], on_startup=[start], on_shutdown=[lambda: seen.append("end")], logging_config=None)


def quart_app(seen: list[str]) -> Quart:
    """Return one of Quart's."""
    app = Quart(__name__)

    @app.before_serving
    async def start() -> None:
        app.config["word"] = "started"
        seen.append("start")

    @app.after_serving
    async def end() -> None:
        seen.append("end")

    @app.get("/")
    async def page() -> str:
        return str(app.config["word"])

    return app


@pytest.mark.parametrize("make", [litestar_app, quart_app])
def test_other_frameworks_start_and_end_too(make: Callable[[list[str]], Any]) -> None:
    """Litestar and Quart use the same protocol."""
    seen: list[str] = []
    with calling(make(seen)) as caller:
        assert caller.send(method="GET", body=b"").body == b"started"
    assert seen == ["start", "end"]


@asynccontextmanager
async def failing(app: object) -> AsyncIterator[None]:
    """Have no database."""
    if app is not None:
        raise RuntimeError("no database")
    yield


@pytest.mark.parametrize("app", [FastAPI(lifespan=failing), Starlette(lifespan=failing)], ids=["FastAPI", "Starlette"])
def test_one_that_cannot_start_is_told(app: Any) -> None:
    """The reason is told in one line, and nothing is left behind."""
    before = threading.active_count()
    with pytest.raises(InputError, match="did not start: RuntimeError: no database: start it with your server"):
        calling(app).__enter__()
    assert threading.active_count() == before


def test_one_that_gives_no_reason_is_told() -> None:
    """The message of a failure may be empty."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed"})

    with pytest.raises(InputError, match="did not start: it gave no reason"):
        calling(app).__enter__()


@pytest.mark.parametrize(("reason", "told"), [(SystemExit(3), "SystemExit: 3"), (KeyboardInterrupt(), "Keyboard")])
def test_one_that_leaves_at_its_start_is_told(reason: BaseException, told: str) -> None:
    """Whoever ends the process then means that it cannot start, and not that it knows no lifespan."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        raise reason

    with pytest.raises(InputError, match=f"did not start: {told}"):
        calling(app).__enter__()


def test_one_that_hangs_at_its_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever."""
    monkeypatch.setattr("maileroo_cli.transport.app.interface.asgi._STARTING", 0.1)

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await asyncio.Event().wait()

    with pytest.raises(InputError, match=r"had not started after 0\.1 s"):
        calling(app).__enter__()


async def knows_none(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Raise, as Django does."""
    if scope["type"] != "http":
        raise ValueError(scope["type"])
    await answer(send, b"ok")


async def returns(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Do nothing about it."""
    if scope["type"] == "http":
        await answer(send, b"ok")


async def answers(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer whatever comes as a request."""
    await answer(send, b"ok")


@pytest.mark.parametrize("app", [knows_none, returns, answers])
def test_one_that_knows_no_lifespan_is_left_alone(app: Any) -> None:
    """It is called all the same, as by a server."""
    with calling(app) as caller:
        assert caller.send().body == b"ok"


@pytest.mark.parametrize(("text", "told"), [("set SECRET", "SystemExit: set SECRET"), (3, "SystemExit: 3")])
def test_one_that_exits_has_not_started(text: object, told: str) -> None:
    """Whoever ends the process while it starts knows of the start, and does not want to go on."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            raise SystemExit(text)

    with pytest.raises(InputError, match=f"did not start: {told}: start it with your server") as caught:
        calling(app).__enter__()
    assert isinstance(caught.value.__cause__, SystemExit)


def test_what_it_says_is_harmless() -> None:
    """Its reason has no secret and nothing for a terminal, and is not endless."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        message = "\x1b[2J quiet  42  horse" + "x" * 10_000
        await receive()
        await send({"type": "lifespan.startup.failed", "message": message})

    with hiding(Secret("quiet  42  horse")), pytest.raises(InputError) as caught:
        calling(app).__enter__()
    said = str(caught.value)
    assert rf"did not start: \x1b[2J {MASK}xxx" in said
    assert len(said) < 500


def test_one_that_hangs_at_its_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a few seconds, and is then cancelled."""
    monkeypatch.setattr("maileroo_cli.transport.app.interface.lifespan._ENDING", 0.1)
    cancelled = threading.Event()

    @asynccontextmanager
    async def hanging(app: FastAPI) -> AsyncIterator[None]:
        yield
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    began = time.monotonic()
    with calling(FastAPI(lifespan=hanging)):
        pass
    assert (cancelled.wait(PATIENCE), time.monotonic() - began < PATIENCE) == (True, True)


def test_one_that_fails_at_its_end_has_ended() -> None:
    """What goes wrong then concerns no request."""

    @asynccontextmanager
    async def failing_late(app: FastAPI) -> AsyncIterator[None]:
        yield
        raise RuntimeError("late")

    with calling(FastAPI(lifespan=failing_late)) as caller:
        assert caller.send().status == 404


def test_what_still_runs_at_the_end_is_cancelled() -> None:
    """A task that a request has left behind learns that all is over, and the loop is closed."""
    cancelled = threading.Event()
    tasks: set[Any] = set()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    @http
    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        tasks.add(asyncio.create_task(work()))
        await answer(send)

    before = threading.active_count()
    with calling(app) as caller:
        assert caller.send().ok
    assert (cancelled.is_set(), threading.active_count()) == (True, before)
