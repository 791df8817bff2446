"""Items that Burp saved as XML: each holds a raw request, as base64 or as text."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from itertools import islice

from maileroo_cli.capture.formats.http.dump import read_http
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult

_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE items.{0,4000}?\]>\s*|<!--.*?-->\s*)*<items\b", re.DOTALL)
_REQUEST = re.compile(
    rb"<request(?:\s+base64=\"(true|false)\")?\s*>\s*(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))\s*</request>", re.DOTALL
)
_TEXT = "Burp saved the request as text, which may have changed its bytes: save the items with base64"


def is_burp(head: bytes) -> bool:
    """Tell whether this is a file of Burp's items."""
    return b"<items" in head and _START.match(head) is not None


def parse_burp(content: bytes) -> Iterator[ReadResult]:
    """Yield the request of each item."""
    for found in _REQUEST.finditer(content):
        encoded = found[1] == b"true"
        data = found[2] if found[2] is not None else unescape(found[3].decode("utf-8", "replace")).encode()
        if encoded:
            try:
                data = b64decode(b"".join(data.split()), validate=True)
            except (Base64Error, ValueError):
                yield DamagedPlace("", "its request should be base64, but is not")
                continue
        for one in islice(read_http(BytesIO(data)), 1):
            if isinstance(one, ReadRequest):
                yield one._replace(where="", doubt="" if encoded else _TEXT)
            else:
                yield DamagedPlace("", one.reason)
