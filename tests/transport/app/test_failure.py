"""Exceptions of applications: whose request they are of, and how their tracebacks are told."""

import asyncio
import gc
import logging
import os
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import flask
import pytest
from fastapi import FastAPI
from litestar import Litestar, post
from quart import Quart
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.transport.app.exchange import AppExchange
from maileroo_cli.transport.app.failure import is_own, logged_failures, place_of, tell, tell_in_line
from maileroo_cli.webhook.signing.hiding import Hiding
from maileroo_cli.webhook.signing.secret import MASK, Secret
from tests.transport.app.calling import PATIENCE, answer, calling, http, said

NO_QUEUE: dict[str, dict[str, object]] = {"queue_listener": {"class": "logging.NullHandler"}}
"""Litestar logs in a thread of its own, which would go on for ever."""

HERE = os.path.relpath(__file__)


def work() -> None:
    """Fail."""
    raise ValueError("no mail")


def fastapi_app() -> Any:
    """FastAPI: answers 500, and raises again."""
    app = FastAPI()

    @app.post("/")
    async def hook() -> None:
        work()

    return app


def fastapi_thread() -> Any:
    """FastAPI with a function that runs in a thread."""
    app = FastAPI()

    @app.post("/")
    def hook() -> None:
        work()

    return app


def starlette_middleware() -> Any:
    """Starlette with a middleware between, which has a group of tasks."""

    async def hook(request: Request) -> PlainTextResponse:
        work()
        return PlainTextResponse("ok")

    async def pass_on(request: Request, call_next: Any) -> Any:
        return await call_next(request)

    middleware = [Middleware(BaseHTTPMiddleware, dispatch=pass_on)]
    return Starlette(routes=[Route("/", hook, methods=["POST"])], middleware=middleware)


def task_group() -> Any:
    """A group of tasks, which wraps what one of them raises."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(work))

    return app


def flask_app() -> flask.Flask:
    """Flask: logs it, and answers 500."""
    app = flask.Flask("shop")

    @app.post("/")
    def hook() -> str:
        work()
        return "ok"

    return app


def flask_testing() -> Any:
    """Flask in its tests, where it lets all pass."""
    app = flask_app()
    app.testing = True
    return app


def quart_app() -> Any:
    """Quart: logs it, and answers 500."""
    app = Quart("shop")

    @app.post("/")
    async def hook() -> str:
        work()
        return "ok"

    return app


def litestar_app() -> Any:
    """Litestar: logs nothing unless it is told to."""
    from litestar.logging import LoggingConfig

    @post("/", sync_to_thread=False)
    def hook() -> None:
        work()

    return Litestar([hook], logging_config=LoggingConfig(handlers=NO_QUEUE, log_exceptions="always"))


def plain_wsgi() -> Any:
    """A plain function."""

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        work()
        return []

    return app


MAKERS = [
    fastapi_app,
    fastapi_thread,
    starlette_middleware,
    task_group,
    flask_app,
    flask_testing,
    quart_app,
    litestar_app,
    plain_wsgi,
]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_exception_of_a_view_is_told(make: Callable[[], Any]) -> None:
    """Whether a framework passes it on, or catches and logs it, the answer is 500, and the traceback is there."""
    with calling(make()) as caller:
        attempt = caller.send()
    line = work.__code__.co_firstlineno + 2
    assert (attempt.status, said(attempt)) == (500, "ValueError: no mail")
    told = attempt.traceback.splitlines()
    assert told[0] == "Traceback (most recent call last):"
    assert told[-3:-1] == [f'  File "{HERE}", line {line}, in work', '    raise ValueError("no mail")']
    assert not [one for one in told if "site-packages" in one or "maileroo_cli" in one]


def test_an_exception_before_the_answer_is_500() -> None:
    """As a server answers it."""
    with calling(plain_wsgi()) as caller:
        attempt = caller.send()
    assert (attempt.outcome, attempt.status, attempt.body) == (Outcome.ANSWERED, 500, b"Internal Server Error")


def test_an_exception_after_the_answer_has_begun_breaks_it_off() -> None:
    """What has come by then is there, and so is the traceback."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        work()

    with calling(app) as caller:
        attempt = caller.send()
    assert (attempt.outcome, attempt.status, attempt.body) == (Outcome.RESET, 200, b"half")
    assert said(attempt) == "ValueError: no mail"


def test_an_exception_after_the_whole_answer_leaves_it_good() -> None:
    """The client had all of it before."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await answer(send, b"whole")
        work()

    with calling(app) as caller:
        attempt = caller.send()
        assert caller.finish()
    assert (attempt.ok, attempt.body) == (True, b"whole")


@pytest.mark.parametrize(
    "error", [SystemExit(3), asyncio.CancelledError(), KeyboardInterrupt(), GeneratorExit()], ids=repr
)
def test_whatever_is_raised_is_caught(error: BaseException) -> None:
    """A server in production goes on after any of these, and so does the next request here."""
    raised: list[BaseException] = []

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if not raised:
            raised.append(error)
            raise error
        await answer(send)

    with calling(app) as caller:
        attempts = [caller.send(), caller.send()]
    assert [one.status for one in attempts] == [500, 200]
    assert said(attempts[0]).startswith(type(error).__name__.replace("CancelledError", "asyncio.exceptions.Canc"))


def log(level: int, word: str) -> None:
    """Log an exception that was caught."""
    error = ValueError(word)
    logging.getLogger("shop").log(level, "caught", exc_info=error)


def logging_asgi() -> Any:
    """Log as the path says, in a thread."""

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        level, word = scope["path"][1:].split("/")
        await asyncio.to_thread(log, int(level), word)
        await answer(send)

    return app


def logging_wsgi() -> Any:
    """Log as the path says."""

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        level, word = environ["PATH_INFO"][1:].split("/")
        log(int(level), word)
        start_response("200 OK", [])
        return []

    return app


both = pytest.mark.parametrize("make", [logging_asgi, logging_wsgi], ids=["ASGI", "WSGI"])


@both
def test_what_is_only_noted_is_no_failure(make: Callable[[], Any], caplog: pytest.LogCaptureFixture) -> None:
    """An exception that a library logs for the curious was dealt with; a warning or an error counts."""
    caplog.set_level(logging.DEBUG)
    with calling(make()) as caller:
        told = [said(caller.send(f"/{level}/word")) for level in (10, 20, 30, 40)]
    assert told == ["", "", "ValueError: word", "ValueError: word"]


@both
def test_an_exception_belongs_to_its_own_request(make: Callable[[], Any]) -> None:
    """Of many requests at the same time, each has its own, and those that log nothing have none."""
    found: dict[int, str] = {}
    with calling(make()) as caller:

        def send(number: int) -> None:
            for _ in range(5):
                found[number] = said(caller.send(f"/{40 if number % 2 else 10}/{number}"))

        threads = [threading.Thread(target=send, args=(number,)) for number in range(20)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(PATIENCE)
    assert found == {number: f"ValueError: {number}" if number % 2 else "" for number in range(20)}


def test_what_a_forgotten_task_raised_is_of_no_other_request(caplog: pytest.LogCaptureFixture) -> None:
    """It is found when the task is thrown away, while another request may be under way."""

    async def fail() -> None:
        work()

    def forget() -> None:
        task = asyncio.get_running_loop().create_task(fail())
        del task

    @http
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/forgets":
            asyncio.get_running_loop().call_soon(forget)
        else:
            gc.collect()
        await answer(send)

    with calling(app) as caller:
        attempts = [caller.send("/forgets"), caller.send("/other"), caller.send("/other")]
    assert [one.traceback for one in attempts[1:]] == ["", ""]
    assert "Task exception was never retrieved" in caplog.text


@pytest.fixture
def _own_factory() -> Iterator[None]:
    """Put back what makes records of the log."""
    former = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(former)


@pytest.mark.usefixtures("_own_factory")
def test_the_log_is_left_as_it_was() -> None:
    """Afterwards nothing is looked at any more."""
    before = logging.getLogRecordFactory()
    with logged_failures:
        assert logging.getLogRecordFactory() is not before
        with logged_failures:
            pass
        assert logging.getLogRecordFactory() is not before
    assert logging.getLogRecordFactory() is before


@pytest.mark.usefixtures("_own_factory")
def test_an_application_may_change_how_records_are_made() -> None:
    """What it puts in front of ours stays, and the next applications work as well."""
    for number in range(3):
        seen: list[str] = []

        def app(environ: Any, start_response: Any, *, number: int = number, seen: list[str] = seen) -> Iterable[bytes]:
            if not seen:
                seen.append("set")
                former = logging.getLogRecordFactory()

                def make(*arguments: Any, **keywords: Any) -> logging.LogRecord:
                    seen.append("made")
                    return former(*arguments, **keywords)

                logging.setLogRecordFactory(make)
            log(40, f"number {number}")
            start_response("200 OK", [])
            return []

        with calling(app) as caller:
            assert said(caller.send()) == f"ValueError: number {number}"
            assert said(caller.send()) == f"ValueError: number {number}"
        assert seen == ["set", "made", "made"]


def caught(function: Callable[[], object]) -> BaseException:
    """Return what a function raises."""
    try:
        function()
    except BaseException as error:  # noqa: BLE001
        return error
    raise AssertionError("nothing was raised")


def test_a_cause_comes_first_in_a_line() -> None:
    """Where one exception led to another, both are told, with the place of the first."""

    def fail() -> None:
        try:
            work()
        except ValueError as error:
            raise RuntimeError("not stored") from error

    told = tell(caught(fail))
    line = work.__code__.co_firstlineno + 2
    assert told.startswith(f"ValueError: no mail ({HERE}, line {line}), which led to\n\nTraceback ")
    assert told.endswith("RuntimeError: not stored")


def test_a_cause_that_is_hidden_is_not_told() -> None:
    """``from None`` means that the first one does not matter."""

    def fail() -> None:
        try:
            work()
        except ValueError:
            raise RuntimeError("not stored") from None

    assert "no mail" not in tell(caught(fail))


def test_exceptions_that_caused_each_other_are_told() -> None:
    """A ring of causes ends."""
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert tell(first).endswith("ValueError: a")


def test_a_deep_recursion_is_cut() -> None:
    """A thousand frames are not told one by one."""

    def fail() -> None:
        fail()

    told = tell(caught(fail)).splitlines()
    assert (len(told) < 60, told[-1].startswith("RecursionError")) == (True, True)


def test_frames_of_libraries_are_counted() -> None:
    """What lies between the application's own frames is one line."""

    def fail() -> None:
        asyncio.run(asyncio.wait_for(later(), 1))

    async def later() -> None:
        await asyncio.sleep(0)
        work()

    told = tell(caught(fail))
    assert "  ... " in told
    assert "frames of libraries" in told
    assert told.count("  File ") == told.count(HERE)


def test_an_exception_without_a_place_is_told() -> None:
    """One that was never raised has no frames."""
    error = ValueError("no mail")
    assert (tell(error), place_of(error)) == ("ValueError: no mail", "")


def test_whose_code_is_whose() -> None:
    """Libraries, Python and this package are not the application."""
    assert is_own(__file__)
    assert not is_own(flask.__file__)
    assert not is_own(traceback.__file__)
    assert not is_own("<frozen importlib._bootstrap>")
    assert not is_own(place_of.__code__.co_filename)


def test_a_place_elsewhere_is_told_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what lies below the working directory is told from there."""
    monkeypatch.chdir(tmp_path)
    assert place_of(caught(work)) == f"{__file__}, line {work.__code__.co_firstlineno + 2}"


def test_a_secret_is_hidden_before_a_text_is_cut() -> None:
    """Neither white space that is collapsed nor the end of a line leaves a part of the secret."""
    hiding = Hiding(Secret("quiet  42  horse"))
    error = ValueError("x" * 275 + " quiet  42  horse")
    assert "quiet" not in tell_in_line(error, hiding) + tell(error, hiding)
    assert tell_in_line(ValueError("a quiet  42  horse"), hiding) == f"ValueError: a {MASK}"
    assert tell(ValueError(b"quiet  42  horse".hex()), hiding).endswith(f"ValueError: {MASK}")


def fail(_key: str, error: Exception) -> None:
    """Raise an error, in a line that has a secret."""
    raise error


def test_a_secret_in_a_line_or_a_cause_is_hidden() -> None:
    """The code that raised may have it, and so may what led to the exception."""
    error = KeyError("quiet-42-horse")
    error.__cause__ = LookupError("quiet-42-horse")
    with pytest.raises(KeyError):
        fail("quiet-42-horse", error)
    told = tell(error, Hiding(Secret("quiet-42-horse")))
    assert "quiet" not in told
    assert told.count(MASK) == 3


def test_an_endless_text_is_cut() -> None:
    """An exception may quote a whole response; some of it is enough."""
    told = tell(ValueError("x" * 1_000_000))
    assert (len(told) < 5_000, told[-1]) == (True, "…")


PLACE: Any = (5, 1, 1, "t")


class UntoldError(Exception):
    """Has no text."""

    def __str__(self) -> str:
        raise KeyError("none")


@pytest.mark.parametrize(
    "error",
    [SyntaxError("x", PLACE), UntoldError()],
    ids=["place", "text"],
)
def test_an_exception_that_cannot_be_told_is_noted(error: BaseException) -> None:
    """Nothing is raised into the application's own logging."""
    exchange = AppExchange(1)
    exchange.note_failure(error)
    assert (exchange.error, type(error).__name__ in exchange.raised) == (error, True)


def test_a_working_directory_that_is_gone_harms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places are then told in full."""

    def gone(*_: object) -> str:
        raise FileNotFoundError(2, "No such file or directory")

    exchange = AppExchange(1)
    try:
        work()
    except ValueError as error:
        monkeypatch.setattr(os, "getcwd", gone)
        exchange.note_failure(error)
    monkeypatch.undo()
    assert exchange.raised == "ValueError: no mail"
    assert exchange.raised_at.startswith(f"{__file__}, line ")
