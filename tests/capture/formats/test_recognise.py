"""The table of formats: each is recognised by what it holds, is no other, and is read by its own reader."""

import json
from io import BytesIO
from pathlib import Path

import pytest

from maileroo_cli.capture.formats.ndjson import read_records
from maileroo_cli.capture.formats.recognise import FORMATS, HEAD, CaptureFormat, format_names, recognise
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest
from maileroo_cli.capture.record import CaptureRecord, encode_record

FIXTURES = Path(__file__).parents[3] / "fixtures" / "captures"
RECORD = CaptureRecord.of("r-1", "2026-01-01T00:00:00.000Z", "POST", "/x", (("A", "b"),), b"\xff")
TEXT = CaptureRecord.of("r-2", "", "POST", "/x", (), b"{}")

SPREAD = "capture records over several lines"
LENIENT = {"requests as JSON", "requests in a log", "broken HAR files"}
"""What takes a file that no other format took, so that its turn comes late."""

HEADS: dict[str, tuple[bytes, str | None]] = {
    "records": (encode_record(RECORD), "capture records"),
    "a raw request": (b"POST /x HTTP/1.1\r\n", "raw HTTP requests"),
    "an editor's file": (b"### a\nPOST /x\n", "raw HTTP requests"),
    "curl -v": ((FIXTURES / "curl-verbose.txt").read_bytes(), "traces of curl"),
    "curl --trace": ((FIXTURES / "curl-trace.txt").read_bytes(), "traces of curl"),
    "HAR": ((FIXTURES / "firefox.har").read_bytes(), "HAR files"),
    "HAR that holds records": (
        b'{"log":{"entries":[{"request":{"text":"{\\"schema\\":\\"mhook.capture/1\\"}"}}]}}',
        "HAR files",
    ),
    "records in an array": (b"[" + encode_record(RECORD) + b"]", SPREAD),
    "a record over lines": (json.dumps(json.loads(encode_record(TEXT)), indent=1).encode(), SPREAD),
    "records in an object": (b'{"captures":[' + encode_record(TEXT) + b"]}", "requests as JSON"),
    "a fixture": (b'{"schema":"mhook.fixture/1","webhooks":[{"method":"POST","target":"/"', "fixtures of tests"),
    "a body that holds a fixture": (
        encode_record(CaptureRecord.of("r", "", "POST", "/", (), b'{"schema":"mhook.fixture/1"}')),
        "capture records",
    ),
    "a gateway's event": (b'{"httpMethod":"POST","path":"/x","headers":{"A":"b"},"body":"{}"}', "requests as JSON"),
    "a command": (b"curl -d '{}' http://a.test/x\n", "commands"),
    "a request of Bruno": (b"meta {\n  name: a\n  type: http\n}\n\npost {\n", "exports of tools"),
    "JSON": (b'{"event_type":"opened"}', None),
    "a payload with what a request has": (b'{"event_type":"x","method":"POST","headers":{"a":"b"},"body":"{}"}', None),
    "received mail": (b'{"validation_url":"x","method":"POST","headers":{"a":["b"]},"body":{"plaintext":"x"}}', None),
    "nothing": (b"", None),
    "text": (b"hello\n" * 20_000, None),
}


@pytest.mark.parametrize(("head", "name"), HEADS.values(), ids=HEADS.keys())
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "BOM"])
def test_each_format_is_its_own_alone(head: bytes, name: str | None, mark: bytes) -> None:
    """What one format's file begins with is no other's, with and without a byte order mark."""
    head = (mark + head)[:HEAD]
    found = recognise(head)
    assert (found.name if found else None) == name
    others = {one.name for one in FORMATS if one.looks_like(head) and one.name != name}
    assert others - LENIENT == set()


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_each_reader_yields_results_or_nothing(one: CaptureFormat) -> None:
    """A reader that is given another format's bytes tells damage, or finds nothing, but does not fail."""
    for head, _ in HEADS.values():
        assert all(isinstance(found, ReadRequest | DamagedPlace) for found in one.read(BytesIO(head)))


def test_names() -> None:
    """What is wanted is named in a few words, with the place where the formats are listed."""
    assert format_names() == "captured requests (mhook verify --help lists the formats)"


def test_records_are_read_with_their_place() -> None:
    """Records of either kind of body come back as they were, damage is told with its line, and empty lines are not."""
    lines = [encode_record(RECORD), b"", b"rubbish", encode_record(TEXT)]
    found = list(read_records(BytesIO(b"\n".join(lines))))
    assert [one.where for one in found] == ["line 1", "line 3", "line 4"]
    assert [one.record for one in found if isinstance(one, ReadRequest)] == [RECORD, TEXT]
    assert isinstance(found[1], DamagedPlace)
    assert "not a capture record" in found[1].reason
    assert [one.where for one in read_records(BytesIO(encode_record(TEXT) + b"\n" + encode_record(TEXT)))] == [
        "line 1",
        "line 2",
    ]
