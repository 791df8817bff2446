"""What the experiments share: where else is asked, what is quoted of an answer, and when something explains it."""

import re
from collections.abc import Callable, Generator, Sequence
from typing import TypeAlias
from urllib.parse import urlsplit, urlunsplit

from maileroo_cli.delivery.attempt.hint.answer_text import answer_text
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Step, StepResult, send
from maileroo_cli.rules.verdict import skipped
from maileroo_cli.webhook.signing.request import Request

UNEXPLAINED = skipped("this is not why a valid event is refused")
_LONGEST_QUOTE = 160
_CONTROLS = (False, False, False, True, True, True, False, False)
"""Which of the requests that follow differ: in no order that instances which take turns could follow."""

RequestMaker: TypeAlias = Callable[[], Request]
"""Makes a request with a new event each time."""

_CHANGING = re.compile(r"[0-9a-fA-F]{8,}|\d+")


def refused_with(probe: Probe, *statuses: int) -> Attempt | None:
    """Return the answer to a valid event where it was one of ``statuses``, else ``None``."""
    refused = probe.refused
    if refused is None or refused.outcome is not Outcome.ANSWERED or refused.status not in statuses:
        return None
    return refused


def accepted_instead(probe: Probe, make: RequestMaker) -> Generator[Step, StepResult, Attempt | None]:
    """Send what differs in one thing from a valid event; return its answer where this one thing decides.

    That is where it is accepted and valid events are still refused, each time: a receiver that changes its mind, and
    several instances that differ, are explained by nothing.
    """
    first = yield from send(make())
    if not is_accepted(first):
        return None
    for differs in _CONTROLS:
        again = yield from send(make() if differs else probe.request(probe.event()))
        if is_accepted(again) is not differs:
            return None
    return first


def with_header(probe: Probe, name: str, value: str) -> RequestMaker:
    """Return what makes valid events with another header."""
    return lambda: probe.request(probe.event(), headers=((name, value),))


def quoted(attempt: Attempt, probe: Probe) -> str:
    """Return what an answer says, to follow its status; empty where it says nothing, or holds the secret."""
    text = answer_text(attempt.headers, attempt.body)
    if not text or probe.secret.reveal().decode("utf-8", "replace") in text:
        return ""
    return f", '{text[:_LONGEST_QUOTE]}{'…' if len(text) > _LONGEST_QUOTE else ''}'"


def are_alike(one: Attempt, other: Attempt, *names: str) -> bool:
    """Return whether two answers are the same, but for numbers, ids, and the ``names`` in them."""
    return (one.outcome, one.status, _plain(one, names)) == (other.outcome, other.status, _plain(other, names))


def _plain(attempt: Attempt, names: Sequence[str]) -> str:
    text = answer_text(attempt.headers, attempt.body)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "#")
    return _CHANGING.sub("#", text)


def path_of(url: str) -> str:
    """Return the path of a URL, for a sentence."""
    return urlsplit(url).path or "/"


def with_path(url: str, path: str) -> str:
    """Return a URL with another path."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def slash_variant(url: str) -> str:
    """Return a URL with a slash at the end of its path, or without the one that it has."""
    path = path_of(url)
    return with_path(url, path.rstrip("/") or "/" if path != "/" and path.endswith("/") else f"{path}/")


def nowhere(probe: Probe) -> str:
    """Return a URL beside the receiver's at which there is nothing for certain."""
    url = probe.settings.url
    return with_path(url, f"{path_of(url).rstrip('/')}/mhook-{probe.settings.marker}-nowhere")


def is_refused_everywhere(probe: Probe, refused: Attempt) -> Generator[Step, StepResult, bool]:
    """Return whether both a POST and a GET are refused alike where nothing is: then no route was asked."""
    url = nowhere(probe)
    paths = path_of(probe.settings.url), path_of(url)
    posted = yield from send(probe.request(probe.event(), url=url), 404)
    if not are_alike(refused, posted, *paths):
        return False
    got = yield from send(probe.request(b"", signatures=(), method="GET", without="content-type", url=url), 404)
    return are_alike(refused, got, *paths)
