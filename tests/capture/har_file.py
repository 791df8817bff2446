"""Making HAR files for tests: entries, archives, and streams that hand out little at a time."""

import json
from io import BytesIO, RawIOBase
from typing import Any, BinaryIO, cast

from maileroo_cli.capture.formats.har.reader import HarReader, read_har
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult

SECRET = "fixture-secret"
BODY = '{"event_id":"e-1","event_type":"opened"}'


def entry(text: str | None = BODY, *, headers: dict[str, Any] | None = None, **request: Any) -> dict[str, Any]:
    """Return an entry that posts ``text``; ``request`` adds fields to its request or replaces them."""
    fields: dict[str, Any] = {
        "method": "POST",
        "url": "http://127.0.0.1:8000/webhook?a=1",
        "headers": [{"name": name, "value": value} for name, value in (headers or {}).items()],
        "bodySize": -1,
    }
    if text is not None:
        fields["postData"] = {"mimeType": "application/json", "text": text}
    return {"startedDateTime": "2026-01-01T00:00:00.412Z", "request": {**fields, **request}, "response": {}}


def archive(*entries: Any) -> bytes:
    """Return a HAR of these entries."""
    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": entries}}).encode()


def read(data: bytes) -> list[ReadResult]:
    """Return what is read of a HAR."""
    return list(read_har(BytesIO(data)))


def reader(data: bytes) -> HarReader:
    """Return a reader that was read to the end."""
    made = read_har(BytesIO(data))
    for _ in made:
        pass
    return made


def captured(data: bytes) -> list[ReadRequest]:
    """Return what is read of a HAR in which nothing is damaged."""
    results = read(data)
    assert not [one for one in results if isinstance(one, DamagedPlace)]
    return cast("list[ReadRequest]", results)


def one(*entries: Any) -> ReadRequest:
    """Return the one request of these entries."""
    [found] = captured(archive(*entries))
    return found


class Dripping(RawIOBase):
    """A stream that gives at most ``size`` bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._stream = BytesIO(data)
        self._size = size

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give a little."""
        data = self._stream.read(min(self._size, len(buffer)))
        buffer[: len(data)] = data
        return len(data)


def drip(data: bytes, size: int) -> BinaryIO:
    """Return a stream of ``data`` that gives at most ``size`` bytes at a time."""
    return cast("BinaryIO", Dripping(data, size))
