"""What came of resending captures, as an object: each attempt, and what its signature meant, in a sentence."""

from collections.abc import Iterable
from typing import Any

from maileroo_cli.operation.inspect.resend import ResentCapture, SentSignature
from maileroo_cli.report.delivery.attempts import attempt_fields

SCHEMA = "mhook.inspector-resent/1"
MOST_BYTES = 2 << 20
"""So many bytes of answers are told in all; of the others the bodies are left out."""

_SENTENCES = {
    SentSignature.CAPTURED: "The signature is the captured one, and the body is the one that it was made for.",
    SentSignature.OF_CAPTURED_BODY: "The signature is that of the captured body, so the receiver should refuse the "
    "edited one.",
    SentSignature.TYPED: "The signature is the one that you wrote, as it is.",
    SentSignature.ABSENT: "The capture has no signature, so the receiver should refuse it.",
    SentSignature.NEW: "The signature was made anew for this body, so a receiver with the same secret should "
    "accept it.",
    SentSignature.REMOVED: "No signature was sent, so the receiver should refuse the request.",
}


def resent_object(target: str, resent: Iterable[ResentCapture], count: int) -> dict[str, Any]:
    """Return what came of all of them; ``count`` is how many were meant."""
    attempts: list[dict[str, Any]] = []
    left_out: list[dict[str, str]] = []
    room = MOST_BYTES
    for one in resent:
        if one.attempt is None:
            left_out.append({"id": one.id, "reason": one.reason})
            continue
        room -= len(one.attempt.attempt.body)
        attempts.append(_attempt(one, whole=room >= 0))
    done = len(attempts) + len(left_out)
    stopped = None if done >= count else f"Stopped after {done:,} of {count:,} captures: nobody waited for the answer."
    return {"schema": SCHEMA, "target": target, "attempts": attempts, "left_out": left_out, "stopped": stopped}


def _attempt(one: ResentCapture, *, whole: bool) -> dict[str, Any]:
    assert one.attempt is not None  # noqa: S101  (the caller has told them apart)
    fields = attempt_fields(one.attempt, response=True)
    if not whole and fields["response"] is not None and one.attempt.attempt.body:
        fields["response"] = {**fields["response"], "body": "", "body_base64": None, "truncated": True}
    sentence = None if one.signature is None else _SENTENCES[one.signature]
    return {"id": one.id, **fields, "signature_sentence": sentence}
