"""What changed a body can be undone: the body that was signed is among those that are tried."""

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.webhook.diagnosis.candidates.body.charset import rare_charset_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.display import shown_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.escaping import (
    backslash_candidates,
    html_candidates,
    log_candidates,
    logged_candidates,
)
from maileroo_cli.webhook.diagnosis.candidates.body.framing import wrapped_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.line import line_break_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.loss import rare_replaced_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.notation import form_candidates, rare_digit_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.quotation import quote_candidates
from maileroo_cli.webhook.diagnosis.finding import Candidate

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
WORDS = st.from_regex(r"[A-Za-z][A-Za-z0-9@./_-]{0,12}", fullmatch=True).filter(
    lambda word: word not in {"true", "false", "null"}
)
KEYS = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)


def payloads(strings: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Return objects of three levels with keys like Maileroo's and such strings."""
    scalars = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | strings
    inner = st.dictionaries(KEYS, scalars | st.lists(strings, max_size=3), max_size=3)
    return st.dictionaries(KEYS, scalars | inner, min_size=1, max_size=5)


def compact(tree: Any) -> str:
    """Return JSON without spaces."""
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


def values(make: Callable[[bytes], Iterator[Candidate]], body: bytes) -> set[bytes]:
    """Return every body that is tried in place of ``body``."""
    return {candidate.value for candidate in make(body)}


@given(payloads(TEXT), st.sampled_from([2, 3, 4, "\t"]))
def test_lost_line_breaks_are_put_back(payload: dict[str, Any], indent: int | str) -> None:
    """Whatever a payload holds, its pretty print is found again after curl -d took the line breaks out."""
    printed = json.dumps(payload, ensure_ascii=False, indent=indent).encode()
    tried = values(line_break_candidates, printed.replace(b"\n", b""))
    assert {printed, printed + b"\n", printed.replace(b"\n", b"\r\n")} <= tried


@given(payloads(TEXT), st.integers(10, 80))
def test_lines_of_any_width_are_joined(payload: dict[str, Any], width: int) -> None:
    """A body that something wrapped is found again without the line breaks, wherever they stand."""
    text = compact(payload)
    wrapped = "\n".join(text[start : start + width] for start in range(0, len(text), width))
    assert len(text) <= width or text.encode() in values(line_break_candidates, wrapped.encode())


@given(payloads(WORDS))
def test_eaten_quotes_are_put_back(payload: dict[str, Any]) -> None:
    """The quotes of plain words and keys are put back, with the apostrophes of cmd.exe around or without."""
    body = compact(payload)
    eaten = body.replace('"', "")
    if "[]" not in body and '""' not in body:
        assert body.encode() in values(quote_candidates, eaten.encode()) | {eaten.encode()}
        assert body.encode() in values(quote_candidates, f"'{eaten}'".encode())


@given(payloads(TEXT))
def test_the_escapes_of_a_log_are_undone(payload: dict[str, Any]) -> None:
    """What nginx writes of any body is read back to its bytes."""
    body = compact(payload).encode()
    logged = re.sub(rb'["\\\x00-\x1f\x7f-\xff]', lambda found: b"\\x%02X" % found[0][0], body)
    assert body in values(log_candidates, logged)
    assert logged in values(logged_candidates, body)


@given(payloads(TEXT))
def test_backslashes_are_undone(payload: dict[str, Any]) -> None:
    """What addslashes makes of any body is undone, and done."""
    body = compact(payload).encode()
    slashed = re.sub(rb"""(["'\\])""", rb"\\\1", body).replace(b"\0", b"\\0")
    assert body in values(backslash_candidates, slashed)
    assert slashed in values(backslash_candidates, body)


@given(payloads(TEXT))
def test_html_entities_are_undone(payload: dict[str, Any]) -> None:
    """What html.escape makes of any body is undone, and done."""
    body = compact(payload)
    escaped = html.escape(body).encode()
    assert body.encode() in values(html_candidates, escaped)
    assert escaped in values(html_candidates, body.encode())


@given(st.binary(min_size=8, max_size=60))
def test_shown_bytes_are_read(body: bytes) -> None:
    """Bytes shown as numbers, as a Buffer's JSON, as Python's literal or as hex digits are read back."""
    numbers = list(body)
    signed = [byte - 256 if byte > 127 else byte for byte in numbers]
    assert body in values(shown_candidates, repr(body).encode())
    for text in (str(numbers), str(signed), compact({"type": "Buffer", "data": numbers}), f"bytearray({body!r})"):
        assert body in values(shown_candidates, text.encode())
        assert text.encode() in values(shown_candidates, body)
    for text in (body.hex().upper(), body.hex("-").upper(), body.hex(" "), f"0x{body.hex().upper()}"):
        assert body in values(rare_digit_candidates, text.encode())
        assert text.encode() in values(rare_digit_candidates, body)


@given(TEXT)
def test_a_misread_text_is_restored(text: str) -> None:
    """UTF-8 read as Latin-1 is found to be that, once and twice, and as CESU-8 and low bytes too."""
    body = text.encode()
    if not body.isascii():
        once = body.decode("latin-1").encode()
        assert body in values(rare_charset_candidates, once) or any(byte in body for byte in range(0x80, 0xA0))
        assert bytes(unit & 255 for unit in memoryview(text.encode("utf-16-le")).cast("H")) in values(
            rare_charset_candidates, body
        )


@given(TEXT, st.data())
def test_a_character_split_over_chunks_is_recognised(text: str, data: st.DataObject) -> None:
    """Wherever a body is cut in two, what an independent decoding of each part gives is among what is tried."""
    body = text.encode()
    at = data.draw(st.integers(0, len(body)))
    read = body[:at].decode("utf-8", "replace") + body[at:].decode("utf-8", "replace")
    assert read == text or read.encode() in values(rare_replaced_candidates, body)


@given(payloads(TEXT), st.sampled_from(["body", "payload", "Message"]))
def test_a_wrapped_body_is_unpacked(payload: dict[str, Any], name: str) -> None:
    """The text in a gateway's event is found, and that of an event in an event."""
    body = compact({**payload, "filler": "x" * 20})
    once = json.dumps({"headers": {}, name: body})
    assert body.encode() in values(wrapped_candidates, once.encode())
    assert body.encode() in values(wrapped_candidates, json.dumps({"Records": [{"body": once}]}).encode())


@given(payloads(TEXT))
def test_a_field_of_a_form_is_read(payload: dict[str, Any]) -> None:
    """The body in any field of a form is found."""
    from urllib.parse import urlencode

    body = compact(payload)
    assert body.encode() in values(form_candidates, urlencode({"v": 1, "payload": body}).encode())
