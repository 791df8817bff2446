"""What is visible in a body: any bytes are looked at, and an event as Maileroo writes it is not suspected."""

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
        "the body has more behind its JSON, from byte 12",
    ]
