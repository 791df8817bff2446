"""A window over JSON: values end where a JSON parser says, however the stream is cut into reads."""

import json
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.formats.har import json_scan, json_window
from maileroo_cli.capture.formats.har.json_scan import Scan
from maileroo_cli.capture.formats.har.json_window import BrokenError, TooLargeError, Window
from tests.capture.har_file import drip

TEXT = st.text(st.sampled_from('\\"{}[],: \nae\x00é'), max_size=20)
LONG_TEXT = st.builds(lambda piece, count: piece * count, TEXT, st.sampled_from([1, 20, 300]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | LONG_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=15,
)
SIZES = st.sampled_from([4, 16, 100, 5000])
STEPS = st.sampled_from([1, 3, 50, 10_000])


def window(data: bytes, size: int, step: int) -> Window:
    """Return a window that begins with ``size`` bytes on a stream that gives at most ``step`` at a time."""
    with patch.object(json_window, "SIZE", size):
        return Window(drip(data, step))


@given(values=st.lists(VALUES, min_size=1, max_size=4), size=SIZES, step=STEPS, escape=st.booleans())
def test_a_value_ends_where_it_ends(values: list[Any], size: int, step: int, escape: bool) -> None:
    """Each value of a stream is held whole, or stepped over, and the next begins right after it."""
    texts = [json.dumps(value, ensure_ascii=escape).encode() for value in values]
    data = b" ".join(texts) + b" "
    held, skipped = window(data, size, step), window(data, size, step)
    for text in texts:
        assert held.next_byte() == text[0]
        end = held.value_end()
        assert held.data[held.begin : end] == text
        held.begin = end
        skipped.next_byte()
        assert skipped.data[skipped.begin] == text[0]
        skipped.skip_value()
        assert skipped.offset == held.offset
    assert held.next_byte() == skipped.next_byte() == -1
    assert held.offset == len(data)


@given(value=st.dictionaries(TEXT, VALUES, max_size=5), size=SIZES, step=STEPS)
def test_the_members_of_an_object(value: dict[str, Any], size: int, step: int) -> None:
    """Keys come decoded and in order, and each value can be taken."""
    made = window(json.dumps(value, indent=1).encode(), size, step)
    made.next_byte()
    found = []
    for key in made.members():
        end = made.value_end()
        found.append((key, json.loads(made.data[made.begin : end])))
        made.begin = end
    assert found == list(value.items())


@given(backslashes=st.integers(0, 9), before=st.integers(0, 40), size=SIZES, step=STEPS)
def test_backslashes_before_a_quote(backslashes: int, before: int, size: int, step: int) -> None:
    """A quote ends its string only after an even number of backslashes, wherever reads and pieces end."""
    with patch("maileroo_cli.capture.formats.har.json_scan._PIECE", 8):
        text = b'["' + b"x" * before + b"\\" * backslashes + b'"]"]'
        made = window(text + b" " * 50, size, step)
        made.next_byte()
        expected = text if backslashes % 2 else text[:-2]
        assert made.value_end() - made.begin == len(expected)


def test_escapes_do_not_make_it_look_again_and_again() -> None:
    """Of many strings with escapes, and of one with many, each byte is looked at a few times at most."""
    looks = 0

    class Counting(bytearray):
        """Data that counts how much of it is copied."""

        def __getitem__(self, key: Any) -> Any:
            nonlocal looks
            part = super().__getitem__(key)
            looks += len(part) if isinstance(key, slice) else 1
            return part

    for text in (b"[" + b'"\\"x",' * 10_000 + b"0]", b'["' + b'\\"' * 30_000 + b'"]', b'["' + b"\\\\" * 30_000 + b'"]'):
        looks = 0
        data = Counting(text)
        assert Scan(0).advance(data, len(data))
        assert looks < 20 * len(data)


def test_long_strings_that_are_not_needed_are_left_out() -> None:
    """What is expendable shrinks, what is needed stays, and the place in the stream is right afterwards."""
    data = json.dumps({"a": "x" * 5000, "b": "y" * 5000, "c": 1}).encode() + b" 7"
    with patch.object(json_window, "LONG_STRING", 500):
        made = window(data, 64, 64)
        made.next_byte()
        end = made.value_end(lambda data, begin, string: data.rfind(b'"b"', begin, string) < 0)
        value = json.loads(made.data[made.begin : end])
        made.begin = end
    assert len(value["a"]) < 1000
    assert value["b"] == "y" * 5000
    assert value["c"] == 1
    assert not made.shortened
    assert made.next_byte() == ord("7")
    assert made.offset == len(data) - 1


def test_nothing_is_held_above_the_limit() -> None:
    """A long string is cut then though it is needed, and a value of many parts is stepped over."""
    data = json.dumps(["x" * 5000]).encode() + json.dumps(["y"] * 5000).encode() + b" 7"
    with patch.object(json_window, "LONG_STRING", 500), patch.object(json_window, "VALUE_LIMIT", 2000):
        made = window(data, 64, 64)
        made.next_byte()
        made.begin = made.value_end()
        assert made.shortened
        assert len(made.data) <= 4096
        with pytest.raises(TooLargeError):
            made.value_end()
        assert made.next_byte() == ord("7")


@pytest.mark.parametrize("data", [b"[1", b'"a', b'"a\\', b"12", b"[[]", b'{"a":"b\\"}'])
def test_a_value_without_an_end(data: bytes) -> None:
    """Where the stream ends within a value, that is told with its place, whether it is held or not."""
    for take in (Window.value_end, Window.skip_value):
        made = Window(BytesIO(data))
        made.next_byte()
        with pytest.raises(BrokenError, match="the file ends here") as caught:
            take(made)
        assert caught.value.offset == len(data)


def test_the_window_becomes_small_again() -> None:
    """After a large value no more memory is held than before."""
    made = window(json.dumps(["x" * 50_000]).encode() + b" " * 100_000 + b"7", 1000, 100_000)
    made.next_byte()
    made.begin = made.value_end()
    assert len(made.data) > 50_000
    assert made.next_byte() == ord("7")
    made.begin += 1
    assert not made.fill()
    assert len(made.data) == 1000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'["' + b"x" * 1000 + b'"]', False),
        (b'["' + b'\\"' * 1000 + b'"]', False),
        (b'["' + b"\\\\" * 1000, False),
        (b'["",' * 7, False),
        (b'["",' * 20, True),
        (b"1" * 21, True),
        (b"1" * 20, False),
        (b'"x"' * 10 + b"[" * 21, True),
    ],
)
def test_parts_are_counted_outside_of_strings(text: bytes, expected: bool) -> None:
    """A long string makes no value a large one; many brackets, commas and numbers do."""
    with patch.object(json_scan, "_PARTS_LIMIT", 20):
        assert json_scan.has_many_parts(text) is expected
