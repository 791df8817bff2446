"""What an ASGI application is given and may do, as the ASGI specification says it and uvicorn does it."""

import asyncio
from typing import Any

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.transport.app.body import PIECE
from maileroo_cli.transport.fault.other_framings import ChunkedWrite, ContinueWrite
from maileroo_cli.transport.fault.partial_writes import CutOffWrite
from tests.transport.app.calling import answer, calling, http, take_body


def test_the_scope_is_that_of_a_server() -> None:
    """Each key has the value that uvicorn gives it."""
    seen: list[dict[str, Any]] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)
        await answer(send)

    with calling(app, url="https://shop.example:8443") as caller:
        caller.send("/hook%20a/%C3%A9?q=%20&q=2", b"x", (("X-Two", "1"), ("x-two", "é")))
    assert seen == [
        {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "server": ("shop.example", 8443),
            "client": ("127.0.0.1", 50_000),
            "scheme": "https",
            "method": "POST",
            "root_path": "",
            "path": "/hook a/é",
            "raw_path": b"/hook%20a/%C3%A9",
            "query_string": b"q=%20&q=2",
            "headers": [
                (b"host", b"shop.example:8443"),
                (b"x-two", b"1"),
                (b"x-two", "é".encode()),
                (b"content-length", b"1"),
            ],
            "state": {},
        }
    ]


def test_a_large_body_comes_in_pieces() -> None:
    """Who takes the first message for the whole body errs here as behind a server."""
    sizes: list[int] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            message = await receive()
            sizes.append(len(message["body"]))
            more = message["more_body"]
        await answer(send, b"%d" % sum(sizes))

    with calling(app) as caller:
        assert caller.send(body=b"x" * 300_000).body == b"300000"
    assert max(sizes) == PIECE


@pytest.mark.parametrize("size", [0, 5, 300_000])
def test_chunks_are_put_together(size: int) -> None:
    """A body without its length is taken as it is, and the length is not known."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        body = await take_body(receive)
        names = {name for name, _ in scope["headers"]}
        assert b"content-length" not in names
        assert b"transfer-encoding" in names
        await answer(send, b"%d" % len(body))

    with calling(app) as caller:
        assert caller.send(body=b"x" * size, strategy=ChunkedWrite(size)).body == b"%d" % size


def test_leave_is_given_as_soon_as_the_body_is_wanted() -> None:
    """A client that waits for 100 Continue waits no longer than the application needs to ask for the body."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert (b"expect", b"100-continue") in scope["headers"]
        await answer(send, await take_body(receive))

    with calling(app) as caller:
        attempt = caller.send(body=b"leave", strategy=ContinueWrite(5))
    assert (attempt.body, attempt.seconds < 0.9) == (b"leave", True)


def test_a_disconnect_comes_in_the_middle_of_a_body() -> None:
    """What was cut off is told as a server tells it, and no answer is a lost connection."""
    seen: list[str] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (message := await receive())["type"] == "http.request":
            assert message["more_body"]
        seen.append(message["type"])

    with calling(app) as caller:
        attempt = caller.send(body=b"x" * 100, strategy=CutOffWrite(100, by_reset=False))
    assert (attempt.outcome, attempt.status, seen) == (Outcome.RESET, None, ["http.disconnect"])


def test_an_answer_to_a_part_is_heard() -> None:
    """One that accepts half a body is found out: a client may listen although it sends no more."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["type"] == "http.request":
            pass
        await answer(send, b"fine")

    with calling(app) as caller:
        attempt = caller.send(body=b"x" * 100, strategy=CutOffWrite(100, by_reset=False))
    assert (attempt.status, attempt.body) == (200, b"fine")


def test_a_disconnect_comes_after_the_answer() -> None:
    """Whoever goes on receiving learns that there is nothing more."""
    seen: list[str] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await take_body(receive)
        await answer(send)
        seen.append((await receive())["type"])

    with calling(app) as caller:
        assert caller.send().ok
        assert caller.finish()
    assert seen == ["http.disconnect"]


def test_a_disconnect_comes_where_the_client_gives_up() -> None:
    """A request that took too long is over for the application too."""
    seen: list[str] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await take_body(receive)
        seen.append((await receive())["type"])
        await answer(send)  # nobody hears it, and no server complains

    with calling(app) as caller:
        attempt = caller.send(timeout=0.05)
        assert caller.finish()
    assert (attempt.outcome, seen, attempt.traceback) == (Outcome.TIMEOUT, ["http.disconnect"], "")


def test_an_early_answer_ends_the_request() -> None:
    """An application need not read a body before it refuses it."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await answer(send, b"too large", 413)

    with calling(app) as caller:
        assert caller.send(body=b"x" * 3_000_000).status == 413


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ([{"type": "http.response.body", "body": b""}], "before"),
        ([{"type": "websocket.accept"}], "before"),
        ([{"type": "http.response.start", "status": 200}] * 2, "after"),
        ([{"type": "http.response.start", "status": 99}], "status_code"),
        ([{"type": "http.response.start", "status": 200, "headers": [(b"x", b"a\r\nb: c")]}], "Illegal header value"),
        ([{"type": "http.response.start", "status": 200, "headers": [("x", "text")]}], "encoding"),
        ([{}], "type"),
    ],
    ids=["body first", "websocket", "started twice", "no status", "two headers in one", "text", "no type"],
)
def test_what_no_server_takes_raises_in_the_application(messages: Any, said: str) -> None:
    """A wrong message is an error of the application, told with its traceback."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        for message in messages:
            await send(message)

    with calling(app) as caller:
        attempt = caller.send()
    assert (attempt.ok, said in attempt.traceback.rpartition("\n")[2]) == (False, True), attempt.traceback


def test_nothing_may_be_sent_after_the_answer() -> None:
    """A message too many raises, as it does in a server."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await answer(send)
        with pytest.raises(RuntimeError, match="complete"):
            await send({"type": "http.response.body", "body": b"more"})

    with calling(app) as caller:
        assert caller.send().ok
        assert caller.finish()


@pytest.mark.parametrize(
    ("length", "outcome"), [(b"10", Outcome.RESET), (b"3", Outcome.ANSWERED), (b"2", Outcome.RESET)]
)
def test_an_answer_keeps_its_promise(length: bytes, outcome: Outcome) -> None:
    """One that is not as long as it said breaks off, as its client sees it."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await answer(send, b"abc", headers=[(b"content-length", length)])

    with calling(app) as caller:
        attempt = caller.send()
    assert (attempt.outcome, attempt.status) == (outcome, 200)
    assert ("Content-Length" in attempt.traceback) == (outcome is Outcome.RESET)


def test_an_answer_of_known_length_is_whole_with_its_last_byte() -> None:
    """A client does not wait for the application to say that this was all."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]})
        await send({"type": "http.response.body", "body": b"abc", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass

    with calling(app) as caller:
        attempt = caller.send()
        assert caller.finish()
    assert (attempt.outcome, attempt.body) == (Outcome.ANSWERED, b"abc")


@pytest.mark.parametrize("status", [204, 304])
def test_some_answers_have_no_body(status: int) -> None:
    """What an application sends with 204 no client sees."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await answer(send, b"lost", status)

    with calling(app) as caller:
        attempt = caller.send()
    assert (attempt.outcome, attempt.status, attempt.body) == (Outcome.ANSWERED, status, b"")


def test_head_has_no_body_either() -> None:
    """The length of what GET would answer says nothing of the answer to HEAD."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await answer(send, b"page" if scope["method"] == "GET" else b"", headers=[(b"content-length", b"4")])

    with calling(app) as caller:
        head, get = caller.send(method="HEAD", body=b""), caller.send(method="GET", body=b"")
    assert [(one.outcome, one.body) for one in (head, get)] == [(Outcome.ANSWERED, b""), (Outcome.ANSWERED, b"page")]


def test_an_application_that_answers_nothing_has_crashed() -> None:
    """A server answers 500 in its place; where it had begun, the answer breaks off."""

    @http
    async def silent(scope: Any, receive: Any, send: Any) -> None:
        return

    @http
    async def half(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200})

    with calling(silent) as caller:
        assert (attempt := caller.send()).status == 500
        assert attempt.body == b"Internal Server Error"
        assert attempt.traceback == "RuntimeError: the application returned without an answer"
    with calling(half) as caller:
        assert (attempt := caller.send()).outcome is Outcome.RESET
    assert attempt.raised == "RuntimeError: the application returned before its answer was complete"


def test_an_endless_answer_is_read_no_further_than_over_a_socket() -> None:
    """After 1 MiB enough was seen, and the application learns that the client has gone."""
    ended: list[bool] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await take_body(receive)
        await send({"type": "http.response.start", "status": 200})
        while not ended:
            await send({"type": "http.response.body", "body": b"x" * 50_000, "more_body": True})
            if len(await _news(receive)):
                ended.append(True)

    async def _news(receive: Any) -> list[str]:
        import asyncio

        try:
            message = await asyncio.wait_for(receive(), 0.001)
        except TimeoutError:
            return []
        return [message["type"]]

    with calling(app) as caller:
        attempt = caller.send()
        assert caller.finish()
    assert (attempt.ok, len(attempt.body), attempt.body_truncated, ended) == (True, 65_536, True, [True])


def test_the_loop_is_one_whose_timers_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another loop that the application has set for the process is not taken: its work would be missed."""
    made: list[object] = []
    monkeypatch.setattr("asyncio.new_event_loop", lambda: made.append("another"))
    loops: list[asyncio.AbstractEventLoop] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        loops.append(asyncio.get_running_loop())
        await answer(send, b"ok")

    with calling(app) as caller:
        assert caller.send().body == b"ok"
    assert (made, loops[0].__class__.__module__.partition(".")[0]) == ([], "asyncio")
