"""Sending from the library: to applications in this process and to URLs, one thing or many."""

import asyncio
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from maileroo_cli import Listener, MhookError, bad_signatures, deliver, make_event, replay, run_application, send
from tests.library.applications import SECRET, AsgiReceiver, Start, WsgiReceiver, failing

EVENT = make_event("clicked", seed=1)


@pytest.mark.parametrize("make", [WsgiReceiver, AsgiReceiver])
def test_an_event_goes_into_an_application(make: type[WsgiReceiver | AsgiReceiver]) -> None:
    """The application gets the very bytes at its path, and its answer is the attempt's."""
    app = make()
    attempt = send(EVENT, to=app, secret=SECRET)
    assert (attempt.ok, attempt.status, attempt.text) == (True, 200, "thanks")
    assert (app.bodies, app.paths) == ([EVENT.body], ["/webhook"])


def test_an_event_may_go_to_another_path() -> None:
    """The path of the endpoint can be given, also for a request that has another."""
    app = WsgiReceiver()
    send(EVENT, to=app, secret=SECRET, path="/hooks/mail")
    send(EVENT.request(SECRET, url="/own"), to=app)
    send(EVENT.request(SECRET, url="/own"), to=app, path="/given")
    assert app.paths == ["/hooks/mail", "/own", "/given"]


def test_a_request_goes_as_it_is() -> None:
    """A request that was signed wrongly is refused, also where the secret is at hand."""
    app = AsgiReceiver()
    assert send(EVENT.request(SECRET, bad="flipped-bit"), to=app, secret=SECRET).status == 401
    assert send(EVENT.request(SECRET, bad="missing"), to=app, secret=SECRET).status == 401
    assert app.bodies == []


def test_what_was_captured_is_sent_as_it_is() -> None:
    """A captured request goes with its own bytes and signature, and so does a named bad one."""
    with Listener(SECRET) as listener:
        send(EVENT, to=listener.url, secret=SECRET)
        (capture,) = listener.wait_for("clicked")
    app = WsgiReceiver()
    assert send(capture, to=app).ok
    assert deliver([capture], to=app).summary.ok
    assert replay(capture, to=app, faults=["503"]).summary.ok
    assert app.bodies == [EVENT.body] * 3
    assert send(bad_signatures(EVENT, SECRET)[0], to=app).status == 401


def test_an_event_needs_a_secret() -> None:
    """Without a secret an event cannot be signed; the error names no option."""
    with pytest.raises(MhookError, match="an event needs a signature: give the secret, or a request that is signed"):
        send(EVENT, to=WsgiReceiver())


def test_what_is_neither_event_nor_request() -> None:
    """Anything else is refused with what can be given."""
    with pytest.raises(MhookError, match="cannot send a dict: give an Event or a WebhookRequest"):
        send({"event_type": "clicked"}, to=WsgiReceiver())  # type: ignore[arg-type]


def test_an_exception_of_the_application_is_raised() -> None:
    """As with other test clients the exception itself arrives, with the application's own frames."""
    with pytest.raises(KeyError, match="event_data") as caught:
        send(EVENT, to=failing, secret=SECRET)
    assert caught.traceback[-1].name == "failing"


def test_a_time_out_is_an_attempt() -> None:
    """An application that takes too long raises nothing here, also where it is cancelled at the end."""

    async def slow(scope: dict[str, Any], receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await asyncio.Event().wait()

    attempt = send(EVENT, to=slow, secret=SECRET, timeout=0.1)
    assert (attempt.word, attempt.status, attempt.traceback) == ("timeout", None, "")


def test_an_exception_may_be_an_answer() -> None:
    """Where it is not to be raised, it is the 500 that Maileroo would see, with its traceback."""
    attempt = send(EVENT, to=failing, secret=SECRET, raise_exceptions=False)
    assert attempt.status == 500
    assert attempt.raised == "KeyError: 'event_data'"
    assert attempt.raised_at.startswith("tests/library/applications.py, line ")
    assert "in failing" in attempt.traceback


@pytest.mark.parametrize(("same_thread", "expected"), [(True, True), (False, False)])
def test_a_wsgi_application_is_called_in_this_thread(same_thread: bool, expected: bool) -> None:
    """So it has the thread's own database connection, unless that is not wanted."""
    threads: list[int] = []

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        threads.append(threading.get_ident())
        start_response("200 OK", [])
        return []

    assert send(EVENT, to=app, secret=SECRET, same_thread=same_thread).ok
    assert (threads == [threading.get_ident()]) is expected


def test_a_running_application_starts_once() -> None:
    """Within one block an application starts and ends once, whatever is sent; alone it does so each time."""
    app = AsgiReceiver()
    with run_application(app) as running:
        assert all(send(EVENT, to=running, secret=SECRET).ok for _ in range(3))
        assert (app.starts, app.ends) == (1, 0)
    assert (app.starts, app.ends) == (1, 1)
    send(EVENT, to=app, secret=SECRET)
    assert (app.starts, app.ends) == (2, 2)


def test_many_are_delivered_in_order() -> None:
    """Each attempt comes as it is made, with what was sent, and the summary adds up what was made so far."""
    app = AsgiReceiver()
    events = [make_event("opened", seed=number) for number in range(3)]
    bad = EVENT.request(SECRET, bad="flipped-bit")
    run = deliver([*events, bad], to=app, secret=SECRET)
    first = next(run)
    assert (first.what, first.ok, first.explanation, run.so_far.sent) == (events[0], True, "accepted with 200", 1)
    summary = run.summary
    assert (summary.ok, summary.sent, dict(summary.answers)) == (False, 4, {"200": 3, "401": 1})
    assert [one.what for one in summary.failed] == [bad]
    assert app.bodies == [one.body for one in events]


def test_several_are_under_way_at_a_time() -> None:
    """With more than one at a time all are sent, each with its own attempt."""
    events = [make_event("opened", seed=number) for number in range(40)]
    app = WsgiReceiver()
    found = list(deliver(events, to=app, secret=SECRET, concurrency=4))
    assert {one.event_id for one in found} == {one.id for one in events}
    assert sorted(app.bodies) == sorted(one.body for one in events)


def test_a_delivery_that_is_broken_off_ends_its_application() -> None:
    """Closing the iterator, or letting it go, ends the application too."""
    app = AsgiReceiver()
    run = deliver([EVENT] * 3, to=app, secret=SECRET)
    next(run)
    run.close()
    assert (app.starts, app.ends, len(app.bodies)) == (1, 1, 1)


def test_an_application_that_cannot_be_recognised_is_named() -> None:
    """Its interface can be said, and anything else than the two is refused."""
    app = WsgiReceiver()

    def either(*arguments: Any) -> Iterable[bytes]:
        return app(*arguments)

    with pytest.raises(MhookError, match="it cannot be told whether"):
        send(EVENT, to=either, secret=SECRET)
    assert send(EVENT, to=either, secret=SECRET, kind="wsgi").ok
    with pytest.raises(MhookError, match="there is no kind 'cgi': use one of asgi, wsgi"):
        send(EVENT, to=either, secret=SECRET, kind="cgi")  # type: ignore[arg-type]


async def _failing_later(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer, and fail afterwards, as a background task of Starlette does."""
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})
    await asyncio.to_thread(threading.Event().wait, 0.05)
    raise KeyError("event_data")


class _FailsAtTheEnd:
    """A WSGI application that answers, and fails when its answer is closed."""

    def __call__(self, environ: dict[str, Any], start_response: Start) -> "_FailsAtTheEnd":
        """Begin an answer."""
        start_response("200 OK", [])
        return self

    def __iter__(self) -> Iterator[bytes]:
        """Answer nothing."""
        return iter([])

    def close(self) -> None:
        """Fail."""
        raise KeyError("event_data")


@pytest.mark.parametrize("app", [_failing_later, _FailsAtTheEnd()], ids=["ASGI", "WSGI"])
def test_what_fails_after_the_answer_is_told(app: Any) -> None:
    """It is raised as the application's other exceptions are, or the attempt and its explanation tell it."""
    with pytest.raises(KeyError, match="event_data"):
        send(EVENT, to=app, secret=SECRET)
    attempt = send(EVENT, to=app, secret=SECRET, raise_exceptions=False)
    assert (attempt.ok, attempt.raised, attempt.failed_afterwards) == (True, "KeyError: 'event_data'", True)
    (one,) = deliver([EVENT], to=app, secret=SECRET)
    assert one.attempt.failed_afterwards
    assert one.explanation.startswith("accepted with 200, but then the application raised KeyError: 'event_data' (")
    assert one.explanation.endswith("): it is not sent again")


def test_work_that_is_cancelled_at_the_end_has_not_failed() -> None:
    """What still runs when nobody waits any more is cancelled, and says nothing of the application."""

    async def endless(scope: dict[str, Any], receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        await asyncio.Event().wait()

    attempt = send(EVENT, to=endless, secret=SECRET, timeout=0.2)
    assert (attempt.ok, attempt.traceback) == (True, "")


def test_a_kind_that_an_application_does_not_have_is_refused() -> None:
    """The argument is named that has to go."""
    with pytest.raises(MhookError, match='is WSGI, not ASGI: leave out kind="asgi"'):
        send(EVENT, to=WsgiReceiver(), secret=SECRET, kind="asgi")
    with pytest.raises(MhookError, match='is ASGI, not WSGI: leave out kind="wsgi"'):
        run_application(AsgiReceiver(), kind="wsgi")
