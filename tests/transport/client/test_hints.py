"""What is told of a connection that went wrong, each hint over real sockets: the sentence says what to do."""

import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from maileroo_cli.delivery.attempt.judgement import judge
from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome, Phase
from maileroo_cli.errors import UnreachableError
from maileroo_cli.transport.client import neighbourhood
from maileroo_cli.transport.client.sender import Sender, wait_for
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.webhook.signing.request import Request
from tests.certificates import Certificates
from tests.receivers.raw import OK, Behaviour, Peer, Receiver, answer_bytes, answering_once, closed_port, has_ipv6

needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")


def send(url: str, trust: Trust | None = None, times: int = 1) -> Attempt:
    """Send so many requests with one sender, and return the last attempt."""
    with Sender(parse_target(url), timeout=10, trust=trust or Trust(insecure=True)) as sender:
        attempts = [sender.send(Request("POST", url, (), b"{}")) for _ in range(times)]
    assert not judge(attempts[-1]).ok
    return attempts[-1]


def sentence(url: str, trust: Trust | None = None, times: int = 1) -> str:
    """Return what is said of the last of so many attempts."""
    return judge(send(url, trust, times)).sentence


@contextmanager
def resolving(patch: pytest.MonkeyPatch, *hosts: str, error: int = socket.EAI_NONAME) -> Iterator[None]:
    """Let every name lead to these addresses, or to none."""

    def getaddrinfo(host: str, port: int, **_: object) -> list[object]:
        if not hosts:
            raise socket.gaierror(error, "no")
        families = [(socket.AF_INET6 if ":" in host else socket.AF_INET, host) for host in hosts]
        return [(family, socket.SOCK_STREAM, 0, "", (host, port)) for family, host in families]

    with patch.context() as inner:
        inner.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


@needs_ipv6
@pytest.mark.parametrize(
    ("listening", "asked", "other"),
    [
        ("::1", "127.0.0.1", "[::1]"),
        ("127.0.0.1", "[::1]", "127.0.0.1"),
        ("::1", "localhost", "[::1]"),
        ("127.0.0.1", "localhost", "127.0.0.1"),
    ],
)
def test_the_other_loopback_address(listening: str, asked: str, other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the receiver listens on the other loopback address alone, that one is named, and nothing is sent to it."""
    reached = {"127.0.0.1": "::1", "::1": "127.0.0.1"}[listening]
    with Receiver(host=listening) as receiver, resolving(monkeypatch, reached):
        told = sentence(f"http://{asked}:{receiver.port}/webhook")
        assert told == (
            f"nothing listens on {asked}:{receiver.port}, but something does on {other}:{receiver.port}: "
            f"use {other}:{receiver.port} in the URL if that is your receiver"
        )
        assert receiver.requests == []
        with pytest.raises(
            UnreachableError, match=f"but something does on {other.replace('[', '.').replace(']', '.')}"
        ):
            wait_for(parse_target(f"http://{asked}:{receiver.port}/"), 0)


def test_nobody_at_either() -> None:
    """Where nothing listens at all, the question is whether the receiver is running."""
    port = closed_port()
    assert sentence(f"http://127.0.0.1:{port}/") == f"nothing listens on 127.0.0.1:{port}: is the receiver running?"


@pytest.mark.skipif(sys.platform == "win32", reason="there nothing can be sent to 0.0.0.0")
def test_an_address_to_listen_on() -> None:
    """0.0.0.0 is what servers print, and no address to send to."""
    told = sentence(f"http://0.0.0.0:{closed_port()}/")
    assert told.endswith(": 0.0.0.0 is an address to listen on; send to localhost")


@pytest.mark.parametrize(
    ("host", "error", "in_container", "words"),
    [
        ("nosuch.invalid", socket.EAI_NONAME, False, "check the URL for a typing error"),
        ("nosuch.invalid", socket.EAI_AGAIN, False, "the name server did not answer; check the network"),
        ("nosuch.invalid", socket.EAI_NONAME, True, "check the URL for a typing error"),
        ("host.docker.internal", socket.EAI_NONAME, False, "only containers know this name; from this machine use loc"),
        ("host.docker.internal", socket.EAI_NONAME, True, "--add-host=host.docker.internal:host-gateway"),
        ("web-1", socket.EAI_AGAIN, False, "publish its port, and use localhost here"),
        ("web-1", socket.EAI_AGAIN, True, "has to be in the same network as this one, under this name"),
        ("app.localhost", socket.EAI_NONAME, False, "use localhost"),
    ],
)
def test_names(host: str, error: int, in_container: bool, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that cannot be found is named, with the advice for its kind, outside a container and in one."""
    monkeypatch.setattr(neighbourhood, "CONTAINER_MARKS", (__file__,) if in_container else ())
    with resolving(monkeypatch, error=error):
        told = sentence(f"http://{host}:8000/")
    assert told.startswith(f"cannot find the host {host}: ")
    assert words in told


NGINX = "<center>The plain HTTP request was sent to HTTPS port</center>"


@pytest.mark.parametrize(
    ("answered", "words"),
    [
        (b"\x15\x03\x01\x00\x02\x02\x46", "speaks TLS, not plain HTTP: use https:// instead of http://"),
        (answer_bytes(400, body=NGINX), "that is a port for HTTPS: use https:// instead of http://"),
        (
            answer_bytes(400, body="Client sent an HTTP request to an HTTPS server.\n"),
            "use https:// instead of http://",
        ),
        (
            answer_bytes(400, body="speaking plain HTTP to an SSL-enabled server port"),
            "use https:// instead of http://",
        ),
        (answer_bytes(400, body="This combination of host and port requires TLS."), "use https:// instead of http://"),
    ],
    ids=["alert", "nginx", "Go", "Apache", "Tomcat"],
)
def test_plain_http_to_a_tls_port(answered: bytes, words: str) -> None:
    """What servers for HTTPS answer to plain HTTP is recognised."""
    with Receiver(answering_once(answered)) as receiver:
        assert words in sentence(receiver.url)


@pytest.mark.openssl
def test_plain_http_to_python(certificates: Certificates) -> None:
    """A server for HTTPS that just hangs up on plain HTTP is suspected."""
    with Receiver(tls=certificates.server("good")) as receiver:
        attempt = send(receiver.url.replace("https", "http"))
    if attempt.outcome is Outcome.RESET:
        assert "does this port want https://?" in judge(attempt).sentence
    else:
        assert "use https://" in judge(attempt).sentence


@pytest.mark.parametrize(
    ("alert", "words"),
    [
        (0x78, "speaks only HTTP/2, and mhook HTTP/1.1: let the server accept both"),
        (0x46, "offers no TLS version that is safe: let it speak TLS 1.2 or 1.3"),
        (0x70, "is for another name"),
        (0x28, "does this port speak HTTPS? if not, use http://"),
    ],
    ids=["no application protocol", "protocol version", "unrecognised name", "handshake failure"],
)
def test_alerts(alert: int, words: str) -> None:
    """What a server objects to in the handshake is told."""

    def object_to_it(peer: Peer) -> None:
        peer._connection.recv(65_536)
        peer.send(bytes([0x15, 3, 3, 0, 2, 2, alert]))
        peer.wait_for_end()

    with Receiver(object_to_it) as receiver:
        assert words in sentence(receiver.url.replace("http", "https"))


@pytest.mark.parametrize(
    "plain", [answer_bytes(400), b"SSH-2.0-OpenSSH_9.6\r\n", b"220 mail.test ESMTP\r\n"], ids=["HTTP", "SSH", "SMTP"]
)
def test_https_to_a_plain_port(plain: bytes) -> None:
    """A port that answers a handshake in plain text is told to be one without TLS."""

    def answer_plainly(peer: Peer) -> None:
        peer.send(plain)
        peer.wait_for_end()

    with Receiver(answer_plainly) as receiver:
        told = sentence(receiver.url.replace("http", "https"))
    assert told == f"127.0.0.1:{receiver.port} does not speak TLS: use http:// if it speaks plain HTTP"


@pytest.mark.openssl
def test_client_certificate(certificates: Certificates) -> None:
    """A server that wants to see a client's certificate says so after the handshake, and that is told."""
    context = certificates.server("good")
    context.load_verify_locations(certificates.authority)
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = ssl.TLSVersion.TLSv1_3

    def demand(peer: Peer) -> None:
        with peer._connection.dup():  # an end of the connection would overtake what is said
            secured = context.wrap_socket(peer._connection, server_side=True, do_handshake_on_connect=False)
            with secured, pytest.raises(ssl.SSLError):
                secured.do_handshake()
            peer.hold()

    with Receiver(demand) as receiver:
        told = sentence(receiver.url.replace("http", "https"), Trust(certificates.authority))
    assert told.endswith(" asks for a client certificate, which no webhook has: let this path do without one")


@pytest.mark.openssl
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("expired", "has expired: renew it"),
        ("future", "compare this machine's clock with its dates"),
        ("other-name", "is for another name: use a name that is in it"),
        ("self-signed", "is self-signed: give its file with --cacert, or use --insecure"),
    ],
)
def test_certificates(certificates: Certificates, name: str, words: str) -> None:
    """Each reason not to trust a certificate comes with what to do."""
    with Receiver(tls=certificates.server(name)) as receiver:
        assert words in sentence(receiver.url, Trust(certificates.authority))


@pytest.mark.openssl
def test_unknown_authority(certificates: Certificates) -> None:
    """Where nobody here trusts the authority, --cacert and --insecure are named."""
    with Receiver(tls=certificates.server("good")) as receiver:
        told = sentence(receiver.url, Trust())
    assert "comes from an authority that is not trusted here: give the authority's file with --cacert" in told
    assert "--insecure" in told


SETTINGS = bytes.fromhex("000006 04 00 00000000 0003 00000064".replace(" ", ""))
GOAWAY = bytes.fromhex("000008 07 00 00000000 00000000 00000001".replace(" ", ""))


def speak_http2(first: bytes) -> Behaviour:
    """Return the behaviour of a server for HTTP/2 alone, which begins with ``first`` and waits for more."""

    def behave(peer: Peer) -> None:
        peer.read()
        peer.send(first)
        peer.wait_for_end()

    return behave


@pytest.mark.parametrize("first", [SETTINGS, GOAWAY, SETTINGS + GOAWAY], ids=["settings", "goaway", "both"])
def test_http2_only(first: bytes) -> None:
    """A server that answers with a frame of HTTP/2 is told at once, though it keeps the connection open."""
    with Receiver(speak_http2(first)) as receiver:
        attempt = send(receiver.url)
    assert (attempt.outcome, attempt.problem, attempt.phase) == (
        Outcome.GARBAGE,
        AttemptProblem.HTTP2_ONLY,
        Phase.READING,
    )
    told = f"127.0.0.1:{receiver.port} speaks only HTTP/2, and mhook HTTP/1.1: let the server accept both"
    assert judge(attempt).sentence == told


@pytest.mark.openssl
def test_http2_only_over_tls(certificates: Certificates) -> None:
    """The same over TLS."""
    with Receiver(speak_http2(SETTINGS), certificates.server("good")) as receiver:
        assert "speaks only HTTP/2" in sentence(receiver.url, Trust(certificates.authority))


def answer_then(end: Behaviour) -> Behaviour:
    """Return the behaviour that keeps the connection once, and then does something else."""

    def behave(peer: Peer) -> None:
        peer.read()
        peer.send(OK)
        peer.read()
        end(peer)

    return behave


def test_reset_on_a_kept_connection() -> None:
    """A reset is no careless close: nobody is told to say 'Connection: close'."""
    with Receiver(answer_then(Peer.reset)) as receiver:
        attempt = send(receiver.url, times=2)
    assert attempt.reused
    assert judge(attempt).sentence == (
        f"127.0.0.1:{receiver.port} reset the connection without an answer: did the receiver crash? look at its log"
    )


def test_close_of_a_kept_connection() -> None:
    """A server that closes what it promised to keep should not have promised it."""
    with Receiver(answer_then(lambda _: None)) as receiver:
        told = sentence(receiver.url, times=2)
    assert "closed a kept connection without an answer" in told
    assert "should say 'Connection: close'" in told
