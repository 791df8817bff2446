"""Receivers that crash, hang, answer garbage, close, redirect, accept or refuse everything: each ends in verdicts."""

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.rules.catalogue import GATE, RULES, Suite, experiments, select_rules
from maileroo_cli.rules.verdict import Consequence, RuleResult
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.secret import Secret
from tests.certificates import make_certificates
from tests.receivers.raw import (
    OK,
    Behaviour,
    Peer,
    Receiver,
    answer_bytes,
    answering,
    answering_once,
    closed_port,
    hanging,
)
from tests.rules.checking import NOW

pytestmark = pytest.mark.slow

TIMEOUT = 0.15
LIMIT = 4.0


def closing(peer: Peer) -> None:
    """Close each connection without a word."""


def crashing(peer: Peer) -> None:
    """Read a request, and die over it."""
    peer.read()
    peer.reset()


def dripping(peer: Peer) -> None:
    """Answer a byte at a time."""
    peer.read()
    peer.drip(OK, 0.05)


def endless(peer: Peer) -> None:
    """Answer with a body that never ends."""
    peer.read()
    peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    peer.drip(b"1\r\nx\r\n" * 10_000, 0.005)


def hostile(peer: Peer) -> None:
    """Answer with text that terminals obey."""
    while peer.read() is not None:
        peer.send(answer_bytes(500, "X-\x1b[2J: \u202e", body="\x1b[31m</script>\x00" * 100))


ODD: dict[str, Behaviour] = {
    "crashes": crashing,
    "hangs": hanging,
    "closes": closing,
    "drips": dripping,
    "never ends": endless,
    "answers garbage": answering_once(b"\x00\x01\x02 garbage \r\n\r\n\r\n"),
    "answers in another protocol": answering_once(b"220 mail.example.com ESMTP\r\n"),
    "breaks off": answering_once(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"),
    "answers before it is asked": lambda peer: peer.send(answer_bytes(413)),
    "says 101": answering(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
    "says 999": answering(answer_bytes(999)),
    "redirects to itself": answering(answer_bytes(302, "Location: /webhook")),
    "redirects to nonsense": answering(answer_bytes(301, "Location: http://[::1")),
    "redirects to a page": answering(answer_bytes(303, "Location: https://example.com/login?next=/")),
    "redirects nowhere": answering(answer_bytes(302)),
    "refuses": answering(answer_bytes(401)),
    "forbids": answering(answer_bytes(403)),
    "finds nothing": answering(answer_bytes(404)),
    "takes no POST": answering(answer_bytes(405, "Allow: GET")),
    "is rated": answering(answer_bytes(429, "Retry-After: soon")),
    "fails": answering(answer_bytes(500, body="Traceback (most recent call last):\nKeyError: 'x'")),
    "is down": answering(answer_bytes(503)),
    "writes hostile text": hostile,
    "accepts": answering(OK),
}
"""What each does with whatever comes."""


def play(url: str, rules: Sequence[str] = (), limit: float = LIMIT) -> CheckSummary:
    """Return what a check of all rules comes to, with short time-outs."""
    chosen = select_rules(Suite.FULL, rules)
    endpoint = Endpoint(parse_target(url), timeout=TIMEOUT)
    settings = CheckSettings(endpoint, url, Secret("test"), chosen, 1, "c0ffee00", NOW, concurrency=16, limit=limit)
    began = time.monotonic()
    run = CheckRun(settings)
    outcomes = list(run)
    assert time.monotonic() - began < limit + run.plan.waits + 2.0
    assert sorted({one.rule.id for one in outcomes} - {rule.id for rule in experiments()}) == sorted(
        {rule.id for rule in chosen} | {GATE}
    )
    return run.summary


@pytest.mark.parametrize("behaviour", ODD.values(), ids=ODD)
def test_an_odd_receiver_ends_in_verdicts(behaviour: Behaviour) -> None:
    """Each rule comes to a verdict with its reason, in the time that was given; nothing raises."""
    with Receiver(behaviour) as receiver:
        summary = play(receiver.url)
    assert all(one.verdict.reason for one in summary.outcomes if one.verdict.result is not RuleResult.PASS)
    assert summary.exit_code is ExitCode.FAILED


def test_what_refuses_everything_lets_no_forged_event_in() -> None:
    """Nothing is said of a receiver that it does not do: no forged event was accepted."""
    with Receiver(answering(answer_bytes(401))) as receiver:
        summary = play(receiver.url)
    assert summary.findings[0].rule.id == GATE
    assert Consequence.FORGED not in summary.consequences
    passed = [one.rule.id for one in summary.outcomes if one.verdict.result is RuleResult.PASS]
    assert passed == []


def test_what_accepts_everything_lets_forged_events_in() -> None:
    """It is the first thing that is said."""
    with Receiver(answering(OK)) as receiver:
        summary = play(receiver.url, ["SIG"])
    assert summary.findings[0].consequence is Consequence.FORGED
    assert summary.findings[0].severity == "error"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_is_not_there_is_said_once(scheme: str) -> None:
    """Where nothing listens the exit code is 4, and no rule fails but the gate."""
    summary = play(f"{scheme}://127.0.0.1:{closed_port()}/webhook")
    assert summary.exit_code is ExitCode.UNREACHABLE
    assert [one.rule.id for one in summary.findings] == [GATE]


@pytest.mark.openssl
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_what_wants_tls_is_named(tmp_path: Path) -> None:
    """Plain HTTP to a port for HTTPS is told as such, and so is a certificate that nobody knows."""
    with Receiver(answering(OK), tls=make_certificates(tmp_path).server("good")) as receiver:
        plain = play(receiver.url.replace("https://", "http://"))
        unknown = play(receiver.url)
    assert "closed the connection without an answer" in plain.findings[0].verdict.reason
    assert "certificate" in unknown.findings[0].verdict.reason


def test_the_bound_is_kept() -> None:
    """A receiver that hangs does not make a check take longer than it may."""
    with Receiver(hanging) as receiver:
        summary = play(receiver.url, limit=1.0)
    assert GATE in {one.rule.id for one in summary.findings}
    assert {one.rule.id for one in summary.outcomes} >= set(RULES) - {rule.id for rule in experiments()}
