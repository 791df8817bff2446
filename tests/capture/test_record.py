"""The capture record: the exact bytes come back, and a damaged line is an ``InputError`` that says what is wrong."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.record import (
    SCHEMA,
    CaptureRecord,
    decode_block,
    decode_record,
    encode_record,
    encode_records,
    without_signature,
)
from maileroo_cli.capture.reservation import UNSIGNED
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.request import Headers

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
HEADERS = st.lists(st.tuples(TEXT, TEXT)).map(tuple)
WITH_SURROGATES = st.text(st.characters())


def make(body: bytes = b"{}", headers: Headers = (), *, name: str = "r1") -> CaptureRecord:
    """Return a record of a body and headers."""
    return CaptureRecord.of(
        id=name, time="2026-01-01T00:00:00.412Z", method="POST", target="/hook", headers=headers, body=body
    )


@given(body=st.binary(), headers=HEADERS, name=TEXT)
def test_any_body_and_headers_come_back(body: bytes, headers: Headers, name: str) -> None:
    """Whatever the bytes and the Unicode text are, the decoded record equals the encoded one, on one line."""
    record = make(body, headers, name=name)
    line = encode_record(record)
    assert b"\n" not in line
    again = decode_record(line)
    assert again == record
    assert again.content == body


@given(headers=st.lists(st.tuples(WITH_SURROGATES, WITH_SURROGATES)).map(tuple), name=WITH_SURROGATES)
def test_lone_surrogates_are_written_as_visible_escapes(headers: Headers, name: str) -> None:
    """Text that no JSON can hold is kept readable instead of failing, and the body is untouched."""
    again = decode_record(encode_record(make(b"\xed\xa0\x80", headers, name=name)))
    assert again.content == b"\xed\xa0\x80"
    assert again.id == name.encode("utf-8", "backslashreplace").decode()
    assert len(again.headers) == len(headers)


@pytest.mark.parametrize(
    ("body", "key", "text"),
    [
        pytest.param(b"", "body", "", id="empty"),
        pytest.param('{"a":"\u00fc"}\r\n'.encode(), "body", '{"a":"\u00fc"}\r\n', id="utf-8"),
        pytest.param(b"\xef\xbb\xbf{}", "body", "\ufeff{}", id="bom"),
        pytest.param(b"\x00\x1b", "body", "\x00\x1b", id="control characters"),
        pytest.param(b"\xff\xfe", "body_base64", "//4=", id="not utf-8"),
        pytest.param(b"\xed\xa0\x80", "body_base64", "7aCA", id="a surrogate's bytes"),
    ],
)
def test_a_body_is_text_where_it_is_utf8_and_base64_elsewhere(body: bytes, key: str, text: str) -> None:
    """A program in any language finds the bytes under exactly one of the two keys."""
    data = json.loads(encode_record(make(body)))
    assert data[key] == text
    assert len({"body", "body_base64"} & set(data)) == 1


def test_the_keys_of_a_line_are_locked() -> None:
    """Other programs rely on the names, their order and the schema."""
    line = encode_record(make(b"{}", (("A", "1"), ("a", "2"))))
    assert line == (
        b'{"schema":"mhook.capture/1","id":"r1","time":"2026-01-01T00:00:00.412Z","method":"POST",'
        b'"target":"/hook","headers":[["A","1"],["a","2"]],"body":"{}"}'
    )


def test_several_records_are_lines() -> None:
    """Each record ends in one newline."""
    lines = list(encode_records([make(b"\n"), make(b"\xff")]))
    assert [line.count(b"\n") for line in lines] == [1, 1]
    assert [decode_record(line).content for line in lines] == [b"\n", b"\xff"]


def line_with(**changes: object) -> bytes:
    """Return a good line with some keys changed, or left out where the value is ``...``."""
    data: dict[str, object] = {
        "schema": SCHEMA,
        "id": "r1",
        "time": "",
        "method": "POST",
        "target": "/",
        "headers": [],
        "body": "{}",
    }
    data.update(changes)
    return json.dumps({key: value for key, value in data.items() if value is not ...}).encode()


DAMAGED = {
    "empty": (b"", "truncated"),
    "blank": (b"  ", "truncated"),
    "rubbish": (b"\x00\xff\xfe", "malformed"),
    "not an object": (b"[]", "array"),
    "text": (b'"x"', "str"),
    "cut off": (line_with()[:-4], "truncated"),
    "two records": (line_with() + line_with(), "trailing"),
    "raw text that is not utf-8": (line_with(id="?").replace(b"?", b"\xff"), "utf-8"),
    "an escaped lone surrogate": (line_with(id="\ud800"), "surrogate"),
    "no schema": (line_with(schema=...), "no mhook schema"),
    "an event, not a record": (b'{"event_type":"opened"}', "no mhook schema"),
    "a foreign schema": (line_with(schema="har/1"), "no mhook schema"),
    "a later version": (line_with(schema="mhook.capture/2"), "reads mhook.capture/1"),
    "a later version of another form": (line_with(schema="mhook.capture/2", headers={}), "reads mhook.capture/1"),
    "a schema that is no text": (line_with(schema=1), "schema"),
    "no headers": (line_with(headers=...), "headers"),
    "headers as an object of objects": (line_with(headers={"a": {"b": []}}), "headers"),
    "a header of three": (line_with(headers=[["a", "b", "c"]]), "length 2"),
    "a number as body": (line_with(body=1), "body"),
    "both bodies": (line_with(body_base64="e30="), "both"),
    "bad base64": (line_with(body=..., body_base64="e3"), "base64"),
    "base64 with a newline": (line_with(body=..., body_base64="e30=\n"), "base64"),
    "base64 that is not ascii": (line_with(body=..., body_base64="\u00e9"), "base64"),
    "deep": (b'{"schema":' + b"[" * 100_000, "schema"),
    "deep in an unknown field": (b'{"x":' + b"[" * 100_000, "recursion"),
}


@pytest.mark.parametrize(("line", "word"), DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_line_says_what_is_wrong(line: bytes, word: str) -> None:
    """The error is one line that names the defect."""
    with pytest.raises(InputError) as caught:
        decode_record(line)
    assert word in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.binary() | st.builds(lambda cut, junk: line_with()[:cut] + junk, st.integers(0, 120), st.binary()))
def test_no_bytes_raise_anything_else(line: bytes) -> None:
    """Any line is a record or an ``InputError``."""
    with suppress(InputError):
        assert isinstance(decode_record(line), CaptureRecord)


def test_unknown_fields_and_a_missing_body_are_accepted() -> None:
    """A writer may add fields of its own, and a request without a body may leave the body out."""
    record = decode_record(line_with(body=..., note="mine"))
    assert record.content == b""


@pytest.mark.parametrize(
    ("headers", "value"),
    [
        pytest.param((), None, id="none"),
        pytest.param((("X-Sig", "a"),), "a", id="another case"),
        pytest.param((("x-sig", ""),), "", id="empty"),
        pytest.param((("x-sig", "a"), ("y", "b"), ("X-SIG", "c")), "a, c", id="several"),
    ],
)
def test_a_header_is_found_without_case(headers: Headers, value: str | None) -> None:
    """Several values are joined as HTTP joins them."""
    assert make(headers=headers).header("x-sig") == value


def test_a_byte_order_mark_before_a_record_is_passed_over() -> None:
    """An editor may put one before the first line of a file."""
    assert decode_record(b"\xef\xbb\xbf" + encode_record(make())) == make()


LINE = encode_record(make())
BASE64 = encode_record(make(b"\xff"))


@pytest.mark.parametrize(
    ("block", "count"),
    [
        pytest.param(LINE, 1, id="one"),
        pytest.param(LINE + b"\n" + LINE + b"\n", 2, id="two"),
        pytest.param(LINE + b"\n" + LINE, 2, id="the last newline missing"),
        pytest.param(b"", None, id="nothing"),
        pytest.param(b"\n", None, id="an empty line"),
        pytest.param(LINE + b"\n\n" + LINE, None, id="an empty line between"),
        pytest.param(LINE + b"\r\n" + LINE + b"\r\n", None, id="crlf"),
        pytest.param(LINE + LINE + b"\n\n", None, id="two on a line"),
        pytest.param(LINE.replace(b",", b",\n", 1) + b"\n" + LINE + LINE, None, id="one on two lines, two on one"),
        pytest.param(LINE + b"\n" + BASE64, None, id="a body in base64"),
        pytest.param(LINE + b"\n" + line_with(schema="mhook.capture/2"), None, id="a later version"),
        pytest.param(LINE + b"\nrubbish\n", None, id="rubbish"),
        pytest.param(LINE + b"\n" + line_with(id="?").replace(b"?", b"\xff"), None, id="not utf-8"),
        pytest.param(b"[" * 100_000, None, id="deep"),
    ],
)
def test_a_block_is_read_at_once_only_where_each_line_is_a_plain_record(block: bytes, count: int | None) -> None:
    """The fast way gives what reading line by line gives, or leaves the block to that."""
    records = decode_block(block)
    assert (None if records is None else len(records)) == count
    if records is not None:
        assert records == [decode_record(line) for line in block.splitlines()]


@given(
    st.lists(st.sampled_from([LINE, LINE[:40], LINE[40:], b"\n", b"\n", b" ", b"{}", b"\r"]), max_size=12).map(b"".join)
)
def test_both_ways_of_reading_agree(block: bytes) -> None:
    """Whatever the lines hold, the fast way never accepts what the slow one refuses, nor moves a line's number."""
    records = decode_block(block)
    if records is not None:
        lines = block.removesuffix(b"\n").split(b"\n")
        assert records == [decode_record(line) for line in lines]


def test_a_record_without_its_signature() -> None:
    """Every signature header goes, in whatever case, nothing else is touched, and that there was one is kept."""
    record = CaptureRecord.of("r", "", "POST", "/", (("A", "1"), ("X-Maileroo-Signature", "x"), ("B", "2")), b"\xff")
    again = CaptureRecord.of("r", "", "POST", "/", (*record.headers, ("x-maileroo-signature", "")), b"\xff")
    bare = CaptureRecord.of("r", "", "POST", "/", (("A", "1"), ("B", "2")), b"\xff")
    assert without_signature(record) == without_signature(again) == bare.reserved(UNSIGNED)
    assert without_signature(bare) == bare
