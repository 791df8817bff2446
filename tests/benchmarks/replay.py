"""What a replay costs: the engine, the journal, the whole against a bare client, and waiting in real time.

    python -m tests.benchmarks.replay [DELIVERIES] [ROUNDS]

Four measurements, each of things run in turn for several rounds, of which the medians count:

- the engine alone, with a receiver that is a function, on the virtual clock;
- as many deliveries, nine attempts each, against an embedded receiver over HTTP: the bare ``Sender`` beside the whole
  command's way (engine, journal, effects, ledger, report), and the same without the journal;
- the peak of memory of the whole program with 10,000 deliveries;
- 10,000 deliveries pending on the real clock, of which a hundred a second fall due: how late the attempts are, and what
  of a core is used while nothing falls due.
"""

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from pathlib import Path

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.fault.kind import Fault
from maileroo_cli.delivery.replay.clock import VirtualClock, anchor_of, make_clock, parse_clock
from maileroo_cli.delivery.replay.deliveries import first_attempts
from maileroo_cli.delivery.replay.engine import replay
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptResult, Delivery
from maileroo_cli.delivery.replay.timekeeper import SystemTimekeeper
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.text import parse_schedule
from maileroo_cli.operation.replay.play import RemainingRun, play
from maileroo_cli.operation.replay.receiver import ReplayReceiver, open_attempts, open_receiver
from maileroo_cli.report.replay.report import ReplayReport, show_replay
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.transport.run.file import create_run
from maileroo_cli.webhook.signing.request import METHOD, Request, webhook_headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer

ATTEMPTS = MAILEROO.attempts
KEY = Secret("benchmark")
PADDING = "x" * 400


class Function:
    """A sender that asks nobody."""

    def __init__(self) -> None:
        self._result = AttemptResult(Attempt(Outcome.ANSWERED, 0.001, 503), answers=(503,))

    def send(self, delivery: Delivery, number: int, fault: Fault | None) -> AttemptResult:
        """Return a failure."""
        return self._result

    def interrupt(self) -> None:
        """Do nothing."""


def deliveries(count: int, offset: Callable[[int], float] = lambda _: 0.0) -> list[Delivery]:
    """Return as many signed events."""
    sign = Signer(KEY).sign
    record = []
    for index in range(count):
        body = b'{"event_id":"%048x","event_type":"delivered","padding":"%s"}' % (index, PADDING.encode())
        request = Request(METHOD, "http://127.0.0.1/", webhook_headers((sign(body),)), body)
        record.append(Delivery(index, "delivered", f"{index:048x}", request, offset(index)))
    return record


def plan(clock: str = "virtual", schedule: str = "") -> RunPlan:
    """Return a plan against an embedded receiver that answers 503."""
    return RunPlan(
        url="",
        against="careful:503",
        schedule=parse_schedule(schedule) if schedule else MAILEROO,
        success=Success.STRICT,
        clock=clock,
        start=time.time(),
        timeout=30.0,
    )


def engine(count: int) -> float:
    """Return attempts a second of the engine alone."""
    pending = first_attempts(deliveries(count), 0.0)
    began = time.perf_counter()
    record = sum(1 for _ in replay(pending, lambda: nullcontext(Function()), VirtualClock(0.0), MAILEROO))
    return record / (time.perf_counter() - began)


def bare(replay_receiver: ReplayReceiver, wanted: list[Delivery]) -> float:
    """Return requests a second of the client that carries the attempts."""
    began = time.perf_counter()
    with replay_receiver.endpoint.open() as sender:
        for _ in range(ATTEMPTS):
            for delivery in wanted:
                assert sender.send(delivery.request).status == 503
    return len(wanted) * ATTEMPTS / (time.perf_counter() - began)


def whole(replay_receiver: ReplayReceiver, wanted: list[Delivery], *, journalled: bool) -> float:
    """Return attempts a second of all that the command does but its start."""
    asked, timekeeper = plan(), SystemTimekeeper()
    stdout, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    try:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            began = time.perf_counter()
            clock = make_clock(parse_clock(asked.clock), asked.start, timekeeper)
            journal = None
            if journalled:
                journal = stack.enter_context(create_run(Path(folder), asked, wanted, anchor_of(clock, timekeeper)))
            report = ReplayReport(Console(), ReportFormat.TEXT)
            report.start(asked, len(wanted))
            remaining = RemainingRun(first_attempts(wanted, asked.start), len(wanted))
            show_replay(play(asked, remaining, replay_receiver, clock, journal), report)
            return len(wanted) * ATTEMPTS / (time.perf_counter() - began)
    finally:
        sys.stdout = stdout


def memory(count: int) -> float:
    """Return the mebibytes that the whole program needs at most for ``count`` deliveries."""
    from tests.benchmarks.process import run

    program = [sys.executable, "-m", "maileroo_cli"]
    with tempfile.TemporaryDirectory() as folder:
        events = Path(folder, "events.ndjson")
        record = [*program, "generate", "delivered", "--count", str(count), "--output", str(events)]
        subprocess.run(record, check=True)
        line = [*program, "replay", str(events), "--against", "careful:500*8,200", "--runs", folder]
        return run(line).mebibytes


def real_time(count: int, rate: int, seconds: float) -> tuple[float, float, float]:
    """Return the lateness of attempts in milliseconds, median and p99, and the share of a core used while waiting."""
    asked, timekeeper = plan("real", "0s,1h"), SystemTimekeeper()
    idle = 3.0
    late: list[float] = []
    with open_receiver(asked, KEY) as replay_receiver, tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        wanted = deliveries(count, lambda index: idle + index / rate)
        clock = make_clock(parse_clock("real"), timekeeper.wall(), timekeeper)
        start = clock.time()
        journal = stack.enter_context(create_run(Path(folder), asked, wanted, anchor_of(clock, timekeeper)))
        pending = first_attempts(wanted, start)
        used, began = time.process_time(), time.perf_counter()
        share = 0.0
        with open_attempts(asked, replay_receiver, pending, clock, journal, concurrency=8) as attempts:
            for record in attempts:
                if not late:
                    share = (time.process_time() - used) / (time.perf_counter() - began)
                late.append((record.began - record.due) * 1000)
                if len(late) >= rate * seconds:
                    break
    late.sort()
    return late[len(late) // 2], late[len(late) * 99 // 100], share


def main(count: int = 2_000, rounds: int = 5) -> None:
    """Run everything and print it."""
    print(f"engine alone              {statistics.median(engine(count) for _ in range(rounds)):8,.0f} attempts/s")
    wanted, asked = deliveries(count), plan()
    speeds: dict[str, list[float]] = {"bare": [], "whole": [], "without the journal": []}
    with open_receiver(asked, KEY) as replay_receiver:
        for _ in range(rounds):
            speeds["bare"].append(bare(replay_receiver, wanted))
            speeds["without the journal"].append(whole(replay_receiver, wanted, journalled=False))
            speeds["whole"].append(whole(replay_receiver, wanted, journalled=True))
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    for name, speed in medians.items():
        print(f"{name:24}{speed:8,.0f} attempts/s {speed / medians['bare']:6.2f} times the bare client")
    print(f"the journal costs         {1 - medians['whole'] / medians['without the journal']:8.0%} of the rate")
    print(f"10,000 deliveries need    {memory(10_000):8.0f} MiB")
    middle, late, share = real_time(10_000, 100, 5.0)
    print(f"10,000 pending: late by {middle:.1f} ms, p99 {late:.1f} ms; {share:.1%} of a core while waiting")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
