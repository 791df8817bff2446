"""The ways in which one attempt can end, as closed sets. What they mean is told in ``explanation``."""

from enum import StrEnum


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


class TlsProblem(StrEnum):
    """Why a TLS connection could not be made."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    WRONG_HOST = "wrong-host"
    SELF_SIGNED = "self-signed"
    UNKNOWN_ISSUER = "unknown-issuer"
    PLAIN_HTTP = "plain-http"
    NEEDS_HTTPS = "needs-https"
    HANDSHAKE = "handshake"
