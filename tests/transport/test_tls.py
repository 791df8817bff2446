"""Tests of maileroo_cli.transport.tls: certificates of every kind, made by openssl for the test run."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from maileroo_cli.delivery.attempt import Attempt, Outcome, Phase, TlsProblem, judge
from maileroo_cli.errors import InputError
from maileroo_cli.transport.client import Sender
from maileroo_cli.transport.stream import PeerError, open_stream
from maileroo_cli.transport.target import parse_target
from maileroo_cli.transport.tls import Trust, tls_problem
from maileroo_cli.webhook.message import Request
from tests.receivers import Peer, Receiver

CONFIG = """
[ca]
default_ca = test
[test]
dir = .
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE
[local]
subjectAltName = IP:127.0.0.1,DNS:localhost
[other]
subjectAltName = DNS:other.test
"""
PAST, NOW, FUTURE = "20010101000000Z", "20200101000000Z", "20490101000000Z"


@dataclass(frozen=True)
class Certificates:
    """A folder with an authority and what it has signed."""

    folder: Path

    @property
    def authority(self) -> str:
        """The authority's own certificate."""
        return str(self.folder / "ca.pem")

    def server(self, name: str) -> ssl.SSLContext:
        """Return the context of a server with the certificate ``name``."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / "key.pem")
        return context

    def openssl(self, *arguments: str) -> None:
        """Run openssl in the folder."""
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def sign(self, name: str, extensions: str, start: str, end: str) -> None:
        """Let the authority sign the key for ``name``."""
        names = ("-in", "request.pem", "-out", f"{name}.pem", "-extensions", extensions)
        dates = ("-startdate", start, "-enddate", end)
        self.openssl(
            "ca", "-batch", "-notext", "-config", "config", "-cert", "ca.pem", "-keyfile", "key.pem", *names, *dates
        )


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Make one key, an authority, and certificates that are good, expired, of the future, and for another name."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    made = Certificates(tmp_path_factory.mktemp("certificates"))
    (made.folder / "config").write_text(CONFIG, encoding="ascii")
    (made.folder / "index").touch()
    (made.folder / "serial").write_text("01\n", encoding="ascii")
    made.openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key.pem")
    new = ("req", "-new", "-config", "config", "-key", "key.pem")
    made.openssl(*new, "-x509", "-days", "2", "-subj", "/CN=authority", "-extensions", "authority", "-out", "ca.pem")
    made.openssl(*new, "-x509", "-days", "2", "-subj", "/CN=self", "-extensions", "local", "-out", "self-signed.pem")
    made.openssl(*new, "-subj", "/CN=receiver", "-out", "request.pem")
    made.sign("good", "local", NOW, FUTURE)
    made.sign("expired", "local", PAST, NOW)
    made.sign("future", "local", "20480101000000Z", FUTURE)
    made.sign("other-name", "other", NOW, FUTURE)
    return made


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
@pytest.mark.parametrize(
    ("name", "problem", "words"),
    [
        ("expired", TlsProblem.EXPIRED, "has expired"),
        ("future", TlsProblem.NOT_YET_VALID, "not valid yet"),
        ("other-name", TlsProblem.WRONG_HOST, "another name"),
        ("self-signed", TlsProblem.SELF_SIGNED, "--cacert"),
    ],
)
def test_not_trusted(certificates: Certificates, name: str, problem: TlsProblem, words: str) -> None:
    """Each reason not to trust a certificate is told apart and nothing is sent; --insecure sends it all the same."""
    with Receiver(tls=certificates.server(name)) as receiver:
        attempt = send_once(receiver.url, Trust(certificates.authority))
        assert (attempt.outcome, attempt.problem, attempt.phase) == (Outcome.TLS, problem, Phase.SECURING)
        assert words in judge(attempt).sentence
        assert receiver.requests == []
        assert send_once(receiver.url, Trust(insecure=True)).status == 200


@pytest.mark.openssl
def test_default_trust(certificates: Certificates) -> None:
    """Without --cacert a private authority is not trusted, and the sentence says how it could be."""
    with Receiver(tls=certificates.server("good")) as receiver:
        attempt = send_once(receiver.url, Trust())
    assert attempt.problem is TlsProblem.UNKNOWN_ISSUER
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
    assert (attempt.outcome, attempt.problem) == (Outcome.TLS, TlsProblem.PLAIN_HTTP)
    assert "use http://" in judge(attempt).sentence


def reset_the_handshake(peer: Peer) -> None:
    """Reset the connection as soon as the handshake begins."""
    peer._connection.recv(1)
    peer.reset()


def test_closed_handshake() -> None:
    """A port that closes the connection during the handshake has a TLS problem."""
    with Receiver(reset_the_handshake) as receiver:
        attempt = send_once(receiver.url.replace("http", "https"), Trust(insecure=True))
    assert (attempt.outcome, attempt.problem) == (Outcome.TLS, TlsProblem.HANDSHAKE)


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
    assert (attempt.outcome, attempt.problem, attempt.phase) == (Outcome.TLS, TlsProblem.HANDSHAKE, Phase.WAITING)


def test_bad_authority_file(tmp_path: Path) -> None:
    """A --cacert that cannot be used is told in one line when a sender for https is opened, and never for http."""
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_bytes(b"\x00\xff no certificate")
    for path, words in [
        (str(rubbish), "holds no certificates"),
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
    assert tls_problem(error) is TlsProblem.UNKNOWN_ISSUER
