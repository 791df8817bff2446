"""Counting effects by asking a URL: ``--observe-url``. ``{event_id}`` and ``{event_type}`` in it are filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maileroo_cli.errors import InputError
from maileroo_cli.transport.observer.asking import UrlQuestion
from maileroo_cli.transport.observer.look import TIME_LIMIT, Stopped, make_turn, never
from maileroo_cli.transport.observer.number import read_number
from maileroo_cli.webhook.text.path import Path

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.transport.app.interface.application import Application
    from maileroo_cli.transport.client.tls import Trust

EVENT_ID, EVENT_TYPE = "{event_id}", "{event_type}"
_OPTION = "--observe-url"


class UrlObserver:
    """Asks a URL at each look, one at a time. Its number is that of one event where the URL has ``{event_id}``."""

    def __init__(
        self,
        url: str,
        path: Path | None,
        trust: Trust | None,
        application: Application | None = None,
        *,
        time_limit: float = TIME_LIMIT,
    ) -> None:
        """Raise ``UsageError`` for a URL that cannot be asked."""
        self.per_event = EVENT_ID in url
        self.turn = make_turn(per_event=self.per_event)
        self._path = path
        self._question = UrlQuestion(_OPTION, url, (EVENT_ID, EVENT_TYPE), trust, time_limit, application)

    def look(self, event_type: str, event_id: str, stopped: Stopped = never, body: bytes = b"") -> float:
        """Ask, and return the number in the answer."""
        where, status, answer = self._question.ask({EVENT_ID: event_id, EVENT_TYPE: event_type}, stopped)
        if not 200 <= status < 300:
            raise InputError(f"{where} answered {status}", "it has to answer 200 with a number (0 is fine)")
        return read_number(answer, self._path, where)

    def interrupt(self) -> None:
        """End the connection."""
        self._question.interrupt()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._question.close()
