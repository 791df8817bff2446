"""Whole requests in chunks, after asking leave, and blown up, over real sockets and against servers without h11."""

import re

import pytest

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.fault import other_framings
from maileroo_cli.transport.fault.other_framings import ChunkedWrite, ContinueWrite, PaddedWrite
from maileroo_cli.webhook.signing.request import Request, webhook_headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign
from tests.certificates import Certificates
from tests.receivers.correct import SECRET, CorrectReceiver
from tests.receivers.raw import OK, Behaviour, Peer, Receiver, answer_bytes

BODY = b'{"event_id":"a1","event_type":"delivered"}'
SIZE = 3 << 20


def request_to(url: str, body: bytes = BODY) -> Request:
    """Return a signed request."""
    return Request("POST", url, webhook_headers([sign(body, Secret(SECRET, "test"))]), body)


def send(url: str, strategy: ChunkedWrite | ContinueWrite | PaddedWrite, trust: Trust | None = None) -> Attempt:
    """Send a signed request in one of the framings."""
    with Sender(parse_target(url), timeout=10, trust=trust) as sender:
        return sender.send_apart(request_to(url), strategy)


def read_until(peer: Peer, end: bytes) -> bytes:
    """Return what comes until ``end`` has come."""
    data = b""
    while end not in data and (more := peer._connection.recv(65_536)):
        data += more
    return data


def test_chunks_hold_the_whole_body() -> None:
    """A body in chunks comes without its length, and put together it is the body."""
    seen: list[bytes] = []

    def behave(peer: Peer) -> None:
        seen.append(read_until(peer, b"\r\n0\r\n\r\n"))
        peer.send(OK)

    with Receiver(behave) as receiver:
        assert send(receiver.url, ChunkedWrite(len(BODY))).status == 200
    head, _, rest = seen[0].partition(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in head.lower()
    assert b"content-length" not in head.lower()
    chunks = re.findall(rb"([0-9a-f]+)\r\n(.*?)\r\n", rest, re.DOTALL)
    assert [int(size, 16) for size, _ in chunks] == [len(data) for _, data in chunks]
    assert b"".join(data for _, data in chunks) == BODY


@pytest.mark.parametrize("strategy", [ChunkedWrite(len(BODY)), ContinueWrite(len(BODY))], ids=["chunked", "expect"])
def test_a_server_of_the_standard_library_takes_it_in(strategy: ChunkedWrite | ContinueWrite) -> None:
    """``http.server``, which gives leave by itself, reads the body so that its signature is right."""
    with CorrectReceiver() as receiver:
        assert send(receiver.url, strategy).status == 200
        assert receiver.effects == {"a1": 1}


def test_the_body_waits_for_leave() -> None:
    """With ``Expect: 100-continue`` nothing of the body comes before leave was given."""
    seen: list[bytes] = []

    def behave(peer: Peer) -> None:
        seen.append(read_until(peer, b"\r\n\r\n"))
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        seen.append(read_until(peer, BODY))
        peer.send(OK)

    with Receiver(behave) as receiver:
        assert send(receiver.url, ContinueWrite(len(BODY))).status == 200
    assert seen[0].lower().endswith(b"expect: 100-continue\r\n\r\n")
    assert seen[1] == BODY


def test_the_body_comes_without_leave_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not know of leave gets the body too, a little later."""
    monkeypatch.setattr(other_framings, "_PATIENCE", 0.02)

    def behave(peer: Peer) -> None:
        assert read_until(peer, BODY).endswith(BODY)
        peer.send(OK)

    with Receiver(behave) as receiver:
        assert send(receiver.url, ContinueWrite(len(BODY))).status == 200


def test_a_refusal_instead_of_leave_is_the_answer() -> None:
    """What is answered in place of leave is what came of the request."""

    def behave(peer: Peer) -> None:
        read_until(peer, b"\r\n\r\n")
        peer.send(answer_bytes(417))

    with Receiver(behave) as receiver:
        assert send(receiver.url, ContinueWrite(len(BODY))).status == 417


def test_a_padded_body_has_its_length() -> None:
    """Blanks follow the body, to the byte."""
    seen: list[bytes] = []

    def behave(peer: Peer) -> None:
        seen.append(peer.read() or b"")
        peer.send(answer_bytes(401))

    with Receiver(behave) as receiver:
        assert send(receiver.url, PaddedWrite(len(BODY), SIZE)).status == 401
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert b"Content-Length: %d" % SIZE in head
    assert body == BODY.ljust(SIZE)


def refuses_unread(peer: Peer) -> None:
    """Answer after the head, keep the connection, and read nothing more."""
    read_until(peer, b"\r\n\r\n")
    peer.send(answer_bytes(413))
    peer.hold()


def test_an_answer_before_the_end_is_seen() -> None:
    """A receiver that refuses at once, and does not read on, is not waited for."""
    with Receiver(refuses_unread) as receiver:
        assert send(receiver.url, PaddedWrite(len(BODY), 50 << 20)).status == 413


def test_a_server_that_reads_on_before_it_ends_its_answer_is_not_waited_for() -> None:
    """One that refuses, and closes when nothing more comes, is told that nothing more comes."""

    def behave(peer: Peer) -> None:
        read_until(peer, b"\r\n\r\n")
        peer.send(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\ntoo large")
        peer.wait_for_end()

    with Receiver(behave) as receiver:
        attempt = send(receiver.url, PaddedWrite(len(BODY), 50 << 20))
    assert (attempt.outcome, attempt.status, attempt.body) == (Outcome.ANSWERED, 400, b"too large")


def test_an_answer_before_the_end_is_seen_over_tls(certificates: Certificates) -> None:
    """Over TLS, too, where other things than answers come."""
    context = certificates.server("good")
    context.num_tickets = 2
    with Receiver(refuses_unread, context) as receiver:
        attempt = send(receiver.url, PaddedWrite(len(BODY), 50 << 20), Trust(insecure=True))
        assert (attempt.status, attempt.detail) == (413, "")


def closes(peer: Peer) -> None:
    """Close after the head."""
    read_until(peer, b"\r\n\r\n")


def resets(peer: Peer) -> None:
    """Break the connection off after the head."""
    read_until(peer, b"\r\n\r\n")
    peer.reset()


@pytest.mark.parametrize("behave", [closes, resets], ids=["closes", "resets"])
def test_an_end_before_the_end_is_a_lost_connection(behave: Behaviour) -> None:
    """A receiver that ends the connection has done so, however."""
    with Receiver(behave) as receiver:
        assert send(receiver.url, PaddedWrite(len(BODY), 50 << 20)).outcome is Outcome.RESET


def test_a_correct_receiver_refuses_what_is_padded() -> None:
    """It answers 413 without reading it all."""
    with CorrectReceiver() as receiver:
        assert send(receiver.url, PaddedWrite(len(BODY), 50 << 20)).status == 413
