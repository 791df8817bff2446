"""Two copies of one request at the same instant: both are whole, and neither holds the other up."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.errors import MhookError
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.fault.simultaneous_duplicates import DuplicateResult, send_duplicates
from maileroo_cli.webhook.signing.request import Request
from tests.receivers.raw import Peer, Receiver, answering, closed_port

THREAD = "mhook-duplicate"


@contextmanager
def two_senders(first: str, second: str, timeout: float = 20.0) -> Iterator[tuple[Sender, Sender]]:
    """Give two senders, to one place each."""
    with ExitStack() as stack:
        one, two = (stack.enter_context(Sender(parse_target(url), timeout=timeout)) for url in (first, second))
        yield one, two


def make_request(url: str, body: bytes = b"{}", method: str = "POST") -> Request:
    """Return a request to a place."""
    return Request(method, url, (), body)


def statuses(results: list[DuplicateResult]) -> list[tuple[Outcome, int | None, bool]]:
    """Return what came of each copy."""
    return [(one.attempt.outcome, one.attempt.status, one.sent_whole) for one in results]


def is_running() -> bool:
    """Tell whether the thread of a second copy lives."""
    return any(thread.name == THREAD for thread in threading.enumerate())


@pytest.mark.parametrize("body", [b"{}", b"", b"x" * 300_000], ids=["small", "empty", "large"])
def test_both_are_whole(body: bytes) -> None:
    """The receiver gets the same bytes twice, over two connections that end with their answers."""
    with Receiver(answering(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")) as receiver:
        with two_senders(receiver.url, receiver.url) as senders:
            results = send_duplicates(*senders, make_request(receiver.url, body))
        requests = receiver.requests
    assert statuses(results) == [(Outcome.ANSWERED, 202, True)] * 2
    assert len(requests) == 2
    assert requests[0] == requests[1]
    assert requests[0].endswith(b"\r\n\r\n" + body)
    assert not is_running()


def test_the_first_result_is_that_of_the_first_sender() -> None:
    """Whichever answers earlier, the copy of the first sender comes first."""
    late = threading.Event()

    def slow(peer: Peer) -> None:
        peer.read()
        late.wait(20)
        peer.send(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")

    def quick(peer: Peer) -> None:
        peer.read()
        peer.send(b"HTTP/1.1 204 No Content\r\n\r\n")
        late.set()

    with Receiver(slow) as first, Receiver(quick) as second, two_senders(first.url, second.url) as senders:
        results = send_duplicates(*senders, make_request(first.url))
    assert [one.attempt.status for one in results] == [201, 204]


@pytest.mark.parametrize("reaches", [0, 1], ids=["the first", "the second"])
def test_one_that_reaches_nobody(reaches: int) -> None:
    """A copy that is refused does not hold the other one back until its deadline."""
    nowhere = f"http://127.0.0.1:{closed_port()}/webhook"
    with Receiver(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as receiver:
        urls = [nowhere, nowhere]
        urls[reaches] = receiver.url
        with two_senders(urls[0], urls[1], timeout=60) as senders:
            results = send_duplicates(*senders, make_request(receiver.url))
        assert len(receiver.requests) == 1
    expected: list[tuple[Outcome, int | None, bool]] = [(Outcome.REFUSED, None, False)] * 2
    expected[reaches] = (Outcome.ANSWERED, 200, True)
    assert statuses(results) == expected
    assert not is_running()


def test_what_http_cannot_carry() -> None:
    """A request that cannot be sent at all raises once, and no thread is left behind."""
    with Receiver(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as receiver:
        with two_senders(receiver.url, receiver.url) as senders, pytest.raises(MhookError):
            send_duplicates(*senders, Request("POST", receiver.url, (("X", "a\r\nY: b"),), b"{}"))
        assert receiver.requests == []
    assert not is_running()


def test_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first copy is interrupted, the second one is ended too, although nobody answers it."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with Receiver(Peer.hold) as receiver, two_senders(receiver.url, receiver.url, timeout=60) as senders:
        monkeypatch.setattr(senders[0], "send_apart", interrupt)
        with pytest.raises(KeyboardInterrupt):
            send_duplicates(*senders, make_request(receiver.url))
        assert not is_running()
