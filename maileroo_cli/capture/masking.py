"""Hiding the signature of a captured request: it never expires, so whoever has it can send the request again.

Where signatures are shown all the same is decided by whoever asks.
"""

import re

from maileroo_cli.capture.head import head_headers
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.secret import MASK
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

_NAME = SIGNATURE_HEADER.lower()
MARK = "…"
"""Stands for the rest of a signature."""

_MISREAD = MARK.encode().decode("latin-1")
_SIGNATURE = re.compile(r"((?:[A-Za-z0-9_-]{1,12}=)?[0-9A-Fa-f]{8})[0-9A-Fa-f]{56}", re.ASCII)
# A malformed head may end its lines in any way, or go on with a value on the next line.
_LINE = re.compile(
    rb"(?:(?<=[\r\n])|\A)([ \t]*" + re.escape(SIGNATURE_HEADER.encode()) + rb"[ \t]*:[ \t]*)"
    rb"([^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*)(\r\n|\r|\n|\Z)",
    re.IGNORECASE,
)


def mask_signature(value: str) -> str:
    """Return the first eight digits of a signature; of anything else nothing, since it may be the secret itself."""
    found = _SIGNATURE.fullmatch(value)
    if found is not None:
        return f"{found[1]}{MARK}"
    return MASK if value else ""


def mask_in_ascii(value: str) -> bytes:
    """Return a masked signature as it goes into data of any charset: its mark is three dots."""
    return mask_signature(value).replace(MARK, "...").encode("latin-1")


def mask_head(head: bytes) -> bytes:
    """Return a request's head with every signature masked, every other byte as it came."""
    return _LINE.sub(_masked, head)


def masked_headers(head: bytes) -> Headers:
    """Return the headers of a head, read as latin-1 but for the mark that stands for the rest of a signature."""
    pairs = head_headers(mask_head(head))
    return tuple((name, value.replace(_MISREAD, MARK) if name.lower() == _NAME else value) for name, value in pairs)


def head_without_signature(head: bytes) -> bytes:
    """Return a request's head without the lines of its signature, every other byte as it came."""
    return _LINE.sub(b"", head)


def _masked(line: re.Match[bytes]) -> bytes:
    start, value, end = line.groups()
    return start + mask_signature(value.decode("latin-1").strip(" \t")).encode() + end
