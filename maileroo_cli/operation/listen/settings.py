"""What a session of listening is asked for: all but the store has a default."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.capture.answer.script import AnswerScript
from maileroo_cli.capture.http.framing import FrameLimits
from maileroo_cli.capture.store.limits import NO_LIMITS, StoreLimits
from maileroo_cli.capture.store.writer import Durability
from maileroo_cli.transport.server.address import Address
from maileroo_cli.transport.server.config import Deadlines

if TYPE_CHECKING:
    from maileroo_cli.capture.expectation.clauses import Expectation
    from maileroo_cli.transport.server.forward import ForwardTarget
    from maileroo_cli.webhook.signing.secret import Secret


class ListenSettings(NamedTuple):
    """One session. Requests are kept in the file ``store``, as much of them as ``keep`` says.

    What was there before is left alone, unless ``prune_existing``.
    Without ``secrets`` they are not verified; ``verify_first`` then holds back all of them. ``script`` says what is
    answered, unless an ``application`` does. With an ``expectation`` the session ends as soon as that is decided.
    ``ready_file`` is a file that holds the URL while connections are accepted. ``doing`` tells other programs who has
    the store. Where ``ends_at_signals``, Ctrl-C and SIGTERM end the session, and are no exception unless whoever
    iterates does not ask for the next result within a second; only the main thread can have that.
    """

    store: Path
    secrets: Sequence[Secret] = ()
    address: Address = Address()
    script: AnswerScript = AnswerScript()
    application: ForwardTarget | None = None
    verify_first: bool = False
    expectation: Expectation | None = None
    ready_file: str | None = None
    keep: StoreLimits = NO_LIMITS
    prune_existing: bool = False
    durability: Durability = Durability.NORMAL
    frame_limits: FrameLimits = FrameLimits()
    deadlines: Deadlines = Deadlines()
    max_connections: int = 1000
    doing: str = "mhook listen"
    ends_at_signals: bool = True
