"""Bodies in a file: one, a body a line, or capture records, each with the event that it names."""

from pathlib import Path

import pytest

from maileroo_cli.capture.record import CaptureRecord, encode_record
from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.bodies import read_bodies


def record(body: bytes) -> bytes:
    """Return a capture record of ``body``."""
    return encode_record(CaptureRecord.of(id="r", time="", method="POST", target="/", headers=(), body=body)) + b"\n"


FILES: dict[str, tuple[bytes, list[tuple[str, str, bytes]]]] = {
    "one": (b'{"event_type":"opened","event_id":"1"}', [("opened", "1", b'{"event_type":"opened","event_id":"1"}')]),
    "one that names nothing": (b'{"event_type":3,"event_id":null}', [("", "", b'{"event_type":3,"event_id":null}')]),
    "no JSON": (b"hello\nworld\n", [("", "", b"hello\nworld\n")]),
    "no object": (b"[1]", [("", "", b"[1]")]),
    "deep": (b"[" * 100_000, [("", "", b"[" * 100_000)]),
    "endless number": (b'{"a":' + b"1" * 5000 + b"}", [("", "", b'{"a":' + b"1" * 5000 + b"}")]),
    "lines": (
        b'{"event_id":"1"}\r\n\n{"event_id":"2"}\n',
        [("", "1", b'{"event_id":"1"}'), ("", "2", b'{"event_id":"2"}')],
    ),
    "lines in braces": (b"{x}\n{y}\n", [("", "", b"{x}\n{y}\n")]),
    "records": (
        record(b'{"event_id":"1"}') + b"\n" + record(b"\xff"),
        [("", "1", b'{"event_id":"1"}'), ("", "", b"\xff")],
    ),
}


@pytest.mark.parametrize(("content", "expected"), FILES.values(), ids=FILES.keys())
def test_bodies(tmp_path: Path, content: bytes, expected: list[tuple[str, str, bytes]]) -> None:
    """Each body is taken byte for byte, and its event named where it names one."""
    (tmp_path / "f").write_bytes(content)
    assert [(one.type, one.event_id, one.body) for one in read_bodies(str(tmp_path / "f"))] == expected


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is empty: it should hold a body"), (record(b"{}") + b"x\n", "f', line 2: not a capture record")],
)
def test_damage(tmp_path: Path, content: bytes, said: str) -> None:
    """An empty file and a damaged record are refused."""
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_bodies(str(tmp_path / "f"))
