"""The window of a load that several machines send: this side of the master's process.

Locust is neither imported nor patched into this process. How a machine takes part is in ``joining``.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.errors import InputError, MhookError, UsageError
from maileroo_cli.integrations.locust.child import LocustProcess
from maileroo_cli.integrations.locust.extra import require_extra
from maileroo_cli.integrations.locust.machine import bounds
from maileroo_cli.integrations.locust.machine.session import Role
from maileroo_cli.integrations.locust.order import Note, make_order
from maileroo_cli.integrations.locust.place import Place
from maileroo_cli.operation.load.results import LoadProgress, LoadStarted
from maileroo_cli.operation.load.run import OpenWindow
from maileroo_cli.operation.load.window import SAMPLED, SendingWindow, WindowEvent, WindowWorker
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.server.address import Address, bind
from maileroo_cli.webhook.signing.secret import Secret


@dataclass(frozen=True, slots=True)
class MasterTerms:
    """Where the master listens, and how many workers it waits for, at most so many seconds."""

    place: Place
    workers: int
    gathering_s: float = bounds.GATHERING


def over_machines(terms: MasterTerms, note: Note) -> OpenWindow:
    """Return what makes the window of ``run_load`` for other machines to send; ``note`` is told who comes.

    A missing extra, and a port that cannot be had, raise ``UsageError`` at once.
    """
    require_extra()
    _try_port(terms.place)

    def open_window(plan: LoadPlan, secret: Secret, sampled: bool) -> SendingWindow:
        return MachineWindow(plan, secret, terms, note, sampled=sampled)

    return open_window


def check_plan(plan: LoadPlan, terms: MasterTerms) -> None:
    """Raise ``UsageError`` for what cannot be sent from several machines."""
    if plan.slow_clients:
        raise UsageError("--slow-clients goes with a load from this machine alone", "leave out --master")
    if plan.users and plan.users < terms.workers:
        what = f"{plan.users} users cannot be shared out to {terms.workers} workers"
        raise UsageError(what, "give at least one user for each worker")
    if plan.connections < terms.workers:
        what = f"{plan.connections} connections cannot be shared out to {terms.workers} workers"
        raise UsageError(what, "give at least one connection for each worker")


class MachineWindow(SendingWindow):
    """Sends one plan from as many workers as are expected, which begin at about the same moment."""

    def __init__(self, plan: LoadPlan, secret: Secret, terms: MasterTerms, note: Note, *, sampled: bool) -> None:
        super().__init__(plan, [], SAMPLED if sampled else 0)
        self._secret, self._terms, self._note = secret, terms, note

    def run(self) -> Generator[WindowEvent, None, None]:
        """Gather the workers and have them send, as :class:`SendingWindow` has it."""
        check_plan(self.plan, self._terms)
        process = LocustProcess(self._order())
        with closing(process):
            for event in process.events():
                match event["event"]:
                    case "started":
                        self.has_begun = True
                        yield LoadStarted(self.plan, self._terms.workers)
                    case "progress":
                        yield self._progress(event)
                    case "ended":
                        self._end(event)
                    case _:
                        self._tell(event)
            if process.was_stopped:
                self.interrupted = True
                raise KeyboardInterrupt

    def _order(self) -> dict[str, Any]:
        return {
            **make_order(Role.MASTER, self._secret, self._terms.place),
            "workers": self._terms.workers,
            "gathering_s": self._terms.gathering_s,
            "plan": self.plan.as_dict(),
            "sampled": -(-self._sampled // self._terms.workers),
            "authorities": _read_authorities(self.plan),
        }

    def _progress(self, event: dict[str, Any]) -> LoadProgress:
        seconds, started = float(event["seconds"]), int(event["started"])
        due = started if self.plan.users else self.plan.arrivals.due_within(seconds)
        ended, failed, under_way = (int(event[what]) for what in ("ended", "failed", "under_way"))
        return LoadProgress(seconds, due, started, ended, failed, under_way, float(event["p99_s"]))

    def _end(self, event: dict[str, Any]) -> None:
        for name, progress, result in event["workers"]:
            self.workers.append(WindowWorker(name, progress, result, has_ended=True, is_ready=True))
            if result is not None and result["failure"]:
                self.failures.append(f"{name}: {result['failure']}")
        self.failures += event["failures"]

    def _tell(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "listening":
                workers = "the worker" if self._terms.workers == 1 else f"{self._terms.workers} workers"
                place = Place(event["host"], event["port"])
                self._note(f"waiting for {workers}: mhook load --worker {place}")
            case "joined":
                self._note(f"the worker {event['name']} has joined ({event['number']} of {event['of']})")
            case "refused":
                self._note(f"refused the worker {event['name']}: {event['why']}")
            case "lost":
                self._note(f"the worker {event['name']} is lost")
            case _:
                return


def _try_port(place: Place) -> None:
    """Raise ``UsageError`` where the port cannot be had, in the words of ``listen``; Locust would end its process."""
    try:
        for one in bind(Address((place.host,), place.port)):
            one.close()
    except MhookError as error:
        error.hint = error.hint.replace("--port", "--bind HOST:PORT").replace("--host", "--bind")
        raise


def _read_authorities(plan: LoadPlan) -> str | None:
    """Return the text of the plan's authorities: the workers may be where that file is not."""
    if plan.cacert is None or plan.insecure:
        return None
    Trust(plan.cacert).context()
    try:
        with open(plan.cacert, encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError as error:
        raise InputError(f"cannot read --cacert {plan.cacert!r} ({error.strerror})", "check the path") from None
