"""Captures whose every field tries to be more than text, and harmless ones of the same kinds to compare a page with."""

import json
from typing import NamedTuple

from maileroo_cli.capture.entry import Capture
from tests.cli.store import AT, captured, signature

TEXTS = {
    "image": "<img src=x onerror=alert(1)>",
    "script": "\"'><script>alert(1)</script><b>",
    "svg": "</title></textarea></style><svg onload=alert(1)>",
    "link": "javascript:alert(1)//http://evil.example/<a href=//evil.example>",
    "templates": "{{constructor.constructor('alert(1)')()}} ${alert(1)} <%= 7*7 %> #{7*7} [[1]]",
    "entities": "&lt;img src=x onerror=alert(1)&gt; &#x202e; &amp;amp;",
    "controls": "a\x00b\x07c\x08d\x1b[31me\x7ff\x85g\u2028h\u2029i",
    "line ends": "first\r\nsecond\nthird\rfourth\tfifth",
    "bidi": "abc\u202edef\u2066ghi\u2069\u200fjkl\u061c",
    "invisible": "a\u200bb\u200cc\u200dd\ufeffe\u00adf\u2060g\U000e0041h",
    "combining": "Z\u0351\u036b\u0343" * 60,
    "beyond the plane": "\U0001f4e8\U0001d4c2\ufffd\ufffe\uffff",
    "address": "http://evil.example/pixel.gif?<q>=1",
    "prototype": "__proto__",
    "very long": "long-" * 3_000,
}
"""What is written into every field, by what it tries."""

_TOGETHER = {
    "markup": ("link", "image", "script", "svg"),
    "templates": ("address", "templates", "entities"),
    "prototype": ("prototype",),
    "controls": ("controls", "line ends", "bidi"),
    "invisible": ("invisible", "combining", "beyond the plane"),
    "very long": ("very long",),
}
VISITS = {name: " ".join(TEXTS[one] for one in names) for name, names in _TOGETHER.items()}
"""The same texts, several in one, so that a page is visited once for all of them."""

assert sorted(TEXTS) == sorted(one for names in _TOGETHER.values() for one in names)


class Words(NamedTuple):
    """One text as it fits into what is text, into bytes of a head, and into JSON."""

    text: str

    @property
    def line(self) -> bytes:
        """The text as bytes that fit into one line of a head."""
        return self.text.encode("utf-8", "surrogatepass").replace(b"\r", b"%0D").replace(b"\n", b"%0A")

    @property
    def stored(self) -> str:
        """The text as a column of a store can hold it."""
        return self.text.replace("\x00", "\\0")


def captures_of(text: str) -> list[Capture]:
    """Return captures with a text in every field that a request, a sender or an application fills.

    There are one with each verdict and kind of body, two of one mail with the same event, and one that cannot be read.
    """
    words = Words(text)
    data = {"to": text, "subject": text, text: {text: [text, {text: text}]}, "lone": "\ud800", "pair": "\ud83d\ude00"}
    event = {"event_id": text, "event_type": text, "message_reference_id": text, "event_time": int(AT)}
    body = json.dumps({**event, "event_data": data}).encode()
    again = json.dumps({**event, "event_data": {**data, "to": [text]}}, indent=2, ensure_ascii=False)
    return [
        _capture(1, words, body),
        _capture(2, words, again.encode("utf-8", "surrogatepass"), verdict="invalid", cause="json-python"),
        _capture(3, words, words.line, verdict="unverifiable"),
        _capture(4, words, b"\xff\xfe\x00" + words.line, verdict="damaged", anomaly="chunk-size"),
        _capture(5, words, b"", verdict="probe", status=None, answered="", milliseconds=None),
        _capture(6, words, body, verdict="unchecked", secret=words.stored, peer=words.stored),
    ]


def _capture(number: int, words: Words, body: bytes, **known: object) -> Capture:
    line = words.line
    headers = (
        (b"Host", line),
        (b"X-" + line, line),
        (line, b"1"),
        (b"User-Agent", line),
        (b"Content-Type", line),
        (b"x-maileroo-signature", signature(body).encode()),
        (b"x-maileroo-signature", line),
    )
    answer = (b"HTTP/1.1 500 " + line + b"\r\nServer: " + line + b"\r\n" + line + b": 1\r\n\r\n", line)
    fields: dict[str, object] = {"status": 500, "answered": "application"}
    if number >= 5:  # what no request line can be is not resent, so that the others have what it takes to test that
        fields |= {"method": "M " + words.stored, "target": "/ " + words.stored}
    one = captured(number, body, headers=headers, answer=answer, **{**fields, **known})
    head = line + b" /" + line + b" HTTP/1.1\r\n" + one.content.head.partition(b"\r\n")[2]
    return one._replace(content=one.content._replace(head=head, trailers=b"X-Trailer: " + line + b"\r\n"))
