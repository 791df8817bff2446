"""What a body says of its event is read out of any bytes."""

import pytest

from maileroo_cli.capture.event_names import peek_event


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
