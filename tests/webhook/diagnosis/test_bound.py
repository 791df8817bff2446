"""The diagnosis of large and hostile input: bounded work, and no exception."""

import gzip
import hmac
import json
import zlib

import pytest

from maileroo_cli.webhook.diagnosis import search
from maileroo_cli.webhook.diagnosis.candidates.body import sequence as bodies
from maileroo_cli.webhook.diagnosis.candidates.header.reading import MAX_HEADER, read_texts
from maileroo_cli.webhook.diagnosis.candidates.json.reserialisation import MANY_SIZE, MAX_SIZE, reserialise
from maileroo_cli.webhook.diagnosis.explain import diagnose

SECRET = "a-secret"
FOREIGN = "5d41402abc4b2a76b9719d911017c592ae2b1fa1d6f84ad4c0b3e99f4a3c7e10"


def tag(body: bytes) -> str:
    """Return the hex HMAC-SHA256 of ``body``."""
    return hmac.new(SECRET.encode(), body, "sha256").hexdigest()


def codes(body: bytes, header: str) -> list[str]:
    """Return the codes of a diagnosis."""
    return [cause.code for cause in diagnose(body, header, SECRET).causes]


HOSTILE = {
    "deep arrays": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep and closed": b"[" * 900 + b"]" * 900,
    "deep and wide": b"[" * 300 + b"1," * 20_000 + b"1" + b"]" * 300,
    "huge integer": b'{"a":' + b"1" * 5000 + b"}",
    "huge float": b'{"a":1e999,"b":-1e-999,"c":-0.0}',
    "not a number": b"[NaN,Infinity,-Infinity,1.5]",
    "lone surrogates": b'{"a":"\\ud800","\\udfff":"\\ud83d"}',
    "raw surrogate": b'{"a":"\xed\xa0\x80"}',
    "duplicate keys": b'{"a":1,"a":2.0}',
    "placeholder in a string": '["\ue0000\ue001","\ue00099999999999999999\ue001",1.5]'.encode(),
    "zlib bomb": zlib.compress(bytes(30_000_000), 9),
    "gzip bomb": gzip.compress(bytes(30_000_000)),
    "broken gzip": b"\x1f\x8b\x08\x00rubbish",
    "broken zlib": b"x\x9crubbish",
    "endless chunks": b"1\r\na\r\n" * 1000,
    "broken chunks": b"ffffffff\r\nabc",
    "heads without end": b"a:\n" * 1000,
    "binary": bytes(range(256)) * 8,
    "zeros": bytes(4096),
    "newlines": b"\r\n" * 2000,
    "percent signs": b"%" * 2000,
    "json string": b'"' + b"\\u00e9" * 100 + b'"',
    "scalar": b"1.5",
    "unclosed string": b'{  "' + b'\\"' * 100_000,
    "unclosed string of a script": b"{a: '" + b"\\'" * 4000,
    "many unclosed strings": b'{  "a' + b'"\\' * 100_000,
    "spaces in JSON": b'{  "a":' + b" " * 200_000 + b"1",
    "spaces alone": b" " * 200_000,
    "open tags": b"<" * 200_000,
    "ampersands": b"&" * 200_000,
    "backslashes": b"\\" * 200_001,
    "quotes": b'"' * 200_001,
    "commas": b"{" + b",a" * 30_000,
    "open braces": b"{a:" * 20_000,
    "numbers": b"1 " * 4000 + b"x",
    "hex digits": b"ab " * 80_000 + b"x",
    "split characters": "é".encode() * 100_000,
    "emoji": "😀".encode() * 50_000,
    "UTF-16": "\ufeff{}".encode("utf-16-le") * 20_000,
    "wrappers in wrappers": b'{"a":"{' * 20_000,
    "fields of a form": b"a=%7B&" * 30_000,
    "byte order marks": b"\xef\xbb\xbf" * 50,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_body_is_survived(body: bytes) -> None:
    """A body made to break parsers gets a diagnosis like any other."""
    assert codes(body, FOREIGN) == ["unexplained"]


HOSTILE_HEADERS = {
    "spaces": "a" + " " * 4000,
    "commas": "," * 4000,
    "pairs": "a=b," * 1000,
    "hex": "ab" * 2000,
    "percent signs": "%41" * 1300,
    "dashes": "ab-" * 1300 + "ab",
    "quotes": '"' * 4000,
    "brackets": "(" * 500 + FOREIGN + ")" * 500,
    "non-ASCII": "é" * 4000,
    "surrogates": "\ud800" * 1000,
    "zeros": "\0" * 100,
    "many values": ", ".join([FOREIGN] * 50),
}


@pytest.mark.parametrize("header", HOSTILE_HEADERS.values(), ids=HOSTILE_HEADERS)
def test_a_hostile_header_is_survived(header: str) -> None:
    """A header made to cost time is read in few steps and found to be none."""
    assert len(read_texts(header)) <= 64
    assert codes(b"{}", header)[-1] in {"header-malformed", "header-non-ascii"}


def test_a_header_beyond_all_measure_is_not_read() -> None:
    """A header longer than any signature is reported by its form alone."""
    assert read_texts("a" * (MAX_HEADER + 1)) == []
    assert codes(b"{}", "ab" * MAX_HEADER) == ["header-malformed"]


def test_a_large_body_says_what_was_left_out() -> None:
    """Above the first limit the detail says that not every cause was tried; below it nothing is left out."""
    large = diagnose(bytes(MANY_SIZE + 1), FOREIGN, SECRET)
    small = diagnose(b"0x" * 250, FOREIGN, SECRET)
    assert "not every cause was tried" in large.detail
    assert small.detail == "the body has more text after its JSON, from byte 1"


def test_a_large_body_still_gets_the_simple_causes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above 1 MiB single mistakes are found, pairs are not; above 10 MiB the ends of the body alone are varied."""
    monkeypatch.setattr(bodies, "FULL_SIZE", 2000)
    monkeypatch.setattr(search, "FULL_SIZE", 2000)
    monkeypatch.setattr(bodies, "CHEAP_SIZE", 4000)
    medium, big = b"a\nb" * 1000, b"a\nb" * 2000
    assert codes(medium, tag(medium + b"\n")) == ["body-newline-added"]
    assert codes(medium, tag(medium.replace(b"\n", b"\r\n"))) == ["body-line-endings"]
    assert codes(medium, tag(medium.hex().encode())) == ["unexplained"]
    assert codes(medium, tag(medium.replace(b"\n", b"\r\n") + b"\n")) == ["unexplained"]
    assert codes(big, tag(big + b"\n")) == ["body-newline-added"]
    assert codes(big, tag(big.replace(b"\n", b"\r\n"))) == ["unexplained"]


def test_the_search_ends_when_enough_was_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many secrets there are, the search stops at its bound and says so."""
    monkeypatch.setattr(search, "SINGLE_WORK", 100_000)
    monkeypatch.setattr(search, "PAIR_WORK", 100_000)
    diagnosis = diagnose(b"{}", FOREIGN, SECRET, known_secrets=[f"known-{number}" for number in range(50)])
    assert [cause.code for cause in diagnosis.causes] == ["unexplained"]
    assert "not every cause was tried" in diagnosis.detail


def test_a_body_too_large_to_parse_is_not_parsed() -> None:
    """Above its limit JSON is not written anew, since its tree would take too much memory."""
    assert list(reserialise(b"[" + b"1," * (MAX_SIZE // 2) + b"1]")) == []


def test_a_large_json_is_written_anew_by_the_common_encoders() -> None:
    """Above 64 KiB the commonest styles and sorted keys are still recognised."""
    payload = {"b": "<é>" * 20_000, "a": 1.5}
    compact = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    assert codes(compact, tag(json.dumps(payload).encode())) == ["json-python"]
    ordered = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    assert codes(compact, tag(ordered)) == ["json-key-order"]


def test_far_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a body above 16 MiB only mistakes in the header and the secrets are looked for, and that is said."""
    monkeypatch.setattr(search, "LARGEST_SEARCHED", 20)
    body = b'{"event_type":"opened"}'
    assert codes(body, f"sha256={tag(body)}") == ["header-prefixed"]
    found = diagnose(body, tag(body + b"\n"), SECRET)
    assert [cause.code for cause in found.causes] == ["unexplained"]
    assert found.detail.endswith("so only mistakes in the header and the secrets were searched")
