"""What greenlets do, tried in a process that Locust has patched: ``python -m tests.with_locust.cases NAME``.

Each function is a case, and fails where something does not hold.
"""

import locust  # noqa: I001 - before all else, since it patches what follows

import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import gevent
import pytest
from locust.env import Environment
from locust.event import Events
from locust.rpc.protocol import Message

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.request import ReadyRequest, RequestEnd
from maileroo_cli.errors import MhookError
from maileroo_cli.integrations.locust.machine.master_line import MasterLine
from maileroo_cli.integrations.locust.machine.session import MessageType, Role, SealedSession
from maileroo_cli.integrations.locust.sending.arrivals import ArrivalRun
from maileroo_cli.integrations.locust.sending.feed import GreenletFeed
from maileroo_cli.integrations.locust.sending.greenlet_sender import GreenletSender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.webhook.signing.secret import Secret
from tests.receivers.raw import OK, Behaviour, Peer, Receiver, answering, answering_once, closed_port, hanging

REQUEST = b"POST /webhook HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
assert locust.__version__


class Source:
    """A source whose requests are all there, and which keeps what it is told."""

    def __init__(self, requests: list[ReadyRequest]) -> None:
        self.queue = deque(requests)
        self.is_over = True
        self.ends: list[tuple[int, float, float, RequestEnd]] = []
        self.broken: list[int] = []
        self.due: dict[int, float] = {}

    def fill(self, _: float) -> float | None:
        """Have nothing more."""
        return None

    def ended(self, request: ReadyRequest, began: float, ended: float, end: RequestEnd) -> None:
        """Keep an end, and when it was due."""
        self.due[request[0]] = request[1]
        self.ends.append((request[0], began, ended, end))

    def broken_off(self, request: ReadyRequest, _: float) -> None:
        """Keep what was broken off."""
        self.broken.append(request[0])


def requests(number: int, gap: float = 0.0, after: Callable[[int], int] = lambda _: -1) -> list[ReadyRequest]:
    """Return requests that are due one after the other."""
    return [(index, index * gap, 0, index, after(index), b"%d" % index) for index in range(number)]


def start(source: Source, send: Callable[[bytes], RequestEnd], **terms: float) -> ArrivalRun:
    """Return a run over ``source`` that nobody else is told of."""
    settings = {"connections": 100, **terms}
    return ArrivalRun(source, send, lambda *_: None, **settings)  # type: ignore[arg-type]


def open_model() -> None:
    """All requests begin when they are due, although none of them is answered before the last has begun."""
    source, answered = Source(requests(50, 0.002)), gevent.event.Event()

    def send(data: bytes) -> RequestEnd:
        if data == b"49":
            answered.set()
        answered.wait()
        return 200

    run = start(source, send)
    run.run(time.perf_counter())
    assert run.started == run.ended == run.taken == len(source.ends) == 50
    assert run.index_sum == 49 * 50 // 2
    began = {index: when for index, when, _, _ in source.ends}
    assert all(when >= index * 0.002 for index, when in began.items())
    assert not run.at_limit
    assert run.has_taken_all


def order_of_a_mail() -> None:
    """A request that is to come after another one begins when that has ended, however many are due."""
    source, order = Source(requests(30, after=lambda index: index - 3)), list[bytes]()

    def send(data: bytes) -> RequestEnd:
        order.append(data)
        gevent.sleep(0.001 * (30 - int(data)) / 10)
        return 200

    start(source, send).run(time.perf_counter())
    ends = {index: (began, ended) for index, began, ended, _ in source.ends}
    assert len(ends) == 30
    assert all(ends[index][0] >= ends[index - 3][1] for index in range(3, 30))
    assert order[:3] == [b"0", b"1", b"2"]


def connections_are_bounded() -> None:
    """No more are under way at once than there may be connections, and it is told that some had to wait."""
    source, now, most = Source(requests(40)), [0], [0]

    def send(_: bytes) -> RequestEnd:
        now[0] += 1
        most[0] = max(most[0], now[0])
        gevent.sleep(0.001)
        now[0] -= 1
        return 200

    run = start(source, send, connections=7)
    run.run(time.perf_counter())
    assert most == [7]
    assert run.at_limit
    assert len(source.ends) == 40


def closed_model() -> None:
    """So many users send one request after the other until the window is over, whenever these are due."""
    source, now, most = Source(requests(10_000, 60.0)), [0], [0]

    def send(_: bytes) -> RequestEnd:
        now[0] += 1
        most[0] = max(most[0], now[0])
        gevent.sleep(0.002)
        now[0] -= 1
        return 200

    run = start(source, send, users=4, window=0.2)
    run.run(time.perf_counter())
    assert most == [4]
    assert 4 < run.started == len(source.ends) < 10_000
    assert all(began < 0.2 for _, began, _, _ in source.ends)
    assert not run.at_limit


def due_when_a_user_is_free() -> None:
    """In the closed model a request is due when a user can begin it, also one that waited for another of its mail."""
    source = Source(requests(30, after=lambda index: index - 5))

    def send(_: bytes) -> RequestEnd:
        gevent.sleep(0.002)
        return 200

    start(source, send, users=3, window=60.0).run(time.perf_counter())
    assert len(source.ends) == 30
    assert [source.due[index] for index, *_ in source.ends] == [began for _, began, _, _ in source.ends]


def window_ends() -> None:
    """What could not begin within the window never begins, nor does what waits for that; the run ends all the same."""
    source = Source(requests(10, after=lambda index: index - 1))

    def send(_: bytes) -> RequestEnd:
        gevent.sleep(0.03)
        return 200

    run = start(source, send, window=0.1)
    run.run(time.perf_counter())
    assert 1 <= run.started == len(source.ends) < 10
    assert run.taken == 10


def broken_off() -> None:
    """What is under way when the run is broken off is told as such, once, and nothing begins any more."""
    source, begun = Source(requests(100, 0.001)), gevent.event.Event()

    def send(data: bytes) -> RequestEnd:
        if int(data) % 2:
            return 200
        if data == b"20":
            begun.set()
        gevent.event.Event().wait()
        return 200

    run = start(source, send)
    running = gevent.spawn(run.run, time.perf_counter())
    begun.wait()
    run.break_off()
    running.join()
    started = run.started
    gevent.sleep(0.05)
    assert run.started == run.ended == started == len(source.ends) + len(source.broken)
    assert all(index % 2 == 0 for index in source.broken)
    assert len(set(source.broken)) == len(source.broken) > 0


def pipe_feed() -> None:
    """The feed for Windows gives all that comes through a pipe, never waits, and tells the end again and again."""
    import os

    content = bytes(range(256)) * 8000
    near, far = os.pipe()
    with os.fdopen(near, "rb") as source, os.fdopen(far, "wb") as sink:
        feed, got = GreenletFeed(source), bytearray()
        assert feed.read() is None
        writing = gevent.get_hub().threadpool.spawn(sink.write, content)
        while len(got) < len(content) - 65_536:
            got += feed.read() or b""
            gevent.sleep(0)
        writing.get()
        sink.close()
        while (data := feed.read()) != b"":
            got += data or b""
            gevent.sleep(0)
        assert got == content
        assert feed.read() == b""


def resetting(peer: Peer) -> None:
    """Read the request and reset the connection."""
    peer.read()
    peer.reset()


def dripping(peer: Peer) -> None:
    """Answer byte by byte, an interim answer first."""
    while peer.read() is not None:
        peer.drip(b"HTTP/1.1 100 Continue\r\n\r\n" + OK, 0.0)


ANSWERS: dict[str, tuple[Behaviour, RequestEnd, int]] = {
    "kept": (answering(OK), 200, 1),
    "no body": (answering(b"HTTP/1.1 204 No Content\r\n\r\n"), 204, 1),
    "chunked": (answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"), 200, 1),
    "interim, in pieces": (dripping, 200, 1),
    "redirect": (answering(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"), 302, 1),
    "closes": (answering(b"HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), 503, 3),
    "to the end": (answering_once(b"HTTP/1.0 200 OK\r\n\r\nok"), 200, 3),
    "large": (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + bytes(9_000_000)), 200, 3),
    "reset": (resetting, Outcome.RESET, 3),
    "nothing": (answering_once(b""), Outcome.RESET, 3),
    "half": (answering_once(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), Outcome.RESET, 3),
    "garbage": (answering_once(b"SSH-2.0-OpenSSH\r\n"), Outcome.GARBAGE, 3),
    "never": (hanging, Outcome.TIMEOUT, 3),
    "alert of TLS": (answering_once(b"\x15\x03\x01\x00\x02\x02\x50"), Outcome.TLS, 3),
}


def answers() -> None:
    """Each answer is what it is, and a connection is kept where it can be."""
    for name, (behaviour, expected, connections) in ANSWERS.items():
        with Receiver(behaviour) as receiver:
            timeout = 0.2 if behaviour is hanging else 20
            sender = GreenletSender(parse_target(receiver.url), Trust(), timeout=timeout)
            assert [sender.send(REQUEST) for _ in range(3)] == [expected] * 3, name
            assert receiver.connections == connections, (name, receiver.connections)
            assert receiver.requests == [REQUEST] * 3, name
            sender.close()


def connections_are_new() -> None:
    """Where connections are not kept, each request has one of its own; where nobody listens it is refused."""
    with Receiver() as receiver:
        sender = GreenletSender(parse_target(receiver.url), Trust(), timeout=20, keep=False)
        assert [sender.send(REQUEST) for _ in range(3)] == [200] * 3
        assert receiver.connections == 3
    target = parse_target(f"http://127.0.0.1:{closed_port()}/")
    assert GreenletSender(target, Trust(), timeout=20).send(REQUEST) is Outcome.REFUSED


def certificates() -> None:
    """A certificate is verified, by the text of the authorities that are given; anybody else's is a failure of TLS."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from tests.certificates import make_certificates

    with TemporaryDirectory() as folder:
        made = make_certificates(Path(folder))
        text = Path(made.authority).read_text(encoding="ascii")
        trusts = ((Trust(authorities=text), 200), (Trust(), Outcome.TLS), (Trust(insecure=True), 200))
        for number, (trust, expected) in enumerate(trusts):
            with Receiver(tls=made.server("good")) as receiver:
                sender = GreenletSender(parse_target(receiver.url), trust, timeout=20)
                assert [sender.send(REQUEST) for _ in range(2)] == [expected] * 2, number


class FakeRunner:
    """A worker's runner whose master is the test."""

    def __init__(self) -> None:
        self.environment = Environment(events=Events())
        self.client_id, self.trusts_master = "worker-1", False
        self.listeners: dict[str, Callable[..., None]] = {}
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def register_message(self, kind: str, listener: Callable[..., None]) -> None:
        """Keep who listens."""
        self.listeners[kind] = listener

    def send_message(self, kind: str, data: dict[str, Any]) -> None:
        """Keep what is said, and answer the greeting."""
        self.sent.append((kind, data))
        if kind == MessageType.HELLO:
            self.hear(MessageType.CHALLENGE, {"version": "mhook 1", "nonce": "ours"})

    def hear(self, kind: MessageType, data: object) -> None:
        """Let the master say something."""
        self.listeners[kind](environment=self.environment, msg=Message(kind, data, self.client_id))


def other_master() -> None:
    """A worker takes no plan of a master that has not the same secret, and does nothing that it says unsealed."""
    runner = FakeRunner()
    line = MasterLine(runner, Secret("ours"), "mhook 1")  # type: ignore[arg-type]
    line.prove()
    nonce = runner.sent[0][1]["nonce"]
    other, same = (
        SealedSession(Role.MASTER, Secret(one), nonce, "ours", "mhook 1", "worker-1") for one in ("theirs", "ours")
    )
    runner.hear(MessageType.START, {"in_s": 0})
    assert line.next_message() == (None, {})
    runner.hear(MessageType.PLAN, other.seal(MessageType.PLAN, {"part": 1}))
    with pytest.raises(MhookError, match="its secret is another one than this worker's"):
        line.wait_for_plan()
    trusted = [runner.trusts_master]
    runner.hear(MessageType.PLAN, same.seal(MessageType.PLAN, {"part": 1}))
    assert line.wait_for_plan() == {"part": 1}
    trusted.append(runner.trusts_master)
    assert trusted == [False, True]
    assert [kind for kind, _ in runner.sent] == [MessageType.HELLO, MessageType.PROOF]


CASES = {
    case.__name__: case
    for case in (
        open_model,
        order_of_a_mail,
        connections_are_bounded,
        closed_model,
        due_when_a_user_is_free,
        window_ends,
        broken_off,
        pipe_feed,
        answers,
        connections_are_new,
        certificates,
        other_master,
    )
}

if __name__ == "__main__":
    CASES[sys.argv[1]]()
