"""Every fault with an application in this process: what the sender saw, and what the application got and did."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Outcome, Phase
from maileroo_cli.delivery.fault.corruption import flip_bit
from maileroo_cli.delivery.fault.kind import FaultKind, Reach
from maileroo_cli.delivery.fault.text import parse_fault
from maileroo_cli.delivery.replay.clock import ReplayClock, VirtualClock
from maileroo_cli.delivery.replay.records import AttemptResult, Delivery
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.transport.app.opening import make_application
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.fault.made_up_faults import MadeUpFaults
from maileroo_cli.transport.fault.sender import FaultSender
from maileroo_cli.webhook.signing.request import Request

BODY = b'{"event_id":"0a1b2c3d","event_type":"opened","inserted_at":"2026-01-31T12:00:00Z"}\n'
URL = "http://localhost/webhook"
HALF = BODY[: len(BODY) // 2]


class Arrivals:
    """What came to an application: whole bodies, and those that broke off."""

    def __init__(self) -> None:
        self.whole: list[bytes] = []
        self.parts: list[bytes] = []
        self.both = threading.Barrier(2)


class AsgiApp(Arrivals):
    """Reads the body, and answers 200."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request; it knows no lifespan."""
        assert scope["type"] == "http"
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.parts.append(body)
                return
            body, more = body + message["body"], message["more_body"]
        self.whole.append(body)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})


class WsgiApp(Arrivals):
    """The same as a WSGI application: a body that is short has broken off."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answer one request."""
        size = int(environ["CONTENT_LENGTH"])
        body = environ["wsgi.input"].read(size)
        if len(body) < size:
            self.parts.append(body)
            start_response("400 Bad Request", [])
            return [b"short"]
        self.whole.append(body)
        start_response("200 OK", [])
        return [b"ok"]


KINDS: dict[str, tuple[type[AsgiApp | WsgiApp], bool]] = {
    "asgi": (AsgiApp, False),
    "wsgi": (WsgiApp, False),
    "wsgi-here": (WsgiApp, True),
}


@contextmanager
def sending(
    kind: str, *, clock: ReplayClock | None = None, timeout: float = 5.0, success: Success = Success.STRICT
) -> Iterator[tuple[Arrivals, FaultSender]]:
    """Yield an application of this kind, and a sender of faults into it."""
    make, runs_in_caller = KINDS[kind]
    app = make()
    target = parse_target(URL)
    with make_application(app, runs_in_caller=runs_in_caller) as application:
        endpoint = Endpoint(target, timeout, application=application)
        early = MadeUpFaults(target, endpoint.place)
        with FaultSender(endpoint, clock or VirtualClock(0.0), early, success=success) as sender:
            yield app, sender
        application.finish_background(5.0)


def attempt(sender: FaultSender, fault: str) -> AttemptResult:
    """Make one attempt with a fault."""
    request = Request("POST", URL, (("Content-Type", "application/json"),), BODY)
    return sender.send(Delivery(0, "opened", "0a1b2c3d", request), 1, parse_fault(fault, "test"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("fault", "outcome", "status", "phase", "waited"),
    [
        ("refuse", Outcome.REFUSED, None, Phase.CONNECTING, 0.0),
        ("dns", Outcome.DNS, None, Phase.CONNECTING, 0.0),
        ("tls", Outcome.TLS, None, Phase.SECURING, 0.0),
        ("connect-timeout", Outcome.TIMEOUT, None, Phase.CONNECTING, 5.0),
        ("503", Outcome.ANSWERED, 503, Phase.READING, 0.0),
    ],
)
def test_before_the_application(
    kind: str, fault: str, outcome: Outcome, status: int | None, phase: Phase, waited: float
) -> None:
    """The application hears nothing of it, and no socket is opened for it."""
    with sending(kind) as (app, sender):
        result = attempt(sender, fault)
    seen = result.attempt
    assert (seen.outcome, seen.status, seen.phase, result.waited) == (outcome, status, phase, waited)
    assert (result.reach, result.answers, app.whole, app.parts) == (Reach.NOTHING, (), [], [])
    assert [one.name for one in threading.enumerate() if one.name == "mhook-fake-server"] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["truncate", "reset"])
def test_a_body_that_breaks_off(kind: str, fault: str) -> None:
    """The application gets half of the body, then a disconnect or a short read, and the sender no answer."""
    with sending(kind) as (app, sender):
        result = attempt(sender, fault)
    assert (result.attempt.outcome, result.attempt.phase, result.reach) == (Outcome.RESET, Phase.SENDING, Reach.PART)
    assert (app.whole, app.parts) == ([], [HALF])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("fault", "outcome", "status", "waited"),
    [
        ("ok", Outcome.ANSWERED, 200, 0.0),
        ("reorder", Outcome.ANSWERED, 200, 0.0),
        ("lost", Outcome.TIMEOUT, None, 5.0),
        ("late", Outcome.TIMEOUT, None, 5.0),
        ("gateway:502", Outcome.ANSWERED, 502, 0.0),
        ("reset-after", Outcome.RESET, None, 0.0),
        ("drip:2s", Outcome.ANSWERED, 200, 2.0),
    ],
)
def test_what_comes_whole(kind: str, fault: str, outcome: Outcome, status: int | None, waited: float) -> None:
    """The application acts once, whatever the sender sees of it."""
    with sending(kind) as (app, sender):
        result = attempt(sender, fault)
    assert (result.attempt.outcome, result.attempt.status) == (outcome, status)
    assert (result.reach, result.answers) == (Reach.WHOLE, (200,))
    assert result.waited == pytest.approx(waited)
    assert (app.whole, app.parts) == ([BODY], [])


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit(kind: str) -> None:
    """The application gets the altered body."""
    with sending(kind) as (app, sender):
        result = attempt(sender, "corrupt")
    assert (result.reach, result.answers, app.whole) == (Reach.ALTERED, (200,), [flip_bit(BODY)])


class TogetherAsgi(AsgiApp):
    """Answers a copy once the other one is under way too."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Wait for the other copy in a thread, so that the loop goes on."""
        assert scope["type"] == "http"
        await asyncio.to_thread(self.both.wait, 5.0)
        await super().__call__(scope, receive, send)


class TogetherWsgi(WsgiApp):
    """The same as a WSGI application."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Wait for the other copy."""
        self.both.wait(5.0)
        return super().__call__(environ, start_response)


@pytest.mark.parametrize(("kind", "make"), [("asgi", TogetherAsgi), ("wsgi", TogetherWsgi)])
def test_two_copies_at_the_same_instant(
    monkeypatch: pytest.MonkeyPatch, kind: str, make: type[AsgiApp | WsgiApp]
) -> None:
    """Both copies are under way in the application at the same time."""
    monkeypatch.setitem(KINDS, kind, (make, False))
    with sending(kind) as (app, sender):
        result = attempt(sender, "duplicate")
    assert (result.answers, result.reach, app.whole) == ((200, 200), Reach.WHOLE, [BODY, BODY])


@pytest.mark.parametrize("fault", ["ok", "refuse", "tls", "503", "lost", "truncate"])
def test_a_request_that_http_cannot_carry(fault: str) -> None:
    """It is a mistake of the user with every fault, as over a socket."""
    with sending("wsgi") as (app, sender):
        delivery = Delivery(0, "opened", "1", Request("POST", URL, (("a b", "c"),), BODY))
        with pytest.raises(UsageError, match="is not a header name"):
            sender.send(delivery, 1, parse_fault(fault, "test"))
    assert (app.whole, app.parts) == ([], [])


def test_an_application_that_fails_is_told_as_it_is() -> None:
    """Where the application raises, the fault after it makes no difference to that: its answer is the 500."""

    def fail(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raise KeyError("event_data")

    target = parse_target(URL)
    with make_application(fail) as application:
        endpoint = Endpoint(target, 5.0, application=application)
        with FaultSender(endpoint, VirtualClock(0.0), MadeUpFaults(target, endpoint.place)) as sender:
            plain, lost = attempt(sender, "ok"), attempt(sender, "lost")
    assert (plain.attempt.status, plain.attempt.raised) == (500, "KeyError: 'event_data'")
    assert (lost.attempt.outcome, lost.answers) == (Outcome.TIMEOUT, (500,))
    assert lost.attempt.traceback == plain.attempt.traceback


def test_every_kind_of_fault_is_tried_here() -> None:
    """No kind of fault is left out of these tests."""
    tried = "refuse dns tls connect-timeout status truncate reset lost late gateway reset-after drip corrupt reorder"
    assert {*tried.split(), "duplicate"} == set(map(str, FaultKind))
