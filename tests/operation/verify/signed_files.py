"""Captured requests in files, signed or not, for tests of verifying."""

import hashlib
import hmac
import json
from collections.abc import Iterable

from maileroo_cli.operation.verify.lot import VerifiedLot
from maileroo_cli.operation.verify.results import VerifyResult, VerifyTotal
from maileroo_cli.webhook.signing.secret import Secret

SECRET = Secret("secret", "the secret")


def record(number: int = 1, *, signature: str = "") -> bytes:
    """Return a capture record with the event ``e-<number>``, signed with :data:`SECRET` unless it is said otherwise."""
    body = f'{{"event_id":"e-{number}","event_type":"opened"}}'
    signature = signature or hmac.new(SECRET.reveal(), body.encode(), hashlib.sha256).hexdigest()
    head = {"schema": "mhook.capture/1", "id": f"r-{number}", "time": "", "method": "POST", "target": "/"}
    return json.dumps({**head, "headers": [["X-Maileroo-Signature", signature]], "body": body}).encode() + b"\n"


def total_of(results: Iterable[VerifyResult]) -> VerifyTotal:
    """Return the last result."""
    *_, total = results
    assert isinstance(total, VerifyTotal)
    return total


def lots_of(results: Iterable[VerifyResult]) -> list[VerifiedLot]:
    """Return the lots among some results."""
    return [one for one in results if isinstance(one, VerifiedLot)]
