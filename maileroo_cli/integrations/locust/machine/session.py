"""What master and workers say to each other: proofs that both have the same secret, and messages that bear its seal.

The secret itself is never sent. A seal shows that a message comes from who has it, in this session, and for the first
time; it hides nothing, so whoever is on the way can read the plan and the counts. Nothing is sent or received here.
"""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer, tags_equal

_LABEL = "mhook load over several machines, 1"
_SEPARATOR = "\0"


class Role(StrEnum):
    """Who speaks: what one has sealed is never taken for a message of the other."""

    MASTER = "master"
    WORKER = "worker"


class MessageType(StrEnum):
    """The messages of mhook between those of Locust, in about the order in which they are sent."""

    HELLO = "mhook_hello"
    """A worker's version of mhook and its nonce."""

    CHALLENGE = "mhook_challenge"
    """The master's version and its nonce."""

    PROOF = "mhook_proof"
    """The worker has the secret. The first sealed message."""

    REFUSED = "mhook_refused"
    """The worker cannot take part, and why; not sealed, since the two may have no secret in common."""

    PLAN = "mhook_plan"
    """The plan, and which part of it is the worker's."""

    READY = "mhook_ready"
    START = "mhook_start"
    """The window begins in so many seconds."""

    PROGRESS = "mhook_progress"
    BREAK_OFF = "mhook_break_off"
    """The worker is to begin nothing more, and to wait for nothing."""

    WANTED = "mhook_wanted"
    """The master asks for the tally."""

    TALLY = "mhook_tally"
    """What the worker counted; sent again until the master has said that it has it."""

    TAKEN = "mhook_taken"
    LEAVING = "mhook_leaving"
    """The worker ends, for a reason of its own."""


class SealError(Exception):
    """A message does not bear the seal of this session, or comes a second time."""


@dataclass(slots=True)
class SealedSession:
    """One side of the messages between the master and one worker.

    ``own_nonce`` and ``other_nonce`` are what the two drew for it; ``version`` is that of mhook, and ``name`` the
    worker's. Both sides have to agree in all of it and in the secret.
    """

    role: Role
    secret: Secret
    worker_nonce: str
    master_nonce: str
    version: str
    name: str
    _signer: Signer = field(init=False, repr=False)
    _sent: int = 0
    _received: int = 0

    def __post_init__(self) -> None:
        words = (_LABEL, self.version, self.name, self.worker_nonce, self.master_nonce)
        # The key of the session is the signature of what is no JSON: it is that of no event.
        self._signer = Signer(Signer(self.secret).sign(_SEPARATOR.join(words).encode()))

    def seal(self, kind: MessageType, content: dict[str, Any]) -> dict[str, Any]:
        """Return a message for the other side with plain JSON values."""
        self._sent += 1
        body = json.dumps(content, separators=(",", ":"))
        return {"number": self._sent, "content": body, "seal": self._tag(self.role, kind, self._sent, body)}

    def unseal(self, kind: MessageType, message: object) -> dict[str, Any]:
        """Return the content of a message of the other side; raise ``SealError`` for what it has not sealed."""
        if not isinstance(message, dict):
            raise SealError
        number, body, seal = message.get("number"), message.get("content"), message.get("seal")
        if not isinstance(number, int) or not isinstance(body, str) or not isinstance(seal, str):
            raise SealError
        other = Role.WORKER if self.role is Role.MASTER else Role.MASTER
        expected = self._tag(other, kind, number, body)
        if not tags_equal(expected.encode(), seal.encode("utf-8", "surrogatepass")) or number <= self._received:
            raise SealError
        self._received = number
        content = json.loads(body)
        if not isinstance(content, dict):
            raise SealError
        return content

    def _tag(self, role: Role, kind: MessageType, number: int, body: str) -> str:
        return self._signer.sign(_SEPARATOR.join((role, kind, str(number), body)).encode("utf-8", "surrogatepass"))
