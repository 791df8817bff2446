"""The bytes of a HAR's request: told where the text still holds them, and else why it does not."""

from base64 import b64encode
from typing import Any

import pytest

from maileroo_cli.capture.read_result import ReadRequest
from tests.capture.har_file import BODY, archive, captured, entry, one

BINARY = b"\xff\x00\xe9{}"


def sized(text: str | None, length: object, **request: Any) -> ReadRequest:
    """Return the request of an entry with this text and Content-Length."""
    headers = {} if length is None else {"Content-Length": length, "X-Maileroo-Signature": "0"}
    return one(entry(text, headers=headers, **request))


def post(**fields: Any) -> dict[str, Any]:
    """Return the field that holds a body."""
    return {"postData": {"mimeType": "application/json", **fields}}


WHOLE: dict[str, tuple[ReadRequest, bytes, str]] = {
    "text": (sized(BODY, None), BODY.encode(), ""),
    "text with its length": (sized("é\u2028😀", 9), "é\u2028😀".encode(), ""),
    "bodySize is right": (sized("é", None, bodySize=2), "é".encode(), ""),
    "bodySize counts UTF-16 units": (sized("é😀", None, bodySize=3), "é😀".encode(), ""),
    "bodySize is not known": (sized("é", None, bodySize=0), "é".encode(), ""),
    "bodySize is no number": (sized("é", None, bodySize="9"), "é".encode(), ""),
    "the length outweighs bodySize": (sized("é", 2, bodySize=77), "é".encode(), ""),
    "the length outweighs a comment": (sized(None, 1, **post(text="x", comment="truncated")), b"x", ""),
    "a comment on something else": (sized(None, None, **post(text="x", comment="from the cache")), b"x", ""),
    "U+FFFD that was sent": (sized("\ufffd", 3), "\ufffd".encode(), ""),
    "several equal lengths": (
        one(
            entry("x")
            | {"request": entry("x")["request"] | {"headers": [{"name": "content-length", "value": "1"}] * 2}}
        ),
        b"x",
        "",
    ),
    "a length that is none": (sized("x", "one"), b"x", ""),
    "latin-1": (sized("é\xff", 2), b"\xe9\xff", "the text is latin-1"),
    "surrogates": (
        sized("\udcffé\udce9", 4),
        b"\xff\xc3\xa9\xe9",
        "bytes that are not UTF-8 were kept as lone surrogates",
    ),
    "base64": (sized(None, None, **post(text=b64encode(BINARY).decode(), encoding="base64")), BINARY, ""),
    "base64 with its length": (sized(None, 5, **post(text=b64encode(BINARY).decode(), encoding="BASE64")), BINARY, ""),
    "base64, own field": (sized(None, None, **post(text=b64encode(BINARY).decode(), _encoding="base64")), BINARY, ""),
    "base64 on lines": (sized(None, None, **post(text="/wDp\r\ne30=", encoding="base64")), BINARY, ""),
    "base64, HTTP Toolkit": (
        sized(None, 5, _content={"text": b64encode(BINARY).decode(), "size": 5, "encoding": "base64"}),
        BINARY,
        "",
    ),
    "base64 without a word": (
        sized(b64encode(BINARY).decode(), 5),
        BINARY,
        "the text is base64, although the file does not say so",
    ),
    "none, signed": (sized(None, 0), b"", ""),
}

NOT_WHOLE: dict[str, tuple[ReadRequest, str]] = {
    "U+FFFD": (sized("\ufffd", None), "the text holds U+FFFD, which may replace any byte"),
    "U+FFFD and a length": (
        sized("a\ufffd", 2),
        "the text holds U+FFFD instead of bytes that are not UTF-8: the text has 4",
    ),
    "too short": (sized("abc", 5), "the text has 3 bytes, but its Content-Length says 5"),
    "too long": (sized("abc", 2), "the text has 3 bytes, but its Content-Length says 2"),
    "too short, with a comment": (
        sized(None, 5, **post(text="abc", comment="cut")),
        "the text has 3 bytes, but its Content-Length says 5, and the file says 'cut'",
    ),
    "bodySize is larger": (
        sized("abc", None, bodySize=9),
        "the text has 3 bytes, but the file says 9",
    ),
    "no latin-1 either": (sized("é€", 2), "the text has 5 bytes, but its Content-Length says 2"),
    "truncated": (
        sized(None, None, **post(text="abc", comment="Truncated!")),
        "the body may not be whole: the file says",
    ),
    "a comment on the request": (
        sized("abc", None, comment="body discarded"),
        "the body may not be whole: the file says",
    ),
    "compressed": (
        one(entry("abc", headers={"Content-Length": "40", "Content-Encoding": "gzip"})),
        "the body was sent compressed ('gzip'), but the file holds it decompressed",
    ),
    "surrogates without a length": (
        sized("\udcff", None),
        "the text holds bytes that are not UTF-8, and no Content-Length confirms",
    ),
    "surrogates and another length": (
        sized("\udcff", 3),
        "the text holds bytes that are not UTF-8, and no Content-Length confirms",
    ),
    "surrogates that stand for nothing": (
        sized("\ud800", 3),
        "the text holds lone surrogates, which do not represent bytes",
    ),
    "missing, with a length": (sized(None, 9), "the body of 9 bytes is missing"),
    "empty, with a length": (sized("", 9), "the body of 9 bytes is missing"),
    "missing, with bodySize": (sized(None, None, bodySize=9), "the body of 9 bytes is missing"),
    "missing, with a comment": (
        sized(None, 9, **post(comment="Request bodies are not included")),
        "the body of 9 bytes is missing, and the file says 'Request bodies are not included'",
    ),
    "params": (
        sized(None, 9, **post(params=[{"name": "a", "value": 1}])),
        "the body was kept as separate fields (params)",
    ),
    "params without a length": (sized(None, None, **post(params=[1])), "the body was kept as separate fields (params)"),
    "another file": (
        sized(None, 9, **post(text="", _file="resources/a.dat")),
        "the body is in another file ('resour",
    ),
    "left out": (
        sized(None, 9, _requestBodyStatus="discarded:too-large"),
        "the body was left out ('discarded:too-large')",
    ),
    "no base64": (sized(None, None, **post(text="!", encoding="base64")), "the body should be base64, but is not"),
    "no ASCII base64": (
        sized(None, None, **post(text="é", encoding="base64")),
        "the body should be base64, but is not",
    ),
    "base64 too short": (
        sized(None, 9, **post(text=b64encode(BINARY).decode(), encoding="base64")),
        "the body has 5 bytes, but its Content-Length says 9",
    ),
    "another encoding": (sized(None, None, **post(text="x", encoding="hex")), "the body has the encoding 'hex'"),
}


@pytest.mark.parametrize(("found", "content", "note"), WHOLE.values(), ids=WHOLE)
def test_bytes_that_can_be_told(found: ReadRequest, content: bytes, note: str) -> None:
    """The exact bytes come out; a remark says where that took more than reading them."""
    assert found.record.content == content
    assert found.whole
    assert len(found.notes) == bool(note)
    assert "".join(found.notes).startswith(note)


@pytest.mark.parametrize(("found", "reason"), NOT_WHOLE.values(), ids=NOT_WHOLE)
def test_bytes_that_cannot_be_told(found: ReadRequest, reason: str) -> None:
    """What is lost is said in one line."""
    assert not found.whole
    [note] = found.notes
    assert note.startswith(reason)
    assert "\n" not in note


def test_bytes_that_are_not_utf_8_in_the_file_itself() -> None:
    """Raw bytes in a file that should be UTF-8 are the body's, if they are as many as were sent."""
    data = archive(entry("a?b", headers={"Content-Length": "3"})).replace(b"a?b", b"a\xffb")
    [found] = captured(data)
    assert found.record.content == b"a\xffb"
    assert found.whole
