"""What can be said of the signature of a captured request. How that is found out stands in ``check``.

A probe is no webhook at all, whatever its signature: see ``probe``.
"""

from enum import StrEnum


class RequestVerdict(StrEnum):
    """What checking one request can find."""

    VALID = "valid"
    INVALID = "invalid"
    UNVERIFIABLE = "unverifiable"
    DAMAGED = "damaged"
    PROBE = "probe"


class StoredVerdict(StrEnum):
    """What the store can say of a request: what checking found, or that no secret was there to check it with."""

    VALID = RequestVerdict.VALID.value
    INVALID = RequestVerdict.INVALID.value
    UNVERIFIABLE = RequestVerdict.UNVERIFIABLE.value
    DAMAGED = RequestVerdict.DAMAGED.value
    UNCHECKED = "unchecked"
    PROBE = RequestVerdict.PROBE.value
