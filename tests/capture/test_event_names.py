"""What a body says of its event is read out of any bytes."""

import json

import pytest

from maileroo_cli.capture.event_names import NO_NAMES, glance_at_names, peek_event, peek_names

_loads = json.loads


@pytest.mark.parametrize(
    ("body", "event"),
    [
        pytest.param(b'{"event_data":{},"event_id":"e1","event_type":"opened"}', ("opened", "e1"), id="an event"),
        pytest.param(b'{"event_type":"opened"}', ("opened", ""), id="no id"),
        pytest.param(b'{"event_type":1,"event_id":"e1"}', ("", "e1"), id="a type that is no text"),
        pytest.param(rb'{"event_type":"opened","event_id":"e1","x":"\ud83d"}', ("opened", "e1"), id="half a pair"),
        pytest.param(rb'{"event_type":"opened","event_id":"\ud83d"}', ("opened", r"\ud83d"), id="half a pair as id"),
        pytest.param(b"[1" + b" " * 9, ("", ""), id="a broken list"),
        pytest.param(b'{"event_type":"\xff"}', ("", ""), id="not utf-8"),
        pytest.param(b'{"x":' + b"[" * 100_000, ("", ""), id="deep"),
        pytest.param(b"rubbish", ("", ""), id="not json"),
        pytest.param(b"", ("", ""), id="empty"),
    ],
)
def test_a_body_tells_its_event(body: bytes, event: tuple[str, str]) -> None:
    """A report can name the event, and a body that names none is no error."""
    assert peek_event(body) == event


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'{"event_type":5,"event_id":"e1","x":[', b"]}"),
        (b'{"event_id":"e1","event_time":"soon","x":[', b"]}"),
        (b'{"event_id":"e1","message_reference_id":{},"x":[', b"]}"),
        (b'{"event_id":"e1","event_time":' + b"9" * 400 + b',"x":[', b"]}"),
    ],
    ids=["type", "time", "reference", "a long number"],
)
def test_odd_bodies_are_read_without_a_tree(before: bytes, after: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's parser, which takes seconds for many small values, is given small pieces alone."""
    parsed: list[int] = []

    def parse(text: bytes) -> object:
        parsed.append(len(text))
        return _loads(text)

    monkeypatch.setattr("maileroo_cli.capture.event_names.json.loads", parse)
    body = before + b",".join([b"[[[]]]"] * 20_000) + after
    assert peek_names(body).event_id == "e1"
    assert max(parsed, default=0) < 1000


def test_a_glance_is_bounded() -> None:
    """Where clients are waiting a body above 1 MiB is not read, and names nothing; others are read as ever."""
    start, end, most = b'{"event_id":"e1","x":"', b'"}', 1 << 20
    largest = start + b"x" * (most - len(start) - len(end)) + end
    assert (len(largest), glance_at_names(largest).event_id) == (most, "e1")
    assert glance_at_names(largest + b" ") == NO_NAMES
    assert peek_names(largest + b" ").event_id == "e1"


@pytest.mark.parametrize("size", [1, 100_000], ids=["small", "large"])
def test_what_only_python_reads(size: int) -> None:
    """NaN is read where the body is small; a large one then names nothing."""
    assert peek_event(b'{"event_id":"e1","y":NaN,"x":"' + b"x" * size + b'"}') == ("", "e1" if size == 1 else "")
