"""``mhook load`` over several machines, as the command asks for it: the master's window, and a worker's part in one.

Locust is neither imported nor patched into this process: the work is done in another, which tells what happens.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import WorkerResult
from maileroo_cli.delivery.load.tally import LoadTally
from maileroo_cli.errors import InputError, MhookError, UnreachableError
from maileroo_cli.integrations.locust.child import LocustProcess
from maileroo_cli.integrations.locust.extra import require_extra
from maileroo_cli.integrations.locust.machine import bounds
from maileroo_cli.integrations.locust.machine.session import Role
from maileroo_cli.integrations.locust.place import Place
from maileroo_cli.operation.load.results import LoadProgress, LoadStarted
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.server.address import Address, bind
from maileroo_cli.version import __version__
from maileroo_cli.webhook.signing.secret import Secret

Note = Callable[[str], None]

_RETRY = 0.2


@dataclass(frozen=True, slots=True)
class MasterTerms:
    """Where the master listens, and how many workers it waits for, at most so many seconds."""

    place: Place
    workers: int
    gathering_s: float = bounds.GATHERING


@dataclass(frozen=True, slots=True)
class MachinesEnded:
    """What all workers counted; what is not known, or does not agree, is in ``discrepancies``."""

    tally: LoadTally
    seconds: float
    workers: tuple[WorkerResult, ...]
    discrepancies: tuple[str, ...]
    interrupted: bool


def send_over_machines(
    plan: LoadPlan, secret: Secret, terms: MasterTerms, note: Note
) -> Iterator[LoadStarted | LoadProgress | MachinesEnded]:
    """Gather the workers and have them send the plan; the last that is yielded is what it came to.

    ``note`` is told who comes, and who is refused. A missing extra and a port that cannot be had raise ``UsageError``,
    workers that do not come ``MhookError``. Ctrl-C breaks off, and what was counted is still yielded; a second one
    ends all at once.
    """
    require_extra()
    bind_and_leave(terms.place)
    order = {
        **_common(Role.MASTER, secret, terms.place),
        "workers": terms.workers,
        "gathering_s": terms.gathering_s,
        "plan": plan.as_dict(),
        "authorities": _read_authorities(plan),
    }
    process = LocustProcess(order)
    try:
        for event in _until_over(process):
            match event["event"]:
                case "started":
                    yield LoadStarted(plan, terms.workers)
                case "progress":
                    yield _progress(event)
                case "ended":
                    yield _ended(event)
                case _:
                    _tell_master(event, terms, note)
    finally:
        process.close()


def take_part(place: Place, secret: Secret, note: Note, patience: float = bounds.JOINING) -> int:
    """Send what the master at ``place`` wants, and return how many requests were started.

    A master that does not come raises ``UnreachableError``, one that refuses this worker, or is lost, ``MhookError``.
    Ctrl-C leaves the run, which the master is told; that raises ``KeyboardInterrupt``.
    """
    require_extra()
    find_master(place, patience)
    process = LocustProcess(_common(Role.WORKER, secret, place))
    started = 0
    try:
        for event in _until_over(process):
            match event["event"]:
                case "ended":
                    started = event["started"]
                    note(f"the master has all counts of this worker: {started:,} requests were started")
                case "left":
                    raise KeyboardInterrupt
                case _:
                    _tell_worker(event, note)
    finally:
        process.close()
    return started


def bind_and_leave(place: Place) -> None:
    """Raise ``UsageError`` where the port cannot be had, in the words of ``listen``; Locust would end the process."""
    try:
        for one in bind(Address((place.host,), place.port)):
            one.close()
    except MhookError as error:
        error.hint = error.hint.replace("--port", "--bind HOST:PORT").replace("--host", "--bind")
        raise


def find_master(place: Place, patience: float) -> None:
    """Wait until something listens at ``place``; raise ``UnreachableError`` where nothing does, or nobody can."""
    until = time.monotonic() + patience
    while True:
        left = until - time.monotonic()
        try:
            socket.create_connection((place.host, place.port), timeout=max(0.1, left)).close()
        except (socket.gaierror, UnicodeError):
            raise UnreachableError(f"the host {place.host} has no address", "check what follows --worker") from None
        except OSError as error:
            if left <= _RETRY:
                why = error.strerror or str(error)
                hint = "start it with --master, and --bind where it is on another machine"
                raise UnreachableError(f"no master listens on {place} ({why})", hint) from None
            time.sleep(_RETRY)
        else:
            return


def version_here() -> str:
    """Return what master and workers have to agree in: with another version the events would be others."""
    from importlib.metadata import version

    return f"mhook {__version__} with Faker {version('faker')}"


def _common(role: Role, secret: Secret, place: Place) -> dict[str, Any]:
    return {
        "role": role,
        "secret": secret.reveal().hex(),
        "version": version_here(),
        "host": place.host,
        "port": place.port,
    }


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


def _until_over(process: LocustProcess) -> Iterator[dict[str, Any]]:
    """Yield what a process tells; the first Ctrl-C asks it to break off, and goes no further."""
    process.begin()
    events, was_asked = process.events(), False
    while True:
        try:
            event = next(events, None)
        except KeyboardInterrupt:
            if was_asked:
                raise
            was_asked = True
            process.stop()
            events = process.events()
            continue
        if event is None:
            return
        yield event


def _progress(event: dict[str, Any]) -> LoadProgress:
    started, ended = event["started"], event["ended"]
    return LoadProgress(
        event["seconds"], event["due"], started, ended, event["accepted"], started - ended, event["p99_s"]
    )


def _ended(event: dict[str, Any]) -> MachinesEnded:
    return MachinesEnded(
        LoadTally.from_dict(event["tally"]),
        event["seconds"],
        tuple(WorkerResult(*one) for one in event["workers"]),
        tuple(event["discrepancies"]),
        event["interrupted"],
    )


def _tell_master(event: dict[str, Any], terms: MasterTerms, note: Note) -> None:
    match event["event"]:
        case "listening":
            place = Place(event["host"], event["port"])
            note(f"waiting for {terms.workers} workers: start each with mhook load --worker {place}")
        case "joined":
            note(f"the worker {event['name']} has joined ({event['number']} of {event['of']})")
        case "refused":
            note(f"refused the worker {event['name']}: {event['why']}")
        case "lost":
            note(f"the worker {event['name']} is lost")
        case _:
            return


def _tell_worker(event: dict[str, Any], note: Note) -> None:
    match event["event"]:
        case "waiting":
            note(f"joined the master on {event['place']}, waiting for its plan")
        case "prepared":
            note(f"part {event['number']} of {event['of']} is ready to be sent to {event['url']}")
        case "started":
            note("the window begins")
        case _:
            return
