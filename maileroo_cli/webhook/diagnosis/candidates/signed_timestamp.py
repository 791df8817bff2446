"""The texts that other services sign instead of the bare body: a timestamp and perhaps an id before or after it."""

import re
from collections.abc import Iterator, Sequence

from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding

_MAX_VALUES = 4
_HEADER_TIME = re.compile(r"(?:^|[,;&\s])(?:t|ts|time|timestamp)=([\w.:+-]{1,40})", re.IGNORECASE | re.ASCII)
_TIME_NAME = re.compile(r"timestamp|[-_]time$|^date$", re.IGNORECASE)
_ID_NAME = re.compile(r"[-_](?:id|nonce|delivery)$|^id$", re.IGNORECASE)
_BODY_TIME = re.compile(rb'"event_time"\s*:\s*(\d{1,20})')
_OTHER_TIME = re.compile(rb'"inserted_at"\s*:\s*"?([\w.:+-]{1,40})')
_BODY_ID = re.compile(rb'"event_id"\s*:\s*"(\w{1,80})"')
_BODY_START = 65536
_EXAMPLE_IDS = (
    *(b"msg_1", b"msg_2", b"msg_123", b"msg_abc", b"msg_test", b"msg_p5jXN8AQM9LWM0D4loKWxJek", b"evt_1", b"evt_123"),
    *(b"1", b"id", b"test"),
)

Timestamp = tuple[bytes, bytes]
"""What is signed before the body and after it: a time, and perhaps an id, with the signs between them."""


def header_timestamps(header: str, headers: Sequence[tuple[str, str]]) -> list[Timestamp]:
    """Return what may have been signed before and after the body, by the times and ids that the headers hold."""
    times = _HEADER_TIME.findall(header)
    times += [value for name, value in headers if _TIME_NAME.search(name)]
    ids = [value for name, value in headers if _ID_NAME.search(name)]
    return _combine([_bytes(time) for time in times], [_bytes(one) for one in ids])


def header_times(headers: Sequence[tuple[str, str]]) -> list[bytes]:
    """Return the times that the headers hold, as they stand there."""
    return [_bytes(value) for name, value in headers if _TIME_NAME.search(name)][:_MAX_VALUES]


def body_timestamps(body: bytes) -> list[Timestamp]:
    """Return the same with the time and the id that stand in the body itself."""
    start = body[:_BODY_START]
    return _combine(_BODY_TIME.findall(start)[:1], _BODY_ID.findall(start)[:1])


def example_timestamps(body: bytes) -> list[Timestamp]:
    """Return the body's own time with the ids that stand in examples, and its own id as others write it."""
    start = body[:_BODY_START]
    own = [prefix + one for one in _BODY_ID.findall(start)[:1] for prefix in (b"msg_", b"evt_")]
    found: list[Timestamp] = []
    for time in _BODY_TIME.findall(start)[:1]:
        for one in (*own, *_EXAMPLE_IDS):
            found += [(one + b"." + time + b".", b""), (time + b"." + one + b".", b"")]
    other = [(time + sign, b"") for time in _OTHER_TIME.findall(start)[:1] for sign in (b".", b":", b"")]
    return [*found, *other]


def add_timestamps(body: bytes, timestamps: list[Timestamp]) -> Iterator[Candidate]:
    """Yield ``body`` between the parts of each of ``timestamps``."""
    for before, after in timestamps:
        yield Candidate(before + body + after, (Finding("signed-timestamp"),))


def _combine(times: list[bytes], ids: list[bytes]) -> list[Timestamp]:
    timestamps: list[Timestamp] = []
    for time in times[:_MAX_VALUES]:
        timestamps += [(time + b".", b""), (b"v0:" + time + b":", b""), (time + b":", b""), (time, b"")]
        timestamps += [(time + b"\n", b""), (b"", b"." + time), (b"", b":" + time), (b"", time)]
        for one in ids[:_MAX_VALUES]:
            timestamps += [(one + b"." + time + b".", b""), (time + b"." + one + b".", b"")]
            timestamps += [(one + time, b""), (time + one, b"")]
    return list(dict.fromkeys(timestamps))


def _bytes(text: str) -> bytes:
    return text.strip().encode("utf-8", "surrogatepass")[:200]
