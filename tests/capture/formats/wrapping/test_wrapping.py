"""Compressed files and other encodings of text: the same bytes come out, in bounded memory, and damage is told."""

import gzip
import io
import tracemalloc
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.wrapping.compression import CompressionError, GunzippedStream
from maileroo_cli.capture.formats.wrapping.encoding import DecodedText, text_encoding
from maileroo_cli.capture.formats.wrapping.foreign import foreign_file, looks_like_captures
from maileroo_cli.capture.store.schema import APPLICATION_ID

ENCODINGS = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]


def make(data: bytes, largest: int) -> GunzippedStream:
    """Return a stream over compressed data in memory."""
    return GunzippedStream(io.BytesIO(data), largest)


@given(st.lists(st.binary(max_size=3000), min_size=1, max_size=3), st.binary(max_size=2).map(lambda b: b"\0" * len(b)))
def test_all_members_come_out(parts: list[bytes], padding: bytes) -> None:
    """Files that were compressed one after another are one file again, whatever zeros follow."""
    data = b"".join(map(gzip.compress, parts)) + padding
    assert io.BufferedReader(make(data, 1 << 20)).read() == b"".join(parts)


@pytest.mark.parametrize("cut", [1, 8, 20])
def test_a_file_that_is_cut_off_is_told(cut: int) -> None:
    """What is there comes out first, and then the error."""
    data = gzip.compress(bytes(range(256)) * 300)
    with pytest.raises(CompressionError, match="cut off"):
        io.BufferedReader(make(data[:-cut], 1 << 20)).read()


def test_damage_is_told() -> None:
    """A byte that was changed is found by the checksum or before."""
    data = bytearray(gzip.compress(b"hello" * 100))
    data[-6] ^= 1
    with pytest.raises(CompressionError, match="damaged"):
        io.BufferedReader(make(bytes(data), 1 << 20)).read()


def test_a_bomb_takes_neither_memory_nor_more_than_the_limit() -> None:
    """A thousand times as much as there was never stands in memory, and ends at the limit."""
    packer = zlib.compressobj(9, wbits=31)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    tracemalloc.start()
    stream = io.BufferedReader(make(data, 32 << 20), 1 << 16)
    pieces = iter(lambda: len(stream.read(1 << 16)), 0)
    with pytest.raises(CompressionError, match="more than"):
        sum(pieces)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 << 20


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@example(text="")
def test_text_comes_out_as_utf_8(encoding: str, text: str) -> None:
    """With its mark each encoding is told, and the text is the same, without the mark."""
    data = ("\ufeff{" + text).encode(encoding)
    assert text_encoding(data) == encoding
    assert io.BufferedReader(DecodedText(io.BytesIO(data), encoding)).read() == ("{" + text).encode()


@pytest.mark.parametrize("encoding", ENCODINGS[:2])
@pytest.mark.parametrize("text", ['{"schema":', "POST /webhook HTTP/1.1\r\n", '[\r\n  {"log"'])
def test_utf_16_is_told_without_its_mark(encoding: str, text: str) -> None:
    """The zeros beside ASCII characters tell it."""
    assert text_encoding(text.encode(encoding)) == encoding


@pytest.mark.parametrize(
    "head", [b"", b"{", b"{}", b'{"schema":"x"}', b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(64), b"\xff"]
)
def test_other_bytes_are_no_such_text(head: bytes) -> None:
    """UTF-8, pictures and zeros are taken as they are."""
    assert text_encoding(head) == ""


def test_what_is_no_text_is_no_utf_8() -> None:
    """A text that is cut within a character does not become another text."""
    data = "\ufeff{}".encode("utf-16-le") + b"\x3d\xd8\x3d"
    with pytest.raises(UnicodeDecodeError):
        io.BufferedReader(DecodedText(io.BytesIO(data), "utf-16-le")).read().decode()


def test_our_own_store_is_told_from_other_databases() -> None:
    """A store of captures is named so by its mark."""
    ours = b"SQLite format 3\0" + bytes(52) + APPLICATION_ID.to_bytes(4) + bytes(28)
    found = foreign_file(ours)
    other = foreign_file(b"SQLite format 3\0" + bytes(84))
    assert found is not None
    assert (found.what, found.holds) == ("is a store of mhook's", True)
    assert other is not None
    assert not other.holds


@pytest.mark.parametrize(
    ("content", "name", "looks"),
    [
        (b"x-maileroo-signature: " + b"0" * 64, "a.txt", True),
        (b'"X-Maileroo-Signature" => "' + b"0f" * 32 + b'"', "a.txt", True),
        (b"if headers['x-maileroo-signature'] != expected:", "a.py", False),
        (b"# Title\n```\nx-maileroo-signature: " + b"0" * 64 + b"\n```\n", "a.md", False),
        (b"what is this", "a.har", True),
        (b"what is this", "a.HTTP", True),
        (b"\x8b\x03\x80", "a.har.br", True),
        (b"", "a.har", False),
        (b"what is this", "a.txt", False),
    ],
)
def test_what_looks_like_captures_does_not_go_unnoticed(content: bytes, name: str, looks: bool) -> None:
    """A signed request in an unknown form, or a file that is named like captures, is told from other files."""
    assert (looks_like_captures(content, name) is not None) is looks


@given(st.binary(max_size=300))
def test_any_bytes_are_some_file_or_none(head: bytes) -> None:
    """No content makes the recognition fail."""
    assert foreign_file(head) is None or foreign_file(head)
    text_encoding(head)
