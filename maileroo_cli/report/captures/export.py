"""Passing on what is exported, and telling what was left out."""

from collections.abc import Callable, Generator
from contextlib import closing

from maileroo_cli.capture.transfer.left_out import LeftOut
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


_LEFT_OUT = {
    LeftOut.UNSURE: ("capture was", "captures were", "the exact bytes are not known"),
    LeftOut.PROBE: ("probe was", "probes were", "only a POST with a body or a signature is a webhook"),
    LeftOut.UNCHECKED: (
        "unchecked capture was",
        "unchecked captures were",
        "there was no secret to check the signature with; import into another store with the secret",
    ),
    LeftOut.STRIPPED: (
        "unverifiable capture was",
        "unverifiable captures were",
        "an earlier export left out the signature",
    ),
    LeftOut.UNVERIFIABLE: (
        "unverifiable capture was",
        "unverifiable captures were",
        "a test cannot know the right answer",
    ),
    LeftOut.FORGED: (
        "invalid capture was",
        "invalid captures were",
        "without the signature it would be another request; --with-signatures keeps it",
    ),
}
"""How one and how several that are left out are called, and why they are, in the order in which it is told."""


def _tell(total: ExportTotal, console: Console) -> None:
    tell_left_out(total.left_out.get(LeftOut.MALFORMED, 0), console)
    for reason, (one, several, why) in _LEFT_OUT.items():
        if number := total.left_out.get(reason, 0):
            console.note(f"{number:,} {one if number == 1 else several} left out: {why}")
    if total.unsigned:
        console.note("signatures were left out, since they never expire; --with-signatures keeps them")


def _shown_on(console: Console) -> Callable[[bytes], None]:
    return lambda piece: console.lines(safe_lines(piece.removesuffix(b"\n")))
