"""HAR: every layout of JSON is read alike, what is broken is told with its place, and memory stays flat."""

import json
import tracemalloc
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.har import batch as har_batch
from maileroo_cli.capture.formats.har import json_window
from maileroo_cli.capture.formats.har.reader import looks_like_har, read_har
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest
from tests.capture.har_file import BODY, archive, captured, drip, entry, one, read, reader

ENTRIES = (entry(), entry(None), entry('{"entries":[{"},{":"\\"]}'), entry("x", method="PUT"))
LAYOUTS: dict[str, dict[str, Any]] = {
    "compact": {"separators": (",", ":")},
    "on one line": {},
    "indented": {"indent": 2},
    "tabs": {"indent": "\t"},
    "odd": {"indent": 0, "separators": (" ,\r", "\n:\t")},
    "escaped": {"ensure_ascii": True, "sort_keys": True},
}
TRICKY = st.text(st.sampled_from('\\"{}[],: \nentrisu0é\ud83d\U0001f600'.replace("\ud83d", "")), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TRICKY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TRICKY, inner, max_size=4),
    max_leaves=12,
)


def summary(found: list[Any]) -> list[tuple[str, str, bytes]]:
    """Return what tells one request from another."""
    return [(each.where, each.record.method, each.record.content) for each in found]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("size", [16, 64, 1000, 1 << 18])
def test_every_layout_is_read_alike(layout: dict[str, Any], size: int) -> None:
    """Indentation, order of keys and the window's size make no difference."""
    log: dict[str, Any] = {
        "entries": [*ENTRIES * 5],
        "version": "1.2",
        "pages": [{"entries": [entry()]}],
        "comment": "]}",
    }
    text = json.dumps({"_own": {"log": {"entries": [1]}}, "log": log}, **layout).encode()
    with patch.object(json_window, "SIZE", size):
        found = captured(text)
    bodies = [
        (f"entry {number}", each) for number, each in enumerate(log["entries"], 1) if "postData" in each["request"]
    ]
    assert summary(found) == [
        (where, each["request"]["method"], each["request"]["postData"]["text"].encode()) for where, each in bodies
    ]


@pytest.mark.slow
@given(
    extras=st.lists(st.tuples(VALUES, VALUES, TRICKY.filter(bool)), max_size=12),
    layout=st.sampled_from(list(LAYOUTS.values())),
    shuffle=st.randoms(use_true_random=False),
    size=st.sampled_from([16, 200, 1000, 1 << 18]),
    step=st.sampled_from([1, 7, 100, 1 << 20]),
)
def test_any_legal_file_is_read_as_a_json_parser_reads_it(
    extras: list[tuple[Any, Any, str]], layout: dict[str, Any], shuffle: Any, size: int, step: int
) -> None:
    """Whatever stands beside the requests, and however the file is cut into reads, each request is found."""

    def shuffled(value: dict[str, Any]) -> dict[str, Any]:
        keys = list(value)
        shuffle.shuffle(keys)
        return {key: value[key] for key in keys}

    entries = [shuffled({**entry(text), "response": first, "_custom": second}) for first, second, text in extras]
    log = shuffled({"entries": entries, "_a": [each[0] for each in extras], "_b": {"entries": [1, {}]}})
    text = json.dumps(shuffled({"log": log, "entries": 5}), **layout).encode()
    with patch.object(json_window, "SIZE", size):
        found = list(read_har(drip(text, step)))
    assert [each.record.content for each in found if isinstance(each, ReadRequest)] == [
        text.encode() for *_, text in extras
    ]
    assert len(found) == len(extras)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_file_that_ends_anywhere(layout: dict[str, Any]) -> None:
    """What was whole before a file's end is found, and then one place of damage is told."""
    text = json.dumps({"log": {"entries": [*ENTRIES], "version": "1.2"}}, **layout).encode()
    whole = summary(captured(text))
    found: list[Any] = []
    for end in range(1, len(text)):
        found = read(text[:end])
        assert isinstance(found[-1], DamagedPlace), end
        assert found[-1].reason.startswith("the file ends here")
        assert summary(found[:-1]) == whole[: len(found) - 1]
    assert len(found) - 1 == len(whole)


@pytest.mark.parametrize("size", [64, 1 << 18])
@pytest.mark.parametrize("position", [0, 1, 40, 79])
def test_a_damaged_entry_among_others(position: int, size: int) -> None:
    """An entry that is no JSON is told; where its end is clear, the others are read as if it were not there."""
    entries = [json.dumps(entry(str(number), bodySize=number)) for number in range(80)]
    entries[position] = entries[position].replace('"method":', '"method"')
    with patch.object(json_window, "SIZE", size):
        found = read(f'{{"log":{{"entries":[{",".join(entries)}]}}}}'.encode())
    damaged = [each for each in found if isinstance(each, DamagedPlace)]
    assert [each.where for each in damaged] == [f"entry {position + 1}"]
    assert "not JSON" in damaged[0].reason
    assert len(found) == 80


def test_requests_that_cannot_be_read_do_not_stop_the_others() -> None:
    """Entries of wrong types are told one by one, also in great numbers."""
    entries = [entry(str(number)) if number % 3 else entry(method=number) for number in range(900)]
    found = read(archive(*entries))
    damaged = [each for each in found if isinstance(each, DamagedPlace)]
    assert len(found) == 900
    assert [each.where for each in damaged] == [f"entry {number + 1}" for number in range(0, 900, 3)]
    assert all("method" in each.reason for each in damaged)


BROKEN: dict[str, tuple[bytes, list[tuple[str, str]]]] = {
    "an object alone": (b"{}", [("log", "the archive has none")]),
    "log is null": (b'{"log":null}', [("log", "it is not an object")]),
    "no entries": (b'{"log":{}}', [("log", "it has no entries")]),
    "entries are null": (b'{"log":{"entries":null}}', [("log", "its entries are not an array")]),
    "entries are an object": (b'{"log":{"entries":{}}}', [("log", "its entries are not an array")]),
    "empty": (b'{"log":{"entries":[]}}', []),
    "two archives": (b'{"log":{"entries":[]}}\n{"log":{"entries":[]}}', []),
    "text after it": (b'{"log":{"entries":[]}} x', [("log", "this is not part of an archive")]),
    "no colon": (b'{"log" 1}', [("log", "a colon is missing after a key")]),
    "no quotes": (b"{log:1}", [("log", "a key is missing")]),
    "a comma at the end": (b'{"log":{"entries":[],}}', [("log", "nothing follows a comma")]),
    "no comma": (b'{"log":{"entries":[] "a":1}}', [("log", "a comma is missing")]),
    "no value": (b'{"log":{"a":,"entries":[]}}', [("log", "a value is missing")]),
    "a backslash": (b'{"log":{"a":[\\],"entries":[]}}', [("log", "a backslash stands outside of a string")]),
    "an item too few": (
        b'{"log":{"entries":[{},]}}',
        [("entry 1", "its request cannot be read"), ("after entry 1", "nothing follows a comma")],
    ),
    "no entries but values": (
        b'{"log":{"entries":[null,1,"x",[]]}}',
        [(f"entry {number}", "its request cannot be read") for number in (1, 2, 3, 4)],
    ),
    "nested too deeply": (
        b'{"log":{"entries":[{"_a":%b%b}]}}' % (b"[" * 100_000, b"]" * 100_000),
        [("entry 1", "it is nested too deeply")],
    ),
    "nested too deeply, beside": (
        b'{"a":%b%b,"log":{"entries":[]}}' % (b'{"a":' * 100_000 + b"1", b"}" * 100_000),
        [],
    ),
    "a lone surrogate in a key": (
        b'{"log":{"entries":[{"request":{"\\ud800":1}}]}}',
        [("entry 1", "a key of its request holds a lone surrogate")],
    ),
}


@pytest.mark.parametrize(("data", "expected"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_told_in_a_line(data: bytes, expected: list[tuple[str, str]]) -> None:
    """Each thing that can be wrong has its place and its reason, and none is an exception."""
    found = read(data)
    assert len(found) == len(expected)
    for each, (where, reason) in zip(found, expected, strict=True):
        assert isinstance(each, DamagedPlace)
        assert each.where == where
        assert each.reason.startswith(reason)


def test_the_place_of_damage_counts_bytes() -> None:
    """The byte that is named is where the file is wrong, however it was read."""
    data = b'\xef\xbb\xbf{"log":{"entries":[' + json.dumps(entry()).encode() + b"] x"
    with patch.object(json_window, "SIZE", 32):
        [_, damaged] = list(read_har(drip(data, 5)))
    assert isinstance(damaged, DamagedPlace)
    assert f"(byte {data.index(b' x') + 1})" in damaged.reason


def test_what_is_no_webhook_is_passed_over_and_counted() -> None:
    """Neither a body nor a signature: a page, an image. Either alone makes it one."""
    made = reader(
        archive(
            entry(None, method="GET"),
            entry(None, headers={"Content-Length": "0"}, bodySize=0),
            entry("", bodySize=0),
            entry(None, headers={"X-Maileroo-Signature": ""}),
            entry("x"),
        )
    )
    assert made.passed_over == 3
    assert [each.where for each in captured(archive(entry(None), entry("x")))] == ["entry 2"]


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://a.test/webhook?a=1#top", "/webhook?a=1"),
        ("https://a.test", "/"),
        ("https://a.test?x=/y", "/?x=/y"),
        ("https://a.test#x", "/"),
        ("http://u:p@[::1]:8000//a/../b", "//a/../b"),
        ("/webhook", "/webhook"),
        ("", ""),
    ],
)
def test_the_target_is_path_and_query(url: str, target: str) -> None:
    """The target is what a request line has; a fragment is never sent."""
    assert one(entry(url=url)).record.target == target


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-01-01T00:00:00.412Z", "2026-01-01T00:00:00.412Z"),
        ("2026-01-01T02:00:00.412+02:00", "2026-01-01T00:00:00.412Z"),
        ("2026-01-01T00:00:00.412999+00:00", "2026-01-01T00:00:00.412Z"),
        ("2026-01-01T00:00:00.4129991-01:00", "2026-01-01T01:00:00.412Z"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z"),
        ("2026-01-01T00:00:00", "2026-01-01T00:00:00.000Z"),
        ("1970-01-01T00:00:00.000Z", ""),
        ("2026-13-01T00:00:00.412Z", ""),
        ("0001-01-01T00:00:00.000+02:00", ""),
        ("yesterday", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_times_are_utc_with_milliseconds(text: str | None, time: str) -> None:
    """Every form that tools write becomes one; what cannot be read becomes nothing."""
    assert one({**entry(), "startedDateTime": text}).record.time == time


def test_headers_keep_order_case_and_duplicates() -> None:
    """Headers are pairs; HTTP/2's pseudo headers are no headers, and a number is its digits."""
    headers = [(":method", "POST"), ("b", "1"), ("A", "2"), ("b", 3), ("c", None), ("d", "é")]
    found = one(
        entry(headers=None)
        | {"request": entry()["request"] | {"headers": [{"name": name, "value": value} for name, value in headers]}}
    )
    assert found.record.headers == (("b", "1"), ("A", "2"), ("b", "3"), ("c", ""), ("d", "é"))
    assert found.record.id == "entry-1"
    assert one({"request": {"method": "POST", "url": "/", "postData": {"text": "x"}}}).record.headers == ()


def test_numbers_and_surrogates_beside_the_standard() -> None:
    """NaN and lone surrogates, which some programs write, do not hide the request."""
    data = archive({**entry(), "time": float("nan"), "_x": "\ud800"}, entry())
    assert b"NaN" in data
    assert [each.record.body for each in captured(data)] == [BODY, BODY]


def test_guesses_are_checked() -> None:
    """Where objects within entries begin as entries do, none of them is taken for one."""
    inner = [{"startedDateTime": "x", "request": {"method": "GET", "url": "/", "postData": {"text": "inner"}}}] * 3
    entries = [{**entry(str(number)), "_inner": inner} for number in range(200)]
    for layout in LAYOUTS.values():
        data = json.dumps({"log": {"entries": entries}}, **layout).encode()
        with patch.object(json_window, "SIZE", 2000), patch.object(har_batch, "_LARGEST", 4000):
            assert [each.record.body for each in captured(data)] == [str(number) for number in range(200)]


@pytest.mark.slow
def test_a_large_response_is_not_held() -> None:
    """Memory is that of one window, also where a response is larger; the request beside it is read."""
    large = {"content": {"text": 'x"\\' * 4_000_000}}
    data = archive({**entry("a"), "response": large}, *[entry(str(number)) for number in range(20_000)])
    stream = BytesIO(data)
    tracemalloc.start()
    try:
        found = read_har(stream)
        assert next(found).where == "entry 1"
        count = sum(1 for _ in found)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert len(data) > 24_000_000
    assert peak < 12_000_000


def test_an_entry_above_the_limit() -> None:
    """Of a request that is too large its text is cut, which is told; one that has too many parts is damaged."""
    long = entry("x" * 5000, headers={"X-Maileroo-Signature": "0"})
    parts = {**entry("x"), "_parts": ["y" * 50] * 2000}
    with (
        patch.object(json_window, "SIZE", 256),
        patch.object(json_window, "LONG_STRING", 500),
        patch.object(json_window, "VALUE_LIMIT", 3000),
        patch.object(har_batch, "_LARGEST", 256),
    ):
        first, second, third = read(archive(long, parts, entry("z")))
    assert isinstance(first, ReadRequest)
    assert not first.whole
    assert first.notes == ("the entry is too large: part of its text was left out",)
    assert second == DamagedPlace("entry 2", "it is larger than 64 MiB")
    assert isinstance(third, ReadRequest)
    assert third.record.body == "z"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"log":{', True),
        (b'\xef\xbb\xbf\r\n { "log"\t: {"version"', True),
        (b'{"_a":{"log":1,"b":["}"]},"log":{}}', True),
        (b'{"\\u006cog":{}}', True),
        (b'{"log":[]}', False),
        (b'{"log":', False),
        (b'{"a":"\\"log\\":{', False),
        (b'{"schema":"mhook.capture/1","body":"{\\"log\\":{}}"}', False),
        (b'[{"log":{}}]', False),
        (b"POST / HTTP/1.1", False),
        (b"", False),
        (b"\xff\xfe{", False),
    ],
)
def test_recognition_by_content(head: bytes, expected: bool) -> None:
    """An archive is an object whose log is an object, whatever stands before."""
    assert looks_like_har(head) is expected
