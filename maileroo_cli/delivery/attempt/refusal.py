"""What an answer to a bad signature shows: that the signature was refused, or what else answered in its place.

A 404 for a mistyped path looks like a refusal, and is none: the check was never reached. Whether that makes an attempt
a good one is in ``judgement``.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from maileroo_cli.delivery.attempt.hint.bystander import find_bystander
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome

REFUSALS = (401, 403, 400)
"""The statuses with which a check of the signature refuses; no other one shows that there is a check."""

PASSING = frozenset((408, 425, 429, 502, 503, 504))
"""Statuses that may be others a moment later: they say nothing of the receiver's check, good or bad."""


class SignatureVerdict(StrEnum):
    """What came of a bad signature: only the first two are good."""

    REFUSED = "refused"
    LENIENT = "lenient"
    ACCEPTED = "accepted"
    CRASHED = "crashed"
    UNDECIDED = "undecided"


_ROUTE = ("that is the route, not the signature", "compare the URL with the receiver's routes")
_REDIRECT = "register the URL that it redirects to, and use that one here"
_CSRF_CHECK = ("that is a CSRF check, not the signature", "exempt this route from the CSRF check")
_PROXY = (
    "that is a proxy in the place of its receiver, not the signature",
    "see that the receiver behind the proxy runs",
)

_ELSEWHERE: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        101: ("that is a change of protocol, not the signature", "see whether this is the path of a WebSocket"),
        402: ("that is a payment which is due, not the signature", "look at the plan of whoever hosts the receiver"),
        404: _ROUTE,
        405: ("that is the route, which takes no POST, not the signature", "allow POST on this route"),
        406: ("that is the Accept header, not the signature", "let this route answer whatever is accepted"),
        407: ("that is a proxy that wants a password, not the signature", "let webhooks pass the proxy"),
        408: ("that is a time-out, not the signature", "look at the receiver's log"),
        409: ("that is a conflict with what the receiver has, not the signature", "check the signature first"),
        410: _ROUTE,
        411: ("that is the missing length, not the signature", "look at the proxy before the receiver"),
        413: ("that is the size limit, not the signature", "raise the limit, or send a smaller body"),
        414: ("that is the length of the URL, not the signature", "use a shorter URL"),
        415: ("that is the content type, not the signature", "allow application/json on this route"),
        419: _CSRF_CHECK,
        421: ("that is the host name, not the signature", "use the name that the receiver, or its proxy, serves"),
        422: (
            "that is validation: the body was parsed before the signature was checked",
            "check the signature over the raw body before anything else",
        ),
        425: ("that is a request that came too early, not the signature", "send it again"),
        426: ("that is the protocol, not the signature", "look at the proxy before the receiver"),
        428: ("that is a missing condition, not the signature", "demand no condition on this route"),
        429: ("that is the rate limit, not the signature", "send more slowly with --rate, or exempt this route"),
        431: ("that is the size of the headers, not the signature", "raise the limit of the headers"),
        451: ("that is a legal reason, not the signature", "look at what stands before the receiver"),
        502: _PROXY,
        503: ("that is overload or maintenance, not the signature", "see that the receiver is ready, and send again"),
        504: _PROXY,
    }
)


def is_refusal(status: int) -> bool:
    """Return whether a check of the signature answers so where it refuses."""
    return status in REFUSALS


def read_verdict(attempt: Attempt, *, needs_secret: bool = False) -> SignatureVerdict:
    """Return what an attempt with a bad signature shows; ``needs_secret`` is that of the kind."""
    status = attempt.status
    if status is None:
        return SignatureVerdict.CRASHED if attempt.outcome is Outcome.RESET else SignatureVerdict.UNDECIDED
    if 200 <= status < 300:
        return SignatureVerdict.LENIENT if needs_secret else SignatureVerdict.ACCEPTED
    if attempt.outcome is not Outcome.ANSWERED or who_answered(status, attempt):
        return SignatureVerdict.UNDECIDED
    return SignatureVerdict.CRASHED if status >= 500 else SignatureVerdict.REFUSED


def who_answered(status: int, attempt: Attempt | None = None) -> str:
    """Return what answered in place of the check, as a sentence; empty where the check did, or where it crashed.

    With the ``attempt`` a redirect's target is quoted: make it safe before showing it.
    """
    return _elsewhere(status, attempt)[0]


def what_to_do(attempt: Attempt) -> str:
    """Return what to change so that the check of the signature is reached; empty where it was."""
    if attempt.status is None or attempt.outcome is not Outcome.ANSWERED:
        return ""
    return _elsewhere(attempt.status, attempt)[1]


def _elsewhere(status: int, attempt: Attempt | None) -> tuple[str, str]:
    bystander = find_bystander(attempt) if attempt is not None and attempt.status == status else None
    if bystander is not None:
        return f"that is {bystander.name}, not the signature", bystander.advice
    if 200 <= status < 300 or is_refusal(status):
        return "", ""
    if found := _ELSEWHERE.get(status):
        return found
    if 300 <= status < 400:
        target = f" to {attempt.location}" if attempt is not None and attempt.location else ""
        return f"that is a redirect{target}, not the signature", _REDIRECT
    if status >= 500:
        return "", ""
    return f"only {', '.join(map(str, REFUSALS[:2]))} or {REFUSALS[2]} refuses a signature", "answer 401"
