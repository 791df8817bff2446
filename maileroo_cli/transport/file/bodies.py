"""Bodies that the user has in a file: one body byte for byte, a body a line, or capture records."""

import json
from collections.abc import Iterator

from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import describe, read_source
from maileroo_cli.webhook.generation.stream import Event


def read_bodies(name: str) -> list[Event]:
    """Return the bodies of a file or of ``-``, with the event that each one names.

    Capture records give their bodies. A file whose every line is a JSON object gives a body a line. Anything else is
    one body, taken byte for byte. An empty file, a damaged record or a broken line among events raises ``InputError``.
    """
    content = read_source(name)
    if not content:
        raise InputError(f"{describe(name)} is empty", "it should hold a body")
    from maileroo_cli.capture.formats.http.dump import looks_like_http
    from maileroo_cli.capture.formats.ndjson import looks_like_records

    if looks_like_http(content[:65_536]):
        raise InputError(
            f"{describe(name)} is a raw HTTP request", "give a file with its body alone, or capture records"
        )
    if looks_like_records(content[:65_536]):
        return list(_records(content, name))
    bodies = _lines(content, name) or [content]
    return [_event(body) for body in bodies]


def _records(content: bytes, name: str) -> Iterator[Event]:
    from maileroo_cli.capture.record import decode_record

    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            yield _event(decode_record(line).content)
        except InputError as error:
            raise InputError(f"{describe(name)}, line {number}: {error.message}", error.hint) from None


def _lines(content: bytes, name: str) -> list[bytes]:
    """Return the lines of NDJSON with more than one object; nothing where the content is something else.

    Where the first line is an event, another one looks like an object too and a third does not, that one is broken:
    ``InputError`` is raised.
    """
    numbered = [(number, line.removesuffix(b"\r")) for number, line in enumerate(content.split(b"\n"), 1)]
    lines = [(number, line) for number, line in numbered if line.strip()]
    if len(lines) < 2:
        return []
    first = _names(lines[0][1])
    broken = [number for number, line in lines if not (line.startswith(b"{") and line.endswith(b"}"))]
    if broken and len(lines) - len(broken) > 1 and first is not None and first[0]:
        what = f"{describe(name)}, line {broken[0]}: it is no JSON object, unlike the first line"
        raise InputError(what, "give one object a line, or one body alone")
    return [] if broken or first is None else [line for _, line in lines]


def _event(body: bytes) -> Event:
    kind, identity = _names(body) or ("", "")
    return Event(kind, identity, 0, body)


def _names(body: bytes) -> tuple[str, str] | None:
    """Return the event type and id that a body names, or ``None`` where it is no JSON object."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    kind, identity = data.get("event_type"), data.get("event_id")
    return kind if isinstance(kind, str) else "", identity if isinstance(identity, str) else ""
