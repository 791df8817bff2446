"""The workers that the master has: who may take part, what each has told, and who has been lost.

What they do together is in ``master``.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from maileroo_cli.delivery.load.tally import LoadTally
from maileroo_cli.integrations.locust.machine import bounds
from maileroo_cli.integrations.locust.machine.agreement import WorkerCounts
from maileroo_cli.integrations.locust.machine.runner import GuardedMaster, as_plain, listen
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
_MOST_STRANGERS = 1_000


@dataclass(slots=True)
class Member:
    """One worker, as the master knows it, and what it told."""

    id: str
    name: str
    session: SealedSession
    has_joined: bool = False
    is_ready: bool = False
    is_done: bool = False
    is_lost: bool = False
    missed_since: float | None = None
    progress: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] | None = None
    locust_ended: int = 0

    def last(self, key: str) -> float:
        """Return a number of what it last reported; 0 where it has not."""
        return float(self.progress.get(key, 0))

    def counts(self) -> WorkerCounts:
        """Return what it told at the end, or else last."""
        if self.result is None:
            started, ended = (int(self.last(key)) for key in ("started", "ended"))
            return WorkerCounts(self.name, True, started=started, ended=ended, locust_ended=self.locust_ended)
        tally = LoadTally.from_dict(self.result["tally"])
        planned, taken, index_sum = (int(self.result[key]) for key in ("planned", "taken", "index_sum"))
        whole, ended = bool(self.result["whole"]), tally.ends.total()
        return WorkerCounts(self.name, False, planned, taken, index_sum, whole, tally.started, ended, self.locust_ended)


class WorkerTeam:
    """Those that have proven themselves, up to ``expected``; until :meth:`close` who is lost may be replaced."""

    def __init__(self, runner: GuardedMaster, secret: Secret, version: str, expected: int, pipe: ParentPipe) -> None:
        self._runner, self._secret, self._version = runner, secret, version
        self._expected, self._pipe = expected, pipe
        self._members: dict[str, Member] = {}
        self._joined = 0
        self._is_closed = False
        listen(runner, _HEARD, self._hear)
        runner.environment.events.worker_report.add_listener(self._hear_locust)

    @property
    def members(self) -> list[Member]:
        """Those that take part, in the order in which they joined."""
        return [one for one in self._members.values() if one.has_joined]

    @property
    def there(self) -> list[Member]:
        """Those of them that are not lost."""
        return [one for one in self.members if not one.is_lost]

    @property
    def is_whole(self) -> bool:
        """Whether all that are expected are there."""
        return len(self.there) >= self._expected

    def close(self) -> None:
        """Take in nobody any more."""
        self._is_closed = True

    def send(self, member: Member, kind: MessageType, **content: Any) -> None:
        """Send a sealed message to one worker."""
        self._runner.send_message(kind, member.session.seal(kind, content), member.id)

    def look_after(self) -> None:
        """Take for lost those of whom Locust has heard nothing for too long."""
        now = time.monotonic()
        for member in self.there:
            if not self._runner.is_missing(member.id):
                member.missed_since = None
            elif member.missed_since is None:
                member.missed_since = now
            elif now - member.missed_since > bounds.HEALING:
                self.lose(member)

    def lose(self, member: Member) -> None:
        """Give a worker up."""
        if member.has_joined and not member.is_lost:
            member.is_lost = True
            self._pipe.tell("lost", name=member.name)
            if not self._is_closed:
                del self._members[member.id]

    def _hear(self, kind: MessageType, worker: str, data: object) -> None:
        member = self._members.get(worker)
        if kind is MessageType.HELLO:
            if member is None and len(self._members) < _MOST_STRANGERS:
                self._challenge(worker, as_plain(data))
            return
        if member is None:
            return
        try:
            content = member.session.unseal(kind, data)
        except SealError:
            if kind is MessageType.PROOF and not member.has_joined:
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
                member.result = content
                self.send(member, MessageType.TAKEN)
            case MessageType.LEAVING:
                self.lose(member)
            case _:
                return

    def _challenge(self, worker: str, hello: dict[str, Any]) -> None:
        name, version, nonce = (str(hello.get(key, ""))[:200] for key in ("name", "version", "nonce"))
        if version != self._version:
            why = f"it has {version or 'another version of mhook'}, and the master {self._version}"
            self._refuse(worker, name, why)
            return
        ours = secrets.token_hex(16)
        session = SealedSession(Role.MASTER, self._secret, nonce, ours, version, worker)
        self._members[worker] = Member(worker, name, session)
        self._runner.send_message(MessageType.CHALLENGE, {"version": version, "nonce": ours}, worker)

    def _admit(self, member: Member) -> None:
        if member.has_joined:
            return
        if self.is_whole or self._is_closed:
            self._refuse(member.id, member.name, f"the master has the {self._expected} workers that it expects")
            return
        self._joined += 1
        # Anew, so that it stands behind those that joined before.
        self._members[member.id] = self._members.pop(member.id)
        member.has_joined, member.name = True, f"{member.name} #{self._joined}"
        self._runner.admit(member.id, "-")
        self._pipe.tell("joined", name=member.name, number=len(self.there), of=self._expected)

    def _refuse(self, worker: str, name: str, why: str) -> None:
        self._members.pop(worker, None)
        self._runner.send_message(MessageType.REFUSED, {"why": why}, worker)
        self._pipe.tell("refused", name=name, why=why)

    def _hear_locust(self, client_id: str, data: dict[str, Any], **_: object) -> None:
        member = self._members.get(client_id)
        total = as_plain(as_plain(data).get("stats_total")).get("num_requests")
        if member is not None and isinstance(total, int):
            member.locust_ended += total
