"""One HTTP try and what came of it; the ways in which it can end are closed sets.

Nothing here touches a socket: ``transport.client.sender`` makes attempts. Whether one is good is in ``judgement``, what
it means in ``explanation``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.text.shown import show


class Outcome(StrEnum):
    """What came of one HTTP try; only ``ANSWERED`` is a whole HTTP answer."""

    ANSWERED = "answered"
    REFUSED = "refused"
    DNS = "dns"
    TLS = "tls"
    RESET = "reset"
    TIMEOUT = "timeout"
    GARBAGE = "garbage"
    UNREACHABLE = "unreachable"


class Phase(StrEnum):
    """How far an attempt had come; worded so that ``timed out while {phase}`` is a sentence."""

    CONNECTING = "connecting"
    SECURING = "setting up TLS"
    SENDING = "sending the request"
    WAITING = "waiting for the answer"
    READING = "reading the answer"

    @property
    def has_connection(self) -> bool:
        """Whether the connection stood, so that a byte of the request may have come to the receiver."""
        match self:
            case Phase.CONNECTING | Phase.SECURING:
                return False
            case Phase.SENDING | Phase.WAITING | Phase.READING:
                return True
            case _:
                assert_never(self)


class AttemptProblem(StrEnum):
    """What was seen of an attempt beyond its outcome, and tells what to do; runs on disk hold these words."""

    # of TLS
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    WRONG_HOST = "wrong-host"
    SELF_SIGNED = "self-signed"
    UNKNOWN_ISSUER = "unknown-issuer"
    PLAIN_HTTP = "plain-http"
    NEEDS_HTTPS = "needs-https"
    CLIENT_CERTIFICATE = "client-certificate"
    OLD_TLS = "old-tls"
    HANDSHAKE = "handshake"
    # of the connection
    LISTENS_ON_IPV4 = "listens-on-ipv4"
    LISTENS_ON_IPV6 = "listens-on-ipv6"
    NO_NAME_SERVER = "no-name-server"
    IN_CONTAINER = "in-container"
    HTTP2_ONLY = "http2-only"
    CONNECTION_RESET = "connection-reset"
    PERHAPS_HTTPS = "perhaps-https"
    # of a redirect
    TO_HTTPS = "to-https"
    TO_SLASH = "to-slash"
    FROM_SLASH = "from-slash"
    TO_ITSELF = "to-itself"
    TO_LOGIN = "to-login"


_SUCCESS = 200
_SHOWN = 60


@dataclass(frozen=True, slots=True, repr=False)
class Attempt:
    """One HTTP try and what came of it. Its ``repr`` is short: what came back, and what the application raised.

    ``seconds`` is wall time from before the connection to the end of the answer. ``status``, ``headers`` and ``body``
    hold what arrived, also where the answer broke off; ``body`` is as it came (never decompressed) and cut at the
    sender's limit, which ``body_truncated`` tells. ``location`` is the target of a redirect. ``phase`` is how far it
    had come, ``problem`` what else was seen of it. ``place`` is ``host:port``. ``reused`` says that the connection had
    been kept from an earlier request.

    ``detail`` is what is known of a failure besides; of an answer that was read from a run's file, the line of its body
    that says most. ``traceback`` is that of the exception that an application in this process raised or logged,
    ``raised`` tells it in one line, and ``raised_at`` where in the application that was: ``shop/main.py, line 12``.
    ``failed_afterwards`` says that it ended the application's work when the whole answer had been given.
    ``headers``, ``body``, ``location``, ``detail`` and all that tells of an exception are the peer's own text: make
    them safe before showing them.
    """

    outcome: Outcome
    seconds: float
    status: int | None = None
    headers: Headers = ()
    body: bytes = b""
    body_truncated: bool = False
    location: str | None = None
    phase: Phase = Phase.CONNECTING
    problem: AttemptProblem | None = None
    detail: str = ""
    place: str = ""
    reused: bool = False
    traceback: str = ""
    raised: str = ""
    raised_at: str = ""
    failed_afterwards: bool = False

    @property
    def ok(self) -> bool:
        """Whether the answer was 200, which alone is a success for Maileroo (official)."""
        return self.outcome is Outcome.ANSWERED and self.status == _SUCCESS

    @property
    def text(self) -> str:
        """The body of the answer as text; a byte that is no UTF-8 is replaced."""
        return self.body.decode("utf-8", "replace")

    @property
    def raised_in_line(self) -> str:
        """The exception of an application with its place, in one line; empty where there was none."""
        return f"{self.raised} ({self.raised_at})" if self.raised_at else self.raised

    @property
    def word(self) -> str:
        """What came back in one word: the status of a whole answer, or how the attempt ended."""
        return str(self.status) if self.outcome is Outcome.ANSWERED and self.status is not None else str(self.outcome)

    @property
    def reached_receiver(self) -> bool:
        """Whether there was a connection with the receiver: it may be wrong, or late, but it is there."""
        match self.outcome:
            case Outcome.ANSWERED | Outcome.RESET | Outcome.GARBAGE:
                return True
            case Outcome.REFUSED | Outcome.DNS | Outcome.TLS | Outcome.UNREACHABLE:
                return False
            case Outcome.TIMEOUT:
                return self.phase.has_connection
            case _:
                assert_never(self.outcome)

    def __repr__(self) -> str:
        parts = [self.word]
        if self.outcome is Outcome.ANSWERED:
            text = self.text
            parts += [repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")] if text else []
        else:
            parts[0] += f" while {self.phase}" if self.outcome is Outcome.TIMEOUT else ""
            parts += [show(self.detail)] if self.detail else []
        parts += [f"raised {show(self.raised_in_line)}"] if self.raised else []
        return f"Attempt({', '.join(parts)})"
