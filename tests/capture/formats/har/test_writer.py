"""Writing HAR: valid by the specification, and read back as it was."""

import json
from base64 import b64decode
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from maileroo_cli.capture.formats.har.reader import looks_like_har, read_har
from maileroo_cli.capture.formats.har.response import HarAnswer
from maileroo_cli.capture.formats.har.writer import Exchange, write_har
from maileroo_cli.capture.read_result import ReadRequest
from maileroo_cli.capture.record import CaptureRecord

TEXT, WHOLE, LIST = {"type": "string"}, {"type": "integer", "minimum": -1}, {"type": "array"}


def shape(**fields: Any) -> dict[str, Any]:
    """Return the schema of an object with these fields, all needed, and others of its own: their names begin with _."""
    return {
        "type": "object",
        "required": [name for name in fields if not name.startswith("_")],
        "properties": {name.lstrip("_"): schema for name, schema in fields.items()},
        "patternProperties": {"^_": {}},
        "additionalProperties": False,
    }


PAIRS = {"type": "array", "items": shape(name=TEXT, value=TEXT)}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
LENGTH = {"type": "number", "minimum": 0}
POST_DATA = shape(mimeType=TEXT, text=TEXT, _encoding={"const": "base64"})
REQUEST = shape(
    method=TEXT,
    url={"type": "string", "pattern": r"^https?://[!-~]+$"},
    httpVersion=TEXT,
    cookies=PAIRS,
    headers=PAIRS,
    queryString=PAIRS,
    headersSize=WHOLE,
    bodySize=WHOLE,
    _postData=POST_DATA,
)
RESPONSE = shape(
    status={"type": "integer"},
    statusText=TEXT,
    httpVersion=TEXT,
    cookies=PAIRS,
    headers=PAIRS,
    content=shape(size={"type": "integer"}, mimeType=TEXT, _text=TEXT, _encoding={"const": "base64"}),
    redirectURL=TEXT,
    headersSize=WHOLE,
    bodySize=WHOLE,
    _comment=TEXT,
)
ENTRY = shape(
    startedDateTime=TIME,
    time=LENGTH,
    request=REQUEST,
    response=RESPONSE,
    cache={"type": "object"},
    timings=shape(send=LENGTH, wait=LENGTH, receive=LENGTH),
)
HAR_1_2 = Draft202012Validator(
    shape(
        log=shape(
            version={"const": "1.2"}, creator=shape(name=TEXT, version=TEXT), entries={"type": "array", "items": ENTRY}
        )
    )
)

BYTES = st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace"))
NAMES = st.sampled_from(["Host", "content-length", "Content-Length", "X-Maileroo-Signature", "Content-Type", "a"])
VALUES = st.text(max_size=10) | st.integers(0, 60).map(str) | st.sampled_from(["a.test:8000", "base64", "\udcff", ""])
TARGETS = st.text(max_size=20) | st.sampled_from(
    ["/", "/a?b=1&b=&c#d", "*", "http://a.test/x", "//a", "/\x00 é", "a://b/c", "/%zz?%", "\udcff"]
)
RECORDS = st.builds(
    CaptureRecord.of,
    id=st.just("r"),
    time=st.sampled_from(["2026-01-01T00:00:00.412Z", ""]),
    method=st.sampled_from(["POST", "GET", "", "é"]),
    target=TARGETS,
    headers=st.lists(st.tuples(NAMES, VALUES), max_size=5).map(tuple),
    body=BYTES,
)


def export(*records: CaptureRecord) -> bytes:
    """Return the file of these records."""
    return b"".join(write_har(map(Exchange, records), "1.0"))


def record(body: bytes = b"{}", target: str = "/webhook", headers: Any = (), time: str = "") -> CaptureRecord:
    """Return a record."""
    return CaptureRecord.of(id="r", time=time, method="POST", target=target, headers=headers, body=body)


@given(records=st.lists(RECORDS, max_size=5))
def test_records_come_back_as_they_were(records: list[CaptureRecord]) -> None:
    """Bytes, headers, method, target and time survive, whatever they are, and the file is a HAR 1.2."""
    data = export(*records)
    assert looks_like_har(data)
    assert not list(HAR_1_2.iter_errors(json.loads(data)))
    reader = read_har(BytesIO(data))
    found = [each.record for each in reader if isinstance(each, ReadRequest)]
    assert reader.passed_over == 0

    def known(one: CaptureRecord) -> tuple[Any, ...]:
        return (one.time, one.method, one.target, one.headers, one.content)

    assert [known(one) for one in found] == [known(one) for one in records]


@pytest.mark.parametrize("body", [b"{}", "é\ufffd".encode(), b"\xff\x00", b"", b'"' * 100])
@pytest.mark.parametrize("length", [True, False], ids=["with a length", "without a length"])
def test_a_whole_request_is_whole_again(body: bytes, length: bool) -> None:
    """No body that was whole is in doubt afterwards."""
    headers = (("Content-Length", str(len(body))),) if length else ()
    [found] = read_har(BytesIO(export(record(body, headers=headers))))
    assert isinstance(found, ReadRequest)
    assert found.whole
    assert not found.notes


@pytest.mark.parametrize(
    ("body", "headers", "encoding"),
    [
        ("é".encode(), (), None),
        (b"\xe9", (), "base64"),
        ("\ufffd".encode(), (), "base64"),
        ("é".encode(), (("content-length", "2"),), None),
        ("é".encode(), (("content-length", "1"),), "base64"),
    ],
)
def test_text_is_text_unless_it_could_be_doubted(body: bytes, headers: Any, encoding: str | None) -> None:
    """Other programs can read a text; base64 is only what needs it."""
    post = json.loads(export(record(body, headers=headers)))["log"]["entries"][0]["request"]["postData"]
    assert post.get("encoding") == encoding


@pytest.mark.parametrize(
    ("target", "host", "url"),
    [
        ("/a?b=1", "a.test:8000", "http://a.test:8000/a?b=1"),
        ("/a?b=1", None, "http://localhost/a?b=1"),
        ("/é \x00", "a.test", "http://a.test/%C3%A9%20%00"),
        ("http://b.test/x", "a.test", "http://b.test/x"),
        ("*", "a.test", "http://a.test/"),
        ("//evil.test", "a.test", "http://a.test//evil.test"),
        ("/", "a b\n", "http://a%20b%0A/"),
        ("/", "[::1]:80", "http://[::1]:80/"),
    ],
)
def test_the_url_is_of_target_and_host(target: str, host: str | None, url: str) -> None:
    """Other programs get an absolute URL."""
    headers = () if host is None else (("host", host),)
    request = json.loads(export(record(target=target, headers=headers)))["log"]["entries"][0]["request"]
    assert request["url"] == url


def test_the_query_is_listed() -> None:
    """Parameters are listed decoded, also empty and repeated ones."""
    request = json.loads(export(record(target="/?a=%C3%A9&a=&b#c=1")))["log"]["entries"][0]["request"]
    assert [(each["name"], each["value"]) for each in request["queryString"]] == [("a", "é"), ("a", ""), ("b", "")]


def test_a_piece_for_each_record() -> None:
    """The file is written as the records come, and says who made it."""
    pieces = list(write_har(iter([Exchange(record()), Exchange(record())]), "1.2.3"))
    assert len(pieces) == 4
    log = json.loads(b"".join(pieces))["log"]
    assert log["creator"] == {"name": "mhook", "version": "1.2.3"}
    assert json.loads(b"".join(write_har([], "1")))["log"]["entries"] == []


@given(
    status=st.sampled_from([0, 200, 204, 302, 599, 999]),
    headers=st.lists(st.tuples(NAMES | st.just("Location"), VALUES), max_size=4).map(tuple),
    body=st.none() | BYTES,
    milliseconds=st.floats(0, 1e6),
)
def test_an_answer_is_kept(status: int, headers: Any, body: bytes | None, milliseconds: float) -> None:
    """The answer is valid HAR with its status, its headers, its very body and the time that it took."""
    answer = HarAnswer(status, headers, body, milliseconds)
    har = json.loads(b"".join(write_har([Exchange(record(), answer)], "1")))
    HAR_1_2.validate(har)
    (entry,) = har["log"]["entries"]
    response = entry["response"]
    assert (entry["time"], response["status"]) == (milliseconds, status)
    assert [(one["name"], one["value"]) for one in response["headers"]] == [
        tuple(text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass") for text in pair)
        for pair in headers
    ]
    text = response["content"].get("text")
    found = b64decode(text) if "encoding" in response["content"] else None if text is None else text.encode()
    assert found == body


def test_the_schema_of_this_test_can_refuse() -> None:
    """What is missing or of another type is no HAR 1.2."""
    changes: list[dict[str, Any]] = [{"time": "1"}, {"request": {}}, {"startedDateTime": ""}, {"more": 1}]
    for change in changes:
        har = json.loads(export(record()))
        har["log"]["entries"][0].update(change)
        assert not HAR_1_2.is_valid(har)
