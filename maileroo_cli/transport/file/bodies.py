"""What the user has in a file to be sent: captured requests, a body, or a body a line; told apart by the content.

Whether the requests can be sent is seen in ``capture.transfer.sendable``.
"""

import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import LARGEST_BODY, STDIN, describe, open_source, read_source, unreadable
from maileroo_cli.webhook.generation.stream import EncodedEvent

if TYPE_CHECKING:
    from maileroo_cli.capture.read_result import ReadResult

RAW = "--raw-body sends its bytes unchanged"
_GZIP = b"\x1f\x8b"
_LONGEST_SECRET = 200
_SECRET = re.compile(r"(?:export\s+)?\w*(?:SECRET|KEY|TOKEN)\w*\s*=.*|\S+", re.IGNORECASE)
_KINDS = {list: "an array", str: "a string", bool: "true or false", type(None): "null"}


class FileBodies(NamedTuple):
    """Bodies that are to be signed, with the event that each one names."""

    events: list[EncodedEvent]


class FoundRequests(NamedTuple):
    """Captured requests as a reader found them, and how many others, and lines of a log, can be no webhooks."""

    results: "list[ReadResult]"
    passed_over: int
    other_lines: int = 0


def read_raw_body(name: str) -> EncodedEvent:
    """Return the content of a file or of ``-`` as one body, byte for byte, whatever it is."""
    return _event(read_source(name))


def read_content(name: str) -> FileBodies | FoundRequests:
    """Return what a file or ``-`` holds: the captured requests of any format that is known, or JSON objects.

    One object is a body, byte for byte; a file whose every line is an object gives a body a line. What is neither, an
    empty file included, raises ``InputError``: it may be no body at all.
    """
    file = open_source(name)
    try:
        stream = file if name != STDIN and file.seekable() else BytesIO(_read(file, name))
        return _requests(stream, name) or _bodies(_read(stream, name), name)
    except OSError as error:
        failure = unreadable(name, error)
        damaged = f"{failure.hint}; {RAW}" if hasattr(error, "hint") else failure.hint
        raise InputError(failure.message, damaged) from None
    finally:
        if name != STDIN:
            file.close()


def _read(file: BinaryIO, name: str) -> bytes:
    content = file.read(LARGEST_BODY + 1)
    if len(content) > LARGEST_BODY:
        hint = "a webhook body cannot be that large"
        raise InputError(f"{describe(name)} is larger than {LARGEST_BODY} bytes", hint)
    return content


def _requests(stream: BinaryIO, name: str) -> FoundRequests | None:
    """Return the captured requests; ``None``, and the stream at its start again, where it holds none."""
    from maileroo_cli.transport.file.captures import UnknownFormatError, recognise_stream

    try:
        form, content = recognise_stream(stream, name, RAW, by_name=False)
    except UnknownFormatError:
        stream.seek(0)
        return None
    except InputError as error:
        hint = error.hint if RAW in error.hint else f"{error.hint}; {RAW}"
        raise InputError(error.message, hint) from None
    found = form.read(content)
    results = list(found)
    return FoundRequests(results, getattr(found, "passed_over", 0), getattr(found, "other_lines", 0))


def _bodies(content: bytes, name: str) -> FileBodies:
    if not content:
        raise InputError(f"{describe(name)} is empty", "it should hold a body; --raw-body sends an empty one")
    if lines := _lines(content, name):
        _refuse_envelopes(lines, name)
        return FileBodies(lines)
    if why := _why_no_object(content):
        raise InputError(f"{describe(name)} {why}", f"unpack it first; {RAW}" if content.startswith(_GZIP) else RAW)
    events = [_event(content)]
    _refuse_envelopes(events, name)
    return FileBodies(events)


def _refuse_envelopes(events: list[EncodedEvent], name: str) -> None:
    """Raise ``InputError`` for what is no event, but a request around something that is none."""
    for number, event in enumerate(events, 1):
        if event.type or b"eader" not in event.body:
            continue
        from maileroo_cli.capture.formats.document.request import is_envelope

        if is_envelope(json.loads(event.body)):
            place = f", object {number}" if len(events) > 1 else ""
            raise InputError(
                (f"{describe(name)}{place}: it is a request with headers, but its body is not an event"), RAW
            )


def _lines(content: bytes, name: str) -> list[EncodedEvent]:
    """Return the lines of NDJSON with more than one object; nothing where the content is something else.

    Where the first line is an event, another one is an object too and a third is not, that one is broken:
    ``InputError`` is raised.
    """
    numbered = [(number, line.removesuffix(b"\r")) for number, line in enumerate(content.split(b"\n"), 1)]
    lines = [(number, line) for number, line in numbered if line.strip()]
    if len(lines) < 2 or _names(lines[0][1]) is None:
        return []
    named = [(line, _names(line)) for _, line in lines]
    events = [EncodedEvent(*names, 0, line) for line, names in named if names is not None]
    if len(events) == len(lines):
        return events
    if len(events) > 1 and events[0].type:
        broken = next(number for (number, _), (_, names) in zip(lines, named, strict=True) if names is None)
        what = f"{describe(name)}, line {broken}: it is not a JSON object, although the first line is"
        raise InputError(what, f"give one object per line, or one body only; {RAW}")
    return []


def _why_no_object(content: bytes) -> str:
    """Return why a content is no JSON object, as the rest of a sentence; nothing where it is one."""
    if content.startswith(_GZIP):
        return "is compressed (gzip), not a body"
    text = _text(content)
    if text is not None and _is_secret(text):
        return "looks like a secret, not a body"
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or (text is not None and b"\0" in content):
        return "is UTF-16 text, but Maileroo's events are UTF-8"
    return _why_no_json(content)


def _why_no_json(content: bytes) -> str:
    try:
        value = json.loads(content.decode())
    except RecursionError:
        return "is not a JSON object that can be read: it is nested too deeply"
    except ValueError as error:
        if isinstance(error, UnicodeDecodeError):
            return "is not a JSON object: it is not UTF-8 text"
        if content.startswith(BOM_UTF8):
            return "begins with a byte order mark, which some editors write and JSON does not allow"
        if not content.lstrip().startswith(b"{"):
            return "holds neither captured requests nor a JSON object"
        return f"is not a JSON object: {str(error)[:100]}"
    return "" if isinstance(value, dict) else f"is not a JSON object but {_KINDS.get(type(value), 'a number')}"


def _text(content: bytes) -> str | None:
    """Return the text of a short content, of whatever encoding; ``None`` for what is longer or none."""
    if len(content) > 4 * _LONGEST_SECRET:
        return None
    wide = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or content[1:2] == b"\0"
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return None


def _is_secret(text: str) -> bool:
    """Tell whether a text is one short line without white space in it, or sets a variable, and is no JSON."""
    line = text.strip()
    if not line or len(line) > _LONGEST_SECRET or not line.isprintable() or not _SECRET.fullmatch(line):
        return False
    try:
        json.loads(line)
    except ValueError:
        return not line.startswith(("{", "["))
    return False


def _event(body: bytes) -> EncodedEvent:
    kind, identity = _names(body) or ("", "")
    return EncodedEvent(kind, identity, 0, body)


def _names(body: bytes) -> tuple[str, str] | None:
    """Return the event type and id that a body names, or ``None`` where it is no JSON object."""
    try:
        data = json.loads(body.decode())
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    kind, identity = data.get("event_type"), data.get("event_id")
    return kind if isinstance(kind, str) else "", identity if isinstance(identity, str) else ""
