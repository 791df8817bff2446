"""Where a redirect leads, seen from the URL that was asked for. It is never followed."""

import re
from urllib.parse import urljoin, urlsplit

from maileroo_cli.delivery.attempt.outcome import AttemptProblem
from maileroo_cli.transport.client.target import DEFAULT_PORTS, Target

_LOGIN = r"(?i).*/(?:log-?in|sign-?in|auth|oauth2?|sso|session/new|users/sign_in)(?:[/.?]|$)"


def classify_redirect(target: Target, location: str) -> AttemptProblem | None:
    """Return what is usual about a redirect of ``target`` to ``location``; ``None`` where nothing is."""
    try:
        there = urlsplit(urljoin(f"{target.scheme}://{target.authority}{target.path_and_query}", location))
        place = there.hostname, there.port or DEFAULT_PORTS.get(there.scheme)
    except ValueError:
        return None
    if re.match(_LOGIN, there.path):
        return AttemptProblem.TO_LOGIN
    if place[0] == target.host.lower() and (there.scheme, target.scheme) == ("https", "http"):
        return AttemptProblem.TO_HTTPS
    if (there.scheme, *place) != (target.scheme, target.host.lower(), target.port):
        return None
    return _compare(target.path_and_query, there.path or "/", there.query)


def _compare(asked: str, path: str, query: str) -> AttemptProblem | None:
    """Return how the path of a redirect on the same server differs, if that is usual."""
    asked_path, _, asked_query = asked.partition("?")
    if path == asked_path:
        return AttemptProblem.TO_ITSELF if query == asked_query else None
    if path == f"{asked_path}/":
        return AttemptProblem.TO_SLASH
    return AttemptProblem.FROM_SLASH if f"{path}/" == asked_path else None
