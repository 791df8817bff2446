"""What makes two requests the same one, whichever file each went through: what the formats of an export all keep."""

import re
from hashlib import sha256
from itertools import chain

from maileroo_cli.capture.entry import ID_LENGTH, Capture
from maileroo_cli.capture.head import storable_target
from maileroo_cli.capture.reservation import SIGNATURE_LEFT_OUT
from maileroo_cli.webhook.signing.request import end_to_end
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

_ORIGIN = re.compile(r"https?://[^/?#]*", re.IGNORECASE)


def is_unsigned_copy(capture: Capture) -> bool:
    """Tell whether the signature was left out when this was exported."""
    return capture.entry.anomaly.partition(":")[0] == SIGNATURE_LEFT_OUT


def is_alike(one: Capture, other: Capture, *, target: bool = True) -> bool:
    """Tell whether two captures are one request: method, target, headers, and body.

    What belongs to one connection is left aside, a signature where it was left out of one of the two, and the target
    where ``target`` is false.
    """
    signature = not (is_unsigned_copy(one) or is_unsigned_copy(other))
    return _digest(one, signature=signature, target=target) == _digest(other, signature=signature, target=target)


def other_id(capture: Capture) -> str:
    """Return the id of a capture whose own is that of another: it follows from that id and from its bytes."""
    digest = _digest(capture, signature=True, target=True)
    return sha256(capture.entry.id.encode() + digest).digest()[: ID_LENGTH // 2].hex()


def _digest(capture: Capture, *, signature: bool, target: bool) -> bytes:
    headers = [(name.lower(), value) for name, value in end_to_end(capture.headers)]
    kept = [pair for pair in headers if signature or pair[0] != SIGNATURE_HEADER]
    entry = capture.entry
    place = storable_target(_ORIGIN.sub("", entry.target, count=1)) if target else ""
    head = "\0".join([entry.method, place, *chain.from_iterable(kept)]).encode("utf-8", "surrogatepass")
    return sha256(b"%d\0%b%b" % (len(head), head, capture.content.body)).digest()
