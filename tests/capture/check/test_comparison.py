"""Comparing two captures: what is told of the request line, the headers and the bytes, and what counts as the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.check.comparison import ByteChange, Comparison, HeaderChange, compare_captures
from maileroo_cli.webhook.text.json_difference import Change
from tests.cli.store import captured

HOST = (b"Host", b"a.test")
FIRST, SECOND = b"a" * 64, b"b" * 64


def compare(
    first: bytes = b"{}",
    second: bytes = b"{}",
    headers: tuple[tuple[tuple[bytes, bytes], ...], tuple[tuple[bytes, bytes], ...]] = ((HOST,), (HOST,)),
    *,
    signatures: bool = False,
) -> Comparison:
    """Compare two captures of these bodies and headers."""
    one, two = (
        captured(number, body, headers=pairs)
        for number, body, pairs in zip((1, 2), (first, second), headers, strict=True)
    )
    return compare_captures(one, two, signatures=signatures)


def test_the_same() -> None:
    """Captures of one request are equal, and nothing is told of them."""
    found = compare()
    assert found == Comparison(None, (), False, None, None)
    assert found.equal


def test_request_lines() -> None:
    """Both lines are told where they differ, and neither where they do not."""
    one, two = captured(1, b"{}", headers=(HOST,)), captured(2, b"{}", headers=(HOST,))
    two = two._replace(content=two.content._replace(head=two.content.head.replace(b"/webhook", b"/other")))
    found = compare_captures(one, two, signatures=False)
    assert found.request_lines == ("POST /webhook HTTP/1.1", "POST /other HTTP/1.1")
    assert not found.equal
    assert (found.headers, found.reordered, found.bytes, found.json) == ((), False, None, None)


HEADERS: dict[str, tuple[list[tuple[bytes, bytes]], list[tuple[bytes, bytes]], list[HeaderChange], bool]] = {
    "a value": ([(b"A", b"1")], [(b"A", b"2")], [HeaderChange("A", Change.CHANGED, "1", "2")], False),
    "one more": ([], [(b"A", b"2")], [HeaderChange("A", Change.ADDED, None, "2")], False),
    "one less": ([(b"A", b"1")], [], [HeaderChange("A", Change.REMOVED, "1", None)], False),
    "a second of the name": (
        [(b"A", b"1")], [(b"A", b"1"), (b"A", b"2")], [HeaderChange("A", Change.ADDED, None, "2")], False
    ),
    "the second of three is gone": (
        [(b"A", b"1"), (b"A", b"2"), (b"A", b"3")],
        [(b"A", b"1"), (b"A", b"3")],
        [HeaderChange("A", Change.CHANGED, "2", "3"), HeaderChange("A", Change.REMOVED, "3", None)],
        False,
    ),
    "another case": (
        [(b"A", b"1")],
        [(b"a", b"1")],
        [HeaderChange("A", Change.REMOVED, "1", None), HeaderChange("a", Change.ADDED, None, "1")],
        False,
    ),
    "another order": ([(b"A", b"1"), (b"B", b"1")], [(b"B", b"1"), (b"A", b"1")], [], True),
    "another order and a value": (
        [(b"A", b"1"), (b"B", b"1")], [(b"B", b"1"), (b"A", b"2")], [HeaderChange("A", Change.CHANGED, "1", "2")], False
    ),
    "the order of one name": (
        [(b"A", b"1"), (b"A", b"2")],
        [(b"A", b"2"), (b"A", b"1")],
        [HeaderChange("A", Change.CHANGED, "1", "2"), HeaderChange("A", Change.CHANGED, "2", "1")],
        False,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "changes", "reordered"), HEADERS.values(), ids=HEADERS.keys())
def test_headers(
    first: list[tuple[bytes, bytes]], second: list[tuple[bytes, bytes]], changes: list[HeaderChange], reordered: bool
) -> None:
    """Headers of one name are compared in their order; another order of names alone is told as that."""
    found = compare(headers=((HOST, *first), (HOST, *second)))
    assert list(found.headers) == changes
    assert found.reordered is reordered
    assert not found.equal


def test_signatures_are_compared_but_not_shown() -> None:
    """Different signatures are told, with their first eight digits unless they are wanted whole."""
    pairs = tuple((HOST, (b"x-maileroo-signature", value)) for value in (FIRST, SECOND))
    (masked,) = compare(headers=(pairs[0], pairs[1])).headers
    assert (masked.first, masked.second) == ("aaaaaaaa…", "bbbbbbbb…")
    (whole,) = compare(headers=(pairs[0], pairs[1]), signatures=True).headers
    assert (whole.first, whole.second) == (FIRST.decode(), SECOND.decode())


def test_signatures_that_look_alike() -> None:
    """Two that differ behind what is shown of them are told all the same."""
    pairs = tuple((HOST, (b"x-maileroo-signature", value)) for value in (FIRST, FIRST[:-1] + b"c"))
    (change,) = compare(headers=(pairs[0], pairs[1])).headers
    assert (change.change, change.first, change.second) == (Change.CHANGED, "aaaaaaaa…", "aaaaaaaa…")


@pytest.mark.parametrize(
    ("offset", "start"), [(0, 0), (15, 0), (16, 0), (31, 0), (32, 16), (33, 16), (47, 16), (48, 32), (1_000, 976)]
)
def test_bytes_around_the_first_difference(offset: int, start: int) -> None:
    """48 bytes of each are shown, from the beginning of a line of 16 on, at least 16 bytes before the difference."""
    first, second = (bytes(offset) + last + bytes(range(100)) for last in (b"a", b"b"))
    found = compare(first, second).bytes
    assert found == ByteChange(offset, start, first[start : start + 48], second[start : start + 48])


@given(st.binary(max_size=40), st.binary(max_size=5), st.binary(max_size=5))
def test_the_first_difference(same: bytes, first: bytes, second: bytes) -> None:
    """It is where a byte differs, or where the shorter body ends; of equal bodies there is none."""
    a, b = same + first, same + second
    found = compare(a, b)
    if a == b:
        assert found.equal
        return
    assert found.bytes is not None
    offset = found.bytes.offset
    assert a[:offset] == b[:offset]
    assert a[offset : offset + 1] != b[offset : offset + 1]
    assert not found.equal


def test_json() -> None:
    """Of two texts of JSON it is told how they differ, of anything else not, and of equal bodies neither."""
    assert compare(b'{"a":1}', b'{"a": 1}').json is not None
    assert compare(b'{"a":1}', b"no json").json is None
    assert compare(b'{"a":1}', b'{"a":1}').json is None
