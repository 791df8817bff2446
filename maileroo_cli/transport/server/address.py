"""The address that ``mhook listen`` takes from the system, and the files that it may have open there."""

import socket
import sys
from dataclasses import dataclass

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.host_name import to_ascii_host

LOOPBACK = "127.0.0.1"
BACKLOG = 1024
_ANY = ("0.0.0.0", "::", "")  # noqa: S104  (compared, not bound)
_HERE = ("localhost", LOOPBACK, "::1", *_ANY)


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen; port 0 takes any free one."""

    host: str = LOOPBACK
    port: int = 0

    @property
    def is_exposed(self) -> bool:
        """Whether others than this machine may be able to send requests here."""
        return not (self.host.startswith("127.") or self.host in ("::1", "localhost"))


def leads_back(host: str, port: int, address: Address) -> bool:
    """Tell whether a connection to ``host`` and ``port`` would come to ``address``, as far as the names tell."""
    host, own = host.lower().removesuffix("."), address.host.lower()
    if not address.port or port != address.port:
        return False
    return host == own or (_is_here(host) and (own in _ANY or (own in _HERE and host in _HERE)))


def _is_here(host: str) -> bool:
    return host in _HERE or host.startswith("127.")


def bind(address: Address) -> socket.socket:
    """Return a socket that listens at ``address``; raise ``UsageError`` where it cannot."""
    host = _system_host(address.host)
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio leaves Nagle on
    try:
        if sys.platform != "win32":  # there it would let two programs have the same port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, address.port))
        bound.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        bound.close()
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot listen on {address.host}:{address.port} ({reason})", _hint(address.host)) from None
    return bound


def _hint(host: str) -> str:
    if host == LOOPBACK:
        return "choose another --port, or 0 for any free one"
    if bare := _bare_address(host):
        return f"give the bare address: {bare}"
    return "check --host and --port"


def _bare_address(host: str) -> str:
    """Return the address in a URL or in brackets that was given in place of it; nothing for anything else."""
    if "://" not in host and not host.startswith("["):
        return ""
    from urllib.parse import urlsplit

    try:
        return urlsplit(host if "://" in host else f"//{host}").hostname or ""
    except ValueError:
        return ""


def _system_host(host: str) -> str:
    """Return a host as the system takes it: a name outside ASCII in its IDNA form.

    An empty one, such as an unset variable leaves, would be every network, which nobody has asked for.
    """
    if not host:
        raise UsageError("--host is empty", "give an address, such as 127.0.0.1, or 0.0.0.0 for every network")
    if host.isascii() and "\0" not in host:
        return host
    try:
        return to_ascii_host(host)
    except ValueError:
        raise UsageError(f"{host!r} is no host name", "check --host") from None


def raise_file_limit(wanted: int) -> None:
    """Let this process have so many connections open, where the system allows it."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        except (OSError, ValueError):
            return
