"""Sending into an application: time-outs, applications that hang, interruptions, and what else a sender does."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from maileroo_cli.delivery.attempt.outcome import AttemptProblem, Outcome, Phase
from maileroo_cli.errors import UsageError
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.fault.other_framings import PaddedWrite
from maileroo_cli.transport.fault.partial_writes import CutOffWrite, write_then_reset
from maileroo_cli.webhook.signing.request import Request
from tests.transport.app.calling import PATIENCE, Caller, answer, calling, http, take_body

SOON = 5.0
"""What takes no longer did not wait for a time-out of this suite."""


class Hanging:
    """Applications that answer when ``released``; ``begun`` tells that a request has come to them."""

    def __init__(self) -> None:
        self.begun, self.released = threading.Event(), threading.Event()

    def wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Block the thread."""
        self.begun.set()
        self.released.wait(PATIENCE)
        start_response("200 OK", [])
        return [b"late"]

    async def blocking(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Block the loop, as code does that is not asynchronous."""
        assert scope["type"] == "http"
        self.begun.set()
        self.released.wait(PATIENCE)
        await answer(send, b"late")

    async def waiting(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Wait in the loop."""
        assert scope["type"] == "http"
        import asyncio

        self.begun.set()
        await asyncio.to_thread(self.released.wait, PATIENCE)
        await answer(send, b"late")

    async def half(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Begin the answer, and wait."""
        assert scope["type"] == "http"
        import asyncio

        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        self.begun.set()
        await asyncio.to_thread(self.released.wait, PATIENCE)
        await send({"type": "http.response.body", "body": b" late"})


KINDS = ("wsgi", "blocking", "waiting", "half")


@pytest.mark.parametrize("kind", KINDS)
def test_an_application_that_hangs_times_out(kind: str) -> None:
    """The time-out of a request holds, whatever an application does; others go on as soon as it does."""
    hanging = Hanging()
    with calling(getattr(hanging, kind)) as caller:
        began = time.monotonic()
        attempt = caller.send(timeout=0.1)
        took = time.monotonic() - began
        hanging.released.set()
        assert caller.finish()
        assert caller.send().body.endswith(b"late")
    assert (attempt.outcome, took < SOON) == (Outcome.TIMEOUT, True)
    assert attempt.phase is (Phase.READING if kind == "half" else Phase.WAITING)
    assert (attempt.status, attempt.body) == ((200, b"begun") if kind == "half" else (None, b""))


@pytest.mark.parametrize("begins", [True, False], ids=["begun", "silent"])
def test_a_late_answer_in_the_thread_that_sends_is_a_time_out(begins: bool) -> None:
    """Nothing can end such a request, but an answer that comes too late counts for none."""

    def late(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if begins:
            start_response("200 OK", [])(b"begun")
        threading.Event().wait(0.3)
        if not begins:
            start_response("200 OK", [])
        return [b" late"]

    with calling(late, in_caller=True) as caller:
        attempt = caller.send(timeout=0.1)
    assert (attempt.outcome, attempt.ok, attempt.seconds >= 0.3) == (Outcome.TIMEOUT, False, True)
    expected = (Phase.READING, 200, b"begun late") if begins else (Phase.WAITING, None, b"")
    assert (attempt.phase, attempt.status, attempt.body) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_that_nobody_reads_times_out(kind: str) -> None:
    """Nobody waits for ever until an application takes a part of a large body."""
    hanging = Hanging()
    with calling(getattr(hanging, kind)) as caller:
        began = time.monotonic()
        attempt = caller.send(timeout=0.2, strategy=PaddedWrite(2, 50_000_000))
        took = time.monotonic() - began
        hanging.released.set()
    assert (attempt.outcome, attempt.phase, took < SOON) == (Outcome.TIMEOUT, Phase.SENDING, True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_under_way_can_be_interrupted(kind: str) -> None:
    """Whoever is told to end does not wait for the application."""
    hanging = Hanging()
    with calling(getattr(hanging, kind)) as caller, caller.open() as sender:

        def interrupt() -> None:
            hanging.begun.wait(PATIENCE)
            sender.interrupt()

        thread = threading.Thread(target=interrupt)
        thread.start()
        began = time.monotonic()
        attempt = sender.send(Request("POST", "http://localhost/", (), b"{}"))
        took = time.monotonic() - began
        thread.join(PATIENCE)
        hanging.released.set()
    assert (attempt.outcome, took < SOON) == (Outcome.TIMEOUT, True)


def test_an_application_that_never_ends_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving one that blocks its loop takes a moment, and not for ever."""
    monkeypatch.setattr("maileroo_cli.transport.app.interface.asgi._ENDING", 0.2)
    hanging = Hanging()
    began = time.monotonic()
    with calling(hanging.blocking) as caller:
        assert caller.send(timeout=0.05).outcome is Outcome.TIMEOUT
        assert not caller.finish(0.05)
    took = time.monotonic() - began
    hanging.released.set()
    assert took < PATIENCE


def test_reading_less_than_all_holds_the_sender_back() -> None:
    """A body of 50 MB does not lie in memory: the sender waits as over a socket."""
    most = 0

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal most
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message["body"]), message["more_body"]
            most = max(most, len(message["body"]))
        await answer(send, b"%d" % size)

    with calling(app) as caller:
        attempt = caller.send(strategy=PaddedWrite(2, 50_000_000))
    assert (attempt.body, most) == (b"50000000", 65_536)


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with the path, and redirect where it says so."""
    path = environ["PATH_INFO"]
    start_response("301 Moved" if path == "/hook" else "200 OK", [("Location", "/hook/")] if path == "/hook" else [])
    return [path.encode("latin-1")]


def test_a_redirect_is_seen_and_not_followed() -> None:
    """Its target and what is wrong with it are told as over a socket."""
    with calling(echo) as caller:
        attempt = caller.send("/hook")
    assert (attempt.status, attempt.location, attempt.problem) == (301, "/hook/", AttemptProblem.TO_SLASH)


def test_a_sender_can_aim_elsewhere() -> None:
    """Another path of the same application is asked by the same sender."""
    with calling(echo) as caller, caller.open("/a") as sender:
        request = Request("POST", "http://localhost/a", (), b"")
        first = sender.send(request)
        sender.aim(parse_target("http://localhost/b"))
        assert (first.body, sender.send(request).body) == (b"/a", b"/b")


def test_a_head_that_no_server_reads_is_refused() -> None:
    """As a server does, what reads requests here answers itself."""
    with calling(echo) as caller:
        attempt = caller.send(headers=(("Host", "one"), ("Host", "two")))
    assert (attempt.status, attempt.body) == (400, b"the request cannot be read")


@pytest.mark.parametrize(
    "headers",
    [(("Bad name", "1"),), (("X-Break", "a\nb"),), (("Transfer-Encoding", "chunked"),)],
    ids=["name", "break", "framing"],
)
def test_what_http_cannot_carry_is_refused(headers: Any) -> None:
    """It is refused as over a socket, before the application is called."""
    with calling(echo) as caller, pytest.raises(UsageError):
        caller.send(headers=headers)


@pytest.mark.parametrize("timeout", [0, -1, 1e9])
def test_a_time_out_that_cannot_be_is_refused(timeout: float) -> None:
    """As over a socket."""
    with calling(echo) as caller, pytest.raises(UsageError):
        caller.open(timeout=timeout)


@pytest.mark.parametrize("by_reset", [False, True])
def test_a_request_without_its_head_comes_to_nothing(by_reset: bool) -> None:
    """Where even the head is cut off, the application is not called, and the connection is lost."""
    called: list[Any] = []

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        called.append(environ)
        return []

    with calling(app) as caller:
        attempt = caller.send(body=b"", strategy=CutOffWrite(0, by_reset=by_reset))
    assert (attempt.outcome, attempt.phase, called) == (Outcome.RESET, Phase.SENDING, [])


def test_a_request_that_is_cut_off_reaches_an_application_once() -> None:
    """Also where it runs in the thread that sends, half a body is half a body, once."""
    called: list[int] = []

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        called.append(len(environ["wsgi.input"].read()))
        start_response("400 Short", [])
        return []

    for by_reset in (False, True):
        with calling(app, in_caller=True) as caller:
            caller.send(body=b"x" * 10, strategy=CutOffWrite(10, by_reset=by_reset))
    assert called == [5, 5]


def test_an_answer_is_read_before_the_connection_is_reset() -> None:
    """A reset after the answer changes nothing for the application, which has answered."""
    with calling(echo) as caller:
        assert caller.send(strategy=write_then_reset).ok


def run_many(caller: Caller, number: int) -> list[bytes]:
    """Send so many requests at the same time, each from a thread of its own, and return the answers in order."""
    found: dict[int, bytes] = {}
    together = threading.Barrier(number)

    def send(place: int) -> None:
        together.wait(PATIENCE)
        found[place] = caller.send(f"/{place}", b"%d" % place).body

    threads = [threading.Thread(target=send, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return [found[place] for place in range(number)]


def meeting_wsgi(number: int) -> Callable[..., Any]:
    """Return an application that answers when so many requests have come to it."""
    met = threading.Barrier(number)

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        met.wait(PATIENCE)
        start_response("200 OK", [])
        return [environ["PATH_INFO"].encode(), b" ", body]

    return app


def meeting_asgi(number: int) -> Callable[..., Any]:
    """Return the same in ASGI."""
    came: list[bytes] = []
    all_here: list[Any] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        import asyncio

        if not all_here:
            all_here.append(asyncio.Event())
        body = await take_body(receive)
        came.append(body)
        if len(came) == number:
            all_here[0].set()
        await asyncio.wait_for(all_here[0].wait(), PATIENCE)
        await answer(send, scope["raw_path"] + b" " + body)

    return app


@pytest.mark.parametrize("make", [meeting_wsgi, meeting_asgi], ids=["WSGI", "ASGI"])
def test_a_hundred_requests_are_under_way_at_the_same_time(make: Callable[[int], Callable[..., Any]]) -> None:
    """Each gets its own answer, and none waits for another one to be answered first."""
    with calling(make(100)) as caller:
        assert run_many(caller, 100) == [b"/%d %d" % (place, place) for place in range(100)]
