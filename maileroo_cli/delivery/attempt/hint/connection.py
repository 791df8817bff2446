"""Attempts without an HTTP answer: what happened, and what to do about it. Nothing is connected or resolved here."""

from typing import NamedTuple, assert_never

from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome, Phase

DOCKER_HOST = "host.docker.internal"
"""The name under which a container reaches the machine that it runs on."""

_UNSPECIFIED = ("0.0.0.0", "[::]")  # noqa: S104  (compared, not bound)


class FailureText(NamedTuple):
    """``what`` happened, and ``advice`` on what to do; both name the place, and neither quotes the peer."""

    what: str
    advice: str

    def __str__(self) -> str:
        return f"{self.what}: {self.advice}"


_OTHERS = {AttemptProblem.LISTENS_ON_IPV4: "127.0.0.1", AttemptProblem.LISTENS_ON_IPV6: "[::1]"}

_TLS = {
    AttemptProblem.EXPIRED: FailureText(
        "the certificate of {place} has expired", "renew it, or use --insecure for this test"
    ),
    AttemptProblem.NOT_YET_VALID: FailureText(
        "the certificate of {place} is not valid yet", "compare this machine's clock with its dates"
    ),
    AttemptProblem.WRONG_HOST: FailureText(
        "the certificate of {place} is for another name", "use a name that is in it, or use --insecure for this test"
    ),
    AttemptProblem.SELF_SIGNED: FailureText(
        "the certificate of {place} is self-signed", "give its file with --cacert, or use --insecure"
    ),
    AttemptProblem.UNKNOWN_ISSUER: FailureText(
        "the certificate of {place} comes from an authority that is not trusted here",
        "give the authority's file with --cacert, or use --insecure; perhaps the server leaves out an intermediate one",
    ),
    AttemptProblem.PLAIN_HTTP: FailureText("{place} does not speak TLS", "use http:// if it speaks plain HTTP"),
    AttemptProblem.NEEDS_HTTPS: FailureText("{place} speaks TLS, not plain HTTP", "use https:// instead of http://"),
    AttemptProblem.CLIENT_CERTIFICATE: FailureText(
        "{place} asks for a client certificate, which no webhook has", "let this path do without one"
    ),
    AttemptProblem.OLD_TLS: FailureText("{place} offers no TLS version that is safe", "let it speak TLS 1.2 or 1.3"),
    AttemptProblem.HTTP2_ONLY: FailureText(
        "{place} speaks only HTTP/2, and mhook HTTP/1.1", "let the server accept both"
    ),
    AttemptProblem.HANDSHAKE: FailureText(
        "no TLS connection could be made with {place}", "does this port speak HTTPS? if not, use http://"
    ),
}

_DOCKER_HOST_ADVICE = (
    "only containers know this name; from this machine use localhost",
    f"start this container with --add-host={DOCKER_HOST}:host-gateway",
)
_CONTAINER_ADVICE = (
    "if it is a container, only others of its network know the name; publish its port, and use localhost here",
    "if it is a container, it has to be in the same network as this one, under this name",
)
"""Outside a container, and in one."""


def explain_connection(attempt: Attempt) -> FailureText:
    """Return why ``attempt`` got no whole answer, and what to do."""
    match attempt.outcome:
        case Outcome.REFUSED:
            return _explain_refused(attempt)
        case Outcome.RESET:
            return _explain_reset(attempt)
        case Outcome.TLS:
            return _explain_tls(attempt)
        case Outcome.GARBAGE if attempt.problem is AttemptProblem.HTTP2_ONLY:
            return _explain_tls(attempt)
        case _:
            return FailureText(*_what_and_advice(attempt))


def _what_and_advice(attempt: Attempt) -> tuple[str, str]:
    what, place = f"cannot find the host {_host(attempt)}", attempt.place
    match attempt.outcome:
        case Outcome.DNS:
            advice = _name_advice(attempt)
        case Outcome.TIMEOUT:
            what = f"timed out after {_seconds(attempt.seconds)} while {attempt.phase}"
            advice = _timeout_advice(attempt.phase)
        case Outcome.UNREACHABLE:
            what = f"{place} cannot be reached from here"
            advice = _unspecified(attempt) or "check the host, the network and the firewall"
        case Outcome.GARBAGE:
            what, advice = f"{place} answered, but not in valid HTTP", "is it another service, or is its server broken?"
        case Outcome.ANSWERED | Outcome.REFUSED | Outcome.RESET | Outcome.TLS:
            what, advice = "answered without a status", "is its server broken?"
        case _:
            assert_never(attempt.outcome)
    return what, advice


def _explain_tls(attempt: Attempt) -> FailureText:
    what, advice = _TLS.get(attempt.problem or AttemptProblem.HANDSHAKE, _TLS[AttemptProblem.HANDSHAKE])
    return FailureText(what.format(place=attempt.place), advice)


def _explain_refused(attempt: Attempt) -> FailureText:
    other = None if attempt.problem is None else _OTHERS.get(attempt.problem)
    if other is None:
        advice = _unspecified(attempt) or "is the receiver running?"
        return FailureText(f"nothing listens on {attempt.place}", advice)
    there = f"{other}:{attempt.place.rpartition(':')[2]}"
    what = f"nothing listens on {attempt.place}, but something does on {there}"
    return FailureText(what, f"use {there} in the URL if that is your receiver")


def _explain_reset(attempt: Attempt) -> FailureText:
    place = attempt.place
    if attempt.status is not None:
        return FailureText(f"answered {attempt.status}, but the answer broke off", "look at the receiver's log")
    if attempt.problem is AttemptProblem.PERHAPS_HTTPS:
        advice = "did the receiver crash, or does this port want https://? look at its log"
        return FailureText(f"{place} closed the connection without an answer", advice)
    if attempt.problem is AttemptProblem.CONNECTION_RESET:
        return FailureText(f"{place} reset the connection without an answer", "did the receiver crash? look at its log")
    if attempt.reused:
        advice = "look at its log; a server that closes after each answer should say 'Connection: close'"
        return FailureText(f"{place} closed a kept connection without an answer", advice)
    return FailureText(f"{place} closed the connection without an answer", "did the receiver crash? look at its log")


def _name_advice(attempt: Attempt) -> str:
    host, in_container = _host(attempt).lower().removesuffix("."), attempt.problem is AttemptProblem.IN_CONTAINER
    if host == DOCKER_HOST:
        return _DOCKER_HOST_ADVICE[in_container]
    if "." not in host:
        return _CONTAINER_ADVICE[in_container]
    if host.endswith(".localhost"):
        return "not every system knows names under .localhost; use localhost"
    if attempt.problem is AttemptProblem.NO_NAME_SERVER:
        return "the name server did not answer; check the network"
    return "check the URL for a typing error"


def _unspecified(attempt: Attempt) -> str:
    host = attempt.place.rpartition(":")[0]
    if host not in _UNSPECIFIED:
        return ""
    return f"{host.strip('[]')} is an address to listen on; send to localhost"


def _timeout_advice(phase: Phase) -> str:
    match phase:
        case Phase.CONNECTING:
            return "check the host and the port; a firewall may drop the connection"
        case Phase.SECURING:
            return "does this port speak HTTPS? if not, use http://"
        case Phase.SENDING:
            return "the receiver stopped reading: look at its log, or allow more with --timeout"
        case Phase.WAITING | Phase.READING:
            return "answer first and work later, or allow more with --timeout"
        case _:
            assert_never(phase)


def _host(attempt: Attempt) -> str:
    return attempt.place.rpartition(":")[0]


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
