"""Signing a body that the user has in a file. How a signature is computed stands in ``webhook.signing``."""

from typing import NamedTuple

from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import STDIN, read_source
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign


class SignedBody(NamedTuple):
    """A body, taken byte for byte from ``file`` or, where that is ``None``, the standard input; and its signature."""

    file: str | None
    body: bytes
    signature: str

    @property
    def ends_in_newline(self) -> bool:
        """Whether the last byte is a newline, which is signed too; Maileroo's bodies have none (observed)."""
        return self.body.endswith(b"\n")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in the file."""
        return not self.body


def sign_file(source: str, key: Secret) -> SignedBody:
    """Sign the content of a file or of the standard input; what cannot be read raises ``InputError``.

    So does an empty standard input: it is what a program leaves that failed in a pipe, and its signature looks good.
    """
    body = read_source(source)
    if source == STDIN and not body:
        hint = "did the program before the pipe fail? to sign an empty body, name an empty file"
        raise InputError("standard input is empty, so there is nothing to sign", hint)
    return SignedBody(None if source == STDIN else source, body, sign(body, key))
