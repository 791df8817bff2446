"""Whom ``mhook inspect`` may be reached by, and where it may send: this machine alone, unless others are named."""

from collections.abc import Sequence
from functools import partial

from maileroo_cli.errors import UsageError
from maileroo_cli.transport.client.target import Target, parse_target
from maileroo_cli.transport.server.address import Address

_EVERYWHERE = ("0.0.0.0", "::", "*")  # noqa: S104  (refused)


def check_sendable(url: str | None, host: str | None, authorized: Sequence[str]) -> Target | None:
    """Return where captures may be sent to; another machine that is not authorized by name raises ``UsageError``.

    So does a name that is authorized, and is neither that of the URL nor the ``host`` of the page.
    """
    target = None if url is None else parse_target(url)
    used = {name.lower() for name in (host, None if target is None else target.host) if name}
    odd = next((one for one in authorized if one.lower() not in used), None)
    if odd is not None:
        raise UsageError(f"--authorize names {odd!r}, which is the host of neither --target nor --host", "leave it out")
    if target is not None and not target.is_loopback and not _is_among(target.host, authorized):
        what = f"--target is on {target.host}, which is not this machine, and the page could send to it"
        raise UsageError(what, f"add --authorize {target.host} if it is yours to test")
    return target


def check_reachable(host: str | None, port: int, authorized: Sequence[str]) -> Address:
    """Return where the page is served; what others can reach, and is not authorized, raises ``UsageError``.

    A page is asked for by the name that it is served under, so that every address at once is no such name.
    """
    address = Address(() if host is None else (host,), port)
    if host is None or not address.exposed:
        return address
    if host in _EVERYWHERE or _is_every_address(host):
        raise UsageError(f"--host {host} is every address, and the page needs one", "give the one that you will open")
    if not _is_among(host, authorized):
        what = f"--host {host!r} lets others reach the page, without TLS" if host else "--host is empty"
        raise UsageError(what, f"leave it out, or add --authorize {host}" if host else "leave it out")
    return address


def _is_every_address(host: str) -> bool:
    """Whether this is another spelling of 0.0.0.0 or ::, such as ``0`` or ``0::0``."""
    import socket

    for read in (socket.inet_aton, partial(socket.inet_pton, socket.AF_INET6)):
        try:
            return not any(read(host))
        except OSError:
            continue
    return False


def _is_among(host: str, authorized: Sequence[str]) -> bool:
    return host.lower() in {one.lower() for one in authorized}
