"""``mhook replay`` that is killed at random moments and resumed until its end, against a receiver that counts."""

import json
import os
import shutil
import signal
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from types import TracebackType
from typing import NamedTuple, Self

from maileroo_cli.errors import InputError
from maileroo_cli.transport.run.folder import delete_run, list_runs
from maileroo_cli.transport.run.state import Run, RunState
from maileroo_cli.transport.run.summary import read_run
from tests.cli.forked import Forks, Left
from tests.receivers.raw import OK, Peer, Receiver
from tests.transport.run_checks import find_open_ends, find_problems

ATTEMPTS = 4
SOON = 0.25
"""Seconds within which a process is killed that is killed at a moment and not at a request."""

_REFUSED = b"HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n"
_CODES = {signal.SIGKILL: -signal.SIGKILL, signal.SIGTERM: 143}
_SETTLED = {"event_id": ""}


class Strike(NamedTuple):
    """How a process is killed: by which signal, after how many seconds, or before or after which of its requests."""

    by: signal.Signals
    seconds: float = 0.0
    request: int = 0
    answered: bool = False


class Tally(NamedTuple):
    """What came of one run: how often it was killed by each signal, what was sent in vain, and what is wrong."""

    kills: int
    terms: int
    extra: int
    broken_off: int
    problems: list[str]


class KilledReplays:
    """Plays runs one after the other in ``folder``, while the ``with`` block runs; ``sizes`` are how many events."""

    def __init__(self, folder: Path, random: Random, sizes: Sequence[int]) -> None:
        self._folder, self._random, self._sizes = folder, random, sizes
        self._temporary = folder / "temporary"
        self._temporary.mkdir()
        variables = {"MHOOK_STATE_DIR": str(folder / "state"), "TMPDIR": str(self._temporary)}
        self._forks = Forks(folder, **variables)
        self._receiver = Receiver(self._behave)
        self._lock = threading.Condition()
        self._serving = 0
        self._strike: Strike | None = None
        self._pid = 0
        self.answers: defaultdict[str, list[int]] = defaultdict(list)
        """The statuses that each event was answered, in their order."""

    def __enter__(self) -> Self:
        self._receiver.__enter__()
        self._forks.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._forks.__exit__(kind, error, trace)
        self._receiver.__exit__(kind, error, trace)

    def play(self, most: int) -> Tally:
        """Play one run to its end, and kill it at most so many times on the way."""
        self.answers.clear()
        shutil.rmtree(self._folder / "runs", ignore_errors=True)
        concurrency = self._random.choice([1, 4])
        kills: list[signal.Signals] = []
        broken_off, before, problems = 0, None, list[str]()
        while True:
            left, strike = self._run(concurrency, may_kill=len(kills) < most)
            if strike is not None and left.code in {_CODES[strike.by], -strike.by}:
                kills.append(strike.by)
            problems += self._find_odd(left, strike)
            run = self._read(left, problems)
            if run is None:
                broken_off += 1
                continue
            problems += find_problems(run, self.answers, len(kills) * concurrency, before)
            before = run
            if run.summary.state is RunState.FINISHED and left.code in {0, 1, 4}:
                problems += find_open_ends(run, ATTEMPTS)
                break
            if problems:
                break
        extra = sum(map(len, self.answers.values())) - sum(one.result is not None for one in before.records)
        terms = kills.count(signal.SIGTERM)
        return Tally(len(kills) - terms, terms, extra, broken_off, problems)

    def _run(self, concurrency: int, *, may_kill: bool) -> tuple[Left, Strike | None]:
        """Begin the run, or go on with it, in a process that is killed, or not."""
        line = ["replay", "--runs", "runs", "--concurrency", str(concurrency), "--format", "json"]
        if list_runs(self._folder / "runs"):
            line += ["--resume", "last"]
        else:
            clock = "virtual" if concurrency == 1 else "scaled:300000"
            line += ["opened", "--count", str(self._random.choice(self._sizes)), "--url", self._receiver.url]
            line += ["--attempts", str(ATTEMPTS), "--clock", clock]
        self._strike = strike = self._draw() if may_kill and self._random.random() < 0.9 else None
        done = threading.Event()

        def meanwhile(pid: int) -> None:
            with self._lock:
                self._pid = pid
            if strike is not None and not strike.request and not done.wait(strike.seconds):
                self._kill(strike.by)

        left = self._forks.run(line, meanwhile)
        with self._lock:
            self._pid = 0
        self._settle()
        return left, strike

    def _draw(self) -> Strike:
        random = self._random
        by = random.choice([signal.SIGKILL, signal.SIGTERM])
        if random.random() < 0.5:
            return Strike(by, random.uniform(0, SOON))
        return Strike(by, request=random.choice([1, 2, 5, random.randint(1, 200)]), answered=random.random() < 0.5)

    def _kill(self, by: signal.Signals) -> None:
        with self._lock:
            if self._pid:
                with suppress(ProcessLookupError):
                    os.kill(self._pid, by)

    def _behave(self, peer: Peer) -> None:
        with self._lock:
            self._serving += 1
        try:
            while (request := peer.read()) is not None:
                self._answer(peer, json.loads(request.partition(b"\r\n\r\n")[2])["event_id"])
        finally:
            with self._lock:
                self._serving -= 1
                self._lock.notify_all()

    def _answer(self, peer: Peer, event: str) -> None:
        if not event:
            peer.send(OK)
            return
        with self._lock:
            given, strike = self.answers[event], self._strike
            status = 200 if len(given) >= int(event[:2], 16) % 6 else 503
            given.append(status)
            if strike is not None and strike.request:
                self._strike = strike = strike._replace(request=strike.request - 1)
                strikes = not strike.request
            else:
                strikes = False
        if strikes and strike is not None and not strike.answered:
            self._kill(strike.by)
        peer.send(OK if status == 200 else _REFUSED)
        if strikes and strike is not None and strike.answered:
            self._kill(strike.by)

    def _settle(self) -> None:
        """Return when all that was sent until now has been taken."""
        import http.client

        last = http.client.HTTPConnection("127.0.0.1", self._receiver.port, timeout=30)
        last.request("POST", "/", json.dumps(_SETTLED))
        last.getresponse().read()
        last.close()
        with self._lock:
            assert self._lock.wait_for(lambda: not self._serving, 30)

    def _find_odd(self, left: Left, strike: Strike | None) -> Iterator[str]:
        """Yield what is odd about the end of a process."""
        ends = {0, 1, 4} | (set() if strike is None else {_CODES[strike.by]})
        if strike is not None and not (left.out or left.err):  # it had hardly begun, and did not heed signals yet
            ends.add(-strike.by)
        if left.code not in ends or "Traceback" in left.err or '"mhook.error/2"' in left.err:
            yield f"after {strike}: exit code {left.code}, and it said {left.err[-500:]}"
        if left.code == 143 and "mhook.replay/2" in left.out and "go on with" not in left.err:
            yield f"after {strike}: it did not say how to go on"
        if left.code >= 0 and (found := os.listdir(self._temporary)):
            yield f"after {strike}: {found} were left behind"

    def _read(self, left: Left, problems: list[str]) -> Run | None:
        """Return the run as it is; ``None`` where there is none yet, or creating it was interrupted."""
        folder = self._folder / "runs"
        paths = list_runs(folder)
        if not paths:
            if folder.exists() and (found := set(os.listdir(folder)) - {".highest"}):
                problems.append(f"{found} were left of a run that was not made")
            return None
        try:
            return read_run(paths[0])
        except InputError as error:
            if left.code == -signal.SIGKILL and "creating it was interrupted" in error.message and not self.answers:
                delete_run(paths[0])
            else:
                problems.append(str(error))
            return None
