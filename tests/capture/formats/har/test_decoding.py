"""Entries of a HAR, small or enormous: what is read of them, and what that costs."""

import json
import sys
from typing import Any

import msgspec
import pytest

from maileroo_cli.capture.formats.har import decoding
from maileroo_cli.capture.formats.har.decoding import decode_entries, decode_entry
from maileroo_cli.errors import InputError
from tests.large_files import read_large

ENTRIES: dict[str, dict[str, Any]] = {
    "full": {
        "startedDateTime": "2026-03-15T23:32:22.250Z",
        "time": 12.5,
        "timings": {"wait": 3},
        "request": {
            "method": "POST", "url": "http://a.test/", "headers": [{"name": "a", "value": 1}], "bodySize": 2,
            "postData": {"text": "{}", "mimeType": "text/plain", "params": [{"name": "b"}], "comment": "c"},
            "_content": {"text": "e30=", "encoding": "base64"}, "comment": "d", "_requestBodyStatus": "e",
        },
        "response": {
            "status": 201, "statusText": "Created", "headers": [{"name": "f", "value": "g"}],
            "content": {"text": "aA==", "encoding": "base64"},
        },
        "_mhook": {"target": "/x", "id": "y", "answered": "script"},
    },
    "little": {"request": {"method": "GET", "url": "/"}},
    "other layout": {"request": {"method": "GET", "url": "/", "headers": {"a": ["b"]}, "postData": None}},
    "no answer": {"request": {"method": "GET", "url": "/", "headers": None}, "response": None, "timings": 7},
}  # fmt: skip


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
@pytest.mark.parametrize("answers", [False, True])
def test_part_by_part(entry: dict[str, Any], answers: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large entry is read part by part, and is the same as one that is read at once."""
    raw = json.dumps(entry).encode()
    whole = decode_entry(raw, answers)
    monkeypatch.setattr(decoding, "_LARGE", 0)
    found = decode_entry(memoryview(raw), answers)
    assert type(found) is type(whole)
    assert msgspec.to_builtins(found) | {"response": 0} == msgspec.to_builtins(whole) | {"response": 0}
    if answers and entry.get("response"):
        assert found.response == whole.response  # type: ignore[attr-defined]


def test_blocks_of_large_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries that come many at a time are the same, one by one; a wrong one is an error in its place."""
    raw = json.dumps([*ENTRIES.values(), {"request": 7}]).encode()
    whole = decode_entries(memoryview(bytearray(raw)))
    monkeypatch.setattr(decoding, "_BLOCK_LIMIT", 0)
    found = decode_entries(memoryview(bytearray(raw)))
    assert whole is not None
    assert found is not None
    assert [*map(str, found)] == [*map(str, whole)]
    assert isinstance(found[-1], InputError)


@pytest.mark.parametrize(
    ("part", "name"),
    [({"headers": [{"name": "a"}] * 5}, "its headers"), ({"postData": {"params": [7] * 50}}, "the fields of its form")],
)
def test_a_part_that_is_too_large(part: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes the entry a damaged one; one of the answer costs the answer alone."""
    monkeypatch.setattr(decoding, "_LARGE", 0)
    monkeypatch.setattr(decoding, "_PART_LIMIT", 40)
    request = {"method": "POST", "url": "/"}
    with pytest.raises(InputError, match=f"{name} are larger than"):
        decode_entry(json.dumps({"request": {**request, **part}}).encode())
    answered = {"request": request, "response": {"status": 200, "headers": ["x" * 50]}, "time": 7}
    assert getattr(decode_entry(json.dumps(answered).encode(), True), "response", 0) is None


@pytest.mark.skipif(sys.platform != "linux", reason="the greatest memory is told in other units elsewhere")
@pytest.mark.parametrize(
    ("form", "kind", "size", "most"),
    [
        ("har", "headers", 6 << 20, 30),
        ("har", "fields of a form", 6 << 20, 30),
        ("har", "no JSON", 6 << 20, 30),
        ("answered har", "headers of the answer", 6 << 20, 30),
        ("records", "headers", 6 << 20, 40),
        ("spread records", "headers", 6 << 20, 40),
    ],
)
def test_memory(form: str, kind: str, size: int, most: int) -> None:
    """An entry of many tiny parts takes little more than its size, is told, and the one after it is read."""
    found = read_large(form, kind, size)
    assert found.last == "good"
    assert (found.requests, found.damaged) == ((2, 1) if kind != "headers of the answer" else (2, 0))
    assert found.grown < most
