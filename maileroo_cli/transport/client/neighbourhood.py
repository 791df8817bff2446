"""What is around a target that could not be connected to: the other loopback address, a container, the name server."""

from __future__ import annotations

import os
import socket
import time
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.hint.connection import DOCKER_HOST
from maileroo_cli.delivery.attempt.outcome import AttemptProblem

if TYPE_CHECKING:
    from collections.abc import Collection

CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv")
"""Files that Docker and Podman put into each container."""

_PATIENCE = 0.2
"""Seconds for the other loopback address to accept; it does so at once, or never."""

_LOOPBACKS = (
    (socket.AF_INET, "127.0.0.1", AttemptProblem.LISTENS_ON_IPV4),
    (socket.AF_INET6, "::1", AttemptProblem.LISTENS_ON_IPV6),
)


def find_other_loopback(port: int, tried: Collection[str], deadline: float) -> AttemptProblem | None:
    """Return which loopback address accepts connections at ``port``, of those that were not ``tried``.

    A server may listen on one alone, and 'localhost' may mean either. Nothing is sent.
    """
    for family, host, problem in _LOOPBACKS:
        if host not in tried and _accepts(family, host, port, min(_PATIENCE, deadline - time.monotonic())):
            return problem
    return None


def name_problem(host: str, error: OSError | None) -> AttemptProblem | None:
    """Return what may be behind a ``host`` that the system could not resolve."""
    if ("." not in host or host.lower() == DOCKER_HOST) and any(map(os.path.exists, CONTAINER_MARKS)):
        return AttemptProblem.IN_CONTAINER
    return AttemptProblem.NO_NAME_SERVER if error is not None and error.errno == socket.EAI_AGAIN else None


def _accepts(family: socket.AddressFamily, host: str, port: int, patience: float) -> bool:
    if patience <= 0:
        return False
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(patience)
            probe.connect((host, port))
    except OSError:
        return False
    return True
