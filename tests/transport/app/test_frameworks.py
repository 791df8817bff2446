"""Applications of every framework in process: events, large bodies, streamed answers, redirects and exceptions."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.transport.fault.other_framings import ChunkedWrite, ContinueWrite
from maileroo_cli.transport.fault.partial_writes import CutOffWrite
from tests.transport.app import frameworks
from tests.transport.app.calling import Caller, calling, said
from tests.transport.app.frameworks import FRAMEWORKS, PART, PARTS, configure_django, fail

SIGNED = (("X-Maileroo-Signature", "abc"),)


@pytest.fixture(params=FRAMEWORKS)
def caller(request: pytest.FixtureRequest) -> Iterator[Caller]:
    """Run the application of one framework, recognised by itself."""
    configure_django()
    django = override_settings(ROOT_URLCONF=frameworks.__name__, ALLOWED_HOSTS=["localhost"], MIDDLEWARE=[])
    with django, calling(FRAMEWORKS[request.param]()) as found:
        yield found


@pytest.mark.parametrize("size", [0, 10, 300_000])
@pytest.mark.parametrize("write", [None, ChunkedWrite, ContinueWrite])
def test_an_event_arrives_whole(caller: Caller, size: int, write: type[ChunkedWrite] | None) -> None:
    """Its body, header and query are there, however its body comes."""
    if write is ChunkedWrite and size and caller.application.name.endswith("WSGIHandler)"):
        size, what = 0, b"x" * size  # without its length Django reads no body, behind gunicorn too
    else:
        what = b"x" * size
    strategy = None if write is None else write(len(what))
    attempt = caller.send("/hook?a=1&b=%20", what, SIGNED, strategy=strategy)
    assert (attempt.status, attempt.text) == (200, f"POST {size} abc a=1&b=%20"), attempt.traceback


def test_an_answer_may_be_streamed(caller: Caller) -> None:
    """It is read to its end, and as much of it is kept as over a socket."""
    attempt = caller.send("/stream", b"", method="GET")
    assert (attempt.outcome, attempt.status) == (Outcome.ANSWERED, 200)
    assert (attempt.body, attempt.body_truncated) == ((PART * PARTS)[:65_536], True)


def test_a_redirect_is_told(caller: Caller) -> None:
    """Its target is there."""
    attempt = caller.send("/moved", b"", method="GET")
    assert (attempt.status, attempt.location) == (301, "/hook")


def test_an_exception_is_told(caller: Caller) -> None:
    """Each answers 500, and the traceback ends in the view."""
    attempt = caller.send("/fail", b"", method="GET")
    assert (attempt.status, said(attempt)) == (500, "ValueError: no mail")
    assert f"in {fail.__name__}" in attempt.traceback.splitlines()[-3]
    assert "site-packages" not in attempt.traceback


@pytest.mark.parametrize(("method", "path"), [("GET", "/hook"), ("POST", "/nowhere")])
def test_what_it_does_not_serve_is_refused(caller: Caller, method: str, path: str) -> None:
    """No code of the application is blamed for it."""
    attempt = caller.send(path, b"", method=method)
    assert (attempt.status in (404, 405), "tests" in attempt.traceback) == (True, False)


def test_half_a_body_is_not_taken_for_a_whole_one(caller: Caller) -> None:
    """A request that is cut off is refused, or has no answer; the next one is answered."""
    attempt = caller.send("/hook", b"x" * 100, SIGNED, strategy=CutOffWrite(100, by_reset=False))
    assert attempt.status != 200 or attempt.text.startswith("POST 50 ")
    assert caller.send("/hook", b"x" * 100, SIGNED).text == "POST 100 abc "
    assert caller.finish()
