"""Reading a captured body for the timeline: whatever it is, nothing breaks."""

import json

import pytest

from maileroo_cli.capture.mail.arrival import read_arrival

BODIES: dict[str, tuple[bytes, tuple[str, str, int | None, tuple[str, ...]]]] = {
    "delivered": (
        json.dumps(
            {
                "event_type": "delivered",
                "event_id": "e",
                "event_time": 5,
                "event_data": {"to": ["A <a@x.test>", "a@X.test", "b@x.test", 7]},
            }
        ).encode(),
        ("delivered", "e", 5, ("a@x.test", "b@x.test")),
    ),
    "failed": (b'{"event_type":"failed","event_data":{"to":"a@x.test"}}', ("failed", "", None, ("a@x.test",))),
    "wrong kinds": (
        b'{"event_type":7,"event_id":[],"event_time":true,"event_data":{"to":{}}}',
        ("", "", None, ()),
    ),
    "milliseconds": (b'{"event_time":1710545542000,"event_data":[]}', ("", "", None, ())),
    "negative": (b'{"event_time":-1}', ("", "", None, ())),
    "a fraction": (b'{"event_time":1.5}', ("", "", None, ())),
    "no object": (b"[1]", ("", "", None, ())),
    "no JSON": (b"\xff\x00", ("", "", None, ())),
    "nothing": (b"", ("", "", None, ())),
    "too deep": (b"[" * 100_000, ("", "", None, ())),
    "too many digits": (b'{"event_time":' + b"1" * 5_000 + b"}", ("", "", None, ())),
}


@pytest.mark.parametrize(("body", "expected"), BODIES.values(), ids=BODIES.keys())
def test_bodies_are_read(body: bytes, expected: tuple[str, str, int | None, tuple[str, ...]]) -> None:
    """What a timeline needs is read from any body, and left empty where it is not there."""
    arrival = read_arrival("c1", 1.5, body, "invalid")
    assert (arrival.event_type, arrival.event_id, arrival.event_time, arrival.recipients) == expected
    assert (arrival.capture_id, arrival.at, arrival.verdict) == ("c1", 1.5, "invalid")
