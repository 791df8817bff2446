"""Tests of maileroo_cli.transport.client.sender: real sockets, and what comes of each thing that a receiver can do."""

import gzip
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing

import pytest

from maileroo_cli.delivery.attempt.judgement import judge
from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome, Phase
from maileroo_cli.errors import UnreachableError, UsageError
from maileroo_cli.transport.client.sender import BODY_LIMIT, Sender, wait_for
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.request import Request
from tests.receivers.raw import OK, Behaviour, Peer, Receiver, answering, answering_once, closed_port, hanging

BODY = b'{"event_type":"opened","raw":"\xff\x00\xe2\x80\xa8"}\n'
HEADERS = (("Content-Type", "application/json"), ("x-maileroo-signature", "0" * 64))


def make_request(url: str, body: bytes = BODY, headers: tuple[tuple[str, str], ...] = HEADERS) -> Request:
    """Return a request like those of Maileroo."""
    return Request("POST", url, headers, body)


def send_once(url: str, timeout: float = 5.0, body: bytes = BODY) -> Attempt:
    """Send one request with a sender of its own."""
    with Sender(parse_target(url), timeout=timeout) as sender:
        return sender.send(make_request(url, body))


def reset_at_once(peer: Peer) -> None:
    """Reset the connection after the request, before any answer."""
    peer.read()
    peer.reset()


def reset_in_the_body(peer: Peer) -> None:
    """Reset the connection within the body of the answer, once its beginning has been read."""
    peer.read()
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    peer.reset()


def endless_body(peer: Peer) -> None:
    """Send a body that never ends."""
    peer.read()
    peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        peer.send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def dripping_head(peer: Peer) -> None:
    """Send a header byte by byte, for ever as far as a test is concerned."""
    peer.read()
    peer.drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10_000, 0.01)


def dripping_body(peer: Peer) -> None:
    """Send a body byte by byte."""
    peer.read()
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
    peer.drip(b"x" * 10_000, 0.01)


def answer_early(peer: Peer) -> None:
    """Answer without having read more than the beginning of a large request, as a proxy with a limit does."""
    peer.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    peer.wait_for_end()


SHORT = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"
BAD_CHUNK = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"
TWO_LENGTHS = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"
LARGE_HEADER = b"HTTP/1.1 200 OK\r\nX-Large: " + b"x" * 200_000 + b"\r\nContent-Length: 0\r\n\r\n"

FAILURES: list[tuple[str, Behaviour, Outcome, int | None, Phase]] = [
    ("reset before the answer", reset_at_once, Outcome.RESET, None, Phase.WAITING),
    ("closed before the answer", answering_once(b""), Outcome.RESET, None, Phase.WAITING),
    ("closed in the status line", answering_once(b"HTTP/1."), Outcome.RESET, None, Phase.READING),
    ("closed in the headers", answering_once(b"HTTP/1.1 200 OK\r\nX: "), Outcome.RESET, None, Phase.READING),
    ("short body", answering_once(SHORT), Outcome.RESET, 200, Phase.READING),
    ("chunk cut off", answering_once(BAD_CHUNK[:-6]), Outcome.RESET, 200, Phase.READING),
    ("bad chunk", answering_once(BAD_CHUNK), Outcome.GARBAGE, 200, Phase.READING),
    ("garbage", answering_once(b"\x00\x01\x02 garbage \r\n\r\n\r\n"), Outcome.GARBAGE, None, Phase.READING),
    ("another protocol", answering_once(b"220 mail.example.com ESMTP\r\n"), Outcome.GARBAGE, None, Phase.READING),
    ("HTTP/0.9", answering_once(b"<html>hello</html>"), Outcome.GARBAGE, None, Phase.READING),
    ("two lengths", answering_once(TWO_LENGTHS), Outcome.GARBAGE, None, Phase.READING),
    ("200 kB header", answering_once(LARGE_HEADER), Outcome.GARBAGE, None, Phase.READING),
    ("TLS alert", answering_once(b"\x15\x03\x01\x00\x02\x02\x46"), Outcome.TLS, None, Phase.READING),
]


@pytest.mark.parametrize(
    ("behaviour", "outcome", "status", "phase"), [case[1:] for case in FAILURES], ids=[case[0] for case in FAILURES]
)
def test_failure(behaviour: Behaviour, outcome: Outcome, status: int | None, phase: Phase) -> None:
    """Whatever a receiver does wrong becomes one attempt with its outcome, and the request is sent only once."""
    with Receiver(behaviour) as receiver:
        attempt = send_once(receiver.url)
    assert (attempt.outcome, attempt.status, attempt.phase) == (outcome, status, phase)
    assert len(receiver.requests) == 1
    assert not judge(attempt).ok


def test_reset_within_the_body() -> None:
    """A reset after the headers is a reset whose status is known, if the headers could be read before it came."""
    with Receiver(reset_in_the_body) as receiver:
        attempt = send_once(receiver.url)
    assert attempt.outcome is Outcome.RESET
    assert attempt.status in {200, None}


@pytest.mark.parametrize(
    ("behaviour", "phase", "status"),
    [(hanging, Phase.WAITING, None), (dripping_head, Phase.READING, None), (dripping_body, Phase.READING, 200)],
    ids=["hangs", "drips a header", "drips a body"],
)
def test_deadline(behaviour: Behaviour, phase: Phase, status: int | None) -> None:
    """The time-out is total: a receiver that sends a byte now and then cannot hold a request longer."""
    began = time.monotonic()
    with Receiver(behaviour) as receiver:
        attempt = send_once(receiver.url, timeout=0.5)
        lasted = time.monotonic() - began
    assert (attempt.outcome, attempt.phase, attempt.status) == (Outcome.TIMEOUT, phase, status)
    assert 0.5 <= attempt.seconds <= lasted < 3


def test_deadline_while_sending() -> None:
    """A receiver that stops reading cannot hold a request longer than the time-out either."""
    with Receiver(Peer.hold) as receiver:
        attempt = send_once(receiver.url, timeout=1.0, body=b"x" * 20_000_000)
    assert (attempt.outcome, attempt.phase) == (Outcome.TIMEOUT, Phase.SENDING)


def test_no_time_left() -> None:
    """A time-out that is over at once is a time-out while connecting."""
    with Receiver() as receiver:
        attempt = send_once(receiver.url, timeout=1e-9)
    assert (attempt.outcome, attempt.phase) == (Outcome.TIMEOUT, Phase.CONNECTING)


@pytest.mark.parametrize("timeout", [0.0, -1.0, 1e9, float("inf"), float("nan")])
def test_bad_timeout(timeout: float) -> None:
    """A time-out that cannot be is refused before anything is sent."""
    with pytest.raises(UsageError, match="cannot wait"):
        Sender(parse_target("http://127.0.0.1:9/"), timeout=timeout)


def test_refused() -> None:
    """A port on which nothing listens is told apart as refused."""
    port = closed_port()
    attempt = send_once(f"http://127.0.0.1:{port}/")
    assert attempt.outcome is Outcome.REFUSED
    assert judge(attempt).sentence == f"nothing listens on 127.0.0.1:{port}: is the receiver running?"


def test_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that cannot be resolved is told apart as dns."""

    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    attempt = send_once("http://nowhere.invalid/")
    assert (attempt.outcome, attempt.place) == (Outcome.DNS, "nowhere.invalid:80")


def test_slow_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that does not come back cannot hold a request longer than the time-out."""
    done = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: done.wait(5) and [])
    attempt = send_once("http://slow.invalid/", timeout=0.05)
    done.set()
    assert (attempt.outcome, attempt.phase) == (Outcome.TIMEOUT, Phase.CONNECTING)


def test_a_name_where_no_thread_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system starts no more threads a name is resolved all the same."""
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name == "mhook-resolver":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with Receiver(answering(OK)) as receiver:
        attempt = send_once(receiver.url.replace("127.0.0.1", "localhost"))
    assert attempt.status == 200


def test_next_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a name has several addresses, the one that accepts is found."""
    with Receiver() as receiver:
        addresses = [
            (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port)) for port in (closed_port(), receiver.port)
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
        attempt = send_once("http://two.test/")
    assert attempt.status == 200


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ConnectionRefusedError(), Outcome.REFUSED),
        (ConnectionResetError(), Outcome.RESET),
        (ConnectionAbortedError(), Outcome.RESET),
        (TimeoutError(), Outcome.TIMEOUT),
        (OSError(101, "Network is unreachable"), Outcome.UNREACHABLE),
        (OSError(10065, "WSAEHOSTUNREACH"), Outcome.UNREACHABLE),
        (PermissionError(13, "blocked"), Outcome.UNREACHABLE),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, OSError) else str(value),
)
def test_connect_error(monkeypatch: pytest.MonkeyPatch, error: OSError, outcome: Outcome) -> None:
    """What the system says of a connection becomes the same outcome on every system."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(socket.socket, "connect", fail)
    assert send_once("http://127.0.0.1:9/").outcome is outcome


def test_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that has no such addresses at all is an unreachable receiver."""

    def fail(*_: object) -> None:
        raise OSError(97, "Address family not supported")

    monkeypatch.setattr(socket, "socket", fail)
    assert send_once("http://[::1]:9/").outcome is Outcome.UNREACHABLE


ANSWERS: list[tuple[str, bytes, int, bytes]] = [
    ("200", OK, 200, b"ok"),
    ("1xx, then 200", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK, 200, b"ok"),
    ("101", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", 101, b""),
    ("204", b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
    ("HTTP/1.0", b"HTTP/1.0 200 OK\r\n\r\nuntil the end", 200, b"until the end"),
    ("chunked", b"HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 500, b"abc"),
    ("no reason", b"HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", 404, b""),
    ("equal lengths", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok", 200, b"ok"),
]


@pytest.mark.parametrize(
    ("answer", "status", "body"), [case[1:] for case in ANSWERS], ids=[case[0] for case in ANSWERS]
)
def test_answer(answer: bytes, status: int, body: bytes) -> None:
    """Every form of HTTP/1 answer is read as it is."""
    with Receiver(answering_once(answer)) as receiver:
        attempt = send_once(receiver.url)
    assert (attempt.outcome, attempt.status, attempt.body) == (Outcome.ANSWERED, status, body)
    assert not attempt.body_truncated


def test_redirect() -> None:
    """A redirect is not followed: its target is told, and the target never sees the signature."""
    with Receiver() as other:
        answer = f"HTTP/1.1 307 X\r\nLocation: {other.url}\r\nContent-Length: 0\r\n\r\n".encode()
        with Receiver(answering(answer)) as receiver:
            attempt = send_once(receiver.url)
    assert (attempt.status, attempt.location) == (307, other.url)
    assert other.connections == 0
    assert other.url in judge(attempt).sentence


def test_gzip_bomb() -> None:
    """A compressed answer is kept as it came and never unpacked."""
    packed = gzip.compress(b"\0" * 10_000_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    with Receiver(answering_once(head + packed)) as receiver:
        attempt = send_once(receiver.url)
    assert attempt.body == packed


def test_endless_body() -> None:
    """An answer without end is cut, and is an answer all the same."""
    with Receiver(endless_body) as receiver:
        attempt = send_once(receiver.url)
    assert (attempt.outcome, attempt.status, len(attempt.body)) == (Outcome.ANSWERED, 200, BODY_LIMIT)
    assert attempt.body_truncated


def test_long_body() -> None:
    """Of a long answer the beginning is kept, and the connection can be used again."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000
    with Receiver(answering(answer)) as receiver, Sender(parse_target(receiver.url), body_limit=10) as sender:
        attempts = [sender.send(make_request(receiver.url)) for _ in range(2)]
    assert [(a.body, a.body_truncated, a.reused) for a in attempts] == [
        (b"x" * 10, True, False),
        (b"x" * 10, True, True),
    ]


def test_early_answer() -> None:
    """A receiver that answers before it has read everything is heard."""
    with Receiver(answer_early) as receiver:
        attempt = send_once(receiver.url, body=b"x" * 3_000_000)
    assert (attempt.outcome, attempt.status) == (Outcome.ANSWERED, 413)


def test_exact_bytes() -> None:
    """Headers arrive in their order, case and number, the body byte for byte, and nothing else is added."""
    headers = (("x-b", "1"), ("X-A", "é \udcff"), ("x-b", ""), ("Cookie", "a=b"))
    with Receiver() as receiver, Sender(parse_target(receiver.url + "?a=%20b&c")) as sender:
        sender.send(make_request("http://elsewhere.test/", headers=headers))
    assert receiver.requests == [
        b"POST /webhook?a=%%20b&c HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nx-b: 1\r\nX-A: \xc3\xa9 \xff\r\nx-b: \r\n"
        b"Cookie: a=b\r\nContent-Length: %d\r\n\r\n" % (receiver.port, len(BODY)) + BODY
    ]


def test_no_proxy_and_no_cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies of the environment are not used, and a cookie that is set is not sent back."""
    proxy = f"http://127.0.0.1:{closed_port()}"
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy)
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    with Receiver(answering(answer)) as receiver, Sender(parse_target(receiver.url)) as sender:
        attempts = [sender.send(make_request(receiver.url)) for _ in range(2)]
    assert [attempt.status for attempt in attempts] == [200, 200]
    assert receiver.requests[0] == receiver.requests[1]


def test_kept_connection() -> None:
    """Many requests share one connection."""
    with Receiver() as receiver, Sender(parse_target(receiver.url)) as sender:
        attempts = [sender.send(make_request(receiver.url)) for _ in range(20)]
    assert receiver.connections == 1
    assert [attempt.reused for attempt in attempts] == [False] + [True] * 19
    assert receiver.requests[0] == receiver.requests[19]


def test_closed_kept_connection() -> None:
    """A kept connection that the receiver has closed meanwhile is replaced before anything is sent on it."""
    closed = threading.Semaphore(0)

    def close_after_one(peer: Peer) -> None:
        peer.read()
        peer.send(OK)
        peer._connection.shutdown(socket.SHUT_WR)
        closed.release()

    with Receiver(close_after_one) as receiver, Sender(parse_target(receiver.url)) as sender:
        statuses = []
        for _ in range(3):
            statuses.append(sender.send(make_request(receiver.url)).status)
            closed.acquire(timeout=5)
    assert (statuses, receiver.connections, len(receiver.requests)) == ([200] * 3, 3, 3)


def test_never_sent_twice() -> None:
    """A kept connection that is lost after the request was written is told, since the receiver may have acted on it."""

    def crash_at_the_second(peer: Peer) -> None:
        peer.read()
        peer.send(OK)
        peer.read()

    with Receiver(crash_at_the_second) as receiver, Sender(parse_target(receiver.url)) as sender:
        attempts = [sender.send(make_request(receiver.url)) for _ in range(3)]
    assert [attempt.outcome for attempt in attempts] == [Outcome.ANSWERED, Outcome.RESET, Outcome.ANSWERED]
    assert len(receiver.requests) == 3
    assert "Connection: close" in judge(attempts[1]).sentence


def test_idle_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that was idle for long is not used again, since the receiver may be about to close it."""
    with Receiver() as receiver, Sender(parse_target(receiver.url)) as sender:
        sender.send(make_request(receiver.url))
        monkeypatch.setattr("maileroo_cli.transport.client.raw_transport._IDLE_LIMIT", -1.0)
        attempt = sender.send(make_request(receiver.url))
    assert (attempt.reused, receiver.connections) == (False, 2)


def test_unasked_answer() -> None:
    """Bytes beyond an answer are never taken for the answer to the next request."""
    two = answering(OK + b"HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n")
    with Receiver(two) as receiver, Sender(parse_target(receiver.url)) as sender:
        statuses = [sender.send(make_request(receiver.url)).status for _ in range(3)]
    assert statuses == [200, 200, 200]


def test_connection_close() -> None:
    """A request that asks for the connection to be closed is the last one on it."""
    headers = (*HEADERS, ("Connection", "close"))
    with Receiver() as receiver, Sender(parse_target(receiver.url)) as sender:
        for _ in range(2):
            sender.send(make_request(receiver.url, headers=headers))
    assert receiver.connections == 2


def test_interrupt() -> None:
    """A send under way ends soon when another thread interrupts it."""
    with Receiver(hanging) as receiver, Sender(parse_target(receiver.url)) as sender:
        sender.interrupt()
        timer = threading.Timer(0.05, sender.interrupt)
        timer.start()
        attempt = sender.send(make_request(receiver.url))
        timer.join()
        sender.close()
        sender.interrupt()
    assert attempt.outcome is Outcome.RESET
    assert attempt.seconds < 4


def test_keyboard_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption by the user closes the connection and goes on up."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with Receiver() as receiver, Sender(parse_target(receiver.url)) as sender:
        monkeypatch.setattr("maileroo_cli.transport.client.response.ResponseReader.read", interrupt)
        with pytest.raises(KeyboardInterrupt):
            sender.send(make_request(receiver.url))
        assert not sender._transport.is_open


class FakeClock:
    """A clock that goes on only when somebody sleeps."""

    def __init__(self, at_sleep: Callable[[], None] = lambda: None) -> None:
        self.time = 0.0
        self._at_sleep = at_sleep

    def now(self) -> float:
        """Return the time that was slept."""
        return self.time

    def today(self) -> float:
        """Return the time that was slept."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.time += seconds
        self._at_sleep()


def test_wait_for_listener() -> None:
    """Waiting ends as soon as the receiver accepts connections."""
    port = closed_port()
    started: list[socket.socket] = []
    clock = FakeClock(lambda: started.append(socket.create_server(("127.0.0.1", port))))
    wait_for(parse_target(f"https://127.0.0.1:{port}/"), 60, clock=clock)
    for listener in started:
        with closing(listener):
            assert clock.time < 1


def test_wait_for_nobody() -> None:
    """Waiting in vain ends with one line that says what was waited for."""
    clock = FakeClock()
    with pytest.raises(UnreachableError, match=r"waited 3 s: nothing listens on 127\.0\.0\.1:\d+: is") as raised:
        wait_for(parse_target(f"http://127.0.0.1:{closed_port()}/"), 3, clock=clock)
    assert "\n" not in str(raised.value)
    assert 2.5 < clock.time <= 3


def test_needs_https() -> None:
    """A TLS alert in answer to plain HTTP says which scheme to use."""
    with Receiver(answering_once(b"\x15\x03\x01\x00\x02\x02\x46")) as receiver:
        attempt = send_once(receiver.url)
    assert attempt.problem is AttemptProblem.NEEDS_HTTPS
    assert "use https://" in judge(attempt).sentence
