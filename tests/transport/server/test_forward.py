"""Forwarding: what reaches the application is what came, and what it answers goes back; both are stored."""

import errno
import gzip
import itertools
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.capture.answer.language import parse_script
from maileroo_cli.capture.answer.responder import Responder
from maileroo_cli.capture.entry import AnswerSource
from maileroo_cli.errors import InputError
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.server.config import ListenConfig
from maileroo_cli.transport.server.forward import Forwarder, ForwardTarget
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer
from tests.listening import Answer, Client, ListenThread
from tests.receivers.raw import OK, Behaviour, Peer, Receiver, answering, answering_once, closed_port, hanging

SECRET = Secret("secret")
BODY = b'{"event_id":"1","event_type":"opened","raw":"\xff\x00"}'


def forwarding(
    folder: Path, url: str, *, timeout: float = 30.0, trust: Trust | None = None, verify_first: bool = False
) -> ListenThread:
    """Return a listener that passes all requests on to ``url``."""
    forwarder = Forwarder(ForwardTarget.of(url, timeout, trust))
    secrets = [SECRET] if verify_first else []
    return ListenThread(
        folder, config=ListenConfig(secrets, Responder(parse_script([])), forwarder, verify_first=verify_first)
    )


def post(body: bytes = BODY, *lines: bytes, target: bytes = b"/hook?a=1", method: bytes = b"POST") -> bytes:
    """Return a request with these header lines after Host and before Content-Length."""
    head = [method + b" " + target + b" HTTP/1.1", b"Host: sender.test", *lines, b"Content-Length: %d" % len(body)]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def split(request: bytes) -> tuple[list[bytes], bytes]:
    """Return the lines of a request's head, and its body."""
    head, _, body = request.partition(b"\r\n\r\n")
    return head.split(b"\r\n"), body


HEADERS = (
    b"Content-Type: application/json",
    b"x-maileroo-signature: " + b"ab" * 32,
    b"X-Twice: one",
    b"x-TWICE: two",
    b"X-Latin: caf\xe9 \xff",
    b"X-Utf8: caf\xc3\xa9",
    b"X-Empty:",
    b"X-Inner: a \t b",
    b"User-Agent: Go-http-client/2.0",
)


def test_headers_arrive_unchanged(tmp_path: Path) -> None:
    """All end-to-end headers reach the application with their order, case, duplicates and bytes; Host is its own."""
    with Receiver() as application, forwarding(tmp_path, application.url) as listen, Client(listen.port) as client:
        client.send(post(BODY, *HEADERS))
        assert client.answer().body == b"ok"
    (request,) = application.requests
    lines, body = split(request)
    assert lines[0] == b"POST /webhook HTTP/1.1"
    expected = [line.replace(b"Empty:", b"Empty: ") for line in HEADERS]
    assert lines[1:] == [b"Host: 127.0.0.1:%d" % application.port, *expected, b"Content-Length: %d" % len(BODY)]
    assert body == BODY


def test_headers_of_the_connection_stay_behind(tmp_path: Path) -> None:
    """Hop-by-hop headers, and those that Connection names, are not passed on in either direction."""
    own = (b"Connection: keep-alive, X-Hop", b"Keep-Alive: timeout=5", b"X-Hop: 1", b"TE: trailers", b"Upgrade: h2c")
    answer = (
        b"HTTP/1.1 200 OK\r\nConnection: X-Back, keep-alive\r\nX-Back: 1\r\nKeep-Alive: timeout=9\r\nX-Stays: 1\r\n"
        b"Proxy-Authenticate: x\r\nContent-Length: 2\r\n\r\nok"
    )
    with (
        Receiver(answering(answer)) as application,
        forwarding(tmp_path, application.url) as listen,
        Client(listen.port) as client,
    ):
        answered = client.send(post(BODY, *own, b"Proxy-Connection: x", b"X-Stays: 2")).answer()
    lines, _ = split(application.requests[0])
    assert lines[2:-1] == [b"X-Stays: 2"]
    assert answered.headers == {"x-stays": "1", "content-length": "2"}
    (kept,) = listen.captures()
    assert b"X-Hop: 1\r\n" in kept.content.head


CHUNKED = (
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\xff}\r\n2\r\n\x00\n\r\n0\r\nT: 1\r\n\r\n"
)
LARGE = bytes(range(256)) * 4096
BODIES = {
    "not UTF-8": (post(b"\xff\xfe\x00\r\n\r\n"), b"\xff\xfe\x00\r\n\r\n"),
    "1 MiB": (post(LARGE), LARGE),
    "chunked": (CHUNKED, b"{\xff}\x00\n"),
    "empty": (post(b""), b""),
    "none": (b"POST / HTTP/1.1\r\nHost: x\r\n\r\n", b""),
    "a long header": (post(b"{}", b"X-Long: " + b"x" * 30_000), b"{}"),
}


@pytest.mark.parametrize("name", BODIES)
def test_body_arrives_unchanged(name: str, tmp_path: Path) -> None:
    """The application gets the body's exact bytes, however they were framed; so does the store."""
    request, body = BODIES[name]
    with Receiver() as application, forwarding(tmp_path, application.url) as listen, Client(listen.port) as client:
        assert client.send(request).answer().status == 200
    lines, arrived = split(application.requests[0])
    assert arrived == body
    assert lines[-1] == b"Content-Length: %d" % len(body)
    (kept,) = listen.captures()
    assert (kept.content.body, kept.entry.status, kept.entry.answered) == (body, 200, AnswerSource.APPLICATION)
    assert (kept.content.answer_head, kept.content.answer_body) == (OK.partition(b"ok")[0], b"ok")


TARGETS = [
    ("", b"/hook?a=1", b"/hook?a=1"),
    ("/", b"/hook?a=1", b"/hook?a=1"),
    ("/own", b"/hook?a=1", b"/own"),
    ("/own?b=2", b"/hook?a=1", b"/own?b=2"),
    ("", b"/caf%c3%A9/%20?x=%zz&\\|^", b"/caf%c3%A9/%20?x=%zz&\\|^"),
    ("", b"//double", b"//double"),
    ("", b"http://elsewhere.test/path?q", b"/path?q"),
    ("", b"http://elsewhere.test", b"/"),
    ("", b"http://elsewhere.test?q", b"/?q"),
]


@pytest.mark.parametrize(("path", "asked", "arrives"), TARGETS, ids=[f"{a or '-'} {b!r}" for a, b, _ in TARGETS])
def test_path(path: str, asked: bytes, arrives: bytes, tmp_path: Path) -> None:
    """A URL without a path gets each request at its own path, byte for byte; a URL with one gets all of them there."""
    method = b"OPTIONS" if asked == b"*" else b"POST"
    with Receiver() as application:
        url = application.url.removesuffix("/webhook") + path
        with forwarding(tmp_path, url) as listen, Client(listen.port) as client:
            assert client.send(post(target=asked, method=method)).answer().status == 200
    assert application.requests[0].startswith(method + b" " + arrives + b" HTTP/1.1\r\n")


@pytest.mark.parametrize("method", [b"GET", b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"QUERY"])
def test_method(method: bytes, tmp_path: Path) -> None:
    """Any method is passed on."""
    with Receiver() as application, forwarding(tmp_path, application.url) as listen, Client(listen.port) as client:
        assert client.send(post(method=method)).answer().status == 200
    assert application.requests[0].startswith(method + b" /webhook ")


ZIPPED = gzip.compress(b"hello" * 100)
ANSWERS: dict[str, tuple[bytes, bytes, int, dict[str, str], bytes]] = {
    "binary": (b"200 OK", b"Content-Type: a/b\r\n", 200, {"content-type": "a/b"}, b"\x00\xff\r\n\r\n"),
    "gzip": (b"200 OK", b"Content-Encoding: gzip\r\n", 200, {"content-encoding": "gzip"}, ZIPPED),
    "server error": (b"500 No", b"Retry-After: 9\r\n", 500, {"retry-after": "9"}, b"broken"),
    "redirect": (b"302 Found", b"Location: http://x.test/\r\n", 302, {"location": "http://x.test/"}, b""),
    "header bytes": (b"200 OK", b"X: caf\xe9 \xff\r\n", 200, {"x": "caf\xe9 \xff"}, b"ok"),
    "unknown status": (b"799 Odd", b"", 799, {}, b"ok"),
    "beyond all classes": (b"999 Odd", b"", 999, {}, b"ok"),
    "1 MiB": (b"200 OK", b"", 200, {}, LARGE),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_comes_back(name: str, tmp_path: Path) -> None:
    """Status, headers and body of the application's answer are what the sender gets and what is stored."""
    first, lines, status, headers, body = ANSWERS[name]
    answer = b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n%b" % (first, lines, len(body), body)
    with (
        Receiver(answering(answer)) as application,
        forwarding(tmp_path, application.url) as listen,
        Client(listen.port) as client,
    ):
        for _ in range(2):
            answered = client.send(post()).answer()
            assert answered == Answer(status, {**headers, "content-length": str(len(body))}, body)
    kept = listen.captures()[-1]
    assert (kept.entry.status, kept.content.answer_body) == (status, body)
    assert application.connections == 1


def test_doubled_headers_come_back(tmp_path: Path) -> None:
    """Two cookies stay two, in order and with their case; the answer's chunks become a length."""
    answer = (
        b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX: y\r\nSET-COOKIE: b=2\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"1\r\no\r\n1\r\nk\r\n0\r\n\r\n"
    )
    with (
        Receiver(answering(answer)) as application,
        forwarding(tmp_path, application.url) as listen,
        Client(listen.port) as client,
    ):
        assert client.send(post()).answer().body == b"ok"
    (kept,) = listen.captures()
    expected = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX: y\r\nSET-COOKIE: b=2\r\nContent-Length: 2\r\n\r\n"
    assert kept.content.answer_head == expected


BODILESS = {
    "HEAD": (b"HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n", {"content-length": "1234"}),
    "204": (b"POST", b"HTTP/1.1 204 No Content\r\nX: 1\r\n\r\n", {"x": "1"}),
    "304": (b"POST", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n", {"content-length": "77"}),
    "205": (b"POST", b"HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n", {"content-length": "0"}),
}


@pytest.mark.parametrize("name", BODILESS)
def test_answer_without_body(name: str, tmp_path: Path) -> None:
    """An answer that has no body keeps its headers, and leaves the connection in step for the next request."""
    method, answer, headers = BODILESS[name]
    with (
        Receiver(answering(answer)) as application,
        forwarding(tmp_path, application.url) as listen,
        Client(listen.port) as client,
    ):
        for _ in range(2):
            answered = client.send(post(b"", method=method)).answer(to_head=True)
            assert (answered.status, answered.headers) == (int(answer.split()[1]), headers)


def reset(peer: Peer) -> None:
    """Read the request and reset the connection."""
    peer.read()
    peer.reset()


def too_long(peer: Peer) -> None:
    """Answer with one byte more than 1 MiB."""
    peer.read()
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n" + b"x" * 1_048_577)


def drip(peer: Peer) -> None:
    """Answer so slowly that no single read times out."""
    peer.read()
    peer.drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000, 0.02)


FAILURES: dict[str, tuple[Behaviour, int, str]] = {
    "reset": (reset, 502, "closed the connection without an answer"),
    "closed": (answering_once(b""), 502, "closed the connection without an answer"),
    "garbage": (answering_once(b"\x00\x01garbage\r\n\r\n"), 502, "not in valid HTTP"),
    "two lengths": (answering_once(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"), 502, "HTTP"),
    "short body": (answering_once(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), 502, "broke off"),
    "too long": (too_long, 502, "longer than 1,048,576 bytes"),
    "switching": (answering_once(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), 502, "answered 101"),
    "hangs": (hanging, 504, "timed out"),
    "drips": (drip, 504, "timed out"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_failing_application(name: str, tmp_path: Path) -> None:
    """An application without a usable answer becomes 502, one that takes too long 504; the request is stored."""
    behaviour, status, why = FAILURES[name]
    with (
        Receiver(behaviour) as application,
        forwarding(tmp_path, application.url, timeout=0.3) as listen,
        Client(listen.port) as client,
    ):
        answered = client.send(post()).answer()
        (arrival,) = listen.heard.wait_for(1)
    assert answered.status == status
    assert why in answered.body.decode()
    assert (arrival.answer, why in arrival.detail) == (str(status), True)
    (kept,) = listen.captures()
    assert (kept.entry.status, kept.entry.answered, kept.content.body) == (status, AnswerSource.GATEWAY, BODY)
    assert len(application.requests) == 1


def test_dead_application(tmp_path: Path) -> None:
    """An application that is not there becomes 502; as soon as it is there, requests reach it."""
    port = closed_port()
    with forwarding(tmp_path, f"http://127.0.0.1:{port}/") as listen, Client(listen.port) as client:
        for _ in range(2):
            answered = client.send(post()).answer()
            assert (answered.status, b"nothing listens" in answered.body) == (502, True)
    assert [one.entry.status for one in listen.captures()] == [502, 502]


def test_no_file_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A request for which no file is left becomes 502; with the next one it is tried again."""
    failures = [OSError(errno.EMFILE, "Too many open files")]

    def make(*arguments: Any, **options: Any) -> Sender:
        if failures:
            raise failures.pop()
        return Sender(*arguments, **options)

    monkeypatch.setattr("maileroo_cli.transport.server.forward.Sender", make)
    with Receiver() as application, forwarding(tmp_path, application.url) as listen, Client(listen.port) as client:
        answered = client.send(post()).answer()
        assert (answered.status, b"(Too many open files)" in answered.body) == (502, True)
        assert client.send(post()).answer().status == 200


def test_verify_first(tmp_path: Path) -> None:
    """What does not verify is answered 401 and stored, and the application sees nothing of it."""
    good, bad = Signer(SECRET).sign(BODY).encode(), b"0" * 64
    with (
        Receiver() as application,
        forwarding(tmp_path, application.url, verify_first=True) as listen,
        Client(listen.port) as client,
    ):
        statuses = [
            client.send(post(BODY, b"x-maileroo-signature: " + signature)).answer().status
            for signature in (bad, good, good.upper())
        ]
        statuses.append(client.send(post(BODY)).answer().status)
    assert statuses == [401, 200, 401, 401]
    assert len(application.requests) == 1
    kept = [(one.entry.verdict, one.entry.status, one.entry.answered) for one in listen.captures()]
    held = ("invalid", 401, AnswerSource.LISTENER)
    assert kept == [held, ("valid", 200, AnswerSource.APPLICATION), held, held]


def gathering(count: int) -> Callable[[], None]:
    """Return a function that returns when it has been called by ``count`` threads."""
    came, lock = itertools.count(1), threading.Lock()
    all_came = threading.Event()

    def gather() -> None:
        with lock:
            if next(came) == count:
                all_came.set()
        assert all_came.wait(30)

    return gather


def test_many_at_once(tmp_path: Path) -> None:
    """Fifty senders at once each get the answer to their own request, though a slow application holds several."""
    together = gathering(8)

    def echo(peer: Peer) -> None:
        while (request := peer.read()) is not None:
            together()
            body = split(request)[1]
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    with Receiver(echo) as application, forwarding(tmp_path, application.url) as listen, ExitStack() as stack:
        clients = [stack.enter_context(Client(listen.port)) for _ in range(50)]
        for number, client in enumerate(clients):
            client.send(post(b'{"event_id":"%d"}' % number))
        bodies = [client.answer().body for client in clients]
    assert bodies == [b'{"event_id":"%d"}' % number for number in range(50)]
    assert sorted(split(one)[1] for one in application.requests) == sorted(bodies)


def test_end_while_an_application_hangs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The end does not wait for a hanging application: each request gets an answer, a report, and stays stored."""
    monkeypatch.setattr("maileroo_cli.transport.server.listener._GRACE", 0.1)
    count = 40  # more than are sent to the application at a time
    together, began = gathering(17), 0.0

    def hang(peer: Peer) -> None:
        peer.read()
        together()
        peer.wait_for_end()

    with Receiver(hang) as application, ExitStack() as stack:
        with forwarding(tmp_path, application.url) as listen:
            clients = [stack.enter_context(Client(listen.port)) for _ in range(count)]
            for client in clients:
                client.send(post())
            together()
            began = time.monotonic()
        assert time.monotonic() - began < 8
        answers = [client.answer() for client in clients]
    assert {(one.status, b"was ended" in one.body) for one in answers} == {(502, True)}
    assert len(listen.heard.arrivals) == count
    assert [(one.entry.status, one.content.body) for one in listen.captures()] == [(502, BODY)] * count


def test_client_that_leaves(tmp_path: Path) -> None:
    """Where the sender has gone, what the application answered is stored all the same."""
    came, left = threading.Event(), threading.Event()

    def wait(peer: Peer) -> None:
        peer.read()
        came.set()
        assert left.wait(10)
        peer.send(OK)

    with Receiver(wait) as application, forwarding(tmp_path, application.url) as listen:
        with Client(listen.port) as client:
            client.send(post())
            assert came.wait(10)
        left.set()
        (arrival,) = listen.heard.wait_for(1)
    assert arrival.answer == "200"
    assert [one.entry.status for one in listen.captures()] == [200]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a certificate for 127.0.0.1 that is its own authority, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    key, certificate, both = folder / "key.pem", folder / "certificate.pem", folder / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    more = [
        "-subj",
        "/CN=test",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run([*command, *more], check=True, capture_output=True)
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    return both


@pytest.mark.openssl
@pytest.mark.parametrize(("trusted", "status"), [(True, 200), (False, 502)])
def test_https(trusted: bool, status: int, certificate: Path, tmp_path: Path) -> None:
    """An application may speak TLS with a certificate from --cacert; another certificate is refused with 502."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    trust = Trust(cacert=str(certificate) if trusted else None)
    with (
        Receiver(tls=server) as application,
        forwarding(tmp_path, application.url, trust=trust) as listen,
        Client(listen.port) as client,
    ):
        answered = client.send(post()).answer()
    assert (answered.status, b"--cacert" in answered.body) == (status, not trusted)


def test_certificates_that_cannot_be_used(tmp_path: Path) -> None:
    """A wrong --cacert is told at the start, not with the first request."""
    with pytest.raises(InputError, match="cannot read --cacert"):
        Forwarder(ForwardTarget.of("https://127.0.0.1:1/", trust=Trust(str(tmp_path / "none.pem"))))
