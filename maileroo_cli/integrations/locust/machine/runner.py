"""Locust's runners for machines that have yet to prove themselves, and the user that it spawns at each worker.

Locust hears everybody who can reach the master's port, and a worker does what any master says. Here a master hears
strangers only where they introduce themselves, and a worker its master alone. What is said is in ``master`` and
``worker``.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import gevent
from gevent.event import Event
from locust import User, task
from locust.env import Environment
from locust.event import Events
from locust.rpc.protocol import Message
from locust.runners import STATE_MISSING, MasterRunner, WorkerRunner
from locust.stats import RequestStats

from maileroo_cli.integrations.locust.machine.session import MessageType

if TYPE_CHECKING:
    from typing import NoReturn

Hear = Callable[[MessageType, str, object], None]
"""Takes a message of mhook: its type, whose it is, and what it holds."""

_FROM_STRANGERS = (MessageType.HELLO, MessageType.PROOF, MessageType.LEAVING)
_FROM_ANY_MASTER = ("ack", "heartbeat", "reconnect", MessageType.CHALLENGE, MessageType.REFUSED, MessageType.PLAN)


class PlannedArrivals(User):
    """The one user of each worker: it begins the requests of all the worker's arrivals, and then waits for the end.

    Only the master ends a run: what a worker that ends itself has not reported is lost.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._work: Callable[[], None] | None = getattr(environment, "planned_work", None)

    @task
    def arrive(self) -> None:
        """Do the worker's work, once."""
        work, self._work = self._work, None
        if work is not None:
            work()
        Event().wait()


class GuardedMaster(MasterRunner):
    """A master that hears only those that it has admitted, and strangers only where they introduce themselves."""

    def __init__(self, environment: Environment, host: str, port: int) -> None:
        self.admitted: set[str] = set()
        super().__init__(environment, host, port)

    def client_listener(self) -> NoReturn:
        """Go on listening where a stranger sends what is no message at all, which Locust does not expect."""
        while True:
            try:
                super().client_listener()
            except (TypeError, ValueError, AttributeError, LookupError):
                continue

    def handle_message(self, client_id: str, msg: Message) -> None:
        """Pass on what an admitted worker says for itself; of others what they are to say first."""
        if msg.node_id != client_id:
            return
        if client_id in self.admitted:
            if msg.type != "client_ready":
                super().handle_message(client_id, msg)
        elif msg.type == "client_ready":
            self.send_message("ack", client_id=client_id, data={"index": -1})
        elif msg.type in _FROM_STRANGERS:
            super().handle_message(client_id, msg)

    def admit(self, client_id: str, version: str) -> None:
        """Let Locust know of a worker that has proven itself."""
        self.admitted.add(client_id)
        super().handle_message(client_id, Message("client_ready", version, client_id))

    def is_missing(self, client_id: str) -> bool:
        """Whether Locust has not heard a worker for some seconds, or the worker has left."""
        node = self.clients.get(client_id)
        return node is None or node.state == STATE_MISSING


class GuardedWorker(WorkerRunner):
    """A worker that does nothing for a master which has not proven itself."""

    def __init__(self, environment: Environment, host: str, port: int) -> None:
        self.trusts_master = False
        super().__init__(environment, host, port)

    def handle_message(self, msg: Message) -> None:
        """Pass on what the master says, where it may."""
        if self.trusts_master or msg.type in _FROM_ANY_MASTER:
            super().handle_message(msg)


def make_environment(host: str) -> Environment:
    """Return what Locust needs besides a runner: our one user, and none of the options of its command line."""
    options = Namespace(web_base_path="", headless=True, enable_rebalancing=False)
    return Environment(user_classes=[PlannedArrivals], events=Events(), host=host, parsed_options=options)


def start_master(host: str, port: int) -> GuardedMaster:
    """Return a master that listens; what the system refuses raises Locust's ``RPCError`` or ``SystemExit``."""
    environment = make_environment("")
    environment.runner = runner = GuardedMaster(environment, f"[{host}]" if ":" in host else host, port)
    return runner


def start_worker(host: str, port: int, work: Callable[[], None], patience: float) -> GuardedWorker | None:
    """Return a worker that some master has heard; ``None`` where none did for ``patience`` seconds."""
    environment = make_environment("")
    environment.planned_work = work  # type: ignore[attr-defined]
    environment.stats = RequestStats(use_response_times_cache=False)
    runner: GuardedWorker | None = None
    with gevent.Timeout(patience, False):
        environment.runner = runner = GuardedWorker(environment, f"[{host}]" if ":" in host else host, port)
    return runner


def listen(runner: MasterRunner | WorkerRunner, kinds: Sequence[MessageType], hear: Hear) -> None:
    """Call ``hear`` for each message of these types."""

    def register(kind: MessageType) -> None:
        def listener(environment: Environment, msg: Message) -> None:  # noqa: ARG001
            hear(kind, msg.node_id, msg.data)

        runner.register_message(kind, listener)

    for kind in kinds:
        register(kind)


def send_statistics(runner: GuardedWorker) -> None:
    """Have Locust report what it has counted since its last report, before whatever is sent next."""
    data: dict[str, Any] = {}
    runner.environment.events.report_to_master.fire(client_id=runner.client_id, data=data)
    runner.send_message("stats", data)


def as_plain(data: Any) -> dict[str, Any]:
    """Return what a message holds as a dict; anything else as an empty one."""
    return data if isinstance(data, dict) else {}
