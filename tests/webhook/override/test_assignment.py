"""How an override is written: the path, the sign and the value."""

from typing import Any

import pytest

from maileroo_cli.errors import OverrideError
from maileroo_cli.webhook.override.assignment import (
    Override,
    make_override,
    parse_set,
    parse_unset,
)
from maileroo_cli.webhook.signing.body_style import encode
from maileroo_cli.webhook.text.path import MAX_DEPTH, Path
from tests.webhook.changing import change, delivered


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("user_id=5", ("user_id",), "5"),
        ("user_id:=5", ("user_id",), 5),
        ("a=", ("a",), ""),
        ("a= x ", ("a",), " x "),
        ("a==", ("a",), "="),
        ("a=b:=c", ("a",), "b:=c"),
        (r"a\:=5", ("a:",), "5"),
        ("a=line\nline", ("a",), "line\nline"),
        ('a:={"b": [1.5, null, true]}', ("a",), {"b": [1.5, None, True]}),
        ('a:={"b": 1, "b": 2}', ("a",), {"b": 2}),
        ('a:="\\ud800"', ("a",), "\ud800"),
        ("a:= 5 ", ("a",), 5),
        ("a:=123456789012345678901234567890", ("a",), 123456789012345678901234567890),
    ],
)
def test_a_value_is_read(text: str, path: Path, value: Any) -> None:
    """After = stands a string as it is, after := JSON; the first of them counts."""
    assert parse_set(text) == Override(path, value, False, text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("user_id", "user_id does not set anything: write PATH=VALUE"),
        ("", " does not set anything"),
        ("=x", "the path is empty"),
        (":=5", "the path is empty"),
        ("a:=", r"a:= is not valid JSON .*: for a string, write a="),
        ("a:=spring", r"a:=spring is not valid JSON \(Expecting value at character 1\): for a string, write a=spring"),
        ("a:={'b': 1}", "is not valid JSON"),
        ("a:=[1,]", "is not valid JSON"),
        ("a:==", "is not valid JSON"),
        ("a:=\ufeff1", "is not valid JSON"),
        ("a:=NaN", "JSON has no NaN"),
        ("a:=[-Infinity]", "JSON has no -Infinity"),
        ("a:=1e999", "JSON has neither NaN nor Infinity"),
        ("a:=" + "9" * 5_000, "an integer has too many digits"),
        ("a:=" + "[" * 100_000, "is nested too deeply: at most 100 levels"),
        ("a:=" + "[" * 500 + "]" * 500, "is nested too deeply: at most 100 levels"),
        ("a:=" + '{"a":' * 101 + "1" + "}" * 101, "is nested too deeply: at most 100 levels"),
        ("a:=" + "x" * 100_000, "is not valid JSON"),
    ],
    ids=range(18),
)
def test_a_malformed_change_is_refused(text: str, problem: str) -> None:
    """What cannot be read says what is wrong and how it is written, shortly, however long it is."""
    with pytest.raises(OverrideError, match=problem) as caught:
        parse_set(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


def test_a_removal_takes_no_value() -> None:
    """A removal names a path, and a value with it is a slip."""
    assert parse_unset("tags") == Override(("tags",), None, True, "tags")
    with pytest.raises(OverrideError, match="--unset tags=x has a value"):
        parse_unset("tags=x")


def test_the_deepest_value_can_be_written() -> None:
    """What is just allowed at the deepest path still gives a body in Python's own limits."""
    deep = "[" * (MAX_DEPTH - 1) + "0.5" + "]" * (MAX_DEPTH - 1)
    override = parse_set("a" + ".a" * (MAX_DEPTH - 1) + f":={deep}")
    assert deep.encode() in encode(change(delivered(), override, force=True))


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "x", ["x"], {"a": ["b", None]}])
def test_a_value_from_a_file(value: Any) -> None:
    """A value that was read from a file is taken as it is."""
    assert make_override(r"a\.b[0]", value) == Override(("a.b", 0), value, False, r"a\.b[0]")


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], {"a": b"x"}, {"a": {1, 2}}])
def test_a_value_that_json_cannot_hold(value: Any) -> None:
    """A file can hold what JSON cannot, and that is refused."""
    with pytest.raises(OverrideError, match="the value of a "):
        make_override("a", value)
