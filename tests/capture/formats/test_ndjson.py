"""Blocks of NDJSON: whole lines, right line numbers, bounded memory, however the stream is cut."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.formats import ndjson
from maileroo_cli.capture.formats.ndjson import looks_like_records, read_blocks


@given(
    data=st.lists(st.sampled_from([b"a", b"bc" * 5, b"\n", b"\r\n", b"\xff"])).map(b"".join), size=st.integers(1, 40)
)
def test_blocks_are_the_stream_cut_at_line_ends(data: bytes, size: int) -> None:
    """No byte is lost, each block but the last ends a line, and its first line's number is right."""
    blocks = list(read_blocks(BytesIO(data), size))
    assert b"".join(block.data for block in blocks) == data
    assert all(block.data.endswith(b"\n") for block in blocks[:-1])
    before = b""
    for block in blocks:
        assert block.first_line == before.count(b"\n") + 1
        before += block.data


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_a_line_without_end_is_cut(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a line above the limit only the start is kept in memory, and the lines after it are numbered rightly."""
    monkeypatch.setattr(ndjson, "LINE_LIMIT", 64)
    data = b"one\n" + b"x" * 3000 + b"\nthree\n"
    blocks = list(read_blocks(BytesIO(data), size))
    found = {
        number: line
        for block in blocks
        for number, line in enumerate(block.data.removesuffix(b"\n").split(b"\n"), block.first_line)
    }
    assert found[1] == b"one"
    assert found[3] == b"three"
    assert set(found) == {1, 2, 3}
    assert set(found[2]) == {ord("x")}
    if size <= 64:
        assert len(found[2]) <= 64 + size


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_without_end_at_the_end(end: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of the stream ends such a line as well."""
    monkeypatch.setattr(ndjson, "LINE_LIMIT", 64)
    blocks = list(read_blocks(BytesIO(b"x" * 3000 + end), 50))
    assert len(blocks) == 1


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"schema":"mhook.capture/1"', True),
        (b'\xef\xbb\xbf\n {"id":"x","schema":"mhook.capture/2"}\n', True),
        (b'{"event_type":"opened"}', False),
        (b'["mhook.capture/1"]', False),
        (b"", False),
        (b"\xff\x00", False),
    ],
)
def test_recognition_by_content(head: bytes, expected: bool) -> None:
    """A file of records is known by its first object."""
    assert looks_like_records(head) is expected
