"""What tells that two requests are about the same event: its id, or the body where that names none.

Nothing is counted here: ``answer.responder`` and ``expectation.tracker`` do that.
"""

from hashlib import blake2b

_LONGEST_ID = 64


def event_key(event_id: str) -> str | bytes:
    """Return what stands for an event id in memory: itself, or the digest of one that is far longer than real ones."""
    return event_id if len(event_id) <= _LONGEST_ID else _digest(event_id.encode("utf-8", "surrogatepass"))


def request_key(event_id: str, body: bytes) -> str | bytes:
    """Return what two requests of the same event have in common; ``event_id`` is empty where the body names none."""
    return event_key(event_id) if event_id else _digest(body)


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=16).digest()
