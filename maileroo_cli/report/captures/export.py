"""Passing on what is exported, and telling what was left out."""

from collections.abc import Callable, Generator
from contextlib import closing

from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.captures.export import ExportTotal
from maileroo_cli.report.captures.left_out import tell_left_out
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.safe_text import safe_lines
from maileroo_cli.report.terminal.written import tell_written
from maileroo_cli.webhook.text.count import count


def show_export(
    results: Generator[bytes | ExportTotal, None, None], console: Console, output: str | None = None
) -> ExitCode:
    """Write what comes to stdout, as harmless text where that is a terminal, then tell what was left out.

    ``output`` is the file that the captures went to instead, if one was named.
    """
    write = _shown_on(console) if console.is_terminal else console.data
    code = ExitCode.OK
    with closing(results):
        for result in results:
            if isinstance(result, bytes):
                write(result)
            else:
                console.flush()
                _tell(result, console)
                if output is not None:
                    tell_written(output, console, count(result.written, "capture"))
                elif not result.written:
                    console.note("no capture was exported")
                code = result.exit_code
    return code


def _tell(total: ExportTotal, console: Console) -> None:
    tell_left_out(total.malformed, console)
    if total.unsure:
        were, their = ("capture was", "its") if total.unsure == 1 else ("captures were", "their")
        console.note(f"{total.unsure} {were} left out: {their} exact bytes are not known")
    if total.unverifiable:
        were, them = ("capture was", "it") if total.unverifiable == 1 else ("captures were", "them")
        console.note(
            f"{total.unverifiable} unverifiable {were} left out: a test cannot know the right answer to {them}"
        )
    if total.probes:
        are = (
            "probe was left out: it is not a webhook"
            if total.probes == 1
            else "probes were left out: they are not webhooks"
        )
        console.note(f"{total.probes} {are}")
    if total.forged:
        are = "invalid capture was" if total.forged == 1 else "invalid captures were"
        console.note(f"{total.forged} {are} left out; --with-signatures makes tests that expect a refusal")
    if total.unsigned:
        console.note("signatures were left out, since they never expire; --with-signatures keeps them")


def _shown_on(console: Console) -> Callable[[bytes], None]:
    return lambda piece: console.lines(safe_lines(piece.removesuffix(b"\n")))
