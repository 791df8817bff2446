"""Host names as they go to the system and into a Host header: ASCII, in labels. Nothing is resolved here."""

import re

_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_LONGEST = 253


def to_ascii_host(name: str) -> str:
    """Return a host name or an IPv4 address as ASCII, in its IDNA form; anything else raises ``ValueError``."""
    host = name if name.isascii() else _to_idna(name)
    labels = host.removesuffix(".").split(".")
    if len(host) > _LONGEST or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(f"{name!r} is not a host name")
    return host


def _to_idna(name: str) -> str:
    import idna

    return idna.encode(name, uts46=True).decode("ascii")
