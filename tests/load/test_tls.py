"""Loads over TLS: the same counts, certificates that are verified, and every failure of TLS told as one."""

import time
from pathlib import Path

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.errors import InputError
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.load.engine import Engine, EngineSettings
from tests.certificates import Certificates
from tests.load.requests import PlannedSource, make_request
from tests.receivers.raw import OK, Peer, Receiver, answering_ok, answering_once

COUNT = 60


def send(url: str, trust: Trust, *, keep: bool = True, connections: int = 5, size: int = 120) -> list[RequestEnd]:
    """Send some requests at once; return how they ended."""
    source = PlannedSource(make_request(index, 0.0, size=size) for index in range(COUNT))
    settings = EngineSettings(parse_target(url), trust, connections=connections, keep_connections=keep)
    for _ in Engine(settings, source).run(time.perf_counter()):
        pass
    assert not source.queue
    assert not source.unfinished
    return [end for _, _, _, end in source.ends]


@pytest.mark.parametrize("keep", [True, False], ids=["kept", "new"])
def test_all_requests_arrive_over_tls(certificates: Certificates, keep: bool) -> None:
    """Each is answered and arrives as it was made, over kept connections and over new ones."""
    with Receiver(answering_ok, certificates.server("good")) as receiver:
        ends = send(receiver.url, Trust(certificates.authority), keep=keep)
    assert ends == [200] * COUNT
    assert sorted(receiver.requests) == sorted(make_request(index, 0.0)[-1] for index in range(COUNT))
    assert (receiver.connections <= 5) is keep


def test_large_requests_and_answers_go_through_whole(certificates: Certificates) -> None:
    """More than fits into one record or one buffer is sent and read in pieces."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 400000\r\n\r\n" + b"y" * 400_000

    def behave(peer: Peer) -> None:
        while peer.read() is not None:
            peer.send(answer)

    with Receiver(behave, certificates.server("good")) as receiver:
        ends = send(receiver.url, Trust(certificates.authority), size=300_000)
    assert ends == [200] * COUNT
    sent = sorted(make_request(index, 0.0, size=300_000)[-1] for index in range(COUNT))
    assert sorted(receiver.requests) == sent


@pytest.mark.parametrize("name", ["expired", "future", "other-name", "self-signed"])
def test_a_wrong_certificate_fails_every_request(certificates: Certificates, name: str) -> None:
    """Nothing is sent to a receiver that cannot show who it is, unless all is to be believed."""
    with Receiver(answering_ok, certificates.server(name)) as receiver:
        assert send(receiver.url, Trust(certificates.authority)) == [Outcome.TLS] * COUNT
        assert receiver.requests == []
        assert send(receiver.url, Trust(insecure=True)) == [200] * COUNT


def test_plain_http_behind_https_fails_every_request(certificates: Certificates) -> None:
    """A port that answers a handshake in plain HTTP is a failure of TLS."""

    def behave(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        peer.wait_for_end()

    with Receiver(behave) as receiver:
        assert send(receiver.url.replace("http:", "https:"), Trust(certificates.authority)) == [Outcome.TLS] * COUNT


def test_https_behind_plain_http_fails_every_request(certificates: Certificates) -> None:
    """A port that speaks TLS alone says so with an alert, or ends the connection; no request is answered."""
    with Receiver(answering_ok, certificates.server("good")) as receiver:
        ends = send(receiver.url.replace("https:", "http:"), Trust())
    assert len(ends) == COUNT
    assert set(ends) <= {Outcome.TLS, Outcome.RESET}
    assert receiver.requests == []
    with Receiver(answering_once(b"\x15\x03\x01\x00\x02\x02\x46")) as alerting:
        assert send(alerting.url, Trust()) == [Outcome.TLS] * COUNT


def test_a_connection_that_is_cut_fails_its_request_alone(certificates: Certificates) -> None:
    """Over TLS as well an answer that breaks off is a reset, and the others are answered."""

    def behave(peer: Peer) -> None:
        for answered in range(3):
            if peer.read() is None:
                return
            peer.send(OK if answered < 2 else OK[:-1])

    with Receiver(behave, certificates.server("good")) as receiver:
        ends = send(receiver.url, Trust(certificates.authority), connections=1)
    assert ends == [200, 200, Outcome.RESET] * (COUNT // 3)
    assert len(receiver.requests) == COUNT


def test_an_authority_file_that_is_none_is_told(tmp_path: Path) -> None:
    """A file without certificates is an error of one line, before anything is sent."""
    file = tmp_path / "ca.pem"
    file.write_text("none")
    with pytest.raises(InputError, match="contains no certificates"):
        send("https://127.0.0.1:9/webhook", Trust(str(file)))
