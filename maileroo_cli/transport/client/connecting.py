"""How a connection comes about before a deadline: the host's addresses, TCP, and TLS where the target wants it.

What then goes over it is in ``stream``, what is trusted in ``tls``.
"""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from maileroo_cli.delivery.attempt.outcome import Outcome, Phase
from maileroo_cli.transport.client.neighbourhood import find_other_loopback, name_problem
from maileroo_cli.transport.client.stream import PeerError, Stream, time_left
from maileroo_cli.transport.client.tls import tls_problem

if TYPE_CHECKING:
    from maileroo_cli.transport.client.target import Target
    from maileroo_cli.transport.client.tls import Trust


def open_stream(target: Target, trust: Trust, deadline: float) -> Stream:
    """Connect to ``target`` before ``deadline``, trying each of its addresses in turn; raise ``PeerError``."""
    try:
        connected = _connect(target, _addresses(target, deadline), deadline)
        if target.scheme == "http":
            return Stream(connected, (BlockingIOError,), deadline)
        return _start_tls(connected, target, trust, deadline)
    except TimeoutError:
        raise PeerError(Outcome.TIMEOUT) from None


def _addresses(target: Target, deadline: float) -> list[Any]:
    """Resolve the host. The system's resolver knows no time-out, so it runs in a thread that can be left behind.

    Where the system starts no more threads, it runs in this one.
    """
    found: list[Any] = []
    failure: list[OSError] = []

    def resolve() -> None:
        try:
            found.extend(socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM))
        except OSError as error:
            failure.append(error)

    if _is_address(target.host):
        resolve()
    else:
        resolver = threading.Thread(target=resolve, name="mhook-resolver", daemon=True)
        try:
            resolver.start()
        except RuntimeError:
            resolve()
        else:
            resolver.join(max(0.0, deadline - time.monotonic()))
            if resolver.is_alive():
                raise TimeoutError
    if not found:
        error = failure[0] if failure else None
        raise PeerError(Outcome.DNS, error or "no address", name_problem(target.host, error))
    return found


def _is_address(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
    except OSError:
        return False
    return True


def _connect(target: Target, addresses: list[Any], deadline: float) -> socket.socket:
    """Return a socket connected to the first address that accepts; each has its share of the time that is left."""
    failure: OSError = TimeoutError()
    for index, (family, kind, protocol, _, address) in enumerate(addresses):
        try:
            candidate = socket.socket(family, kind, protocol)
        except OSError as error:
            failure = error
            continue
        try:
            candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            candidate.settimeout(time_left(deadline) / (len(addresses) - index))
            candidate.connect(address)
        except OSError as error:
            candidate.close()
            failure = error
        else:
            return candidate
    if isinstance(failure, TimeoutError):
        raise failure
    outcome = _connect_outcome(failure)
    problem = None
    if outcome is Outcome.REFUSED and target.is_loopback:
        problem = find_other_loopback(target.port, {address[0] for *_, address in addresses}, deadline)
    raise PeerError(outcome, failure, problem)


def _connect_outcome(error: OSError) -> Outcome:
    if isinstance(error, ConnectionRefusedError):
        return Outcome.REFUSED
    if isinstance(error, ConnectionResetError | ConnectionAbortedError):
        return Outcome.RESET
    return Outcome.UNREACHABLE


def _start_tls(connected: socket.socket, target: Target, trust: Trust, deadline: float) -> Stream:
    import ssl

    context = trust.context()
    name = target.host.removesuffix(".")
    secured = connected
    try:
        # Wrapping a connection that was reset meanwhile leaks it; a handshake on wrapping would silently be left out.
        connected.getpeername()
        secured = wrapped = context.wrap_socket(connected, server_hostname=name, do_handshake_on_connect=False)
        wrapped.settimeout(time_left(deadline))
        wrapped.do_handshake()
    except TimeoutError:
        secured.close()
        raise PeerError(Outcome.TIMEOUT, phase=Phase.SECURING) from None
    except OSError as error:
        secured.close()
        raise PeerError(Outcome.TLS, error, tls_problem(error), Phase.SECURING) from None
    return Stream(secured, (BlockingIOError, ssl.SSLWantReadError), deadline)
