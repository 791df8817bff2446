"""A worker's side: it proves itself, makes its part of the plan, sends it in the window, and tells what it counted.

Runs in a process of its own. It ends when the master says so, or has not been heard for some seconds.
"""

from __future__ import annotations

import re
import secrets
import socket
import time
from typing import TYPE_CHECKING, Any

import gevent
from gevent.event import Event
from gevent.queue import Empty, Queue

from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.errors import MhookError
from maileroo_cli.integrations.locust.machine import bounds
from maileroo_cli.integrations.locust.machine.runner import GuardedWorker, as_plain, listen, start_worker
from maileroo_cli.integrations.locust.machine.session import MessageType, Role, SealedSession, SealError
from maileroo_cli.integrations.locust.sending.arrivals import ArrivalRun
from maileroo_cli.integrations.locust.sending.greenlet_sender import GreenletSender
from maileroo_cli.integrations.locust.sending.part_source import PartSource
from maileroo_cli.integrations.locust.sending.statistics import report_end, why_not
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.load.maker import ready_requests
from maileroo_cli.transport.server.address import raise_file_limit

if TYPE_CHECKING:
    from maileroo_cli.delivery.load.request import ReadyRequest, RequestEnd
    from maileroo_cli.integrations.locust.machine.pipe import ParentPipe
    from maileroo_cli.webhook.signing.secret import Secret

_HEARD = (
    MessageType.CHALLENGE,
    MessageType.REFUSED,
    MessageType.PLAN,
    MessageType.START,
    MessageType.BREAK_OFF,
    MessageType.WANTED,
    MessageType.TAKEN,
)
_ODD = re.compile(r"[^A-Za-z0-9._-]+")
_SPARE_FILES = 200
_SHORTLY = 0.05


class LoadWorker:
    """One worker of a run, from the master's port to its leave."""

    def __init__(self, secret: Secret, version: str, pipe: ParentPipe) -> None:
        self._secret, self._version, self._pipe = secret, version, pipe
        self._name = _ODD.sub("-", socket.gethostname())[:60] or "worker"
        self._messages = Queue()
        self._session: SealedSession | None = None
        self._plan: LoadPlan
        self._source: PartSource
        self._run: ArrivalRun
        self._runner: GuardedWorker
        self._begins = Event()
        self._start = self._ended = 0.0
        self._stopped = self._is_over = self._was_taken = False

    def run(self, host: str, port: int) -> None:
        """Do all of it; whatever prevents it is told to the parent."""
        place = f"{host}:{port}"
        try:
            runner = start_worker(host, port, self._send_part, bounds.ANSWERING)
        except ConnectionError:
            runner = None
        if runner is None:
            self._pipe.fail(f"what listens on {place} is no master of mhook load", "check the address after --worker")
            return
        self._runner = runner
        listen(runner, _HEARD, self._hear)
        if self._prove(place) and self._prepare():
            self._take_part(place)

    def stop(self) -> None:
        """Leave: the master has to know that nothing more comes."""
        self._stopped = True

    # What the master says

    def _hear(self, kind: MessageType, _: str, data: object) -> None:
        if kind in (MessageType.CHALLENGE, MessageType.REFUSED):
            if not self._runner.trusts_master:
                self._messages.put((kind, as_plain(data)))
            return
        if self._session is None:
            return
        try:
            content = self._session.open(kind, data)
        except SealError:
            if kind is MessageType.PLAN:
                self._messages.put(
                    (MessageType.REFUSED, {"why": "the master's secret is another one than this worker's"})
                )
            return
        self._messages.put((kind, content))

    def _await(self, wanted: MessageType, patience: float) -> dict[str, Any] | None:
        """Return the content of the next message of a type; ``None``, when the parent is told, where none comes."""
        until = time.monotonic() + patience
        while not self._stopped and not self._master_is_silent():
            if time.monotonic() > until:
                self._pipe.fail("the master does not answer", "look what it says")
                return None
            kind, content = self._next_message()
            if kind is MessageType.REFUSED:
                self._pipe.fail(f"the master refused this worker: {str(content.get('why', ''))[:200]}", "")
                return None
            if kind is wanted:
                return content
        self._leave()
        return None

    def _next_message(self) -> tuple[MessageType | None, dict[str, Any]]:
        try:
            kind, content = self._messages.get(timeout=_SHORTLY)
        except Empty:
            return None, {}
        return kind, content

    def _master_is_silent(self) -> bool:
        last = self._runner.last_heartbeat_timestamp
        return last is not None and time.time() - last > bounds.MASTER_SILENCE

    def _leave(self) -> None:
        if self._stopped:
            self._send(MessageType.LEAVING)
            gevent.sleep(_SHORTLY)
            self._pipe.tell("left")
        else:
            self._pipe.fail(f"the master was not heard for {bounds.MASTER_SILENCE:g} s", "nothing more is sent for it")

    # The run

    def _prove(self, place: str) -> bool:
        nonce = secrets.token_hex(16)
        hello = {"name": self._name, "version": self._version, "nonce": nonce}
        self._runner.send_message(MessageType.HELLO, hello)
        challenge = self._await(MessageType.CHALLENGE, bounds.ANSWERING)
        if challenge is None:
            return False
        theirs = str(challenge.get("nonce", ""))
        self._session = SealedSession(Role.WORKER, self._secret, nonce, theirs, self._version, self._runner.client_id)
        self._send(MessageType.PROOF)
        self._pipe.tell("waiting", place=place)
        return True

    def _prepare(self) -> bool:
        """Wait for the plan, and make the first requests."""
        content = self._await(MessageType.PLAN, bounds.GATHERING * 2)
        if content is None:
            return False
        self._runner.trusts_master = True
        try:
            self._plan = plan = LoadPlan.from_dict(content["plan"])
            part, parts = int(content["part"]), int(content["parts"])
            raise_file_limit(plan.connections + _SPARE_FILES)
            self._source = PartSource(plan, ready_requests(plan, self._secret, part, parts))
            trust = Trust(insecure=plan.insecure, authorities=content["authorities"])
            target = parse_target(plan.url)
            if target.scheme == "https":
                trust.context()
        except MhookError as error:
            self._send(MessageType.LEAVING)
            self._pipe.fail(error.message, error.hint)
            return False
        sender = GreenletSender(target, trust, timeout=plan.timeout, keep=plan.keep_connections)
        self._run = ArrivalRun(
            self._source,
            sender.send,
            self._tell_locust,
            connections=max(1, plan.connections // parts),
            users=_share_of_users(plan.users, part, parts),
            window=plan.seconds,
        )
        while not self._source.is_ready and not self._stopped:
            self._source.fill(0.0)
            gevent.sleep(0)
        self._pipe.tell("prepared", name=content["name"], number=part + 1, of=parts, url=target.display)
        self._send(MessageType.READY)
        return True

    def _take_part(self, place: str) -> None:
        begin = self._await(MessageType.START, bounds.MAKING + bounds.ANSWERING)
        if begin is None:
            return
        self._start = time.perf_counter() + float(begin["in_s"])
        self._begins.set()
        self._pipe.tell("started")
        reporter = gevent.spawn(self._report)
        try:
            self._obey()
        finally:
            reporter.kill()
            self._run.break_off()
        if not self._was_taken:
            self._leave()
            return
        with gevent.Timeout(bounds.SETTLING + bounds.ANSWERING, False):
            self._runner.greenlet.join()
        self._pipe.tell("ended", started=self._source.tally.started, place=place)

    def _obey(self) -> None:
        """Do what the master says until it has the tally, or has not been heard."""
        wanted, told = False, 0.0
        while not self._stopped and not self._was_taken and not self._master_is_silent():
            kind, _ = self._next_message()
            if kind is MessageType.BREAK_OFF:
                self._run.break_off()
            wanted = wanted or kind is MessageType.WANTED
            self._was_taken = kind is MessageType.TAKEN
            if wanted and time.monotonic() - told > 1:
                told = time.monotonic()
                self._run.break_off()
                self._send(MessageType.TALLY, tally=self._source.tally.as_dict(), **self._progress())

    def _send_part(self) -> None:
        """Send all; called in the one user that Locust has spawned here."""
        self._begins.wait()
        end = bounds.latest_end(self._plan)
        limit = gevent.spawn_later(max(0.0, self._start + end - time.perf_counter()), self._run.break_off)
        try:
            self._run.run(self._start)
        finally:
            limit.kill()
            self._is_over = True

    def _tell_locust(self, request: ReadyRequest, _: float, ended: float, end: RequestEnd) -> None:
        self._ended = ended
        kind = RequestKind(request[2])
        why = why_not(kind, end, is_success=self._source.is_success(end))
        report_end(self._runner.environment, kind.word, ended - request[1], why)

    def _report(self) -> None:
        while True:
            self._send(MessageType.PROGRESS, **self._progress())
            gevent.sleep(bounds.REPORTING)

    def _progress(self) -> dict[str, Any]:
        tally, run = self._source.tally, self._run
        return {
            "due": run.taken,
            "started": run.started,
            "ended": run.ended,
            "accepted": tally.accepted_events,
            "p99_s": tally.from_due.percentile(99),
            "ended_s": self._ended,
            "taken": run.taken,
            "index_sum": run.index_sum,
            "whole": run.has_taken_all,
            "is_done": self._is_over,
        }

    def _send(self, kind: MessageType, **content: Any) -> None:
        if self._session is not None:
            self._runner.send_message(kind, self._session.seal(kind, content))


def _share_of_users(users: int, part: int, parts: int) -> int:
    """Return how many of all users are one worker's, at least one where there are any."""
    return max(1, (users - part + parts - 1) // parts) if users else 0
