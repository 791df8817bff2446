"""What a file holds that is to be sent: one body, a body a line, captured requests, or nothing that is a body."""

import gzip
from pathlib import Path

import pytest

from maileroo_cli.capture.read_result import ReadRequest
from maileroo_cli.capture.record import CaptureRecord, encode_record
from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.bodies import FileBodies, FoundRequests, read_content, read_raw_body


def record(body: bytes) -> bytes:
    """Return a capture record of ``body``."""
    return encode_record(CaptureRecord.of(id="r", time="", method="POST", target="/", headers=(), body=body)) + b"\n"


FILES: dict[str, tuple[bytes, list[tuple[str, str, bytes]]]] = {
    "one": (b'{"event_type":"opened","event_id":"1"}', [("opened", "1", b'{"event_type":"opened","event_id":"1"}')]),
    "one that names nothing": (b'{"event_type":3,"event_id":null}', [("", "", b'{"event_type":3,"event_id":null}')]),
    "one of many lines": (b'{\n  "a": {}\n}\n', [("", "", b'{\n  "a": {}\n}\n')]),
    "lines": (
        b'{"event_id":"1"}\r\n\n{"event_id":"2"}\n',
        [("", "1", b'{"event_id":"1"}'), ("", "2", b'{"event_id":"2"}')],
    ),
}


@pytest.mark.parametrize(("content", "expected"), FILES.values(), ids=FILES.keys())
def test_bodies(tmp_path: Path, content: bytes, expected: list[tuple[str, str, bytes]]) -> None:
    """Each body is taken byte for byte, and its event named where it names one."""
    (tmp_path / "f").write_bytes(content)
    found = read_content(str(tmp_path / "f"))
    assert isinstance(found, FileBodies)
    assert [(one.type, one.event_id, one.body) for one in found.events] == expected


def test_requests(tmp_path: Path) -> None:
    """Captured requests come as their reader finds them."""
    (tmp_path / "f").write_bytes(record(b'{"event_id":"1"}') + b"\n" + record(b"\xff") + b"x\n")
    found = read_content(str(tmp_path / "f"))
    assert isinstance(found, FoundRequests)
    one, two, damaged = found.results
    assert isinstance(one, ReadRequest)
    assert isinstance(two, ReadRequest)
    assert (one.record.content, two.record.content, damaged.where) == (b'{"event_id":"1"}', b"\xff", "line 4")


NONE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is empty: it should hold a body; --raw-body sends an empty one"),
    "text": (b"hello world\n", "holds neither captured requests nor a JSON object: --raw-body sends"),
    "broken JSON": (b'{"a":1,}', "is not a JSON object: (Expecting|Illegal)"),
    "an array": (b"[1]", "is not a JSON object but an array"),
    "a number": (b"1", "is not a JSON object but a number"),
    "deep": (b"[" * 100_000, "nested too deeply"),
    "endless number": (b'{"a":' + b"1" * 5000 + b"}", "is not a JSON object: Exceeds the limit"),
    "lines in braces": (b"{x}\n{y}\n", "is not a JSON object: Expecting property name"),
    "two lines, one of them none": (b'{"event_type":"a"}\n{x}\n', "is not a JSON object: Extra data"),
    "lines, one of them none": (b'{"event_type":"a"}\n{"b":1}\n{x}\n', "line 3: it is not a JSON object"),
    "gzip": (gzip.compress(b'{"a":1}'), r"is compressed \(gzip\), not a body: unpack it first; --raw-body sends"),
    "gzip that is cut off": (b"\x1f\x8b\x08\0", "the gzip data is cut off"),
    "zip": (b"PK\x03\x04rest", "is a zip archive: unpack it"),
    "UTF-16": ('{"event_type":"opened"}'.encode("utf-16"), "is UTF-16 text"),
    "UTF-16 without a mark": ('{"event_type":"opened"}'.encode("utf-16-le"), "is UTF-16 text"),
    "a byte order mark": (b'\xef\xbb\xbf{"event_type":"opened"}', "begins with a byte order mark"),
    "bytes": (b"\xff\x00\r\n'", "is not a JSON object: it is not UTF-8 text"),
    "a secret": (b"k7Tq-webhook-secret-41\n", "looks like a secret, not a body: --raw-body sends"),
    "a secret of Windows": (b"\xef\xbb\xbfk7Tq-webhook-secret-41\r\n", "looks like a secret"),
    "a secret in UTF-16": ("k7Tq-webhook-secret-41\r\n".encode("utf-16"), "looks like a secret"),
    "a variable": (b'MAILEROO_WEBHOOK_SECRET="k7Tq-webhook secret"  # prod\n', "looks like a secret"),
}


@pytest.mark.parametrize(("content", "said"), NONE.values(), ids=NONE.keys())
def test_what_is_no_body(tmp_path: Path, content: bytes, said: str) -> None:
    """It is refused with what it seems to be, unless it is meant: then it is one body, byte for byte."""
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(InputError, match=said) as refused:
        read_content(str(tmp_path / "f"))
    assert "--raw-body" in str(refused.value)
    assert "k7Tq" not in str(refused.value)
    assert read_raw_body(str(tmp_path / "f")).body == content
