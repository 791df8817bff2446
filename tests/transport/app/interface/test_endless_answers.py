"""Answers that never end: they are left as over a socket, and nothing of them goes on."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route

from maileroo_cli.delivery.attempt.outcome import Outcome
from tests.transport.app.calling import answer, calling, http, take_body

Start = Callable[..., Callable[[bytes], None]]
parts = pytest.mark.parametrize("part", [b"x" * 1000, b"x", b""], ids=["long", "short", "empty"])


@parts
def test_an_asynchronous_one_is_ended_when_the_client_has_gone(part: bytes) -> None:
    """One that never waits for anything leaves the loop to others, and gets an error where nobody is left."""
    ended: list[str] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] != "/endless":
            await answer(send, b"fine")
            return
        await take_body(receive)
        await send({"type": "http.response.start", "status": 200})
        try:
            while True:
                await send({"type": "http.response.body", "body": part, "more_body": True})
        except OSError as error:
            ended.append(str(error))
            raise

    with calling(app) as caller:
        attempt = caller.send("/endless", timeout=20.0 if len(part) > 1 else 0.1)
        assert (attempt.status, attempt.traceback) == (200, "")
        assert caller.finish()
        assert caller.send().body == b"fine"
    assert ended == ["nobody reads the answer any more"]


def test_a_framework_ends_one_itself() -> None:
    """Starlette learns that the client has gone, as behind a server."""
    ended = threading.Event()

    async def page(request: Any) -> StreamingResponse:
        async def content() -> Any:
            try:
                while True:
                    yield b"x" * 1000
            finally:
                ended.set()

        return StreamingResponse(content())

    with calling(Starlette(routes=[Route("/", page, methods=["POST"])])) as caller:
        attempt = caller.send()
        assert caller.finish()
    assert (attempt.ok, attempt.body_truncated, ended.is_set()) == (True, True, True)


def test_a_short_stream_that_nobody_hears_comes_to_its_end() -> None:
    """A server complains about no part of it, so what is done after it is done."""
    done: list[str] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await take_body(receive)
        await receive()
        await send({"type": "http.response.start", "status": 200})
        for number in range(20):
            await send({"type": "http.response.body", "body": b"x" * 1000, "more_body": number < 19})
        done.append("work")

    with calling(app) as caller:
        assert caller.send(timeout=0.05).outcome is Outcome.TIMEOUT
        assert caller.finish()
    assert done == ["work"]


def test_one_that_only_listens_leaves_the_loop_to_others() -> None:
    """Whoever asks again and again whether the client has gone holds nobody up."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/deaf":
            await take_body(receive)
            await answer(send, b"first")
            while not others:
                await receive()
            return
        others.append(1)
        await answer(send, b"second")

    others: list[int] = []
    with calling(app) as caller:
        assert [caller.send(path, timeout=5).body for path in ("/deaf", "/")] == [b"first", b"second"]


@parts
@pytest.mark.parametrize("writes", [False, True], ids=["yields", "writes"])
def test_one_in_the_callers_thread_is_ended(part: bytes, writes: bool) -> None:
    """It is read no further than over a socket, and no longer than its time; it is no failure of the application."""
    closed: list[bool] = []

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        write = start_response("200 OK", [])
        try:
            while True:
                if writes:
                    write(part)
                else:
                    yield part
        finally:
            closed.append(True)

    with calling(app, in_caller=True) as caller:
        attempt = caller.send(timeout=20.0 if len(part) > 1 else 0.1)
    assert attempt.outcome is (Outcome.ANSWERED if len(part) > 1 else Outcome.TIMEOUT)
    assert (attempt.traceback, closed) == ("", [True])


def test_a_late_answer_in_the_callers_thread_comes_to_its_end() -> None:
    """It is a timeout, as over a socket, but one that began late, as under a debugger, is not broken off."""
    ended: list[bool] = []

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        threading.Event().wait(0.05)
        start_response("200 OK", [])
        yield b"late"
        yield b"later"
        ended.append(True)

    with calling(app, in_caller=True) as caller:
        attempt = caller.send(timeout=0.01)
    assert (attempt.outcome, attempt.traceback, ended) == (Outcome.TIMEOUT, "", [True])
