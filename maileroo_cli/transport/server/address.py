"""The addresses that ``mhook listen`` takes from the system, and the files that it may have open there."""

import errno
import socket
import sys
from contextlib import ExitStack
from dataclasses import dataclass

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.host_name import to_ascii_host

LOOPBACK, LOOPBACK_6 = "127.0.0.1", "::1"
BACKLOG = 1024
_LOCALHOST = "localhost"
_EVERY, _EVERY_6 = "0.0.0.0", "::"  # noqa: S104  (only where it is asked for)
_ANY = (_EVERY, _EVERY_6, "")
_HERE = (_LOCALHOST, LOOPBACK, LOOPBACK_6, *_ANY)
_TRIES = 20
"""A port that is free at one address may be taken at the next; then another one is tried."""

_IN_USE = {errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)}
_NOT_OURS = {errno.EADDRNOTAVAIL, getattr(errno, "WSAEADDRNOTAVAIL", errno.EADDRNOTAVAIL)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, getattr(errno, "WSAEACCES", errno.EACCES)}
_UNPRIVILEGED = 1024
_SHOW_PORTS = {
    "linux": "ss -ltnp 'sport = :{port}'",
    "darwin": "lsof -nP -iTCP:{port} -sTCP:LISTEN",
    "win32": "netstat -ano -p TCP",
}
"""What shows which program has a port."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen: at every one of ``hosts``, at the same port; 0 takes one that is free at all of them.

    ``localhost``, which is meant where no host is named, is 127.0.0.1 and, where the machine has it, ::1: which of the
    two a sender takes is its own choice.
    """

    hosts: tuple[str, ...] = ()
    port: int = 0

    @property
    def exposed(self) -> tuple[str, ...]:
        """The hosts at which others than this machine may be able to send requests."""
        here = (_LOCALHOST, LOOPBACK_6)
        return tuple(host for host in self.hosts if not host.startswith("127.") and host not in here)

    @property
    def every_host(self) -> tuple[str, ...]:
        """The hosts with both addresses of ``localhost``, each once, and none that another one contains."""
        named = [one for host in self.hosts or (_LOCALHOST,) for one in _loopbacks(host)]
        return tuple(host for host in dict.fromkeys(named) if not _is_contained(host, named))

    def may_lack(self, host: str) -> bool:
        """Tell whether it is listened without ``host`` where the machine does not have it."""
        return host == LOOPBACK_6 and LOOPBACK_6 not in self.hosts


def leads_back(host: str, port: int, address: Address) -> bool:
    """Tell whether a connection to ``host`` and ``port`` would come to ``address``, as far as the names tell."""
    host = host.lower().removesuffix(".")
    if not address.port or port != address.port:
        return False
    return any(_leads_to(host, own.lower()) for own in address.every_host)


def _leads_to(host: str, own: str) -> bool:
    return host == own or (_is_here(host) and (own in _ANY or (own in _HERE and host in _HERE)))


def _is_here(host: str) -> bool:
    return host in _HERE or host.startswith("127.")


def _loopbacks(host: str) -> tuple[str, ...]:
    return (LOOPBACK, LOOPBACK_6) if host.lower() == _LOCALHOST else (host,)


def _is_contained(host: str, named: list[str]) -> bool:
    """Tell whether ``host`` is an address of this machine that another one which is named stands for as well."""
    every = _EVERY_6 if ":" in host else _EVERY
    return host != every and every in named and _is_address(host)


def _is_address(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
    except (OSError, ValueError):
        return False
    return True


def bind(address: Address) -> list[socket.socket]:
    """Return sockets that listen at ``address``, the first host's first; raise ``UsageError`` where they cannot.

    A host that the machine may lack is left out where it does. Where another program has the port there, that is an
    error all the same: requests to ``localhost`` might go to it.
    """
    for left in reversed(range(_TRIES)):
        try:
            return _bind_all(address)
        except _PortTakenError as taken:
            if not left:
                raise UsageError(f"no port is free on {taken}", "choose a --port") from None
    raise AssertionError


class _PortTakenError(Exception):
    """A free port of the first host is taken at another one, which is named."""


def _bind_all(address: Address) -> list[socket.socket]:
    bound: list[socket.socket] = []
    with ExitStack() as stack:
        for host in address.every_host:
            port = bound[0].getsockname()[1] if bound else address.port
            try:
                one = bind_one(host, port, alone=len(address.every_host) == 1)
            except (OSError, OverflowError) as error:
                if bound and not address.port and _number(error) in _IN_USE:
                    raise _PortTakenError(host) from None
                if address.may_lack(host) and _number(error) not in _IN_USE:
                    continue
                raise _cannot_listen(host, port, error, optional=address.may_lack(host)) from None
            bound.append(stack.enter_context(one))
        stack.pop_all()
    return bound


def bind_one(host: str, port: int, *, alone: bool = True) -> socket.socket:
    """Return a socket that listens at one host; raise ``OSError``, or ``OverflowError`` for what is no port at all.

    It is ``alone`` where nobody listens at another host with the same port.
    """
    name = _system_host(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio leaves Nagle on
    try:
        if sys.platform == "win32":  # there SO_REUSEADDR would let two programs have the same port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:  # alone, :: is every address of both families, on every system
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, not (alone and host == _EVERY_6))
        bound.bind((name, port))
        bound.listen(BACKLOG)
    except BaseException:
        bound.close()
        raise
    return bound


def _number(error: Exception) -> int:
    return getattr(error, "errno", None) or 0


def _cannot_listen(host: str, port: int, error: Exception, *, optional: bool) -> UsageError:
    """Return why a host cannot be listened on, and what to do about it."""
    number = _number(error)
    if isinstance(error, socket.gaierror):
        bare = _bare_address(host)
        why, hint = "cannot find this host", f"give the bare address: {bare}" if bare else "check --host"
    elif number in _IN_USE and optional:
        why = "another program has this port there, and would get some of what is sent to localhost"
        hint = f"choose another --port, or listen with --host {LOOPBACK} alone"
    elif number in _IN_USE:
        why, hint = "another program has this port", f"choose another --port, or 0 for any free one{_who(port)}"
    elif number in _FORBIDDEN and 0 < port < _UNPRIVILEGED:
        why, hint = f"ports below {_UNPRIVILEGED} are the administrator's", f"choose a --port from {_UNPRIVILEGED} on"
    elif number in _NOT_OURS:
        why, hint = "this machine does not have that address", f"give one that it has, or {_EVERY} for every network"
    else:
        why, hint = getattr(error, "strerror", None) or str(error), "check --host and --port"
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return UsageError(f"cannot listen on {place} ({why})", hint)


def _who(port: int) -> str:
    shown = _SHOW_PORTS.get(sys.platform)
    return f"; see which program it is: {shown.format(port=port)}" if shown else ""


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
        raise UsageError(f"{host!r} is not a host name", "check --host") from None


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
