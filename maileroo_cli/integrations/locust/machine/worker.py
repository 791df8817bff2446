"""A worker's side: it has its part of the plan made, sends it in the window, and tells what it counted.

Runs in a process of its own. It ends when the master says so, or has not been heard for some seconds.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gevent
from gevent.event import Event

from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.tally import LoadTally
from maileroo_cli.errors import MhookError
from maileroo_cli.integrations.locust.machine import bounds
from maileroo_cli.integrations.locust.machine.master_line import MasterLine, WorkerLeftError
from maileroo_cli.integrations.locust.machine.runner import GuardedWorker, send_statistics, start_worker
from maileroo_cli.integrations.locust.machine.session import MessageType
from maileroo_cli.integrations.locust.sending.arrivals import ArrivalRun
from maileroo_cli.integrations.locust.sending.feed import open_feed
from maileroo_cli.integrations.locust.sending.greenlet_sender import GreenletSender
from maileroo_cli.integrations.locust.sending.statistics import report_end, why_not
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.load.worker.ahead import MadeAhead
from maileroo_cli.transport.load.worker.file_limit import check_connections, raise_file_limit
from maileroo_cli.transport.load.worker.job import LoadJob
from maileroo_cli.transport.load.worker.start import MAKING, OwnProcess

if TYPE_CHECKING:
    from maileroo_cli.delivery.load.request import ReadyRequest, RequestEnd
    from maileroo_cli.integrations.locust.machine.pipe import ParentPipe
    from maileroo_cli.webhook.signing.secret import Secret


class LoadWorker:
    """One worker of a run, from the master's port to its leave."""

    def __init__(self, secret: Secret, version: str, pipe: ParentPipe) -> None:
        self._secret, self._version, self._pipe = secret, version, pipe
        self._maker: OwnProcess | None = None
        self._line: MasterLine | None = None
        self._source: MadeAhead
        self._run: ArrivalRun
        self._runner: GuardedWorker
        self._begins = Event()
        self._start = 0.0
        self._broken_off = 0.0
        """When it was broken off, in seconds from the beginning; 0 where it was not."""

        self._is_stopped = self._is_over = False

    def run(self, host: str, port: int) -> None:
        """Do all of it; whatever prevents it is told to the parent."""
        try:
            self._runner = self._connect(host, port)
            self._line = line = MasterLine(self._runner, self._secret, self._version)
            line.is_stopped = self._is_stopped
            line.prove()
            self._pipe.tell("waiting")
            self._prepare(line)
            self._take_part(line)
        except WorkerLeftError:
            pass
        except MhookError as error:
            self._pipe.fail(error)
        finally:
            if self._maker is not None:
                self._maker.close()

    def stop(self) -> None:
        """Leave: the master has to know that nothing more comes."""
        self._is_stopped = True
        if self._line is not None:
            self._line.is_stopped = True

    def _connect(self, host: str, port: int) -> GuardedWorker:
        try:
            runner = start_worker(host, port, self._send_part, bounds.ANSWERING)
        except ConnectionError:
            runner = None
        if runner is None:
            raise MhookError(f"what listens on {host}:{port} is no master of mhook load", "check what follows --worker")
        return runner

    def _prepare(self, line: MasterLine) -> None:
        """Wait for the plan, and have the first requests made."""
        content = line.wait_for_plan()
        try:
            job = self._read_job(content)
            settings = job.settings()
        except MhookError:
            line.leave()
            raise
        # Elsewhere, since a greenlet that makes requests would keep all others from reading answers.
        self._maker = OwnProcess(MAKING, job.as_dict())
        tally = LoadTally(job.plan.interval_s, any_2xx=job.plan.any_2xx)
        self._source = MadeAhead(open_feed(self._maker.output), tally, most=job.most_ahead, sampled=job.sampled)
        trust = Trust(insecure=job.plan.insecure, authorities=content["authorities"])
        sender = GreenletSender(settings.target, trust, timeout=settings.timeout, keep=settings.keep_connections)
        self._run = ArrivalRun(
            self._source,
            sender.send,
            self._tell_locust,
            connections=settings.connections,
            users=settings.users,
            window=settings.window,
        )
        self._source.fill_ahead()
        self._pipe.tell("prepared", number=job.part + 1, of=job.parts, url=settings.target.display)
        line.send(MessageType.READY)

    def _read_job(self, content: dict[str, Any]) -> LoadJob:
        """Return this worker's part; what this machine cannot do raises ``MhookError``."""
        plan = replace(LoadPlan.from_dict(content["plan"]), cacert=None)
        part, parts, sampled = (int(content[key]) for key in ("part", "parts", "sampled"))
        raise_file_limit()
        check_connections(-(-plan.connections // parts))
        return LoadJob(plan, self._secret, part, parts, sampled)

    def _take_part(self, line: MasterLine) -> None:
        begin = line.wait_for(MessageType.START, bounds.MAKING + bounds.ANSWERING)
        self._start = time.perf_counter() + float(begin["in_s"])
        self._begins.set()
        self._pipe.tell("started")
        reporter = gevent.spawn(self._report, line)
        try:
            self._obey(line)
        finally:
            reporter.kill()
            self._run.break_off()
        with gevent.Timeout(bounds.SETTLING + bounds.ANSWERING, False):
            self._runner.greenlet.join()
        self._pipe.tell("ended", started=self._source.tally.started)

    def _obey(self, line: MasterLine) -> None:
        """Do what the master says until it has the tally."""
        kind, is_wanted, told = None, False, 0.0
        while kind is not MessageType.TAKEN:
            line.check()
            kind, _ = line.next_message()
            is_wanted = is_wanted or kind is MessageType.WANTED
            if kind is MessageType.BREAK_OFF and not self._is_over:
                self._broken_off = time.perf_counter() - self._start
                self._run.break_off()
            if is_wanted and time.monotonic() - told > 1:
                told = time.monotonic()
                self._run.break_off()
                self._source.finish()
                send_statistics(self._runner)
                line.send(MessageType.TALLY, **self._result())

    def _send_part(self) -> None:
        """Send all; called in the one user that Locust has spawned here."""
        self._begins.wait()
        try:
            self._run.run(self._start)
        finally:
            self._is_over = True

    def _tell_locust(self, request: ReadyRequest, _: float, ended: float, end: RequestEnd) -> None:
        kind = RequestKind(request[2])
        why = why_not(kind, end, is_success=self._source.tally.is_success(end))
        report_end(self._runner.environment, kind.word, ended - request[1], why)

    def _report(self, line: MasterLine) -> None:
        while True:
            line.send(MessageType.PROGRESS, **self._progress())
            gevent.sleep(bounds.REPORTING)

    def _progress(self) -> dict[str, Any]:
        run = self._run
        return {
            "started": run.started,
            "ended": run.ended,
            "failed": self._source.failed_count,
            "under_way": run.under_way,
            "p99_s": self._source.tally.from_due.percentile(99),
            "is_done": self._is_over,
        }

    def _result(self) -> dict[str, Any]:
        source, run = self._source, self._run
        return {
            "tally": source.tally.as_dict(),
            "planned": source.taken,
            "complete": source.is_over,
            "seconds": max(source.seconds, self._broken_off),
            "failure": source.failure,
            "at_limit": run.at_limit,
            "samples": [one.partition(b"\r\n\r\n")[2].decode("utf-8", "replace") for one in source.samples],
            "taken": run.taken,
            "index_sum": run.index_sum,
            "whole": run.has_taken_all,
        }
