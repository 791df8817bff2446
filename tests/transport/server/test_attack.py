"""Clients that mean harm or have gone wrong: the listener stays up, small and prompt for all the others."""

import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path

import pytest

from maileroo_cli.capture.http.framing import MIB, FrameLimits
from maileroo_cli.transport.server.config import Deadlines
from maileroo_cli.transport.server.connection.reading import Connection
from maileroo_cli.transport.server.connection.timing import ConnectionPhase
from maileroo_cli.transport.server.listener import _TICK
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer
from tests.capture.wire_cases import chunked, head, post
from tests.cli.calling import SECRET
from tests.listening import NO_ANSWER, PATIENCE, Client, ListenProcess, ListenThread

LONG = Deadlines(head=PATIENCE, request=PATIENCE, idle=PATIENCE, linger=PATIENCE)
SLACK = 2.0
"""So late a deadline may be acted on, on a machine that has other things to do."""


def serve(listen: ListenThread | ListenProcess) -> None:
    """Check that an honest client is served."""
    with Client(listen.port) as client:
        assert client.send(post(b"honest")).answer().status == 200


def wait_until(listen: ListenThread, condition: Callable[[], bool]) -> None:
    """Serve honest clients until something has come about in the listener."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        serve(listen)


def spin_until(condition: Callable[[], object]) -> None:
    """Wait until something has come about in the listener, which serves nobody meanwhile."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        os.sched_yield()


def begin(listen: ListenThread, rest: bytes = b"POST / HTTP/1.1\r\n") -> Client:
    """Return a client of which the listener has the beginning of a second request."""
    client = Client(listen.port)
    assert client.send(post(b"first") + rest).answer().status == 200
    return client


def only(listen: ListenThread, phase: ConnectionPhase) -> Connection | None:
    """Return the one connection that is in a phase, if there is one."""
    found = [one for one in listen.listener.connections.all() if one.phase is phase]
    return found[0] if len(found) == 1 else None


class Slow:
    """A client that sends ``beginning`` and then ``drip`` again and again, and takes note of when it was ended."""

    def __init__(self, port: int, beginning: bytes, drip: bytes) -> None:
        self.client = Client(port)
        self._drip = drip
        self.began = time.monotonic()
        self.client.send(beginning)
        self.seconds = 0.0

    def drip(self) -> None:
        """Send a little more."""
        if self._drip:
            self.client.send(self._drip)


@contextmanager
def slow_clients(port: int) -> Iterator[dict[str, list[Slow]]]:
    """Open 500 connections: some silent, some dripping a head, some dripping a body with a length or in chunks."""
    kinds = {
        "silent": (b"", b""),
        "silent-head": (b"POST / HTTP/1.1\r\n", b""),
        "head": (b"POST / HTTP/1.1\r\nHost: x\r\na: ", b"b"),
        "body": (head(b"Content-Length: 1000"), b"b"),
        "chunks": (chunked(b""), b"1\r\nb\r\n"),
    }
    with ExitStack() as stack:
        clients = {kind: [Slow(port, *data) for _ in range(100)] for kind, data in kinds.items()}
        for slow in chain.from_iterable(clients.values()):
            stack.enter_context(slow.client)
        yield clients


@pytest.mark.slow
def test_slow_clients(tmp_path: Path) -> None:
    """500 slow clients keep no honest one waiting, and each is ended at its deadline, however it drips."""
    bounds = ("--head-timeout", "3", "--request-timeout", "4", "--idle-timeout", "3")
    with ListenProcess(tmp_path, *bounds) as listen, slow_clients(listen.port) as clients:
        everyone = {slow.client.socket: slow for kind in clients.values() for slow in kind}
        for _ in range(20):
            serve(listen)
            for slow in everyone.values():
                slow.drip()
        assert not select.select(everyone, [], [], 0)[0], "honest clients were served after slow ones were ended"
        while everyone:
            for ended in select.select(everyone, [], [], 0.2)[0]:
                slow = everyone.pop(ended)
                slow.seconds = time.monotonic() - slow.began
            for slow in everyone.values():
                slow.drip()
        for kind, group in clients.items():
            deadline = 4 if kind in ("body", "chunks") else 3
            assert all(deadline - 0.1 < slow.seconds < deadline + SLACK for slow in group), kind
            answers = [slow.client.answer() for slow in group]
            assert {one.status for one in answers} == {0 if kind == "silent" else 408}
        serve(listen)
        ran = listen.stop()
    kept = [one.entry.anomaly for one in listen.captures()]
    assert {code: kept.count(code) for code in set(kept)} == {"": 21, "head-timeout": 200, "body-timeout": 200}
    assert ran.code == 0


def test_longest_idle_makes_room(tmp_path: Path) -> None:
    """Where there are too many connections, the one that has been idle for longest makes room for a new one."""
    with ListenThread(tmp_path, max_connections=3, deadlines=LONG) as listen, ExitStack() as stack:
        clients = [stack.enter_context(Client(listen.port)) for _ in range(3)]
        for number in (1, 0, 2):
            assert clients[number].send(post(b"hello")).answer().status == 200
        for gone in (1, 0):
            new = stack.enter_context(Client(listen.port))
            assert new.send(post(b"new")).answer().status == 200
            assert clients[gone].ended
        assert clients[2].send(post(b"still here")).answer().status == 200


@pytest.mark.slow
def test_too_many_connections(tmp_path: Path) -> None:
    """Where all wait for their answer, a new connection gets 503 and nothing else, until one of the others ends."""
    with listen_slowly(tmp_path) as listen, ExitStack() as stack:
        busy = [stack.enter_context(wait_for_answer(listen)) for _ in range(3)]
        for _ in range(2):
            with Client(listen.port) as client:
                answer = client.send(post(b"turned away")).answer()
                assert (answer.status, answer.keeps) == (503, False)
                assert client.send(post(b"and again")).answer() == NO_ANSWER
        assert count(listen, ConnectionPhase.BUSY) == 3
        busy[0].reset()
        spin_until(lambda: len(listen.listener.connections) == 2)
        serve(listen)
        assert [one.content.body for one in listen.captures()] == [SLOW] * 3 + [b"honest"]


@pytest.mark.slow
def test_a_client_that_has_probably_left_makes_room(tmp_path: Path) -> None:
    """Where all wait for their answer, the one that has closed its side for longest makes room."""
    with listen_slowly(tmp_path) as listen, ExitStack() as stack:
        busy = [stack.enter_context(wait_for_answer(listen)) for _ in range(3)]
        busy[1].half_close()
        spin_until(lambda: any(one.can_be_ended for one in listen.listener.connections.all()))
        serve(listen)
        assert busy[1].ended
        spin_until(lambda: count(listen, ConnectionPhase.BUSY) == 2)


KINDS = {
    "half-heads": b"POST / HTTP/1.1\r\nHost: x\r\na: b",
    "half-bodies": head(b"Content-Length: 1000") + b"b",
    "chunks": chunked(b"1\r\nb\r\n"),
    "hangs": post(b'{"event_type":"failed"}'),
    "ends-that-linger": post(b"x", b"Connection: close"),
    "unread-answers": post(b'{"event_type":"clicked"}') * 40,
    "silent": b"",
    "all": b"",
}


@pytest.mark.parametrize("kind", KINDS)
def test_honest_clients_get_in(kind: str, tmp_path: Path) -> None:
    """However many connections slow clients hold, at the limit, each honest request is answered 200."""
    respond = ["200", "failed=hang", f"clicked=200+body:{'x' * 100_000}"]
    beginnings = [*KINDS.values()] if kind == "all" else [KINDS[kind]]
    with (
        ListenThread(tmp_path, respond=respond, deadlines=LONG, max_connections=20) as listen,
        ExitStack() as stack,
    ):
        flood = [stack.enter_context(Client(listen.port, room=16_384)) for _ in range(20)]
        for number, client in enumerate(flood):
            client.send(beginnings[number % len(beginnings)])
        for number in range(50):
            flood.append(stack.enter_context(Client(listen.port, room=16_384)))
            flood[-1].send(beginnings[number % len(beginnings)])
            with Client(listen.port) as honest:
                assert honest.send(post(b"honest")).answer().status == 200
        assert len(listen.listener.connections) <= 20
        assert listen.listener.turned_away > 50
    bodies = [one.content.body for one in listen.captures()]
    assert bodies.count(b"honest") == 50
    assert {"half-heads": "evicted", "half-bodies": "evicted", "chunks": "evicted"}.get(kind, "") in {
        one.entry.anomaly for one in listen.captures()
    }


SLOW = b'{"event_type":"opened"}'


def listen_slowly(folder: Path) -> ListenThread:
    """Return a listener for three connections at a time, which lets one kind of event wait for an hour."""
    return ListenThread(folder, respond=["200", "opened=200+delay:1h"], max_connections=3, deadlines=LONG)


def wait_for_answer(listen: ListenThread) -> Client:
    """Return a client that waits for the answer to a whole request."""
    before = count(listen, ConnectionPhase.BUSY)
    client = Client(listen.port).send(post(SLOW))
    spin_until(lambda: count(listen, ConnectionPhase.BUSY) > before)
    return client


def count(listen: ListenThread, phase: ConnectionPhase) -> int:
    """Return how many connections are in a phase."""
    return [one.phase for one in listen.listener.connections.all()].count(phase)


def test_flood_of_connections(tmp_path: Path) -> None:
    """Of a flood of connections those that are too many cost nothing that stays."""
    with listen_slowly(tmp_path) as listen, ExitStack() as stack:
        busy = [stack.enter_context(wait_for_answer(listen)) for _ in range(3)]
        flood = [stack.enter_context(Client(listen.port)) for _ in range(200)]
        statuses = {client.send(post(b"x")).answer().status for client in flood}
        assert statuses <= {503, 0}
        assert 503 in statuses
        for client in flood:
            client.socket.close()
        for client in busy:
            client.reset()
        wait_until_open(listen)
        assert listen.listener.turned_away >= 200
        wait_until(listen, lambda: not listen.listener.connections._leaving)


def wait_until_open(listen: ListenThread) -> None:
    """Connect again and again until one is served."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with Client(listen.port) as client:
            if client.send(post(b"honest")).answer().status == 200:
                return
    raise AssertionError("nobody is served any more")


def upload(port: int, beginning: bytes, piece: bytes, count: int) -> list[int]:
    """Send ``piece`` so often after ``beginning``, or until the end; return the statuses of the answers."""
    with Client(port) as client:
        sender = threading.Thread(target=lambda: client.send(beginning, *[piece] * count).half_close())
        sender.start()
        answers = client.answers()
        sender.join()
        return [one.status for one in answers]


BLOCK = b"x" * 65_536
SIGNED = b"x-maileroo-signature: " + Signer(Secret(SECRET)).sign(BLOCK * 160).encode()
BIG_CHUNK = b"10000\r\n" + BLOCK + b"\r\n"
FLOODS = {
    "largest": (head(b"Connection: close", SIGNED, b"Content-Length: 10485760"), BLOCK, 160, 200),
    "length": (head(b"Content-Length: 209715200"), BLOCK, 3200, 413),
    "chunks": (chunked(b""), BIG_CHUNK, 3200, 413),
    "small-chunks": (chunked(b""), b"1\r\nx\r\n" * 10_000, 5, 400),
    "malformed-chunks": (chunked(b""), b"1\r\nx\r\n" * 10_000 + b"x", 100, 400),
    "long-extensions": (chunked(b""), (b"1;" + b"a" * 1000 + b"\r\nx\r\n") * 60, 100, 400),
    "extension": (chunked(b"1;"), BLOCK, 100, 400),
    "chunk-size": (chunked(b""), b"0" * 65_536, 500, 400),
    "trailers": (chunked(b"0\r\n"), b"a: b\r\n" * 10_000, 100, 431),
    "header": (head()[:-2] + b"a: ", BLOCK, 16, 431),
    "headers": (head()[:-2], b"a: b\r\n" * 10_000, 16, 431),
    "line": (b"GET /", BLOCK, 16, 431),
    "garbage": (b"\0", BLOCK, 1000, 431),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_memory(tmp_path: Path) -> None:
    """Endless heads, bodies, chunks and trailers are refused, and take no more memory than the largest body does."""
    with ListenProcess(tmp_path) as listen:
        serve(listen)
        before = listen.peak_memory
        for name, (beginning, piece, count, status) in FLOODS.items():
            assert upload(listen.port, beginning, piece, count) == [status], name
            serve(listen)
            assert listen.peak_memory - before < 32 * MIB, name
        assert listen.stop().code == 0


def test_unread_answers(tmp_path: Path) -> None:
    """A client that does not read its answers gets no more of them made, until it reads: then it gets them all."""
    answer = "x" * 20_000
    respond = [f"200+body:{answer}"]
    with (
        ListenThread(tmp_path, respond=respond, deadlines=LONG) as listen,
        Client(listen.port, room=16_384) as client,
    ):
        sender = threading.Thread(target=client.send, args=[post(b"%d" % number) for number in range(2000)])
        sender.start()
        wait_until(listen, lambda: only(listen, ConnectionPhase.UNREAD) is not None)
        connection = only(listen, ConnectionPhase.UNREAD)
        assert connection is not None
        assert connection._transport is not None
        assert connection._transport.get_write_buffer_size() < 200_000
        assert connection._reader.held < 400_000
        assert len([one for one in listen.heard.arrivals if one.entry.peer == client.name]) < 2000
        answers = [client.answer() for _ in range(2000)]
        sender.join()
        assert {one.body for one in answers} == {answer.encode()}
        listen.heard.wait_for(2000, client.name)
        bodies = [one.content.body for one in listen.captures() if one.entry.peer == client.name]
        assert bodies == [b"%d" % number for number in range(2000)]


def test_never_read_answers(tmp_path: Path) -> None:
    """A client that sends 100,000 requests and never reads is ended; few of them have been answered until then."""
    respond = [f"200+body:{'x' * 20_000}"]
    with (
        ListenThread(tmp_path, respond=respond, deadlines=Deadlines(idle=0.3)) as listen,
        Client(listen.port, room=16_384) as client,
    ):
        client.send(*[post(b"x")] * 100_000)
        spin_until(lambda: not len(listen.listener.connections))
        serve(listen)
        assert len(listen.captures()) < 2000


def test_slow_reader(tmp_path: Path) -> None:
    """A client that takes its time to read its last answer gets all of it."""
    answer = "x" * 8_000_000
    respond = [f"200+body:{answer}"]
    with (
        ListenThread(tmp_path, respond=respond, deadlines=Deadlines(linger=0.01)) as listen,
        Client(listen.port, room=16_384) as client,
    ):
        client.send(post(b"x", b"Connection: close"))
        listen.heard.wait_for(1)
        deadline = time.monotonic() + 2 * _TICK + 0.1
        spin_until(lambda: time.monotonic() > deadline)
        assert client.answer().body == answer.encode()
        assert client.ended


@pytest.mark.parametrize("respond", ["hang", "200+delay:0.1s"])
@pytest.mark.parametrize("leave", [Client.half_close, Client.reset], ids=["half-close", "reset"])
def test_client_leaves_without_an_answer(tmp_path: Path, respond: str, leave: Callable[[Client], object]) -> None:
    """A client that gives up waiting leaves no connection behind, whatever it was waiting for."""
    with ListenThread(tmp_path, respond=[respond], deadlines=LONG) as listen, Client(listen.port) as client:
        client.send(post(b"hello"))
        spin_until(lambda: only(listen, ConnectionPhase.BUSY) or only(listen, ConnectionPhase.HANG))
        leave(client)
        spin_until(lambda: not len(listen.listener.connections))


def test_many_requests_to_a_listener_that_hangs(tmp_path: Path) -> None:
    """What follows a request that never gets its answer is passed over, and the client's end is noticed behind it."""
    with ListenThread(tmp_path, respond=["hang"], deadlines=LONG) as listen, Client(listen.port) as client:
        client.send(*[post(b"x" * 1000)] * 2000)
        spin_until(lambda: only(listen, ConnectionPhase.HANG) is not None)
        client.half_close()
        assert client.ended
        spin_until(lambda: not len(listen.listener.connections))
        assert len(listen.captures()) == 1


def test_too_many_bytes_on_their_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where bodies on their way take too much memory together, the one that is under way for longest makes room."""
    monkeypatch.setattr("maileroo_cli.transport.server.byte_budget.MOST_HELD", MIB)
    body = b"x" * 200_000
    limits = FrameLimits(body=250_000)
    with ListenThread(tmp_path, deadlines=LONG, frame_limits=limits) as listen, ExitStack() as stack:
        held = listen.listener.budget
        slow = [stack.enter_context(Client(listen.port)) for _ in range(5)]
        for number, client in enumerate(slow, 1):
            client.send(post(body)[:-1])
            wait_until(listen, lambda many=number * 199_000: held.held > many)  # type: ignore[misc]
        with Client(listen.port) as client:
            assert client.send(post(body)).answer().status == 200
        assert (slow[0].answer().status, slow[0].ended) == (408, True)
        assert slow[1].send(body[-1:]).answer().status == 200
        slow[2].reset()
        for client in slow[3:]:
            assert client.send(body[-1:]).answer().status == 200
        wait_until(listen, lambda: not held.held)
        kept = [one.entry.anomaly for one in listen.captures() if one.content.body != b"honest"]
        assert sorted(kept) == ["", "", "", "", "cut-off", "evicted"]


def test_too_many_bytes_of_the_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that is too much is refused itself where nothing that holds many bytes is under way for longer."""
    monkeypatch.setattr("maileroo_cli.transport.server.byte_budget.MOST_HELD", MIB)
    limits = FrameLimits(body=250_000)
    with ListenThread(tmp_path, deadlines=LONG, frame_limits=limits) as listen, ExitStack() as stack:
        slow = [stack.enter_context(Client(listen.port)) for _ in range(5)]
        for number, client in enumerate(slow, 1):
            client.send(post(b"x" * 250_000)[:-50_000])
            wait_until(listen, lambda many=number * 199_000: listen.listener.budget.held > many)  # type: ignore[misc]
        answer = slow[0].send(b"x" * 49_999).answer()
        assert (answer.status, answer.keeps) == (503, False)
        assert slow[1].send(b"x" * 50_000).answer().status == 200
        kept = [one.entry.anomaly for one in listen.captures() if one.content.body != b"honest"]
    assert kept == ["overloaded", ""]


def test_end_with_all_kinds_of_clients(tmp_path: Path) -> None:
    """The end comes at once and cleanly whatever clients are there; what they had begun to send is kept."""
    beginnings = {
        "silent": b"",
        "head": b"POST /head HTTP/1.1\r\n",
        "body": head(b"Content-Length: 9", first=b"POST /body HTTP/1.1") + b"abc",
        "chunks": head(b"Transfer-Encoding: chunked", first=b"POST /chunks HTTP/1.1") + b"3\r\nabc\r\n",
    }
    with ListenProcess(tmp_path) as listen, ExitStack() as stack:
        for rest in beginnings.values():
            client = stack.enter_context(Client(listen.port))
            assert client.send(post(b"first") + rest).answer().status == 200
        unread = stack.enter_context(Client(listen.port, room=16_384))
        unread.send(*[post(b"unread")] * 1000)
        serve(listen)
        began = time.monotonic()
        ran = listen.stop()
        assert time.monotonic() - began < 3
    assert ran.code == 0
    cut = {one.entry.target: one for one in listen.captures() if one.entry.anomaly}
    assert {target: one.content.body for target, one in cut.items()} == {
        "/head": b"",
        "/body": b"abc",
        "/chunks": b"abc",
    }
    assert {one.entry.anomaly for one in cut.values()} == {"cut-off"}
    assert ran.objects[-1]["damaged"] == 3
