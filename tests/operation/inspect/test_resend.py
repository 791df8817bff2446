"""Resending from the inspector, to receivers on real sockets: what arrives, and how the attempts are told."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maileroo_cli.capture.transfer.edit import RequestEdit
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.inspect.resend import ResendOrder, SentSignature, SignatureChoice, resend_captures
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign
from tests.capture.stored import capture, fill
from tests.receivers.raw import Peer, Receiver, answering

SECRET = Secret("a secret of tests")
BODY = b'{"event_type": "delivered"}'
SIGNATURE = sign(BODY, SECRET)
HEAD = (
    b"POST /hook HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/json\r\nConnection: X-Hop\r\nX-Hop: 1\r\n"
    b"X-Twice: 1\r\nx-twice: \xe9 2\r\nX-Maileroo-Signature: " + SIGNATURE.encode() + b"\r\nContent-Length: 27\r\n\r\n"
)
ONE = f"{1:016x}"
MASKED = f"{SIGNATURE[:8]}…"


def to(receiver: Receiver) -> Endpoint:
    """Return the endpoint of a receiver."""
    return Endpoint(parse_target(receiver.url))


def edit(body: bytes = BODY, *headers: tuple[str, str], method: str = "POST") -> RequestEdit:
    """Return an edit."""
    return RequestEdit(method, headers, body)


def head_of(request: bytes) -> list[bytes]:
    """Return the lines of the head of a request that arrived."""
    return request.partition(b"\r\n\r\n")[0].split(b"\r\n")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with one signed capture."""
    return fill(tmp_path_factory.mktemp("store") / "captures.db", capture(1, body=BODY, head=HEAD))


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    """Return a receiver that accepts everything and keeps it."""
    with Receiver() as receiver:
        yield receiver


def test_as_it_came(store: Path, receiver: Receiver) -> None:
    """Without an edit the bytes and the headers go out as they came, but for those of the connection."""
    [resent] = resend_captures(store, ResendOrder([ONE]), to(receiver))
    assert resent.attempt is not None
    assert (resent.id, resent.attempt.attempt.status, resent.signature) == (ONE, 200, SentSignature.CAPTURED)
    lines = head_of(receiver.requests[-1])
    assert lines[2:-1] == [
        b"Content-Type: application/json",
        b"X-Twice: 1",
        b"x-twice: \xe9 2",
        b"X-Maileroo-Signature: " + SIGNATURE.encode(),
    ]


@settings(max_examples=60, deadline=None)
@given(
    body=st.binary(max_size=4000),
    values=st.lists(
        st.text(st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), max_size=30), max_size=4
    ),
)
def test_every_byte_arrives(store: Path, receiver: Receiver, body: bytes, values: list[str]) -> None:
    """Any body and any value of a header arrives byte for byte: a character is a byte, as captures are read."""
    headers = tuple((f"X-Value-{number}", value) for number, value in enumerate(values))
    order = ResendOrder([ONE], SignatureChoice.NONE, edit(body, *headers))
    [resent] = resend_captures(store, order, to(receiver))
    assert resent.attempt is not None
    assert resent.attempt.attempt.status == 200
    head, _, arrived = receiver.requests[-1].partition(b"\r\n\r\n")
    assert arrived == body
    wanted = [
        f"X-Value-{number}: ".encode() + value.strip(" \t").encode("latin-1") for number, value in enumerate(values)
    ]
    assert head.split(b"\r\n")[2:-1] == wanted
    assert head.endswith(b"\r\nContent-Length: %d" % len(body))


def test_text_beyond_a_byte_goes_out_as_utf_8(store: Path, receiver: Receiver) -> None:
    """What no byte can hold is sent as UTF-8, and leaves the other values as they are."""
    order = ResendOrder([ONE], SignatureChoice.NONE, edit(b"", ("X-One", "\xe9"), ("X-Two", "5 €")))
    assert len(list(resend_captures(store, order, to(receiver)))) == 1
    assert head_of(receiver.requests[-1])[2:4] == [b"X-One: \xe9", b"X-Two: 5 \xe2\x82\xac"]


def test_headers_of_the_connection_are_made_right(store: Path, receiver: Receiver) -> None:
    """Host, length and what belongs to one connection are ours, whatever an edit says; the method is the edit's."""
    headers = (
        ("host", "evil.example"),
        ("Content-Length", "1"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Encoding", "gzip"),
    )
    order = ResendOrder([ONE], SignatureChoice.NONE, edit(b"12345", *headers, method="PUT"))
    list(resend_captures(store, order, to(receiver)))
    first, host, *others = head_of(receiver.requests[-1])
    assert first.startswith(b"PUT /")
    assert host == b"Host: " + receiver.url.split("/")[2].encode()
    assert others == [b"Content-Encoding: gzip", b"Content-Length: 5"]


def signatures(receiver: Receiver) -> list[bytes]:
    """Return the signatures of the latest request."""
    lines = head_of(receiver.requests[-1])
    return [line.partition(b": ")[2] for line in lines if line.lower().startswith(b"x-maileroo-signature:")]


@pytest.mark.parametrize(
    ("choice", "changed", "sent", "meaning"),
    [
        (SignatureChoice.KEPT, edit(b"other", ("X-Maileroo-Signature", MASKED)), SIGNATURE, "of-captured-body"),
        (SignatureChoice.KEPT, edit(b"other"), SIGNATURE, "of-captured-body"),
        (SignatureChoice.KEPT, edit(BODY, ("x-maileroo-signature", MASKED)), SIGNATURE, "captured"),
        (SignatureChoice.KEPT, edit(b"other", ("x-maileroo-signature", "mine")), "mine", "typed"),
        (SignatureChoice.NEW, edit(b"other", ("x-maileroo-signature", MASKED)), sign(b"other", SECRET), "new"),
        (SignatureChoice.NEW, None, SIGNATURE, "new"),
        (SignatureChoice.NONE, edit(b"other", ("x-maileroo-signature", MASKED)), None, "removed"),
        (SignatureChoice.NONE, None, None, "removed"),
    ],
)
def test_signature(
    store: Path,
    receiver: Receiver,
    choice: SignatureChoice,
    changed: RequestEdit | None,
    sent: str | None,
    meaning: str,
) -> None:
    """The signature is kept, made anew for the bytes that are sent, or left out; its mask stands for the captured."""
    [resent] = resend_captures(store, ResendOrder([ONE], choice, changed, (SECRET,)), to(receiver))
    assert signatures(receiver) == ([] if sent is None else [sent.encode()])
    assert resent.signature == meaning


def test_a_receiver_that_accepts_an_edited_body_is_told(store: Path, receiver: Receiver) -> None:
    """Where the signature is not that of the body, an attempt is good only if it was refused."""
    order = ResendOrder([ONE], edit=edit(b"other"), secrets=(SECRET,))
    [accepted] = resend_captures(store, order, to(receiver))
    with Receiver(answering(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")) as strict:
        [refused] = resend_captures(store, order, to(strict))
    assert accepted.attempt is not None
    assert refused.attempt is not None
    assert (accepted.attempt.judgement.ok, refused.attempt.judgement.ok) == (False, True)


def test_an_edit_that_makes_the_signature_right(tmp_path: Path, receiver: Receiver) -> None:
    """Where the captured signature verifies the edited body, the attempt has to be accepted."""
    store = fill(tmp_path / "captures.db", capture(1, body=b"changed on its way", head=HEAD))
    [resent] = resend_captures(store, ResendOrder([ONE], edit=edit(BODY), secrets=(SECRET,)), to(receiver))
    assert resent.attempt is not None
    assert (resent.attempt.request.bad_signature, resent.attempt.judgement.ok) == (None, True)


def test_a_damaged_capture_can_be_sent_edited(tmp_path: Path, receiver: Receiver) -> None:
    """What is no whole request is left out with its reason, and goes out once somebody has completed it."""
    store = fill(tmp_path / "captures.db", capture(1, anomaly="cut-off"))
    [left_out] = resend_captures(store, ResendOrder([ONE]), to(receiver))
    assert left_out.attempt is None
    assert left_out.reason == "It is not a whole request that HTTP can carry."
    [sent] = resend_captures(store, ResendOrder([ONE], edit=edit(b"whole")), to(receiver))
    assert sent.attempt is not None
    assert sent.signature is SentSignature.ABSENT


def test_order_and_what_was_deleted(tmp_path: Path) -> None:
    """Captures go out in the order that is asked for; one that is gone meanwhile is told in its place."""
    store = fill(tmp_path / "captures.db", *(capture(number, body=b"%d" % number) for number in range(1, 4)))
    ids = [f"{number:016x}" for number in (3, 9, 1, 2)]
    with Receiver() as receiver:
        resent = list(resend_captures(store, ResendOrder(ids), to(receiver)))
    assert [one.id for one in resent] == ids
    assert [one.reason for one in resent] == ["", "It was deleted in the meantime.", "", ""]
    assert [request[-1:] for request in receiver.requests] == [b"3", b"1", b"2"]


def test_nobody_there(store: Path) -> None:
    """A receiver that is not there is an attempt with that outcome."""
    with Receiver() as receiver:
        gone = to(receiver)
    [resent] = resend_captures(store, ResendOrder([ONE]), gone)
    assert resent.attempt is not None
    assert resent.attempt.attempt.outcome is Outcome.REFUSED


def test_secrets_and_signatures_are_masked_in_answers(store: Path) -> None:
    """A receiver that tells everything it knows tells nobody the secret, nor the signature."""

    def tell(peer: Peer) -> None:
        while (request := peer.read()) is not None:
            told = b"secret=" + SECRET.reveal() + b"; " + request
            peer.send(
                b"HTTP/1.1 500 Oops\r\nX-Signature: %b\r\nContent-Length: %d\r\n\r\n%b"
                % (SIGNATURE.encode(), len(told), told)
            )

    with Receiver(tell) as receiver:
        [resent] = resend_captures(store, ResendOrder([ONE], secrets=(Secret("another"), SECRET)), to(receiver))
    assert resent.attempt is not None
    said = repr(resent.attempt.attempt.headers).encode() + resent.attempt.attempt.body
    assert SECRET.reveal() not in said
    assert SIGNATURE.encode() not in said
    assert b"Content-Type: application/json" in said


def test_who_leaves_ends_it(tmp_path: Path) -> None:
    """Whoever leaves while a receiver takes its time ends the attempt under way, and sends none of the others."""
    store = fill(tmp_path / "captures.db", *map(capture, range(1, 4)))
    left, arrived = threading.Event(), threading.Event()

    def stall(peer: Peer) -> None:
        peer.read()
        arrived.set()
        left.set()
        peer.hold()

    with Receiver(stall) as receiver:
        ids = [f"{number:016x}" for number in (1, 2, 3)]
        assert list(resend_captures(store, ResendOrder(ids), to(receiver), left.is_set)) == []
        assert arrived.is_set()
        assert len(receiver.requests) == 1


def test_no_secret(store: Path, receiver: Receiver) -> None:
    """Without a secret nothing is signed anew, and nothing is sent."""
    before = len(receiver.requests)
    with pytest.raises(UsageError, match="there is no secret to sign with"):
        list(resend_captures(store, ResendOrder([ONE], SignatureChoice.NEW), to(receiver)))
    assert len(receiver.requests) == before
