"""A captured request that somebody changed before it is sent again: its method, its headers, its bytes.

Which of its headers go along, and how it is signed, is decided in ``resend``, as for any other.
"""

import re
from typing import NamedTuple

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.head import make_head
from maileroo_cli.capture.masking import mask_signature
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.request import TOKEN, Headers, header_values
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER
from maileroo_cli.webhook.text.shown import show

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NOT_IN_VALUES = {"\r": "a line break", "\n": "a line break", "\0": "a NUL"}


class RequestEdit(NamedTuple):
    """What a request becomes: ``headers`` in order, a character of a value is a byte, as captures are read.

    A value with characters beyond that is sent as UTF-8.
    """

    method: str
    headers: Headers
    body: bytes


def refuse_unsendable(edit: RequestEdit) -> None:
    """Raise ``UsageError`` for what HTTP cannot carry, with its place; no error repeats a value."""
    if TOKEN.fullmatch(edit.method) is None:
        raise UsageError(f"the method '{show(edit.method[:40])}' is not valid in HTTP", "Maileroo uses POST")
    if edit.method != edit.method.upper():
        raise UsageError(f"the method '{show(edit.method[:40])}' is not in capitals", "write POST, as Maileroo does")
    for number, (name, value) in enumerate(edit.headers, 1):
        if TOKEN.fullmatch(name) is None:
            hint = "a name has letters, digits and hyphens, and no space"
            raise UsageError(f"header {number}: '{show(name[:40])}' is not the name of a header", hint)
        for sign, what in _NOT_IN_VALUES.items():
            if (place := value.find(sign)) >= 0:
                where = f"header {number}, {show(name[:40])}, character {place + 1}"
                raise UsageError(f"{where}: a value cannot hold {what}", "take it out: HTTP cannot carry it")
        if found := _CONTROL.search(value):
            where = f"header {number}, {show(name[:40])}, character {found.start() + 1}"
            raise UsageError(f"{where}: a value cannot hold a control character", "take it out: HTTP forbids it")


def edited(capture: Capture, edit: RequestEdit) -> Capture:
    """Return the capture with what was changed; it is a whole request then, whatever had arrived."""
    head = make_head(edit.method, capture.entry.target or "/", edit.headers)
    entry = capture.entry._replace(method=edit.method, anomaly="", size=len(edit.body))
    return Capture(entry, capture.content._replace(head=head, body=edit.body, trailers=b""))


def with_kept_signature(headers: Headers, captured: Headers) -> Headers:
    """Return headers in which the captured signature stands: in place of its mask, or at the end where there is none.

    A signature that is written out is another one, and stays.
    """
    signatures = header_values(captured, SIGNATURE_HEADER)
    if not header_values(headers, SIGNATURE_HEADER):
        return (*headers, *((SIGNATURE_HEADER, value) for value in signatures))
    masks = {mask_signature(value): value for value in signatures}
    return tuple(
        (name, masks.get(value.strip(" \t"), value) if name.lower() == SIGNATURE_HEADER else value)
        for name, value in headers
    )
