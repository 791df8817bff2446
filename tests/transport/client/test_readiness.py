"""Waiting for an answer: through a proxy whose application still starts, and in vain."""

import pytest

from maileroo_cli.errors import UnreachableError
from maileroo_cli.transport.client.readiness import wait_for_answer
from maileroo_cli.transport.client.target import parse_target
from tests.receivers.raw import Behaviour, Peer, Receiver, answer_bytes, answering, closed_port


class StillClock:
    """A clock on which time passes in sleep alone."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        """Return the time that was slept."""
        return self.time

    def today(self) -> float:
        """Return the same."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.time += seconds


def starting(*statuses: int) -> Behaviour:
    """Return the behaviour that answers with each of the statuses in turn, and then with the last."""
    left = list(statuses)

    def behave(peer: Peer) -> None:
        while peer.read() is not None:
            peer.send(answer_bytes(left.pop(0) if len(left) > 1 else left[0]))

    return behave


@pytest.mark.parametrize("status", [200, 401, 404, 405, 500])
def test_any_other_answer_ends_the_wait(status: int) -> None:
    """What the application answers to a GET is its own affair."""
    clock = StillClock()
    with Receiver(starting(502, 503, 504, status)) as receiver:
        wait_for_answer(parse_target(receiver.url), 60, clock=clock)
    assert 0 < clock.time < 1
    assert len(receiver.requests) == 4


def test_the_probe_is_harmless() -> None:
    """It is a GET without a signature, so that nobody takes it for an event."""
    with Receiver(answering(answer_bytes(405))) as receiver:
        wait_for_answer(parse_target(receiver.url), 1, headers=(("X-Pass", "1"),), clock=StillClock())
    (request,) = receiver.requests
    assert request.startswith(b"GET /webhook HTTP/1.1\r\n")
    assert b"X-Pass: 1" in request
    assert b"signature" not in request.lower()


def test_nobody_is_waited_for_in_vain() -> None:
    """Where nothing listens the error says so."""
    with pytest.raises(UnreachableError, match=r"waited 3 s for an answer: nothing listens on 127\.0\.0\.1:\d+"):
        wait_for_answer(parse_target(f"http://127.0.0.1:{closed_port()}/"), 3, clock=StillClock())


def test_a_proxy_is_waited_for_in_vain() -> None:
    """Where a proxy answers to the end the error says with what."""
    with (
        Receiver(answering(answer_bytes(502))) as receiver,
        pytest.raises(UnreachableError, match=r"waited 3 s for an answer: 127\.0\.0\.1:\d+ answered 502: a proxy"),
    ):
        wait_for_answer(parse_target(receiver.url), 3, clock=StillClock())
