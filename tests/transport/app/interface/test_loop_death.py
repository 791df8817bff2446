"""An application that ends the event loop it runs in: it is told as its doing, and the next request is answered."""

import asyncio
import gc
import sys
from collections.abc import Callable
from typing import Any

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.errors import InputError
from tests.transport.app.calling import answer, calling, http, said

Death = Callable[[], object]


def exit_in_task() -> object:
    """Let a task end the process."""

    async def leave() -> None:
        sys.exit(3)

    return asyncio.create_task(leave())


def exit_in_callback() -> object:
    """Let a callback end the process."""

    def leave() -> None:
        raise KeyboardInterrupt

    return asyncio.get_running_loop().call_soon(leave)


def stop_loop() -> object:
    """Stop the loop."""
    return asyncio.get_running_loop().stop()


def cancel_all() -> object:
    """Cancel all other tasks."""
    return [one.cancel() for one in asyncio.all_tasks() - {asyncio.current_task()}]


deaths = pytest.mark.parametrize(
    ("die", "told"),
    [
        (exit_in_task, "SystemExit: 3"),
        (exit_in_callback, "KeyboardInterrupt"),
        (stop_loop, "RuntimeError: the application stopped its event loop"),
        (cancel_all, "RuntimeError: the application cancelled the main task of its event loop"),
    ],
    ids=["task", "callback", "stop", "cancel"],
)


@deaths
def test_a_request_that_ends_the_loop_is_broken_off_at_once(die: Death, told: str) -> None:
    """What ended it is told, and the next request goes to the same application."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/die":
            die()
            await asyncio.Event().wait()
        await answer(send, b"fine")

    with calling(app) as caller:
        attempt = caller.send("/die")
        assert (attempt.outcome, attempt.status, said(attempt)) == (Outcome.RESET, None, told)
        assert caller.send().body == b"fine"


@deaths
def test_what_ends_the_loop_after_the_answer_is_told_by_the_next_request(die: Death, told: str) -> None:
    """A server would be gone by then; the request after that comes to one that was started again."""
    seen: list[str] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["path"])
        if scope["path"] == "/die":
            asyncio.get_running_loop().call_later(0.02, die)
        await answer(send, b"fine")

    with calling(app) as caller:
        assert caller.send("/die").body == b"fine"
        caller.finish()
        attempt = caller.send("/lost")
        assert (attempt.outcome, said(attempt)) == (Outcome.RESET, told)
        assert caller.send("/again").body == b"fine"
    assert seen == ["/die", "/again"]


@deaths
def test_one_that_ends_the_loop_at_its_start_has_not_started(die: Death, told: str) -> None:
    """A server would not serve it either."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        die()
        await asyncio.sleep(0)
        await send({"type": "lifespan.startup.complete"})
        await receive()

    with pytest.raises(InputError, match="did not start: "), calling(app):
        pass


@deaths
def test_one_that_ends_the_loop_at_its_end_ends(die: Death, told: str) -> None:
    """Nothing is raised, and it is left time to end what it began."""
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await answer(send, b"fine")
            return
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        die()
        await asyncio.sleep(0.02)
        seen.append("ended")
        await send({"type": "lifespan.shutdown.complete"})

    with calling(app) as caller:
        assert caller.send().body == b"fine"
    assert seen == ["ended"]


def test_one_that_waits_at_its_end_for_all_that_it_cancelled_ends() -> None:
    """What waits for its end is among that, and does not hold it up."""
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for one in others:
            one.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        seen.append("ended")
        await send({"type": "lifespan.shutdown.complete"})

    with calling(app):
        pass
    assert seen == ["ended"]


def test_what_ended_the_loop_is_not_logged_beside_that(caplog: pytest.LogCaptureFixture) -> None:
    """It is told with its request, and asyncio does not complain that nobody took it."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        exit_in_task()
        await asyncio.sleep(0)
        await answer(send)

    gc.collect()  # what other tests have left behind
    caplog.clear()
    with calling(app) as caller:
        assert said(caller.send()) == "SystemExit: 3"
    gc.collect()
    assert caplog.text == ""
