"""A worker's line to its master: how each proves itself to the other, what is heard and said, and when it is lost."""

from __future__ import annotations

import re
import secrets
import socket
import time
from typing import TYPE_CHECKING, Any

import gevent
from gevent.queue import Empty, Queue

from maileroo_cli.errors import MhookError
from maileroo_cli.integrations.locust.machine import bounds
from maileroo_cli.integrations.locust.machine.runner import GuardedWorker, as_plain, listen
from maileroo_cli.integrations.locust.machine.session import MessageType, Role, SealedSession, SealError

if TYPE_CHECKING:
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
_SHORTLY = 0.05
_OTHER_SECRET = "its secret is another one than this worker's"  # noqa: S105 - a sentence


class WorkerLeftError(Exception):
    """Who started the worker wants it to leave; the master has been told."""


class MasterLine:
    """What the master says, one message after the other."""

    def __init__(self, runner: GuardedWorker, secret: Secret, version: str) -> None:
        self._runner, self._secret, self._version = runner, secret, version
        self._session: SealedSession | None = None
        self._messages = Queue()
        self._heard: float | None = None
        self.is_stopped = False
        """Whether the worker is to leave."""

        listen(runner, _HEARD, self._hear)
        runner.environment.events.heartbeat_received.add_listener(self._hear_heartbeat)

    @property
    def is_silent(self) -> bool:
        """Whether nothing has been heard of the master for too long."""
        return self._heard is not None and time.monotonic() - self._heard > bounds.MASTER_SILENCE

    def prove(self) -> None:
        """Show the master that this worker has the same version and secret; what is refused raises ``MhookError``."""
        nonce = secrets.token_hex(16)
        name = _ODD.sub("-", socket.gethostname())[:60] or "worker"
        hello = {"name": name, "version": self._version, "nonce": nonce}
        self._runner.send_message(MessageType.HELLO, hello)
        theirs = str(self.wait_for(MessageType.CHALLENGE, bounds.ANSWERING).get("nonce", ""))
        self._session = SealedSession(Role.WORKER, self._secret, nonce, theirs, self._version, self._runner.client_id)
        self.send(MessageType.PROOF)

    def wait_for_plan(self) -> dict[str, Any]:
        """Return the plan and which part of it is this worker's; it shows that the master has the secret too."""
        content = self.wait_for(MessageType.PLAN, bounds.GATHERING * 2)
        self._runner.trusts_master = True
        return content

    def wait_for(self, wanted: MessageType, patience: float) -> dict[str, Any]:
        """Return the content of the next message of a type; raise where none comes, or the worker is to leave."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            self.check()
            kind, content = self.next_message()
            if kind is MessageType.REFUSED:
                raise MhookError(f"the master refused this worker: {str(content.get('why', ''))[:200]}")
            if kind is wanted:
                return content
        raise MhookError("the master does not answer", "look what it says")

    def check(self) -> None:
        """Raise where the worker is to leave, or its master is lost."""
        if self.is_stopped:
            self.leave()
            raise WorkerLeftError
        if self.is_silent:
            what = f"the master was not heard for {bounds.MASTER_SILENCE:g} s"
            raise MhookError(what, "nothing more is sent for it; look what it says")

    def leave(self) -> None:
        """Tell the master that nothing more comes."""
        self.send(MessageType.LEAVING)
        gevent.sleep(_SHORTLY)

    def next_message(self) -> tuple[MessageType | None, dict[str, Any]]:
        """Return what comes next, waiting a moment for it."""
        try:
            kind, content = self._messages.get(timeout=_SHORTLY)
        except Empty:
            return None, {}
        return kind, content

    def send(self, kind: MessageType, **content: Any) -> None:
        """Send a sealed message; before there is a session, none."""
        if self._session is not None:
            self._runner.send_message(kind, self._session.seal(kind, content))

    def _hear_heartbeat(self, **_: object) -> None:
        self._heard = time.monotonic()

    def _hear(self, kind: MessageType, _: str, data: object) -> None:
        if kind in (MessageType.CHALLENGE, MessageType.REFUSED):
            if not self._runner.trusts_master:
                self._messages.put((kind, as_plain(data)))
            return
        if self._session is None:
            return
        try:
            content = self._session.unseal(kind, data)
        except SealError:
            if kind is MessageType.PLAN:
                self._messages.put((MessageType.REFUSED, {"why": _OTHER_SECRET}))
            return
        self._messages.put((kind, content))
