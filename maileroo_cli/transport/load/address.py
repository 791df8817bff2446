"""Which of a host's addresses the engine connects to. It is found once, before the window."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Any, NamedTuple

from maileroo_cli.errors import UnreachableError
from maileroo_cli.transport.client.target import Target

_PATIENCE = 2.0


class ReceiverAddress(NamedTuple):
    """A socket's family and the address that it connects to."""

    family: int
    address: Any


def find_address(target: Target) -> ReceiverAddress:
    """Return the first address of the host that accepts a connection, or the first of all where none does.

    A host that has none raises ``UnreachableError``.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreachableError(f"the host {target.host} has no address ({reason})", "check its name") from None
    addresses = [ReceiverAddress(family, address) for family, _, _, _, address in found]
    if len(addresses) > 1:
        for one in addresses:
            with suppress(OSError), socket.socket(one.family, socket.SOCK_STREAM) as trial:
                trial.settimeout(_PATIENCE)
                trial.connect(one.address)
                return one
    return addresses[0]
