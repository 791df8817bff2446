"""The number in what an observer got, and how the way to it is written."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.observer.number import parse_observe_path, read_number

PLAIN = [
    (b"7", 7),
    (b" \r\n 7\t\n", 7),
    (b"-1.5", -1.5),
    (b"+3", 3),
    (b"007", 7),
    (b".5", 0.5),
    (b"2.", 2),
    (b"1e3", 1000),
    (b"[]", 0),
    (b'[{"id": 1}, {"id": 2}]', 2),
    (b"true", 1),
    (b"false", 0),
    (b"null", 0),
    (b'"12"', 12),
]


@pytest.mark.parametrize(("data", "number"), PLAIN, ids=[repr(data) for data, _ in PLAIN])
def test_without_a_path(data: bytes, number: float) -> None:
    """A plain number, or JSON that counts as one."""
    assert read_number(data, None, "it") == number


PATHS = [
    ("count", {"count": 3}, 3),
    ("$.count", {"count": 3}, 3),
    ("$", 3, 3),
    ("$[1]", [5, 6], 6),
    ("[1].n", [0, {"n": "8"}], 8),
    ("data.items", {"data": {"items": [1, 2, 3]}}, 3),
    ("data.items[0].paid", {"data": {"items": [{"paid": True}]}}, 1),
    ("$ref", {"$ref": 4, "ref": 5}, 4),
    (r"a\.b", {"a.b": None}, 0),
]


@pytest.mark.parametrize(("path", "value", "number"), PATHS, ids=[path for path, _, _ in PATHS])
def test_with_a_path(path: str, value: object, number: float) -> None:
    """A path names where the number is; it may begin with a dollar sign or an index."""
    assert read_number(json.dumps(value).encode(), parse_observe_path(path), "it") == number


@pytest.mark.parametrize("path", ["", ".", "a..b", "$x[", "a[b]", ".a", "$..a", "a\x1b.."])
def test_malformed_paths(path: str) -> None:
    """A malformed path is one error that names the option."""
    with pytest.raises(UsageError, match=r"^--observe-path '") as caught:
        parse_observe_path(path)
    assert str(caught.value).isprintable()


NO_NUMBERS = [
    (b"", None, "it returned nothing"),
    (b" \n", None, "it returned nothing"),
    (b"", "a", "it returned nothing"),
    (b"many", None, "it returned text that is not a number: 'many'"),
    (b"1 2", None, "it returned text that is not a number: '1 2'"),
    (b"7 rows\x1b[2J", None, "it returned text that is not a number: '7 rows\\x1b[2J'"),
    (b"\xff", None, "it returned text that is not a number: '\\xff'"),
    (b"<html>", "a", "it returned invalid JSON: '<html>'"),
    (b"{}", None, "it returned an object, not a number"),
    (b'{"a": {}}', "a", "it returned an object, not a number"),
    (b'{"a": "x"}', "a", "it did not return a number but 'x'"),
    (b'{"a": 1}', "b", "it returned JSON without b: it has a"),
    (b'{"a": 1}', "a.b", "it returned JSON without a.b"),
    (b'{"a": [1]}', "a[1]", "it returned JSON without a[1]"),
    (b"[1]", "a", "it returned JSON without a"),
    (b"[1]", "[7]", "it returned JSON without item 7"),
    (b"NaN", None, "it returned a number that is too large, or not a number"),
    (b"-Infinity", None, "it returned a number that is too large, or not a number"),
    (b"1e999", None, "it returned a number that is too large, or not a number"),
    (b"9" * 400, None, "it returned a number that is too large, or not a number"),
    (b"9" * 5000, None, "it returned text that is not a number: '"),
    (b"[" * 100_000, None, "it returned text that is not a number: '"),
]


@pytest.mark.parametrize(
    ("data", "path", "message"), NO_NUMBERS, ids=[f"{data[:16]!r} {path}" for data, path, _ in NO_NUMBERS]
)
def test_what_is_no_number(data: bytes, path: str | None, message: str) -> None:
    """What is no number is one error of one line, which says what came in its place."""
    with pytest.raises(InputError) as caught:
        read_number(data, None if path is None else parse_observe_path(path), "it")
    assert str(caught.value).startswith(message)
    assert caught.value.hint
    assert str(caught.value).isprintable()


@given(st.binary(max_size=60), st.none() | st.just("a[0]"))
def test_any_bytes(data: bytes, path: str | None) -> None:
    """Any bytes are a finite number or an error of one line."""
    said = ""
    try:
        number = read_number(data, None if path is None else parse_observe_path(path), "it")
    except InputError as error:
        number, said = 0.0, str(error)
    assert math.isfinite(number)
    assert said.isprintable()
