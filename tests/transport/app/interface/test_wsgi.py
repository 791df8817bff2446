"""What a WSGI application is given and may do, as PEP 3333 says it and gunicorn and Werkzeug do it."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.validate import validator

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.transport.app.body import PIECE
from maileroo_cli.transport.app.kind import AppKind
from maileroo_cli.transport.fault.other_framings import ChunkedWrite
from maileroo_cli.transport.fault.partial_writes import CutOffWrite
from tests.transport.app.calling import calling, said

Start = Callable[..., Callable[[bytes], None]]
where = pytest.mark.parametrize("in_caller", [False, True], ids=["in threads", "in the caller"])


@where
def test_the_environ_is_that_of_a_server(in_caller: bool) -> None:
    """Each key has the value that gunicorn gives it; two headers of one name are joined with a comma."""
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        seen.update(environ, body=environ["wsgi.input"].read())
        start_response("200 OK", [])
        return []

    headers = (("X-Two", "1"), ("x-two", "é"), ("Content-Type", "text/x"), ("X_Two", "forged"))
    with calling(app, url="https://shop.example:8443", in_caller=in_caller) as caller:
        caller.send("/hook%20a/%C3%A9?q=%20", b"x", headers)
    del seen["wsgi.input"]
    assert seen.pop("wsgi.errors") is sys.stderr
    assert seen == {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/hook a/é".encode().decode("latin-1"),
        "RAW_URI": "/hook%20a/%C3%A9?q=%20",
        "REQUEST_URI": "/hook%20a/%C3%A9?q=%20",
        "QUERY_STRING": "q=%20",
        "SERVER_NAME": "shop.example",
        "SERVER_PORT": "8443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": "50000",
        "HTTP_HOST": "shop.example:8443",
        "HTTP_X_TWO": "1," + "é".encode().decode("latin-1"),
        "CONTENT_TYPE": "text/x",
        "CONTENT_LENGTH": "1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input_terminated": True,
        "wsgi.multithread": not in_caller,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "body": b"x",
    }


@where
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_the_validator_finds_nothing(in_caller: bool, method: str) -> None:
    """The validator of the standard library stands between, and sees what PEP 3333 wants of both sides."""

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(3) + environ["wsgi.input"].readline() + b"".join(environ["wsgi.input"])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [body, b"!"]

    checked: Any = validator(app)  # type: ignore[arg-type]
    with calling(checked, AppKind.WSGI, in_caller=in_caller) as caller:
        attempt = caller.send(body=b"one\ntwo\nthree" if method == "POST" else b"", method=method)
    assert (attempt.status, attempt.traceback) == (200, "")
    assert attempt.body == (b"one\ntwo\nthree!" if method == "POST" else b"!")


def read_all(stream: Any) -> bytes:
    """Read at once."""
    return bytes(stream.read())


def read_parts(stream: Any) -> bytes:
    """Read part by part."""
    return b"".join(iter(lambda: stream.read(1000), b""))


def read_lines(stream: Any) -> bytes:
    """Read line by line."""
    return b"".join(iter(stream.readline, b""))


def read_list(stream: Any) -> bytes:
    """Read a list of lines."""
    return b"".join(stream.readlines())


def read_iterating(stream: Any) -> bytes:
    """Iterate."""
    return b"".join(stream)


@where
@pytest.mark.parametrize("read", [read_all, read_parts, read_lines, read_list, read_iterating])
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
def test_a_body_is_read_in_every_way(in_caller: bool, read: Callable[[Any], bytes], chunked: bool) -> None:
    """All of it is there, whichever method reads it, and however it comes."""
    body = b"line\nanother\n\n" * 30_000

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [b"yes" if read(environ["wsgi.input"]) == body else b"no"]

    with calling(app, in_caller=in_caller) as caller:
        assert caller.send(body=body, strategy=ChunkedWrite(len(body)) if chunked else None).body == b"yes"


@where
def test_a_body_that_is_cut_off_ends_early(in_caller: bool) -> None:
    """As with gunicorn less is read than was promised; what is answered to that is heard."""

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        read = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response("400 Short" if len(read) < 100 else "200 OK", [])
        return [b"%d" % len(read)]

    with calling(app, in_caller=in_caller) as caller:
        attempt = caller.send(body=b"x" * 100, strategy=CutOffWrite(100, by_reset=False))
    assert (attempt.status, attempt.body) == (400, b"50")


@where
def test_an_iterable_is_closed(in_caller: bool) -> None:
    """``close()`` is called at the end, and also where iterating raises."""
    closed: list[str] = []

    class Answer:
        def __init__(self, word: str) -> None:
            self.word = word

        def __iter__(self) -> Iterator[bytes]:
            yield b"part"
            if self.word == "raises":
                raise ValueError(self.word)

        def close(self) -> None:
            closed.append(self.word)

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Answer(environ["PATH_INFO"][1:])

    with calling(app, in_caller=in_caller) as caller:
        attempts = [caller.send("/ends"), caller.send("/raises")]
        assert caller.finish()
    assert closed == ["ends", "raises"]
    assert [(one.outcome, one.status, one.body) for one in attempts] == [
        (Outcome.ANSWERED, 200, b"part"),
        (Outcome.RESET, 200, b"part"),
    ]
    assert said(attempts[1]) == "ValueError: raises"


@where
def test_write_may_be_used(in_caller: bool) -> None:
    """What is written comes before what is returned."""

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        write = start_response("201 Made", [("X-A", "1")])
        write(b"first ")
        return [b"second"]

    with calling(app, in_caller=in_caller) as caller:
        attempt = caller.send()
    assert (attempt.status, attempt.headers, attempt.body) == (201, (("X-A", "1"),), b"first second")


@where
def test_an_answer_may_be_replaced_by_one_that_tells_an_error(in_caller: bool) -> None:
    """With ``exc_info`` another head is taken before the first byte, and after that the exception is raised."""

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [("X-A", "1")])
        if environ["PATH_INFO"] == "/late":
            yield b"begun"
        try:
            int("broken")
        except ValueError:
            start_response("500 Broken", [("X-B", "2")], sys.exc_info())
        yield b"sorry"

    with calling(app, in_caller=in_caller) as caller:
        early, late = caller.send("/early"), caller.send("/late")
    assert (early.status, early.headers, early.body) == (500, (("X-B", "2"),), b"sorry")
    assert (late.outcome, late.status, said(late)) == (
        Outcome.RESET,
        200,
        "ValueError: invalid literal for int() with base 10: 'broken'",
    )


def twice(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Begin an answer twice."""
    start_response("200 OK", [])
    start_response("200 OK", [])
    return []


def never(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Begin no answer."""
    return [b"text"]


def nothing(environ: dict[str, Any], start_response: Start) -> Any:
    """Return nothing."""
    start_response("200 OK", [])


def text(environ: dict[str, Any], start_response: Start) -> Any:
    """Return text."""
    start_response("200 OK", [])
    return ["text"]


def number(environ: dict[str, Any], start_response: Start) -> Any:
    """Give a number for a status."""
    start_response(200, [])
    return []


def two_in_one(environ: dict[str, Any], start_response: Start) -> Any:
    """Hide a header in another one."""
    start_response("200 OK", [("X-A", "1\r\nX-B: 2")])
    return []


def empty(environ: dict[str, Any], start_response: Start) -> Any:
    """Answer nothing at all."""
    return []


@where
@pytest.mark.parametrize(
    ("app", "reason"),
    [
        (empty, "AssertionError: the application returned without calling start_response()"),
        (nothing, "TypeError: the application returned None, not an answer"),
    ],
)
def test_an_application_that_answers_nothing_is_told(in_caller: bool, app: Callable[..., Any], reason: str) -> None:
    """The 500 in its place has its reason, which no line of the application names."""
    with calling(app, in_caller=in_caller) as caller:
        attempt = caller.send()
    assert (attempt.status, attempt.raised, attempt.traceback) == (500, reason, reason)


@where
@pytest.mark.parametrize("app", [twice, never, nothing, text, number, two_in_one])
def test_what_no_server_takes_is_an_error(in_caller: bool, app: Callable[..., Any]) -> None:
    """It is answered 500, and the traceback tells it."""
    with calling(app, in_caller=in_caller) as caller:
        attempt = caller.send()
    assert (attempt.status, bool(said(attempt))) == (500, True)


@where
@pytest.mark.parametrize(
    ("length", "outcome"), [("10", Outcome.RESET), ("3", Outcome.ANSWERED), ("2", Outcome.ANSWERED)]
)
def test_an_answer_keeps_its_promise(in_caller: bool, length: str, outcome: Outcome) -> None:
    """One that is shorter than it said breaks off, and of one that is longer nobody sees the rest."""

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", length)])
        return [b"abc"]

    with calling(app, in_caller=in_caller) as caller:
        attempt = caller.send()
    assert (attempt.outcome, attempt.body) == (outcome, b"abc"[: int(length)])


@where
def test_head_and_no_content_have_no_body(in_caller: bool) -> None:
    """What is sent with them no client sees."""

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response("204 None" if environ["REQUEST_METHOD"] == "POST" else "200 OK", [])
        return [b"body"]

    with calling(app, in_caller=in_caller) as caller:
        found = [(one.status, one.body) for one in (caller.send(), caller.send(method="HEAD", body=b""))]
    assert found == [(204, b""), (200, b"")]


def test_an_endless_answer_is_left_after_a_while() -> None:
    """Whoever writes on after 1 MiB meets a broken pipe, as with a server."""
    ended = threading.Event()

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [])
        try:
            while True:
                yield b"x" * PIECE
        finally:
            ended.set()

    with calling(app) as caller:
        attempt = caller.send()
        assert caller.finish()
    assert (attempt.ok, attempt.body_truncated, ended.is_set()) == (True, True, True)


def test_a_streamed_answer_comes_as_it_is_made() -> None:
    """An answer may be begun before the body was read."""

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [])
        yield b"begin "
        yield environ["wsgi.input"].read()
        yield b" end"

    with calling(app) as caller:
        assert caller.send(body=b"middle").body == b"begin middle end"


def test_it_runs_in_the_thread_that_sends_where_that_is_wanted() -> None:
    """What belongs to a thread, such as the connection to a database in a test's transaction, is there."""
    own = threading.local()
    own.value = b"mine"

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [getattr(own, "value", b"none")]

    with calling(app, in_caller=True) as here, calling(app) as elsewhere:
        assert (here.send().body, elsewhere.send().body) == (b"mine", b"none")


def test_an_interruption_of_the_user_is_no_error_of_the_application() -> None:
    """Ctrl-C in an application that runs in the thread that sends ends all, as it should."""

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        raise KeyboardInterrupt

    with calling(app, in_caller=True) as caller, pytest.raises(KeyboardInterrupt):
        caller.send()


def test_an_exit_ends_the_request_alone() -> None:
    """``sys.exit()`` in a view ends the thread of a server, and its client loses the connection."""

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        sys.exit("done")

    with calling(app) as caller:
        attempt = caller.send()
    assert (attempt.outcome, said(attempt)) == (Outcome.RESET, "SystemExit: done")
