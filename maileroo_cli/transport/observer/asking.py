"""Asking a URL of the user's about an event or a recipient. Places in braces are filled in, and only known ones."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from maileroo_cli.delivery.attempt.explanation import explain
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.errors import InputError, UnreachableError, UsageError
from maileroo_cli.transport.client.target import Target, parse_target
from maileroo_cli.transport.observer.look import SIZE_LIMIT, LookStopped, Stopped
from maileroo_cli.webhook.signing.request import USER_AGENT, Request
from maileroo_cli.webhook.text.shown import show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from maileroo_cli.transport.app.interface.application import Application
    from maileroo_cli.transport.client.contract import ReceiverSender
    from maileroo_cli.transport.client.tls import Trust

_PLACE = re.compile(r"\{[A-Za-z_.-]*\}")
_HEADERS = (("Accept", "application/json, text/plain;q=0.9, */*;q=0.1"), ("User-Agent", USER_AGENT))


class UrlAnswer(NamedTuple):
    """What a URL answered; ``where`` names the option and the URL."""

    where: str
    status: int
    body: bytes


class UrlQuestion:
    """A URL that is asked about one thing after the other, over one connection; it may be asked from any thread.

    ``option`` is the one that it was given with, ``places`` are those that may be in it. A path alone is one of the
    ``application`` that is called in this process, where there is one.
    """

    def __init__(
        self,
        option: str,
        url: str,
        places: Sequence[str],
        trust: Trust | None,
        time_limit: float,
        application: Application | None = None,
    ) -> None:
        """Raise ``UsageError`` for a URL that cannot be asked."""
        is_inside = application is not None and url.startswith("/")
        self._application = application if is_inside else None
        self._option = option
        self._url = f"http://localhost{url}" if is_inside else url
        self._places = places
        self._trust = trust
        self._time_limit = time_limit
        self._asking = threading.Lock()
        self._sender: ReceiverSender | None = None
        self._check()
        # It is one receiver, whatever it is asked about.
        if self._target(dict.fromkeys(places, "a")).place != self._target(dict.fromkeys(places, "b")).place:
            raise UsageError(f"{option} has a placeholder in its host", "put it in the path or the query")

    def ask(self, values: Mapping[str, str], stopped: Stopped) -> UrlAnswer:
        """Ask with these values in their places; where nothing whole is answered, raise ``UnreachableError``."""
        target = self._target(values)
        with self._asking:
            if stopped():
                raise LookStopped
            attempt = self._send(target)
        if stopped():
            raise LookStopped
        where = f"{self._option} {target.display}"
        if attempt.outcome is not Outcome.ANSWERED or attempt.status is None:
            raise UnreachableError(f"{where} did not answer", self._why(attempt))
        if attempt.body_truncated:
            raise InputError(f"{where} answered more than {SIZE_LIMIT:,} bytes", "let it return less")
        return UrlAnswer(where, attempt.status, attempt.body)

    def interrupt(self) -> None:
        """End the connection."""
        if (sender := self._sender) is not None:
            sender.interrupt()

    def close(self) -> None:
        """Close the connection."""
        with self._asking:
            if self._sender is not None:
                self._sender.close()
                self._sender = None

    def _send(self, target: Target) -> Attempt:
        sender = self._sender
        if sender is None:
            sender = self._sender = self._open(target)
        sender.aim(target)
        return sender.send(Request("GET", target.url, _HEADERS, b""))

    def _open(self, target: Target) -> ReceiverSender:
        if self._application is not None:
            from maileroo_cli.transport.app.sender import AppSender

            return AppSender(self._application, target, timeout=self._time_limit, body_limit=SIZE_LIMIT)
        from maileroo_cli.transport.client.sender import Sender

        return Sender(target, timeout=self._time_limit, trust=self._trust, body_limit=SIZE_LIMIT)

    def _target(self, values: Mapping[str, str]) -> Target:
        text = self._url
        for place in self._places:
            text = text.replace(place, quote(values[place], safe="", errors="surrogatepass"))
        return parse_target(text)

    def _why(self, attempt: Attempt) -> str:
        if attempt.outcome is Outcome.TIMEOUT:
            return f"it has {self._time_limit:g} s to do so"
        return explain(attempt)

    def _check(self) -> None:
        for found in _PLACE.findall(self._url):
            if found not in self._places:
                hint = f"use {' or '.join(self._places)}; write a literal brace as %7B"
                raise UsageError(f"{self._option} has no placeholder {show(found)}", hint)
