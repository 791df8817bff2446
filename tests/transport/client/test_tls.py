"""Tests of maileroo_cli.transport.client.tls: certificates of every kind, made by openssl for the test run."""

import socket
import ssl
import threading
import time
from pathlib import Path

import pytest

from maileroo_cli.delivery.attempt.judgement import judge
from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome, Phase
from maileroo_cli.errors import InputError
from maileroo_cli.transport.client.connecting import open_stream
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.stream import PeerError
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust, tls_problem
from maileroo_cli.webhook.signing.request import Request
from tests.certificates import Certificates
from tests.receivers.raw import Peer, Receiver


def send_once(url: str, trust: Trust) -> Attempt:
    """Send one request with a sender of its own."""
    with Sender(parse_target(url), timeout=5, trust=trust) as sender:
        return sender.send(Request("POST", url, (), b"{}"))


@pytest.mark.openssl
def test_trusted(certificates: Certificates) -> None:
    """A certificate of the given authority is trusted, and the TLS connection is kept for the next request."""
    with Receiver(tls=certificates.server("good")) as receiver:
        url = receiver.url
        with Sender(parse_target(url), trust=Trust(certificates.authority)) as sender:
            attempts = [sender.send(Request("POST", url, (), b"{}")) for _ in range(3)]
    assert [attempt.status for attempt in attempts] == [200] * 3
    assert receiver.connections == 1


@pytest.mark.openssl
@pytest.mark.parametrize("trusted", ["authority", "machine", "everything"])
def test_keys_are_written_nowhere(
    certificates: Certificates, trusted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable that makes other programs keep the keys of TLS connections does nothing here."""
    log = tmp_path / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    trust = {"authority": Trust(certificates.authority), "machine": Trust(), "everything": Trust(insecure=True)}[
        trusted
    ]
    with Receiver(tls=certificates.server("good")) as receiver:
        attempt = send_once(receiver.url, trust)
        assert attempt.status == 200 or trusted == "machine"
    assert not log.exists()
    assert ssl.create_default_context().keylog_filename == str(log)  # which others would do


@pytest.mark.openssl
def test_verifying_as_python_does(certificates: Certificates) -> None:
    """A context that verifies does it as strictly as Python's own."""
    ours, theirs = Trust(certificates.authority).context(), ssl.create_default_context(cafile=certificates.authority)
    for name in ("verify_mode", "check_hostname", "verify_flags", "minimum_version", "maximum_version", "options"):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert ours.get_ciphers() == theirs.get_ciphers()


@pytest.mark.openssl
@pytest.mark.parametrize(
    ("name", "problem", "words"),
    [
        ("expired", AttemptProblem.EXPIRED, "has expired"),
        ("future", AttemptProblem.NOT_YET_VALID, "not valid yet"),
        ("other-name", AttemptProblem.WRONG_HOST, "another name"),
        ("self-signed", AttemptProblem.SELF_SIGNED, "--cacert"),
    ],
)
def test_not_trusted(certificates: Certificates, name: str, problem: AttemptProblem, words: str) -> None:
    """Each reason not to trust a certificate is told apart and nothing is sent; --insecure sends it all the same."""
    with Receiver(tls=certificates.server(name)) as receiver:
        attempt = send_once(receiver.url, Trust(certificates.authority))
        assert (attempt.outcome, attempt.problem, attempt.phase) == (Outcome.TLS, problem, Phase.SECURING)
        assert words in judge(attempt).sentence
        assert receiver.requests == []
        assert send_once(receiver.url, Trust(insecure=True)).status == 200


@pytest.mark.openssl
def test_trusted_by_text(certificates: Certificates) -> None:
    """The text of the authorities' file does what the file does; of what is none, that is said."""
    text = Path(certificates.authority).read_text(encoding="ascii")
    with Receiver(tls=certificates.server("good")) as receiver:
        assert send_once(receiver.url, Trust(authorities=text)).status == 200
    for nothing in ("", "nothing"):
        with pytest.raises(InputError, match="contains none"):
            Trust(authorities=nothing).context()


@pytest.mark.openssl
def test_default_trust(certificates: Certificates) -> None:
    """Without --cacert a private authority is not trusted, and the sentence says how it could be."""
    with Receiver(tls=certificates.server("good")) as receiver:
        attempt = send_once(receiver.url, Trust())
    assert attempt.problem is AttemptProblem.UNKNOWN_ISSUER
    assert "--cacert" in judge(attempt).sentence


@pytest.mark.openssl
def test_http_to_https(certificates: Certificates) -> None:
    """Plain HTTP to a port of HTTPS is a failure of one attempt, never an exception."""
    with Receiver(tls=certificates.server("good")) as receiver:
        attempt = send_once(receiver.url.replace("https", "http"), Trust())
    assert attempt.outcome in {Outcome.TLS, Outcome.RESET}
    assert receiver.requests == []


def answer_plainly(peer: Peer) -> None:
    """Answer whatever comes with an error in plain HTTP."""
    peer.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    peer.wait_for_end()


def test_https_to_http() -> None:
    """HTTPS to a port of plain HTTP says which scheme to use."""
    with Receiver(answer_plainly) as receiver:
        attempt = send_once(receiver.url.replace("http", "https"), Trust(insecure=True))
    assert (attempt.outcome, attempt.problem) == (Outcome.TLS, AttemptProblem.PLAIN_HTTP)
    assert "use http://" in judge(attempt).sentence


def reset_the_handshake(peer: Peer) -> None:
    """Reset the connection as soon as the handshake begins."""
    peer._connection.recv(1)
    peer.reset()


def test_closed_handshake() -> None:
    """A port that closes the connection during the handshake has a TLS problem."""
    with Receiver(reset_the_handshake) as receiver:
        attempt = send_once(receiver.url.replace("http", "https"), Trust(insecure=True))
    assert (attempt.outcome, attempt.problem) == (Outcome.TLS, AttemptProblem.HANDSHAKE)


def test_reset_before_the_handshake() -> None:
    """A connection that is lost before the handshake never carries a request in plain text."""
    real = Trust(insecure=True).context()

    class Losing(Trust):
        def context(self) -> ssl.SSLContext:
            lost.wait(5)
            return real

    lost = threading.Event()

    def lose(peer: Peer) -> None:
        peer.reset()
        lost.set()

    with Receiver(lose) as receiver:
        url = receiver.url.replace("http", "https")
        stream = None
        with pytest.raises(PeerError) as raised:
            stream = open_stream(parse_target(url), Losing(), time.monotonic() + 5)
    assert stream is None
    assert raised.value.outcome in {Outcome.TLS, Outcome.RESET}


def test_silent_handshake() -> None:
    """A port that never answers the handshake times out, and the sentence asks whether it speaks HTTPS."""
    with Receiver(Peer.hold) as receiver:
        url = receiver.url.replace("http", "https")
        with Sender(parse_target(url), timeout=0.5, trust=Trust(insecure=True)) as sender:
            attempt = sender.send(Request("POST", url, (), b"{}"))
    assert (attempt.outcome, attempt.phase) == (Outcome.TIMEOUT, Phase.SECURING)
    assert "HTTPS?" in judge(attempt).sentence


@pytest.mark.openssl
def test_lost_tls(certificates: Certificates) -> None:
    """What is not TLS after the handshake is a TLS problem of the attempt."""

    def break_the_layer(peer: Peer) -> None:
        peer.read()
        socket.socket.send(peer._connection, b"this is no TLS record at all")
        peer.hold()

    with Receiver(break_the_layer, certificates.server("good")) as receiver:
        attempt = send_once(receiver.url, Trust(certificates.authority))
    assert (attempt.outcome, attempt.problem, attempt.phase) == (Outcome.TLS, AttemptProblem.HANDSHAKE, Phase.WAITING)


def test_bad_authority_file(tmp_path: Path) -> None:
    """A --cacert that cannot be used is told in one line when a sender for https is opened, and never for http."""
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_bytes(b"\x00\xff no certificate")
    for path, words in [
        (str(rubbish), "contains no certificates"),
        (str(tmp_path / "none"), "cannot read"),
        ("\0", "path"),
    ]:
        with pytest.raises(InputError, match=words):
            Sender(parse_target("https://127.0.0.1:9/"), trust=Trust(path))
        Sender(parse_target("http://127.0.0.1:9/"), trust=Trust(path)).close()


def test_shared_context() -> None:
    """The context is made once for all connections."""
    trust = Trust(insecure=True)
    assert trust.context() is trust.context()


def test_unknown_problem() -> None:
    """A verification that fails for a rare reason counts as an issuer that is not trusted."""
    error = ssl.SSLCertVerificationError("rare")
    error.verify_code = 999
    assert tls_problem(error) is AttemptProblem.UNKNOWN_ISSUER
