"""Who answers in the receiver's place: a port for HTTPS, a tunnel, a wall of passwords, a proxy or a firewall.

They are known by their words and headers. None of them has looked at the signature, whatever their status.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from maileroo_cli.delivery.attempt.hint.proxy import find_proxy
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.webhook.signing.request import header_values

_HEAD = 4_000


@dataclass(frozen=True, slots=True)
class Bystander:
    """``name`` says what it is, so that ``that is {name}`` is a sentence; ``advice`` is what to do about it."""

    name: str
    advice: str


HTTPS_PORT = Bystander("a port for HTTPS", "use https:// instead of http://")
HTTP2_PORT = Bystander("a server for HTTP/2 alone", "let it accept HTTP/1.1 too (in Node: allowHTTP1: true)")
CSRF = Bystander("a CSRF check", "exempt this route from it")
PASSWORD = Bystander("a password prompt", "let webhooks pass without one, or test with --header 'Authorization: …'")
AIRPLAY = Bystander("the AirPlay Receiver of macOS", "let your receiver listen on a port other than 5000 and 7000")
CHALLENGE = Bystander("Cloudflare's check for robots", "let webhooks pass it on this path")
ALLOWED_HOSTS = Bystander(
    "a check of the host's name",
    "allow this name: ALLOWED_HOSTS in Django, config.hosts in Rails, allowedHosts in Vite and webpack",
)
NGROK = Bystander("ngrok", "see that the tunnel and the receiver run, and that this is the tunnel's current URL")
CLOUDFLARE = Bystander("Cloudflare", "see that the receiver runs, and its tunnel if it has one")

# Compiled at first use: they are seldom needed, and would cost time at each start.
_HTTPS_WORDS = rb"(?i)https (?:port|server|scheme)|ssl-enabled|requires tls"
_HTTP2_WORDS = rb"(?i)(?:unknown|missing) alpn protocol"
_CSRF_WORDS = rb"(?i)csrf|cross[- ]site request forgery|invalidauthenticitytoken"
_HOST_WORDS = (
    rb"(?i)invalid (?:http_)?host(?: header)?\b|blocked hosts?:|host [^<>]{0,300} is not allowed|disallowedhost"
)
_CHALLENGE_HEADER = r"(?i)\s*(?:basic|digest|negotiate|ntlm)\b"


def find_bystander(attempt: Attempt) -> Bystander | None:
    """Return who answered in the receiver's place, as far as the answer shows it."""
    if attempt.outcome is not Outcome.ANSWERED or attempt.status is None or attempt.status < 400:
        return None
    for who, statuses, shows in _KNOWN:
        if attempt.status in statuses and shows(attempt):
            return who
    proxy = find_proxy(attempt)
    return None if proxy is None else Bystander(proxy.name, proxy.advice)


def _says(words: bytes) -> Callable[[Attempt], bool]:
    return lambda attempt: re.search(words, attempt.body[:_HEAD]) is not None


def _has(name: str, pattern: str) -> Callable[[Attempt], bool]:
    return lambda attempt: any(re.match(pattern, value) for value in header_values(attempt.headers, name))


_KNOWN: Sequence[tuple[Bystander, Sequence[int], Callable[[Attempt], bool]]] = (
    (HTTPS_PORT, (400, 426, 497), _says(_HTTPS_WORDS)),
    (HTTP2_PORT, (400, 403, 505), _says(_HTTP2_WORDS)),
    (AIRPLAY, (403, 404), _has("server", r"(?i)airtunes")),
    (CHALLENGE, (403, 503), _has("cf-mitigated", r"(?i)challenge")),
    (NGROK, range(400, 600), _has("ngrok-error-code", r"ERR_NGROK")),
    (CSRF, (400, 403, 419, 422), _says(_CSRF_WORDS)),
    (ALLOWED_HOSTS, (400, 403), _says(_HOST_WORDS)),
    (PASSWORD, (401,), _has("www-authenticate", _CHALLENGE_HEADER)),
    (CLOUDFLARE, range(520, 531), _has("server", r"(?i)cloudflare")),
)
