"""The process that sends: its whole life. It is told its job, says that it is ready, begins, and tells what it did.

A message is a line of JSON. It ends at once when its standard input does, so never outlives who started it.
"""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import closing
from dataclasses import asdict
from queue import SimpleQueue
from typing import Any, BinaryIO

from maileroo_cli.delivery.load.tally import LoadTally
from maileroo_cli.errors import MhookError
from maileroo_cli.transport.load.engine import Engine
from maileroo_cli.transport.load.worker.ahead import MadeAhead
from maileroo_cli.transport.load.worker.feed import make_feed
from maileroo_cli.transport.load.worker.file_limit import raise_file_limit
from maileroo_cli.transport.load.worker.job import LoadJob
from maileroo_cli.transport.load.worker.start import MAKING, OwnProcess, take_pipes, tell

_PROGRESS = 0.2


def work() -> None:
    """Send one part of a load."""
    source, sink = take_pipes()
    raise_file_limit()
    told: dict[str, Any] = json.loads(source.readline())
    try:
        _send(told, _Orders(source), sink)
    except MhookError as error:
        tell(sink, {"error": [int(error.exit_code), error.message, error.hint]})
    os._exit(0)  # the thread that reads would be waited for


def _send(told: dict[str, Any], orders: _Orders, sink: BinaryIO) -> None:
    job, maker = LoadJob.from_dict(told), OwnProcess(MAKING, told)
    with closing(maker):
        tally = LoadTally(job.plan.interval_s, any_2xx=job.plan.any_2xx)
        requests = MadeAhead(make_feed(maker.output), tally, most=job.most_ahead, sampled=job.sampled)
        engine = Engine(job.settings(), requests)
        requests.fill_ahead()
        tell(sink, {"ready": True})
        with closing(engine.run(orders.await_start())) as run:
            seconds = told_at = broken_off = 0.0
            for seconds in run:
                if orders.stopped.is_set():
                    broken_off = seconds
                    break
                if seconds - told_at >= _PROGRESS:
                    told_at = seconds
                    tell(sink, {"progress": _progress(seconds, requests, engine)})
            tell(sink, {"progress": _progress(max(seconds, requests.seconds), requests, engine)})
        requests.finish()
        tell(sink, {"result": _result(requests, engine, broken_off)})


class _Orders:
    """What the process that started this one wants: that it begins, and perhaps that it stops.

    All ends at once where nobody is there any more, whatever is being done.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._starts: SimpleQueue[float] = SimpleQueue()
        self.stopped = threading.Event()
        threading.Thread(target=self._read, name="mhook-orders", daemon=True).start()

    def await_start(self) -> float:
        """Return the moment at which to begin."""
        return self._starts.get()

    def _read(self) -> None:
        for line in self._source:
            order = json.loads(line)
            if "start_in" in order:  # each process has a clock of its own, so it is told how long that is
                self._starts.put(time.perf_counter() + float(order["start_in"]))
            else:
                self.stopped.set()
        os._exit(0)


def _progress(seconds: float, requests: MadeAhead, engine: Engine) -> dict[str, Any]:
    ended = requests.ended_count
    return {
        "seconds": seconds,
        "started": ended + engine.under_way,
        "ended": ended,
        "failed": requests.failed_count,
        "under_way": engine.under_way,
        "p99_s": requests.tally.from_due.percentile(99),
    }


def _result(requests: MadeAhead, engine: Engine, broken_off: float) -> dict[str, Any]:
    return {
        "tally": requests.tally.as_dict(),
        "planned": requests.taken,
        "complete": requests.is_over,
        "seconds": max(requests.seconds, broken_off),
        "failure": requests.failure,
        "at_limit": engine.at_limit,
        "slow": asdict(engine.slow),
        "samples": [one.partition(b"\r\n\r\n")[2].decode("utf-8", "replace") for one in requests.samples],
    }
