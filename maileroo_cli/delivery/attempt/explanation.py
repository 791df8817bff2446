"""What an attempt that is no success means and what to do about it, in words for a person. Nothing is decided here.

How Maileroo retries (``schedule`` says how sure that is) and that only 200 is a success (official) is told to the user
at the place where it matters.
"""

from typing import assert_never

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase, TlsProblem
from maileroo_cli.delivery.attempt.refusal import speaks_https
from maileroo_cli.delivery.schedule.catalogue import MAILEROO, SCHEDULES
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span


def provider_of(schedule: Schedule) -> str:
    """Return who tries again under ``schedule``; empty where it is one of the user's own."""
    if schedule.name == MAILEROO.name:
        return "Maileroo"
    return schedule.name if schedule.name in SCHEDULES else ""


def would_retry(schedule: Schedule, what: str = "this event") -> str:
    """Return how long and how many times ``what`` is tried again that is not accepted at its first attempt."""
    times, hours = len(schedule.waits), schedule.total / 3_600
    if not times:
        return f"would not retry {what}"
    span = count(hours, "hour") if hours and hours.is_integer() else format_span(schedule.total)
    return f"would retry {what} for {span} ({count(times, 'more time')})"


_REDIRECTS = (301, 302, 303, 307, 308)

_STATUS_HINTS = {
    101: "it wants to switch protocols: check that this is not the path of a WebSocket",
    400: "it could not read the request: see its log for what it disliked",
    401: "if the signature is good, compare the receiver's secret with --secret, and see that it hashes the raw body",
    403: "look at its signature check and secret; a CSRF check or a firewall answers so too",
    404: "nothing is at this path: compare the URL with the receiver's routes",
    405: "the path is there but takes no POST: allow POST on this route",
    406: "it wants another Accept header: a webhook should not depend on one",
    408: "it gave up waiting for the request",
    410: "nothing is at this path any more: compare the URL with the receiver's routes",
    411: "it, or a proxy before it, did not see a Content-Length",
    413: "it takes no body of this size: raise its limit",
    415: "it does not take application/json: allow it on this route",
    419: "a CSRF check refused it, as Laravel's does: exempt this route",
    421: "it, or a proxy before it, does not serve this host name: compare the URL's host with its configuration",
    422: "it read the JSON but refused its content: see which fields it demands",
    429: "it limits the rate: send more slowly with --rate, or exempt webhooks from the limit",
    502: "a proxy answered for it: see whether the receiver behind it is running",
    503: "it, or a proxy before it, is not ready or overloaded",
    504: "a proxy waited for it in vain: look at the receiver's log",
}

_SENTENCES = {
    Outcome.REFUSED: "nothing listens on {place}: is the receiver running?",
    Outcome.DNS: "cannot find the host {host}: check the URL for a typing error",
    Outcome.GARBAGE: "{place} answered, but not in valid HTTP: is it another service, or is its server broken?",
    Outcome.UNREACHABLE: "{place} cannot be reached from here: check the host, the network and the firewall",
}

_TLS_SENTENCES = {
    TlsProblem.EXPIRED: "the certificate of {place} has expired: renew it",
    TlsProblem.NOT_YET_VALID: "the certificate of {place} is not valid yet: compare this machine's clock with it",
    TlsProblem.WRONG_HOST: "the certificate of {place} is for another name: use the name that it was made for",
    TlsProblem.SELF_SIGNED: "the certificate of {place} is self-signed: give its file with --cacert, or use --insecure",
    TlsProblem.UNKNOWN_ISSUER: (
        "the certificate of {place} comes from an authority that is not trusted here, "
        "or an intermediate one is missing: give the authority's file with --cacert"
    ),
    TlsProblem.PLAIN_HTTP: "{place} does not speak TLS: use http:// instead of https://",
    TlsProblem.NEEDS_HTTPS: "{place} speaks TLS: use https:// instead of http://",
    TlsProblem.HANDSHAKE: "no TLS connection could be made with {place}: does this port speak HTTPS?",
}


def explain(attempt: Attempt, schedule: Schedule = MAILEROO) -> str:
    """Return one sentence for an attempt that is no success; it may quote the peer: make it safe before showing it."""
    if attempt.outcome is Outcome.ANSWERED and attempt.status is not None:
        return _explain_answer(attempt, attempt.status, schedule)
    return _explain_failure(attempt)


def why_not_200(status: int, schedule: Schedule = MAILEROO) -> str:
    """Return whether an answer of 2xx that is not 200 is a success for the provider of ``schedule``.

    A schedule of the user's own says nothing of that: Maileroo's rule is told then.
    """
    provider = provider_of(schedule)
    if not provider:
        return f"answered {status}, but Maileroo counts only 200 as success (official)"
    if schedule.any_2xx:
        return f"answered {status}, which {provider} counts as success (published)"
    grade = "official" if provider == "Maileroo" else "published"
    return f"answered {status}, but {provider} counts only 200 as success ({grade})"


def _explain_answer(attempt: Attempt, status: int, schedule: Schedule) -> str:
    if 200 <= status < 300:
        return why_not_200(status, schedule)
    if 300 <= status < 400:
        return _explain_redirect(status, attempt.location, schedule)
    hint, then = _hint(attempt, status), _then(status, schedule)
    return f"answered {status}: {hint}{then}" if hint else f"answered {status}{then}"


def _then(status: int, schedule: Schedule) -> str:
    provider = provider_of(schedule)
    return f"; {provider} does not try again after {status}" if provider and status in schedule.refusals else ""


def _explain_redirect(status: int, location: str | None, schedule: Schedule) -> str:
    if location is None:
        what = "a redirect without a target" if status in _REDIRECTS else "which is no success"
        return f"answered {status}, {what}: answer 200 at this URL{_then(status, schedule)}"
    unknown = "Maileroo is not known to follow redirects: " if schedule.name == MAILEROO.name else ""
    return f"answered {status}, a redirect to {location}: {unknown}register the final URL, and use it here"


def _hint(attempt: Attempt, status: int) -> str:
    if speaks_https(attempt):
        return "the port seems to speak HTTPS: use https:// instead of http://"
    if hint := _STATUS_HINTS.get(status):
        return hint
    return "the receiver failed: look at its log" if status >= 500 else ""


def _explain_failure(attempt: Attempt) -> str:
    match attempt.outcome:
        case Outcome.ANSWERED:
            return "answered without a status"
        case Outcome.TLS:
            return _TLS_SENTENCES[attempt.problem or TlsProblem.HANDSHAKE].format(place=attempt.place)
        case Outcome.RESET:
            return _explain_reset(attempt)
        case Outcome.TIMEOUT:
            return f"timed out after {_seconds(attempt.seconds)} while {attempt.phase}: {_timeout_hint(attempt)}"
        case Outcome.REFUSED | Outcome.DNS | Outcome.GARBAGE | Outcome.UNREACHABLE:
            host = attempt.place.rpartition(":")[0]
            return _SENTENCES[attempt.outcome].format(place=attempt.place, host=host)
        case _:
            assert_never(attempt.outcome)


def _explain_reset(attempt: Attempt) -> str:
    if attempt.status is not None:
        return f"answered {attempt.status}, but the answer broke off: look at the receiver's log"
    if attempt.reused:
        return (
            f"{attempt.place} closed a kept connection without an answer: look at its log; "
            "if it closes after each answer, it should say 'Connection: close'"
        )
    return f"{attempt.place} closed the connection without an answer: did the receiver crash? look at its log"


def _timeout_hint(attempt: Attempt) -> str:
    match attempt.phase:
        case Phase.CONNECTING:
            return "is the host right, and does a firewall drop the connection?"
        case Phase.SECURING:
            return "does this port speak HTTPS?"
        case Phase.SENDING | Phase.WAITING | Phase.READING:
            return "answer first and work later, or allow more with --timeout"
        case _:
            assert_never(attempt.phase)


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
