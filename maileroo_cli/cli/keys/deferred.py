"""The keys of ``mhook listen``, whose code is loaded once it listens, in the thread that hears them.

So the listener is ready as soon as it is without keys.
"""

from typing import TYPE_CHECKING

from maileroo_cli.cli.inspecting import address_of_capture
from maileroo_cli.operation.listen.results import ListenResults
from maileroo_cli.report.listen.live.flow import ArrivalFlow
from maileroo_cli.report.listen.live.report import LiveListenReport
from maileroo_cli.report.listen.report import ListenTerms
from maileroo_cli.report.terminal.console import Console

if TYPE_CHECKING:
    from maileroo_cli.cli.keys.presses import ListenKeys
    from maileroo_cli.operation.listen.settings import ListenSettings
    from maileroo_cli.transport.terminal.session import TerminalSession


class DeferredKeys:
    """Stands for the keys, also before they are there and where they never come."""

    def __init__(self, console: Console, terms: ListenTerms, settings: "ListenSettings") -> None:
        self._console, self._terms, self._settings = console, terms, settings
        self._flow = ArrivalFlow()
        self._keys: ListenKeys | None = None
        self._session: TerminalSession | None = None
        self._listening: ListenResults | None = None
        self.report = LiveListenReport(console, terms, self._flow, self)

    def begin(self, listening: ListenResults) -> None:
        """Hear keys soon, and show the line."""
        from maileroo_cli.transport.terminal.session import open_session

        self._listening = listening
        self._session = open_session(self)
        self._session.begin()

    def changed(self) -> None:
        """Show anew what was counted, soon."""
        if self._keys is not None:
            self._keys.changed()

    def close(self) -> None:
        """Hear no more keys; the terminal is as it was."""
        if self._session is not None:
            self._session.close()
        if self._keys is not None:
            self._keys.close()

    def arrive(self) -> None:
        """Show the line: the terminal is ours."""
        if self._keys is None and self._session is not None and self._listening is not None:
            self._keys = self._load(self._session, self._listening)
        if self._keys is not None:
            self._keys.arrive()

    def leave(self) -> None:
        """Take the line away."""
        if self._keys is not None:
            self._keys.leave()

    def look(self) -> float | None:
        """Draw the line where it is old."""
        return None if self._keys is None else self._keys.look()

    def press(self, keys: list[str]) -> None:
        """Do what keys stand for."""
        if self._keys is not None:
            self._keys.press(keys)

    def _load(self, session: "TerminalSession", listening: ListenResults) -> "ListenKeys":
        from maileroo_cli.cli.keys.actions import KeyTerms
        from maileroo_cli.cli.keys.presses import ListenKeys

        settings, terms = self._settings, self._terms
        actions = KeyTerms(
            settings.store,
            settings.secrets,
            settings.application,
            terms.forward_to,
            terms.store_option,
            address_of_capture(terms.inspector),
        )
        return ListenKeys(
            self._console,
            self._flow,
            actions,
            listening=listening,
            session=session,
            print_held=self.report.show_held,
        )
