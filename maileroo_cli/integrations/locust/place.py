"""Where a master listens, as it is written after ``--bind`` and ``--worker``."""

from dataclasses import dataclass

from maileroo_cli.errors import UsageError

DEFAULT_PORT = 5557
"""Locust's own."""

_LARGEST = 65_535


@dataclass(frozen=True, slots=True)
class Place:
    """A host and a port; an IPv6 address stands without its brackets."""

    host: str
    port: int = DEFAULT_PORT

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host.lower() == "localhost" or self.host.startswith("127.") or self.host == "::1"

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_place(text: str, option: str) -> Place:
    """Read ``HOST`` or ``HOST:PORT``; anything else raises ``UsageError`` that names the ``option``.

    >>> parse_place("[::1]:6000", "--bind")
    Place(host='::1', port=6000)
    """
    hint = f"write it like {option} 192.0.2.7:{DEFAULT_PORT}, and an IPv6 address in brackets"
    host, port = text, str(DEFAULT_PORT)
    if text.startswith("["):
        host, bracket, rest = text[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise UsageError(f"{option} {text!r} is not a host and a port", hint)
        port = rest[1:] if rest else port
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    elif ":" in text:
        raise UsageError(f"{option} {text!r} is not a host and a port", hint)
    if not host or "/" in host or not host.isprintable() or any(char.isspace() for char in host):
        raise UsageError(f"{option} {text!r} is not a host and a port", hint)
    if not port.isascii() or not port.isdecimal() or int(port) > _LARGEST:
        raise UsageError(f"{option} {text!r} has no port from 1 to {_LARGEST}", hint)
    return Place(host, int(port))
