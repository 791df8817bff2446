"""Showing a session of ``mhook listen`` on a terminal whose keys are heard."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.listen.results import Arrivals, ListenResult, ListenResults, ListenSummary, Ready
from maileroo_cli.report.listen.line import ArrivalLines
from maileroo_cli.report.listen.live.flow import ArrivalFlow, HeldBack
from maileroo_cli.report.listen.report import ListenReport, ListenTerms
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.webhook.text.count import count

if TYPE_CHECKING:
    from maileroo_cli.transport.server.arrival import Arrival


class LiveKeys(Protocol):
    """The keys and the line at the bottom."""

    def begin(self, session: ListenResults) -> None:
        """Hear keys from now on, and show the line."""
        ...

    def changed(self) -> None:
        """Show anew what was counted."""
        ...

    def close(self) -> None:
        """Hear no more keys; the terminal is as it was. A second call does nothing."""
        ...


class LiveListenReport(ListenReport):
    """Prints what the flow lets through, above the line at the bottom."""

    def __init__(self, console: Console, terms: ListenTerms, flow: ArrivalFlow, keys: LiveKeys) -> None:
        super().__init__(console, terms)
        self._flow, self._keys = flow, keys
        self._session: ListenResults | None = None
        self._width = console.width

    def show(self, results: ListenResults) -> ExitCode:
        """Print all results, with keys from when it listens until the sum."""
        self._session = results
        try:
            return super().show(results)
        finally:
            self._keys.close()

    def show_result(self, result: ListenResult) -> None:
        """Print one result."""
        if isinstance(result, Arrivals):
            self._take(result.arrivals)
            return
        if isinstance(result, ListenSummary):
            self._keys.close()
            if self._flow.is_paused:
                self._flow.go_on(self.show_held)
        super().show_result(result)
        if isinstance(result, Ready) and self._session is not None:
            self._keys.begin(self._session)

    def show_held(self, held: HeldBack) -> None:
        """Print how many requests a pause has held back, and the last of them."""
        if self._terms.quiet:
            return
        more = held.number - len(held.last)
        told = f"{count(held.number, 'request')} held back" + (f"; the last {len(held.last)}:" if more else "")
        self.console.line("\n".join([self.console.paint(told, Ink.FAINT), *self._all_lines(held.last)]))

    def _take(self, arrivals: "Sequence[Arrival]") -> None:
        printed = self._flow.take(arrivals)
        if printed and not self._terms.quiet:
            self.console.line("\n".join(self._all_lines(printed)))
        else:
            self._keys.changed()

    def _all_lines(self, arrivals: "Sequence[Arrival]") -> list[str]:
        """Return the lines of requests; where the terminal has another width now, in other columns."""
        if self._width != self.console.width:
            self._width = self.console.width
            self._lines = ArrivalLines(self.console)
        return [line for arrival in arrivals for line in self._lines.lines(arrival)]
