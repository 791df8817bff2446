"""Where two bodies differ byte by byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.webhook.text.byte_difference import ByteSpan, byte_spans, same_start

bodies = st.binary(max_size=40) | st.text('{}":, ab1\n\\u0é', max_size=60).map(str.encode)


@given(bodies, bodies)
def test_the_places_lead_from_one_to_the_other(a: bytes, b: bytes) -> None:
    """Replacing each place of one body gives the other; places come in order, and none is the same on both sides."""
    made, at_a, at_b = b"", 0, 0
    for first, size, second, second_size in byte_spans(a, b):
        assert a[at_a:first] == b[at_b:second]
        assert a[first : first + size] != b[second : second + second_size]
        made += a[at_a:first] + b[second : second + second_size]
        at_a, at_b = first + size, second + second_size
    assert made + a[at_a:] == b
    assert (list(byte_spans(a, b)) == []) == (a == b)


@given(bodies, bodies)
def test_the_same_start(a: bytes, b: bytes) -> None:
    """The start is as long as it can be."""
    size = same_start(a, b)
    assert a[:size] == b[:size]
    assert size == min(len(a), len(b)) or a[size] != b[size]


def test_short_places() -> None:
    """Places are those of words and signs, not the whole between the first and the last difference."""
    a, b = b'{"id":"aa","n":1,"end":true}', b'{"id":"bb","n":1,"end":null}'
    assert list(byte_spans(a, b)) == [ByteSpan(7, 2, 7, 2), ByteSpan(23, 4, 23, 4)]
    assert list(byte_spans(b"abcdef", b"abXdef")) == [ByteSpan(2, 1, 2, 1)]


@pytest.mark.parametrize("size", [2_000, 3_000_000])
def test_large_bodies_have_one_place(size: int) -> None:
    """Where comparing would take too long, all between the first and the last difference is one place."""
    a, b = b"{1," * size, b"{2," * size
    assert list(byte_spans(a, b)) == [ByteSpan(1, len(a) - 2, 1, len(b) - 2)]
