"""What waits for an application is bounded, is not passed on where nobody waits for the answer, and delays no end."""

import re
import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import pytest

from maileroo_cli.capture.answer.language import parse_script
from maileroo_cli.capture.answer.responder import Responder
from maileroo_cli.capture.entry import AnswerSource, Capture
from maileroo_cli.capture.http.framing import MIB, FrameLimits
from maileroo_cli.transport.server.config import ListenConfig
from maileroo_cli.transport.server.forward import Forwarder, ForwardTarget
from tests.cli.calling import Mhook
from tests.listening import PATIENCE, Client, ListenProcess, ListenThread
from tests.receivers.raw import OK, Peer, Receiver

THREADS = 16
"""So many requests an application is sent at a time."""


def post(body: bytes) -> bytes:
    """Return a request."""
    return b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body


class HangingApplication(Receiver):
    """Reads requests and answers none of them until it is told to; ``wait_for`` waits until so many have come."""

    def __init__(self) -> None:
        super().__init__(self._hang)
        self._answers = threading.Event()
        self._came = threading.Condition()

    def _hang(self, peer: Peer) -> None:
        while peer.read() is not None:
            with self._came:
                self._came.notify_all()
            self._answers.wait(PATIENCE)
            peer.send(OK)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.answer()
        super().__exit__(kind, error, trace)

    def wait_for(self, count: int) -> None:
        """Return when so many requests have come."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.requests) >= count, PATIENCE)

    def answer(self) -> None:
        """Answer all from now on."""
        self._answers.set()


def forwarding(folder: Path, url: str, limits: FrameLimits | None = None) -> ListenThread:
    """Return a listener that passes all requests on to ``url``."""
    config = ListenConfig([], Responder(parse_script([])), Forwarder(ForwardTarget.of(url)))
    return ListenThread(folder, config=config, frame_limits=limits)


def spin_until(condition: Callable[[], object]) -> None:
    """Wait until something has come about in the listener."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end


def occupy(listen: ListenThread, application: HangingApplication, stack: ExitStack) -> list[Client]:
    """Return clients whose requests the application has, as many as it is sent at a time."""
    clients = [stack.enter_context(Client(listen.port)) for _ in range(THREADS)]
    for client in clients:
        client.send(post(b"sent"))
    application.wait_for(THREADS)
    return clients


def told(captures: list[Capture]) -> list[tuple[bytes, int, str]]:
    """Return the bodies of captures, in order, and what they were answered by whom; 0 is no answer."""
    return sorted((one.content.body, one.entry.status or 0, one.entry.answered) for one in captures)


def test_a_client_that_leaves_before_its_turn(tmp_path: Path) -> None:
    """What the application has not been sent is dropped with its client, and told so; what was sent is not."""
    with HangingApplication() as application, ExitStack() as stack:
        with forwarding(tmp_path, application.url) as listen:
            sent = occupy(listen, application, stack)
            waiting = [stack.enter_context(Client(listen.port)) for _ in range(5)]
            for number, client in enumerate(waiting):
                client.send(post(b"waits %d" % number))
            spin_until(lambda: len(listen.captures()) == THREADS + 5)
            for client in (waiting[1], waiting[3], sent[0]):
                client.reset()
            gone = listen.heard.wait_for(2)
            assert [(one.answer, one.detail) for one in gone] == [
                ("cancelled", "the client disconnected before the request was forwarded")
            ] * 2
            application.answer()
            assert {client.answer().status for client in (*sent[1:], *waiting[::2])} == {200}
        assert listen.listener.budget.held == 0
    assert len(application.requests) == THREADS + 3
    assert not any(b"waits 1" in one or b"waits 3" in one for one in application.requests)
    kept = [(b"sent", 200, AnswerSource.APPLICATION)] * THREADS
    kept += [
        (b"waits %d" % number, *((0, AnswerSource.CANCELLED) if number % 2 else (200, AnswerSource.APPLICATION)))
        for number in range(5)
    ]
    assert told(listen.captures()) == kept


def test_cancelled_is_shown(tmp_path: Path) -> None:
    """That a request was not passed on is told by each command that shows captures, in text and as an object."""
    with HangingApplication() as application, ExitStack() as stack, forwarding(tmp_path, application.url) as listen:
        occupy(listen, application, stack)
        with Client(listen.port) as client:
            client.send(post(b"waits"))
            spin_until(lambda: len(listen.captures()) == THREADS + 1)
            client.reset()
        listen.heard.wait_for(1)
        application.answer()
    mhook, store = Mhook(), ["--store", str(listen.path)]
    shown = mhook("captures", "show", "last", *store).out.decode()
    assert "\ncancelled: the client disconnected before the request was forwarded\n" in shown
    assert re.search(r" cancelled( |$)", mhook("captures", "list", *store).out.decode().splitlines()[-1])
    for command in (["show", "last"], ["list", "-n", "1"]):
        (found,) = mhook("captures", *command, *store, "--format", "json").objects
        assert (found["status"], found["answered_by"], found["cancelled"]) == (None, None, True)


def test_too_much_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Beyond the bound a request is stored and answered 503 with what to do; within it, as soon as there is room."""
    monkeypatch.setattr("maileroo_cli.transport.server.byte_budget.MOST_HELD", MIB)
    large = b"x" * 200_000
    with HangingApplication() as application, ExitStack() as stack:
        limits = FrameLimits(body=len(large))
        with forwarding(tmp_path, application.url, limits) as listen:
            occupy(listen, application, stack)
            waiting = [stack.enter_context(Client(listen.port)) for _ in range(2)]
            for client in waiting:
                client.send(post(large))
            spin_until(lambda: listen.listener.budget.held >= 2 * len(large))
            with Client(listen.port) as client:
                answer = client.send(post(large)).answer()
                assert (answer.status, b"too many bytes are waiting to be forwarded" in answer.body) == (503, True)
                waiting[0].reset()
                listen.heard.wait_for(2)
                client.send(post(large))
                spin_until(lambda: len(listen.captures()) == THREADS + 4)
                application.answer()
                assert client.answer().status == 200
    answers = [(status, who) for body, status, who in told(listen.captures()) if body == large]
    assert answers == [(0, "cancelled"), (200, "application"), (200, "application"), (503, "gateway")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["term", "ctrl-c"])
def test_end_with_a_full_queue(number: signal.Signals, tmp_path: Path) -> None:
    """The end does not wait for an application that hangs, however much waits for it; all is stored and answered."""
    body = b"x" * (MIB // 2)
    with HangingApplication() as application, ExitStack() as stack:
        with ListenProcess(tmp_path, "--forward-to", application.url, "--quiet") as listen:
            clients = [stack.enter_context(Client(listen.port)) for _ in range(THREADS + 15)]
            for client in clients:
                client.send(post(body))
            application.wait_for(THREADS)
            spin_until(lambda: count_captures(listen) == len(clients))
            began = time.monotonic()
            assert listen.stop(number).code == 0
            assert time.monotonic() - began < 5
        assert {client.answer().status for client in clients} == {502}
    assert {(one.entry.status, one.entry.answered) for one in listen.captures()} == {(502, AnswerSource.GATEWAY)}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_memory_of_clients_that_reset(tmp_path: Path) -> None:
    """Bodies of clients that leave while the application hangs are let go of: memory stays within its bound."""
    body = post(b"x" * (10 * MIB))
    with (
        HangingApplication() as application,
        ListenProcess(tmp_path, "--forward-to", application.url, "--quiet") as listen,
    ):
        with Client(listen.port) as client:
            client.send(post(b"first"))
            application.wait_for(1)
        before = listen.peak_memory
        for number in range(15):
            client = Client(listen.port)
            client.send(body)
            spin_until(lambda many=number + 2: count_captures(listen) == many)  # type: ignore[misc]
            client.reset()
        assert listen.peak_memory - before < 100 * MIB


def count_captures(listen: ListenProcess) -> int:
    """Return how many captures its store holds."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(listen.store)) as connection:
        return int(connection.execute("SELECT count(*) FROM capture").fetchone()[0])
