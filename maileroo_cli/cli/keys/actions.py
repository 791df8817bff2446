"""What the keys that are about one request print: it in full, why it does not verify, its answer, its curl command."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from maileroo_cli.cli.inspecting import open_in_browser
from maileroo_cli.errors import MhookError
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.safe_text import safe, safe_lines
from maileroo_cli.webhook.text.size import format_size

if TYPE_CHECKING:
    from maileroo_cli.transport.server.arrival import Arrival
    from maileroo_cli.transport.server.forward import ForwardTarget
    from maileroo_cli.webhook.signing.secret import Secret

_MOST_LINES = 400
_LONGEST_COMMAND = 1 << 16
"""In bytes: an argument may be longer, but nobody wants to see it."""


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """What the actions work with: the store, where requests go on to, and where the inspector is, if one runs.

    ``store_option`` is what names the store to other commands, where they would look elsewhere.
    """

    store: Path
    secrets: "Sequence[Secret]"
    application: "ForwardTarget | None"
    forward_to: str | None
    store_option: str = ""
    inspector: Callable[[str], str | None] = lambda _: None


class RequestActions:
    """The actions. Each writes to a console that it is given; whatever goes wrong is told there in one line."""

    def __init__(self, terms: KeyTerms) -> None:
        self._terms = terms

    def show(self, arrival: "Arrival", console: Console) -> None:
        """Show it in full, as ``mhook captures show`` does, with the verdict that is stored."""
        from maileroo_cli.operation.captures.show import find_capture
        from maileroo_cli.report.captures.show import CaptureForm, show_capture

        found = find_capture(self._terms.store, arrival.entry.id)
        show_capture(found, CaptureForm.VIEW, console, signatures=False)

    def explain(self, arrival: "Arrival", console: Console) -> None:
        """Diagnose it in full now."""
        from maileroo_cli.operation.captures.show import find_capture
        from maileroo_cli.report.captures.view import view_verdict

        found = find_capture(self._terms.store, arrival.entry.id, self._terms.secrets)
        view_verdict(found.capture, found.assessment, console)

    def resend(self, arrival: "Arrival", console: Console) -> None:
        """Send it to the application once more, and show what that answers."""
        name, to = arrival.entry.id, self._terms.application
        if to is None:
            command = f"mhook captures resend {name} --url URL{self._terms.store_option}"
            console.note(f"nothing to send to: start mhook listen with --forward-to URL, or: {command}")
            return
        from maileroo_cli.capture.transfer.selection import CaptureSelection
        from maileroo_cli.operation.captures.resend import resend
        from maileroo_cli.operation.send import Endpoint
        from maileroo_cli.report.captures.left_out import tell_left_out
        from maileroo_cli.report.delivery.attempts import AttemptReport, ShownResponse
        from maileroo_cli.transport.client.tls import Trust

        endpoint = Endpoint(to.target, to.timeout, to.trust or Trust())
        run = resend(self._terms.store, CaptureSelection((name,)), endpoint)
        report = AttemptReport(console, show_response=ShownResponse.ALL)
        for judged in run:
            report.add(judged)
        tell_left_out(run.malformed, console)

    def curl(self, arrival: "Arrival", console: Console) -> None:
        """Print it as a curl command, without its signature."""
        from maileroo_cli.capture.transfer.selection import CaptureSelection
        from maileroo_cli.operation.captures.export import Export, ExportFormat, export_captures

        name, url = arrival.entry.id, self._terms.forward_to
        results = export_captures(self._terms.store, CaptureSelection((name,)), Export(ExportFormat.CURL, None, url))
        pieces = [one for one in results if isinstance(one, bytes)]
        if not pieces:
            console.note("the last request is not whole, or its exact bytes are not known: no command can send it")
            return
        text = b"".join(pieces).removesuffix(b"\n")
        if len(text) <= _LONGEST_COMMAND:
            console.lines(safe_lines(text))
        else:
            console.note(f"the command has {format_size(len(text))}, too much for a terminal")
        to = f" --url {shlex.quote(url)}" if url else ""
        command = f"mhook captures export {name} --as curl --with-signatures{to}{self._terms.store_option}"
        console.line(console.paint(f"without the signature, which this keeps: {safe(command)}", Ink.FAINT))

    def inspect(self, arrival: "Arrival", console: Console) -> None:
        """Open it in the inspector that runs beside the listener."""
        url = self._terms.inspector(arrival.entry.id)
        if url is None:
            console.note("no inspector runs: start mhook listen with --inspect, or run mhook inspect beside it")
        elif not open_in_browser(url):
            console.line(f"open this in a browser: {url}")


def printed_by(action: "Callable[[Arrival, Console], None]", arrival: "Arrival", like: Console) -> str:
    """Return all that an action prints, so that no other line comes in between; much of it is cut."""
    lines: list[str] = []
    console = Console(format=like.format, color=like.color)
    console.above = console.talk_above = lines.append
    try:
        action(arrival, console)
    except MhookError as error:
        console.error(error)
    except OSError as error:
        console.note(f"that cannot be done now ({safe(str(error.strerror or error))})")
    if len(lines) > _MOST_LINES:
        more = f"… {len(lines) - _MOST_LINES:,} more lines: mhook captures show {arrival.entry.id} has all of them"
        lines = [*lines[:_MOST_LINES], console.paint(more, Ink.FAINT)]
    return "\n".join(lines)
