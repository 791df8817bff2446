"""What is visible in a body: any bytes are looked at, and an event as Maileroo writes it is not suspected."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maileroo_cli.webhook.diagnosis.hint.body import body_hints
from tests.webhook import vector_case

PIECES = st.sampled_from(
    [
        b'{"',
        b'"',
        b"{",
        b"}",
        b"  ",
        b"\n",
        b"?",
        b"??",
        b"\\x22",
        b"&quot;",
        b"\xff",
        b"\x96",
        b"\xc2\xa0",
        b"a",
        b"\xef\xbb\xbf",
    ]
)


@given(st.binary(max_size=200) | st.lists(PIECES, max_size=12).map(b"".join))
@settings(max_examples=200)
def test_any_body_is_looked_at(body: bytes) -> None:
    """No body raises anything, and what is said of it is a printable line."""
    assert all(hint.startswith("the ") and hint.isprintable() for hint in body_hints(body))


def test_an_event_is_not_suspected() -> None:
    """Bodies in Maileroo's form, with a query in a link, typographic marks and other scripts, are in order."""
    for body in (vector_case.BODY, vector_case.NON_ASCII):
        assert list(body_hints(body)) == []


def test_a_place_is_a_byte() -> None:
    """Places are counted in bytes from the body's first one, a byte order mark included."""
    assert list(body_hints(b'\xef\xbb\xbf{"\xc3\xa9":1} x')) == [
        "the body begins with a byte order mark",
        "the body has more text after its JSON, from byte 12",
    ]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("event_time", "2026-01-01T00:00:01Z", "a string, but Maileroo sends an integer"),
        ("event_time", 1.5, "a number, but Maileroo sends an integer"),
        ("domain_id", True, "true or false, but Maileroo sends an integer"),
        ("inserted_at", 1767225602, "a number, but Maileroo sends a string"),
        ("event_data", [], "a list, but Maileroo sends an object"),
        ("message_id", None, "null, but Maileroo sends a string"),
        ("tags", {}, "an object, but Maileroo sends null or a list"),
    ],
)
def test_a_field_of_another_type_is_named(field: str, value: object, told: str) -> None:
    """A body is in Maileroo's form only where the fields of its envelope have Maileroo's types."""
    body = json.dumps({**json.loads(vector_case.BODY), field: value}, separators=(",", ":")).encode()
    hints = [hint for hint in body_hints(body) if "was it re-serialised" in hint]
    assert hints[0] == f"the body's {field} is {told}: was it re-serialised?"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"{ domain_id: 4711, event_data: [Object], tags: null }", True),
        (b"{\n  domain_id: 4711,\n  event_type: 'opened'\n}", True),
        (b"{domain_id:4711,event_data:{from:a@b.c},event_type:opened}", False),
        (b"{\n  domain_id: 4711,\n  event_type: opened\n}", False),
    ],
)
def test_what_console_log_shows_is_told_from_quotes_that_a_shell_took(body: bytes, shown: bool) -> None:
    """An object as util.inspect shows it never was the body; one without quotes may have lost them in a shell."""
    first = next(iter(body_hints(body)))
    assert ("console.log" in first, "shell" in first) == (shown, not shown)
