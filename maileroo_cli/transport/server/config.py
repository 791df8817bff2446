"""What a listener is to do with requests, and how long a client may take. Limits of a request are ``FrameLimits``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.capture.store.limits import NO_LIMITS, StoreLimits

if TYPE_CHECKING:
    from maileroo_cli.capture.answer.responder import Responder
    from maileroo_cli.transport.server.forward import Forwarder
    from maileroo_cli.webhook.signing.secret import Secret


class ListenConfig(NamedTuple):
    """What is done with requests. With a ``forwarder`` the application's answer takes the place of the script's.

    ``verify_first`` holds back what is not valid. ``keep`` is how much the store may hold, of what arrives from
    now on, or with ``prune_existing`` in all. ``diagnoses`` tells whether it is searched why a signature does not
    verify.
    """

    secrets: Sequence[Secret]
    responder: Responder
    forwarder: Forwarder | None = None
    verify_first: bool = False
    keep: StoreLimits = NO_LIMITS
    prune_existing: bool = False
    diagnoses: bool = True


class Deadlines(NamedTuple):
    """How long a client may take, in seconds.

    ``head`` and ``request`` count from a request's first byte, ``idle`` from the last answer, and ``linger`` is the
    time to leave after the last answer of all.
    """

    head: float = 10.0
    request: float = 60.0
    idle: float = 60.0
    linger: float = 2.0
