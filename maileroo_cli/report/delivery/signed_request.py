"""Showing a signature alone or inside a request that can be pasted into a shell. Nothing is sent from here.

A body or a file name that a shell line or a terminal could not carry unharmed travels as base64.
"""

import shlex
from enum import StrEnum

from maileroo_cli.capture.formats.curl.shell_word import decoder, is_plain, plain_text
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.report.terminal.safe_text import safe_lines
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.file.source import STDIN
from maileroo_cli.webhook.signing.request import CONTENT_TYPE, METHOD
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

SCHEMA = "mhook.signature/1"


class SignatureForm(StrEnum):
    """What ``mhook sign`` prints."""

    HEX = "hex"
    HEADER = "header"
    CURL = "curl"
    HTTP = "http"
    HTTPIE = "httpie"


def show_signature(console: Console, form: SignatureForm, url: str, source: str, body: bytes, signature: str) -> None:
    """Print ``signature`` in the wanted form; ``source`` is the file that ``body`` came from, or ``-``."""
    if form is SignatureForm.HTTP and console.format is Format.TEXT:
        request = raw_request(url, body, signature)
        if console.is_terminal:
            console.lines(safe_lines(request))
        else:
            console.data(request)
        return
    text = {
        SignatureForm.HEX: lambda: signature,
        SignatureForm.HEADER: lambda: f"{SIGNATURE_HEADER}: {signature}",
        SignatureForm.CURL: lambda: curl_command(url, source, body, signature),
        SignatureForm.HTTPIE: lambda: httpie_command(url, source, body, signature),
        SignatureForm.HTTP: lambda: raw_request(url, body, signature).decode("utf-8", "backslashreplace"),
    }[form]()
    if console.format is Format.JSON:
        console.object(SCHEMA, {"signature": signature, "form": str(form), "text": text, "bytes": len(body)})
    else:
        console.line(text)


def raw_request(url: str, body: bytes, signature: str) -> bytes:
    """Return the exact bytes of an HTTP/1.1 request for this body."""
    target = parse_target(url)
    head = (
        f"{METHOD} {target.path_and_query} HTTP/1.1\r\nHost: {target.authority}\r\nContent-Type: {CONTENT_TYPE}\r\n"
        f"Content-Length: {len(body)}\r\n{SIGNATURE_HEADER}: {signature}\r\n\r\n"
    )
    return head.encode("latin-1", "replace") + body


def curl_command(url: str, source: str, body: bytes, signature: str) -> str:
    """Return a curl command that sends exactly these bytes."""
    from maileroo_cli.capture.formats.curl.command import CurlData, curl_data, curl_line

    parse_target(url)
    named = source != STDIN and is_plain(source)
    data = CurlData("", shlex.quote(f"@{source}")) if named else curl_data(body)
    headers = (("Content-Type", CONTENT_TYPE), (SIGNATURE_HEADER, signature))
    return curl_line(METHOD, url, headers, data, len(body))


def httpie_command(url: str, source: str, body: bytes, signature: str) -> str:
    """Return an HTTPie command that sends exactly these bytes."""
    parse_target(url)
    headers = f"'Content-Type:{CONTENT_TYPE}' '{SIGNATURE_HEADER}:{signature}'"
    command = f"http {METHOD} {shlex.quote(url)} {headers}"
    text = plain_text(body)
    if source == STDIN and text is not None:
        return f"{command} --ignore-stdin --raw {shlex.quote(text)}"
    if source != STDIN and is_plain(source):
        return f"{command} < {shlex.quote(source)}"
    return f"{decoder(body)}{command}"
