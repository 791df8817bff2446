"""Receivers that hang, close or end where a request arrives in another way: each ends in a verdict that holds."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from maileroo_cli.operation.check.results import RuleOutcome
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.rules.step import PADDED_SIZE
from maileroo_cli.rules.verdict import Consequence, RuleResult, Severity
from maileroo_cli.transport.client.target import parse_target
from tests.receivers.raw import OK, Peer, Receiver, answer_bytes
from tests.rules.checking import make_settings

HUGE = b"content-length: %d" % PADDED_SIZE


class Odd:
    """Answers 200 to each ordinary request, and does something else where a word is in the head of one."""

    def __init__(self, word: bytes, act: Callable[[Peer], None], *, ends: bool = False) -> None:
        self._word = word
        self._act = act
        self._ends = ends
        self._ended = False

    def __call__(self, peer: Peer) -> None:
        """Serve one connection; after an end none is served any more."""
        while not self._ended and (data := self._read(peer)):
            if self._word in data.lower():
                self._ended = self._ends
                self._act(peer)
                return
            peer.send(OK)

    def _read(self, peer: Peer) -> bytes:
        """Read up to the end of the head, and what comes with it: bodies are small but for one."""
        data = b""
        while b"\r\n\r\n" not in data or (self._word not in data.lower() and not data.endswith(b"}")):
            if not (more := peer._connection.recv(65_536)):
                return b""
            data += more
        return data


def outcome_of(rule: str, behaviour: Odd, timeout: float = 5.0) -> RuleOutcome:
    """Return what comes of one rule, where the gate is open."""
    with Receiver(behaviour) as receiver:
        endpoint = Endpoint(parse_target(receiver.url), timeout=timeout)
        run = CheckRun(replace(make_settings(receiver.url, [rule]), endpoint=endpoint))
        return next(one for one in list(run) if one.rule.id == rule)


@pytest.mark.parametrize(("rule", "word"), [("BYTES015", b"chunked"), ("BYTES016", b"100-continue")])
def test_a_framing_that_is_waited_for_in_vain_is_a_warning(rule: str, word: bytes) -> None:
    """A receiver that waits for something else is told, and may be the network's fault."""
    found = outcome_of(rule, Odd(word, Peer.hold), 0.3)
    assert (found.verdict.result, found.severity) == (RuleResult.FAIL, Severity.WARNING)
    assert found.consequence is Consequence.RETRIED


@pytest.mark.parametrize(
    ("rule", "word", "status"),
    [("BYTES015", b"chunked", 411), ("BYTES015", b"chunked", 501), ("BYTES016", b"100-continue", 417)],
)
def test_a_refusal_that_http_allows_is_an_info(rule: str, word: bytes, status: int) -> None:
    """A server need not take a body without a length, nor know what is expected of it."""
    found = outcome_of(rule, Odd(word, lambda peer: peer.send(answer_bytes(status))))
    assert (found.verdict.result, found.severity) == (RuleResult.PASS, Severity.INFO)
    assert found.consequence is Consequence.COSMETIC


def test_a_connection_that_ends_within_50_mib_is_a_refusal() -> None:
    """The receiver lives on: nothing is wrong."""
    assert outcome_of("BYTES021", Odd(HUGE, lambda _peer: None)).verdict.result is RuleResult.PASS


def test_a_receiver_that_ends_with_50_mib_is_stopped() -> None:
    """What comes next shows that it has ended."""
    found = outcome_of("BYTES021", Odd(HUGE, Peer.reset, ends=True))
    assert found.verdict.result is RuleResult.FAIL
    assert found.consequence is Consequence.STOPPED
    assert "next valid event" in found.verdict.reason


def test_50_mib_that_cannot_be_sent_say_nothing() -> None:
    """A receiver that reads nothing may be behind a slow line."""
    found = outcome_of("BYTES021", Odd(HUGE, Peer.hold), 0.5)
    assert found.verdict.result is RuleResult.SKIP
    assert "could not be sent" in found.verdict.reason
