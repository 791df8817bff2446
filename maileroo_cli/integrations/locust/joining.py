"""How this machine takes part in a load that a master elsewhere begins: this side of the worker's process."""

from __future__ import annotations

import socket
import time
from contextlib import closing
from typing import Any

from maileroo_cli.errors import UnreachableError
from maileroo_cli.integrations.locust.child import LocustProcess
from maileroo_cli.integrations.locust.extra import require_extra
from maileroo_cli.integrations.locust.machine import bounds
from maileroo_cli.integrations.locust.machine.session import Role
from maileroo_cli.integrations.locust.order import Note, make_order
from maileroo_cli.integrations.locust.place import Place
from maileroo_cli.webhook.signing.secret import Secret

_RETRY = 0.2


def take_part(place: Place, secret: Secret, note: Note, patience: float = bounds.JOINING) -> int:
    """Send what the master at ``place`` wants, and return how many requests were started.

    A missing extra raises ``UsageError``, a master that does not come in ``patience`` seconds ``UnreachableError``, one
    that refuses this worker, or is lost, ``MhookError``. Ctrl-C leaves the run, which the master is told, and is raised
    then.
    """
    require_extra()
    find_master(place, patience)
    started = 0
    with closing(LocustProcess(make_order(Role.WORKER, secret, place))) as process:
        for event in process.events():
            if event["event"] == "ended":
                started = int(event["started"])
            _tell(event, note)
        if process.was_stopped:
            raise KeyboardInterrupt
    return started


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
                hint = "start it with --master, and with --bind where it is on another machine"
                raise UnreachableError(f"no master listens on {place} ({why})", hint) from None
            time.sleep(_RETRY)
        else:
            return


def _tell(event: dict[str, Any], note: Note) -> None:
    match event["event"]:
        case "waiting":
            note("found the master, and waits for its plan")
        case "prepared":
            note(f"part {event['number']} of {event['of']} is ready to be sent to {event['url']}")
        case "started":
            note("the window begins")
        case "ended":
            note(f"the master has all counts of this worker: {event['started']:,} requests were started")
        case _:
            return
