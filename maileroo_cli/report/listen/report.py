"""Showing a session of ``mhook listen`` as it goes on: where it listens, and each request as it comes.

How a request looks is told in ``line`` and ``arrival``, how the sum does in ``summary``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.inspect.results import InspectorReady
from maileroo_cli.operation.listen.results import (
    Arrivals,
    DelegatedWrites,
    Exposed,
    ListenResult,
    ListenResults,
    ListenSummary,
    Ready,
    StoreChange,
    StoreTrouble,
)
from maileroo_cli.report.inspect.ready import INSPECT_SCHEMA, inspector_fields
from maileroo_cli.report.listen.arrival import arrival_object
from maileroo_cli.report.listen.line import ArrivalLines
from maileroo_cli.report.listen.summary import show_summary
from maileroo_cli.report.terminal.column import command_lines
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.rows import sentence_lines, width_of
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.count import count

if TYPE_CHECKING:
    from maileroo_cli.transport.server.arrival import Arrival

READY_SCHEMA = "mhook.listen/1"


@dataclass(frozen=True, slots=True)
class ListenTerms:
    """What is told beside the results: where requests go on to, what is answered, and how much is shown.

    ``answers`` are the scripts of answers, where they are not all 200. ``store_option`` is what names the store to
    other commands, where they would look elsewhere. ``limits`` are those of the store, in words, and with
    ``prune_existing`` of all that is in it. With ``quiet`` single requests are not shown. One that
    ``awaits`` certain traffic is started by a script, which needs no hint how to try it. An ``inspector`` may run
    beside it.
    """

    forward_to: str | None = None
    answers: tuple[str, ...] = ()
    verify_first: bool = False
    limits: tuple[str, ...] = ()
    prune_existing: bool = False
    store_option: str = ""
    quiet: bool = False
    awaits: bool = False
    inspector: InspectorReady | None = None


class ListenReport:
    """Prints results as they come."""

    def __init__(self, console: Console, terms: ListenTerms) -> None:
        self.console = console
        self._terms = terms
        self._lines = ArrivalLines(console)

    def show(self, results: ListenResults) -> ExitCode:
        """Print all results and return the exit code; raise the ``OSError`` of output that cannot be written.

        The session is stopped then, and what it still tells of its store is told to the end.
        """
        failure: OSError | None = None
        code = ExitCode.OK
        for result in results:
            if failure is not None and not isinstance(result, StoreTrouble):
                continue
            if isinstance(result, ListenSummary):
                code = result.exit_code
            try:
                self.show_result(result)
            except OSError as error:
                failure = error
                results.stop()
        if failure is not None:
            raise failure
        return code

    def show_result(self, result: ListenResult) -> None:
        """Print one result; other formats show some of them in another manner."""
        match result:
            case Arrivals(arrivals):
                self._show_arrivals(arrivals)
            case Exposed(host):
                warning = "others in the network can send requests here, not only this machine"
                self.console.note(f"listening on {host}: {warning}")
            case Ready():
                self._show_ready(result)
            case StoreTrouble(sentence):
                self.console.note(sentence)
            case DelegatedWrites():
                self._show_delegated(result)
            case ListenSummary():
                show_summary(result, self.console, self._terms.store_option)
                self._tell_kept(result.store)
            case _:
                assert_never(result)

    def _show_delegated(self, writes: DelegatedWrites) -> None:
        done = [f"{count(writes.added, 'capture')} added"] if writes.added else []
        done += [f"{count(writes.deleted, 'capture')} deleted"] if writes.deleted else []
        self.console.note(f"{safe(writes.doing)} (process {writes.pid}): {', '.join(done)}")

    def _tell_kept(self, store: StoreChange) -> None:
        """Tell what the limits left, where there are any."""
        terms, console = self._terms, self.console
        if not terms.limits or console.format is Format.JSON:
            return
        whose = f" ({store.before:,} from before)" if terms.prune_existing else " of this session"
        told = f"{count(store.deleted + store.kept, 'capture')}{whose}: {store.deleted:,} deleted, {store.kept:,} left"
        if store.before and not terms.prune_existing:
            were = "was" if store.before == 1 else "were"
            told += f"; {store.before:,} from before {were} left alone (--prune-existing deletes them too)"
        console.lines(sentence_lines(told, console))

    def _show_arrivals(self, arrivals: "Sequence[Arrival]") -> None:
        if self._terms.quiet:
            return
        console = self.console
        if console.format is Format.JSON:
            lines = [arrival_object(arrival) for arrival in arrivals]
        else:
            lines = [line for arrival in arrivals for line in self._lines.lines(arrival)]
        console.line("\n".join(lines))

    def _show_ready(self, ready: Ready) -> None:
        terms, console = self._terms, self.console
        if console.format is Format.JSON:
            fields = {"url": ready.url, "store": ready.store, "pid": ready.pid, "forward_to": terms.forward_to}
            console.object(READY_SCHEMA, fields)
            if terms.inspector is not None:
                console.object(INSPECT_SCHEMA, inspector_fields(terms.inspector))
            return
        console.line(f"listening on {console.paint(ready.url, Ink.STRONG)} (Ctrl-C ends)")
        for line in _settings(terms, ready):
            console.lines(sentence_lines(line, console, "    ", first="  "))
        if not ready.kept and not terms.awaits:
            here = ready.url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")
            console.lines(_try_it(f"mhook send delivered --url {here}/webhook", console))


def _try_it(command: str, console: Console) -> list[str]:
    """Return a command that can be copied, on a line of its own where the terminal is too narrow."""
    line, width = f"  try it: {command}", width_of(console)
    return [line] if width is None or len(line) <= width else ["  try it:", *command_lines(command, width, "    ")]


def _settings(terms: ListenTerms, ready: Ready) -> Iterator[str]:
    """Yield where else it listens, and what is done with requests."""
    for url in ready.others:
        yield f"also at {url}"
    if terms.forward_to:
        yield f"forwarding to {safe(terms.forward_to)}"
    if terms.verify_first:
        yield "answering 401 to what does not verify"
    for script in terms.answers:
        yield f"answering {script}"
    yield f"keeping each request in {safe(ready.store)} ({ready.kept:,} so far)"
    if terms.inspector is not None:
        yield f"showing them at {terms.inspector.address}"
    if terms.limits:
        yield _limits(terms, ready.kept)


def _limits(terms: ListenTerms, before: int) -> str:
    """Return what is deleted while requests come."""
    beyond = " or ".join(terms.limits)
    if terms.prune_existing:
        return f"deleting the oldest in the store beyond {beyond}, those from before too"
    spared = f", not the {before:,} from before" if before else ""
    return f"deleting the oldest of this session beyond {beyond}{spared}"
