"""An application is given the same in process as behind a server, and its answers are seen as the same."""

import json
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.errors import UsageError
from maileroo_cli.transport.app.interface.application import Application
from maileroo_cli.transport.app.opening import make_application
from maileroo_cli.transport.app.sender import AppSender
from maileroo_cli.transport.client.contract import ReceiverSender, WriteStrategy
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.fault.other_framings import ChunkedWrite, ContinueWrite
from maileroo_cli.transport.fault.partial_writes import CutOffWrite
from maileroo_cli.webhook.signing.request import Request
from tests.transport.app.calling import PATIENCE
from tests.transport.app.serving import gunicorn_serving, uvicorn_serving, werkzeug_serving
from tests.transport.app.telling import ANSWERS, telling_asgi, telling_wsgi

pytestmark = pytest.mark.slow

_OF_SERVERS = {"date", "server", "connection", "content-length", "transfer-encoding", "keep-alive"}

METHODS = st.sampled_from(["POST", "GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
SEGMENTS = st.text(st.sampled_from("abcXYZ019-._~!$&'()*+,;=:@"), max_size=8) | st.sampled_from(
    ["%20", "%C3%A9", "%2F", "%2f..", "%25", "%ff", "a%00b", "..", ".", "%E2%82%AC"]
)
PATHS = (
    st.lists(SEGMENTS, min_size=1, max_size=4)
    .map(lambda parts: "/" + "/".join(parts))
    .filter(lambda path: not path.startswith("//"))
)
QUERIES = st.text(st.sampled_from("abc=&%20+;/?:@"), max_size=12)
NAMES = st.sampled_from(
    ["X-One", "x-one", "X-Two", "Cookie", "Accept", "Content-Type", "User-Agent", "X-Maileroo-Signature"]
)
VALUES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E) | st.sampled_from(" \té€"), max_size=20)


class Drawn(NamedTuple):
    """A request; its body is ``piece`` so many ``times``, and ``write`` says how it goes, if not whole."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    piece: bytes
    times: int
    write: Callable[[int], WriteStrategy] | None

    @property
    def request(self) -> Request:
        """The request itself."""
        body = b"" if self.method in ("GET", "HEAD", "OPTIONS") else self.piece * self.times
        return Request(self.method, self.path, self.headers, body)


REQUESTS = st.builds(
    Drawn,
    METHODS,
    st.builds("{}?answer={}&{}".format, PATHS, st.integers(0, len(ANSWERS) - 1), QUERIES),
    st.lists(st.tuples(NAMES, VALUES.map(str.strip)), max_size=5).map(tuple),
    st.binary(max_size=100),
    st.sampled_from([1, 1, 1000, 3000]),
    st.sampled_from([None, ChunkedWrite]),
)


class HeldBack:
    """Sends the last byte apart."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __call__(self, stream: object, data: bytes) -> Iterator[bytes]:
        """Yield all but the last byte, and that."""
        yield data[:-1]
        yield data[-1:]


def send(open_sender: Callable[[str], ReceiverSender], base: str, drawn: Drawn) -> Attempt | None:
    """Send a request; one that HTTP cannot carry gives nothing, over either way."""
    request = drawn.request
    strategy = drawn.write(len(request.body)) if drawn.write is not None and request.body else None
    try:
        with open_sender(f"{base}{request.url}") as sender:
            return sender.send_apart(request, strategy)
    except UsageError:
        return None


def told(attempt: Attempt | None) -> object:
    """Return what can be compared of an answer."""
    if attempt is None:
        return None
    headers = [(name.lower(), value) for name, value in attempt.headers if name.lower() not in _OF_SERVERS]
    if attempt.status in (200, 201, 301, 500) and attempt.body:
        try:
            body: object = json.loads(attempt.body)
        except ValueError:
            body = attempt.body
    else:
        body = attempt.body
    return attempt.outcome, attempt.status, headers, body, attempt.location, attempt.body_truncated


class Server(NamedTuple):
    """A server, and the same application in process."""

    name: str
    url: str
    application: Application


@pytest.fixture(scope="module", params=["h11", "httptools"])
def asgi(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Serve the ASGI application with uvicorn, and run it in process."""
    with uvicorn_serving(telling_asgi, request.param) as url, make_application(telling_asgi) as application:
        yield Server(request.param, url, application)


@pytest.fixture(scope="module", params=["werkzeug", "gunicorn"])
def wsgi(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the WSGI application with Werkzeug or gunicorn, and run it in process."""
    if request.param == "gunicorn" and sys.platform == "win32":
        pytest.skip("gunicorn does not run on Windows")
    log = tmp_path_factory.mktemp("gunicorn") / "log"
    reference = "tests.transport.app.telling:telling_wsgi"
    serving = werkzeug_serving(telling_wsgi) if request.param == "werkzeug" else gunicorn_serving(reference, log)
    with serving as url, make_application(telling_wsgi) as application:
        yield Server(request.param, url, application)


def compare(server: Server, drawn: Drawn) -> None:
    """Send a request over both ways, and compare all that comes of it."""
    base, application = server.url, server.application
    over = send(lambda url: Sender(parse_target(url), timeout=PATIENCE), base, drawn)
    inside = send(lambda url: AppSender(application, parse_target(url), timeout=PATIENCE), base, drawn)
    assert told(inside) == told(over)


COMPARED = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@COMPARED
@given(drawn=REQUESTS)
def test_asgi_is_the_same_behind_uvicorn(asgi: Server, drawn: Drawn) -> None:
    """Every method, path, query, header, body and answer."""
    compare(asgi, drawn)


@COMPARED
@given(drawn=REQUESTS)
def test_wsgi_is_the_same_behind_werkzeug_and_gunicorn(wsgi: Server, drawn: Drawn) -> None:
    """Every method, path, query, header, body and answer."""
    assume("%ff" not in drawn.path or wsgi.name == "gunicorn")  # what is no UTF-8 Werkzeug replaces, and nobody else
    assume([name for name, _ in drawn.headers].count("Content-Type") < 2)  # gunicorn refuses that
    compare(wsgi, drawn)


def cut_off(size: int) -> WriteStrategy:
    """Send half of a body, and say that no more comes."""
    return CutOffWrite(size, by_reset=False)


STRATEGIES = [ContinueWrite, ChunkedWrite, cut_off, HeldBack]


@pytest.mark.parametrize("make", STRATEGIES)
def test_asgi_is_the_same_however_a_body_comes(asgi: Server, make: Callable[[int], WriteStrategy]) -> None:
    """After leave, in chunks, cut off, and with its last byte a little later."""
    compare(asgi, Drawn("POST", "/", (), b"0123456789", 100, make))


@pytest.mark.parametrize("make", STRATEGIES)
def test_wsgi_is_the_same_however_a_body_comes(wsgi: Server, make: Callable[[int], WriteStrategy]) -> None:
    """After leave, in chunks, cut off, and with its last byte a little later."""
    compare(wsgi, Drawn("POST", "/", (), b"0123456789", 100, make))
