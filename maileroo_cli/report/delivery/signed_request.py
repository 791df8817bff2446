"""Showing a signature alone or inside a request that can be pasted into a shell. Nothing is sent from here.

A body or a file name that a shell line or a terminal could not carry unharmed travels as base64.
"""

import shlex
from collections.abc import Callable
from enum import StrEnum
from typing import assert_never

from maileroo_cli.capture.formats.curl.shell_word import decoder, is_plain, plain_text
from maileroo_cli.operation.sign import SignedBody
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.report.terminal.safe_text import safe_lines
from maileroo_cli.transport.client.target import Target
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

    @property
    def is_request(self) -> bool:
        """Whether it is a request, which goes somewhere."""
        return self in _REQUESTS


def show_signature(signed: SignedBody, form: SignatureForm, target: Target | None, console: Console) -> None:
    """Print a signature in the wanted form; those that are requests need a ``target``."""
    text = _text(signed, form, target)
    if console.format is Format.JSON:
        shown = text.decode("utf-8", "backslashreplace") if isinstance(text, bytes) else text
        fields = {"signature": signed.signature, "form": str(form), "text": shown, "bytes": len(signed.body)}
        console.object(SCHEMA, fields)
    elif isinstance(text, str):
        console.line(text)
    elif console.is_terminal:
        console.lines(safe_lines(text))
    else:
        console.data(text)


def _text(signed: SignedBody, form: SignatureForm, target: Target | None) -> str | bytes:
    match form:
        case SignatureForm.HEX:
            return signed.signature
        case SignatureForm.HEADER:
            return f"{SIGNATURE_HEADER}: {signed.signature}"
        case SignatureForm.CURL | SignatureForm.HTTP | SignatureForm.HTTPIE:
            if target is None:
                raise ValueError("a request needs a target")
            return _REQUESTS[form](target, signed)
        case _:
            assert_never(form)


def raw_request(target: Target, signed: SignedBody) -> bytes:
    """Return the exact bytes of an HTTP/1.1 request for this body."""
    head = (
        f"{METHOD} {target.path_and_query} HTTP/1.1\r\nHost: {target.authority}\r\nContent-Type: {CONTENT_TYPE}\r\n"
        f"Content-Length: {len(signed.body)}\r\n{SIGNATURE_HEADER}: {signed.signature}\r\n\r\n"
    )
    return head.encode("latin-1", "replace") + signed.body


def curl_command(target: Target, signed: SignedBody) -> str:
    """Return a curl command that sends exactly these bytes."""
    from maileroo_cli.capture.formats.curl.command import CurlData, curl_data, curl_line

    named = signed.file is not None and is_plain(signed.file)
    data = CurlData("", shlex.quote(f"@{signed.file}")) if named else curl_data(signed.body)
    headers = (("Content-Type", CONTENT_TYPE), (SIGNATURE_HEADER, signed.signature))
    return curl_line(METHOD, target.url, headers, data, len(signed.body))


def httpie_command(target: Target, signed: SignedBody) -> str:
    """Return an HTTPie command that sends exactly these bytes."""
    headers = f"'Content-Type:{CONTENT_TYPE}' '{SIGNATURE_HEADER}:{signed.signature}'"
    command = f"http {METHOD} {shlex.quote(target.url)} {headers}"
    text = plain_text(signed.body)
    if signed.file is None and text is not None and not text.startswith("-"):  # which HTTPie takes for an option
        return f"{command} --ignore-stdin --raw {shlex.quote(text)}"
    if signed.file is not None and is_plain(signed.file):
        return f"{command} < {shlex.quote(signed.file)}"
    return f"{decoder(signed.body)}{command}"


_REQUESTS: dict[SignatureForm, Callable[[Target, SignedBody], str | bytes]] = {
    SignatureForm.CURL: curl_command,
    SignatureForm.HTTP: raw_request,
    SignatureForm.HTTPIE: httpie_command,
}
