"""The master's side: it gathers workers, gives each its part of the plan, begins and ends the window, and adds up.

Runs in a process of its own. Who the workers are is in ``team``, whether their counts agree in ``agreement``.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import gevent
from locust.exception import RPCError

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.errors import MhookError, UsageError
from maileroo_cli.integrations.locust.machine import bounds
from maileroo_cli.integrations.locust.machine.agreement import find_disagreements
from maileroo_cli.integrations.locust.machine.runner import GuardedMaster, start_master
from maileroo_cli.integrations.locust.machine.session import MessageType
from maileroo_cli.integrations.locust.machine.team import WorkerTeam

if TYPE_CHECKING:
    from maileroo_cli.integrations.locust.machine.pipe import ParentPipe
    from maileroo_cli.webhook.signing.secret import Secret

_SHORTLY = 0.02


class LoadMaster:
    """One run over several machines, from the port to the counts."""

    def __init__(self, order: dict[str, Any], secret: Secret, version: str, pipe: ParentPipe) -> None:
        self._plan = LoadPlan.from_dict(order["plan"])
        self._beside = {key: order[key] for key in ("authorities", "sampled")}
        self._expected = int(order["workers"])
        self._gathering = float(order["gathering_s"])
        self._secret, self._version, self._pipe = secret, version, pipe
        self._stopped = False
        self._start = 0.0
        self._runner: GuardedMaster
        self._team: WorkerTeam

    def run(self, host: str, port: int) -> None:
        """Do all of it; whatever prevents it is told to the parent."""
        try:
            self._runner = runner = start_master(host, port)
        except (RPCError, SystemExit, OSError):
            self._pipe.fail(UsageError(f"cannot listen for workers on {host}:{port}", "choose another --bind"))
            return
        self._team = WorkerTeam(runner, self._secret, self._version, self._expected, self._pipe)
        self._pipe.tell("listening", host=host, port=runner.server.port)
        if self._gather() and self._prepare():
            self._send_window()
        else:
            runner.quit()

    def stop(self) -> None:
        """Break the run off; what was counted so far is told all the same."""
        self._stopped = True

    def _gather(self) -> bool:
        """Wait for all workers; return whether they are there."""
        until = time.monotonic() + self._gathering
        while not self._team.is_whole:
            if self._stopped:
                return False
            self._team.look_after()
            if time.monotonic() > until:
                what = f"{len(self._team.there)} of {self._expected} workers came within {self._gathering:g} s"
                self._pipe.fail(MhookError(what, "start the others with --worker, or expect fewer of them"))
                return False
            gevent.sleep(_SHORTLY)
        self._team.close()
        return True

    def _prepare(self) -> bool:
        """Give each worker its part, and wait until all have made their first requests."""
        team = self._team
        for part, member in enumerate(team.members):
            content = {"plan": self._plan.as_dict(), "part": part, "parts": self._expected, **self._beside}
            team.send(member, MessageType.PLAN, **content)
        until = time.monotonic() + bounds.MAKING
        while late := [one for one in team.members if one.is_lost or not one.is_ready]:
            if self._stopped:
                return False
            team.look_after()
            if late[0].is_lost or time.monotonic() > until:
                why = "look what it says, and start anew"
                self._pipe.fail(MhookError(f"the worker {late[0].name} was lost before the window began", why))
                return False
            gevent.sleep(_SHORTLY)
        return True

    def _send_window(self) -> None:
        self._runner.start(user_count=self._expected, spawn_rate=self._expected)
        self._start = time.perf_counter() + bounds.LEAD
        for member in self._team.members:
            self._team.send(member, MessageType.START, in_s=self._start - time.perf_counter())
        self._pipe.tell("started")
        self._await_end()
        self._collect()
        self._settle()
        self._runner.quit()
        members = self._team.members
        total = self._runner.environment.stats.total.num_requests
        self._pipe.tell(
            "ended",
            workers=[[one.name, one.progress, one.result] for one in members],
            failures=list(find_disagreements(self._plan, [one.counts() for one in members], total)),
        )

    def _await_end(self) -> None:
        """Wait until all workers are done, and then for the idle gap; break off where that cannot be waited for."""
        end, told = bounds.latest_end(self._plan), 0.0
        idle_since = None
        while True:
            now = time.perf_counter() - self._start
            self._team.look_after()
            if self._stopped or now > end or len(self._team.there) < self._expected:
                self._break_off()
                return
            if now - told >= bounds.REPORTING:
                told = now
                self._tell_progress(now)
            if not all(one.is_done for one in self._team.members):
                idle_since = None
            elif idle_since is None:
                idle_since = now
            elif now - idle_since >= bounds.IDLE_GAP:
                return
            gevent.sleep(_SHORTLY)

    def _break_off(self) -> None:
        for member in self._team.there:
            self._team.send(member, MessageType.BREAK_OFF)

    def _collect(self) -> None:
        """Ask for what was counted until each has told it, or is lost."""
        until = time.monotonic() + bounds.ANSWERING
        asked = 0.0
        while waiting := [one for one in self._team.there if one.result is None]:
            now = time.monotonic()
            if now - asked > 1:
                asked = now
                for member in waiting:
                    self._team.send(member, MessageType.WANTED)
            self._team.look_after()
            if now > until:
                for member in waiting:
                    self._team.lose(member)
            gevent.sleep(_SHORTLY)

    def _settle(self) -> None:
        """Wait for Locust's own statistics, where they do not agree yet."""
        until = time.monotonic() + bounds.SETTLING
        ended = {one.id: one.counts().ended for one in self._team.there}
        while time.monotonic() < until and any(one.locust_ended != ended[one.id] for one in self._team.there):
            gevent.sleep(_SHORTLY)

    def _tell_progress(self, now: float) -> None:
        members = self._team.members
        sums = {key: int(sum(one.last(key) for one in members)) for key in ("started", "ended", "failed", "under_way")}
        p99 = max((one.last("p99_s") for one in members), default=0.0)
        self._pipe.tell("progress", seconds=max(0.0, now), p99_s=p99, **sums)
