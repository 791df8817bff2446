"""Counting effects by asking a URL: ``--observe-url``. ``{event_id}`` and ``{event_type}`` in it are filled in."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING
from urllib.parse import quote

from maileroo_cli.delivery.attempt.explanation import explain
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.errors import InputError, UnreachableError, UsageError
from maileroo_cli.transport.client.target import Target, parse_target
from maileroo_cli.transport.observer.look import SIZE_LIMIT, TIME_LIMIT, LookStopped, Stopped, make_turn, never
from maileroo_cli.transport.observer.number import read_number
from maileroo_cli.webhook.signing.request import USER_AGENT, Request
from maileroo_cli.webhook.text.path import Path
from maileroo_cli.webhook.text.shown import show

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.transport.client.sender import Sender
    from maileroo_cli.transport.client.tls import Trust

EVENT_ID, EVENT_TYPE = "{event_id}", "{event_type}"
_OPTION = "--observe-url"
_PLACE = re.compile(r"\{[A-Za-z_.-]*\}")
_HEADERS = (("Accept", "application/json, text/plain;q=0.9, */*;q=0.1"), ("User-Agent", USER_AGENT))


class UrlObserver:
    """Asks a URL at each look, one at a time. Its number is that of one event where the URL has ``{event_id}``."""

    def __init__(self, url: str, path: Path | None, trust: Trust | None, *, time_limit: float = TIME_LIMIT) -> None:
        """Raise ``UsageError`` for a URL that cannot be asked."""
        self.per_event = EVENT_ID in url
        self.turn = make_turn(per_event=self.per_event)
        self._url = url
        self._path = path
        self._trust = trust
        self._time_limit = time_limit
        self._asking = threading.Lock()
        self._sender: Sender | None = None
        _check(url)
        # It is one receiver, whichever event it is asked about.
        if self._target("a", "b").place != self._target("c", "d").place:
            raise UsageError(f"{_OPTION} has a placeholder in its host", "put it in the path or the query")

    def look(self, event_type: str, event_id: str, stopped: Stopped = never, body: bytes = b"") -> float:
        """Ask, and return the number in the answer."""
        target = self._target(event_type, event_id)
        with self._asking:
            if stopped():
                raise LookStopped
            attempt = self._ask(target)
        if stopped():
            raise LookStopped
        where = f"{_OPTION} {target.display}"
        if attempt.outcome is not Outcome.ANSWERED or attempt.status is None:
            raise UnreachableError(f"{where} did not answer", self._why(attempt))
        if not 200 <= attempt.status < 300:
            raise InputError(f"{where} answered {attempt.status}", "it has to answer 200 with a number (0 is fine)")
        if attempt.body_truncated:
            raise InputError(f"{where} answered more than {SIZE_LIMIT:,} bytes", "let it return only a number")
        return read_number(attempt.body, self._path, where)

    def interrupt(self) -> None:
        """End the connection."""
        if (sender := self._sender) is not None:
            sender.interrupt()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        with self._asking:
            if self._sender is not None:
                self._sender.close()
                self._sender = None

    def _ask(self, target: Target) -> Attempt:
        if self._sender is None:
            from maileroo_cli.transport.client.sender import Sender

            self._sender = Sender(target, timeout=self._time_limit, trust=self._trust, body_limit=SIZE_LIMIT)
        self._sender.aim(target)
        return self._sender.send(Request("GET", target.url, _HEADERS, b""))

    def _target(self, event_type: str, event_id: str) -> Target:
        return parse_target(self._url.replace(EVENT_ID, _encode(event_id)).replace(EVENT_TYPE, _encode(event_type)))

    def _why(self, attempt: Attempt) -> str:
        if attempt.outcome is Outcome.TIMEOUT:
            return f"it has {self._time_limit:g} s to do so"
        return explain(attempt)


def _encode(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _check(url: str) -> None:
    for found in _PLACE.findall(url):
        if found not in (EVENT_ID, EVENT_TYPE):
            hint = f"use {EVENT_ID} or {EVENT_TYPE}; write a literal brace as %7B"
            raise UsageError(f"{_OPTION} has no placeholder {show(found)}", hint)
