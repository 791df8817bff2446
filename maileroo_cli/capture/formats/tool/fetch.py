"""Calls of JavaScript's ``fetch`` as browsers copy them: the URL and the options are JSON."""

import json
import re
from collections.abc import Iterator

from maileroo_cli.capture.formats.document.search import find_requests
from maileroo_cli.capture.read_result import DamagedPlace, ReadResult

_START = re.compile(rb"\s*(?:await )?fetch\(\"(?:[^\"\\\n]|\\.)*\",\s*\{")
_CALL = re.compile(r"fetch\((\"(?:[^\"\\\n]|\\.)*\"),\s*(?=\{)")


def is_fetch(head: bytes) -> bool:
    """Tell whether this is a call of fetch."""
    return b"fetch(" in head[:4096] and _START.match(head) is not None


def parse_fetch(content: bytes) -> Iterator[ReadResult]:
    """Yield the request of each call; what follows a call is not looked at."""
    text = content.decode("utf-8", "surrogateescape")
    decoder = json.JSONDecoder(strict=False)
    for found in _CALL.finditer(text):
        line = f"line {1 + text.count(chr(10), 0, found.start())}"
        try:
            options, _ = decoder.raw_decode(text, found.end())
            url = json.loads(found[1])
        except (ValueError, RecursionError):
            yield DamagedPlace(line, "the options of this call are not JSON")
            continue
        for one in find_requests({"method": "POST", "headers": {}, "body": None, **options, "url": url}):
            if isinstance(one, DamagedPlace):
                yield DamagedPlace(line, one.reason)
            elif one is not None:
                yield one._replace(where=line)
