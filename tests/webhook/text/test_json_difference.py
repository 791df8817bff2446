"""How two JSON texts differ: by value, or only in how the same value is written."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.webhook.signing.body_style import Style, encode
from maileroo_cli.webhook.text.json_difference import Change, Writing, compare_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("first", "second", "changes"),
    [
        ("1", "2", [("", "changed", "1", "2")]),
        ('{"a":1}', '{"a":1,"b":[2]}', [("b", "added", "", "[2]")]),
        ('{"a":1,"b":{}}', '{"a":1}', [("b", "removed", "{}", "")]),
        ('{"a":{"b":["x","y"]}}', '{"a":{"b":["x","z"]}}', [("a.b[1]", "changed", '"y"', '"z"')]),
        ("[1,2,3]", "[1]", [("[1]", "removed", "2", ""), ("[2]", "removed", "3", "")]),
        ('{"a":1,"b":2}', '{"b":3,"a":0}', [("a", "changed", "1", "0"), ("b", "changed", "2", "3")]),
        ("true", "1", [("", "changed", "true", "1")]),
        ("null", '"null"', [("", "changed", "null", '"null"')]),
        ("0", "false", [("", "changed", "0", "false")]),
        ('{"a.b":1}', '{"a.b":2}', [("a\\.b", "changed", "1", "2")]),
        ('{"a":[]}', '{"a":{}}', [("a", "changed", "[]", "{}")]),
        ('{"a":1.50}', '{"a":1.51}', [("a", "changed", "1.50", "1.51")]),
        ('"\\u003c"', '"é\\ud800"', [("", "changed", '"<"', '"é\ud800"')]),
    ],
)
def test_values(first: str, second: str, changes: list[tuple[str, str, str, str]]) -> None:
    """Each value that differs is told with its place, and nothing is said of how it is written."""
    found = compare_json(first.encode(), second.encode())
    assert found is not None
    assert [(one.path, one.change, one.first, one.second) for one in found.values] == changes
    assert found.writings == ()


@pytest.mark.parametrize(
    ("first", "second", "writings"),
    [
        ('{"a":1}', '{"a": 1}', [(Writing.SPACE, "", "")]),
        ('{"a":1}', '{"a":1}\n', [(Writing.SPACE, "", "")]),
        ('{"a":1,"b":2}', '{"b":2,"a":1}', [(Writing.ORDER, "", "")]),
        ('"\\u003ca\\u003e"', '"<a>"', [(Writing.ESCAPES, "\\u003c", "<")]),
        ('"caf\\u00e9"', '"café"', [(Writing.ESCAPES, "\\u00e9", "é")]),
        ('"a/b"', '"a\\/b"', [(Writing.ESCAPES, "/", "\\/")]),
        ('"\\ud83d\\ude00"', '"😀"', [(Writing.ESCAPES, "\\ud83d\\ude00", "😀")]),
        ('"\\u003C"', '"\\u003c"', [(Writing.ESCAPES, "\\u003C", "\\u003c")]),
        ("1.0", "1", [(Writing.NUMBERS, "1.0", "1")]),
        ("1e2", "100", [(Writing.NUMBERS, "1e2", "100")]),
        ('{"a":1,"a":1}', '{"a":1}', [(Writing.KEYS, "", "")]),
        ('\ufeff"a"', '"a"', [(Writing.MARK, "", "")]),
        ('{"a":"<","b":1}', '{"b": 1.0, "a":"\\u003c"}',
         [(Writing.ORDER, "", ""), (Writing.ESCAPES, "<", "\\u003c"), (Writing.NUMBERS, "1", "1.0"),
          (Writing.SPACE, "", "")]),
    ],
)  # fmt: skip
def test_writings(first: str, second: str, writings: list[tuple[Writing, str, str]]) -> None:
    """Where every value is the same, each way of writing them that differs is told, with an example of both."""
    found = compare_json(first.encode(), second.encode())
    assert found is not None
    assert found.values == ()
    assert [(one.kind, one.first, one.second) for one in found.writings] == writings


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"\xff",
        b"NaN",
        b'{"a":Infinity}',
        b"[" * 100_000,
        b"{" * 2000,
        b'"a',
        b"1e99999999999999999999",
        b"{}x",
    ],
    ids=lambda body: repr(body)[:20],
)
def test_what_is_no_json(body: bytes) -> None:
    """Where either is no JSON, nothing is said."""
    assert compare_json(body, b"{}") is None
    assert compare_json(b"{}", body) is None


def test_long_numbers_and_deep_values() -> None:
    """Numbers of any length and values as deep as JSON can be read are compared."""
    found = compare_json(b"9" * 10_000, b"9" * 9_999 + b"8")
    assert found is not None
    assert len(found.values) == 1
    deep = b"[" * 900 + b"%d" + b"]" * 900
    found = compare_json(deep % 1, deep % 2)
    assert found is not None
    assert found.values[0].path == "[0]" * 900
    wide = compare_json(b"1", b"[" * 900 + b"]" * 900)
    assert wide is not None
    assert wide.values[0].change is Change.CHANGED


@given(JSON, st.sampled_from([None, 2]), st.booleans(), st.sampled_from([None, 2]), st.booleans())
def test_the_same_value_is_the_same(value: object, a: int | None, x: bool, b: int | None, y: bool) -> None:
    """However a value is written, no value differs; and where the bytes do, a way of writing says why."""
    first = json.dumps(value, indent=a, ensure_ascii=x).encode("utf-8", "surrogatepass")
    second = json.dumps(value, indent=b, ensure_ascii=y).encode("utf-8", "surrogatepass")
    found = compare_json(first, second)
    assert found is not None
    assert found.values == ()
    assert bool(found.writings) is (first != second)


@given(JSON, JSON)
def test_different_values_differ(first: object, second: object) -> None:
    """Values that are not the same are told to differ."""

    def read(value: object) -> object:
        return json.loads(json.dumps(value), parse_float=Decimal, parse_int=Decimal)

    found = compare_json(json.dumps(first).encode(), json.dumps(second).encode())
    assert found is not None
    assert bool(found.values) is (repr(read(first)) != repr(read(second))) or read(first) == read(second)


@pytest.mark.parametrize("style", [style for style in Style if style is not Style.GO])
def test_styles(style: Style) -> None:
    """Each body style differs from Go's in ways of writing alone."""
    payload = {"a": "<é/>", "b": [1, None]}
    found = compare_json(encode(payload, Style.GO), encode(payload, style))
    assert found is not None
    assert (found.values, bool(found.writings)) == ((), True)
