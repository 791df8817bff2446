"""Showing what ``mhook listen`` catches: where it listens, each request as it comes, and at the end the sum."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maileroo_cli.capture.expectation.tracker import ExpectationState, ExpectationTracker
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.listen.arrival import WIDE, arrival_line, arrival_object, columns_for
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.transport.file.ready_file import ReadyFile

if TYPE_CHECKING:
    from maileroo_cli.capture.expectation.clauses import Expectation
    from maileroo_cli.transport.server.arrival import Arrival

READY_SCHEMA = "mhook.listen/1"
SUMMARY_SCHEMA = "mhook.listen-summary/1"
_SETTLING = 0.5
"""For so many seconds after all that was awaited has come, more may still show that it was too much."""

_VERDICTS = ("valid", "invalid", "damaged", "unverifiable", "unchecked")
_INKS = {"valid": Ink.GOOD, "invalid": Ink.BAD, "damaged": Ink.BAD}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is told once: where captures are kept, how many there are, where requests go on to, and who waits.

    ``store_option`` is what names the store to other commands, where they would look elsewhere.
    ``answers`` are the scripts of answers, where they are not all 200.
    ``ready_file`` gets the URL as soon as connections are accepted.
    """

    store: str
    kept: int
    forward_to: str | None = None
    ready_file: ReadyFile | None = None
    answers: tuple[str, ...] = ()
    store_option: str = ""
    quiet: bool = False


class ListenReport:
    """Takes what the listener tells, prints it, and knows the exit code. ``stop`` and ``stop_in`` end the listener."""

    def __init__(self, console: Console, around: Surroundings, awaited: "Expectation | None") -> None:
        self._console = console
        self._around = around
        self._watch = None if awaited is None else ExpectationTracker(awaited)
        self._within = None if awaited is None else awaited.within
        self._seen: dict[str, Counter[str]] = {}
        self._why: dict[str, Counter[str]] = {}
        self._not_kept = 0
        self._settling = False
        self._columns = columns_for(console.width) if console.is_terminal else WIDE
        self.stop: Callable[[], None] = _nothing
        self.stop_in: Callable[[float], None] = _nothing_in
        self.failure: OSError | None = None
        """Why output could not be written, if so: the listener was then ended."""

    def ready(self, url: str) -> None:
        """Tell where it listens, on stdout and in the file that scripts wait for."""
        around, console = self._around, self._console
        if self._within is not None:
            self.stop_in(self._within)
        if around.ready_file is not None:
            around.ready_file.write(url)
        try:
            if console.format is Format.JSON:
                fields = {"url": url, "store": around.store, "pid": os.getpid(), "forward_to": around.forward_to}
                console.object(READY_SCHEMA, fields)
            else:
                console.line(f"listening on {console.paint(url, Ink.STRONG)} (Ctrl-C ends)")
                if around.forward_to:
                    console.line(f"  forwarding to {safe(around.forward_to)}")
                for script in around.answers:
                    console.line(f"  answering {script}")
                console.line(f"  keeping each request in {safe(around.store)} ({around.kept} so far)")
                if not around.kept:
                    here = url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")
                    console.line(f"  try it: mhook send delivered --url {here}/webhook")
        except OSError as error:
            self._give_up(error)

    def arrived(self, arrivals: "Sequence[Arrival]") -> None:
        """Print and count requests."""
        for arrival in arrivals:
            self._count(arrival)
        if self._watch is not None:
            self._look(self._watch)
        if self._around.quiet or self.failure is not None:
            return
        console = self._console
        if console.format is Format.JSON:
            lines = [arrival_object(arrival) for arrival in arrivals]
        else:
            lines = [arrival_line(arrival, console.paint, self._columns) for arrival in arrivals]
        try:
            console.line("\n".join(lines))
        except OSError as error:
            self._give_up(error)

    def trouble(self, sentence: str) -> None:
        """Tell what is wrong with the store."""
        self._console.note(sentence)

    def ended(self) -> None:
        """Take the file away that says that connections are accepted."""
        if self._around.ready_file is not None:
            self._around.ready_file.remove()

    def finish(self, turned_away: int) -> ExitCode:
        """Print the sum and return the exit code; raise the ``OSError`` of output that could not be written."""
        if self.failure is not None:
            raise self.failure
        if self._watch is not None:
            self._watch.finish()
        met = self._watch is None or self._watch.state is ExpectationState.MET
        code = ExitCode.OK if met else ExitCode.FAILED
        if self._console.format is Format.JSON:
            self._print_object(turned_away, code)
        else:
            self._print_sum(turned_away)
        return code

    def _count(self, arrival: "Arrival") -> None:
        entry = arrival.entry
        kind = entry.event_type or "-"
        if kind not in self._seen and len(self._seen) >= 100:
            kind = "…"
        seen = self._seen.get(kind)
        if seen is None:
            seen = self._seen[kind] = Counter()
        seen[entry.verdict] += 1
        if why := entry.cause or entry.anomaly:
            self._why.setdefault(kind, Counter())[why] += 1
        self._not_kept += not arrival.kept
        if self._watch is not None and arrival.kept:  # what is not kept was refused, and will come again
            valid = {"valid": True, "unchecked": None}.get(entry.verdict, False)
            self._watch.add(entry.event_type, entry.event_id, valid, why)

    def _look(self, watch: ExpectationTracker) -> None:
        state = watch.state
        if state is ExpectationState.FAILED:
            self.stop()
        elif state is ExpectationState.MET and not self._settling:
            self._settling = True
            self.stop_in(_SETTLING)

    def _give_up(self, error: OSError) -> None:
        self.failure = error
        self.stop()

    def _print_sum(self, turned_away: int) -> None:
        console = self._console
        verdicts: Counter[str] = sum(self._seen.values(), Counter())
        total = sum(verdicts.values())
        console.line()
        console.line(f"{total} {'request' if total == 1 else 'requests'}{_colon(self._told(verdicts))}")
        for kind, counted in sorted(self._seen.items(), key=lambda item: -sum(item[1].values())):
            whys = self._why.get(kind, Counter()).most_common(3)
            why = f"  ({', '.join(f'{count} x {name}' for name, count in whys)})" if whys else ""
            console.line(f"  {safe(kind, 24):<12}  {sum(counted.values()):>6}  {self._told(counted)}{why}")
        if self._not_kept:
            console.line(console.paint(f"  {self._not_kept} could not be kept and were answered with 507", Ink.BAD))
        if turned_away:
            console.line(
                console.paint(f"  {turned_away} connections were closed: more than --max-connections at once", Ink.RISK)
            )
        for result in self._watch.report() if self._watch is not None else ():
            mark = console.paint("met    ", Ink.GOOD) if result.ok else console.paint("not met", Ink.BAD)
            console.line(f"{mark}  {safe(result.sentence)}")
        if total > self._not_kept and self._watch is None:
            console.line(f"look at them: mhook captures list{self._around.store_option}")

    def _told(self, counted: Counter[str]) -> str:
        parts = [(verdict, counted[verdict]) for verdict in _VERDICTS if counted[verdict]]
        return ", ".join(self._painted(f"{count} {verdict}", verdict) for verdict, count in parts)

    def _painted(self, text: str, verdict: str) -> str:
        ink = _INKS.get(verdict)
        return text if ink is None else self._console.paint(text, ink)

    def _print_object(self, turned_away: int, code: ExitCode) -> None:
        verdicts: Counter[str] = sum(self._seen.values(), Counter())
        fields: dict[str, Any] = {
            "total": sum(verdicts.values()),
            **{verdict: verdicts[verdict] for verdict in _VERDICTS},
            "types": {kind: dict(counted) for kind, counted in self._seen.items()},
            "causes": dict(sum(self._why.values(), Counter[str]()).most_common()),
            "not_kept": self._not_kept,
            "turned_away": turned_away,
            "expectations": [
                {"clause": result.clause, "met": result.ok, "sentence": result.sentence}
                for result in (self._watch.report() if self._watch is not None else ())
            ],
            "exit_code": int(code),
        }
        self._console.object(SUMMARY_SCHEMA, fields)


def _colon(text: str) -> str:
    return f": {text}" if text else ""


def _nothing() -> None:
    """Do nothing: no listener is there yet."""


def _nothing_in(seconds: float) -> None:
    """Do nothing: no listener is there yet."""
