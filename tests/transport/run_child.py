"""A process that plays runs and is killed while it does, and how tests start it.

The program reads a job a line and plays it in a child of its own, which it forks where that can be, since all is
imported then. So a kill costs milliseconds.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, NoReturn, Self

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.fault.kind import Fault, Reach
from maileroo_cli.delivery.replay.clock import make_clock, parse_clock
from maileroo_cli.delivery.replay.engine import replay
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, Delivery
from maileroo_cli.transport.run.file import RunFile, open_run

ROOT = Path(__file__).parent.parent.parent
POINTS = ("before sending", "after sending", "after the answer", "after the commit")
KILLED = -signal.SIGKILL if hasattr(signal, "SIGKILL") else 137


class Kill(NamedTuple):
    """Where a process dies: at which attempt, and at which of the points; nowhere with number 0."""

    number: int = 0
    point: str = ""

    def strike(self, number: int, point: str) -> None:
        """Die, if it is here."""
        if (number, point) == self:
            die()


def die() -> NoReturn:
    """End this process as kill -9 does."""
    if hasattr(signal, "SIGKILL"):
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(137)


class LoopbackSender:
    """Sends over a connection of its own at each attempt; the receiver learns which attempt of which event it is."""

    def __init__(self, port: int, kill: Kill) -> None:
        self._port = port
        self._kill = kill

    def send(self, delivery: Delivery, number: int, fault: Fault | None) -> AttemptResult:
        """Make the attempt; die on the way where that is wanted."""
        self._kill.strike(number, POINTS[0])
        connection = HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            headers = {"X-Attempt": f"{delivery.index} {number} {os.getpid()}"}
            connection.request("POST", "/webhook", delivery.request.body, headers)
            self._kill.strike(number, POINTS[1])
            status = connection.getresponse().status
        except (OSError, HTTPException):
            return AttemptResult(Attempt(Outcome.RESET, 0.0), Reach.WHOLE)
        finally:
            connection.close()
        self._kill.strike(number, POINTS[2])
        return AttemptResult(Attempt(Outcome.ANSWERED, 0.0, status), answers=(status,))

    def interrupt(self) -> None:
        """Nothing: nobody interrupts it."""


class FatalJournal:
    """The run's journal, whose process dies once the end of an attempt has been committed."""

    def __init__(self, run: RunFile, kill: Kill) -> None:
        self._run = run
        self._kill = kill
        self._ended = 0
        self.begin = run.begin

    def end(self, record: AttemptRecord) -> None:
        """Note the end of an attempt."""
        self._run.end(record)
        self._ended = record.number

    def commit(self) -> None:
        """Commit, and die after it where that is wanted."""
        self._run.commit()
        ended, self._ended = self._ended, 0
        self._kill.strike(ended, POINTS[3])


def play(path: Path, port: int, kill: Kill) -> None:
    """Go on with a run until it is over, or until the process dies."""
    with open_run(path) as run:

        @contextmanager
        def open_sender() -> Iterator[LoopbackSender]:
            yield LoopbackSender(port, kill)

        clock = make_clock(parse_clock(run.plan.clock), run.moment())
        journal = FatalJournal(run, kill)
        for _ in replay(run.pending(), open_sender, clock, run.plan.schedule, journal=journal):
            pass


class Children:
    """Starts children, one after the other, while the ``with`` block runs."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.transport.run_child"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
        self._program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._program.communicate(timeout=30)

    def play(self, path: Path, port: int, kill: Kill = Kill()) -> int:  # noqa: B008 - a tuple never changes
        """Play a run in a child and return its exit code once it is dead: ``KILLED``, or 0."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps([str(path), port, *kill]) + "\n")
        self._program.stdin.flush()
        return int(self._program.stdout.readline())


def _child(job: list[str | int]) -> NoReturn:
    path, port, number, point = job
    try:
        play(Path(str(path)), int(port), Kill(int(number), str(point)))
    except BaseException:  # noqa: BLE001 - it is shown, and the fork ends here in any case
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _main() -> None:
    if len(sys.argv) > 1:
        _child(json.loads(sys.argv[1]))
    for line in sys.stdin:
        if not hasattr(os, "fork"):
            code = subprocess.run([sys.executable, "-m", "tests.transport.run_child", line], check=False).returncode
        elif pid := os.fork():
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        else:
            _child(json.loads(line))
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
