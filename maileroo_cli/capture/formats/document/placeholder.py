"""What a log writes in place of a body: the word of a program that shows values, or bytes as Node.js shows them."""

import re
from typing import NamedTuple

_LONGEST = 60
_WORD = re.compile(
    r"\[(?:object [\w ]{1,40}|Object|Array|Circular(?: \*\d+)?|Function(?:: [^\]]*)?)\]"
    r"|\[(?:Getter|Buffer|Binary|Blob|Stream)\]"
    r"|undefined|None|\*{3,}"
    r"|[\[<({](?:redacted|masked|filtered|scrubbed|sanitized|hidden|removed|truncated|omitted|binary|bytes)[\])>}]"
    r"|<_io\.\w+[^<>]*>|<(?:Readable|IncomingMessage|Stream)[^<>]*>",
    re.IGNORECASE,
)
_BUFFER = re.compile(r"<Buffer((?: [0-9a-f]{2})*)(?: \.\.\. (\d+) more bytes?)?>")
_INSPECTED = re.compile(
    r"(?:: |\[\s*)(?P<part>\[(?:Object|Array|Circular[^\]]*)\])|(?P<more>\.\.\. \d+ more (?:item|character)s?)"
)
_SHOWN = re.compile(r"\{\s+['\w]+: ")


class Placeholder(NamedTuple):
    """What stands in place of a body: the bytes that it tells, whether those are all, and a remark."""

    content: bytes
    whole: bool
    note: str


def read_placeholder(text: str) -> Placeholder | None:
    """Return what a text stands for; ``None`` where it may be a body itself."""
    if text.startswith("<Buffer"):
        return _of_buffer(text)
    if len(text) <= _LONGEST and _WORD.fullmatch(text.strip()):
        return Placeholder(b"", False, f'the log holds "{text.strip()}" instead of the body')
    if _SHOWN.match(text) and (found := _INSPECTED.search(text)):
        part = found["part"] or found["more"]
        return Placeholder(b"", False, f'the log holds "{part}" instead of a part of the body')
    return None


def _of_buffer(text: str) -> Placeholder | None:
    found = _BUFFER.fullmatch(text.strip())
    if found is None:
        return None
    content = bytes.fromhex(found[1])
    if found[2] is None:
        return Placeholder(content, True, "the body is written as Node.js prints bytes")
    number = len(content)
    return Placeholder(
        content, False, f"the log holds only the first {number} bytes of the body; {found[2]} more are missing"
    )
