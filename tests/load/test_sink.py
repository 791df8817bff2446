"""The sinks do what is asked of them, and count right, as another client than ours sees it."""

import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.request import RequestEnd
from tests.load.behaviours import BEHAVIOURS, CLOSES_LATER, DIES, Behaviour
from tests.load.c_sink import CSink, can_compile
from tests.load.requests import make_request, signature_of
from tests.load.sink import Sink

PATIENCE = 30.0


@pytest.fixture(scope="module")
def c_sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CSink]:
    """Compile the sink in C, and start it."""
    if not can_compile():
        pytest.skip("gcc is not installed, or this is not Linux")
    with CSink(tmp_path_factory.mktemp("sink")) as sink:
        yield sink


def post(port: int, number: int, timeout: float) -> RequestEnd:
    """Send one request with the standard library's client, and say how it ended."""
    client = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        client.request("POST", "/webhook", b"{}", {"x-maileroo-signature": signature_of(number).decode()})
        answer = client.getresponse()
        answer.read()
    except TimeoutError:
        return Outcome.TIMEOUT
    except ConnectionRefusedError:
        return Outcome.REFUSED
    except (HTTPException, OSError, ValueError):
        return Outcome.RESET
    finally:
        client.close()
    return answer.status


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_a_sink_does_what_is_asked(name: str) -> None:
    """Each behaviour ends a request as the table says, and it is counted where it came and was answered."""
    wanted = BEHAVIOURS[name]
    with Sink(lambda _: wanted.treatment) as sink:
        end = post(sink.port, 1, 0.1 if Outcome.TIMEOUT in wanted.ends else PATIENCE)
        sink.stop()
    # The standard library's client takes 103 for a final answer and two lengths for one, and tells garbage from nothing
    # else that is broken.
    lenient: set[RequestEnd] = {Outcome.RESET, 200} if Outcome.GARBAGE in wanted.ends else {103}
    assert end in wanted.ends | lenient
    assert sink.heads == sink.whole == {signature_of(1): 1}
    assert sink.answered[signature_of(1)] == wanted.treatment.answers


def test_a_sink_that_dies_takes_no_more() -> None:
    """It resets what is open, refuses what comes then, and what it had counted stays."""
    with Sink(
        lambda signature: DIES.treatment if signature == signature_of(2) else BEHAVIOURS["200"].treatment
    ) as sink:
        ends = [post(sink.port, number, PATIENCE) for number in (1, 2, 3)]
    assert ends == [200, Outcome.RESET, Outcome.REFUSED]
    assert sink.died
    assert sink.whole == {signature_of(1): 1, signature_of(2): 1}


def test_a_sink_counts_what_nobody_waited_for() -> None:
    """A request that had been sent when its client left is counted."""
    with Sink(lambda _: BEHAVIOURS["200"].treatment) as sink:
        for number in range(20):
            with socket.create_connection(("127.0.0.1", sink.port)) as client:
                client.sendall(make_request(number, 0.0)[-1])
    assert sink.whole == {signature_of(number): 1 for number in range(20)}


@pytest.mark.parametrize("behaviour", [BEHAVIOURS["200"], CLOSES_LATER], ids=["kept", "closed later"])
def test_a_sink_answers_one_after_the_other(behaviour: Behaviour) -> None:
    """Requests that come together on one connection are answered in order while it lasts, each counted once."""
    data = b"".join(make_request(number, 0.0)[-1] for number in range(3))
    with Sink(lambda _: behaviour.treatment) as sink, socket.create_connection(("127.0.0.1", sink.port)) as client:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        got = b"".join(iter(lambda: client.recv(65_536), b""))
    assert got.count(b"HTTP/1.1 200 OK") == sum(sink.answered.values()) == len(sink.whole)
    assert set(sink.whole.values()) == {1}


def test_the_sink_in_c_counts(c_sink: CSink) -> None:
    """Distinct requests, duplicates and those that were cut off are told apart, however they are cut into pieces."""
    before = c_sink.counts()
    wholes = [make_request(number, 0.0)[-1] for number in range(50)]
    data = b"".join([*wholes, wholes[0], wholes[1]])
    with socket.create_connection(("127.0.0.1", c_sink.port)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(0, len(data), 97):
            client.sendall(data[at : at + 97])
        client.sendall(make_request(99, 0.0)[-1][:-1])
        got = b""
        while got.count(b"HTTP/1.1 200 OK") < 52:
            got += client.recv(65_536)
    after = c_sink.counts()
    assert after.requests - before.requests == 52
    assert after.distinct - before.distinct == 50
    assert after.signed - before.signed == 52
    assert after.bytes - before.bytes == len(data)


def test_the_sink_in_c_closes_where_it_is_asked(c_sink: CSink) -> None:
    """A client that wants no kept connection gets none."""
    data = make_request(200, 0.0)[-1].replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    with socket.create_connection(("127.0.0.1", c_sink.port)) as client:
        client.sendall(data)
        got = b"".join(iter(lambda: client.recv(65_536), b""))
    assert got.endswith(b"Connection: close\r\n\r\nok")
