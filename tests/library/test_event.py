"""An event as a value: equal by its bytes, its payload a new dict, its request signed."""

import copy
import pickle
from typing import Any

import pytest

from maileroo_cli import Event, Secret, make_event, verify
from maileroo_cli.library.event import encoded_event, finish_event

HEADER = "x-maileroo-signature"


def test_an_event_is_a_value() -> None:
    """It is equal to its like, can be a key, is copied and sent to another process, and cannot be changed."""
    event = make_event("opened", seed=1)
    assert {event: 1}[make_event("opened", seed=1)] == 1
    assert copy.deepcopy(event) == event == pickle.loads(pickle.dumps(event))
    with pytest.raises(AttributeError):
        event.body = b""  # type: ignore[misc]
    event.payload["event_data"]["ip"] = "changed"
    assert event.payload["event_data"]["ip"] != "changed"


def test_what_is_shown_of_an_event() -> None:
    """Its repr names it, without its body."""
    shown = repr(make_event("opened", seed=1))
    assert shown.startswith("Event(type='opened', id='")
    assert "body" not in shown


@pytest.mark.parametrize("secret", ["secret", b"secret", Secret("secret")], ids=["text", "bytes", "Secret"])
def test_any_secret(secret: Any) -> None:
    """Text, bytes and a ``Secret`` sign alike; headers alone are those of the request."""
    event = make_event("opened", seed=1)
    request = event.request(secret)
    assert verify(request.body, request.headers[HEADER], "secret")
    assert event.headers(secret) == request.headers
    assert event.headers(secret, bad="truncated") == event.request(secret, bad="truncated").headers
    assert request.body is event.body


def test_what_sending_takes() -> None:
    """An event becomes what the program hands on, and comes back from that."""
    event: Event[Any] = make_event("opened", seed=1)
    made = encoded_event(event)
    assert (made.type, made.event_id, made.at, made.body) == ("opened", event.id, 1_767_225_600, event.body)
    assert finish_event(made) == event
