"""Showing the exact requests that would be sent. The bytes are made where requests are sent, in ``transport``."""

from collections.abc import Iterable

from maileroo_cli.delivery.attempt.requests import OutgoingRequest
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.report.terminal.safe_text import safe_lines
from maileroo_cli.transport.client.request_head import encode_head
from maileroo_cli.transport.client.target import Target
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.secret import MASK
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

SCHEMA = "mhook.request/1"


def show_requests(outbox: Iterable[OutgoingRequest], target: Target, console: Console, *, hide_signature: bool) -> None:
    """Print each request: its very bytes into a file or a pipe, as harmless text on a terminal.

    Several are separated by an empty line, as ``mhook verify`` reads them. ``hide_signature`` masks the header where
    it holds the secret.
    """
    for number, item in enumerate(outbox):
        request = _masked(item.request) if hide_signature else item.request
        if console.format is Format.JSON:
            _show_object(request, console)
            continue
        data = encode_head(request, target) + request.body
        if console.is_terminal:
            console.lines(safe_lines(data) if number == 0 else ["", *safe_lines(data)])
        else:
            console.data(data if number == 0 else b"\n\n" + data)


def _show_object(request: Request, console: Console) -> None:
    from maileroo_cli.capture.record import CaptureRecord

    record = CaptureRecord.of(
        id="", time="", method=request.method, target=request.url, headers=request.headers, body=request.body
    )
    console.object(
        SCHEMA,
        {
            "method": request.method,
            "url": request.url,
            "headers": [list(pair) for pair in request.headers],
            "body": record.body,
            "body_base64": record.body_base64,
        },
    )


def _masked(request: Request) -> Request:
    headers = tuple((name, MASK if name == SIGNATURE_HEADER else value) for name, value in request.headers)
    return Request(request.method, request.url, headers, request.body)
