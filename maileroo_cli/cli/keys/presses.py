"""Doing what each key of ``mhook listen`` stands for. The table of the keys is in ``report.listen.live.bindings``."""

import signal
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from maileroo_cli.cli.keys.actions import KeyTerms, RequestActions, printed_by
from maileroo_cli.cli.keys.background import KeyWorker
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.listen.results import ListenResults
from maileroo_cli.report.listen.live.bindings import ACTIONS, KeyAction, help_lines
from maileroo_cli.report.listen.live.bottom_line import BottomLine
from maileroo_cli.report.listen.live.filter import ArrivalFilter
from maileroo_cli.report.listen.live.flow import ArrivalFlow, HeldBack
from maileroo_cli.report.listen.live.prompt import LinePrompt, Typing
from maileroo_cli.report.listen.live.status import StatusText
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.transport.terminal.session import TerminalSession

if TYPE_CHECKING:
    from maileroo_cli.transport.server.arrival import Arrival

_MOST_AT_ONCE = 3
"""More keys than that at once are no keys, but a text that somebody pasted."""


class ListenKeys:
    """The keys and the line at the bottom, until :meth:`close`; ``print_held`` prints what a pause has held back."""

    def __init__(
        self,
        console: Console,
        flow: ArrivalFlow,
        terms: KeyTerms,
        *,
        listening: ListenResults,
        session: TerminalSession,
        print_held: Callable[[HeldBack], None],
    ) -> None:
        self._console, self._flow = console, flow
        self._status = StatusText(console, flow)
        self._line = BottomLine(console, self._status.compose, session.wake)
        self._actions = RequestActions(terms)
        self._worker = KeyWorker(self._tell_doing)
        self._knows_signatures = bool(terms.secrets)
        self._listening, self._print_held = listening, print_held
        self._line.begin()

    def changed(self) -> None:
        """Show anew what was counted, soon."""
        self._line.outdate()

    def close(self) -> None:
        """Do nothing more, and take the line away."""
        self._worker.close()
        self._line.end()

    def arrive(self) -> None:
        """Show the line: the terminal is ours."""
        self._line.show()

    def leave(self) -> None:
        """Take the line away."""
        self._line.hide()

    def look(self) -> float | None:
        """Draw the line where it is old."""
        return self._line.look()

    def press(self, keys: list[str]) -> None:
        """Do what keys stand for, or type them into the prompt."""
        if self._status.prompt is None and len(keys) > _MOST_AT_ONCE and ACTIONS.get(keys[0]) is not KeyAction.FILTER:
            return
        for key in keys:
            if self._status.prompt is not None:
                self._type(self._status.prompt, key)
            elif (action := ACTIONS.get(key)) is not None:
                self._do(action)
        self._line.update()

    def _type(self, prompt: LinePrompt, key: str) -> None:
        match prompt.press(key):
            case Typing.DONE:
                try:
                    wanted = ArrivalFilter.parse(prompt.text)
                except UsageError as error:
                    self._console.error(error)
                    return
                self._flow.set_filter(wanted)
                self._status.prompt = None
            case Typing.CANCELLED:
                self._status.prompt = None
            case Typing.GOES_ON:
                return

    def _do(self, action: KeyAction) -> None:
        flow, actions = self._flow, self._actions
        match action:
            case KeyAction.HELP:
                self._console.line("\n".join(help_lines(self._console)))
            case KeyAction.PAUSE:
                self._pause()
            case KeyAction.SHOW:
                self._run("reading", actions.show, flow.last)
            case KeyAction.EXPLAIN:
                self._explain()
            case KeyAction.RESEND:
                self._run("resending", actions.resend, flow.last)
            case KeyAction.CURL:
                self._run("reading", actions.curl, flow.last)
            case KeyAction.INSPECT:
                self._run("opening", actions.inspect, flow.last)
            case KeyAction.FILTER:
                self._status.prompt = LinePrompt(flow.filter.text)
            case KeyAction.QUIT:
                self._quit()
            case _:
                assert_never(action)

    def _pause(self) -> None:
        if self._flow.is_paused:
            self._flow.go_on(self._print_held)
        else:
            self._flow.pause()

    def _explain(self) -> None:
        if not self._knows_signatures:
            self._console.note("nothing is verified without a secret: set one, or use --secret")
        elif self._flow.last is not None and self._flow.last_invalid is None:
            self._console.note("no request was invalid so far")
        else:
            self._run("diagnosing", self._actions.explain, self._flow.last_invalid)

    def _run(self, word: str, action: "Callable[[Arrival, Console], None]", arrival: "Arrival | None") -> None:
        """Do something with a request in the background, and print all that it says at once."""
        if arrival is None:
            self._console.note("no request has come yet")
            return
        if not arrival.kept:
            self._console.note("the last request could not be kept")
            return

        def work() -> None:
            said = printed_by(action, arrival, self._console)
            if not self._worker.is_closed:
                self._console.line(said)

        self._worker.do(word, work)

    def _tell_doing(self, word: str) -> None:
        self._status.doing = f"{word} …" if word else ""
        self._line.outdate()

    def _quit(self) -> None:
        """End as Ctrl-C does, which is heard where the main thread is held up, too."""
        self._listening.stop()
        if sys.platform != "win32" and (main := threading.main_thread().ident) is not None:
            signal.pthread_kill(main, signal.SIGINT)
