"""Runs whose processes are killed: nothing is skipped, invented, or sent once more than a kill explains."""

import os
import random
import re
import signal
import socket
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import pytest

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.replay.clock import anchor_of, make_clock, parse_clock
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import DeliveryEnd
from maileroo_cli.delivery.replay.timekeeper import SystemTimekeeper
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.transport.run.file import create_run
from maileroo_cli.transport.run.state import RunState
from maileroo_cli.transport.run.summary import read_run
from tests.delivery.replaying import START, delivery
from tests.transport.run_checks import known_outcomes, outcomes
from tests.transport.run_child import KILLED, POINTS, Children, Kill, play

HEADER = re.compile(rb"X-Attempt: (\d+) (\d+) (\d+)")
BODY = len(delivery().request.body)


class Arrival(NamedTuple):
    """A request as it reached the receiver: which attempt of which event, and which process sent it."""

    place: int
    number: int
    pid: int


class Receiver:
    """Answers each connection one request with what ``answer`` says, and keeps what came, while ``with`` runs."""

    def __init__(self, answer: Callable[[Arrival], int]) -> None:
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._stopped = False
        self.arrivals: list[Arrival] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped = True
        self.settle()
        self._thread.join(20)
        self._listener.close()

    def settle(self) -> None:
        """Return when all that was sent until now has been taken: connections are served in the order they came."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as last:
            last.sendall(b"\r\n\r\n")
            while last.recv(100):
                pass

    def _serve(self) -> None:
        stopped = False
        while not stopped:
            connection, _ = self._listener.accept()
            stopped = self._stopped
            with connection, suppress(OSError):
                self._take(connection)

    def _take(self, connection: socket.socket) -> None:
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0 or (HEADER.search(data) and len(data) < end + 4 + BODY):
            if not (piece := connection.recv(65_536)):
                return
            data += piece
        if (found := HEADER.search(data)) is None:
            return
        arrival = Arrival(*map(int, found.groups()))
        self.arrivals.append(arrival)
        status = self._answer(arrival)
        connection.sendall(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)


def make_run(folder: Path, clock: str, *offsets: float) -> Path:
    """Make a run with a delivery for each offset, which nobody plays yet."""
    plan = RunPlan("http://127.0.0.1/", "", MAILEROO, Success.STRICT, clock, START, 30.0)
    timekeeper = SystemTimekeeper()
    anchor = anchor_of(make_clock(parse_clock(clock), START), timekeeper)
    with create_run(folder, plan, (delivery(index, offset) for index, offset in enumerate(offsets)), anchor) as run:
        return run.path


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    """What starts processes that play a run."""
    with Children() as children:
        yield children


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.replace(" ", "-"))
@pytest.mark.parametrize("number", range(1, 10))
def test_a_kill_at_any_point(tmp_path: Path, children: Children, number: int, point: str) -> None:
    """Whatever is not committed is unknown and made again, once; what is committed is never made again."""
    path = make_run(tmp_path, "virtual", 0.0)
    statuses = [503] * 8 + [200]
    with Receiver(lambda arrival: statuses[arrival.number - 1]) as receiver:
        assert children.play(path, receiver.port, Kill(number, point)) == KILLED
        before = read_run(path)
        play(path, receiver.port, Kill())
        receiver.settle()
        arrived = Counter(arrival.number for arrival in receiver.arrivals)
    committed = point == "after the commit"
    known = list(enumerate(statuses, 1))
    lost: list[tuple[int, int | None]] = [] if committed else [(number, None)]
    done = number if committed else number - 1
    assert outcomes(before) == [*known[:done], *lost]
    assert before.summary.state is (RunState.FINISHED if done == 9 else RunState.INTERRUPTED)
    after = read_run(path)
    assert outcomes(after) == [*known[:done], *lost, *known[done:]]
    assert (after.summary.state, after.summary.unknown) == (RunState.FINISHED, len(lost))
    assert after.records[-1].end is DeliveryEnd.ACCEPTED
    twice = {number: 2} if point in ("after sending", "after the answer") else {}
    assert arrived == dict.fromkeys(range(1, 10), 1) | twice


@pytest.mark.skipif(sys.platform == "win32", reason="there a process cannot be killed from outside in the same way")
@pytest.mark.parametrize("seed", range(5))
def test_random_kills(tmp_path: Path, children: Children, seed: int) -> None:
    """However often and wherever the receiver kills the sender, each delivery comes to its end by the schedule."""
    chance = random.Random(seed)
    offsets = [chance.choice([0.0, 0.0, 60.0, 5_000.0]) for _ in range(5)]
    lengths = [chance.randint(1, 10) for _ in offsets]  # at which attempt each is accepted; 10: never
    killed: Counter[tuple[int, int]] = Counter()

    def answer(arrival: Arrival) -> int:
        if arrival.pid != os.getpid() and killed.total() < 12 and chance.random() < 0.35:
            killed[arrival[:2]] += 1
            os.kill(arrival.pid, signal.SIGKILL)
        return 200 if arrival.number == lengths[arrival.place] else 503

    path = make_run(tmp_path, "scaled:1000000", *offsets)
    with Receiver(answer) as receiver:
        while children.play(path, receiver.port) == KILLED:
            assert read_run(path).summary.state is RunState.INTERRUPTED
        receiver.settle()
        arrived = Counter(arrival[:2] for arrival in receiver.arrivals)
    run = read_run(path)
    assert run.summary.state is RunState.FINISHED
    assert killed
    for index, length in enumerate(lengths):
        answers = [(number, 200 if number == length else 503) for number in range(1, min(length, 9) + 1)]
        assert known_outcomes(run, index) == answers
        (*_, last) = [one for one in run.records if one.delivery.index == index]
        assert last.end is (DeliveryEnd.GIVEN_UP if length == 10 else DeliveryEnd.ACCEPTED)
    lost = Counter((one.delivery.index, one.number) for one in run.records if one.result is None)
    assert arrived == Counter(set(arrived)) + lost
    assert lost == killed
