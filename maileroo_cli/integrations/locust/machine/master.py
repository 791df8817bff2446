"""The master's side: it gathers workers, gives each its part of the plan, begins and ends the window, and adds up.

Runs in a process of its own. What is true of the counts is decided in ``reconciliation``.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gevent
from locust.exception import RPCError

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.tally import LoadTally
from maileroo_cli.integrations.locust.machine import bounds
from maileroo_cli.integrations.locust.machine.reconciliation import WorkerCounts, reconcile
from maileroo_cli.integrations.locust.machine.runner import GuardedMaster, as_plain, listen, start_master
from maileroo_cli.integrations.locust.machine.session import MessageType, Role, SealedSession, SealError

if TYPE_CHECKING:
    from maileroo_cli.integrations.locust.machine.pipe import ParentPipe
    from maileroo_cli.webhook.signing.secret import Secret

_HEARD = (
    MessageType.HELLO,
    MessageType.PROOF,
    MessageType.READY,
    MessageType.PROGRESS,
    MessageType.TALLY,
    MessageType.LEAVING,
)
_SHORTLY = 0.02


@dataclass(slots=True)
class Member:
    """One worker, as the master knows it; it takes part from when its ``part`` is not -1."""

    id: str
    name: str
    session: SealedSession
    part: int = -1
    is_ready: bool = False
    is_done: bool = False
    is_lost: bool = False
    missed_since: float | None = None
    progress: dict[str, Any] | None = None
    told: dict[str, Any] | None = None
    tally: LoadTally | None = None
    locust_ended: int = 0

    def last(self, key: str) -> float:
        """Return a number of what it last reported; 0 where it has not."""
        return float((self.progress or {}).get(key, 0))


class LoadMaster:
    """One run over several machines, from the port to the counts."""

    def __init__(self, order: dict[str, Any], secret: Secret, version: str, pipe: ParentPipe) -> None:
        self._plan = LoadPlan.from_dict(order["plan"])
        self._authorities: str | None = order["authorities"]
        self._expected = int(order["workers"])
        self._gathering = float(order["gathering_s"])
        self._secret, self._version, self._pipe = secret, version, pipe
        self._members: dict[str, Member] = {}
        self._stopped = self._broken_off = False
        self._start = 0.0
        self._runner: GuardedMaster

    def run(self, host: str, port: int) -> None:
        """Do all of it; whatever prevents it is told to the parent."""
        try:
            self._runner = start_master(host, port)
        except (RPCError, SystemExit, OSError):
            self._pipe.fail(f"cannot listen for workers on {host}:{port}", "choose another --bind", "usage")
            return
        listen(self._runner, _HEARD, self._hear)
        self._runner.environment.events.worker_report.add_listener(self._hear_locust)
        self._pipe.tell("listening", host=host, port=self._runner.server.port)
        if self._gather() and self._prepare():
            self._send_window()
        else:
            self._runner.quit()

    def stop(self) -> None:
        """Break the run off; what was counted so far is told all the same."""
        self._stopped = True

    @property
    def _team(self) -> list[Member]:
        """Those that take part, in the order of their parts."""
        return sorted((one for one in self._members.values() if one.part >= 0), key=lambda one: one.part)

    @property
    def _there(self) -> list[Member]:
        return [one for one in self._team if not one.is_lost]

    # What workers say

    def _hear(self, kind: MessageType, worker: str, data: object) -> None:
        if kind is MessageType.HELLO:
            self._challenge(worker, as_plain(data))
            return
        member = self._members.get(worker)
        if member is None:
            return
        try:
            content = member.session.open(kind, data)
        except SealError:
            if kind is MessageType.PROOF:
                self._refuse(member.id, member.name, "its secret is another one than the master's")
            return
        self._take(kind, member, content)

    def _take(self, kind: MessageType, member: Member, content: dict[str, Any]) -> None:
        match kind:
            case MessageType.PROOF:
                self._admit(member)
            case MessageType.READY:
                member.is_ready = True
            case MessageType.PROGRESS:
                member.progress = content
                member.is_done = bool(content.get("is_done"))
            case MessageType.TALLY:
                self._keep_tally(member, content)
            case MessageType.LEAVING:
                self._lose(member)
            case _:
                return

    def _challenge(self, worker: str, hello: dict[str, Any]) -> None:
        name, version, nonce = (str(hello.get(key, ""))[:200] for key in ("name", "version", "nonce"))
        if version != self._version:
            self._refuse(
                worker, name, f"it has {version or 'another version of mhook'}, and the master {self._version}"
            )
            return
        ours = secrets.token_hex(16)
        session = SealedSession(Role.MASTER, self._secret, nonce, ours, version, worker)
        self._members[worker] = Member(worker, name, session)
        self._runner.send_message(MessageType.CHALLENGE, {"version": version, "nonce": ours}, worker)

    def _admit(self, member: Member) -> None:
        part = len(self._team)
        if part >= self._expected or self._stopped:
            self._refuse(member.id, member.name, f"the master expects {self._expected} workers, and has them")
            return
        member.part = part
        member.name = f"{member.name} #{part + 1}"
        self._runner.admit(member.id, "-")
        self._pipe.tell("joined", name=member.name, number=part + 1, of=self._expected)

    def _refuse(self, worker: str, name: str, why: str) -> None:
        self._members.pop(worker, None)
        self._runner.send_message(MessageType.REFUSED, {"why": why}, worker)
        self._pipe.tell("refused", name=name, why=why)

    def _keep_tally(self, member: Member, content: dict[str, Any]) -> None:
        try:
            member.tally = LoadTally.from_dict(content["tally"])
        except (KeyError, ValueError):
            return
        member.told = content
        self._send(member, MessageType.TAKEN)

    def _hear_locust(self, client_id: str, data: dict[str, Any], **_: object) -> None:
        member = self._members.get(client_id)
        total = as_plain(as_plain(data).get("stats_total")).get("num_requests")
        if member is not None and isinstance(total, int):
            member.locust_ended += total

    # The run

    def _gather(self) -> bool:
        """Wait for all workers; return whether they are there."""
        until = time.monotonic() + self._gathering
        while not self._stopped and len(self._there) < self._expected:
            self._look_after()
            if time.monotonic() > until:
                there = len(self._there)
                what = f"{there} of {self._expected} workers came within {self._gathering:g} s"
                self._pipe.fail(what, "start the others with mhook load --worker, or expect fewer of them")
                return False
            gevent.sleep(_SHORTLY)
        return not self._stopped

    def _prepare(self) -> bool:
        """Give each worker its part, and wait until all have made their first requests."""
        for member in self._team:
            content = {"plan": self._plan.as_dict(), "authorities": self._authorities}
            self._send(member, MessageType.PLAN, **content, part=member.part, parts=self._expected, name=member.name)
        until = time.monotonic() + bounds.MAKING
        while not all(one.is_ready for one in self._team):
            self._look_after()
            if self._stopped:
                return False
            lost = next((one for one in self._team if one.is_lost), None)
            late = next((one for one in self._team if not one.is_ready), None)
            if lost is not None or (late is not None and time.monotonic() > until):
                name = (lost or late or self._team[0]).name
                self._pipe.fail(
                    f"the worker {name} was lost before the window began", "look what it says, and start anew"
                )
                return False
            gevent.sleep(_SHORTLY)
        return True

    def _send_window(self) -> None:
        self._runner.start(user_count=self._expected, spawn_rate=self._expected)
        self._start = time.perf_counter() + bounds.LEAD
        for member in self._team:
            self._send(member, MessageType.START, in_s=self._start - time.perf_counter())
        self._pipe.tell("started", workers=self._expected)
        self._await_end()
        last = max((one.last("ended_s") for one in self._team), default=0.0)
        self._collect()
        counts = [self._counts_of(one) for one in self._team]
        self._settle(counts)
        self._runner.quit()
        counts = [self._counts_of(one) for one in self._team]
        all_told = reconcile(self._plan, counts, self._runner.environment.stats.total.num_requests)
        last = max([last, *(float((one.told or {}).get("ended_s", 0)) for one in self._team)])
        self._pipe.tell(
            "ended",
            seconds=last,
            tally=all_told.tally.as_dict(),
            workers=[[one.name, one.planned, one.started, one.lost] for one in all_told.workers],
            discrepancies=all_told.discrepancies,
            interrupted=self._stopped,
        )

    def _await_end(self) -> None:
        """Wait until all workers are done, and then for the idle gap; break off where that cannot be waited for."""
        end = bounds.latest_end(self._plan)
        told = 0.0
        idle_since = None
        while True:
            now = time.perf_counter() - self._start
            self._look_after()
            if self._stopped or now > end + bounds.LEAD or any(one.is_lost for one in self._team):
                self._break_off()
                return
            if now - told >= bounds.REPORTING:
                told = now
                self._tell_progress(now)
            if not all(one.is_done for one in self._team):
                idle_since = None
            elif idle_since is None:
                idle_since = now
            elif now - idle_since >= bounds.IDLE_GAP:
                return
            gevent.sleep(_SHORTLY)

    def _break_off(self) -> None:
        self._broken_off = True
        for member in self._there:
            self._send(member, MessageType.BREAK_OFF)

    def _collect(self) -> None:
        """Ask for the tallies until each is there, or its worker is lost."""
        until = time.monotonic() + bounds.ANSWERING
        asked = 0.0
        while waiting := [one for one in self._there if one.tally is None]:
            now = time.monotonic()
            if now - asked > 1:
                asked = now
                for member in waiting:
                    self._send(member, MessageType.WANTED)
            self._look_after()
            if now > until:
                for member in waiting:
                    self._lose(member)
            gevent.sleep(_SHORTLY)

    def _settle(self, counts: list[WorkerCounts]) -> None:
        """Wait for Locust's own statistics where they do not agree yet; after a break they come at the end."""
        until = time.monotonic() + (0.0 if self._broken_off else bounds.SETTLING)
        ended = {one.part: sum(one.tally.ends.values()) for one in counts if one.tally is not None}
        while time.monotonic() < until:
            if all(one.locust_ended == ended.get(one.part) for one in self._there):
                return
            gevent.sleep(_SHORTLY)

    # Who is there

    def _look_after(self) -> None:
        """Take for lost those of whom Locust has heard nothing for too long."""
        now = time.monotonic()
        for member in self._there:
            if not self._runner.is_missing(member.id):
                member.missed_since = None
            elif member.missed_since is None:
                member.missed_since = now
            elif now - member.missed_since > bounds.HEALING:
                self._lose(member)

    def _lose(self, member: Member) -> None:
        if not member.is_lost and member.part >= 0:
            member.is_lost = True
            self._pipe.tell("lost", name=member.name)

    def _counts_of(self, member: Member) -> WorkerCounts:
        told = member.told or {}
        return WorkerCounts(
            member.name,
            member.part,
            member.tally,
            int(told.get("taken", 0)),
            int(told.get("index_sum", 0)),
            bool(told.get("whole")),
            int(member.last("started")),
            int(member.last("ended")),
            member.locust_ended,
        )

    def _tell_progress(self, now: float) -> None:
        team = self._team
        sums = {key: int(sum(one.last(key) for one in team)) for key in ("due", "started", "ended", "accepted")}
        p99 = max((one.last("p99_s") for one in team), default=0.0)
        self._pipe.tell("progress", seconds=max(0.0, now), p99_s=p99, **sums)

    def _send(self, member: Member, kind: MessageType, **content: Any) -> None:
        self._runner.send_message(kind, member.session.seal(kind, content), member.id)
