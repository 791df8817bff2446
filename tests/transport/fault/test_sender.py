"""Every fault over real sockets: what the sender saw, what the receiver got and did, and how its connection ended."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from maileroo_cli.delivery.attempt.judgement import Success, judge
from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome, Phase
from maileroo_cli.delivery.fault.kind import Fault, FaultKind, Reach
from maileroo_cli.delivery.fault.text import parse_fault
from maileroo_cli.delivery.replay.records import AttemptResult, Delivery
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.client.stream import Stream
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.fault.fake_servers import FakeServers
from maileroo_cli.transport.fault.sender import DRIP_SECONDS, FURTHEST_FIRST, FaultSender
from maileroo_cli.webhook.signing.request import Request
from tests.certificates import Certificates
from tests.receivers.raw import OK, Behaviour, Peer, Receiver, answering_once, closed_port, hanging
from tests.recording import Connection, Recorder, signed_headers
from tests.transport.fault.senders import socket_sender

BODY = b'{"event_id":"0a1b2c3d","event_type":"opened","inserted_at":"2026-01-31T12:00:00Z"}\n'
TIMEOUT = 30.0
FAILED = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops"
UNREADABLE = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
SENTENCES = {
    FaultKind.REFUSE: "nothing listens on {place}",
    FaultKind.DNS: "cannot find the host 127.0.0.1",
    FaultKind.TLS: "no TLS connection could be made with {place}",
    FaultKind.CONNECT_TIMEOUT: "timed out after 30.0 s while connecting",
    FaultKind.STATUS: "answered 503: ",
    FaultKind.TRUNCATE: "{place} closed the connection without an answer",
    FaultKind.RESET: "{place} closed the connection without an answer",
    FaultKind.CORRUPT: "answered 401: ",
    FaultKind.LOST: "timed out after 30.0 s while waiting for the answer",
    FaultKind.LATE: "timed out after 30.0 s while waiting for the answer",
    FaultKind.GATEWAY: "answered 502: a proxy answered for it",
    FaultKind.RESET_AFTER: "{place} closed the connection without an answer",
}


@dataclass
class FakeClock:
    """A clock on which simulated time costs none, whether or not it says that it jumps."""

    jumps: bool = True
    paused: list[float] = field(default_factory=list)

    def time(self) -> float:
        """Return the seconds that were let pass."""
        return sum(self.paused)

    def reach(self, moment: float) -> float:
        """Say that every moment has come."""
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Wait for nothing."""

    def pause(self, seconds: float, stopped: Callable[[], bool]) -> None:
        """Note ``seconds``."""
        self.paused.append(seconds)

    def stand_still(self) -> AbstractContextManager[None]:
        """Go on: nobody looks here."""
        return nullcontext()


class RealClock(FakeClock):
    """A clock on which time really passes."""

    def __init__(self) -> None:
        super().__init__(jumps=False)

    def pause(self, seconds: float, stopped: Callable[[], bool]) -> None:
        """Wait for ``seconds``, or until ``stopped``."""
        end = time.monotonic() + seconds
        super().pause(seconds, stopped)
        while not stopped() and time.monotonic() < end:
            threading.Event().wait(min(0.01, max(0.0, end - time.monotonic())))


@dataclass
class Story:
    """What came of one attempt, and what the receiver has to tell of it."""

    result: AttemptResult
    place: str
    connections: list[Connection]

    @property
    def attempt(self) -> Attempt:
        """What the sender saw."""
        return self.result.attempt

    @property
    def acted(self) -> list[bytes]:
        """The bodies that the receiver acted on."""
        return [body for one in self.connections for body in one.acted]


@pytest.fixture(params=["http", "https"])
def tls(request: pytest.FixtureRequest) -> Certificates | None:
    """Return the certificates of a receiver that has any: each fault is made over both."""
    if request.param == "http":
        return None
    certificates = request.getfixturevalue("certificates")
    assert isinstance(certificates, Certificates)
    return certificates


@pytest.fixture(params=[False, True], ids=["virtual", "counting"])
def clock(request: pytest.FixtureRequest) -> FakeClock:
    """Return a clock of either kind."""
    return FakeClock(jumps=not request.param)


def make_delivery(url: str, body: bytes = BODY) -> Delivery:
    """Return a delivery with a good signature."""
    return Delivery(0, "opened", "0a1b2c3d", Request("POST", url, signed_headers(body), body))


def whole(receiver: Receiver, body: bytes = BODY) -> bytes:
    """Return the bytes of the request as they are without a fault."""
    lines = [f"{name}: {value}\r\n" for name, value in signed_headers(body)]
    head = f"POST /webhook HTTP/1.1\r\nHost: 127.0.0.1:{receiver.port}\r\n{''.join(lines)}"
    return head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body


def tell(
    fault: str,
    recorder: Recorder,
    clock: FakeClock,
    certificates: Certificates | None = None,
    *,
    body: bytes = BODY,
    timeout: float = TIMEOUT,
    success: Success = Success.STRICT,
    connections: int = 1,
) -> Story:
    """Make one attempt with ``fault`` and return what came of it once so many connections have ended."""
    context = certificates.server("good") if certificates else None
    trust = Trust(certificates.authority) if certificates else None
    with Receiver(recorder, context) as receiver:
        target = parse_target(receiver.url)
        with socket_sender(target, clock, timeout=timeout, trust=trust, success=success) as sender:
            result = sender.send(make_delivery(receiver.url, body), 1, parse_fault(fault, "test"))
        story = Story(result, target.place, recorder.wait(connections))
        for one in story.connections:
            assert whole(receiver, body).startswith(one.data) or fault == "corrupt"
    assert result.attempt.place == target.place
    return story


@contextmanager
def carrying(
    behaviour: Behaviour, clock: FakeClock, timeout: float = TIMEOUT
) -> Iterator[Callable[[str], AttemptResult]]:
    """Yield what makes attempts at one receiver, by the text of their fault."""
    with Receiver(behaviour) as receiver, socket_sender(parse_target(receiver.url), clock, timeout=timeout) as sender:
        yield lambda fault: sender.send(make_delivery(receiver.url), 1, parse_fault(fault, "test"))


@pytest.mark.parametrize("fault", ["ok", "reorder"])
def test_no_fault(fault: str, clock: FakeClock, tls: Certificates | None) -> None:
    """Without a fault the request comes whole and once, and nothing waits; so it does where the engine reorders."""
    story = tell(fault, Recorder(), clock, tls)
    assert story.result == AttemptResult(story.attempt, Reach.WHOLE, (200,))
    assert (story.acted, story.attempt.status, clock.paused) == ([BODY], 200, [])
    assert story.connections[0].ended == "closed"


def test_kept_connection() -> None:
    """Attempts without a fault share one connection, and one with a fault on the way does not disturb it for long."""
    recorder = Recorder()
    with carrying(recorder, FakeClock()) as send:
        results = [send(fault) for fault in ("ok", "ok", "status:503", "gateway:502", "ok", "truncate", "ok", "ok")]
        assert [len(one.acted) for one in recorder.connections] == [4, 0, 2]
    assert [result.attempt.reused for result in results if result.attempt.status == 200] == [
        False,
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("fault", "outcome", "status", "waits"),
    [
        ("refuse", Outcome.REFUSED, None, False),
        ("dns", Outcome.DNS, None, False),
        ("tls", Outcome.TLS, None, False),
        ("connect-timeout", Outcome.TIMEOUT, None, True),
        ("status:503", Outcome.ANSWERED, 503, False),
        ("status:200", Outcome.ANSWERED, 200, False),
        ("status:204", Outcome.ANSWERED, 204, False),
        ("status:302", Outcome.ANSWERED, 302, False),
        ("status:599", Outcome.ANSWERED, 599, False),
    ],
)
def test_before(
    fault: str, outcome: Outcome, status: int | None, waits: bool, clock: FakeClock, tls: Certificates | None
) -> None:
    """A fault before the receiver opens no connection to it, and the sender sees what it would see of it."""
    story = tell(fault, Recorder(), clock, tls, connections=0)
    assert (story.attempt.outcome, story.attempt.status) == (outcome, status)
    assert (story.result.reach, story.result.could_act, story.result.answers) == (Reach.NOTHING, False, ())
    assert story.result.waited == (TIMEOUT if waits else 0.0)
    assert clock.paused == ([TIMEOUT] if waits and not clock.jumps else [])
    assert story.connections == []
    if status is None:
        assert story.attempt.phase is (Phase.SECURING if fault == "tls" else Phase.CONNECTING)
        assert story.attempt.problem is (AttemptProblem.HANDSHAKE if fault == "tls" else None)


@pytest.mark.parametrize(("fault", "end"), [("truncate", "closed"), ("reset", "reset")])
def test_cut_off(fault: str, end: str, clock: FakeClock, tls: Certificates | None) -> None:
    """A cut body is really cut: the head and half of the body come, then the connection ends, or is reset."""
    story = tell(fault, Recorder(), clock, tls)
    (connection,) = story.connections
    _, _, body = connection.data.partition(b"\r\n\r\n")
    assert body == BODY[: len(BODY) // 2]
    assert (connection.ended, story.acted, connection.refused) == (end, [], [])
    assert story.result == AttemptResult(story.attempt, Reach.PART)
    assert (story.attempt.outcome, story.attempt.phase) == (Outcome.RESET, Phase.SENDING)
    assert clock.paused == []


@pytest.mark.parametrize("fault", ["truncate", "reset"])
@pytest.mark.parametrize(("body", "missing"), [(b"", 1), (b"x", 1), (b"xy", 1), (b"xyz", 2)])
def test_cut_off_short(fault: str, body: bytes, missing: int) -> None:
    """What is cut off is never a whole request, however short its body: without a body the head is cut."""
    story = tell(fault, Recorder(), FakeClock(), body=body)
    (connection,) = story.connections
    head = connection.data.partition(b"Content-Length: ")[2]
    assert head == (b"%d\r\n\r\n" % len(body) + body)[:-missing]
    assert (story.acted, story.result.reach) == ([], Reach.PART)


def test_answer_to_half_a_request() -> None:
    """What a receiver says to a cut request is recorded; the sender has left, and sees only that."""
    story = tell("truncate", Recorder(last_words=UNREADABLE), FakeClock())
    assert (story.result.answers, story.result.reach) == ((400,), Reach.PART)
    assert (story.attempt.outcome, story.attempt.status) == (Outcome.RESET, None)


def test_receiver_that_ignores_the_end() -> None:
    """A receiver that neither answers nor closes does not hold a cut attempt for longer than a moment."""
    began = time.monotonic()
    with carrying(Peer.hold, FakeClock()) as send:
        result = send("truncate")
        assert time.monotonic() - began < 2.5
    assert (result.attempt.outcome, result.answers, result.waited) == (Outcome.RESET, (), 0.0)
    assert result.attempt.seconds < 0.5


def test_corrupt(clock: FakeClock, tls: Certificates | None) -> None:
    """One bit of the body differs when it comes, so that its signature is wrong and a correct receiver refuses it."""
    story = tell("corrupt", Recorder(), clock, tls)
    (connection,) = story.connections
    (came,) = connection.refused
    differing = [(sent ^ got).bit_count() for sent, got in zip(BODY, came, strict=True)]
    assert sum(differing) == 1
    assert story.result == AttemptResult(story.attempt, Reach.ALTERED, (401,))
    assert (story.attempt.status, story.acted) == (401, [])


def test_nothing_to_corrupt() -> None:
    """An empty body has no bit to flip: it comes as it is, and that is what is told."""
    story = tell("corrupt", Recorder(), FakeClock(), body=b"")
    assert (story.result.reach, story.result.answers, story.acted) == (Reach.WHOLE, (200,), [b""])


@pytest.mark.parametrize(("fault", "seconds"), [("drip", DRIP_SECONDS), ("drip:8s", 8.0), ("drip:0s", 0.0)])
def test_drip(fault: str, seconds: float, clock: FakeClock, tls: Certificates | None) -> None:
    """A dripping body comes whole, in pieces of its own, and takes its simulated time on every clock."""
    story = tell(fault, Recorder(), clock, tls)
    assert (story.acted, story.result.reach, story.result.answers) == ([BODY], Reach.WHOLE, (200,))
    assert clock.time() == story.result.waited == pytest.approx(seconds)
    assert len(clock.paused) > 10
    assert seconds <= story.attempt.seconds < seconds + 5


def test_drip_in_pieces() -> None:
    """Each piece is written by itself: the receiver has read the one before when the next one comes."""
    recorder = Recorder()

    class Lockstep(FakeClock):
        def pause(self, seconds: float, stopped: Callable[[], bool]) -> None:
            sizes.append(wait_for_bytes(recorder, sizes[-1]))

    sizes = [0]
    story = tell("drip", recorder, Lockstep())
    (connection,) = story.connections
    assert connection.reads[0].endswith(b"\r\n\r\n")
    assert b"".join(connection.reads[1:]) == BODY
    assert len(connection.reads) - 1 == len(sizes) - 1 > 10


def wait_for_bytes(recorder: Recorder, more_than: int) -> int:
    """Return how many bytes have come as soon as those are more."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if recorder.connections and (came := len(recorder.connections[0].data)) > more_than:
            return came
        threading.Event().wait(0.001)
    raise AssertionError("nothing came")


def test_drip_of_nothing() -> None:
    """Without a body the end of the head drips."""
    clock = FakeClock()
    story = tell("drip:3s", Recorder(), clock, body=b"")
    assert (story.acted, clock.time()) == ([b""], 3.0)


def test_drip_beyond_the_deadline(clock: FakeClock, tls: Certificates | None) -> None:
    """A body that drips for longer than the sender waits is given up within, and no time passes beyond the deadline."""
    story = tell("drip:40s", Recorder(), clock, tls)
    assert (story.attempt.outcome, story.attempt.phase) == (Outcome.TIMEOUT, Phase.SENDING)
    assert (story.result.reach, story.result.waited, story.acted) == (Reach.PART, TIMEOUT, [])
    assert clock.time() == pytest.approx(TIMEOUT)
    assert story.attempt.seconds == pytest.approx(TIMEOUT, abs=5)
    assert len(story.connections[0].data.partition(b"\r\n\r\n")[2]) == pytest.approx(len(BODY) * 3 / 4, abs=7)


def test_drip_leaves_the_rest() -> None:
    """After a long drip the receiver has what is left of the deadline, on a clock where dripping takes no time too."""
    began = time.monotonic()
    with carrying(hanging, FakeClock()) as send:
        result = send("drip:29.7s")
        assert time.monotonic() - began < 5
    assert (result.attempt.outcome, result.attempt.phase) == (Outcome.TIMEOUT, Phase.WAITING)
    assert (result.reach, result.waited) == (Reach.WHOLE, TIMEOUT)
    assert result.attempt.seconds == pytest.approx(TIMEOUT, abs=5)


@pytest.mark.parametrize(
    ("fault", "outcome", "status", "phase"),
    [
        ("lost", Outcome.TIMEOUT, None, Phase.WAITING),
        ("late", Outcome.TIMEOUT, None, Phase.WAITING),
        ("gateway:502", Outcome.ANSWERED, 502, Phase.READING),
        ("gateway:200", Outcome.ANSWERED, 200, Phase.READING),
        ("reset-after", Outcome.RESET, None, Phase.WAITING),
    ],
)
@pytest.mark.parametrize(("answer", "answered"), [(OK, 200), (FAILED, 500)], ids=["200", "500"])
def test_after(
    fault: str,
    outcome: Outcome,
    status: int | None,
    phase: Phase,
    answer: bytes,
    answered: int,
    clock: FakeClock,
    tls: Certificates | None,
) -> None:
    """A fault afterwards lets the receiver act once and answer; its answer is known, and the sender sees another."""
    story = tell(fault, Recorder(answer), clock, tls)
    assert (story.attempt.outcome, story.attempt.status, story.attempt.phase) == (outcome, status, phase)
    assert (story.attempt.headers, story.attempt.body, story.attempt.location) == ((), b"", None)
    assert (story.result.reach, story.result.could_act, story.result.answers) == (Reach.WHOLE, True, (answered,))
    assert story.acted == [BODY]
    assert story.connections[0].ended == ("reset" if fault == "reset-after" else "closed")
    waits = outcome is Outcome.TIMEOUT
    assert story.result.waited == (TIMEOUT if waits else 0.0)
    assert len(clock.paused) == (1 if waits and not clock.jumps else 0)
    assert not waits or story.attempt.seconds == TIMEOUT
    assert TIMEOUT - 5 < clock.time() <= TIMEOUT or not clock.paused


@pytest.mark.parametrize(("fault", "end"), [("lost", "open"), ("late", "closed")])
def test_connection_while_waiting(fault: str, end: str) -> None:
    """Whoever waits for a lost answer keeps the connection; a late one comes where nobody is any more."""
    recorder = Recorder()
    seen = []

    class Looking(FakeClock):
        def pause(self, seconds: float, stopped: Callable[[], bool]) -> None:
            seen.append(recorder.wait(0 if fault == "lost" else 1)[0].ended)

    with carrying(recorder, Looking(jumps=False)) as send:
        send(fault)
    assert seen == [end]


@pytest.mark.parametrize("kind", SENTENCES)
def test_sentence(kind: FaultKind) -> None:
    """What the sender sees reads as if it had happened to the receiver."""
    fault = f"{kind}:{503 if kind is FaultKind.STATUS else 502}" if kind.value in {"status", "gateway"} else str(kind)
    story = tell(fault, Recorder(), FakeClock(), connections=0)
    assert judge(story.attempt).sentence.startswith(SENTENCES[kind].format(place=story.place))


def test_duplicate(clock: FakeClock, tls: Certificates | None) -> None:
    """Two whole copies come over two connections, and both answers are known."""
    story = tell("duplicate", Recorder(), clock, tls, connections=2)
    assert (story.acted, story.attempt.status) == ([BODY, BODY], 200)
    assert story.result == AttemptResult(story.attempt, Reach.WHOLE, (200, 200))
    assert [len(one.acted) for one in story.connections] == [1, 1]


def test_same_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither copy's last byte is sent before all the rest of both has been; two threads then send them."""
    sent: list[tuple[int, int]] = []
    send = Stream._send

    def record(self: Stream, data: bytes) -> None:
        send(self, data)
        sent.append((len(data), threading.get_ident()))

    monkeypatch.setattr(Stream, "_send", record)
    with Receiver() as receiver, socket_sender(parse_target(receiver.url), FakeClock()) as sender:
        result = sender.send(make_delivery(receiver.url), 1, Fault(FaultKind.DUPLICATE))
        size = len(whole(receiver))
    assert [one for one, _ in sent] == [size - 1, size - 1, 1, 1]
    assert len({thread for _, thread in sent[:2]}) == len({thread for _, thread in sent[2:]}) == 2
    assert result.answers == (200, 200)


def test_duplicate_at_one_connection_at_a_time() -> None:
    """A receiver that serves one connection after the other gets both copies, and holds neither up."""
    serving = threading.Lock()
    recorder = Recorder()

    def serve_alone(peer: Peer) -> None:
        with serving:
            recorder(peer)

    with carrying(serve_alone, FakeClock(), timeout=5) as send:
        results = [send(fault) for fault in ("ok", "duplicate", "ok")]
    assert [result.answers for result in results] == [(200,), (200, 200), (200,)]


@pytest.mark.parametrize(
    ("answers", "success", "status"),
    [
        ([200, 409], Success.STRICT, 200),
        ([409, 200], Success.STRICT, 200),
        ([202, 409], Success.ANY_2XX, 202),
        ([500, 500], Success.STRICT, 500),
        ([None, 200], Success.STRICT, 200),
        ([None, None], Success.STRICT, None),
    ],
)
def test_two_answers(answers: list[int | None], success: Success, status: int | None) -> None:
    """An attempt with two copies is accepted if one of them is, and fails in the first one's way if none is."""
    left = list(answers)
    turn = threading.Lock()

    def answer_next(peer: Peer) -> None:
        peer.read()
        with turn:
            answer = left.pop(0)
            if answer is not None:
                peer.send(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % answer)

    with Receiver(answer_next) as receiver:
        target = parse_target(receiver.url)
        with socket_sender(target, FakeClock(), success=success) as sender:
            result = sender.send(make_delivery(receiver.url), 1, Fault(FaultKind.DUPLICATE))
    assert result.attempt.status == status
    assert sorted(result.answers) == sorted(one for one in answers if one is not None)
    assert result.reach is Reach.WHOLE


def test_first_copy_fails_alone() -> None:
    """A copy whose connection ends before its last byte does not keep the other one from going."""
    turn = iter(("reset", "serve"))
    recorder = Recorder()

    def serve_the_second(peer: Peer) -> None:
        if next(turn) == "reset":
            peer.reset()
        else:
            recorder(peer)

    with carrying(serve_the_second, FakeClock()) as send:
        result = send("duplicate")
    assert (result.attempt.status, result.answers, result.reach) == (200, (200,), Reach.WHOLE)
    assert [one.acted for one in recorder.connections] == [[BODY]]


FAULTS = ["truncate", "drip", "corrupt", "reset", "lost", "late", "gateway:502", "reset-after", "duplicate"]


@pytest.mark.parametrize("fault", FAULTS)
def test_receiver_that_is_not_there(fault: str) -> None:
    """Where the receiver cannot be reached, that is told, whatever fault was to be made."""
    port = closed_port()
    with socket_sender(parse_target(f"http://127.0.0.1:{port}/"), FakeClock()) as sender:
        result = sender.send(make_delivery("http://127.0.0.1/"), 1, parse_fault(fault, "test"))
    assert result.attempt.outcome is Outcome.REFUSED
    assert (result.reach, result.answers, result.waited) == (Reach.NOTHING, (), 0.0)


LASTING_FAULTS = [one for one in FAULTS if one not in {"truncate", "reset"}]


@pytest.mark.parametrize("fault", LASTING_FAULTS)
def test_receiver_that_breaks_off(fault: str, clock: FakeClock) -> None:
    """Where the receiver breaks off by itself, that is told, with what really reached it."""
    with carrying(answering_once(b""), clock) as send:
        result = send(fault)
    assert (result.attempt.outcome, result.answers) == (Outcome.RESET, ())
    assert result.waited == (pytest.approx(DRIP_SECONDS) if fault == "drip" else 0.0)
    assert result.reach is (Reach.ALTERED if fault == "corrupt" else Reach.WHOLE)


@pytest.mark.parametrize("fault", ["drip:0s" if one == "drip" else one for one in LASTING_FAULTS])
def test_receiver_that_hangs(fault: str) -> None:
    """Where the receiver hangs by itself, the sender really waits for it, and no fault is told."""
    with carrying(hanging, FakeClock(jumps=False), timeout=0.3) as send:
        result = send(fault)
    assert (result.attempt.outcome, result.attempt.phase) == (Outcome.TIMEOUT, Phase.WAITING)
    assert result.attempt.seconds >= 0.29
    assert (result.answers, result.waited) == ((), 0.3)


def test_early_answer() -> None:
    """A receiver that answers and leaves without reading a large body did not get it whole."""

    def turn_away(peer: Peer) -> None:
        peer._connection.recv(1)
        peer.send(UNREADABLE)
        peer._connection.shutdown(2)

    body = b"x" * 20_000_000
    with Receiver(turn_away) as receiver, socket_sender(parse_target(receiver.url), FakeClock()) as sender:
        result = sender.send(make_delivery(receiver.url, body), 1, None)
    assert result.attempt.outcome in {Outcome.ANSWERED, Outcome.RESET}
    assert result.reach is Reach.PART


@pytest.mark.parametrize("fault", ["connect-timeout", "lost", "late"])
def test_real_waiting(fault: str) -> None:
    """On a real clock waiting in vain lasts until the deadline, counted from the beginning of the attempt."""
    with carrying(Recorder(), RealClock(), timeout=0.3) as send:
        began = time.monotonic()
        result = send(fault)
        lasted = time.monotonic() - began
    assert 0.29 < lasted < 2
    assert (result.attempt.seconds, result.waited) == (0.3, 0.3)


@pytest.mark.parametrize("fault", ["connect-timeout", "lost", "late", "drip:20s"])
def test_interrupt(fault: str) -> None:
    """An interruption ends all waiting soon, and so it does where the receiver hangs."""
    with Receiver(Recorder()) as receiver:
        sender = socket_sender(parse_target(receiver.url), RealClock())
        carry_interrupted(sender, receiver, fault)


@pytest.mark.parametrize("fault", ["ok", "duplicate", "lost", "gateway:502"])
def test_interrupt_of_a_hanging_receiver(fault: str) -> None:
    """An interruption ends the wait for a receiver that does not answer, over every connection."""
    with Receiver(hanging) as receiver:
        carry_interrupted(socket_sender(parse_target(receiver.url), FakeClock()), receiver, fault)


def carry_interrupted(sender: FaultSender, receiver: Receiver, fault: str) -> None:
    """Interrupt an attempt again and again from another thread until it ends, and check that it soon does."""
    ended = threading.Event()

    def interrupt() -> None:
        while not ended.wait(0.05):
            sender.interrupt()

    thread = threading.Thread(target=interrupt)
    thread.start()
    began = time.monotonic()
    with sender:
        sender.send(make_delivery(receiver.url), 1, parse_fault(fault, "test"))
    ended.set()
    thread.join()
    assert time.monotonic() - began < 4


def test_bad_options(tmp_path: Path) -> None:
    """What cannot be is told when a sender is opened, before anything is sent."""
    with pytest.raises(UsageError, match="cannot wait"):
        socket_sender(parse_target("http://127.0.0.1:9/"), FakeClock(), timeout=0)
    with pytest.raises(InputError, match="cannot read"):
        socket_sender(parse_target("https://127.0.0.1:9/"), FakeClock(), trust=Trust(str(tmp_path / "none")))


@pytest.mark.parametrize("fault", ["ok", "status:503", *FAULTS])
def test_request_that_http_cannot_carry(fault: str) -> None:
    """A request that HTTP cannot carry is a mistake of the user with every fault, and leaves nothing behind."""
    with Receiver() as receiver, socket_sender(parse_target(receiver.url), FakeClock()) as sender:
        delivery = Delivery(0, "opened", "1", Request("POST", receiver.url, (("a b", "c"),), BODY))
        with pytest.raises(UsageError, match="is not a header name"):
            sender.send(delivery, 1, parse_fault(fault, "test"))
    assert receiver.requests == []


def test_nothing_is_left_behind(tls: Certificates | None) -> None:
    """After every fault, many times, no descriptor and no thread is left."""
    context: ssl.SSLContext | None = tls.server("good") if tls else None
    trust = Trust(tls.authority) if tls else None
    faults = [parse_fault(f"{kind}:503" if kind in {"status", "gateway"} else kind, "test") for kind in FaultKind]

    def carry_all() -> int:
        with Receiver(Recorder(), context) as receiver, FakeServers() as fake_servers:
            target = parse_target(receiver.url)
            for _ in range(2):
                with socket_sender(target, FakeClock(), trust=trust, fake_servers=fake_servers) as sender:
                    for fault in faults:
                        sender.send(make_delivery(receiver.url), 1, fault)
        return count_descriptors()

    assert len({carry_all() for _ in range(3)}) == 1
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("mhook")] == []


def count_descriptors() -> int:
    """Return how many descriptors this process has open, where the system tells."""
    folder = Path("/dev/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def test_every_kind_of_fault_is_made() -> None:
    """No kind of fault is made as another one, and of two copies each reach has its rank."""
    assert set(FaultSender.MAKERS) == set(FaultKind)
    assert len(set(FaultSender.MAKERS.values())) == len(FaultKind)
    assert sorted(FURTHEST_FIRST) == sorted(Reach)
