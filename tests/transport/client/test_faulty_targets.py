"""Faulty targets of every kind: one attempt each, with its class and its reach, within the deadline."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from maileroo_cli.delivery.attempt.outcome import AttemptProblem, Outcome
from maileroo_cli.delivery.replay.clock import VirtualClock
from maileroo_cli.delivery.replay.engine import replay
from maileroo_cli.delivery.replay.records import AttemptResult, Delivery, DeliveryEnd, DueAttempt
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.definition import limit_attempts
from maileroo_cli.transport.client.sender import BODY_LIMIT
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.fault.sender import FaultSender
from maileroo_cli.webhook.signing.request import METHOD, Request
from tests.certificates import Certificates
from tests.delivery.replaying import NotedJournal
from tests.receivers.raw import Receiver, closed_port
from tests.transport.fault.senders import socket_sender
from tests.transport.faulty_receivers import CASES, DEADLINE, Case

LATEST = DEADLINE * 1.1
TRIES = 5
RESETS = {None, AttemptProblem.CONNECTION_RESET, AttemptProblem.PERHAPS_HTTPS}
"""Which of these it is depends on the system: a reset may overtake what was sent before it."""

each_case = pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=name, marks=[pytest.mark.openssl] if case.certificate else [])
        for name, case in CASES.items()
    ],
)


@dataclass
class Scene:
    """A target that stands, and the sender to it. ``receiver`` is ``None`` where nothing listens."""

    case: Case
    delivery: Delivery
    sender: FaultSender
    receiver: Receiver | None

    def check(self, result: AttemptResult) -> None:
        """Check the one attempt that was made: its class, its reach, and what the receiver has of it."""
        case, attempt = self.case, result.attempt
        expected = [(case.outcome, case.status)]
        if case.overtakes:
            expected.append((Outcome.RESET, None))
        assert (attempt.outcome, attempt.status) in expected
        assert attempt.problem in (RESETS if attempt.outcome is Outcome.RESET else {case.problem})
        assert case.phase in {None, attempt.phase}
        assert len(attempt.body) <= BODY_LIMIT
        assert result.reach is case.reach
        assert result.answers == (() if attempt.status is None else (attempt.status,))
        assert result.waited == (case.timeout if case.outcome is Outcome.TIMEOUT else 0.0)
        if self.receiver is not None:
            assert self.receiver.connections == 1
            came = [one.partition(b"\r\n\r\n")[2] for one in self.receiver.requests]
            assert came == [case.body] * case.requests


@pytest.fixture
def certificates_of(request: pytest.FixtureRequest, case: Case) -> Certificates | None:
    """Return the certificates where the case has one."""
    if not case.certificate:
        return None
    certificates = request.getfixturevalue("certificates")
    assert isinstance(certificates, Certificates)
    return certificates


@contextmanager
def standing(case: Case, certificates: Certificates | None) -> Iterator[Scene]:
    """Yield the scene of ``case``."""
    trust = Trust(certificates.authority) if certificates else Trust(insecure=True)
    context = certificates.server(case.certificate) if certificates else None
    if case.behaviour is None:
        host = "receiver.invalid" if case.breaks == "getaddrinfo" else "127.0.0.1"
        with pytest.MonkeyPatch.context() as patch:
            url = f"{case.scheme}://{host}:{closed_port()}/"
            break_sockets(patch, case.breaks)
            yield from scenes(case, url, trust, None)
    else:
        with Receiver(case.behaviour, context) as receiver:
            yield from scenes(case, f"{case.scheme}://127.0.0.1:{receiver.port}/", trust, receiver)


def scenes(case: Case, url: str, trust: Trust, receiver: Receiver | None) -> Iterator[Scene]:
    """Yield the one scene with a sender to ``url``."""
    request = Request(METHOD, url, (("Content-Type", "application/json"),), case.body)
    with socket_sender(parse_target(url), VirtualClock(0.0), timeout=case.timeout, trust=trust) as sender:
        yield Scene(case, Delivery(0, "opened", "1", request), sender, receiver)


def break_sockets(patch: pytest.MonkeyPatch, name: str) -> None:
    """Let connecting, or the resolver, fail."""

    def connect(*_: object) -> None:
        raise OSError(101, "Network is unreachable")

    def getaddrinfo(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    if name == "connect":
        patch.setattr(socket.socket, "connect", connect)
    elif name == "getaddrinfo":
        patch.setattr(socket, "getaddrinfo", getaddrinfo)


def send(case: Case, certificates: Certificates | None) -> tuple[AttemptResult, float]:
    """Make one attempt at a target of its own and check it; return it with the real seconds that it took."""
    with standing(case, certificates) as scene:
        began = time.monotonic()
        result = scene.sender.send(scene.delivery, 1, None)
        lasted = time.monotonic() - began
        scene.check(result)
    return result, lasted


@each_case
def test_attempt(case: Case, certificates_of: Certificates | None) -> None:
    """The sender returns one attempt with its class and reach; one that hangs ends at the deadline, and not before."""
    result, lasted = send(case, certificates_of)
    if case.outcome is not Outcome.TIMEOUT:
        return
    for _ in range(TRIES):  # only a machine that is busy with something else needs more than one
        if lasted > LATEST:
            result, lasted = send(case, certificates_of)
    assert DEADLINE <= result.attempt.seconds <= lasted <= LATEST


@each_case
def test_through_the_engine(case: Case, certificates_of: Certificates | None) -> None:
    """A replay of one attempt makes exactly that one, notes its beginning and its end once each, and judges it."""
    journal = NotedJournal()
    clock = VirtualClock(0.0)
    with standing(case, certificates_of) as scene:
        pending = [DueAttempt(scene.delivery, 1, 0.0)]
        (record,) = replay(pending, lambda: scene.sender, clock, limit_attempts(MAILEROO, 1), journal=journal)
        assert record.result is not None
        scene.check(record.result)
    accepted = (record.result.attempt.outcome, record.result.attempt.status) == (Outcome.ANSWERED, 200)
    assert (record.number, record.fault, record.accepted) == (1, None, accepted)
    assert record.end is (DeliveryEnd.ACCEPTED if accepted else DeliveryEnd.GIVEN_UP)
    assert record.ended - record.began == record.result.waited
    assert [step for step in journal.steps if step[0] != "commit"] == [("begin", 0, 1), ("end", 0, 1)]
