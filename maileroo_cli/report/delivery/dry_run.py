"""Showing the exact requests that would be sent. Their bytes are made by the operation."""

from collections.abc import Iterable

from maileroo_cli.operation.send import PreparedRequest
from maileroo_cli.report.keys.value import body_value, headers_value
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.report.terminal.safe_text import safe_lines
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.tamper import BadSignature

SCHEMA = "mhook.request/1"


def show_requests(prepared: Iterable[PreparedRequest], console: Console) -> None:
    """Print each request: its very bytes into a file or a pipe, as harmless text on a terminal.

    Several are separated by an empty line, as ``mhook verify`` reads them.
    """
    for number, (request, data, kind) in enumerate(prepared):
        if console.format is Format.JSON:
            _show_object(request, kind, console)
        elif console.is_terminal:
            console.lines(safe_lines(data) if number == 0 else ["", *safe_lines(data)])
        else:
            console.data(data if number == 0 else b"\n\n" + data)


def _show_object(request: Request, kind: BadSignature | None, console: Console) -> None:
    console.object(
        SCHEMA,
        {
            "method": request.method,
            "url": request.url,
            "headers": headers_value(request.headers),
            **body_value(request.body),
            "bad_signature": kind,
        },
    )
