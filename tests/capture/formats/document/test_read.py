"""Requests in JSON: found at any depth and in any layout, never where there is none, and in the memory of one."""

import json
import tracemalloc
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.document.body import PARSED, find_body
from maileroo_cli.capture.formats.document.partial import parse_beginning
from maileroo_cli.capture.formats.document.reader import looks_like_document, read_document
from maileroo_cli.capture.formats.document.request import target_of, time_of
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest

BODY = '{"a":"é\\u003c","b":[1,2.50]}'
SIGNED = {"X-Maileroo-Signature": "0" * 64}
REQUEST: dict[str, Any] = {"method": "POST", "url": "http://a.test/x?y=z#f", "headers": SIGNED, "body": BODY}

KEYS = st.sampled_from(
    [
        *("headers", "header", "body", "method", "url", "raw", "request", "uri", "mode", "text", "encoding", "data"),
        *("requestContext", "http", "type", "message", "rawHeaders", "_type", "schema", "x-maileroo-signature", "0"),
        *("isBase64Encoded", "timeEpoch", "created_at", "query", "name", "key", "value", "times", "file", "path"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


def read(content: bytes) -> list[ReadRequest | DamagedPlace]:
    """Return all that a file of JSON holds."""
    return list(read_document(BytesIO(content)))


def one(value: object) -> ReadRequest:
    """Return the one request in a value."""
    (found,) = read(json.dumps(value).encode())
    assert isinstance(found, ReadRequest)
    return found


@given(JSON)
def test_any_json_is_read_without_a_failure(value: object) -> None:
    """Whatever an object calls its parts, and whatever they are, requests come out or none."""
    content = json.dumps(value).encode()
    looks_like_document(content)
    looks_like_document(content[: len(content) // 2])
    assert all(isinstance(found, ReadRequest | DamagedPlace) for found in read(content))


@given(st.binary(max_size=100) | st.text(alphabet='{}[]",:\\ a0\n', max_size=40).map(str.encode))
def test_any_bytes_are_read_without_a_failure(content: bytes) -> None:
    """What is no JSON is damaged, never an exception."""
    assert all(isinstance(found, ReadRequest | DamagedPlace) for found in read(b"{" + content))
    parse_beginning(content)


@given(JSON, st.integers(0, 200))
def test_the_beginning_of_json_is_known_as_far_as_it_goes(value: object, size: int) -> None:
    """What is read of a part is what the whole has there."""
    content = json.dumps({"x": value}).encode()
    part = parse_beginning(content[: len('{"x":') + size])
    assert part is None or isinstance(part, dict)
    assert parse_beginning(content) == json.loads(content) or "NaN" in repr(value).replace("nan", "NaN")


@pytest.mark.parametrize(
    "wrap",
    [
        lambda value: value,
        lambda value: [value, value],
        lambda value: {"data": [value], "total": 1},
        lambda value: {"a": {"b": {"c": [{"d": value}]}}},
        lambda value: {"message": json.dumps(value)},
        lambda value: {"Records": [{"body": json.dumps(value)}]},
    ],
    ids=["alone", "array", "list", "deep", "within text", "within a queue's text"],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_request_is_found_wherever_it_lies(wrap: Any, indent: int | None) -> None:
    """The same request comes out of any layout, each time that it is there."""
    content = json.dumps(wrap(REQUEST), indent=indent).encode()
    assert looks_like_document(content)
    for found in read(content):
        assert isinstance(found, ReadRequest)
        assert found.record.content == BODY.encode()
        assert (found.record.method, found.record.target) == ("POST", "/x?y=z")
        assert found.record.header("x-maileroo-signature") == "0" * 64


ENTRY = [{"name": "X-Maileroo-Signature", "value": "0" * 64}]
TOOLS: dict[str, Any] = {
    "a gateway at the edge": {
        "Records": [
            {
                "cf": {
                    "request": {
                        "uri": "/x",
                        "method": "POST",
                        "headers": {"x-maileroo-signature": [{"key": "X-Maileroo-Signature", "value": "0" * 64}]},
                        "body": {"encoding": "base64", "data": b64encode(BODY.encode()).decode()},
                    }
                }
            }
        ]
    },
    "a collection of Hoppscotch": {
        "requests": [{"endpoint": "/x", "method": "POST", "headers": ENTRY, "body": {"contentType": "a", "body": BODY}}]
    },
    "a collection of Thunder Client": {
        "requests": [{"url": "/x", "method": "POST", "headers": ENTRY, "body": {"type": "json", "raw": BODY}}]
    },
    "a collection of Bruno": {
        "items": [
            {
                "type": "http-request",
                "request": {"url": "/x", "method": "POST", "headers": ENTRY, "body": {"mode": "json", "json": BODY}},
            }
        ]
    },
    "an entry of HAR": {"request": {"url": "/x", "method": "POST", "headers": ENTRY, "postData": {"text": BODY}}},
    "a log of nginx": {"request_uri": "/x", "http_x_maileroo_signature": "0" * 64, "request_body": BODY},
    "a bin": {"method": "POST", "path": "/x", "headers": SIGNED, "bodyRaw": BODY, "body": {"a": 1}},
}


@pytest.mark.parametrize("value", TOOLS.values(), ids=TOOLS.keys())
def test_the_form_of_a_tool_is_read(value: Any) -> None:
    """Whatever a tool calls the parts, the body, the signature and the target come out."""
    assert looks_like_document(json.dumps(value).encode())
    record = one(value).record
    assert (record.content, record.header("x-maileroo-signature"), record.target) == (BODY.encode(), "0" * 64, "/x")


@pytest.mark.parametrize("value", [*TOOLS.values(), REQUEST], ids=[*TOOLS, "a plain one"])
@given(st.data())
def test_no_part_that_is_something_else_fails(value: Any, data: st.DataObject) -> None:
    """Whatever stands in the place of any part of a request, results come out or none."""
    paths = list(paths_in(value))
    changed = replaced(value, data.draw(st.sampled_from(paths)), data.draw(JSON))
    for content in (json.dumps(changed).encode(), json.dumps([changed, value], indent=1).encode()):
        looks_like_document(content)
        assert all(isinstance(found, ReadRequest | DamagedPlace) for found in read(content))


def paths_in(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to each part of a value."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from paths_in(part, (*path, key))


def replaced(value: Any, path: tuple[str | int, ...], part: object) -> Any:
    """Return a value with another part in one place."""
    if not path:
        return part
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], part)
    return copy


BODIES: dict[str, Any] = {
    "text": BODY,
    "base64": b64encode(BODY.encode()).decode(),
    "base64 for URLs": b64encode(BODY.encode()).decode().replace("+", "-").replace("/", "_").rstrip("="),
    "hex": BODY.encode().hex(),
    "a data URL": "data:application/json;base64," + b64encode(BODY.encode()).decode(),
    "bytes of Python": repr(BODY.encode()),
    "a string within a string": json.dumps(BODY),
    "Node's buffer": {"type": "Buffer", "data": list(BODY.encode())},
    "numbers": list(BODY.encode()),
    "numbered numbers": {str(index): byte for index, byte in enumerate(BODY.encode())},
    "HAR's": {"mimeType": "application/json", "text": BODY},
    "Postman's": {"mode": "raw", "raw": BODY},
    "Charles's": {"encoding": "base64", "encoded": b64encode(BODY.encode()).decode()},
}


@pytest.mark.parametrize("value", BODIES.values(), ids=BODIES.keys())
def test_each_form_of_a_body_gives_its_bytes(value: object) -> None:
    """However a body is written, its bytes come out."""
    assert find_body(value).content == BODY.encode()


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers(-1000, 1000), max_size=4))
def test_a_parsed_body_may_be_any_of_its_writings(value: dict[str, object]) -> None:
    """What encoders make of the parsed JSON is among the bodies that a signature can prove."""
    value = {"event_type": "x", **value}
    found = find_body(value)
    writings = {found.content, *found.alternatives}
    assert json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() in writings
    assert json.dumps(value).encode() in writings
    assert found.doubt == PARSED


def test_what_a_body_lacks_is_told() -> None:
    """A body that is elsewhere or of another length than was sent is not taken for the one that was signed."""
    assert not find_body({"mode": "file", "file": {"src": "a"}}).whole
    assert not find_body({"mode": "urlencoded", "urlencoded": []}).whole
    assert not find_body("§", encoded=True).whole
    assert "U+FFFD" in find_body('{"a":"\ufffd"}').doubt
    found = one({**REQUEST, "headers": {**SIGNED, "Content-Length": "5"}})
    assert found.doubt == f"the body has {len(BODY.encode())} bytes here, but its Content-Length says 5"
    assert not one({"method": "POST", "headers": SIGNED}).whole


NONE: dict[str, Any] = {
    "a payload": {"event_type": "opened", "event_data": {"user_agent": "x"}, "tags": None},
    "a payload with parts of a request": {"event_type": "x", "headers": {"a": "b"}, "method": "POST", "body": "{}"},
    "received mail": {
        "validation_url": "x",
        "headers": {"Content-Type": ["a"]},
        "method": "POST",
        "body": {"html": ""},
    },
    "a page": {"method": "GET", "url": "/", "headers": {"Accept": "*/*"}},
    "a response": {"response": {"headers": SIGNED, "body": BODY}},
    "a package": {"name": "a", "scripts": {"x": "curl"}, "headers": {"a": "b"}},
    "numbers": [1, 2, 3],
}


@pytest.mark.parametrize("value", NONE.values(), ids=NONE.keys())
def test_what_resembles_a_request_is_none(value: object) -> None:
    """A payload, a mail and a settings file are never taken for a wrapper."""
    content = json.dumps(value).encode()
    assert not looks_like_document(content)
    assert read(content) == []


def test_pages_are_counted() -> None:
    """What has neither a body nor a signature is counted, as in a HAR."""
    reader = read_document(BytesIO(json.dumps([NONE["a page"], REQUEST]).encode()))
    assert len(list(reader)) == 1
    assert reader.passed_over == 1


@pytest.mark.slow
def test_a_large_array_is_read_in_the_memory_of_one_item() -> None:
    """Items of an array are read one by one."""
    item = json.dumps({**REQUEST, "body": "x" * 1000}).encode()
    content = b"[" + b",\n".join([item] * 5_000) + b"]"
    stream = BytesIO(content)
    tracemalloc.start()
    count = sum(1 for _ in read_document(stream))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5_000
    assert peak < 3 << 20


def test_damage_is_told_with_its_place() -> None:
    """What was read before the damage stays; a broken line of a log does not hide the next."""
    array = read(b"[" + json.dumps(REQUEST).encode() + b', {"a" 1}, {"a"')
    assert isinstance(array[0], ReadRequest)
    assert [found.where for found in array[1:]] == ["request 2", "request 3"]
    assert "it is not JSON" in str(array[1])
    assert "the file ends here" in str(array[2])
    line = json.dumps(REQUEST).encode()
    lines = read(line + b'\n{"broken\nplain text\n' + line + b"\n")
    assert [found.where for found in lines] == ["line 1", "line 2", "line 4"]
    assert isinstance(lines[1], DamagedPlace)


def test_deep_nesting_is_no_failure() -> None:
    """A value that is nested beyond all sense is passed over or damaged."""
    assert not looks_like_document(b"[" * 100_000)
    assert not looks_like_document(b'{"a":' * 100_000)
    assert all(isinstance(found, DamagedPlace) for found in read(b'{"a":' * 100_000 + b"1" + b"}" * 100_000))


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://a.test/x?y=z#f", "/x?y=z"),
        ("https://a.test", "/"),
        ("/x y", "/x%20y"),
        ("", "/"),
        ("http://[", "/"),
        ("{{host}}/x", "{{host}}/x"),
    ],
)
def test_a_target_is_the_path_and_the_query(url: str, target: str) -> None:
    """What a request line holds is taken from a URL; what is none is left."""
    assert target_of(url) == target


@pytest.mark.parametrize(
    ("value", "time"),
    [
        (1767225600412, "2026-01-01T00:00:00.412Z"),
        (1767225600, "2026-01-01T00:00:00.000Z"),
        ("2026-01-01 00:00:00", "2026-01-01T00:00:00.000Z"),
        ("2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00.000Z"),
        ("soon", ""),
        (None, ""),
        (True, ""),
        (1e300, ""),
    ],
)
def test_times_are_those_of_utc(value: object, time: str) -> None:
    """Seconds, milliseconds and texts become one form; what is no time is left out."""
    assert time_of(value) == time
