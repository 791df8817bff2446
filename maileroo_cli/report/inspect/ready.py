"""Showing a session of ``mhook inspect``: where the page is, and what its user should know."""

from collections.abc import Iterable, Iterator
from typing import Any, assert_never

from maileroo_cli.operation.inspect.results import (
    InspectorExposed,
    InspectorReady,
    InspectorResult,
    InspectorTrouble,
)
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.rows import sentence_lines
from maileroo_cli.report.terminal.safe_text import safe

INSPECT_SCHEMA = "mhook.inspect/1"


class InspectorReport:
    """Prints results as they come."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, results: Iterable[InspectorResult]) -> None:
        """Print all results."""
        for result in results:
            self.show_result(result)

    def show_result(self, result: InspectorResult) -> None:
        """Print one result."""
        match result:
            case InspectorExposed(host):
                risk = "without TLS, whoever can read the network there reads the token and all that is shown"
                self._console.note(f"the page is served on {host}: {risk}")
            case InspectorTrouble(sentence):
                self._console.note(sentence)
            case InspectorReady():
                self._show_ready(result)
            case _:
                assert_never(result)

    def _show_ready(self, ready: InspectorReady) -> None:
        console = self._console
        if console.format is Format.JSON:
            console.object(INSPECT_SCHEMA, inspector_fields(ready))
            return
        console.line(f"inspecting at {console.paint(ready.address, Ink.STRONG)} (Ctrl-C ends)")
        for line in _settings(ready):
            console.lines(sentence_lines(line, console, "    ", first="  "))


def inspector_fields(ready: InspectorReady) -> dict[str, Any]:
    """Return where the page is, as the fields of an object."""
    return {
        "url": ready.url,
        "page": ready.address,
        "store": ready.store,
        "pid": ready.pid,
        "resend_to": ready.target,
        "token_file": ready.token_file,
    }


def _settings(ready: InspectorReady) -> Iterator[str]:
    yield f"showing the captures in {safe(ready.store)}"
    if ready.target is not None:
        yield f"resending to {safe(ready.target)}"
    if ready.token_file is not None:
        yield f"scripts find the token in {safe(ready.token_file)}"
